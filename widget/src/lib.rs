//! The custom elements' insides: what `<ringdesk-phone>` and `<ringdesk-meet>` draw and do.
//!
//! The element classes are TypeScript (`pkg/widget/src`); they own the tags and the shadow roots and call
//! the mount functions exported here.

mod clipboard;
mod clock;
mod dom;
mod fault;
mod focus;
#[cfg(feature = "gallery")]
mod gallery;
mod host;
mod icon;
mod local;
mod ring;
mod ringdesk_meet;
mod ringdesk_phone;
mod text;

use wasm_bindgen::prelude::wasm_bindgen;

// The whole SDK is exported from this module too: a page that uses the widget loads one.
pub use js::*;
pub use ringdesk_meet::{MeetElement, mount_meet};
pub use ringdesk_phone::{PhoneElement, mount_phone};

/// The style sheet of both elements, to be adopted by their shadow roots.
#[wasm_bindgen]
pub fn stylesheet() -> String {
    include_str!(concat!(env!("OUT_DIR"), "/style.css")).to_owned()
}
