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

/// What one side wants to do with the media (RFC 3264 §5.1).
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum MediaDirection {
    /// Speak and listen.
    SendReceive,
    /// Speak, and not listen: the far side is held.
    SendOnly,
    /// Listen, and not speak.
    ReceiveOnly,
    /// Neither.
    Inactive,
}

impl MediaDirection {
    /// The name of the attribute, which is also that of a browser's transceiver direction.
    pub const fn as_str(self) -> &'static str {
        match self {
            MediaDirection::SendReceive => "sendrecv",
            MediaDirection::SendOnly => "sendonly",
            MediaDirection::ReceiveOnly => "recvonly",
            MediaDirection::Inactive => "inactive",
        }
    }

    /// Whether the side that says this does not listen.
    pub(crate) fn holds(self) -> bool {
        matches!(self, MediaDirection::SendOnly | MediaDirection::Inactive)
    }

    /// What we answer to this offer (RFC 3264 §6.1).
    pub(crate) fn answered(self, hold: bool) -> Self {
        match (self, hold) {
            (MediaDirection::SendReceive, false) => MediaDirection::SendReceive,
            (MediaDirection::SendOnly, false) => MediaDirection::ReceiveOnly,
            (MediaDirection::SendReceive | MediaDirection::ReceiveOnly, _) => {
                MediaDirection::SendOnly
            }
            _ => MediaDirection::Inactive,
        }
    }
}

/// Whether an exchange is about the connection of before.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Transport {
    /// It is, or about the first one.
    Kept,
    /// A new connection with the same microphone takes the place of the old one once both sides agree. The far page was reloaded, or
    /// this phone has moved to another network.
    Fresh,
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
        /// What we want to do with it.
        direction: MediaDirection,
        /// Whether the connection stays.
        transport: Transport,
    },
    /// Take the far side's offer and describe an answer; answer with [`MediaInput::Described`].
    Answer {
        /// The exchange that begins.
        exchange: u32,
        /// The far side's SDP.
        offer: String,
        /// What the far side offers.
        kind: MediaKind,
        /// What we want to do with it.
        direction: MediaDirection,
        /// Whether the connection stays.
        transport: Transport,
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
    /// Forget the exchange under way and the fresh connection it was for; the one before it holds.
    Rollback,
    /// Send silence, or speak again.
    SetMuted(bool),
    /// From now on the far side hears all other parties of that line and us, and never itself; `None`: us alone.
    Mix(Option<crate::LineId>),
    /// Send telephone events in the audio (RFC 4733).
    Dtmf {
        /// `0-9`, `*`, `#`, `A-D`, and `,` for a pause of two seconds.
        tones: String,
        /// The length of a tone, in milliseconds.
        duration_ms: u32,
        /// The silence between two tones, in milliseconds.
        gap_ms: u32,
    },
    /// Play the announcement that comes before a forced end to the far side, which hears nothing else of us;
    /// [`MediaInput::Announced`] follows.
    Announce,
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
    /// Nothing has been heard from the far side for a while, though it should be: the decoder gets nothing to decode.
    Silent,
    /// The far side is heard again.
    Audible,
    /// The announcement was played to its end, or can not be played.
    Announced,
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
