//! A panic is our bug: it is reported once, and the page can close what is left.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Calls `listener` with a text when this module fails beyond repair. Nothing of it may be called afterwards.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(listener: Function) {
    LISTENER.with(|slot| {
        if let Ok(mut slot) = slot.try_borrow_mut() {
            *slot = Some(listener);
        }
    });
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        LISTENER.with(|slot| {
            if let Some(listener) = slot.try_borrow_mut().ok().and_then(|mut slot| slot.take()) {
                let _ = listener.call1(&JsValue::NULL, &JsValue::from_str("internal.panic"));
            }
        });
    }));
}
