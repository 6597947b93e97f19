//! A line's sound, both sides mixed, written down as it runs and handed over when it is over. Knows nothing of SIP.
//!
//! ```text
//! sound ─► MediaRecorder ─► a part a second ─► IndexedDB ─► sink ─► acknowledged: deleted
//! ```
//!
//! Whoever works on a recording owns it (Web Locks), so that a page can tell what another one is still recording or
//! delivering from what a page that died has left.

mod delivery;
mod running;
mod saved;
mod store;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

pub use delivery::{Sink, Taker};
pub use saved::{SavedRecording, SavedState};

pub(crate) use running::Running;
pub(crate) use store::Store;
