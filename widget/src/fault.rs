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
    /// The server's answers can not be read.
    Garbled,
    /// The browser wants a click before it plays sound.
    SoundBlocked,
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
            "media.no-device" | "media.microphone-lost" => Self::MicrophoneMissing,
            "media.in-use" => Self::MicrophoneInUse,
            "media.unsupported" => Self::Unsupported,
            "media.playback-blocked" => Self::SoundBlocked,
            "transport.refused" | "register.timeout" | "register.failed" => Self::SocketRefused,
            "register.malformed" | "call.protocol" => Self::Garbled,
            "call.not-found" => Self::UnknownNumber,
            "call.busy" => Self::Busy,
            "call.declined" => Self::Declined,
            "call.no-answer" | "call.timeout" => Self::NoAnswer,
            "call.unauthorized" => Self::WrongPassword,
            "call.unavailable" => Self::Unavailable,
            "call.forbidden" | "dial.not-permitted" => Self::Forbidden,
            "call.incompatible" => Self::Incompatible,
            "guest.rate-limited" | "session.rate-limited" => Self::TooMany,
            "queue.closed" => Self::Closed,
            "api.credentials-refused"
            | "api.bad-credentials"
            | "api.bad-address"
            | "api.no-account" => Self::NoCredentials,
            _ => match code.split('.').next().unwrap_or_default() {
                "media" => Self::MediaFailed,
                "transport" => Self::SocketLost,
                "register" => Self::WrongPassword,
                "session" | "guest" => Self::NoCredentials,
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
            | Self::Garbled
            | Self::Failed
            | Self::SocketLost
            | Self::Closed => Remedy::CallAgain,
            Self::Unsupported | Self::Incompatible | Self::SoundBlocked | Self::Internal => {
                Remedy::Close
            }
            Self::MicrophoneMissing
            | Self::MicrophoneInUse
            | Self::MediaFailed
            | Self::SocketRefused
            | Self::NoCredentials
            | Self::TooMany => Remedy::Retry,
        }
    }
}
