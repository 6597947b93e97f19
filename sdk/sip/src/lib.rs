//! SIP without input or output: messages, digest, transactions, dialogs, and the endpoint that joins them.
//!
//! Bytes and time go in, bytes and events come out. Nothing here opens a socket, reads a clock or can be made to panic by
//! what a peer sends.
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
#[cfg(test)]
extern crate std;

mod auth;
mod cseq;
mod dialog;
mod endpoint;
mod entropy;
mod header;
mod instant;
mod keep;
mod message;
mod method;
mod name_addr;
mod param;
mod reason;
mod replaces;
mod status;
mod text;
mod uri;
mod via;

pub use auth::{
    Algorithm, AuthError, Challenge, ChallengeError, Credentials, DigestClient, DigestServer,
    Staleness, Verified, VerifyError,
};
pub use cseq::CSeq;
pub use dialog::{Dialog, DialogError, DialogId, DialogState};
pub use endpoint::{
    ClientTransaction, Endpoint, EndpointConfig, Event, Flow, Input, Output, ServerTransaction,
    TransactionError,
};
pub use entropy::Entropy;
pub use header::{HeaderError, HeaderName, Headers, Lines, Values};
pub use instant::Instant;
pub use keep::RestoreError;
pub use message::{Limits, Message, ParseError, Request, RequestParts, Response, ResponseParts};
pub use method::Method;
pub use name_addr::NameAddr;
pub use param::Params;
pub use reason::Reason;
pub use replaces::Replaces;
pub use status::Status;
pub use text::{cut, cut_or_all, is_token, push_number, read_number};
pub use uri::{Scheme, Uri, UriError, UriParts};
pub use via::Via;
