//! Secrets: random tokens, their hashes, password hashes, and ephemeral credentials.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The operating system gave no randomness, or a hash could not be computed.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("the system has no randomness to give")]
    Entropy,
    #[error("the password could not be hashed")]
    Hash,
}

/// 32 random bytes.
pub fn seed() -> Result<[u8; 32], SecretError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::Entropy)?;
    Ok(bytes)
}

/// A token of 256 bits, fit for URLs and headers.
pub fn token() -> Result<String, SecretError> {
    Ok(URL_SAFE_NO_PAD.encode(seed()?))
}

/// `chars` random characters of [a-z2-7].
pub fn word(chars: usize) -> Result<String, SecretError> {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bytes = seed()?;
    let picked = bytes.iter().cycle().take(chars.min(bytes.len()));
    Ok(picked
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect())
}

/// What is kept of a token: its SHA-256 in hex. A token has 256 random bits, so no slow hash is needed.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// argon2id with a random salt, as a PHC string. Takes tens of milliseconds by design.
pub fn hash_password(password: &str) -> Result<String, SecretError> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|_| SecretError::Hash)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that `hash` was made of.
pub fn password_fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// The key from which ephemeral credentials and other marks are made.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// base64(HMAC-SHA1(secret, username)): Kamailio's `auth_ephemeral`, and TURN REST.
    pub fn password_of(&self, username: &str) -> String {
        STANDARD.encode(self.mac(username))
    }

    /// A key for another purpose, so that no two purposes share one.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        Sha256::digest(self.mac(&format!("derive:{purpose}"))).into()
    }

    /// A token that says `purpose` and can not be guessed.
    pub fn mark(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.derive(purpose))
    }

    fn mac(&self, text: &str) -> Vec<u8> {
        // HMAC takes a key of any length, so the other arm is never taken; an unkeyed answer would fit no password.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(self.0.as_bytes()) else {
            return Vec::new();
        };
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

/// `<unix-expiry>:<user>`, taken apart.
pub fn split_username(username: &str) -> Option<(i64, &str)> {
    let (expiry, user) = username.split_once(':')?;
    let expiry = expiry.parse::<u32>().ok()?;
    (!user.is_empty()).then_some((i64::from(expiry), user))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ephemeral_passwords_are_those_of_turn_rest() {
        // printf '1433895918:jdoe' | openssl dgst -sha1 -hmac 'north' -binary | base64
        let secret = Secret::new("north");
        assert_eq!(
            secret.password_of("1433895918:jdoe"),
            "Ksg+oNV2CpG5cEjnAoazp80e83c="
        );
        assert_ne!(
            secret.password_of("1433895918:jdoe"),
            Secret::new("south").password_of("1433895918:jdoe")
        );
    }

    #[test]
    fn a_username_holds_expiry_and_user() {
        assert_eq!(split_username("17:mina"), Some((17, "mina")));
        for bad in ["mina", ":mina", "17:", "-1:mina", "x:mina"] {
            assert_eq!(split_username(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_password_fits_only_its_own_hash() {
        let hash = hash_password("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_fits("correct horse", &hash));
        assert!(!password_fits("battery staple", &hash));
        assert!(!password_fits("correct horse", "not a hash"));
    }
}
