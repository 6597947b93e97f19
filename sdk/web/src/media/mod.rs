//! Microphone, loudspeaker and peer connection of one call. Knows nothing of SIP.

mod capture;
mod clip;
mod error;
mod gathering;
mod mixer;
mod peer;
mod playback;
mod pulse;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
mod tune;

pub(crate) use capture::Capture;
pub(crate) use clip::load;
pub(crate) use error::media_error;
pub(crate) use gathering::{Enough, Patience};
pub(crate) use mixer::{Channel, Mixer, Strip};
pub(crate) use peer::{Peer, PeerEvent};
pub(crate) use pulse::Pulse;
pub(crate) use tune::tune;
