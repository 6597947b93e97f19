//! What a server asks to be proven.

use super::algorithm::Algorithm;
use super::server::Staleness;
use crate::param::{Dialect, Params};
use crate::text;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// Why a value is no digest challenge.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ChallengeError {
    /// It is of another scheme than Digest.
    #[error("the challenge is of a scheme other than Digest")]
    Scheme,
    /// It has no realm or no nonce, or does not follow the grammar.
    #[error("the challenge is malformed")]
    Malformed,
}

/// One value of WWW-Authenticate or Proxy-Authenticate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Challenge {
    /// The protected space.
    pub realm: String,
    /// The server's nonce.
    pub nonce: String,
    /// To be sent back as it came.
    pub opaque: Option<String>,
    /// The hash, or `None` for one that we can not compute.
    pub algorithm: Option<Algorithm>,
    /// Whether only the nonce was too old.
    pub staleness: Staleness,
    /// Whether `qop=auth` is offered; `None` when no qop is named at all (RFC 2069).
    pub(super) auth_offered: Option<bool>,
    /// Whether the name may go as a hash (RFC 7616 §3.4.4).
    pub(super) userhash: bool,
    /// Whether the server named the algorithm: then we name it too.
    pub(super) algorithm_named: bool,
}

impl Challenge {
    /// Reads one challenge.
    pub fn parse(text: &str) -> Result<Box<Challenge>, ChallengeError> {
        let (scheme, params) =
            text::split_word(text::trim(text)).ok_or(ChallengeError::Malformed)?;
        Challenge::from_parts(scheme, params)
    }

    fn from_parts(scheme: &str, params: &str) -> Result<Box<Challenge>, ChallengeError> {
        if !scheme.eq_ignore_ascii_case("Digest") {
            return Err(ChallengeError::Scheme);
        }
        let params =
            Params::parse(params, b',', Dialect::Header).ok_or(ChallengeError::Malformed)?;
        let text = |name| params.get(name).map(String::from);
        let algorithm = params.get("algorithm");
        let flag = |name| {
            let value: Option<&str> = params.get(name);
            value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        Ok(Box::new(Challenge {
            realm: text("realm").ok_or(ChallengeError::Malformed)?,
            nonce: text("nonce").ok_or(ChallengeError::Malformed)?,
            opaque: text("opaque"),
            algorithm: algorithm.map_or(Some(Algorithm::Md5), Algorithm::parse),
            userhash: flag("userhash"),
            staleness: if flag("stale") {
                Staleness::Stale
            } else {
                Staleness::Fresh
            },
            auth_offered: params.get("qop").map(|qop| {
                text::split_outside(qop, b',').any(|one| one.eq_ignore_ascii_case("auth"))
            }),
            algorithm_named: algorithm.is_some(),
        }))
    }

    /// Adds every digest challenge of one header line: some servers put several behind each other with commas. Says whether a
    /// bearer token would do, too.
    pub(super) fn read_line(line: &str, challenges: &mut Vec<Box<Challenge>>) -> bool {
        let (mut scheme, mut params) = ("", String::new());
        let mut bearer = false;
        for piece in text::split_outside(line, b',') {
            match text::split_word(piece) {
                Some((word, rest))
                    if text::is_token(word) && !text::trim(rest).starts_with('=') =>
                {
                    Challenge::add(challenges, scheme, &params);
                    scheme = word;
                    params = rest.into();
                }
                _ => {
                    params.push(',');
                    params.push_str(piece);
                }
            }
            // It may stand there without any parameter.
            bearer |= [scheme, piece]
                .iter()
                .any(|word| word.eq_ignore_ascii_case("Bearer"));
        }
        Challenge::add(challenges, scheme, &params);
        bearer
    }

    fn add(challenges: &mut Vec<Box<Challenge>>, scheme: &str, params: &str) {
        if let Ok(challenge) = Challenge::from_parts(scheme, params) {
            challenges.push(challenge);
        }
    }
}
