//! The two ends of the mouth: what goes into a phone and what comes out.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use sip::{Instant, Status};

use crate::{
    Call, CallId, DialogInfo, LineId, MediaCommand, MediaInput, MessageId, Party, PresenceStatus,
    RecordCommand, Registration, WatchId, WatchState,
};

/// One of the connections to the server, from 0 on. Most phones have but one.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub struct Flow(pub u8);

/// What the world has to tell the phone.
#[derive(Debug)]
pub enum Input<'a> {
    /// The socket is open.
    TransportUp(Flow),
    /// The socket is gone.
    TransportDown(Flow),
    /// One message from the socket.
    Received(Flow, &'a [u8]),
    /// The instant of the last [`Output::Wake`] has come. A spurious one is harmless.
    Tick,
    /// The media engine speaks about a call.
    Media(CallId, MediaInput),
}

/// What the phone wants done, in this order.
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
    /// Hand in [`Input::Tick`] at this instant. It replaces every earlier one.
    Wake(Instant),
    /// A probe stayed unanswered: close the socket and open another.
    Suspect(Flow),
}

/// What has happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The registration changed.
    Registration(Registration),
    /// A call came in and rings.
    Incoming(CallId),
    /// State, position, mute, hold, media or the remote party changed: read [`crate::Phone::call`].
    CallChanged(CallId),
    /// A call is over; its last view. Comes exactly once for each call, and the phone no longer knows the call.
    Ended(Box<Call>),
    /// The far side pressed a key (SIP INFO).
    Digit(CallId, char),
    /// A hold, the end of one, or speaking where we only listened, was not agreed: by this status of the far side, or because nobody answered.
    HoldFailed(CallId, Option<Status>),
    /// A line came, went, or stands elsewhere: read [`crate::Phone::lines`].
    LinesChanged,
    /// The server that records was told in this call to begin, pause, go on or stop, and would not: [`crate::Line::recording`] is what
    /// it was.
    RecordFailed(CallId, Option<Status>),
    /// The server refused the presence document.
    PublishFailed(Status),
    /// Whom the far side was transferred to answers with this provisional status.
    TransferProgress(CallId, Status),
    /// The far side has been taken over by whom it was transferred to. The call ends by itself.
    Transferred(CallId),
    /// The transfer failed, with the status of whoever refused it; without one when nobody said. The call goes on.
    TransferFailed(CallId, Option<Status>),
    /// The far side wants us to call this address in its place; only with [`crate::Transfers::Ask`].
    TransferAsked(CallId, String),
    /// One call took the place of another, which ends by itself: the same conversation goes on with somebody else.
    Replaced {
        /// The call that was.
        old: CallId,
        /// The call that is.
        new: CallId,
    },
    /// A watch stands elsewhere.
    Watch(WatchId, WatchState),
    /// What somebody who is watched shows of himself.
    Presence(WatchId, PresenceStatus),
    /// All calls of somebody who is watched.
    Dialogs(WatchId, Vec<DialogInfo>),
    /// What became of a message that was sent; 408 when nobody answered, 503 when the connection broke.
    MessageDone(MessageId, Result<(), Status>),
    /// Somebody sent a message.
    Message {
        /// Who.
        from: Party,
        /// What.
        text: String,
    },
}
