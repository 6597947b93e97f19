//! Copies text where the user can paste it.

use std::future::Future;

use wasm_bindgen_futures::JsFuture;

/// Writes `text`; says whether the browser let us.
pub fn write(text: &str) -> impl Future<Output = bool> + 'static {
    // Absent outside of secure contexts, whatever the type says.
    let clipboard = web_sys::window().map(|window| window.navigator().clipboard());
    let promise = clipboard
        .filter(|clipboard| !clipboard.is_undefined())
        .map(|clipboard| clipboard.write_text(text));
    async move {
        match promise {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        }
    }
}
