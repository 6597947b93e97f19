//! Asking challenges and judging the answers.

use super::algorithm::{Algorithm, Sum, hex};
use super::client::read_credentials;
use super::hash::sha256;
use crate::entropy::Entropy;
use crate::header::HeaderName;
use crate::instant::Instant;
use crate::message::Request;
use crate::text;
use crate::uri::Uri;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

/// Whether a challenge says that only the nonce was too old.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Staleness {
    /// A first challenge, or the credentials were wrong.
    Fresh,
    /// The nonce was too old or not ours: try again with the new one.
    Stale,
}

/// The sender proved to know the password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// The name it did so for.
    pub username: String,
}

/// Why an answer does not convince.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is none for our realm.
    #[error("the request holds no credentials for this realm")]
    Missing,
    /// Something it needs is not in it.
    #[error("the credentials are malformed")]
    Malformed,
    /// The nonce is too old, or not one of ours.
    #[error("the nonce is too old")]
    Stale,
    /// The sum is another one: a wrong password, or a changed request.
    #[error("the credentials are wrong")]
    Wrong,
}

const LIFETIME: Duration = Duration::from_secs(300);

/// The server's side, without memory: a nonce is the time, some salt and a keyed hash over both.
///
/// A nonce is good for five minutes and as many requests as one likes; `nc` is not checked.
#[derive(Clone)]
pub struct DigestServer {
    realm: String,
    key: [u8; 32],
}

impl fmt::Debug for DigestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DigestServer")
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

impl DigestServer {
    /// A server for this realm. The secret signs the nonces: keep it over a restart and the nonces live on.
    pub fn new(realm: &str, secret: [u8; 32]) -> Self {
        Self {
            realm: realm.into(),
            key: secret,
        }
    }

    /// The values of WWW-Authenticate or Proxy-Authenticate: SHA-256 first, then MD5, as two headers (RFC 8760 §2.4).
    pub fn challenge(
        &self,
        now: Instant,
        staleness: Staleness,
        entropy: &mut Entropy,
    ) -> Vec<String> {
        let mut nonce = hex(&now.as_millis().to_be_bytes());
        nonce.push_str(&entropy.token(16));
        let seal = self.seal(&nonce);
        nonce.push_str(&seal);
        [Algorithm::Sha256, Algorithm::Md5]
            .into_iter()
            .map(|algorithm| {
                let mut out = String::from("Digest realm=");
                text::push_quoted(&mut out, &self.realm);
                out.push_str(", nonce=");
                text::push_quoted(&mut out, &nonce);
                out.push_str(", qop=\"auth\", algorithm=");
                out.push_str(algorithm.as_str());
                if staleness == Staleness::Stale {
                    out.push_str(", stale=true");
                }
                out
            })
            .collect()
    }

    /// The name in the credentials of a request, of Authorization or else of Proxy-Authorization. Nothing is proven yet.
    pub fn username(request: &Request) -> Option<String> {
        read_credentials(request, HeaderName::Authorization, None)
            .or_else(|| read_credentials(request, HeaderName::ProxyAuthorization, None))?
            .get("username")
            .map(String::from)
    }

    /// Judges the answer in `header` (Authorization or Proxy-Authorization) by the password that its user should know.
    pub fn verify(
        &self,
        now: Instant,
        request: &Request,
        header: HeaderName,
        password: &str,
    ) -> Result<Verified, VerifyError> {
        let params =
            read_credentials(request, header, Some(&self.realm)).ok_or(VerifyError::Missing)?;
        let need = |name: &str| params.get(name).ok_or(VerifyError::Malformed);
        let (username, nonce, uri, response) = (
            need("username")?,
            need("nonce")?,
            need("uri")?,
            need("response")?,
        );
        let algorithm = Algorithm::parse(params.get("algorithm").unwrap_or("MD5"))
            .ok_or(VerifyError::Malformed)?;
        let counted = match params.get("qop") {
            Some(qop) if qop.eq_ignore_ascii_case("auth") => Some((need("nc")?, need("cnonce")?)),
            Some(_) => return Err(VerifyError::Malformed),
            None => None,
        };
        if !self.is_current(now, nonce) {
            return Err(VerifyError::Stale);
        }
        let about_this = Uri::parse(uri).is_ok_and(|uri| uri.equivalent(&request.uri));
        let expected = Sum {
            algorithm,
            username,
            realm: &self.realm,
            password,
            nonce,
            method: request.method.as_str(),
            uri,
            counted,
        }
        .response();
        if about_this && same(&expected, &response.to_ascii_lowercase()) {
            Ok(Verified {
                username: username.into(),
            })
        } else {
            Err(VerifyError::Wrong)
        }
    }

    fn is_current(&self, now: Instant, nonce: &str) -> bool {
        let Some((signed, seal)) = nonce.split_at_checked(32) else {
            return false;
        };
        let issued = signed
            .get(..16)
            .and_then(|time| u64::from_str_radix(time, 16).ok());
        let Some(issued) = issued else { return false };
        same(&self.seal(signed), seal) && now.since(Instant::from_millis(issued)) < LIFETIME
    }

    fn seal(&self, signed: &str) -> String {
        let keyed = |bytes: &[u8]| sha256(&[&self.key, bytes].concat());
        // Hashed twice, so that nobody can extend what was signed.
        hex(keyed(&keyed(signed.as_bytes()))
            .get(..16)
            .unwrap_or_default())
    }
}

/// Compares in a time that does not tell where the difference is.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes()
            .zip(b.bytes())
            .fold(0, |sum, (x, y)| sum | (x ^ y))
            == 0
}
