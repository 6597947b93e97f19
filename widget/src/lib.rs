//! The custom elements' insides: what `<ringdesk-phone>` and `<ringdesk-meet>` draw and do.
//!
//! The element classes are TypeScript (`pkg/widget/src`); they own the tags and the shadow roots and call
//! the mount functions exported here.

mod clock;
mod fault;
mod focus;
#[cfg(feature = "gallery")]
mod gallery;
mod icon;
mod ringdesk_meet;
mod ringdesk_phone;
mod text;

use wasm_bindgen::prelude::wasm_bindgen;

/// The style sheet of both elements, to be adopted by their shadow roots.
#[wasm_bindgen]
pub fn stylesheet() -> String {
    include_str!("style.css").to_owned()
}
