//! The two ends of the mouth: what goes into a phone and what comes out.

use alloc::boxed::Box;
use alloc::vec::Vec;

use sip::{Instant, Status};

use crate::{Call, CallId, MediaCommand, MediaInput, Registration};

/// What the world has to tell the phone.
#[derive(Debug)]
pub enum Input<'a> {
    /// The socket is open.
    TransportUp,
    /// The socket is gone.
    TransportDown,
    /// One message from the socket.
    Received(&'a [u8]),
    /// The instant of the last [`Output::Wake`] has come. A spurious one is harmless.
    Tick,
    /// The media engine speaks about a call.
    Media(CallId, MediaInput),
}

/// What the phone wants done, in this order.
#[derive(Debug)]
pub enum Output {
    /// Send one message on the socket.
    Send(Vec<u8>),
    /// Give the media engine an order.
    Media(CallId, MediaCommand),
    /// Tell the application.
    Event(Event),
    /// Hand in [`Input::Tick`] at this instant. It replaces every earlier one.
    Wake(Instant),
    /// A probe stayed unanswered: close the socket and open another.
    Suspect,
}

/// What has happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The registration changed.
    Registration(Registration),
    /// A call came in and rings.
    Incoming(CallId),
    /// State, position, mute, media or the remote party changed: read [`crate::Phone::call`].
    CallChanged(CallId),
    /// A call is over; its last view. Comes exactly once for each call, and the phone no longer knows the call.
    Ended(Box<Call>),
    /// The far side pressed a key (SIP INFO).
    Digit(CallId, char),
    /// The server refused the presence document.
    PublishFailed(Status),
}
