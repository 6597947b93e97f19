//! One browser timer for all the instants that the desk wants to be woken at.

use std::cell::RefCell;

use call::Instant;
use gloo::timers::callback::Timeout;

use crate::clock::now;

/// The instants asked for, and the timer on the earliest of them.
#[derive(Default)]
pub(crate) struct Alarm {
    due: RefCell<Vec<Instant>>,
    timer: RefCell<Option<(Instant, Timeout)>>,
}

impl Alarm {
    /// Adds an instant. `ring` is called once, at the earliest instant that is known.
    pub(crate) fn set(&self, at: Instant, ring: impl FnOnce() + 'static) {
        self.due.borrow_mut().push(at);
        self.arm(ring);
    }

    /// Forgets the instants that have passed, and starts the timer on the next one.
    pub(crate) fn passed(&self, ring: impl FnOnce() + 'static) {
        let now = now();
        self.due.borrow_mut().retain(|due| *due > now);
        self.timer.take();
        self.arm(ring);
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.due.borrow_mut().clear();
        self.timer.take();
    }

    fn arm(&self, ring: impl FnOnce() + 'static) {
        let Some(first) = self.due.borrow().iter().min().copied() else {
            return;
        };
        if self
            .timer
            .borrow()
            .as_ref()
            .is_some_and(|(at, _)| *at <= first)
        {
            return;
        }
        // A browser timer may fire up to a millisecond early; one more makes sure that the instant has passed.
        let wait = u32::try_from(first.since(now()).as_millis())
            .unwrap_or(u32::MAX)
            .min(i32::MAX as u32 - 1)
            + 1;
        *self.timer.borrow_mut() = Some((first, Timeout::new(wait, ring)));
    }
}
