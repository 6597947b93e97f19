//! What goes into an endpoint and what comes out.

use crate::instant::Instant;
use crate::message::{ParseError, Request, Response};
use alloc::vec::Vec;

/// One connection. Its owner numbers them and never uses a number twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct Flow(pub u64);

/// A request that we sent.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct ClientTransaction(pub(super) u64);

/// A request that we received.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct ServerTransaction(pub(super) u64);

/// What happened outside.
#[derive(Copy, Clone, Debug)]
pub enum Input<'a> {
    /// A connection is up.
    Connected(Flow),
    /// A connection is gone, and with it what was under way on it.
    Disconnected(Flow),
    /// A frame arrived.
    Received(Flow, &'a [u8]),
    /// The instant of a [`Output::Wake`] has come. One too many does no harm.
    Tick,
}

/// What is to be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Output {
    /// Send this frame.
    Send(Flow, Vec<u8>),
    /// Come back with [`Input::Tick`] at this instant. It replaces the one before.
    Wake(Instant),
    /// Know this.
    Event(Event),
}

/// Why a client transaction ended without a final response.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TransactionError {
    /// Nobody answered in 64 T1.
    #[error("nobody answered in time")]
    Timeout,
    /// The connection is not there, or went away.
    #[error("the connection is gone")]
    Transport,
}

/// What the peers did.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// A new request. CANCEL never appears here.
    Request {
        /// To be answered.
        tx: ServerTransaction,
        /// Where it came from.
        flow: Flow,
        /// The request.
        request: Request,
    },
    /// A CANCEL for this INVITE, already answered: the owner now answers the INVITE with 487.
    Cancelled {
        /// The transaction of the INVITE.
        tx: ServerTransaction,
        /// Where it came from.
        flow: Flow,
        /// The CANCEL, with its Reason.
        request: Request,
    },
    /// An ACK that belongs to a 2xx.
    Ack {
        /// Where it came from.
        flow: Flow,
        /// The ACK.
        request: Request,
    },
    /// A provisional or final response; to an INVITE also every further 2xx, of forks, for 64 T1.
    Response {
        /// What it answers.
        tx: ClientTransaction,
        /// Where it came from.
        flow: Flow,
        /// The response.
        response: Response,
    },
    /// A response to nothing that we know (any more). Never one to a CANCEL.
    StrayResponse {
        /// Where it came from.
        flow: Flow,
        /// The response.
        response: Response,
    },
    /// A client transaction ended without a final response.
    Failed {
        /// Which one.
        tx: ClientTransaction,
        /// Why.
        error: TransactionError,
    },
    /// A server transaction ended early: no ACK came for a refusal, its connection went away, or nobody answered a
    /// request other than INVITE in time.
    ServerGone {
        /// Which one.
        tx: ServerTransaction,
    },
    /// The peer answered a [`ping`](super::Endpoint::ping).
    Pong {
        /// Where it came from.
        flow: Flow,
    },
    /// A frame that is no message. A request that could be read far enough has been refused with 400, 505 or 513.
    Malformed {
        /// Where it came from.
        flow: Flow,
        /// What is wrong with it.
        error: ParseError,
    },
}

/// What waits to be polled. A handful at a time: no ring buffer is worth its code.
#[derive(Debug, Default)]
pub(super) struct Outbox(Vec<Output>);

impl Outbox {
    #[inline(never)]
    pub(super) fn send(&mut self, flow: Flow, bytes: Vec<u8>) {
        self.0.push(Output::Send(flow, bytes));
    }

    #[inline(never)]
    pub(super) fn tell(&mut self, event: Event) {
        self.0.push(Output::Event(event));
    }

    pub(super) fn next(&mut self) -> Option<Output> {
        if self.0.is_empty() {
            None
        } else {
            Some(self.0.remove(0))
        }
    }
}
