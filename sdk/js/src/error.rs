//! Errors as JavaScript throws them: an `Error` with a stable `code`.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;
use web::PhoneError;

/// An `Error` whose `code` is that of `error`, and whose `detail` says more about this one case.
pub(crate) fn thrown(error: &PhoneError, detail: Option<&str>) -> JsValue {
    let mut message = error.message().to_owned();
    for part in detail.iter().flat_map(|detail| [" (", detail, ")"]) {
        message.push_str(part);
    }
    let thrown = Error::new(&message);
    thrown.set_name("PhoneError");
    // Setting a property of a fresh object can not fail.
    let _ = Reflect::set(
        &thrown,
        &JsValue::from_str("code"),
        &JsValue::from_str(error.code()),
    );
    if let Some(status) = error.status() {
        let _ = Reflect::set(
            &thrown,
            &JsValue::from_str("status"),
            &JsValue::from(status),
        );
    }
    thrown.into()
}

pub(crate) fn api(code: &'static str, detail: &str) -> JsValue {
    thrown(&PhoneError::of(code), Some(detail))
}
