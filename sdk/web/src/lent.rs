//! What the browser lends us: listeners, timers and tasks. None of these is generic, so that each is compiled once.

use futures::future::LocalBoxFuture;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use web_sys::{Event, EventTarget};

/// Calls `run` for every such event, until the listener is dropped.
pub(crate) fn listen(
    target: &EventTarget,
    event: &'static str,
    run: Box<dyn FnMut(&Event)>,
) -> EventListener {
    EventListener::new(target, event, run)
}

/// Calls `run` once, `wait_ms` from now, unless the timer is dropped before.
pub(crate) fn after(wait_ms: u32, run: Box<dyn FnOnce()>) -> Timeout {
    Timeout::new(wait_ms, run)
}

/// Runs a task to its end.
pub(crate) fn spawn(task: LocalBoxFuture<'static, ()>) {
    wasm_bindgen_futures::spawn_local(task);
}
