//! Microphone, loudspeaker and peer connection of one call. Knows nothing of SIP.

mod capture;
mod error;
mod gathering;
mod peer;
mod playback;
mod pulse;

pub(crate) use capture::Capture;
pub(crate) use error::media_error;
pub(crate) use gathering::{Enough, Patience};
pub(crate) use peer::{Peer, PeerEvent};
pub(crate) use pulse::Pulse;
