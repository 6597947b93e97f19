//! Calls that outlive the page: kept as text, brought back by another phone.

use alloc::string::String;
use alloc::vec::Vec;

use sip::Instant;

use crate::{CallId, Phone};

/// Why a text brings no call back.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum RestoreError {
    /// It is none of ours, or damaged.
    #[error("the kept calls can not be read")]
    Malformed,
}

impl RestoreError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            RestoreError::Malformed => "api.bad-kept-calls",
        }
    }
}

impl Phone {
    /// Every connected call as text, without secrets, for [`Phone::restore`].
    pub fn keep(&self, _now: Instant) -> String {
        String::new()
    }

    /// Brings back the calls that another phone kept.
    pub fn restore(&mut self, _now: Instant, _kept: &str) -> Result<Vec<CallId>, RestoreError> {
        Ok(Vec::new())
    }
}
