//! A call that comes in, up to its answer (RFC 3261 §13.3).

use sip::{Dialog, HeaderName, Instant, Reason, Request, ServerTransaction, Status};

use super::*;
use crate::{CallError, CallId, Direction, End, EndReason, EndedBy, sdp};

impl Leg {
    /// Rings for an INVITE outside of any dialog; `None` when it was answered at once, with a refusal.
    pub fn ring(
        ua: &mut UserAgent,
        now: Instant,
        id: CallId,
        tx: ServerTransaction,
        request: Request,
        instead_of: Option<CallId>,
    ) -> Option<Box<Self>> {
        let tag = ua.entropy.token(10);
        let described = sdp::of(&request.body);
        let refusal = match (&request.body.is_empty(), described) {
            (false, None) if !is_sdp(&request) => Status::UNSUPPORTED_MEDIA_TYPE,
            (false, None) => Status::NOT_ACCEPTABLE_HERE,
            _ => Status::BAD_REQUEST,
        };
        let usable = request.body.is_empty() || described.is_some();
        if let Some(refusal) = super::expiry::too_short(ua, &request) {
            ua.respond(now, tx, refusal.with_to_tag(&tag));
            return None;
        }
        let (Ok(dialog), Ok(from), true) = (
            Dialog::from_request(&request, &tag),
            request.headers.from(),
            usable,
        ) else {
            ua.answer(now, tx, &request, refusal, Some(&tag));
            return None;
        };
        let remote = identity::asserted(&request.headers).unwrap_or_else(|| party(&from));
        let kind = described.map_or(Default::default(), sdp::kind);
        let call_id = dialog.id().call_id.clone();
        let mut call = Call::new(id, call_id, Direction::Inbound, remote, kind, now);
        let own = &ua.config.uri;
        call.diversion = identity::diversion(&request.headers, own);
        if let Some((customer, call_id)) = focus::consulted(&request.headers, &call.remote, own) {
            call.consult_about = Some(customer);
            call.consult_call = call_id;
        }
        call.queue = identity::queue(&request, own, call.diversion.as_ref());
        let mut leg = Leg::new(call, tag);
        leg.set_dialog(dialog);
        leg.learn(ua, &request.headers);
        if instead_of.is_some() {
            // RFC 3891 §3: whoever talks need not be rung for.
            leg.instead_of = instead_of;
            leg.negotiation = Negotiation::Asked { tx, request };
            let _ = leg.pick_up(ua, now);
            return Some(leg);
        }
        leg.limit_ringing(ua, now, request.headers.expires());
        let invite = request.clone();
        leg.negotiation = Negotiation::Asked { tx, request };
        leg.ring_back(ua, now, &invite);
        Some(leg)
    }

    /// Whether this INVITE is a second copy of the one that opened this call.
    pub fn is_rung_by(&self, invite: &Request) -> bool {
        let headers = &invite.headers;
        self.dialog.as_ref().is_some_and(|dialog| {
            let id = dialog.id();
            id.remote_tag == headers.from_tag() && headers.call_id() == Ok(&id.call_id)
        })
    }

    /// Somebody picks up.
    pub fn pick_up(&mut self, ua: &mut UserAgent, now: Instant) -> Result<(), CallError> {
        let Negotiation::Asked { request, .. } = &self.negotiation else {
            return Err(CallError::WrongState);
        };
        if self.call.state() != CallState::Incoming {
            return Err(CallError::WrongState);
        }
        let offer = sdp::of(&request.body).map(String::from);
        self.cancel(ua, CallTimer::Ring);
        self.step(ua, now, CallState::Answering);
        self.begin_exchange(ua, offer.as_deref());
        Ok(())
    }

    pub fn decline(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        status: Status,
    ) -> Result<(), CallError> {
        if !matches!(
            self.call.state(),
            CallState::Incoming | CallState::Answering
        ) {
            return Err(CallError::WrongState);
        }
        let reason = match EndReason::from_status(status) {
            // A refusal of ours is one, whatever status the application words it in.
            EndReason::Busy => EndReason::Busy,
            _ => EndReason::Declined,
        };
        let end = End {
            sip: Some((status.code(), String::from(status.default_reason()))),
            ..End::new(reason, EndedBy::Local)
        };
        self.refuse(ua, now, status, end);
        Ok(())
    }

    /// Answers the INVITE that rings, or waits for media, with a refusal.
    pub(super) fn refuse(&mut self, ua: &mut UserAgent, now: Instant, status: Status, end: End) {
        if let Negotiation::Asked { tx, request } =
            core::mem::replace(&mut self.negotiation, Negotiation::Settled)
        {
            self.answer(ua, now, tx, &request, status);
        }
        self.finish(ua, now, end);
    }

    pub(super) fn rang_long_enough(&mut self, ua: &mut UserAgent, now: Instant) {
        let end = End::new(EndReason::NoAnswer, EndedBy::Local);
        match self.call.state() {
            CallState::Incoming => self.refuse(ua, now, Status::UNAVAILABLE, end),
            CallState::Dialling | CallState::Ringing | CallState::EarlyMedia => {
                self.take_back(ua, now, end, Some("SIP;cause=408;text=\"No answer\""))
            }
            _ => {}
        }
    }

    /// A CANCEL for this INVITE, or its connection broke: `None`.
    pub fn withdrawn(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        cancel: Option<&Request>,
    ) {
        if !matches!(&self.negotiation, Negotiation::Asked { tx: asked, .. } if *asked == tx) {
            return;
        }
        if !matches!(
            self.call.state(),
            CallState::Incoming | CallState::Answering
        ) {
            // An offer within the call was taken back: the session before it holds.
            if let Negotiation::Asked { tx, request } =
                core::mem::replace(&mut self.negotiation, Negotiation::Settled)
                && cancel.is_some()
            {
                self.answer(ua, now, tx, &request, Status::TERMINATED);
            }
            return self.roll_back(ua, now);
        }
        match cancel {
            None => {
                self.negotiation = Negotiation::Settled;
                self.finish(
                    ua,
                    now,
                    End::new(EndReason::TransportLost, EndedBy::Network),
                );
            }
            Some(cancel) => {
                let cause = sip_reason(cancel);
                let sip = cause.as_ref().map(|(cause, _)| *cause);
                let reason = EndReason::from_cancel(sip, &cancel.headers);
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
        }
    }
}

/// The SIP cause in a Reason header (RFC 3326).
pub(super) fn sip_reason(request: &Request) -> Option<(u16, String)> {
    for value in request.headers.values(HeaderName::Reason) {
        if let Some(reason) = Reason::parse(value)
            && reason.protocol.eq_ignore_ascii_case("SIP")
        {
            let cause = u16::try_from(reason.cause?).ok()?;
            let text = reason.text.unwrap_or_else(|| phrase(cause).into());
            return Some((cause, text));
        }
    }
    None
}

fn phrase(code: u16) -> &'static str {
    Status::new(code).map_or("", Status::default_reason)
}

fn is_sdp(request: &Request) -> bool {
    request
        .headers
        .content_type()
        .eq_ignore_ascii_case("application/sdp")
}
