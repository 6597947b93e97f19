//! The hash functions and the sums of RFC 7616 §3.4.

use super::hash::{md5, sha256, sha512_256};
use alloc::string::String;

/// A hash function of the digest scheme, the weakest first.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Algorithm {
    /// MD5, which every server knows.
    Md5,
    /// SHA-256.
    Sha256,
    /// SHA-512/256.
    Sha512_256,
}

impl Algorithm {
    /// The name as registered.
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha512_256 => "SHA-512-256",
        }
    }

    /// Reads the name; `None` for one we can not compute.
    pub fn parse(name: &str) -> Option<Algorithm> {
        [Algorithm::Md5, Algorithm::Sha256, Algorithm::Sha512_256]
            .into_iter()
            .find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(name))
    }

    /// The hash of the parts with colons between them, in hexadecimal.
    pub(super) fn hash(self, parts: &[&str]) -> String {
        let mut text = String::new();
        for (nth, part) in parts.iter().enumerate() {
            if nth > 0 {
                text.push(':');
            }
            text.push_str(part);
        }
        match self {
            Algorithm::Md5 => hex(&md5(text.as_bytes())),
            Algorithm::Sha256 => hex(&sha256(text.as_bytes())),
            Algorithm::Sha512_256 => hex(&sha512_256(text.as_bytes())),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    out
}

/// Everything an answer is computed from.
pub(super) struct Sum<'a> {
    pub algorithm: Algorithm,
    pub username: &'a str,
    pub realm: &'a str,
    pub password: &'a str,
    pub nonce: &'a str,
    pub method: &'a str,
    pub uri: &'a str,
    /// `nc` and `cnonce` when `qop=auth` is used; without them the sum is that of RFC 2069.
    pub counted: Option<(&'a str, &'a str)>,
}

impl Sum<'_> {
    pub fn response(&self) -> String {
        let algorithm = self.algorithm;
        let a1 = algorithm.hash(&[self.username, self.realm, self.password]);
        let a2 = algorithm.hash(&[self.method, self.uri]);
        match self.counted {
            Some((nc, cnonce)) => algorithm.hash(&[&a1, self.nonce, nc, cnonce, "auth", &a2]),
            None => algorithm.hash(&[&a1, self.nonce, &a2]),
        }
    }
}
