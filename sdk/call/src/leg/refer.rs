//! One side of a transfer (RFC 3515, RFC 4488): the far side is referred to somebody, or refers us.

use sip::{HeaderName, Instant, Method, NameAddr, Request, Response, Scheme, Status, Uri};

use super::*;
use crate::user_agent::T1_64;
use crate::{CallError, CallId, End, EndReason, EndedBy, TransferError, dial};

/// ```text
///          refer                 200, or BYE after 2xx
///   None ────────► Sent ─────────────────────────────► Gone
///   ▲ │ ▲            │
///   │ │ └────────────┘ a refusal, or nobody says anything
///   │ │ REFER comes
///   │ └──► Asked ──► Followed ── the new call talks, and the referrer ends this one
///   └────────┴──────────┘ refused, or the new call failed
/// ```
#[derive(Debug)]
pub(crate) enum Refer {
    /// Nobody refers anybody.
    None,
    /// Our REFER is out.
    Sent {
        /// Its number, which names its notifications.
        cseq: u32,
        /// The far side will try.
        accepted: bool,
        /// The last status told to the application.
        told: u16,
        /// The call whose far side is to be called, in an attended transfer.
        other: Option<CallId>,
    },
    /// The far side has gone to somebody else.
    Gone {
        /// The call that it has gone to, until that has been told.
        other: Option<CallId>,
    },
    /// The far side referred us, and a person is asked.
    Asked(Referral),
    /// We call somebody in place of the far side, which is told how far that is.
    Followed {
        referral: Referral,
        /// That call.
        new: CallId,
        /// The last status that it was told.
        told: u16,
    },
}

/// What the far side's REFER asks.
#[derive(Clone, Debug)]
pub(crate) struct Referral {
    /// Its number.
    cseq: u32,
    /// Whether it wants to hear how the call goes (RFC 4488 §4).
    wants_news: bool,
    pub target: Uri,
    pub referred_by: Option<String>,
    pub replaces: Option<String>,
}

/// A NOTIFY that says nothing of its expiry, and the longest time that one is believed, in seconds.
const NEWS: u64 = 180;
/// How long the referrer may take to hang up after the success it wanted.
const GRACE: Duration = Duration::from_secs(5);

impl Leg {
    /// Asks the far side to call this address in place of us.
    pub fn refer(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        target: Uri,
        other: Option<CallId>,
    ) -> Result<(), TransferError> {
        let free = matches!(self.refer, Refer::None) && self.call.state() == CallState::Connected;
        let Some(dialog) = self.dialog.as_mut().filter(|_| free) else {
            return Err(TransferError::WrongState);
        };
        if !ua.ready {
            return Err(TransferError::NoTransport);
        }
        let mut request = dialog.request(Method::Refer);
        ua.introduce(&mut request.headers);
        let by = NameAddr::new(ua.config.uri.aor()).to_text();
        let to = NameAddr::new(target).to_text();
        request.headers.push(HeaderName::ReferTo, to);
        request.headers.push(HeaderName::ReferredBy, by);
        self.refer = Refer::Sent {
            cseq: request.headers.cseq_number(),
            accepted: false,
            told: 0,
            other,
        };
        ua.send(now, request, Owner::Call(self.call.id));
        Ok(())
    }

    /// Whether neither side refers the other one.
    pub fn refers_nobody(&self) -> bool {
        matches!(self.refer, Refer::None)
    }

    /// Where somebody reaches the far side of this call in our place: its Contact, for only that device knows the dialog, and our
    /// name for the dialog (RFC 3891 §3). A proxy that leads to a browser writes the way into that Contact.
    pub fn successor(&self) -> Option<Uri> {
        let talks = self.call.state() == CallState::Connected;
        let dialog = self.dialog.as_ref().filter(|_| talks)?;
        let mut target = dialog.remote_target().clone();
        target.headers = None;
        target.add_header("Replaces", &dialog.to_replaces());
        Some(target)
    }

    /// The final response to our REFER.
    pub(super) fn refer_answered(&mut self, ua: &mut UserAgent, now: Instant, response: &Response) {
        let Refer::Sent { accepted, .. } = &mut self.refer else {
            return;
        };
        if !response.status.is_success() {
            self.refer_failed(ua, Some(response.status));
            if response.status == Status::NO_SUCH_CALL {
                self.unknown_there(ua, now);
            }
            return;
        }
        let sooner = core::mem::replace(accepted, true);
        if wants_no_news(&response.headers) {
            // RFC 4488 §4: this is all that there will be to hear.
            self.gone(ua, now);
        } else if !sooner {
            self.set(ua, CallTimer::Refer, now + T1_64);
        }
    }

    /// Nobody answered our REFER, or said how it went.
    pub(super) fn refer_failed(&mut self, ua: &mut UserAgent, status: Option<Status>) {
        if matches!(self.refer, Refer::Sent { .. }) {
            self.refer = Refer::None;
            self.cancel(ua, CallTimer::Refer);
            ua.event(Event::TransferFailed(self.call.id, status));
        }
    }

    /// The far side tells how the call that we referred it to goes. What makes no sense comes back as the status for its NOTIFY.
    pub fn refer_told(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        notify: &Request,
    ) -> Result<(), Status> {
        if !self.admits(notify) {
            return Err(Status::INTERNAL_ERROR);
        }
        let headers = &notify.headers;
        let named = headers.with_params(HeaderName::Event);
        if !matches!(&named, Some((name, _)) if name.eq_ignore_ascii_case("refer")) {
            return Err(Status::BAD_EVENT);
        }
        let Refer::Sent {
            cseq,
            accepted,
            told,
            ..
        } = &mut self.refer
        else {
            return Err(Status::NO_SUCH_CALL);
        };
        // RFC 3515 §2.4.6: the first REFER of a dialog need not be named.
        let id = named.as_ref().and_then(|(_, params)| params.get("id"));
        if id.is_some_and(|id| sip::read_number(id, u64::MAX) != Some((*cseq).into())) {
            return Err(Status::NO_SUCH_CALL);
        }
        *accepted = true;
        ua.answer(now, tx, notify, Status::OK, None);
        let state = headers.with_params(HeaderName::SubscriptionState);
        let terminated =
            matches!(state, Some((state, _)) if state.eq_ignore_ascii_case("terminated"));
        match fragment(&notify.body) {
            // Whoever waits in a queue is the queue's, for as long as that may take.
            Some(status) if status.is_success() || status == Status::QUEUED => self.gone(ua, now),
            Some(status) if status.is_final() => self.refer_failed(ua, Some(status)),
            _ if terminated => self.refer_failed(ua, None),
            progress => {
                if let Some(status) = progress
                    && *told != status.code()
                {
                    *told = status.code();
                    ua.event(Event::TransferProgress(self.call.id, status));
                }
                let expires = state.and_then(|(_, params)| {
                    let seconds = sip::read_number(params.get("expires")?, u64::MAX)?;
                    Some(seconds.clamp(32, 10 * NEWS))
                });
                let wait = expires.unwrap_or(NEWS) * 1000;
                self.set(ua, CallTimer::Refer, now.plus_millis(wait));
            }
        }
        Ok(())
    }

    /// The far side talks with somebody else.
    fn gone(&mut self, ua: &mut UserAgent, now: Instant) {
        self.far_side_left(ua);
        if self.call.state() == CallState::Connected {
            let end = End::new(EndReason::Transferred, EndedBy::Local);
            self.bye(ua, now, end, None);
        }
    }

    /// Whether a BYE of the far side is the end of a transfer: it hangs up once it is on its way, and not all say 200 before (RFC 5589 §6.1).
    pub(super) fn far_side_left(&mut self, ua: &mut UserAgent) -> bool {
        match &mut self.refer {
            Refer::Sent {
                accepted: true,
                other,
                ..
            } => {
                let other = other.take();
                self.refer = Refer::Gone { other };
                self.cancel(ua, CallTimer::Refer);
                ua.event(Event::Transferred(self.call.id));
                true
            }
            Refer::Gone { .. } | Refer::Followed { .. } => true,
            _ => false,
        }
    }

    /// The call that the far side of this one has gone to, once.
    pub fn gone_to(&mut self) -> Option<CallId> {
        match &mut self.refer {
            Refer::Gone { other } => other.take(),
            _ => None,
        }
    }

    /// Somebody else has our place in this call: whoever does not hang up by himself is hung up on.
    pub fn let_go(&mut self, ua: &mut UserAgent, now: Instant) {
        self.refer = Refer::Gone { other: None };
        self.set(ua, CallTimer::Refer, now + GRACE);
    }

    pub(super) fn refer_due(&mut self, ua: &mut UserAgent, now: Instant) {
        match self.refer {
            Refer::Gone { .. } | Refer::Followed { .. } => {
                let end = End::new(EndReason::Transferred, EndedBy::Local);
                self.bye(ua, now, end, None);
            }
            _ => self.refer_failed(ua, None),
        }
    }

    // The other way round.

    /// Whether a request within the call came in its turn.
    pub fn admits(&mut self, request: &Request) -> bool {
        let dialog = self.dialog.as_mut();
        dialog.is_some_and(|dialog| dialog.receive(request).is_ok())
    }

    /// Reads the far side's REFER.
    pub fn referral(&self, ua: &UserAgent, request: &Request) -> Result<Referral, Status> {
        if self.call.state() != CallState::Connected {
            return Err(Status::NO_SUCH_CALL);
        }
        if !matches!(self.refer, Refer::None) {
            return Err(Status::PENDING);
        }
        let headers = &request.headers;
        // RFC 3515 §2.4.2: one and no more.
        let mut targets = headers.values(HeaderName::ReferTo);
        let (Some(target), None) = (targets.next(), targets.next()) else {
            return Err(Status::BAD_REQUEST);
        };
        let uri = NameAddr::parse(target)
            .map_err(|_| Status::BAD_REQUEST)?
            .uri;
        // What would end a line of ours is no header of a call.
        let asked = uri.headers.as_deref().unwrap_or_default().as_bytes();
        if asked
            .windows(2)
            .any(|two| matches!(two, [b'%', b'0' | b'1']))
        {
            return Err(Status::BAD_REQUEST);
        }
        let replaces = uri.header("Replaces");
        if replaces
            .as_deref()
            .is_some_and(|text| sip::Replaces::parse(text).is_none())
        {
            return Err(Status::BAD_REQUEST);
        }
        if !matches!(uri.scheme, Scheme::Sip | Scheme::Sips | Scheme::Tel) {
            return Err(Status::UNSUPPORTED_URI_SCHEME);
        }
        let method = uri.params.get("method").unwrap_or(Method::Invite.as_str());
        if method != Method::Invite.as_str() {
            return Err(Status::NOT_IMPLEMENTED);
        }
        let own = &ua.config.uri;
        let target = dial::target(&uri.to_text(), own).map_err(|_| Status::BAD_REQUEST)?;
        if ua.is_own_contact(&target) || target.aor().equivalent(&own.aor()) {
            return Err(Status::LOOP_DETECTED);
        }
        Ok(Referral {
            cseq: headers.cseq_number(),
            wants_news: !wants_no_news(headers),
            target,
            referred_by: headers.get(HeaderName::ReferredBy).map(String::from),
            replaces,
        })
    }

    /// Takes the far side's REFER on: it is answered 202, and hears at once that something is being done (RFC 3515 §2.4.4).
    pub fn take_referral(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tx: ServerTransaction,
        request: &Request,
        referral: &Referral,
    ) {
        let mut response = request.response(Status::ACCEPTED);
        ua.introduce(&mut response.headers);
        if !referral.wants_news {
            response.headers.push(HeaderName::ReferSub, "false");
        }
        ua.respond(now, tx, response);
        self.notify(ua, now, referral, Status::TRYING);
    }

    pub fn asked_by(&mut self, referral: Referral) {
        self.refer = Refer::Asked(referral);
    }

    pub fn followed(&mut self, referral: Referral, new: CallId) {
        let told = Status::TRYING.code();
        self.refer = Refer::Followed {
            referral,
            new,
            told,
        };
    }

    /// What a person was asked, who has an answer now.
    pub fn take_asked(&mut self) -> Result<Referral, CallError> {
        match core::mem::replace(&mut self.refer, Refer::None) {
            Refer::Asked(referral) => Ok(referral),
            other => {
                self.refer = other;
                Err(CallError::WrongState)
            }
        }
    }

    /// Tells the referrer how far the call is that it wanted. Says whether that was news.
    pub fn report(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        call: CallId,
        status: Status,
    ) -> bool {
        let Refer::Followed {
            referral,
            new,
            told,
        } = &mut self.refer
        else {
            return false;
        };
        // Somebody else's INVITE may come for the same call, too.
        if *new != call || *told == status.code() || *told >= 200 {
            return false;
        }
        *told = status.code();
        let referral = referral.clone();
        self.notify(ua, now, &referral, status);
        if status.is_success() {
            self.set(ua, CallTimer::Refer, now + GRACE);
        } else if status.is_final() {
            self.refer = Refer::None;
        }
        true
    }

    pub fn notify(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        referral: &Referral,
        status: Status,
    ) {
        let wanted = referral.wants_news && ua.ready && self.call.state() == CallState::Connected;
        let Some(dialog) = self.dialog.as_mut().filter(|_| wanted) else {
            return;
        };
        let mut notify = dialog.request(Method::Notify);
        let headers = &mut notify.headers;
        ua.introduce(headers);
        let mut event = String::from("refer;id=");
        sip::push_number(&mut event, referral.cseq.into());
        headers.push(HeaderName::Event, event);
        let state = if status.is_final() {
            "terminated;reason=noresource"
        } else {
            "active;expires=180"
        };
        headers.push(HeaderName::SubscriptionState, state);
        headers.push(HeaderName::ContentType, "message/sipfrag;version=2.0");
        let mut line = String::from("SIP/2.0 ");
        sip::push_number(&mut line, status.code().into());
        line.push(' ');
        line.push_str(status.default_reason());
        line.push_str("\r\n");
        notify.body = line.into_bytes();
        ua.send(now, notify, Owner::Call(self.call.id));
    }
}

fn wants_no_news(headers: &sip::Headers) -> bool {
    let value = headers.with_params(HeaderName::ReferSub);
    value.is_some_and(|(value, _)| value.eq_ignore_ascii_case("false"))
}

/// The status in a `message/sipfrag` (RFC 3420).
fn fragment(body: &[u8]) -> Option<Status> {
    let code = core::str::from_utf8(body.get(8..11)?).ok()?;
    let code = sip::read_number(code, 999).filter(|_| body.starts_with(b"SIP/2.0 "))?;
    Status::new(code as u16)
}
