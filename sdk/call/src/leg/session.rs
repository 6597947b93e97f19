//! The offer/answer model (RFC 3264, RFC 3261 §13 and §14): whose description is awaited, and what comes of it.

use sip::{HeaderName, Instant, Method, Request, Response, ServerTransaction, Status};

use super::outbound::NO_SDP;
use super::*;
use crate::user_agent::{T1, T1_64, T2};
use crate::{End, EndReason, EndedBy, MediaDirection, MediaError, sdp};

/// ```text
///               ┌───────────── Settled ◄──────────────┐
///       we offer│                 │ an INVITE came    │
///               ▼                 ▼                   │
///           Describing          Asked                 │
///      sdp ready│        sdp ready│ 200               │
///               ▼                 ▼                   │
///            Offered           Answered ──── ACK ─────┤
///               └── final, ACK ───────────────────────┘
/// ```
#[derive(Debug)]
pub(super) enum Negotiation {
    /// Both sides agree.
    Settled,
    /// The media engine describes our offer.
    Describing,
    /// Our INVITE is under way.
    Offered(ClientTransaction),
    /// An INVITE of the far side waits: for a person, or for the media engine.
    Asked {
        tx: ServerTransaction,
        request: Request,
    },
    /// Our 2xx waits for its ACK.
    Answered {
        tx: ServerTransaction,
        cseq: u32,
        response: Response,
        /// Until it is sent again.
        interval: Duration,
        /// The offer was ours, so the ACK has the answer.
        asks: bool,
    },
}

impl Leg {
    pub(super) fn settle(&mut self, ua: &mut UserAgent, now: Instant) {
        self.negotiation = Negotiation::Settled;
        self.go_on(ua, now);
    }

    pub(super) fn roll_back(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.media == Media::Open {
            ua.media(self.call.id, MediaCommand::Rollback);
        }
        self.settle(ua, now);
    }

    /// The media engine has a description for us.
    pub(super) fn described(&mut self, ua: &mut UserAgent, now: Instant, sdp: String) {
        let events = sdp::has_telephone_event(&sdp);
        match core::mem::replace(&mut self.negotiation, Negotiation::Settled) {
            Negotiation::Describing => {
                self.offered_events = events;
                if self.dialog.is_none() {
                    self.send_invite(ua, now, sdp)
                } else {
                    self.send_reinvite(ua, now, sdp)
                }
            }
            Negotiation::Asked { tx, request } => {
                let asks = sdp::of(&request.body).is_none();
                if asks {
                    self.offered_events = events;
                } else {
                    self.events = events && self.offered_events;
                }
                self.send_answer(ua, now, tx, &request, sdp, asks);
            }
            other => self.negotiation = other,
        }
    }

    /// The media engine has none.
    pub(super) fn undescribed(&mut self, ua: &mut UserAgent, now: Instant, error: MediaError) {
        let end = End::new(error.into(), EndedBy::Local);
        let refusal = match end.reason {
            EndReason::Incompatible => Status::NOT_ACCEPTABLE_HERE,
            _ => Status::UNAVAILABLE,
        };
        let ringing = matches!(
            self.call.state(),
            CallState::Incoming | CallState::Answering
        );
        match core::mem::replace(&mut self.negotiation, Negotiation::Settled) {
            Negotiation::Asked { tx, request } if ringing => {
                self.negotiation = Negotiation::Asked { tx, request };
                self.refuse(ua, now, refusal, end);
            }
            Negotiation::Asked { tx, request } => {
                self.answer(ua, now, tx, &request, Status::NOT_ACCEPTABLE_HERE);
                self.roll_back(ua, now);
            }
            other => {
                self.negotiation = other;
                if self.dialog.is_none() {
                    self.take_back(ua, now, end, Some(NO_SDP));
                } else if !self.agreed {
                    self.bye(ua, now, end, Some(NO_SDP));
                } else if matches!(self.negotiation, Negotiation::Describing) {
                    self.refused(ua, now, None);
                } else if matches!(self.negotiation, Negotiation::Settled) {
                    self.roll_back(ua, now);
                }
            }
        }
    }

    fn send_reinvite(&mut self, ua: &mut UserAgent, now: Instant, sdp: String) {
        let Some(dialog) = self.dialog.as_mut().filter(|_| ua.ready) else {
            self.again = true;
            return self.roll_back(ua, now);
        };
        let mut invite = dialog.request(Method::Invite);
        self.introduce(ua, &mut invite.headers);
        self.ask_for_life(ua, &mut invite.headers);
        invite
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        invite.body = sdp.into_bytes();
        self.negotiation = Negotiation::Offered(ua.send(now, invite, Owner::Call(self.call.id)));
        self.asked(ua, now);
    }

    /// The final response to an offer of ours within the call.
    pub(super) fn reinvited(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        sent: &Sent,
        response: &Response,
    ) {
        let ours = matches!(self.negotiation, Negotiation::Offered(tx) if tx == sent.tx);
        if response.status.is_success() {
            if let Some(dialog) = &mut self.dialog {
                dialog.confirm(response);
            }
            self.acknowledge(ua, now, &sent.request);
            self.learn(ua, &response.headers);
            self.live_on(ua, now, &response.headers, "uac");
        }
        if !ours || (!response.status.is_success() && self.disputed(ua, now, response.status)) {
            return;
        }
        if response.status.is_success() {
            self.believed(ua);
        }
        match (response.status.code(), sdp::of(&response.body)) {
            (200..=299, Some(answer)) => {
                self.accept(ua, answer);
                self.settle(ua, now);
                self.changed(ua);
            }
            (481, _) => self.unknown_there(ua, now),
            (422, _) if self.longer(response) => {
                self.again = true;
                self.roll_back(ua, now);
            }
            (491, _) => {
                // RFC 3261 §14.1: who made the Call-ID waits longer, so that the two do not meet again.
                let wait = match self.call.direction {
                    crate::Direction::Outbound => 2100 + 10 * ua.entropy.below(191),
                    crate::Direction::Inbound => 10 * ua.entropy.below(201),
                };
                self.set(ua, CallTimer::Glare, now.plus_millis(u64::from(wait)));
                self.again = true;
                self.waits = true;
                self.roll_back(ua, now);
            }
            _ => self.refused(ua, now, Some(response.status)),
        }
    }

    /// Nobody answered our offer within the call; a transport that broke has been told of already.
    pub(super) fn reinvite_failed(&mut self, ua: &mut UserAgent, now: Instant) {
        if matches!(self.negotiation, Negotiation::Offered(_)) {
            self.refused(ua, now, None);
            // RFC 3261 §12.2.1.2: it may well be gone.
            self.check(ua, now);
        }
    }

    /// The ACK of a 2xx, with the credentials its INVITE had (RFC 3261 §13.2.2.4).
    pub(super) fn acknowledge(&mut self, ua: &mut UserAgent, now: Instant, invite: &Request) {
        let Some(dialog) = &self.dialog else { return };
        let mut ack = dialog.ack(invite.headers.cseq_number());
        for name in [HeaderName::Authorization, HeaderName::ProxyAuthorization] {
            for value in invite.headers.all(name) {
                ack.headers.push(name, value);
            }
        }
        ua.send_ack(now, Some(self.call.id), ack.clone());
        self.ack = Some(ack);
    }

    /// A 2xx once more: its ACK was lost.
    pub fn acknowledge_again(&self, ua: &mut UserAgent, now: Instant, cseq: u32) {
        let ack = self
            .ack
            .as_ref()
            .filter(|ack| ack.headers.cseq_number() == cseq);
        if let Some(ack) = ack {
            ua.send_ack(now, Some(self.call.id), ack.clone());
        }
    }

    /// Takes the far side's answer to our offer.
    pub(super) fn accept(&mut self, ua: &mut UserAgent, answer: &str) {
        self.events = self.offered_events && sdp::has_telephone_event(answer);
        // An inactive offer leaves the far side nothing to say of its own hold.
        let theirs = sdp::direction(answer);
        let held = match self.own_direction() {
            MediaDirection::Inactive => self.call.held,
            // Who is not spoken to only speaks.
            MediaDirection::ReceiveOnly => theirs == MediaDirection::Inactive,
            _ => theirs.holds(),
        };
        self.concluded(ua, answer, held);
        let command = MediaCommand::Accept {
            exchange: self.exchange,
            answer: String::from(answer),
            early: false,
        };
        ua.media(self.call.id, command);
    }

    /// An INVITE or UPDATE within the call (RFC 3261 §14.2, RFC 3311 §5.2).
    pub fn reinvite(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        request: Request,
    ) {
        let (state, update) = (self.call.state(), request.method == Method::Update);
        if state != CallState::Connected && (!update || state == CallState::Ending) {
            let status = if state == CallState::Ending {
                Status::NO_SUCH_CALL
            } else {
                Status::INTERNAL_ERROR
            };
            return ua.answer(now, tx, &request, status, None);
        }
        if let Some(refusal) = super::expiry::too_short(ua, &request) {
            return ua.respond(now, tx, refusal);
        }
        self.learn(ua, &request.headers);
        if update && request.body.is_empty() {
            let mut response = request.response(Status::OK);
            self.introduce(ua, &mut response.headers);
            self.grant_life(ua, now, &request, &mut response);
            return ua.respond(now, tx, response);
        }
        if self.dialog.is_none() {
            self.firm_up(ua, request.headers.from_tag());
        }
        match &self.negotiation {
            Negotiation::Offered(_) => return ua.answer(now, tx, &request, Status::PENDING, None),
            // Whoever offers again has our answer.
            Negotiation::Answered { asks, .. } if !asks && !update => self.stop_resending(ua),
            Negotiation::Asked { .. } | Negotiation::Answered { .. } => {
                let mut response = request.response(Status::INTERNAL_ERROR);
                response
                    .headers
                    .push_number(HeaderName::RetryAfter, ua.entropy.below(11));
                return ua.respond(now, tx, response);
            }
            // Our offer has not left the house: theirs goes first.
            Negotiation::Describing => {
                ua.media(self.call.id, MediaCommand::Rollback);
                self.again = true;
            }
            Negotiation::Settled => {}
        }
        let offer = sdp::of(&request.body).map(String::from);
        if offer.is_none() && !request.body.is_empty() {
            self.negotiation = Negotiation::Settled;
            self.answer(ua, now, tx, &request, Status::NOT_ACCEPTABLE_HERE);
            return self.settle(ua, now);
        }
        self.negotiation = Negotiation::Asked { tx, request };
        self.begin_exchange(ua, offer.as_deref());
    }

    fn send_answer(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        request: &Request,
        sdp: String,
        asks: bool,
    ) {
        let mut response = request.response(Status::OK).with_to_tag(&self.tag);
        self.introduce(ua, &mut response.headers);
        response
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        response.body = sdp.into_bytes();
        self.grant_life(ua, now, request, &mut response);
        // A dialog that is confirmed takes every further 2xx for one of the far side.
        if let Some(dialog) = &mut self.dialog
            && request.method == Method::Invite
            && dialog.state() == sip::DialogState::Early
        {
            dialog.confirm(&response);
        }
        ua.respond(now, tx, response.clone());
        if let Some(theirs) = sdp::of(&request.body) {
            self.agreed = true;
            self.concluded(ua, theirs, sdp::direction(theirs).holds());
        }
        if request.method == Method::Update {
            return self.settle(ua, now);
        }
        let cseq = request.headers.cseq_number();
        self.negotiation = Negotiation::Answered {
            tx,
            cseq,
            response,
            interval: T1,
            asks,
        };
        self.set(ua, CallTimer::Resend, now + T1);
        self.set(ua, CallTimer::Unacked, now + T1_64);
        self.step(ua, now, CallState::Connected);
    }

    /// RFC 3261 §13.3.1.4: over whatever transport, the 2xx is repeated until its ACK comes.
    pub(super) fn resend(&mut self, ua: &mut UserAgent, now: Instant) {
        if let Negotiation::Answered {
            tx,
            response,
            interval,
            ..
        } = &mut self.negotiation
        {
            *interval = (*interval * 2).min(T2);
            let next = now + *interval;
            ua.respond(now, *tx, response.clone());
            return self.set(ua, CallTimer::Resend, next);
        }
        self.ring_again(ua, now);
    }

    pub(super) fn unacked(&mut self, ua: &mut UserAgent, now: Instant) {
        if !matches!(self.negotiation, Negotiation::Answered { .. }) {
            return self.never_confirmed(ua, now);
        }
        self.stop_resending(ua);
        self.negotiation = Negotiation::Settled;
        self.bye(
            ua,
            now,
            End::new(EndReason::Protocol, EndedBy::Network),
            Some("SIP;cause=408;text=\"ACK never came\""),
        );
    }

    pub(super) fn stop_resending(&self, ua: &mut UserAgent) {
        self.cancel(ua, CallTimer::Resend);
        self.cancel(ua, CallTimer::Unacked);
    }

    pub fn acked(&mut self, ua: &mut UserAgent, now: Instant, ack: &Request) {
        let number = ack.headers.cseq_number();
        let asks = match &self.negotiation {
            Negotiation::Answered { cseq, asks, .. } if *cseq == number => *asks,
            _ => return,
        };
        self.stop_resending(ua);
        self.negotiation = Negotiation::Settled;
        if self.farewell == Farewell::AfterAck {
            return self.send_bye(ua, now);
        }
        if asks {
            match sdp::of(&ack.body) {
                Some(answer) => self.accept(ua, answer),
                None if self.agreed => return self.roll_back(ua, now),
                None => {
                    return self.bye(
                        ua,
                        now,
                        End::new(EndReason::Incompatible, EndedBy::Local),
                        Some(NO_SDP),
                    );
                }
            }
        }
        self.settle(ua, now);
    }

    /// The transport broke under a connected call: an ACK that was on its way is as good as lost, and so is an offer.
    pub(super) fn ack_lost(&mut self, ua: &mut UserAgent, now: Instant) {
        match core::mem::replace(&mut self.negotiation, Negotiation::Settled) {
            Negotiation::Answered { asks, .. } => {
                self.stop_resending(ua);
                if self.farewell == Farewell::AfterAck {
                    self.farewell = Farewell::Waiting;
                } else if asks && !self.agreed {
                    self.bye(
                        ua,
                        now,
                        End::new(EndReason::TransportLost, EndedBy::Network),
                        None,
                    );
                } else if asks {
                    self.roll_back(ua, now);
                }
            }
            Negotiation::Asked { .. } => self.roll_back(ua, now),
            Negotiation::Offered(_) => {
                self.again = true;
                self.roll_back(ua, now);
            }
            other => self.negotiation = other,
        }
    }
}
