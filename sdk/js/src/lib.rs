//! The JavaScript face: the only crate with `#[wasm_bindgen]` exports.
//!
//! `pkg/sdk/src` wraps [`RawPhone`] in the classes that applications see. Types flow from here: every
//! event, option and snapshot is a Rust type with a generated TypeScript declaration.
#![deny(missing_docs)]

mod error;
mod event;
mod number;
mod option;
mod panic;
mod phone;

pub use event::{
    AccountOptions, AudioOptions, CallChange, CallEnd, CallRecord, CallSnapshot, ConnectionChange,
    DeskState, DigitPress, EndedCall, Failure, IceServerOptions, IncomingCall, MediaChange,
    PhoneEvent, PhoneOptions, RefusedCall, RegistrationChange, StateChange,
};
pub use phone::RawPhone;
