//! What the desk refuses.

use crate::number::DialNumberError;

/// Why the agent's state can not change so.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum StateError {
    /// Only a logged-in agent can do this.
    #[error("log in first")]
    NotLoggedIn,
    /// A call is going on: end it first.
    #[error("not during a call")]
    OnCall,
    /// There is no after-call work to finish.
    #[error("there is no after-call work to finish")]
    NotAfterCall,
    /// [`crate::Policy::bare`]: this desk keeps no states.
    #[error("this phone keeps no agent states")]
    Bare,
}

impl StateError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotLoggedIn => "state.not-logged-in",
            Self::OnCall => "state.on-call",
            Self::NotAfterCall => "state.not-after-call",
            Self::Bare => "state.bare",
        }
    }
}

/// Why a number was not dialled.
#[derive(Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum DialError {
    /// The agent may not dial now: not logged in (KC-15), or on a call (CT-48, WX-133).
    #[error(transparent)]
    State(#[from] StateError),
    /// What was typed is no number.
    #[error(transparent)]
    Number(#[from] DialNumberError),
    /// The phone could not.
    #[error(transparent)]
    Phone(#[from] call::DialError),
}

impl DialError {
    /// The stable name of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::State(error) => error.code(),
            Self::Number(error) => error.code(),
            Self::Phone(error) => error.code(),
        }
    }
}
