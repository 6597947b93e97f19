//! From what a browser throws to what a call understands.

use call::MediaError;
use wasm_bindgen::{JsCast, JsValue};

/// The one table from a `DOMException` name (Media Capture §10.2, WebRTC §4.4) to a [`MediaError`].
const BY_NAME: [(&str, MediaError); 11] = [
    ("NotAllowedError", MediaError::PermissionDenied),
    ("SecurityError", MediaError::PermissionDenied),
    ("PermissionDeniedError", MediaError::PermissionDenied),
    ("NotFoundError", MediaError::NoDevice),
    ("OverconstrainedError", MediaError::NoDevice),
    ("DevicesNotFoundError", MediaError::NoDevice),
    ("NotReadableError", MediaError::InUse),
    ("TrackStartError", MediaError::InUse),
    ("AbortError", MediaError::InUse),
    ("InvalidAccessError", MediaError::BadDescription),
    ("OperationError", MediaError::BadDescription),
];

/// Names the failure behind a rejected promise of the media interfaces.
pub(crate) fn media_error(thrown: JsValue) -> MediaError {
    let name = js_sys::Reflect::get(&thrown, &JsValue::from_str("name"))
        .ok()
        .and_then(|name| name.dyn_into::<js_sys::JsString>().ok())
        .map(String::from)
        .unwrap_or_default();
    BY_NAME
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(MediaError::Failed, |(_, error)| *error)
}
