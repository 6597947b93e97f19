//! Where events go.

use sip::{
    ClientTransaction, Event, Flow, HeaderName, Method, Request, Response, ServerTransaction,
    Status, TransactionError,
};

use super::flow::Identity;
use super::{Owner, Switch};

const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, PUBLISH, INFO, UPDATE, PRACK, REFER, NOTIFY, MESSAGE";

impl Switch {
    pub(super) fn on_event(&mut self, event: Event) {
        match event {
            Event::Request { tx, flow, request } => self.on_request(tx, flow, request),
            Event::Cancelled { tx, request, .. } => self.on_cancel(tx, &request),
            Event::Ack { flow, request } => self.on_ack(flow, &request),
            Event::Response { tx, response, .. } => self.on_response(tx, response),
            Event::Failed { tx, error } => self.on_failed(tx, error),
            Event::ServerGone { tx } => self.on_server_gone(tx),
            Event::Malformed { flow, error } => self.on_malformed(flow, &error),
            Event::StrayResponse { .. } | Event::Pong { .. } => {}
        }
    }

    fn on_request(&mut self, tx: ServerTransaction, flow: Flow, request: Request) {
        tracing::debug!(flow = flow.0, method = request.method.as_str(), "request");
        let headers = &request.headers;
        if headers.has(HeaderName::MaxForwards) && headers.max_forwards() == Some(0) {
            return self.answer(tx, &request, Status::TOO_MANY_HOPS);
        }
        if let Some(wanted) = headers.get(HeaderName::ProxyRequire) {
            let wanted = wanted.to_owned();
            return self.answer_with(tx, &request, Status::BAD_EXTENSION, |response| {
                response.headers.push(HeaderName::Unsupported, wanted);
            });
        }
        let in_dialog = headers.to().is_ok_and(|to| to.tag().is_some());
        match request.method {
            Method::Register => self.on_register(tx, flow, &request),
            _ if in_dialog => self.on_in_dialog(tx, flow, &request),
            Method::Invite => self.on_invite(tx, flow, request),
            Method::Publish => self.on_publish(tx, flow, &request),
            // Phones ask whether we are still there; the answer is nobody's secret.
            Method::Options => self.answer_with(tx, &request, Status::OK, |response| {
                response.headers.push(HeaderName::Allow, ALLOW);
                response
                    .headers
                    .push(HeaderName::Accept, "application/sdp, application/pidf+xml");
            }),
            Method::Subscribe => self.answer(tx, &request, Status::BAD_EVENT),
            Method::Message | Method::Refer => {
                self.answer_with(tx, &request, Status::METHOD_NOT_ALLOWED, |response| {
                    response.headers.push(HeaderName::Allow, ALLOW);
                });
            }
            Method::Other(_) => self.answer(tx, &request, Status::NOT_IMPLEMENTED),
            _ => self.answer(tx, &request, Status::NO_SUCH_CALL),
        }
    }

    fn on_response(&mut self, tx: ClientTransaction, response: Response) {
        match self.owners.get(&tx) {
            Some(Owner::Invitation(id)) => self.on_leg_response(*id, tx, response),
            Some(Owner::Errand(upstream)) => self.on_errand_response(*upstream, tx, response),
            None => {}
        }
    }

    fn on_failed(&mut self, tx: ClientTransaction, error: TransactionError) {
        let status = match error {
            TransactionError::Timeout => Status::TIMEOUT,
            TransactionError::Transport => Status::UNAVAILABLE,
        };
        match self.owners.remove(&tx) {
            Some(Owner::Invitation(id)) => self.on_leg_failed(id, tx, status),
            Some(Owner::Errand(upstream)) => self.on_errand_failed(upstream, status),
            None => {}
        }
    }

    fn on_cancel(&mut self, tx: ServerTransaction, cancel: &Request) {
        let reason = cancel.headers.get(HeaderName::Reason).map(String::from);
        if let Some(id) = self.invitation_of(tx) {
            self.give_up(id, reason.as_deref());
        } else if let Some(errand) = self.errands.get(&tx) {
            self.endpoint.cancel(self.now, errand.tx, reason.as_deref());
        }
    }

    fn on_server_gone(&mut self, tx: ServerTransaction) {
        if let Some(id) = self.invitation_of(tx) {
            self.give_up(id, None);
        }
    }

    /// Whether this user may ask within the dialogs of this Call-ID.
    pub(super) fn is_party(&self, call_id: &str, identity: &Identity) -> bool {
        self.store
            .is_party(call_id, &identity.user)
            .unwrap_or_else(|error| {
                tracing::error!(%error, "the store failed");
                false
            })
    }
}
