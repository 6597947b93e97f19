//! Requests within dialogs: carried to the phone whose contact they name.
//!
//! The phone is looked up by its contact as registered now, so dialogs go on after the exchange was killed and the
//! phones registered again. Nothing of a dialog is kept here.

use std::time::Duration;

use sip::{
    ClientTransaction, Flow, HeaderName, Instant, Method, Request, Response, ServerTransaction,
    Status, Uri,
};

use super::flow::{Identity, Role};
use super::registrar::Binding;
use super::{Owner, PATIENCE, Switch, outcome};
use crate::clock;

/// How long a BYE waits for a phone that is about to register again.
const HOLD: Duration = Duration::from_secs(20);

/// A request that was forwarded to one phone.
pub(super) struct Errand {
    pub tx: ClientTransaction,
    request: Request,
    /// When it is forgotten after its final response.
    pub until: Option<Instant>,
}

/// A BYE that waits for its phone.
pub(super) struct Held {
    upstream: ServerTransaction,
    request: Request,
    outgoing: Request,
    target: Option<String>,
    pub until: Instant,
}

impl Switch {
    pub(super) fn on_in_dialog(&mut self, tx: ServerTransaction, flow: Flow, request: &Request) {
        let Some(identity) = self.admit_in_dialog(Some(tx), flow, request) else {
            return;
        };
        let call_id = request.headers.call_id().unwrap_or_default().to_owned();
        if request.method == Method::Bye && self.is_party(&call_id, &identity) {
            self.call_over(&call_id, request);
        }
        if request.method == Method::Invite || request.method == Method::Update {
            self.ledger
                .heard(&call_id, &identity.user, &request.headers);
        }
        if request.method == Method::Refer {
            self.refer_passes(request, &call_id, &identity);
        }
        let outgoing = self.outgoing(request, &identity);
        let target = self.ledger.other_party(&call_id, &identity.user);
        match self.find_phone(&outgoing.uri, target.as_deref()) {
            Some(phone) => self.run_errand(tx, request, outgoing, phone),
            None if self.is_queue(&outgoing.uri) => {
                self.answer(tx, request, Status::NO_SUCH_CALL);
            }
            None if request.method == Method::Bye => self.held.push(Held {
                upstream: tx,
                request: request.clone(),
                outgoing,
                target,
                until: self.now + HOLD,
            }),
            None => self.answer(tx, request, Status::UNAVAILABLE),
        }
        self.distribute();
    }

    /// An ACK of a 2xx goes the way of the dialog; there is no answer to it.
    pub(super) fn on_ack(&mut self, flow: Flow, request: &Request) {
        let Some(identity) = self.admit_in_dialog(None, flow, request) else {
            return;
        };
        let call_id = request.headers.call_id().unwrap_or_default();
        let target = self.ledger.other_party(call_id, &identity.user);
        let outgoing = self.outgoing(request, &identity);
        if let Some(phone) = self.find_phone(&outgoing.uri, target.as_deref()) {
            self.endpoint.send_ack(self.now, phone, outgoing);
        }
    }

    /// A guest may speak in its own dialogs only. Whoever has proven himself on this socket may end his calls even after
    /// his credentials have run out.
    fn admit_in_dialog(
        &mut self,
        tx: Option<ServerTransaction>,
        flow: Flow,
        request: &Request,
    ) -> Option<Identity> {
        let call_id = request.headers.call_id().unwrap_or_default();
        let known = self.lines.get(&flow).and_then(|line| line.identity.clone());
        let identity = match known {
            Some(identity) if self.is_party(call_id, &identity) => return Some(identity),
            _ => self.admit(tx, flow, request)?,
        };
        if identity.role != Role::Agent && !self.is_party(call_id, &identity) {
            if let Some(tx) = tx {
                self.forbid(tx, request, "Not your call");
            }
            return None;
        }
        Some(identity)
    }

    /// The flow behind a contact. When the other party of the call is known, only its contacts count: nobody can draw a
    /// call to himself by registering somebody else's contact.
    fn find_phone(&self, contact: &Uri, target: Option<&str>) -> Option<Flow> {
        let found = match target {
            Some(user) => self.registrar.find(user, contact),
            None => self.registrar.find_any(contact),
        };
        found.map(|binding: &Binding| binding.flow)
    }

    fn run_errand(
        &mut self,
        upstream: ServerTransaction,
        request: &Request,
        outgoing: Request,
        phone: Flow,
    ) {
        let tx = self.endpoint.send(self.now, phone, outgoing);
        self.owners.insert(tx, Owner::Errand(upstream));
        let errand = Errand {
            tx,
            request: request.clone(),
            until: None,
        };
        self.errands.insert(upstream, errand);
    }

    pub(super) fn on_errand_response(
        &mut self,
        upstream: ServerTransaction,
        tx: ClientTransaction,
        mut response: Response,
    ) {
        if response.status == Status::TRYING {
            return;
        }
        let is_final = response.status.is_final();
        let accepted = response.status.is_success();
        response.headers.remove_first_value(HeaderName::Via);
        response.headers.remove(HeaderName::PAssertedIdentity);
        self.endpoint.respond(self.now, upstream, response);
        let Some(errand) = self.errands.get_mut(&upstream) else {
            return;
        };
        if is_final && accepted && errand.request.method == Method::Invite {
            // The phone repeats its 200 until the ACK is there; each is passed on.
            errand.until = Some(self.now + PATIENCE);
        } else if is_final {
            self.errands.remove(&upstream);
            self.owners.remove(&tx);
        }
    }

    pub(super) fn on_errand_failed(&mut self, upstream: ServerTransaction, status: Status) {
        if let Some(errand) = self.errands.remove(&upstream) {
            self.answer(upstream, &errand.request, status);
        }
    }

    pub(super) fn expire_errands(&mut self) {
        let now = self.now;
        let owners = &mut self.owners;
        self.errands.retain(|_, errand| {
            let over = errand.until.is_some_and(|until| until <= now);
            if over {
                owners.remove(&errand.tx);
            }
            !over
        });
    }

    /// Somebody registered: a held BYE may have found its phone.
    pub(super) fn release_held(&mut self) {
        for held in std::mem::take(&mut self.held) {
            match self.find_phone(&held.outgoing.uri, held.target.as_deref()) {
                Some(phone) => self.run_errand(held.upstream, &held.request, held.outgoing, phone),
                None => self.held.push(held),
            }
        }
    }

    pub(super) fn expire_held(&mut self) {
        for held in std::mem::take(&mut self.held) {
            if held.until <= self.now {
                self.answer(held.upstream, &held.request, Status::UNAVAILABLE);
            } else {
                self.held.push(held);
            }
        }
    }

    fn is_queue(&self, uri: &Uri) -> bool {
        uri.host.eq_ignore_ascii_case(&self.config.domain)
    }

    /// A BYE came: the call is over, whatever the other side still says.
    fn call_over(&mut self, call_id: &str, bye: &Request) {
        if let Some(call) = self.ledger.take(call_id) {
            let ended = outcome::of_bye(bye);
            self.end_entry(call.entry, clock::now_ms(), ended);
            self.presence.rests_since(&call.caller, self.now);
            self.presence.rests_since(&call.callee, self.now);
        }
    }
}
