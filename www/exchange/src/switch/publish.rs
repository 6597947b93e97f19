//! PUBLISH (RFC 3903 §6), event package `presence`.

use std::time::Duration;

use sip::{Flow, HeaderName, Request, ServerTransaction, Status};

use super::Switch;
use super::presence::{Publication, read_pidf};

const MIN_EXPIRES: u32 = 10;
const MAX_EXPIRES: u32 = 3_600;

impl Switch {
    pub(super) fn on_publish(&mut self, tx: ServerTransaction, flow: Flow, request: &Request) {
        let Some(identity) = self.admit(Some(tx), flow, request) else {
            return;
        };
        let user = identity.user.as_str();
        let event = request.headers.get(HeaderName::Event).unwrap_or_default();
        if event.split(';').next().map(str::trim) != Some("presence") {
            return self.answer_with(tx, request, Status::BAD_EVENT, |response| {
                response.headers.push(HeaderName::AllowEvents, "presence");
            });
        }
        if !self.is_from_self(request, &identity) || !self.is_aor_of(&request.uri, user) {
            return self.forbid(tx, request, "Not your address");
        }
        let expires = request
            .headers
            .expires()
            .unwrap_or(MAX_EXPIRES)
            .min(MAX_EXPIRES);
        if (1..MIN_EXPIRES).contains(&expires) {
            return self.answer_with(tx, request, Status::INTERVAL_TOO_BRIEF, |response| {
                response
                    .headers
                    .push(HeaderName::MinExpires, MIN_EXPIRES.to_string());
            });
        }
        let before = match request.headers.get(HeaderName::SipIfMatch) {
            Some(etag) => match self.presence.get(etag).filter(|old| old.user == user) {
                Some(old) => Some((etag.to_owned(), old.clone())),
                None => return self.answer(tx, request, Status::CONDITIONAL_REQUEST_FAILED),
            },
            None => None,
        };
        let said = if request.body.is_empty() {
            before.as_ref().map(|(_, old)| (old.open, old.note.clone()))
        } else {
            read_pidf(&request.body)
        };
        let Some((open, note)) = said else {
            return self.answer(tx, request, Status::BAD_REQUEST);
        };
        let changed = match &before {
            Some((_, old)) if old.open == open && old.note == note => old.changed,
            _ => self.now,
        };
        let old = before.as_ref().map(|(etag, _)| etag.as_str());
        let etag = self.entropy.token(16);
        if expires == 0 {
            if let Some(old) = old {
                self.presence.remove(old);
            }
        } else {
            tracing::info!(user, open, note, "presence");
            let publication = Publication {
                user: user.into(),
                open,
                note,
                expires: self.now + Duration::from_secs(expires.into()),
                changed,
                suspended: false,
            };
            self.presence.put(old, etag.clone(), publication);
        }
        self.answer_with(tx, request, Status::OK, |response| {
            response.headers.push(HeaderName::SipEtag, etag);
            response
                .headers
                .push(HeaderName::Expires, expires.to_string());
        });
        self.distribute();
    }
}
