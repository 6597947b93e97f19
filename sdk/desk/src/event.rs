//! What comes out of the desk.

use alloc::boxed::Box;
use alloc::vec::Vec;

use call::{Call, CallId, Flow, Instant, LineId, MediaCommand, RecordCommand, Registration};

use crate::agent::AgentState;
use crate::record::CallRecord;

/// What the desk wants done, in this order.
#[derive(Debug)]
pub enum Output {
    /// Send one message on the socket.
    Send(Flow, Vec<u8>),
    /// Give the media engine an order.
    Media(CallId, MediaCommand),
    /// Record a line here, or no longer.
    Record(LineId, RecordCommand),
    /// Tell the application.
    Event(Event),
    /// Hand in [`call::Input::Tick`] at this instant. It replaces every earlier one.
    Wake(Instant),
    /// A probe stayed unanswered: close the socket and open another.
    Suspect(Flow),
}

/// What has happened. The desk shows it already when the event comes.
#[derive(Clone, Debug)]
pub enum Event {
    /// The agent's state changed.
    StateChanged {
        /// The state it was.
        from: AgentState,
        /// The state it is.
        to: AgentState,
    },
    /// The registration changed.
    Registration(Registration),
    /// A call rings. Calls that the desk refused never show.
    Incoming(CallId),
    /// State, position, mute, media or the remote party changed: read [`call::Phone::call`].
    CallChanged(CallId),
    /// A call is over. Comes exactly once for each call that rang or was dialled.
    Ended {
        /// Its last view.
        call: Box<Call>,
        /// What is kept of it.
        record: Box<CallRecord>,
    },
    /// A call was refused without a ring; only when [`crate::Policy::record_refused`] asks for it.
    Refused(Box<CallRecord>),
    /// The far side pressed a key.
    Digit(CallId, char),
    /// The phone told something that the desk has no opinion about.
    Phone(call::Event),
}
