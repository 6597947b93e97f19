//! Answering challenges.

use super::Credentials;
use super::algorithm::Sum;
use super::challenge::Challenge;
use super::server::Staleness;
use crate::header::HeaderName;
use crate::message::{Request, Response};
use crate::param::{Dialect, Params};
use crate::status::Status;
use crate::text;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// Why a challenge can not be answered.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthError {
    /// The response holds no challenge of the kind that the credentials are for.
    #[error("the server asks for other credentials")]
    NoChallenge,
    /// Every challenge asks for a hash that we can not compute.
    #[error("the server asks for a digest algorithm that is not supported")]
    UnsupportedAlgorithm,
    /// Every challenge asks for protection other than `auth`.
    #[error("the server asks for a quality of protection that is not supported")]
    UnsupportedQop,
    /// The same credentials were refused on a nonce that was fresh.
    #[error("the server refused the credentials")]
    Rejected,
}

/// Realms of one server and its proxies are few; a hostile one shall not fill the memory.
const REALMS: usize = 8;
/// So many fresh nonces in a row may be called stale before we stop believing it.
const STALE_IN_A_ROW: u8 = 4;

#[derive(Clone, Debug)]
struct Known {
    proxy: bool,
    challenge: Box<Challenge>,
    count: u32,
    stale_in_a_row: u8,
}

/// The client's side: remembers the last challenge of each realm, counts `nc`, honours `stale`.
#[derive(Clone, Debug, Default)]
pub struct DigestClient {
    known: Vec<Known>,
    /// The headers that the token goes in: for the server, for proxies.
    bearers: Vec<HeaderName<'static>>,
}

impl DigestClient {
    /// One that knows no challenge yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to `request` the answer to the challenge of a 401 (Authorization) or 407 (Proxy-Authorization).
    ///
    /// Of several algorithms the strongest is taken. The caller raises the CSeq before it sends again (RFC 3261 §22.2).
    /// [`AuthError::Rejected`] means the credentials are wrong: an answer to a fresh nonce was refused without `stale=true`.
    pub fn answer(
        &mut self,
        request: &mut Request,
        challenged: &Response,
        credentials: &Credentials,
        cnonce: &str,
    ) -> Result<(), AuthError> {
        let proxy = challenged.status == Status::PROXY_AUTH;
        let (asked, answered) = if proxy {
            (
                HeaderName::ProxyAuthenticate,
                HeaderName::ProxyAuthorization,
            )
        } else {
            (HeaderName::WwwAuthenticate, HeaderName::Authorization)
        };
        let mut offered = Vec::new();
        let mut bearer = false;
        for line in challenged.headers.all(asked) {
            bearer |= Challenge::read_line(line, &mut offered);
        }
        if let Credentials::Token(_) = credentials {
            return self.present(request, answered, bearer, credentials);
        }
        let mut chosen: Vec<Box<Challenge>> = Vec::new();
        let mut problem = AuthError::NoChallenge;
        for challenge in offered {
            if challenge.algorithm.is_none() {
                problem = AuthError::UnsupportedAlgorithm;
            } else if challenge.auth_offered == Some(false) {
                problem = AuthError::UnsupportedQop;
            } else {
                let same = chosen
                    .iter()
                    .position(|other| other.realm == challenge.realm);
                match same.and_then(|at| chosen.get_mut(at)) {
                    Some(other) if other.algorithm < challenge.algorithm => *other = challenge,
                    Some(_) => {}
                    None => chosen.push(challenge),
                }
            }
        }
        if chosen.is_empty() {
            return Err(problem);
        }
        for challenge in chosen {
            self.learn(request, answered, proxy, challenge)?;
        }
        self.authorize(request, credentials, cnonce);
        Ok(())
    }

    /// Answers a bearer challenge (RFC 8898 §2.1.2). A token that was there already and did not do is refused for good.
    fn present(
        &mut self,
        request: &mut Request,
        answered: HeaderName<'static>,
        asked: bool,
        credentials: &Credentials,
    ) -> Result<(), AuthError> {
        if !asked {
            return Err(AuthError::NoChallenge);
        }
        if request.headers.has(answered) {
            return Err(AuthError::Rejected);
        }
        if !self.bearers.contains(&answered) {
            self.bearers.push(answered);
        }
        self.authorize(request, credentials, "");
        Ok(())
    }

    fn learn(
        &mut self,
        request: &Request,
        answered: HeaderName<'static>,
        proxy: bool,
        challenge: Box<Challenge>,
    ) -> Result<(), AuthError> {
        let at = self
            .known
            .iter()
            .position(|known| known.proxy == proxy && known.challenge.realm == challenge.realm);
        let earlier = at.and_then(|at| self.known.get(at));
        let mut stale_in_a_row = 0;
        if let Some(refused) = read_credentials(request, answered, Some(&challenge.realm)) {
            let nonce = refused.get("nonce");
            let first_use = match refused.get("nc") {
                Some(nc) => text::read_number(nc, u64::MAX) == Some(1),
                None => earlier.is_some_and(|known| {
                    Some(known.challenge.nonce.as_str()) == nonce && known.count <= 1
                }),
            };
            let stale = challenge.staleness == Staleness::Stale;
            if stale && first_use {
                stale_in_a_row = earlier
                    .map_or(0, |known| known.stale_in_a_row)
                    .saturating_add(1);
            }
            if nonce == Some(&challenge.nonce)
                || (first_use && !stale)
                || stale_in_a_row >= STALE_IN_A_ROW
            {
                return Err(AuthError::Rejected);
            }
        }
        let known = Known {
            proxy,
            challenge,
            count: 0,
            stale_in_a_row,
        };
        match at.and_then(|at| self.known.get_mut(at)) {
            Some(place) => *place = known,
            None => {
                if self.known.len() >= REALMS {
                    self.known.remove(0);
                }
                self.known.push(known);
            }
        }
        Ok(())
    }

    /// Adds answers to every challenge that is known, before anybody asks. Does nothing when none is.
    pub fn authorize(&mut self, request: &mut Request, credentials: &Credentials, cnonce: &str) {
        request.headers.remove(HeaderName::Authorization);
        request.headers.remove(HeaderName::ProxyAuthorization);
        let (username, password) = match credentials {
            Credentials::Password { username, password } => (username, password),
            Credentials::Token(token) => {
                for name in &self.bearers {
                    request.headers.push(*name, String::from("Bearer ") + token);
                }
                return;
            }
        };
        let uri = request.uri.to_text();
        for known in &mut self.known {
            known.count = known.count.saturating_add(1);
            let method = request.method.as_str();
            let value = known.answer(method, &uri, username, password, cnonce);
            let name = if known.proxy {
                HeaderName::ProxyAuthorization
            } else {
                HeaderName::Authorization
            };
            request.headers.push(name, value);
        }
    }
}

impl Known {
    fn answer(
        &self,
        method: &str,
        uri: &str,
        username: &str,
        password: &str,
        cnonce: &str,
    ) -> String {
        let challenge = &self.challenge;
        let Some(algorithm) = challenge.algorithm else {
            return String::new();
        };
        let nc = nc(self.count);
        let counted = challenge.auth_offered.map(|_| (nc.as_str(), cnonce));
        let response = Sum {
            algorithm,
            username,
            realm: &challenge.realm,
            password,
            nonce: &challenge.nonce,
            method,
            uri,
            counted,
        }
        .response();
        let mut out = String::from("Digest username=");
        if challenge.userhash {
            // RFC 7616 §3.4.4.
            text::push_quoted(&mut out, &algorithm.hash(&[username, &challenge.realm]));
            out.push_str(", userhash=true");
        } else {
            text::push_quoted(&mut out, username);
        }
        let mut quoted = |name: &str, value: &str| {
            out.push_str(name);
            text::push_quoted(&mut out, value);
        };
        quoted(", realm=", &challenge.realm);
        quoted(", nonce=", &challenge.nonce);
        quoted(", uri=", uri);
        quoted(", response=", &response);
        if let Some(opaque) = &challenge.opaque {
            quoted(", opaque=", opaque);
        }
        if counted.is_some() {
            quoted(", cnonce=", cnonce);
            out.push_str(", qop=auth, nc=");
            out.push_str(&nc);
        }
        if challenge.algorithm_named {
            out.push_str(", algorithm=");
            out.push_str(algorithm.as_str());
        }
        out
    }
}

/// Eight hexadecimal digits.
fn nc(count: u32) -> String {
    super::algorithm::hex(&count.to_be_bytes())
}

/// The parameters of the digest credentials in this header, for this realm or any.
pub(super) fn read_credentials(
    request: &Request,
    header: HeaderName,
    realm: Option<&str>,
) -> Option<Params> {
    for line in request.headers.all(header) {
        if let Some((scheme, params)) = text::split_word(line)
            && scheme.eq_ignore_ascii_case("Digest")
            && let Some(params) = Params::parse(params, b',', Dialect::Header)
            && (realm.is_none() || params.get("realm") == realm)
        {
            return Some(params);
        }
    }
    None
}
