//! From a stable error code to what people are told: one table for both elements.

/// What went wrong, in the kinds that people are told apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    MicrophoneDenied,
    MicrophoneMissing,
    MicrophoneInUse,
    MediaFailed,
    Unsupported,
    SocketRefused,
    SocketLost,
    WrongPassword,
    NoCredentials,
    UnknownNumber,
    Busy,
    Declined,
    NoAnswer,
    Unavailable,
    Forbidden,
    Incompatible,
    TooMany,
    Closed,
    Failed,
    Internal,
}

/// The one thing to do about a fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    Retry,
    LogIn,
    CallAgain,
    EditNumber,
    ShowSteps,
    Close,
}

impl Fault {
    /// Reads a code of `PhoneError`, of `EndView` or of the exchange.
    pub fn of(code: &str) -> Self {
        match code {
            "media.permission-denied" => Self::MicrophoneDenied,
            "media.no-device" => Self::MicrophoneMissing,
            "media.in-use" => Self::MicrophoneInUse,
            "media.unsupported" => Self::Unsupported,
            "transport.refused" => Self::SocketRefused,
            "register.unauthorized" | "register.forbidden" | "register.rejected" | "call.unauthorized" => {
                Self::WrongPassword
            }
            "call.not-found" => Self::UnknownNumber,
            "call.busy" => Self::Busy,
            "call.declined" => Self::Declined,
            "call.no-answer" | "call.timeout" => Self::NoAnswer,
            "call.unavailable" => Self::Unavailable,
            "call.forbidden" => Self::Forbidden,
            "call.incompatible" => Self::Incompatible,
            "guest.rate-limited" | "session.rate-limited" => Self::TooMany,
            "queue.closed" => Self::Closed,
            "internal.panic" | "call.protocol" => Self::Internal,
            _ => match code.split('.').next().unwrap_or_default() {
                "media" => Self::MediaFailed,
                "transport" => Self::SocketLost,
                "register" => Self::SocketRefused,
                "credentials" | "session" | "guest" => Self::NoCredentials,
                "internal" => Self::Internal,
                _ => Self::Failed,
            },
        }
    }

    /// What helps an agent.
    pub fn remedy(self) -> Remedy {
        match self {
            Self::MicrophoneDenied => Remedy::ShowSteps,
            Self::WrongPassword => Remedy::LogIn,
            Self::UnknownNumber | Self::Forbidden => Remedy::EditNumber,
            Self::Busy
            | Self::Declined
            | Self::NoAnswer
            | Self::Unavailable
            | Self::Failed
            | Self::SocketLost
            | Self::Closed => Remedy::CallAgain,
            Self::Unsupported | Self::Incompatible | Self::Internal => Remedy::Close,
            Self::MicrophoneMissing
            | Self::MicrophoneInUse
            | Self::MediaFailed
            | Self::SocketRefused
            | Self::NoCredentials
            | Self::TooMany => Remedy::Retry,
        }
    }
}
