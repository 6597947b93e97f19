//! Early dialogs of a call that we place (RFC 3261 §13.2.2), and reliable provisional responses both ways (RFC 3262).
//!
//! Media follows one of them: whoever describes first is heard until the answer, and the answer's description is the one that holds.

use sip::{CSeq, Dialog, HeaderName, Headers, Instant, Method, Request, Response, Status};

use super::session::Negotiation;
use super::*;
use crate::user_agent::{T1, T1_64};
use crate::{End, EndReason, EndedBy};

/// More phones than anybody lets ring at once; what comes after them is not followed.
const MOST_FORKS: usize = 8;

pub(super) struct Fork {
    pub dialog: Box<Dialog>,
    /// The number of the last reliable response.
    rseq: Option<u32>,
    /// What it describes.
    pub sdp: Option<String>,
    /// That came reliably, and so is the answer to our offer.
    pub firm: bool,
}

/// A reliable response of ours that no PRACK has confirmed.
pub(super) struct Unconfirmed {
    response: Response,
    interval: Duration,
}

pub(super) fn is_reliable(headers: &Headers) -> bool {
    headers.lists(HeaderName::Require, "100rel")
}

impl Leg {
    /// The dialog with whoever has this tag, early ones included.
    pub(super) fn dialog_with(&mut self, tag: &str) -> Option<&mut Box<Dialog>> {
        if self.dialog.is_some() {
            self.dialog.as_mut()
        } else {
            self.fork(tag).map(|fork| &mut fork.dialog)
        }
    }

    pub(super) fn fork(&mut self, tag: &str) -> Option<&mut Box<Fork>> {
        self.forks
            .iter_mut()
            .find(|fork| fork.dialog.id().remote_tag == tag)
    }

    /// Makes room for the sender of a provisional response, and confirms what wants to be confirmed. Whether the response is news.
    pub(super) fn ringing_there(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ClientTransaction,
        response: &Response,
    ) -> bool {
        let headers = &response.headers;
        let (tag, owner) = (headers.to_tag(), Owner::Call(self.call.id));
        if self.fork(tag).is_none()
            && self.forks.len() < MOST_FORKS
            && let Some(sent) = ua.sent(tx)
            && let Ok(dialog) = Dialog::from_response(&sent.request, response)
        {
            self.forks.push(Box::new(Fork {
                dialog,
                rseq: None,
                sdp: None,
                firm: false,
            }));
        }
        let fork = self.fork(tag);
        if !is_reliable(headers) {
            return true;
        }
        let (Some(fork), Some(number)) = (fork, headers.read_number(HeaderName::Rseq)) else {
            return false;
        };
        // RFC 3262 §4: a repetition is dropped, and so is what came before its turn.
        if fork.rseq.is_some_and(|last| number != last.wrapping_add(1)) {
            return false;
        }
        fork.rseq = Some(number);
        if let Some(answer) = crate::sdp::of(&response.body) {
            fork.sdp = Some(String::from(answer));
            fork.firm = true;
        }
        let mut prack = fork.dialog.request(Method::Prack);
        let mut rack = String::new();
        sip::push_number(&mut rack, number.into());
        rack.push(' ');
        rack.push_str(headers.get(HeaderName::CSeq).unwrap_or_default());
        prack.headers.push(HeaderName::Rack, rack);
        ua.send(now, prack, owner);
        true
    }

    /// Rings, reliably where that is required.
    ///
    /// RFC 3262 §5 wants an offer in the first reliable response when the INVITE has none. A microphone is not opened for that before
    /// somebody answers: such a call rings without a 180.
    pub(super) fn ring_back(&mut self, ua: &mut UserAgent, now: Instant, request: &Request) {
        let reliable = is_reliable(&request.headers);
        if reliable && request.body.is_empty() {
            return;
        }
        let mut response = request.response(Status::RINGING).with_to_tag(&self.tag);
        ua.introduce(&mut response.headers);
        if reliable {
            response.headers.push(HeaderName::Require, "100rel");
            let number = 1 + ua.entropy.below(1 << 16);
            response.headers.push_number(HeaderName::Rseq, number);
            self.unconfirmed = Some(Box::new(Unconfirmed {
                response: response.clone(),
                interval: T1,
            }));
            self.set(ua, CallTimer::Resend, now + T1);
            self.set(ua, CallTimer::Unacked, now + T1_64);
        }
        if let Negotiation::Asked { tx, .. } = self.negotiation {
            ua.respond(now, tx, response);
        }
    }

    /// RFC 3262 §3: until its PRACK comes.
    pub(super) fn ring_again(&mut self, ua: &mut UserAgent, now: Instant) {
        if let (Some(again), Negotiation::Asked { tx, .. }) =
            (&mut self.unconfirmed, &self.negotiation)
        {
            again.interval *= 2;
            let next = now + again.interval;
            ua.respond(now, *tx, again.response.clone());
            self.set(ua, CallTimer::Resend, next);
        }
    }

    pub(super) fn never_confirmed(&mut self, ua: &mut UserAgent, now: Instant) {
        let end = End::new(EndReason::Protocol, EndedBy::Network);
        self.refuse(ua, now, Status::INTERNAL_ERROR, end);
    }

    /// A PRACK: the status to answer it with.
    pub(super) fn confirmed(&mut self, ua: &mut UserAgent, prack: &Request) -> Status {
        let asked = |response: &Headers| {
            prack.headers.rack().is_some_and(|(number, cseq)| {
                let CSeq { number: of, method } = cseq;
                response.read_number(HeaderName::Rseq) == Some(number)
                    && response.cseq_number() == of
                    && method == Method::Invite
            })
        };
        if !matches!(&self.unconfirmed, Some(last) if asked(&last.response.headers)) {
            return Status::NO_SUCH_CALL;
        }
        self.unconfirmed = None;
        if !matches!(self.negotiation, Negotiation::Answered { .. }) {
            self.stop_resending(ua);
        }
        if prack.body.is_empty() {
            Status::OK
        } else {
            // An offer would need an answer in the response that this confirms (RFC 3262 §5), and there was none.
            Status::NOT_ACCEPTABLE_HERE
        }
    }
}
