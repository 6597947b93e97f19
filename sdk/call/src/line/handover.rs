//! Handing a party over: to somebody it shall call, or to another party. It is on hold until that is settled (FD-57).

use sip::{Instant, Uri};

use super::{Control, Focus, Line, LineId};
use crate::{
    CallError, CallId, CallState, Event, Hold, LineError, Phone, Refusal, TransferError, dial,
};

/// A party on its way to somebody else.
#[derive(Clone, Debug)]
pub(super) struct Handover {
    call: CallId,
    /// Where to, until it has been told.
    target: Option<Uri>,
    /// The call that it is to take our place in.
    pub(super) other: Option<CallId>,
    /// That one is of the same line.
    within: bool,
    /// Its line had the focus, which went here: if it is still here when this fails, it goes back.
    pub(super) meanwhile: Option<Focus>,
}

impl Phone {
    /// Hands the far side of a call over to somebody it shall call (RFC 3515). It is on hold until that is settled (FD-57).
    ///
    /// `target` is what [`Phone::dial`] takes. [`crate::Event::Transferred`] or [`crate::Event::TransferFailed`] follows; after the first
    /// the call ends by itself, after the second it goes on, held if it was held.
    pub fn transfer(&mut self, now: Instant, id: CallId, target: &str) -> Result<(), LineError> {
        let line = self.may(id, Control::Transfer)?;
        let target =
            dial::target(target, &self.ua.config.uri).map_err(|_| TransferError::BadTarget)?;
        self.begin_handover(id, line, target, None)?;
        self.settle(now);
        Ok(())
    }

    /// Lets a party go to `target`, once it is on hold; at once, when it goes to `other` of its own line.
    pub(super) fn begin_handover(
        &mut self,
        call: CallId,
        line: LineId,
        target: Uri,
        other: Option<CallId>,
    ) -> Result<(), LineError> {
        let ready = self.ua.ready;
        let (leg, _) = self.leg(call)?;
        if !leg.refers_nobody() {
            return Err(TransferError::WrongState.into());
        }
        if !ready {
            return Err(TransferError::NoTransport.into());
        }
        let within = other.is_some_and(|other| self.line_of(other).map(Line::id) == Some(line));
        let turns = self.focus == Focus::Line(line) && !within;
        if turns {
            self.turn_to(Focus::Nobody);
        }
        if let Some(line) = self.line_mut(call) {
            line.handover = Some(Handover {
                call,
                target: Some(target),
                other,
                within,
                meanwhile: turns.then_some(Focus::Nobody),
            });
        }
        Ok(())
    }

    /// Joins the far sides of two calls: that of `id` takes our place in `other` (RFC 3891). Both calls end by themselves.
    pub fn transfer_to(
        &mut self,
        now: Instant,
        id: CallId,
        other: CallId,
    ) -> Result<(), LineError> {
        self.may(id, Control::CompleteTransfer)?;
        self.may(other, Control::CompleteTransfer)?;
        self.join_far_sides(now, id, other)
    }

    fn join_far_sides(&mut self, now: Instant, id: CallId, other: CallId) -> Result<(), LineError> {
        let (leg, _) = self.leg(other)?;
        let target = leg.successor().filter(|_| id != other);
        let target = target.ok_or(TransferError::WrongState)?;
        let line = self.line_of(id).ok_or(CallError::NoSuchCall)?.id();
        self.begin_handover(id, line, target, Some(other))?;
        self.settle(now);
        Ok(())
    }

    /// Connects the customer with whoever was consulted (KC-25), or, in a conference, with whoever else is there (WX-111).
    pub fn complete_transfer(&mut self, now: Instant, consult: CallId) -> Result<(), LineError> {
        let line = self.may(consult, Control::CompleteTransfer)?;
        if self.line(line).is_some_and(Line::is_conference) {
            return self.leave_to_others(now, line);
        }
        let (first, second) = self.pair()?;
        self.join_far_sides(now, first, second)
    }

    pub(super) fn leave_to_others(&mut self, now: Instant, line: LineId) -> Result<(), LineError> {
        let mut talk = self.line(line).map(|line| line.parties.clone());
        let talk = talk.get_or_insert_default();
        talk.retain(|id| self.call(*id).map(crate::Call::state) == Some(CallState::Connected));
        let [first, second] = **talk else {
            return Err(Refusal::NotAConference.into());
        };
        self.join_far_sides(now, first, second)
    }

    /// Sends whoever is to be handed over and has agreed to be held on his way, and takes back whoever is not taken there.
    pub(super) fn hand_over(&mut self, now: Instant) -> bool {
        let mut moved = false;
        for at in 0..self.lines.len() {
            let Some(line) = self.lines.get_mut(at) else {
                break;
            };
            let id = line.id;
            let Some(Handover {
                call,
                target,
                other,
                within,
                ..
            }) = &mut line.handover
            else {
                continue;
            };
            let (call, other, within) = (*call, *other, *within);
            let Some(leg) = self.legs.iter_mut().find(|leg| leg.call.id() == call) else {
                continue;
            };
            let failed = match target {
                None => leg.refers_nobody() && leg.call.state() == CallState::Connected,
                Some(_) if within || leg.call.hold() == Hold::On => {
                    let told = target
                        .take()
                        .is_some_and(|target| leg.refer(&mut self.ua, now, target, other).is_ok());
                    moved = true;
                    if !told {
                        self.ua.event(Event::TransferFailed(call, None));
                    }
                    !told
                }
                Some(_) if leg.stubborn => {
                    self.ua.event(Event::TransferFailed(call, None));
                    true
                }
                Some(_) => false,
            };
            if failed {
                moved = true;
                let over = line.handover.take();
                self.take_back(id, over);
            }
        }
        moved
    }

    /// A handover came to nothing: the line has the focus again, if it had it and nobody turned to another one since.
    pub(super) fn take_back(&mut self, line: LineId, over: Option<Handover>) {
        if over.is_some_and(|over| over.meanwhile == Some(self.focus)) {
            self.turn_to(Focus::Line(line));
        }
    }

    /// A party that was to be handed over, and has not been told so, is gone.
    pub(super) fn stay(&mut self, call: CallId) -> Option<Handover> {
        let line = self.line_mut(call)?;
        let over = line.handover.take_if(|over| over.call == call)?;
        if over.target.is_some() {
            self.ua.event(Event::TransferFailed(call, None));
        }
        Some(over)
    }
}
