//! Keeps a way to the server: opens sockets, notices dead ones, comes back after a loss.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use desk::{Flow, Input};
use gloo::timers::callback::Timeout;
use web_sys::VisibilityState;

use super::driver::Driver;
use crate::socket::{Socket, SocketEvent};
use crate::view::{Connection, Event};

/// The first wait before another attempt, in milliseconds. It doubles, with jitter, up to `LONGEST_WAIT_MS`.
const FIRST_WAIT_MS: u32 = 250;
const LONGEST_WAIT_MS: u32 = 15_000;
/// A connected phone asks the server whether it is still there this often, in milliseconds.
const PROBE_EVERY_MS: u32 = 25_000;

/// The socket in use, and the plan for the next one.
pub(crate) struct Link {
    state: Cell<Connection>,
    socket: RefCell<Option<Socket>>,
    /// Counts sockets, so that a late event of an old one is known as such.
    generation: Cell<u32>,
    attempts: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            state: Cell::new(Connection::Disconnected),
            socket: RefCell::new(None),
            generation: Cell::new(0),
            attempts: Cell::new(0),
            timer: RefCell::new(None),
        }
    }
}

impl Link {
    pub(super) fn state(&self) -> Connection {
        self.state.get()
    }

    pub(super) fn send(&self, bytes: &[u8]) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            socket.send(bytes);
        }
    }

    /// Closes what is open and plans nothing more.
    pub(super) fn close(&self) {
        self.timer.take();
        self.drop_socket();
        self.state.set(Connection::Disconnected);
        self.attempts.set(0);
    }

    fn drop_socket(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        self.socket.take();
    }
}

impl Driver {
    fn servers(&self) -> Vec<String> {
        self.account
            .borrow()
            .servers
            .clone()
            .unwrap_or_else(|| self.options.servers.clone())
    }

    fn connection(&self, state: Connection) {
        if self.link.state.replace(state) != state {
            self.dispatch.push(Event::Connection(state));
        }
    }

    /// Makes the first attempt.
    pub(super) fn link_open(&self) {
        self.link.attempts.set(0);
        self.connection(Connection::Connecting);
        self.link_attempt();
        self.dispatch.deliver();
    }

    fn link_attempt(&self) {
        self.link.timer.take();
        self.link.drop_socket();
        let servers = self.servers();
        let attempt = self
            .link
            .attempts
            .replace(self.link.attempts.get().saturating_add(1));
        let Some(url) = servers.get(attempt as usize % servers.len().max(1)) else {
            return self.connection(Connection::Disconnected);
        };
        let (this, generation) = (self.this.clone(), self.link.generation.get());
        let tell = Rc::new(move |event: SocketEvent| {
            if let Some(driver) = this.upgrade()
                && driver.link.generation.get() == generation
            {
                driver.socket_event(event);
            }
        });
        match Socket::open(url, tell) {
            Ok(socket) => *self.link.socket.borrow_mut() = Some(socket),
            Err(()) => self.link_failed(),
        }
    }

    fn socket_event(&self, event: SocketEvent) {
        match event {
            SocketEvent::Open => {
                self.link.attempts.set(0);
                self.connection(Connection::Connected);
                self.probe_later();
                self.feed(Input::TransportUp(Flow(0)));
            }
            SocketEvent::Message(bytes) => self.feed(Input::Received(Flow(0), &bytes)),
            SocketEvent::Lost => self.link_lost(),
        }
    }

    /// The socket is gone, or as good as gone: come back by ourselves.
    pub(super) fn link_lost(&self) {
        self.link.drop_socket();
        if self.link.state.get() == Connection::Connected {
            // A few milliseconds for a server that restarts, and never all phones at once.
            self.link.attempts.set(0);
            self.connection(Connection::Reconnecting);
            self.link_later();
            self.feed(Input::TransportDown(Flow(0)));
        } else {
            self.link_failed();
        }
        self.dispatch.deliver();
    }

    fn link_failed(&self) {
        match self.link.state.get() {
            // The first connect tries every address once, at once, and then says so.
            Connection::Connecting
                if (self.link.attempts.get() as usize) < self.servers().len() =>
            {
                self.link_attempt();
            }
            Connection::Connecting => {
                self.link.close();
                self.dispatch
                    .push(Event::Connection(Connection::Disconnected));
            }
            Connection::Reconnecting => self.link_later(),
            Connection::Connected | Connection::Disconnected => {}
        }
    }

    fn link_later(&self) {
        let doublings = self.link.attempts.get().min(6);
        let longest = (FIRST_WAIT_MS << doublings).min(LONGEST_WAIT_MS);
        let wait = longest / 2 + (js_sys::Math::random() * f64::from(longest / 2)) as u32;
        let timer = self.after(wait, |driver| {
            driver.link_attempt();
            driver.dispatch.deliver();
        });
        *self.link.timer.borrow_mut() = Some(timer);
    }

    fn probe_later(&self) {
        let timer = self.after(PROBE_EVERY_MS, |driver| {
            driver.link_check();
            driver.probe_later();
        });
        *self.link.timer.borrow_mut() = Some(timer);
    }

    /// Asks the server for a sign of life, or hurries an attempt that is planned.
    fn link_check(&self) {
        match self.link.state.get() {
            Connection::Connected => {
                let _ = self.command(&mut |desk, now| {
                    desk.probe(now);
                    Ok(())
                });
            }
            Connection::Reconnecting => {
                self.link_attempt();
                self.dispatch.deliver();
            }
            Connection::Connecting | Connection::Disconnected => {}
        }
    }

    /// After sleep, a change of network or a thaw the socket may be dead without a word: look at once.
    pub(super) fn watch_page(&self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let mut page = self.page.borrow_mut();
        page.push(self.on(&window, "online", Driver::link_check));
        page.push(self.on(&window, "pagehide", Driver::leave_page));
        let Some(document) = window.document() else {
            return;
        };
        page.push(self.on(&document, "visibilitychange", |driver| {
            if is_visible() {
                driver.link_check();
            }
        }));
    }
}

fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
