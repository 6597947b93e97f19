//! What the browser lends us: listeners and tasks. None of these is generic, so that each is compiled once.

use futures::future::LocalBoxFuture;
use js_sys::Promise;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

/// A listener on something of the browser's; dropping it takes it off.
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    run: Closure<dyn FnMut(Event)>,
}

/// Calls `run` for every such event, until the listener is dropped.
pub(crate) fn listen(
    target: &EventTarget,
    event: &'static str,
    run: Box<dyn FnMut(Event)>,
) -> Listener {
    let run = Closure::wrap(run);
    // Adding a function as a listener can not fail.
    let _ = target.add_event_listener_with_callback(event, run.as_ref().unchecked_ref());
    Listener {
        target: target.clone(),
        event,
        run,
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let run = self.run.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.event, run);
    }
}

/// Runs a task to its end.
pub(crate) fn spawn(task: LocalBoxFuture<'static, ()>) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Waits for a promise. Boxed, since a wait in place costs every caller its own copy of it.
pub(crate) fn settled(promise: Promise) -> LocalBoxFuture<'static, Result<JsValue, JsValue>> {
    Box::pin(JsFuture::from(promise))
}
