//! The element in the page: events that leave it, properties of what the page gave it.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// Dispatches an event that bubbles and leaves the shadow root.
pub fn dispatch(host: &EventTarget, name: &str, detail: &[(&str, JsValue)]) {
    let object = Object::new();
    for (key, value) in detail {
        // Setting a property on a fresh object can not fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&object);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        // What a listener throws is reported by the browser; the answer tells only of preventDefault.
        let _ = host.dispatch_event(&event);
    }
}

/// A property, or `undefined`.
pub fn property(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or_default()
}

/// A property that is text.
pub fn text(object: &JsValue, key: &str) -> Option<String> {
    property(object, key).as_string()
}

/// Awaits what a function of the page gave: a value or a promise of one.
pub async fn settled(answer: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&answer?)).await
}
