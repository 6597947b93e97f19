//! How a call comes to its end, from either side (RFC 3261 §15).

use sip::{HeaderName, Instant, Method, Request, ServerTransaction, Status, TransactionError};

use super::inbound::sip_reason;
use super::*;
use crate::user_agent::T1_64;
use crate::{CallError, End, EndReason, EndedBy};

/// What became of our BYE.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(super) enum Farewell {
    /// Nobody wants one.
    None,
    /// RFC 3261 §15: the called side waits with it for the ACK.
    AfterAck,
    /// It waits for the transport, and for the registration to be renewed.
    Waiting,
    /// It is under way.
    Sent,
}

impl Leg {
    pub fn hang_up(&mut self, ua: &mut UserAgent, now: Instant) -> Result<(), CallError> {
        let hung_up = End::new(EndReason::HungUp, EndedBy::Local);
        match self.call.state() {
            CallState::Dialling
            | CallState::Queued
            | CallState::Ringing
            | CallState::EarlyMedia => {
                self.take_back(
                    ua,
                    now,
                    End::new(EndReason::Cancelled, EndedBy::Local),
                    None,
                );
            }
            CallState::Incoming => return self.decline(ua, now, Status::DECLINE),
            CallState::Answering => self.refuse(ua, now, Status::UNAVAILABLE, hung_up),
            CallState::Connected => self.bye(ua, now, hung_up, None),
            CallState::Ending | CallState::Ended => return Err(CallError::WrongState),
        }
        Ok(())
    }

    /// Ends an answered call from this side.
    pub(super) fn bye(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        end: End,
        reason: Option<&'static str>,
    ) {
        self.call.end.get_or_insert(end);
        self.bye_reason = reason;
        self.close_media(ua);
        self.again = false;
        self.tones_lost(ua);
        self.step_to_ending(ua, now);
        match core::mem::replace(&mut self.negotiation, Negotiation::Settled) {
            Negotiation::Asked { tx, request } => {
                self.answer(ua, now, tx, &request, Status::TERMINATED)
            }
            answered @ Negotiation::Answered { .. } => {
                self.negotiation = answered;
                self.farewell = Farewell::AfterAck;
                return;
            }
            _ => {}
        }
        self.send_bye(ua, now);
    }

    /// From here on the farewell has half a minute, on whatever it waits.
    fn step_to_ending(&mut self, ua: &mut UserAgent, now: Instant) {
        ua.timers.cancel_call(self.call.id);
        if matches!(self.negotiation, Negotiation::Answered { .. }) {
            self.set(ua, CallTimer::Resend, now + crate::user_agent::T1);
        }
        self.set(ua, CallTimer::GiveUp, now + T1_64);
        self.step(ua, now, CallState::Ending);
    }

    pub(super) fn send_bye(&mut self, ua: &mut UserAgent, now: Instant) {
        if !ua.ready {
            self.farewell = Farewell::Waiting;
            return;
        }
        let Some(dialog) = self.dialog.as_mut() else {
            return self.conclude(ua, now);
        };
        let mut bye = dialog.request(Method::Bye);
        if let Some(reason) = self.bye_reason {
            bye.headers.push(HeaderName::Reason, reason);
        }
        self.farewell = Farewell::Sent;
        ua.send(now, bye, Owner::Call(self.call.id));
    }

    pub(super) fn give_up(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.farewell != Farewell::AfterAck {
            return self.conclude(ua, now);
        }
        // RFC 3261 §15: the transaction timed out, so the BYE may go without the ACK.
        self.negotiation = Negotiation::Settled;
        self.cancel(ua, CallTimer::Resend);
        self.set(ua, CallTimer::GiveUp, now + T1_64);
        self.send_bye(ua, now);
    }

    pub(super) fn bye_failed(&mut self, ua: &mut UserAgent, now: Instant, error: TransactionError) {
        match error {
            TransactionError::Transport => self.farewell = Farewell::Waiting,
            TransactionError::Timeout => self.conclude(ua, now),
        }
    }

    /// The far side hangs up.
    pub fn hung_up(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        bye: &Request,
    ) {
        ua.answer(now, tx, bye, Status::OK, None);
        let unanswered = matches!(
            self.call.state(),
            CallState::Incoming | CallState::Answering
        );
        let cause = sip_reason(bye);
        let reason = if self.far_side_left(ua) {
            EndReason::Transferred
        } else if unanswered {
            EndReason::Cancelled
        } else if matches!(cause, Some((200..=299, _)))
            || EndReason::from_q850(&bye.headers) == Some(EndReason::AnsweredElsewhere)
        {
            // RFC 3326 §2: two answered in the same moment, and the other one has the call.
            self.call.was_never_ours();
            EndReason::AnsweredElsewhere
        } else {
            EndReason::HungUp
        };
        // RFC 3261 §15.1.2: whatever the far side asked before it hung up is answered 487.
        self.refuse(
            ua,
            now,
            Status::TERMINATED,
            End {
                sip: cause,
                ..End::new(reason, EndedBy::Remote)
            },
        );
    }

    /// The far side no longer knows the call.
    pub(super) fn unknown_there(&mut self, ua: &mut UserAgent, now: Instant) {
        let status = Status::NO_SUCH_CALL;
        self.refuse(
            ua,
            now,
            Status::TERMINATED,
            End {
                sip: Some((status.code(), String::from(status.default_reason()))),
                ..End::new(EndReason::Lost, EndedBy::Network)
            },
        );
    }

    pub(super) fn media_gone(&mut self, ua: &mut UserAgent, now: Instant) {
        self.bye(
            ua,
            now,
            End::new(EndReason::MediaFailed, EndedBy::Network),
            Some("SIP;cause=500;text=\"Media lost\""),
        );
    }

    /// The transport broke. Calls that were answered live on.
    pub fn transport_down(&mut self, ua: &mut UserAgent, now: Instant) {
        match self.call.state() {
            CallState::Dialling
            | CallState::Queued
            | CallState::Ringing
            | CallState::EarlyMedia => {
                self.finish(
                    ua,
                    now,
                    End::new(EndReason::TransportLost, EndedBy::Network),
                );
            }
            CallState::Incoming | CallState::Answering => {
                self.negotiation = Negotiation::Settled;
                self.finish(
                    ua,
                    now,
                    End::new(EndReason::TransportLost, EndedBy::Network),
                );
            }
            CallState::Ending if self.dialog.is_none() => self.conclude(ua, now),
            CallState::Connected => {
                self.ack_lost(ua, now);
                self.unasked(ua, now);
            }
            CallState::Ending => self.ack_lost(ua, now),
            CallState::Ended => {}
        }
    }

    /// Ends the call at once.
    pub(super) fn finish(&mut self, ua: &mut UserAgent, now: Instant, end: End) {
        self.call.end.get_or_insert(end);
        self.conclude(ua, now);
    }

    /// The one place where calls end. The phone says so when it lets go of the leg.
    pub(super) fn conclude(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.call.transition(CallState::Ended, now) {
            self.refer_failed(ua, None);
            ua.timers.cancel_call(self.call.id);
            self.close_media(ua);
            self.call
                .end
                .get_or_insert(End::new(EndReason::Failed, EndedBy::Network));
        }
    }

    pub(super) fn close_media(&mut self, ua: &mut UserAgent) {
        if self.media == Media::Open {
            ua.media(self.call.id, MediaCommand::Close);
        }
        self.media = Media::Closed;
    }
}
