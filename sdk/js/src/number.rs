//! Dial-number rules for applications with a dial field of their own.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web::{DialNumber, DialRules};

use crate::error::thrown;

/// What would be dialled for `text`, as typed or pasted: digits and `+ # * :` are kept, all else is stripped.
///
/// Throws `dial.*` when nothing that can be dialled is left.
#[wasm_bindgen(js_name = dialNumber)]
pub fn dial_number(text: &str) -> Result<String, JsValue> {
    DialNumber::parse(text, &DialRules::default())
        .map(|number| number.as_str().to_owned())
        .map_err(|error| thrown(&web::PhoneError::of(error.code()), None))
}
