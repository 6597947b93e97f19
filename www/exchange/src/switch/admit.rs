//! Who may ask: digest with credentials that expire, and the trust that follows from it.

use sip::{
    DigestServer, Flow, HeaderName, Method, Request, ServerTransaction, Staleness, Status,
    VerifyError,
};

use super::Switch;
use super::flow::{Identity, Role};
use crate::{clock, secret};

const RENEWAL_S: i64 = 120;

/// How somebody is not let in.
pub(super) enum Refusal {
    Challenge(Staleness),
    Forbidden(&'static str),
    BadRequest,
    Broken,
}

impl Switch {
    /// Who sent this request; otherwise it is answered (an ACK is not) and nobody comes back.
    pub(super) fn admit(
        &mut self,
        tx: Option<ServerTransaction>,
        flow: Flow,
        request: &Request,
    ) -> Option<Identity> {
        let refusal = match self.identify(flow, request) {
            Ok(identity) => return Some(identity),
            Err(refusal) => refusal,
        };
        if let Some(tx) = tx {
            self.turn_away(tx, request, refusal);
        }
        None
    }

    fn identify(&mut self, flow: Flow, request: &Request) -> Result<Identity, Refusal> {
        // A registrar asks for itself, a proxy on the way to somebody else.
        let is_register = request.method == Method::Register;
        let header = || match is_register {
            true => HeaderName::Authorization,
            false => HeaderName::ProxyAuthorization,
        };
        if request.headers.has(header()) {
            match self.prove(request, header()) {
                Ok(identity) => {
                    if let Some(line) = self.lines.get_mut(&flow) {
                        line.identity = Some(identity.clone());
                    }
                    return Ok(identity);
                }
                Err(Some(refusal)) => return Err(refusal),
                Err(None) => {}
            }
        }
        let trusted = self.lines.get(&flow).and_then(|line| line.identity.clone());
        // Shortly before the end a registration has to be proven again: by then the phone has new credentials.
        let ahead = if is_register { RENEWAL_S } else { 0 };
        trusted
            .filter(|identity| identity.expires_s > clock::now_ms() / 1_000 + ahead)
            .ok_or(Refusal::Challenge(Staleness::Fresh))
    }

    /// Checks credentials; `Err(None)`: they are for another realm.
    fn prove(&self, request: &Request, header: HeaderName) -> Result<Identity, Option<Refusal>> {
        let username = DigestServer::username(request).ok_or(Some(Refusal::BadRequest))?;
        let password = self.secret.password_of(&username);
        self.digest
            .verify(self.now, request, header, &password)
            .map_err(|error| match error {
                VerifyError::Missing => None,
                VerifyError::Malformed => Some(Refusal::BadRequest),
                VerifyError::Stale => Some(Refusal::Challenge(Staleness::Stale)),
                // RFC 3261 §22.1: asked again, without `stale`; the phone then knows that its password is wrong.
                VerifyError::Wrong => Some(Refusal::Challenge(Staleness::Fresh)),
            })?;
        let forbidden = |why| Some(Refusal::Forbidden(why));
        let (expires_s, user) =
            secret::split_username(&username).ok_or(forbidden("Wrong credentials"))?;
        if expires_s <= clock::now_ms() / 1_000 {
            return Err(forbidden("Credentials expired"));
        }
        let known = self.look_up(user, expires_s);
        known
            .map_err(|error| {
                tracing::error!(%error, "the store failed");
                Some(Refusal::Broken)
            })?
            .ok_or(forbidden("No such user"))
    }

    fn look_up(
        &self,
        user: &str,
        expires_s: i64,
    ) -> Result<Option<Identity>, crate::store::StoreError> {
        let (name, role) = if user.starts_with("guest-") {
            let Some(guest) = self.store.guest(user)? else {
                return Ok(None);
            };
            (guest.name, Role::Guest { queue: guest.queue })
        } else {
            let Some(agent) = self.store.agent(user)? else {
                return Ok(None);
            };
            (agent.name, Role::Agent)
        };
        Ok(Some(Identity {
            user: user.into(),
            name,
            role,
            expires_s,
        }))
    }

    fn turn_away(&mut self, tx: ServerTransaction, request: &Request, refusal: Refusal) {
        match refusal {
            Refusal::Challenge(staleness) => {
                let values = self
                    .digest
                    .challenge(self.now, staleness, &mut self.entropy);
                let is_register = request.method == Method::Register;
                let status = match is_register {
                    true => Status::UNAUTHORIZED,
                    false => Status::PROXY_AUTH,
                };
                self.answer_with(tx, request, status, |response| {
                    for value in values {
                        let name = match is_register {
                            true => HeaderName::WwwAuthenticate,
                            false => HeaderName::ProxyAuthenticate,
                        };
                        response.headers.push(name, value);
                    }
                });
            }
            Refusal::Forbidden(why) => self.forbid(tx, request, why),
            Refusal::BadRequest => self.answer(tx, request, Status::BAD_REQUEST),
            Refusal::Broken => self.answer(tx, request, Status::INTERNAL_ERROR),
        }
    }

    /// 403 with words.
    pub(super) fn forbid(&mut self, tx: ServerTransaction, request: &Request, why: &str) {
        tracing::info!(method = request.method.as_str(), why, "refused");
        self.answer_with(tx, request, Status::FORBIDDEN, |response| {
            response.reason = why.into();
        });
    }

    /// Whether From is this user's own address.
    pub(super) fn is_from_self(&self, request: &Request, identity: &Identity) -> bool {
        let from = request.headers.from();
        from.is_ok_and(|from| self.is_aor_of(&from.uri, &identity.user))
    }

    /// Whether a URI is the address of record of this user.
    pub(super) fn is_aor_of(&self, uri: &sip::Uri, user: &str) -> bool {
        uri.host.eq_ignore_ascii_case(&self.config.domain)
            && uri.user_decoded().as_deref() == Some(user)
    }
}
