//! Time as people read it.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::text::Text;

/// `2:05`, or `1:02:05` from an hour on.
pub fn duration(ms: f64) -> String {
    let seconds = (ms / 1_000.0).max(0.0) as u32;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// How long ago something was, for lists.
pub fn ago(ms: f64, text: &Text) -> String {
    let minutes = (ms / 60_000.0).max(0.0) as u32;
    match minutes {
        0 => text.just_now.to_owned(),
        1..60 => (text.minutes_ago)(minutes),
        60..1440 => (text.hours_ago)(minutes / 60),
        _ => (text.days_ago)(minutes / 1440),
    }
}

/// The exact time in the reader's language, for tooltips.
pub fn exact(epoch_ms: f64, text: &Text) -> String {
    let options = Object::new();
    for (key, value) in [("dateStyle", "medium"), ("timeStyle", "medium")] {
        // Setting a property on a fresh object can not fail.
        let _ = Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    Date::new(&JsValue::from_f64(epoch_ms))
        .to_locale_string(text.code, &options)
        .into()
}
