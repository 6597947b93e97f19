//! What the phone asks of the media engine, and what it hears back.

use alloc::string::String;

/// What a call carries.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum MediaKind {
    /// Voice.
    #[default]
    Audio,
    /// Voice and picture.
    AudioVideo,
}

/// An order to the media engine, for one call.
///
/// `exchange` numbers the offer/answer exchanges of a call; every answer of the engine names the one it belongs to.
#[derive(Clone, Eq, PartialEq, Debug)]
pub enum MediaCommand {
    /// Describe an offer; answer with [`MediaInput::Described`].
    Offer {
        /// The exchange that begins.
        exchange: u32,
        /// What to offer.
        kind: MediaKind,
    },
    /// Take the far side's offer and describe an answer; answer with [`MediaInput::Described`].
    Answer {
        /// The exchange that begins.
        exchange: u32,
        /// The far side's SDP.
        offer: String,
        /// What the far side offers.
        kind: MediaKind,
    },
    /// Take the far side's answer; answer with [`MediaInput::Accepted`].
    Accept {
        /// The exchange this answer belongs to.
        exchange: u32,
        /// The far side's SDP.
        answer: String,
        /// Whether a final answer still follows (`pranswer`).
        early: bool,
    },
    /// Forget the exchange under way; the one before it holds.
    Rollback,
    /// Send silence, or speak again.
    SetMuted(bool),
    /// Send telephone events in the audio (RFC 4733).
    Dtmf {
        /// `0-9`, `*`, `#`, `A-D`, and `,` for a pause of two seconds.
        tones: String,
        /// The length of a tone, in milliseconds.
        duration_ms: u32,
        /// The silence between two tones, in milliseconds.
        gap_ms: u32,
    },
    /// Stop every track and close the connection. Sent once, and the last command of a call.
    Close,
}

/// What the media engine has to say about one call.
#[derive(Clone, Eq, PartialEq, Debug)]
pub enum MediaInput {
    /// The local description, complete with its candidates.
    Described {
        /// The exchange it belongs to.
        exchange: u32,
        /// The SDP.
        sdp: String,
    },
    /// The far side's answer was taken.
    Accepted {
        /// The exchange it belongs to.
        exchange: u32,
    },
    /// The exchange failed.
    Failed {
        /// The exchange that failed.
        exchange: u32,
        /// Why.
        error: MediaError,
    },
    /// Media flows.
    Connected,
    /// Media no longer flows.
    Disconnected,
}

/// Why the media engine could not do as told.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum MediaError {
    /// The person or the browser's policy refused the microphone or camera.
    #[error("the microphone was refused")]
    PermissionDenied,
    /// There is no microphone or camera.
    #[error("there is no microphone")]
    NoDevice,
    /// Another application holds the microphone or camera.
    #[error("the microphone is in use")]
    InUse,
    /// What was asked for can not be done here.
    #[error("this kind of media is not supported")]
    Unsupported,
    /// The far side's description makes no sense.
    #[error("the far side's session description can not be used")]
    BadDescription,
    /// Anything else.
    #[error("the media connection failed")]
    Failed,
}
