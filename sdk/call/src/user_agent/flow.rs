//! The connections to the server (RFC 5626): which are there, which may be used, and which is whose.

use alloc::string::String;
use alloc::vec::Vec;

use sip::{HeaderName, Instant, Uri};

use super::UserAgent;
use crate::{CallId, Event, Flow, Registration};

/// One connection to the server, or the place of one.
pub(super) struct Slot {
    pub up: bool,
    pub ready: bool,
    /// Never the same twice, for whatever belonged to the connection before must not reach this one.
    pub number: u64,
    pub state: Registration,
    /// What the registrar wants requests outside of dialogs to go through (RFC 3608).
    pub routes: Vec<String>,
}

/// As many flows as anybody needs; the number of a connection ends in that of its flow.
pub(super) const MOST_FLOWS: u64 = 4;

impl UserAgent {
    /// Says whether there is such a flow.
    pub fn transport_up(&mut self, now: Instant, flow: Flow) -> bool {
        self.connections += 1;
        let number = self.connections * MOST_FLOWS + u64::from(flow.0);
        let Some(slot) = self.slot(flow) else {
            return false;
        };
        slot.number = number;
        slot.up = true;
        self.weigh();
        self.endpoint
            .handle(now, sip::Input::Connected(sip::Flow(number)));
        true
    }

    pub fn transport_down(&mut self, now: Instant, flow: Flow) {
        let number = self.number(flow);
        if let Some(slot) = self.slot(flow) {
            slot.up = false;
            slot.ready = false;
        }
        self.weigh();
        self.endpoint.handle(now, sip::Input::Disconnected(number));
    }

    pub fn received(&mut self, now: Instant, flow: Flow, bytes: &[u8]) {
        if self.is_up(flow) {
            let number = self.number(flow);
            self.endpoint
                .handle(now, sip::Input::Received(number, bytes));
        }
    }

    pub fn ping(&mut self, flow: Flow) {
        let number = self.number(flow);
        self.endpoint.ping(number);
    }

    fn slot(&mut self, flow: Flow) -> Option<&mut Slot> {
        self.slots.get_mut(usize::from(flow.0))
    }

    pub(super) fn number(&self, flow: Flow) -> sip::Flow {
        let slot = self.slots.get(usize::from(flow.0));
        sip::Flow(slot.map_or(0, |slot| slot.number))
    }

    pub fn is_up(&self, flow: Flow) -> bool {
        let slot = self.slots.get(usize::from(flow.0));
        slot.is_some_and(|slot| slot.up)
    }

    pub fn flows(&self) -> u8 {
        self.slots.len() as u8
    }

    /// Requests may go by this flow from now on, or no longer.
    pub fn set_ready(&mut self, flow: Flow, ready: bool) {
        if let Some(slot) = self.slot(flow) {
            slot.ready = ready && slot.up;
        }
        self.weigh();
    }

    fn weigh(&mut self) {
        self.up = self.slots.iter().any(|slot| slot.up);
        self.ready = self.slots.iter().any(|slot| slot.ready);
    }

    pub fn registration(&self) -> &Registration {
        &self.registration
    }

    /// The registration of a flow changed, and perhaps what all of them come to.
    pub fn set_registration(&mut self, flow: Flow, state: Registration) {
        if let Some(slot) = self.slot(flow) {
            slot.state = state;
        }
        let mut best = Registration::Unregistered;
        for slot in &self.slots {
            if slot.state.rank() > best.rank() {
                best = slot.state;
            }
        }
        if self.registration != best {
            self.registration = best;
            self.event(Event::Registration(best));
        }
    }

    pub fn flow_of(connection: sip::Flow) -> Flow {
        Flow((connection.0 % MOST_FLOWS) as u8)
    }

    /// Whether a flow may have a registration of its own: only a registrar that knows flows can tell it from the others.
    pub fn may_register(&self, flow: Flow) -> bool {
        let taken = |(at, slot): (usize, &Slot)| {
            at != usize::from(flow.0)
                && slot.up
                && slot.state.rank() >= Registration::Registering.rank()
        };
        (flow.0 == 0 || self.is_up(flow))
            && (self.outbound || !self.slots.iter().enumerate().any(taken))
    }

    /// What the 200 to a REGISTER says of the way it went.
    pub fn learn_flow(&mut self, flow: Flow, headers: &sip::Headers) {
        self.outbound = headers.lists(HeaderName::Require, "outbound");
        if let Some(slot) = self.slot(flow) {
            slot.routes.clear();
            for route in headers.values(HeaderName::ServiceRoute) {
                slot.routes.push(route.into());
            }
        }
    }

    /// RFC 5627 §4.2.
    pub fn learn_gruu(&mut self, params: &sip::Params) {
        for (gruu, name) in self.gruu.iter_mut().zip(["pub-gruu", "temp-gruu"]) {
            *gruu = params.get(name).and_then(|uri| Uri::parse(uri).ok());
        }
    }

    /// The flow for what belongs to no other: the first that is ready, or at least open.
    pub(super) fn best(&self) -> Flow {
        let ready = self.slots.iter().position(|slot| slot.ready);
        let at = ready.or_else(|| self.slots.iter().position(|slot| slot.up));
        Flow(at.unwrap_or(0) as u8)
    }

    /// The flow of a call: the one it began on, for as long as that is there.
    pub(super) fn home(&mut self, call: CallId) -> Flow {
        let best = self.best();
        let at = self.homes.iter().position(|(id, _)| *id == call);
        match at.and_then(|at| self.homes.get(at)) {
            Some((_, flow)) if self.is_up(*flow) => *flow,
            _ => {
                self.set_home(call, best);
                best
            }
        }
    }

    pub fn set_home(&mut self, call: CallId, flow: Flow) {
        self.leave_home(call);
        self.homes.push((call, flow));
    }

    /// The call is over.
    pub fn leave_home(&mut self, call: CallId) {
        self.homes.retain(|(id, _)| *id != call);
    }

    /// Whether a call lost its flow.
    pub fn is_homeless(&self, call: CallId) -> bool {
        let home = self.homes.iter().find(|(id, _)| *id == call);
        !home.map_or(self.up, |(_, flow)| self.is_up(*flow))
    }
}
