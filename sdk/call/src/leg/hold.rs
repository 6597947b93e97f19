//! What we offer anew: a hold and its end (RFC 3264 §8.4), or fresh media after a move.

use sip::{Instant, Status};

use super::session::Negotiation;
use super::*;
use crate::{CallError, MediaDirection, Transport, sdp};

impl Leg {
    /// Holds the call, or ends the hold. What is asked during an exchange waits for its end.
    pub fn set_hold(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        hold: bool,
    ) -> Result<(), CallError> {
        self.must_talk()?;
        if self.call.wants_hold != hold {
            self.call.wants_hold = hold;
            self.call.on_hold &= hold || !core::mem::take(&mut self.held_here);
            self.call.inbound_lost &= !hold;
            self.changed(ua);
            self.go_on(ua, now);
        }
        Ok(())
    }

    /// Holds the call without the far side, which refused: until the hold ends it is neither spoken nor listened to.
    pub fn hold_here(&mut self, ua: &mut UserAgent) {
        self.held_here = true;
        self.call.wants_hold = true;
        self.call.on_hold = true;
        self.changed(ua);
    }

    /// The other lines are on hold: what waited for that goes ahead.
    pub fn go_ahead(&mut self, ua: &mut UserAgent, now: Instant) {
        self.waits_for_line = false;
        if self.call.state() == CallState::Dialling {
            self.place(ua);
        } else {
            let _ = self.pick_up(ua, now);
        }
    }

    /// Offers anew, over the connection of before or over a fresh one.
    pub fn renegotiate(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        transport: Transport,
    ) -> Result<(), CallError> {
        self.must_talk()?;
        self.again = true;
        self.fresh |= transport == Transport::Fresh;
        self.go_on(ua, now);
        Ok(())
    }

    pub(super) fn must_talk(&self) -> Result<(), CallError> {
        if self.call.state() == CallState::Connected {
            Ok(())
        } else {
            Err(CallError::WrongState)
        }
    }

    /// Offers, if there is something to offer and nothing in the way.
    pub(super) fn go_on(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.call.state() != CallState::Connected
            || !ua.ready
            || self.waits
            || !matches!(self.negotiation, Negotiation::Settled)
        {
            return;
        }
        let wants = self.call.wants_hold != self.call.on_hold || self.asks_to_speak();
        let offers = self.again || wants;
        if offers || (self.expiry.due && self.refresh_now(ua, now)) {
            self.again = false;
            self.expiry.due = false;
            self.negotiation = Negotiation::Describing;
            self.begin_exchange(ua, None);
        }
    }

    /// The wait after a glare is over.
    pub(super) fn waited(&mut self, ua: &mut UserAgent, now: Instant) {
        self.waits = false;
        self.go_on(ua, now);
    }

    /// What an offer of ours says of its direction: our own wish, for the far side's is its own to say (RFC 6337 §5.3).
    pub(super) fn own_direction(&self) -> MediaDirection {
        self.spoken(match (self.proposed, self.call.held) {
            (false, _) => MediaDirection::SendReceive,
            (true, false) => MediaDirection::SendOnly,
            // RFC 3264 §8.4: what only received is put on hold by being made inactive.
            (true, true) => MediaDirection::Inactive,
        })
    }

    /// Both sides have said yes: what the exchange was for is so now.
    pub(super) fn concluded(&mut self, ua: &mut UserAgent, theirs: &str, held: bool) {
        let call = &mut self.call;
        self.fresh &= !self.renewing;
        self.far = Some(sdp::origin(theirs));
        self.held_here = false;
        let spoken = self.speaking && core::mem::take(&mut call.listens);
        if call.on_hold != self.proposed || call.held != held || call.returning || spoken {
            call.held = held;
            call.inbound_lost &= !held;
            call.on_hold = self.proposed;
            let back = core::mem::take(&mut call.returning);
            let id = call.id;
            if back && call.terminated {
                // From the start: nobody knows how much of it was heard.
                ua.media(id, MediaCommand::Announce);
            }
            self.changed(ua);
        }
    }

    /// The exchange came to nothing, for good: what it was for is not asked again.
    pub(super) fn refused(&mut self, ua: &mut UserAgent, now: Instant, status: Option<Status>) {
        let call = &mut self.call;
        self.fresh &= !self.renewing;
        let hold = call.wants_hold != call.on_hold && call.wants_hold == self.proposed;
        let speak = call.listens && self.speaking;
        if hold || speak {
            call.wants_hold = call.on_hold;
            self.speaks &= !speak;
            let id = call.id;
            self.hold_failed = true;
            self.changed(ua);
            ua.event(Event::HoldFailed(id, status));
        }
        self.roll_back(ua, now);
    }

    /// Sound of the far side stopped while it should be heard, or came back.
    pub(super) fn inbound(&mut self, ua: &mut UserAgent, lost: bool) {
        let call = &mut self.call;
        let lost = lost
            && call.state() == CallState::Connected
            && !call.held
            && !call.wants_hold
            && !call.on_hold;
        if call.inbound_lost != lost {
            call.inbound_lost = lost;
            self.changed(ua);
        }
    }
}
