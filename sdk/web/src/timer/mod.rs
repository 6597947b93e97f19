//! Timers that a hidden page can rely on.
//!
//! Each is set twice, in the page and in a worker, and whichever rings first counts: a worker's timers are not throttled,
//! and the page's are always there, also where a policy (`worker-src`) or a bundler leaves the worker out.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Event, MessageEvent, Worker};

use crate::lent::{Listener, listen};

#[wasm_bindgen(module = "/src/timer/spawn.js")]
extern "C" {
    #[wasm_bindgen(js_name = timerWorker)]
    fn timer_worker() -> Option<Worker>;
}

type Ring = Box<dyn FnOnce()>;

/// Every timer of the page.
#[derive(Default)]
struct Clockwork {
    worker: Option<(Worker, Listener)>,
    started: bool,
    last: u32,
    waiting: Vec<(u32, Ring)>,
    /// Who wants to know that the page has slept.
    sleepers: Vec<Weak<dyn Fn()>>,
}

thread_local! {
    static CLOCKWORK: RefCell<Clockwork> = RefCell::default();
}

/// A timer; dropping it stops it.
pub(crate) struct Timer {
    id: u32,
    _page: Timeout,
}

/// Calls `run` once, `wait_ms` from now, unless the timer is dropped before.
pub(crate) fn after(wait_ms: u32, run: Ring) -> Timer {
    let id = CLOCKWORK.with_borrow_mut(|clockwork| {
        clockwork.start();
        clockwork.last = clockwork.last.wrapping_add(1).max(1);
        clockwork.waiting.push((clockwork.last, run));
        clockwork.tell(clockwork.last, f64::from(wait_ms));
        clockwork.last
    });
    Timer {
        id,
        _page: Timeout::new(wait_ms, move || ring(id)),
    }
}

/// Calls `run` whenever the page has slept, for as long as the caller keeps `run`.
pub(crate) fn on_waking(run: &Rc<dyn Fn()>) {
    CLOCKWORK.with_borrow_mut(|clockwork| {
        clockwork.start();
        clockwork.sleepers.retain(|run| run.strong_count() > 0);
        clockwork.sleepers.push(Rc::downgrade(run));
    });
}

impl Drop for Timer {
    fn drop(&mut self) {
        // The closure may own what drops further timers: it goes after the borrow.
        let unheard = take(self.id);
        if unheard.is_some() {
            CLOCKWORK.with_borrow(|clockwork| clockwork.tell(self.id, -1.0));
        }
    }
}

fn take(id: u32) -> Option<Ring> {
    CLOCKWORK.with_borrow_mut(|clockwork| {
        let waiting = &mut clockwork.waiting;
        let index = waiting.iter().position(|(known, _)| *known == id)?;
        Some(waiting.swap_remove(index).1)
    })
}

fn ring(id: u32) {
    if id == 0 {
        let sleepers = CLOCKWORK.with_borrow(|clockwork| clockwork.sleepers.clone());
        for run in sleepers.iter().filter_map(Weak::upgrade) {
            run();
        }
    } else if let Some(run) = take(id) {
        run();
    }
}

impl Clockwork {
    fn start(&mut self) {
        if std::mem::replace(&mut self.started, true) {
            return;
        }
        self.worker = timer_worker().map(|worker| {
            let heard = Box::new(|event: Event| {
                let event: MessageEvent = event.unchecked_into();
                ring(event.data().as_f64().unwrap_or(0.0) as u32);
            });
            let listener = listen(&worker, "message", heard);
            (worker, listener)
        });
    }

    fn tell(&self, id: u32, wait_ms: f64) {
        if let Some((worker, _)) = &self.worker {
            let _ = worker.post_message(&Array::of2(&id.into(), &wait_ms.into()));
        }
    }
}
