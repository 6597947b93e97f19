//! Who works on a recording: one page at a time, and nobody after that page is gone.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::lent::settled;

#[wasm_bindgen(module = "/src/recording/own.js")]
extern "C" {
    fn own(name: &str) -> Promise;
}

/// The right to work on a recording; dropping it, or the end of the page in whatever way, gives it back.
pub(crate) struct Owner(Function);

impl Owner {
    /// `None` while somebody else has it.
    pub(crate) async fn of(id: &str) -> Option<Self> {
        let mut name = String::from("ringdesk recording ");
        name.push_str(id);
        let free = settled(own(&name)).await.ok()?;
        free.dyn_into().ok().map(Self)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}
