//! Call control without input or output: registration, calls, offer and answer.
//!
//! [`Phone`] is the whole of it. Feed it with [`Phone::handle`], command it at any moment, and carry out what
//! [`Phone::poll`] returns. Time and randomness are arguments, so that a call can be told twice with the same end.
#![no_std]
#![deny(missing_docs)]
#![allow(
    clippy::vec_box,
    reason = "a list of pointers grows and shrinks by code that all such lists share"
)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

extern crate alloc;

mod call;
mod config;
mod dial;
mod dialog_info;
mod dispatch;
mod end;
mod error;
mod event;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod identity;
mod join;
mod keep;
mod leg;
mod line;
mod media;
mod message;
mod phone;
mod pidf;
mod presence;
mod recording;
mod registrar;
mod registration;
mod sdp;
mod subscription;
mod timer;
mod transfer;
mod user_agent;
mod watch;
mod xml;

pub use call::{Call, CallId, CallState, Direction, Hold, Muted, Party};
pub use config::{Config, ConfigError};
pub use dial::{Decline, DialOptions, Listen};
pub use end::{End, EndReason, EndedBy};
pub use error::{CallError, DialError, DtmfError};
pub use event::{Event, Flow, Input, Output};
pub use keep::RestoreError;
pub use line::{
    Control, CustomerLeft, EndConsult, Joins, Line, LineError, LineId, OtherLine, Parties, Profile,
    Progress, Purpose, Record, RecordBy, Refusal, Role, SecondLine, Situation, Stage, permits,
};
pub use media::{MediaCommand, MediaDirection, MediaError, MediaInput, MediaKind, Transport};
pub use message::{MessageError, MessageId};
pub use phone::Phone;
pub use presence::Presence;
pub use recording::{RecordCommand, Recording};
pub use registration::{RegisterError, Registration};
pub use sip::{Credentials, DialogId as DialogName, Instant, Status, Uri};
pub use transfer::{TransferError, Transfers};
pub use watch::{DialogInfo, Package, PresenceStatus, WatchError, WatchId, WatchState};
