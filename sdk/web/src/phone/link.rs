//! Keeps ways to the server: opens sockets, notices dead ones, comes back after a loss.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::Flow;
use desk::Input;

use super::driver::Driver;
use crate::socket::{OPEN_WITHIN_MS, Socket, SocketEvent};
use crate::timer::Timer;
use crate::view::{Connection, Event, RegistrationView};

/// The first attempt after a loss is made at once. This is the wait before the second: it doubles, with jitter, up to
/// `LONGEST_WAIT_MS`, so that the phones of a server that restarts do not all come in one moment.
const FIRST_WAIT_MS: u32 = 250;
const LONGEST_WAIT_MS: u32 = 8_000;
/// A connected phone asks the server whether it is still there this often, in milliseconds.
const PROBE_EVERY_MS: u32 = 25_000;

/// One socket, and the plan for the next one.
pub(crate) struct Link {
    state: Cell<Connection>,
    socket: RefCell<Option<Socket>>,
    /// Which of the servers it goes to.
    server: Cell<usize>,
    /// Counts sockets, so that a late event of an old one is known as such.
    generation: Cell<u32>,
    attempts: Cell<u32>,
    timer: RefCell<Option<Timer>>,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            state: Cell::new(Connection::Disconnected),
            socket: RefCell::new(None),
            server: Cell::new(0),
            generation: Cell::new(0),
            attempts: Cell::new(0),
            timer: RefCell::new(None),
        }
    }
}

impl Link {
    pub(super) fn send(&self, bytes: &[u8]) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            socket.send(bytes);
        }
    }

    /// Closes what is open and plans nothing more.
    fn close(&self) {
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

    /// The link of a flow.
    pub(super) fn link(&self, flow: u32) -> &Link {
        &self.links[flow as usize % self.links.len()]
    }

    /// The flows that are wanted: two only when there are two servers (RFC 5626 §4.2).
    fn flows_wanted(&self) -> std::ops::Range<u32> {
        let two = self.options.flows > 1 && self.servers().len() > 1;
        0..1 + u32::from(two)
    }

    fn any(&self, state: Connection) -> bool {
        self.links.iter().any(|link| link.state.get() == state)
    }

    fn set_link(&self, flow: u32, state: Connection) {
        self.link(flow).state.set(state);
        let states = [
            Connection::Connected,
            Connection::Connecting,
            Connection::Reconnecting,
        ];
        let seen = states.into_iter().find(|state| self.any(*state));
        let seen = seen.unwrap_or(Connection::Disconnected);
        if self.connection.replace(seen) != seen {
            self.dispatch.push(Event::Connection(seen));
        }
    }

    /// Makes the first attempts.
    pub(super) fn link_open(&self) {
        for flow in self.flows_wanted() {
            self.link(flow).attempts.set(0);
            self.set_link(flow, Connection::Connecting);
        }
        for flow in self.flows_wanted() {
            self.link_attempt(flow);
        }
        self.dispatch.deliver();
    }

    /// Closes what is open and plans nothing more.
    pub(super) fn link_close(&self) {
        for link in &self.links {
            link.close();
        }
        self.set_link(0, Connection::Disconnected);
    }

    /// Closes the sockets without a word: the page is left, and perhaps shown again.
    pub(super) fn link_rest(&self) {
        for flow in self.flows_wanted() {
            let link = self.link(flow);
            link.timer.take();
            link.drop_socket();
            if link.state.get() != Connection::Disconnected {
                self.set_link(flow, Connection::Reconnecting);
            }
        }
    }

    fn link_attempt(&self, flow: u32) {
        let link = self.link(flow);
        link.timer.take();
        link.drop_socket();
        let servers = self.servers();
        let attempt = link.attempts.replace(link.attempts.get().saturating_add(1));
        let count = servers.len().max(1);
        let mut at = (flow.wrapping_add(attempt)) as usize % count;
        let other = self.link(flow ^ 1);
        if other.socket.borrow().is_some() && other.server.get() == at {
            at = (at + 1) % count;
        }
        link.server.set(at);
        let Some(url) = servers.get(at) else {
            return self.set_link(flow, Connection::Disconnected);
        };
        let (this, generation) = (self.this.clone(), link.generation.get());
        let tell = Rc::new(move |event: SocketEvent| {
            if let Some(driver) = this.upgrade()
                && driver.link(flow).generation.get() == generation
            {
                driver.socket_event(flow, event);
            }
        });
        // Coming back, a second first: should the first packet have been lost, a new socket is sooner than its repetition.
        let within = match link.state.get() {
            Connection::Reconnecting => (1_000 << attempt.min(3)).min(OPEN_WITHIN_MS),
            _ => OPEN_WITHIN_MS,
        };
        match Socket::open(url, within, tell) {
            Ok(socket) => *link.socket.borrow_mut() = Some(socket),
            Err(()) => self.link_failed(flow),
        }
    }

    fn socket_event(&self, flow: u32, event: SocketEvent) {
        let slot = Flow(flow as u8);
        match event {
            SocketEvent::Open => {
                self.set_link(flow, Connection::Connected);
                self.probe_later(flow);
                // What is not heard has to be offered anew from where we are now.
                self.renew_all_media(true);
                self.feed(Input::TransportUp(slot));
                // The other one may have given up before there was any.
                for other in self.flows_wanted() {
                    if self.link(other).state.get() == Connection::Disconnected {
                        self.set_link(other, Connection::Reconnecting);
                        self.link_later(other);
                    }
                }
            }
            SocketEvent::Message(bytes) => self.feed(Input::Received(slot, &bytes)),
            SocketEvent::Lost => self.link_lost(flow),
        }
    }

    /// A server that registers us is well, and when it is lost we come back at once. One that only lets us in may throw us
    /// out at every REGISTER: for it the waits grow (RFC 5626 §4.5).
    pub(super) fn link_proved(&self, registration: &RegistrationView) {
        if matches!(registration, RegistrationView::Registered) {
            for link in &self.links {
                link.attempts.set(0);
            }
        }
    }

    /// The socket is gone, or as good as gone: come back by ourselves.
    pub(super) fn link_lost(&self, flow: u32) {
        self.link_down(flow, |driver, flow| driver.link_later(flow));
    }

    /// Leaves the socket as it is for another, at once.
    fn link_renew(&self, flow: u32) {
        self.link_down(flow, |driver, flow| driver.link_attempt(flow));
    }

    fn link_down(&self, flow: u32, again: fn(&Driver, u32)) {
        let link = self.link(flow);
        link.drop_socket();
        if link.state.get() == Connection::Connected {
            self.set_link(flow, Connection::Reconnecting);
            again(self, flow);
            self.feed(Input::TransportDown(Flow(flow as u8)));
        } else {
            self.link_failed(flow);
        }
        self.dispatch.deliver();
    }

    fn link_failed(&self, flow: u32) {
        let link = self.link(flow);
        match link.state.get() {
            // The first connect tries every address once, at once, and then says so.
            Connection::Connecting if (link.attempts.get() as usize) < self.servers().len() => {
                self.link_attempt(flow);
            }
            // Calls that came back with the page are worth more attempts.
            Connection::Connecting
                if self.any(Connection::Connected) || !self.connected_calls().is_empty() =>
            {
                self.set_link(flow, Connection::Reconnecting);
                self.link_later(flow);
            }
            Connection::Connecting => {
                link.close();
                self.set_link(flow, Connection::Disconnected);
            }
            Connection::Reconnecting => self.link_later(flow),
            Connection::Connected | Connection::Disconnected => {}
        }
    }

    fn link_later(&self, flow: u32) {
        let random = |below: u32| (js_sys::Math::random() * f64::from(below)) as u32;
        let wait = match self.link(flow).attempts.get() {
            0 => 0,
            attempts => {
                let longest = (FIRST_WAIT_MS << (attempts - 1).min(6)).min(LONGEST_WAIT_MS);
                longest / 2 + random(longest / 2)
            }
        };
        let timer = self.after(
            wait,
            |driver, flow| {
                driver.link_attempt(flow);
                driver.dispatch.deliver();
            },
            flow,
        );
        *self.link(flow).timer.borrow_mut() = Some(timer);
    }

    fn probe_later(&self, flow: u32) {
        let timer = self.after(
            PROBE_EVERY_MS,
            |driver, flow| {
                driver.link_check();
                driver.probe_later(flow);
            },
            flow,
        );
        *self.link(flow).timer.borrow_mut() = Some(timer);
    }

    /// Asks the servers for a sign of life, and hurries the attempts that are planned.
    pub(super) fn link_check(&self) {
        for flow in self.flows_wanted() {
            if self.link(flow).state.get() == Connection::Reconnecting {
                self.link_attempt(flow);
            }
        }
        if self.any(Connection::Connected) {
            let _ = self.command(&mut |desk, now| {
                desk.probe(now);
                Ok(())
            });
        }
        self.dispatch.deliver();
    }

    /// The machine has another network: sockets that look open are not to be trusted (they stay so for minutes), and
    /// media goes on from the new addresses.
    pub(super) fn network_moved(&self) {
        for flow in self.flows_wanted() {
            match self.link(flow).state.get() {
                Connection::Connected => self.link_renew(flow),
                Connection::Reconnecting | Connection::Connecting => self.link_attempt(flow),
                Connection::Disconnected => {}
            }
        }
        self.renew_all_media(false);
    }
}
