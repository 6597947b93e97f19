//! Whether a call is still there: after a break, after a sleep, after a reload of the page.
//!
//! A call in doubt is asked for in its dialog, from the Contact of now (RFC 3261 §12.2.1): by an UPDATE where the far side knows that,
//! or else by an offer. It has some seconds to prove itself; what a server says that has only just started itself is no proof.

use sip::{HeaderName, Instant, Method, Status};

use super::session::Negotiation;
use super::*;
use crate::user_agent::T1_64;
use crate::{End, EndReason, EndedBy};

/// Who does not answer in this time is asked in other words, or
const DOUBT: Duration = Duration::from_secs(4);
/// is gone: not everybody answers everything, but an offer has to be answered.
const LAST_DOUBT: Duration = Duration::from_secs(5);
/// A far side that has to set up media anew has more time.
const RETURN: Duration = Duration::from_secs(8);
/// A server that has just come back does not know its phones yet.
const AGAIN_AFTER_MS: u64 = 1_000;

impl Leg {
    /// Another page had this call, and it is to go on here.
    pub fn returns(&mut self, ua: &mut UserAgent, now: Instant) {
        self.again = true;
        self.fresh = true;
        self.doubt = true;
        self.set(ua, CallTimer::Check, now + T1_64);
        self.limit_announcement(ua, now);
        self.changed(ua);
        if ua.ready {
            self.come_back(ua, now);
        }
    }

    /// Begins to doubt a connected call: it has some seconds to prove itself.
    pub fn doubt(&mut self, ua: &mut UserAgent, now: Instant) {
        self.doubt = true;
        self.pressed = self.call.returning;
        let patience = if self.pressed { RETURN } else { DOUBT };
        self.set(ua, CallTimer::Check, now + patience);
    }

    /// Asks the far side whether it has the call, without any change to it.
    pub fn check(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.call.state() != CallState::Connected || self.doubt || !ua.ready {
            return;
        }
        self.doubt(ua, now);
        if self.expiry.updates {
            self.refresh(ua, now);
        } else if let Some(dialog) = &mut self.dialog {
            let options = dialog.request(Method::Options);
            ua.send(now, options, Owner::Call(self.call.id));
        }
    }

    /// The answer to an OPTIONS.
    pub(super) fn told(&mut self, ua: &mut UserAgent, now: Instant, status: Status) {
        if !self.disputed(ua, now, status) {
            self.believed(ua);
        }
    }

    /// The offer that a call in doubt waited for is out.
    pub(super) fn asked(&mut self, ua: &mut UserAgent, now: Instant) {
        if core::mem::take(&mut self.stalled) {
            let patience = if self.call.returning {
                RETURN
            } else {
                LAST_DOUBT
            };
            self.set(ua, CallTimer::Check, now + patience);
        }
    }

    /// The far side has shown that it has the call.
    pub(super) fn believed(&mut self, ua: &mut UserAgent) {
        self.doubt = false;
        self.stalled = false;
        self.cancel(ua, CallTimer::Check);
    }

    /// Whether the old dialog is given up and a new one asked for.
    pub(super) fn is_replacing(&self) -> bool {
        self.call.returning && self.dialog.is_none()
    }

    /// Whether nothing was sent in the dialog after this request.
    pub(super) fn is_last(&self, request: &sip::Request) -> bool {
        let dialog = self.dialog.as_ref();
        dialog.is_some_and(|dialog| dialog.local_cseq() == request.headers.cseq_number())
    }

    /// The way to ask is gone, and with it the time that ran.
    pub(super) fn unasked(&mut self, ua: &mut UserAgent, now: Instant) {
        if !self.call.returning {
            self.believed(ua);
        } else if self.dialog.is_some() {
            self.again = true;
            self.set(ua, CallTimer::Check, now + T1_64);
        } else {
            self.lose(ua, now);
        }
    }

    /// Deals with a refusal of what a call in doubt was asked, if it says anything of the call.
    pub(super) fn disputed(&mut self, ua: &mut UserAgent, now: Instant, status: Status) -> bool {
        if !self.doubt {
            return false;
        }
        let offered = matches!(self.negotiation, Negotiation::Offered(_));
        match status.code() {
            481 if !self.call.returning => self.unknown_there(ua, now),
            404 | 408 | 410 | 430 | 477 | 480 | 481 | 500 | 502..=599 if self.call.returning => {
                self.missing(ua, now)
            }
            404 | 408 | 410 | 430 | 477 | 480 | 500 | 502..=599 => {
                self.again |= offered;
                self.expiry.due = true;
                self.waits = true;
                self.set(ua, CallTimer::Glare, now.plus_millis(AGAIN_AFTER_MS));
                if offered {
                    self.roll_back(ua, now);
                }
            }
            _ => {
                if !self.call.returning {
                    self.believed(ua);
                }
                return false;
            }
        }
        true
    }

    /// The time for doubt is over.
    pub(super) fn missing(&mut self, ua: &mut UserAgent, now: Instant) {
        if ua.ready
            && !matches!(
                self.negotiation,
                Negotiation::Settled | Negotiation::Offered(_)
            )
        {
            // It was not asked at all: a person thinks about the microphone, or an exchange is under way.
            self.stalled = true;
            return self.set(ua, CallTimer::Check, now + RETURN);
        }
        if self.call.returning && ua.ready && self.dialog.is_some() {
            self.replace(ua, now);
        } else if !self.pressed && ua.ready {
            self.pressed = true;
            self.again |= !matches!(self.negotiation, Negotiation::Offered(_));
            self.set(ua, CallTimer::Check, now + LAST_DOUBT);
            self.go_on(ua, now);
        } else {
            self.lose(ua, now);
        }
    }

    /// Calls the far side anew and asks it to let the new call take the place of the old (RFC 3891 §3). A phone that does not know how
    /// must not ring for it.
    fn replace(&mut self, ua: &mut UserAgent, now: Instant) {
        let Some(dialog) = self.dialog.take() else {
            return;
        };
        let remote = self.call.remote.uri.as_str();
        let target = Uri::parse(remote).unwrap_or_else(|_| dialog.remote_target().clone());
        let call_id = ua.entropy.token(24);
        let name = ua.config.display_name.clone();
        let mut invite = ua.request(
            Method::Invite,
            target.clone(),
            &target,
            name.as_deref(),
            &call_id,
            1,
        );
        ua.introduce(&mut invite.headers);
        let headers = &mut invite.headers;
        headers.push(HeaderName::Replaces, dialog.to_replaces());
        headers.push(HeaderName::Require, "replaces");
        self.call.sip_call_id = call_id;
        self.invite = Some(invite);
        self.fresh = true;
        self.again = true;
        self.waits = false;
        self.doubt(ua, now);
        if self.media == Media::Open {
            ua.media(self.call.id, MediaCommand::Rollback);
        }
        self.settle(ua, now);
    }

    /// The call is over, and nobody is there to say so. The far side is told in case it is there after all.
    pub fn lose(&mut self, ua: &mut UserAgent, now: Instant) {
        if let Some(dialog) = self.dialog.as_mut().filter(|_| ua.ready) {
            let bye = dialog.request(Method::Bye);
            ua.send(now, bye, Owner::Nobody);
        }
        let end = End::new(EndReason::Lost, EndedBy::Network);
        self.refuse(ua, now, Status::NO_SUCH_CALL, end);
    }
}
