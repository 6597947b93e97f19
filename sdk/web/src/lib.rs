//! The browser's side of the phone: everything that touches `window`.
//!
//! [`Phone`] is the one handle that the widget and the JavaScript face use. It owns the WebSocket, the
//! timer and one peer connection per call, feeds what happens there into the pure [`desk::Desk`], and
//! carries out what the desk asks for.
#![deny(missing_docs)]

mod clock;
mod error;
mod helpdesk;
mod lent;
mod media;
mod options;
mod phone;
mod recording;
mod socket;
mod timer;
mod view;

pub use clock::now_ms;
pub use error::{CODES, PhoneError};
pub use helpdesk::{HeadersProvider, HelpdeskClient, LinkedTicket, call_facts};
pub use options::{
    Account, AudioConstraints, CredentialsProvider, HoldMusic, IcePolicy, IceServers, Options,
    RecordingOptions,
};
pub use phone::{LineCommand, Phone, Placing, RecordingOrder, Subscription, calls_were_kept};
pub use recording::{SavedRecording, SavedState, Sink, Taker};
pub use view::{CallRecordView, CallView, Connection, EndView, Event, LineView, RegistrationView};

pub use call::{CallState, Direction};
pub use desk::{AgentState, Choice, DialNumber, DialNumberError, DialRules, SecondCall};
pub use ticket;
