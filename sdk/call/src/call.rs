//! A call as the application sees it.

use alloc::string::String;

use sip::Instant;

use crate::{DialogName, End, MediaKind};

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

/// Whether we hold the far side.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Hold {
    /// Both sides may hear each other, as far as we are concerned.
    Off,
    /// A hold is asked for and not yet agreed.
    Holding,
    /// The far side agreed, or refused while another line refused as well: it is not heard.
    On,
    /// The end of the hold is asked for and not yet agreed.
    Resuming,
}

impl Hold {
    /// The name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Hold::Off => "off",
            Hold::Holding => "holding",
            Hold::On => "on",
            Hold::Resuming => "resuming",
        }
    }
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
    pub(crate) diversion: Option<Party>,
    pub(crate) queue_position: Option<u32>,
    pub(crate) muted: bool,
    pub(crate) media_flows: bool,
    pub(crate) held: bool,
    pub(crate) joins: Option<CallId>,
    pub(crate) dialog: Option<DialogName>,
    pub(crate) consult_about: Option<Party>,
    pub(crate) consult_call: Option<String>,
    pub(crate) in_conference: bool,
    /// This side only listens, as agreed.
    pub(crate) listens: bool,
    pub(crate) terminated: bool,
    /// The hold the application asked for, and the one both sides agreed on.
    pub(crate) wants_hold: bool,
    pub(crate) on_hold: bool,
    pub(crate) inbound_lost: bool,
    pub(crate) returning: bool,
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
            diversion: None,
            queue_position: None,
            muted: false,
            media_flows: false,
            held: false,
            joins: None,
            dialog: None,
            consult_about: None,
            consult_call: None,
            in_conference: false,
            listens: false,
            terminated: false,
            wants_hold: false,
            on_hold: false,
            inbound_lost: false,
            returning: false,
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

    /// A call of another page, which had been answered there.
    pub(crate) fn restored(&mut self, answered: Instant, ringing: Option<Instant>) {
        self.state = CallState::Connected;
        self.answered = Some(answered);
        self.ringing = ringing;
    }

    /// The only writer of the state, but for a call that begins or is restored. Says whether the step was one the diagram allows and so was taken.
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

    /// Whom an inbound call was meant for before it was sent on to us (RFC 5806, RFC 7044).
    pub fn diversion(&self) -> Option<&Party> {
        self.diversion.as_ref()
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

    /// What the call is called between its two sides, once it is known: who knows that can join it (RFC 3911).
    pub fn dialog(&self) -> Option<&DialogName> {
        self.dialog.as_ref()
    }

    /// Whom a colleague's call is about, when it asks for advice while somebody waits.
    pub fn consult_about(&self) -> Option<&Party> {
        self.consult_about.as_ref()
    }

    /// The Call-ID of that party's own call, as the colleague has it: what is known of the one is known of the other.
    pub fn consult_call(&self) -> Option<&str> {
        self.consult_call.as_deref()
    }

    /// Whether the far side is a conference: what is heard of it is more than one (RFC 4579).
    pub fn in_conference(&self) -> bool {
        self.in_conference
    }

    /// Whether this side only listens: it joined a call of others, and has not been let speak.
    pub fn listens(&self) -> bool {
        self.listens
    }

    /// Whether the agent ended it for abuse (KC-28): the announcement is heard, or was.
    pub fn terminated(&self) -> bool {
        self.terminated
    }

    /// Whether we hold the far side.
    pub fn hold(&self) -> Hold {
        match (self.on_hold, self.wants_hold) {
            (false, false) => Hold::Off,
            (false, true) => Hold::Holding,
            (true, true) => Hold::On,
            (true, false) => Hold::Resuming,
        }
    }

    /// Whether nothing is heard of the far side though it should be: it may have vanished without a BYE.
    pub fn inbound_lost(&self) -> bool {
        self.inbound_lost
    }

    /// Whether the call was restored and its far side has not yet agreed to go on.
    pub fn returning(&self) -> bool {
        self.returning
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
