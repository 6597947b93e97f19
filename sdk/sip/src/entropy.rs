//! Unguessable names from one seed.

use crate::auth::sha256;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A seeded generator: block `n` is SHA-256(seed, n). It never repeats, and without the seed it can not be guessed.
///
/// Use one per owner, seeded from the operating system or `crypto.getRandomValues`.
#[derive(Clone)]
pub struct Entropy {
    seed: [u8; 32],
    counter: u64,
    block: [u8; 32],
    used: usize,
}

impl Entropy {
    /// A generator that follows from these 32 random bytes alone.
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            seed,
            counter: 0,
            block: [0; 32],
            used: 32,
        }
    }

    fn byte(&mut self) -> u8 {
        if self.used >= self.block.len() {
            let mut text = Vec::from(self.seed);
            text.extend_from_slice(&self.counter.to_be_bytes());
            self.block = sha256(&text);
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
        }
        let byte = self.block.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        byte
    }

    /// A string of so many characters out of `a-z0-9`: 5.17 bits each.
    pub fn token(&mut self, chars: usize) -> String {
        let mut out = String::with_capacity(chars);
        while out.len() < chars {
            // 252 is the largest multiple of 36 in a byte: beyond it the first letters would come more often.
            let byte = self.byte();
            if byte < 252
                && let Some(&letter) = ALPHABET.get(usize::from(byte % 36))
            {
                out.push(char::from(letter));
            }
        }
        out
    }

    /// A number in `0..n`, each as likely; 0 when `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        let unfair = u32::MAX - u32::MAX % n;
        loop {
            let bytes = [self.byte(), self.byte(), self.byte(), self.byte()];
            let value = u32::from_be_bytes(bytes);
            if value < unfair {
                return value % n;
            }
        }
    }

    /// The seed of another generator, for an owner of its own.
    pub fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        for byte in &mut seed {
            *byte = self.byte();
        }
        seed
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(..)")
    }
}
