//! The agent's desk without input or output: states, who may ring when, dial-number rules, call records.
//!
//! [`Desk`] owns a [`call::Phone`] and is its only mouth: feed it with [`Desk::handle`], command it at any moment, and carry
//! out what [`Desk::poll`] returns. With [`Policy::bare`] it steps aside and is a plain phone that keeps records.
#![no_std]
#![deny(missing_docs)]
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

mod agent;
mod desk;
mod error;
mod event;
mod number;
mod policy;
mod record;

pub use agent::{AgentState, Choice};
pub use call::{
    Call, CallError, CallId, CallState, Config, ConfigError, Credentials, Decline, DialOptions,
    DialogName, Direction, DtmfError, End, EndReason, EndedBy, Flow, Input, Instant, LineError,
    Listen, MediaCommand, MediaError, MediaInput, MediaKind, Muted, Party, Phone, RegisterError,
    Registration,
};
pub use desk::{Desk, RECENT_KEPT, RECENT_SHOWN};
pub use error::{DialError, StateError};
pub use event::{Event, Output};
pub use number::{DialFormat, DialNumber, DialNumberError, DialRules, DialTarget};
pub use policy::{AfterWrapUp, Policy, SecondCall};
pub use record::{CallRecord, MissedReason, Outcome};
