//! What the outside sees: plain snapshots and events, free of borrows and of SIP.

use call::{
    Call, CallState, DialogInfo, DialogName, Direction, Hold, Instant, Line, LineId, Party,
    PresenceStatus, Purpose, Recording, Registration, Stage, Status, WatchState,
};
use desk::{AgentState, CallRecord, Outcome};

use crate::{PhoneError, SavedRecording};

/// Whether there is a way to the server at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Not asked for, or given up.
    Disconnected,
    /// The first attempt is under way.
    Connecting,
    /// The socket is open.
    Connected,
    /// The socket was lost; the phone is getting it back by itself.
    Reconnecting,
}

impl Connection {
    /// The word that JavaScript sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disconnected => "disconnected",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
        }
    }
}

/// Whether calls can reach this phone.
#[derive(Clone, Debug, PartialEq)]
pub enum RegistrationView {
    /// Not registered, and not trying.
    Unregistered,
    /// Asking the server.
    Registering,
    /// The server knows where we are.
    Registered,
    /// The server did not take it; the phone tries again by itself.
    Retrying(PhoneError),
    /// The server refused who we are; only other credentials help.
    Rejected(PhoneError),
}

impl RegistrationView {
    /// The word that JavaScript sees.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unregistered => "unregistered",
            Self::Registering => "registering",
            Self::Registered => "registered",
            Self::Retrying(_) => "retrying",
            Self::Rejected(_) => "rejected",
        }
    }

    /// Why it is not registered.
    pub fn error(&self) -> Option<&PhoneError> {
        match self {
            Self::Retrying(error) | Self::Rejected(error) => Some(error),
            _ => None,
        }
    }
}

impl From<&Registration> for RegistrationView {
    fn from(registration: &Registration) -> Self {
        match registration {
            Registration::Unregistered => Self::Unregistered,
            Registration::Registering => Self::Registering,
            Registration::Registered { .. } => Self::Registered,
            Registration::Retrying { error, .. } => Self::Retrying(PhoneError::of(error.code())),
            Registration::Rejected(error) => Self::Rejected(PhoneError::of(error.code())),
        }
    }
}

/// How and why a call ended.
#[derive(Clone, Debug, PartialEq)]
pub struct EndView {
    /// A stable code from the one table, such as `call.busy`.
    pub code: &'static str,
    /// The SIP status behind it, when there was one.
    pub status: Option<u16>,
    /// The reason phrase behind it, when there was one.
    pub text: Option<String>,
    /// Whether we, the far side or the network ended it.
    pub by: call::EndedBy,
}

/// One call, as it is now.
#[derive(Clone, Debug, PartialEq)]
pub struct CallView {
    /// Our handle.
    pub id: u32,
    /// The SIP Call-ID.
    pub call_id: String,
    /// Who called whom.
    pub direction: Direction,
    /// What the call is doing.
    pub state: CallState,
    /// The far side's number, or the user part of its address.
    pub number: String,
    /// The far side's name.
    pub name: Option<String>,
    /// The far side's whole address.
    pub uri: String,
    /// Whom the caller called before the call was diverted to us.
    pub diversion: Option<Party>,
    /// The queue that the call came through.
    pub queue: Option<String>,
    /// Our place in the far side's queue.
    pub queue_position: Option<u32>,
    /// Whether our microphone sends silence.
    pub muted: bool,
    /// Whether we hold the far side.
    pub hold: Hold,
    /// Whether the far side holds us.
    pub held_by_remote: bool,
    /// Whether the call came back and the far side has not agreed yet.
    pub returning: bool,
    /// Whether nothing is heard of the far side though it should be.
    pub inbound_lost: bool,
    /// The handle of the call that the caller wants to join.
    pub joins: Option<u32>,
    /// What SIP calls it, once it is known.
    pub dialog: Option<DialogName>,
    /// Whom it is about, when a colleague consults us.
    pub about: Option<Party>,
    /// What SIP calls that party's own call at the colleague.
    pub about_call: Option<String>,
    /// Whether the far side is a conference.
    pub in_conference: bool,
    /// Whether we only listen.
    pub listens: bool,
    /// Whether it was ended by force, or is being so.
    pub terminated: bool,
    /// When the call began, in milliseconds since the Unix epoch.
    pub started_ms: f64,
    /// When it was answered.
    pub answered_ms: Option<f64>,
    /// When it ended.
    pub ended_ms: Option<f64>,
    /// How it ended.
    pub end: Option<EndView>,
}

fn millis(instant: Instant) -> f64 {
    instant.as_millis() as f64
}

impl From<&Call> for CallView {
    fn from(call: &Call) -> Self {
        let remote = call.remote();
        Self {
            id: call.id().as_u32(),
            call_id: call.sip_call_id().to_owned(),
            direction: call.direction(),
            state: call.state(),
            number: remote.number.clone(),
            name: remote.display_name.clone(),
            uri: remote.uri.clone(),
            diversion: call.diversion().cloned(),
            queue: call.queue().map(str::to_owned),
            queue_position: call.queue_position(),
            muted: call.muted(),
            hold: call.hold(),
            held_by_remote: call.held_by_remote(),
            returning: call.returning(),
            inbound_lost: call.inbound_lost(),
            joins: call.joins().map(call::CallId::as_u32),
            dialog: call.dialog().cloned(),
            about: call.consult_about().cloned(),
            about_call: call.consult_call().map(str::to_owned),
            in_conference: call.in_conference(),
            listens: call.listens(),
            terminated: call.terminated(),
            started_ms: millis(call.started()),
            answered_ms: call.answered().map(millis),
            ended_ms: call.ended().map(millis),
            end: call.end().map(|end| EndView {
                code: end.reason.code(),
                status: end.sip.as_ref().map(|(status, _)| *status),
                text: end.sip.as_ref().map(|(_, text)| text.clone()),
                by: end.by,
            }),
        }
    }
}

/// What an agent sees as one: a call, or several that are joined.
#[derive(Clone, Debug, PartialEq)]
pub struct LineView {
    /// Our handle.
    pub id: u32,
    /// What it is there for.
    pub purpose: Purpose,
    /// What it is doing.
    pub stage: Stage,
    /// Whether it is the one that is talked on, or is going to be.
    pub focus: bool,
    /// The handles of its calls, the one it began with first.
    pub parties: Vec<u32>,
    /// Whether it is recorded.
    pub recording: Recording,
    /// Whether an announcement is played before its end.
    pub terminating: bool,
}

impl LineView {
    /// The lines of a phone.
    pub(crate) fn all(phone: &call::Phone) -> Vec<Self> {
        let focus = phone.focus();
        let lines = phone.lines().iter();
        lines.map(|line| Self::of(line, focus)).collect()
    }

    fn of(line: &Line, focus: Option<LineId>) -> Self {
        Self {
            id: line.id().as_u32(),
            focus: focus == Some(line.id()),
            purpose: line.purpose(),
            stage: line.stage(),
            parties: line.parties().iter().map(|id| id.as_u32()).collect(),
            recording: line.recording(),
            terminating: line.terminating(),
        }
    }
}

/// One call that is over, as the list of recent calls keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecordView {
    /// The SIP Call-ID.
    pub call_id: String,
    /// Who called whom.
    pub direction: Direction,
    /// The far side's number.
    pub number: String,
    /// The far side's name.
    pub name: Option<String>,
    /// The queue that the call came through.
    pub queue: Option<String>,
    /// When it began, in milliseconds since the Unix epoch.
    pub started_ms: f64,
    /// When it was answered; absent for a missed or refused call.
    pub answered_ms: Option<f64>,
    /// When it ended.
    pub ended_ms: f64,
    /// `answered`, `missed` or `not-answered`.
    pub outcome: &'static str,
    /// Why it was missed (CT-27), or the code of the end of a call of ours that nobody answered.
    pub reason: Option<&'static str>,
    /// Whether the agent ended it by force (KC-28).
    pub terminated: bool,
}

impl From<&CallRecord> for CallRecordView {
    fn from(record: &CallRecord) -> Self {
        Self {
            call_id: record.sip_call_id.clone(),
            direction: record.direction,
            number: record.number.clone(),
            name: record.name.clone(),
            queue: record.queue.clone(),
            started_ms: millis(record.started),
            answered_ms: record.answered.map(millis),
            ended_ms: millis(record.ended),
            outcome: record.outcome.as_str(),
            reason: match record.outcome {
                Outcome::Answered => None,
                Outcome::Missed(reason) => Some(reason.as_str()),
                Outcome::NotAnswered(reason) => Some(reason.code()),
            },
            terminated: record.terminated,
        }
    }
}

impl CallView {
    /// The last event of a call that was going on when its phone was closed.
    pub(crate) fn abandoned(mut self, now_ms: f64) -> Event {
        self.state = CallState::Ended;
        let ended_ms = *self.ended_ms.get_or_insert(now_ms);
        self.end.get_or_insert(EndView {
            code: "call.hung-up",
            status: None,
            text: None,
            by: call::EndedBy::Local,
        });
        let record = CallRecordView {
            call_id: self.call_id.clone(),
            direction: self.direction,
            number: self.number.clone(),
            name: self.name.clone(),
            queue: self.queue.clone(),
            started_ms: self.started_ms,
            answered_ms: self.answered_ms,
            ended_ms,
            outcome: if self.answered_ms.is_some() {
                "answered"
            } else {
                "not-answered"
            },
            reason: None,
            terminated: self.terminated,
        };
        Event::Ended { call: self, record }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The way to the server opened, was lost or came back.
    Connection(Connection),
    /// Calls can, or can no longer, reach this phone.
    Registration(RegistrationView),
    /// The agent's state changed.
    StateChange {
        /// The state before.
        from: AgentState,
        /// The state now.
        to: AgentState,
    },
    /// Someone calls.
    Incoming(CallView),
    /// Something about a call changed: its state, its place in a queue, whether it is muted.
    CallChange(CallView),
    /// A call is over. Comes exactly once for each call, as its last event.
    Ended {
        /// The call, with its end.
        call: CallView,
        /// The record that was made of it.
        record: CallRecordView,
    },
    /// The far side's sound can be had from [`crate::Phone::remote_stream`].
    Media {
        /// The call.
        id: u32,
    },
    /// The far side pressed a key.
    Digit {
        /// The call.
        id: u32,
        /// The key: `0` to `9`, `*`, `#`, `A` to `D`.
        digit: char,
    },
    /// What became of a command that was under way: a hold that failed, a transfer, a watch, a message.
    Outcome {
        /// `hold`, `record`, `transfer`, `watch` or `message`.
        of: &'static str,
        /// The call, the watch or the message.
        id: u32,
        /// Why it failed. A watch may do so at any time.
        error: Option<PhoneError>,
    },
    /// A line came, went, or changed: all lines as they are now.
    Lines(Vec<LineView>),
    /// A call took the place of another, which ends by itself.
    Replaced {
        /// The call that is.
        id: u32,
        /// The call that was.
        old: u32,
    },
    /// The far side wants us to call somebody else in its place.
    TransferAsked {
        /// The call.
        id: u32,
        /// Whom.
        target: String,
    },
    /// What somebody who is watched shows of himself.
    Presence {
        /// The watch.
        id: u32,
        /// What he shows.
        status: PresenceStatus,
    },
    /// All calls of somebody who is watched.
    Dialogs {
        /// The watch.
        id: u32,
        /// The calls.
        dialogs: Vec<DialogInfo>,
    },
    /// Somebody sent a text.
    Message {
        /// Who.
        from: Party,
        /// What.
        text: String,
    },
    /// A recording is whole, or was left by a page that died, and is in the browser's storage.
    RecordingSaved(SavedRecording),
    /// Something went wrong that belongs to no command.
    Error(PhoneError),
}

impl Event {
    /// What the phone told and the desk had no opinion about.
    pub(crate) fn of(event: call::Event) -> Option<Self> {
        let failed = |code, status: Option<Status>| {
            Some(PhoneError::of(code).with_status(status.map(Status::code)))
        };
        let (of, id, error) = match event {
            call::Event::HoldFailed(id, status) => {
                ("hold", id.as_u32(), failed("hold.failed", status))
            }
            call::Event::RecordFailed(id, status) => {
                ("record", id.as_u32(), failed("recording.refused", status))
            }
            call::Event::Transferred(id) => ("transfer", id.as_u32(), None),
            call::Event::TransferFailed(id, status) => {
                ("transfer", id.as_u32(), failed("transfer.failed", status))
            }
            call::Event::Watch(id, WatchState::Active) => ("watch", id.as_u32(), None),
            call::Event::Watch(id, WatchState::Ended { reason }) => {
                let code = match reason {
                    "rejected" => "watch.rejected",
                    "noresource" => "watch.not-found",
                    "unsupported" => "watch.unsupported",
                    _ => "watch.failed",
                };
                ("watch", id.as_u32(), failed(code, None))
            }
            call::Event::MessageDone(id, Ok(())) => ("message", id.as_u32(), None),
            call::Event::MessageDone(id, Err(status)) => (
                "message",
                id.as_u32(),
                failed("message.failed", Some(status)),
            ),
            call::Event::TransferAsked(id, target) => {
                let id = id.as_u32();
                return Some(Self::TransferAsked { id, target });
            }
            call::Event::Replaced { old, new } => {
                let (id, old) = (new.as_u32(), old.as_u32());
                return Some(Self::Replaced { id, old });
            }
            call::Event::Presence(id, status) => {
                let id = id.as_u32();
                return Some(Self::Presence { id, status });
            }
            call::Event::Dialogs(id, dialogs) => {
                let id = id.as_u32();
                return Some(Self::Dialogs { id, dialogs });
            }
            call::Event::Message { from, text } => return Some(Self::Message { from, text }),
            _ => return None,
        };
        Some(Self::Outcome { of, id, error })
    }
}
