//! One phone that was rung for a call.

use sip::{CSeq, ClientTransaction, Flow, HeaderName, Instant, Method, Request, Response, Uri};

use super::Switch;
use super::registrar::Binding;

/// ```text
///   Trying ──► Ringing ──► Won
///     │  │        │ │
///     │  └────────┼─┴────► Over      a refusal, a failure
///     └───────────┴─► Cancelling ──► Over
/// ```
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum LegState {
    Trying,
    Ringing,
    Cancelling,
    Won,
    Over,
}

pub(super) struct Leg {
    pub tx: ClientTransaction,
    pub flow: Flow,
    pub user: String,
    pub state: LegState,
    /// When it has rung for long enough. Always sooner than timer C (RFC 3261 §16.6 step 11).
    pub deadline: Instant,
}

impl Leg {
    /// Whether the phone may still answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, LegState::Trying | LegState::Ringing)
    }

    /// Whether a final response is still to come.
    pub fn is_pending(&self) -> bool {
        self.is_open() || self.state == LegState::Cancelling
    }
}

impl Switch {
    /// Sends the INVITE of a call to one contact.
    pub(super) fn ring(&mut self, invite: &Request, to: &Binding, deadline: Instant) -> Leg {
        let mut request = invite.clone();
        request.uri = to.contact.clone();
        let tx = self.endpoint.send(self.now, to.flow, request);
        Leg {
            tx,
            flow: to.flow,
            user: to.user.clone(),
            state: LegState::Trying,
            deadline,
        }
    }

    /// A phone answered a call that is somebody else's by now, or nobody's: its 200 is confirmed and the dialog ended.
    pub(super) fn dismiss(&mut self, flow: Flow, accepted: &Response, text: &str) {
        let headers = &accepted.headers;
        let (Ok(cseq), Ok(contacts)) = (headers.cseq(), headers.contacts()) else {
            return;
        };
        let Some(contact) = contacts.into_iter().next() else {
            return;
        };
        let follow_up = |method: Method, number: u32| {
            let target: Uri = contact.uri.clone();
            let mut request = Request::new(method.clone(), target);
            let copied = [
                (HeaderName::From, headers.get(HeaderName::From)),
                (HeaderName::To, headers.get(HeaderName::To)),
                (HeaderName::CallId, headers.get(HeaderName::CallId)),
            ];
            for (name, value) in copied {
                request.headers.push(name, value.unwrap_or_default());
            }
            let cseq = CSeq { number, method };
            request.headers.push(HeaderName::CSeq, cseq.to_string());
            request
        };
        let ack = follow_up(Method::Ack, cseq.number);
        let mut bye = follow_up(Method::Bye, cseq.number.saturating_add(1));
        let reason = format!("SIP;cause=200;text=\"{text}\"");
        bye.headers.push(HeaderName::Reason, reason);
        self.endpoint.send_ack(self.now, flow, ack);
        self.endpoint.send(self.now, flow, bye);
    }
}
