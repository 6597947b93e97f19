//! A panic is our bug: it is reported once, and the page can close what is left.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes a panic of a development build print its message and its place. In a release build a panic is a
/// trap, a `WebAssembly.RuntimeError` that `pkg/sdk/src` reports as `internal.panic`.
#[wasm_bindgen(start)]
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
}
