//! A call as the application sees it.

use alloc::string::String;

use sip::Instant;

use crate::{End, MediaKind};

/// The phone's handle of a call. It is not the SIP Call-ID, and is never used twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct CallId(pub(crate) u32);

impl CallId {
    /// The handle with this number, as it comes back from a place that only keeps numbers.
    pub const fn from_u32(number: u32) -> Self {
        CallId(number)
    }

    /// The number of this handle.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// Who called.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Direction {
    /// The far side.
    Inbound,
    /// This phone.
    Outbound,
}

/// Whether the microphone is heard.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Muted {
    /// It is not heard.
    Yes,
    /// It is heard.
    No,
}

/// Where a call stands.
///
/// ```text
///  dial ──► Dialling ─┬─182──► Queued ◄──┐         INVITE ──► Incoming ──┐
///                     ├─180──► Ringing ──┤                       │       │
///                     ├─183──► EarlyMedia┤                    answer     │
///                     │                  │                       ▼       │
///                     │                  │                   Answering   │ decline
///                    200                200                      │       │ CANCEL
///                     │                  │                      200      │
///                     └───► Connected ◄──┴───────────────────────┘       │
///                               │ hang up (before: Ending by CANCEL)     │
///                               ▼                                        │
///                            Ending ──200 of BYE, 487──► Ended ◄─────────┘
///                                                          ▲
///               BYE, a refusal, a lost transport, from any ┘
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum CallState {
    /// The call is on its way.
    Dialling,
    /// It waits in a queue.
    Queued,
    /// The far side rings.
    Ringing,
    /// Something is heard before the answer.
    EarlyMedia,
    /// A call came in and rings here.
    Incoming,
    /// It is being answered.
    Answering,
    /// Both sides talk.
    Connected,
    /// The far side is being told that the call is over.
    Ending,
    /// It is over.
    Ended,
}

impl CallState {
    /// The name of the state, in lower case with hyphens.
    pub fn as_str(self) -> &'static str {
        match self {
            CallState::Dialling => "dialling",
            CallState::Queued => "queued",
            CallState::Ringing => "ringing",
            CallState::EarlyMedia => "early-media",
            CallState::Incoming => "incoming",
            CallState::Answering => "answering",
            CallState::Connected => "connected",
            CallState::Ending => "ending",
            CallState::Ended => "ended",
        }
    }

    fn may_become(self, next: CallState) -> bool {
        use CallState::*;
        match (self, next) {
            (Ended, _) => false,
            (_, Ended) => true,
            (Dialling, Queued | Ringing | EarlyMedia | Connected | Ending) => true,
            (Queued, Ringing | EarlyMedia | Connected | Ending) => true,
            (Ringing, Queued | EarlyMedia | Connected | Ending) => true,
            // A 180 after early media must not bring the ringing tone back over it.
            (EarlyMedia, Queued | Connected | Ending) => true,
            (Incoming, Answering) => true,
            (Answering, Connected) => true,
            (Connected, Ending) => true,
            _ => false,
        }
    }
}

/// Somebody at the far end of a call.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct Party {
    /// The whole address.
    pub uri: String,
    /// The user part of the address, unescaped: a number or a name.
    pub number: String,
    /// The name that came with it.
    pub display_name: Option<String>,
}

/// A call, to be read.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) id: CallId,
    pub(crate) sip_call_id: String,
    pub(crate) direction: Direction,
    state: CallState,
    pub(crate) kind: MediaKind,
    pub(crate) remote: Party,
    pub(crate) queue: Option<String>,
    pub(crate) queue_position: Option<u32>,
    pub(crate) muted: bool,
    pub(crate) media_flows: bool,
    pub(crate) held: bool,
    pub(crate) joins: Option<CallId>,
    started: Instant,
    ringing: Option<Instant>,
    answered: Option<Instant>,
    ended: Option<Instant>,
    pub(crate) end: Option<End>,
}

impl Call {
    pub(crate) fn new(
        id: CallId,
        sip_call_id: String,
        direction: Direction,
        remote: Party,
        kind: MediaKind,
        now: Instant,
    ) -> Self {
        let inbound = direction == Direction::Inbound;
        Call {
            id,
            sip_call_id,
            direction,
            state: if inbound {
                CallState::Incoming
            } else {
                CallState::Dialling
            },
            kind,
            remote,
            queue: None,
            queue_position: None,
            muted: false,
            media_flows: false,
            held: false,
            joins: None,
            started: now,
            ringing: inbound.then_some(now),
            answered: None,
            ended: None,
            end: None,
        }
    }

    /// Somebody else's answer counted, so this call was not answered here.
    pub(crate) fn was_never_ours(&mut self) {
        self.answered = None;
    }

    /// The only writer of the state. Says whether the step was one the diagram allows and so was taken.
    pub(crate) fn transition(&mut self, next: CallState, now: Instant) -> bool {
        if !self.state.may_become(next) {
            return false;
        }
        self.state = next;
        match next {
            CallState::Ringing => self.ringing = self.ringing.or(Some(now)),
            CallState::Connected => self.answered = Some(now),
            // The clock of a call stops when somebody hangs up, not when the far side has agreed.
            CallState::Ending | CallState::Ended => self.ended = self.ended.or(Some(now)),
            _ => {}
        }
        if next != CallState::Queued {
            self.queue_position = None;
        }
        true
    }

    /// The phone's handle.
    pub fn id(&self) -> CallId {
        self.id
    }

    /// The SIP Call-ID, which every server and the far side know the call by.
    pub fn sip_call_id(&self) -> &str {
        &self.sip_call_id
    }

    /// Who called.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Where the call stands.
    pub fn state(&self) -> CallState {
        self.state
    }

    /// What the call carries.
    pub fn kind(&self) -> MediaKind {
        self.kind
    }

    /// The far side.
    pub fn remote(&self) -> &Party {
        &self.remote
    }

    /// The queue an inbound call came through: whom the caller called, when that is not us.
    ///
    /// The display name of the INVITE's To; without one its user part, unless that is a number, for a number is as likely our own extension.
    pub fn queue(&self) -> Option<&str> {
        self.queue.as_deref()
    }

    /// The place in the queue, from 1, while the call is [`CallState::Queued`] and the server tells.
    pub fn queue_position(&self) -> Option<u32> {
        self.queue_position
    }

    /// Whether the microphone is silenced.
    pub fn muted(&self) -> bool {
        self.muted
    }

    /// Whether the media engine says that media flows.
    pub fn media_flows(&self) -> bool {
        self.media_flows
    }

    /// Whether the far side holds the call: its last description does not receive.
    pub fn held_by_remote(&self) -> bool {
        self.held
    }

    /// The call that the caller wants to join, when it named one of ours (RFC 3911).
    pub fn joins(&self) -> Option<CallId> {
        self.joins
    }

    /// When it was dialled or came in.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// When it began to ring.
    pub fn ringing(&self) -> Option<Instant> {
        self.ringing
    }

    /// When it was answered.
    pub fn answered(&self) -> Option<Instant> {
        self.answered
    }

    /// When it was hung up.
    pub fn ended(&self) -> Option<Instant> {
        self.ended
    }

    /// How it ended.
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }
}
