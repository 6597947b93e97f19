//! Digest authentication (RFC 3261 §22, RFC 7616, RFC 8760) and bearer tokens (RFC 8898).

mod algorithm;
mod challenge;
mod client;
mod hash;
mod server;
#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use challenge::{Challenge, ChallengeError};
pub use client::{AuthError, DigestClient};
pub(crate) use hash::sha256;
pub use server::{DigestServer, Staleness, Verified, VerifyError};

use alloc::string::String;
use core::fmt;

/// Who signs in, and the secret to prove it.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// For a digest.
    Password {
        /// The name at the server, which need not be the user part of the address.
        username: String,
        /// The secret. Never shown by Debug.
        password: String,
    },
    /// A bearer token (RFC 8898), which says by itself who it is. Never shown by Debug.
    Token(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credentials::Password { username, .. } => username,
            Credentials::Token(_) => "token",
        })
    }
}
