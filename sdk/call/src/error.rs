//! What can be wrong with a command. Each code is stable.

use alloc::string::String;

/// Why a number could not be dialled.
#[derive(Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum DialError {
    /// The target is no number, name or address.
    #[error("this can not be dialled")]
    BadTarget,
    /// A further header has a name that is ours to write, or a value of more than one line.
    #[error("the header {0} can not be set")]
    BadHeader(String),
    /// The display name has control characters in it.
    #[error("the display name must not have control characters")]
    BadDisplayName,
    /// The caller is no number, name or address.
    #[error("this can not be shown as the caller")]
    BadCaller,
    /// There is no connection to the server.
    #[error("there is no connection to the server")]
    NoTransport,
    /// As many calls as a phone carries are there already.
    #[error("there are too many calls")]
    TooManyCalls,
}

impl DialError {
    /// The stable name of this error.
    pub fn code(&self) -> &'static str {
        match self {
            DialError::BadTarget => "api.bad-target",
            DialError::BadHeader(_) => "api.bad-header",
            DialError::BadDisplayName => "api.bad-display-name",
            DialError::BadCaller => "api.bad-caller",
            DialError::NoTransport => "transport.down",
            DialError::TooManyCalls => "api.too-many-calls",
        }
    }
}

/// Why a command to a call was not carried out.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum CallError {
    /// There is no such call, or it is over.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call is not in a state for this.
    #[error("the call is not in a state for this")]
    WrongState,
}

impl CallError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            CallError::NoSuchCall => "api.no-such-call",
            CallError::WrongState => "api.wrong-state",
        }
    }
}

/// Why tones were not sent.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum DtmfError {
    /// There is no such call, or it is over.
    #[error("there is no such call")]
    NoSuchCall,
    /// Nobody has answered yet.
    #[error("the call is not connected")]
    NotConnected,
    /// A character that is no tone.
    #[error("{0:?} is no tone")]
    BadTone(char),
    /// More tones than are sent at once.
    #[error("too many tones")]
    TooMany,
}

impl DtmfError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            DtmfError::NoSuchCall => "api.no-such-call",
            DtmfError::NotConnected => "api.wrong-state",
            DtmfError::BadTone(_) => "api.bad-tone",
            DtmfError::TooMany => "api.too-many-tones",
        }
    }
}
