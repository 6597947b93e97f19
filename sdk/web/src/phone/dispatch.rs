//! Tells listeners what happened, with no borrow held while they run.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use crate::view::Event;

type Listener = Rc<dyn Fn(&Event)>;

/// The queue of events and those who listen.
#[derive(Default)]
pub(crate) struct Dispatch {
    listeners: RefCell<Vec<(u64, Listener)>>,
    queue: RefCell<VecDeque<Event>>,
    dispatching: Cell<bool>,
    next: Cell<u64>,
}

/// Keeps a listener; dropping it ends the listening.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    dispatch: Weak<Dispatch>,
    id: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(dispatch) = self.dispatch.upgrade() {
            dispatch
                .listeners
                .borrow_mut()
                .retain(|(id, _)| *id != self.id);
        }
    }
}

impl Dispatch {
    pub(crate) fn subscribe(self: &Rc<Self>, listener: impl Fn(&Event) + 'static) -> Subscription {
        let id = self.next.replace(self.next.get() + 1);
        self.listeners.borrow_mut().push((id, Rc::new(listener)));
        Subscription {
            dispatch: Rc::downgrade(self),
            id,
        }
    }

    pub(crate) fn push(&self, event: Event) {
        self.queue.borrow_mut().push_back(event);
    }

    /// Delivers what is queued, in order. A listener that causes further events sees them after its own:
    /// the inner call returns at once and the outer one goes on.
    pub(crate) fn deliver(&self) {
        if self.dispatching.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let listeners: Vec<(u64, Listener)> = self.listeners.borrow().clone();
            for (id, listener) in listeners {
                // One listener may have unsubscribed a later one.
                if self
                    .listeners
                    .borrow()
                    .iter()
                    .any(|(known, _)| *known == id)
                {
                    listener(&event);
                }
            }
        }
        self.dispatching.set(false);
    }

    fn next_event(&self) -> Option<Event> {
        self.queue.borrow_mut().pop_front()
    }
}
