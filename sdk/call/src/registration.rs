//! Where the phone stands with its registrar.

use sip::{Instant, Status};

/// The registration of the phone.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Registration {
    /// Not registered, and not asked to be.
    #[default]
    Unregistered,
    /// The first answer is awaited.
    Registering,
    /// Calls reach this phone.
    Registered {
        /// When the registration runs out unless refreshed, which happens by itself.
        until: Instant,
    },
    /// It failed and will be tried again.
    Retrying {
        /// Why it failed.
        error: RegisterError,
        /// When it is tried again; for [`RegisterError::TransportLost`] when the transport was lost, for it is tried on its return.
        at: Instant,
    },
    /// It failed for good: nothing is tried again before [`crate::Phone::set_credentials`] or [`crate::Phone::register`].
    Rejected(RegisterError),
}

impl Registration {
    /// Of the registrations of several flows the phone shows the highest.
    pub(crate) fn rank(&self) -> u64 {
        match self {
            Registration::Unregistered => 0,
            Registration::Rejected(_) => 1,
            Registration::Retrying { .. } => 2,
            Registration::Registering => 3,
            Registration::Registered { until } => 4 + until.as_millis(),
        }
    }
}

/// Why a registration failed.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum RegisterError {
    /// The name or the password is wrong.
    #[error("the server does not accept the name or the password")]
    Unauthorized,
    /// The server refuses this account.
    #[error("the server refuses this account")]
    Forbidden,
    /// The server does not know this account.
    #[error("the server does not know this account")]
    NotFound,
    /// No answer came.
    #[error("the server did not answer")]
    Timeout,
    /// The connection broke.
    #[error("the connection to the server was lost")]
    TransportLost,
    /// The server answered with this status.
    #[error("the server answered {}", .0.code())]
    Server(Status),
    /// The server's answer makes no sense.
    #[error("the answer of the server makes no sense")]
    Malformed,
}

impl RegisterError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            RegisterError::Unauthorized => "register.unauthorized",
            RegisterError::Forbidden => "register.forbidden",
            RegisterError::NotFound => "register.not-found",
            RegisterError::Timeout => "register.timeout",
            RegisterError::TransportLost => "transport.lost",
            RegisterError::Server(_) => "register.failed",
            RegisterError::Malformed => "register.malformed",
        }
    }
}
