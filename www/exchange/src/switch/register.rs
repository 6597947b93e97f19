//! REGISTER (RFC 3261 §10.3).

use std::time::Duration;

use sip::{Flow, HeaderName, NameAddr, Request, ServerTransaction, Status};

use super::Switch;
use super::registrar::Binding;

const MIN_EXPIRES: u32 = 10;
const MAX_EXPIRES: u32 = 3_600;
const DEFAULT_EXPIRES: u32 = 600;
const CONTACTS: usize = 10;

impl Switch {
    pub(super) fn on_register(&mut self, tx: ServerTransaction, flow: Flow, request: &Request) {
        let Some(identity) = self.admit(Some(tx), flow, request) else {
            return;
        };
        let own = request
            .headers
            .to()
            .is_ok_and(|to| self.is_aor_of(&to.uri, &identity.user));
        if !own || !self.is_from_self(request, &identity) {
            return self.forbid(tx, request, "Not your address");
        }
        let (Ok(contacts), Ok(cseq), Ok(call_id)) = (
            request.headers.contacts(),
            request.headers.cseq(),
            request.headers.call_id(),
        ) else {
            return self.answer(tx, request, Status::BAD_REQUEST);
        };
        let user = identity.user.as_str();
        let before: Vec<Flow> = self.registrar.of(user).map(|one| one.flow).collect();
        let was_registered = !before.is_empty();
        let wished = request.headers.expires();
        if request.headers.contact_star() {
            if wished != Some(0) {
                return self.answer(tx, request, Status::BAD_REQUEST);
            }
            self.registrar.unbind_all(user);
        }
        if self.registrar.of(user).count() + contacts.len() > CONTACTS + 1 {
            return self.forbid(tx, request, "Too many contacts");
        }
        let wish_of = |contact: &NameAddr| match contact.params.get("expires") {
            Some(seconds) => seconds.parse().unwrap_or(DEFAULT_EXPIRES),
            None => wished.unwrap_or(DEFAULT_EXPIRES),
        };
        let brief = |contact: &NameAddr| (1..MIN_EXPIRES).contains(&wish_of(contact));
        if contacts.iter().any(brief) {
            return self.answer_with(tx, request, Status::INTERVAL_TOO_BRIEF, |response| {
                let least = MIN_EXPIRES.to_string();
                response.headers.push(HeaderName::MinExpires, least);
            });
        }
        // §10.3 step 7: an older request of the same Call-ID changes nothing.
        let outdated = |contact: &NameAddr| {
            self.registrar
                .find(user, &contact.uri)
                .is_some_and(|old| old.call_id == call_id && old.cseq >= cseq.number)
        };
        if contacts.iter().any(outdated) {
            return self.answer(tx, request, Status::INTERNAL_ERROR);
        }
        // Nobody stays registered for longer than the credentials hold.
        let left = identity.expires_s - crate::clock::now_ms() / 1_000;
        let most = u32::try_from(left).unwrap_or(1).clamp(1, MAX_EXPIRES);
        for contact in &contacts {
            match wish_of(contact) {
                0 => self.registrar.unbind(user, &contact.uri),
                seconds => self.registrar.bind(Binding {
                    user: user.into(),
                    contact: contact.uri.clone(),
                    instance: contact.params.get("+sip.instance").map(String::from),
                    flow,
                    expires: self.now + Duration::from_secs(seconds.min(most).into()),
                    call_id: call_id.into(),
                    cseq: cseq.number,
                }),
            }
        }
        let bound: Vec<String> = self.registrar.of(user).map(|one| self.shown(one)).collect();
        let is_registered = !bound.is_empty();
        self.answer_with(tx, request, Status::OK, |response| {
            for contact in bound {
                response.headers.push(HeaderName::Contact, contact);
            }
        });
        let moved = was_registered && !before.contains(&flow);
        if !is_registered {
            self.presence.forget(user);
        } else if moved && self.registrar.of(user).all(|one| one.flow == flow) {
            // The phone is back on a new socket before the old one was seen to close.
            self.presence.suspend(user);
        }
        if is_registered != was_registered {
            let what = if is_registered {
                "registered"
            } else {
                "unregistered"
            };
            tracing::info!(user, flow = flow.0, what);
        }
        self.release_held();
        self.distribute();
    }

    fn shown(&self, binding: &Binding) -> String {
        let mut contact = NameAddr::new(binding.contact.clone());
        let left = binding.expires.since(self.now).as_secs();
        contact.params.set("expires", &left.to_string());
        if let Some(instance) = &binding.instance {
            contact.params.set("+sip.instance", instance);
        }
        contact.to_string()
    }
}
