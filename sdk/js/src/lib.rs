//! The JavaScript face: the only crate with `#[wasm_bindgen]` exports.
//!
//! `pkg/sdk/src` wraps [`RawPhone`] in the classes that applications see. Types flow from here: every
//! event, option and snapshot is a Rust type with a generated TypeScript declaration.
#![deny(missing_docs)]

mod crossing;
mod declaration;
mod error;
mod event;
mod option;
mod panic;
mod phone;

pub use declaration::{
    AccountOptions, AudioOptions, CallChange, CallReplacement, Command, CommandOutcome,
    ConnectionChange, Control, DeskState, DialogReport, DigitPress, EndedCall, IceServerOptions,
    IncomingCall, MediaChange, PhoneEvent, PhoneOptions, PhoneStatus, PresenceReport,
    ProfileOptions, RecordingFacts, RecordingOptions, RecordingResult, RegistrationChange,
    StateChange, TextMessage, TransferRequest,
};
pub use event::{
    CallEnd, CallRecord, CallSnapshot, Dialog, Failure, LineSnapshot, Sender, WatchedDialog,
};
pub use option::{phone as phone_options, provider};
pub use phone::RawPhone;

/// A two-level segregated fit: constant time, and a third of the size of the standard allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
