//! Every value that crosses to JavaScript, with its generated TypeScript declaration.

use serde::Serialize;
use tsify::Tsify;
use web::{CallRecordView, CallView, Event};

/// The account that a phone registers with. The password is meant to be short-lived.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AccountOptions {
    /// The address of record, `sip:mina@example.com`.
    pub uri: String,
    /// The name that others see.
    #[tsify(optional)]
    pub display_name: Option<String>,
    /// The user name of the digest. Often, but not always, the user part of `uri`.
    pub username: String,
    /// The password of the digest.
    pub password: String,
    /// When the password stops working, ISO 8601. Fresh credentials are asked for one minute before.
    #[tsify(optional)]
    pub expires_at: Option<String>,
    /// WebSocket addresses, best first. When present they replace those of the phone's options.
    #[tsify(optional)]
    pub servers: Option<Vec<String>>,
    /// STUN and TURN servers. When present they replace those of the phone's options.
    #[tsify(optional)]
    pub ice_servers: Option<Vec<IceServerOptions>>,
}

/// One STUN or TURN server.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct IceServerOptions {
    /// `stun:` or `turn:` addresses.
    #[tsify(type = "string | string[]")]
    pub urls: Vec<String>,
    /// The user name of a TURN server.
    #[tsify(optional)]
    pub username: Option<String>,
    /// The password of a TURN server.
    #[tsify(optional)]
    pub credential: Option<String>,
}

/// What is asked of the microphone.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AudioOptions {
    /// The microphone to use; any when absent.
    #[tsify(optional)]
    pub device_id: Option<String>,
    /// Remove the loudspeaker's sound from the microphone's. On by default.
    #[tsify(optional)]
    pub echo_cancellation: Option<bool>,
    /// Remove steady background noise. On by default.
    #[tsify(optional)]
    pub noise_suppression: Option<bool>,
    /// Even out the level. On by default.
    #[tsify(optional)]
    pub auto_gain_control: Option<bool>,
}

/// How a phone is made. Unknown keys are refused with `api.unknown-option`.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PhoneOptions {
    /// WebSocket addresses, best first; the next is tried when one fails.
    #[tsify(optional)]
    pub servers: Option<Vec<String>>,
    /// The account, when it is known in advance. Else `credentials` is asked.
    #[tsify(optional)]
    pub account: Option<AccountOptions>,
    /// STUN and TURN servers.
    #[tsify(optional)]
    pub ice_servers: Option<Vec<IceServerOptions>>,
    /// What is asked of the microphone.
    #[tsify(optional)]
    pub audio: Option<AudioOptions>,
    /// Whether an agent sits here: states, after-call work, presence. Without it, the default, every call rings.
    #[tsify(optional)]
    pub desk: Option<bool>,
    /// For how long a call waits for ICE candidates at most. 1000 by default.
    #[tsify(optional)]
    pub ice_gathering_cap_ms: Option<u32>,
    /// The `User-Agent` header.
    #[tsify(optional)]
    pub user_agent: Option<String>,
}

/// Whether there is a way to the server.
#[derive(Serialize, Tsify)]
pub struct ConnectionChange {
    /// The state now.
    #[tsify(type = "\"disconnected\" | \"connecting\" | \"connected\" | \"reconnecting\"")]
    pub state: &'static str,
}

/// Whether calls can reach this phone.
#[derive(Serialize, Tsify)]
pub struct RegistrationChange {
    /// The state now.
    #[tsify(
        type = "\"unregistered\" | \"registering\" | \"registered\" | \"retrying\" | \"rejected\""
    )]
    pub state: &'static str,
    /// Why it is not registered.
    #[tsify(optional)]
    pub error: Option<Failure>,
}

/// What an agent is doing.
#[derive(Serialize, Tsify, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum DeskState {
    /// Not signed in.
    LoggedOut,
    /// Asking the server.
    LoggingIn,
    /// Calls may come.
    Available,
    /// Busy with other work; no calls.
    Work,
    /// Away; no calls.
    Break,
    /// Calling someone.
    Dialling,
    /// In a call.
    OnCall,
    /// Writing up the last call; no calls.
    AfterCallWork,
}

/// The agent's state changed.
#[derive(Serialize, Tsify)]
pub struct StateChange {
    /// The state before.
    pub from: DeskState,
    /// The state now.
    pub to: DeskState,
}

/// Why something went wrong.
#[derive(Serialize, Tsify)]
pub struct Failure {
    /// A stable dotted code, such as `media.permission-denied`.
    pub code: &'static str,
    /// What happened, for people.
    pub message: String,
}

/// How and why a call ended.
#[derive(Serialize, Tsify)]
pub struct CallEnd {
    /// A stable code, such as `call.busy`.
    pub reason: &'static str,
    /// The SIP status behind it, when there was one.
    #[tsify(optional)]
    pub status: Option<u16>,
    /// The reason phrase behind it, when there was one.
    #[tsify(optional)]
    pub text: Option<String>,
    /// Who ended it.
    #[tsify(type = "\"local\" | \"remote\" | \"network\"")]
    pub by: &'static str,
}

/// One call, as it is now.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CallSnapshot {
    /// The phone's own number of the call.
    pub handle: u32,
    /// The SIP Call-ID.
    pub id: String,
    /// Who called whom.
    #[tsify(type = "\"inbound\" | \"outbound\"")]
    pub direction: &'static str,
    /// What the call is doing.
    #[tsify(
        type = "\"dialling\" | \"queued\" | \"ringing\" | \"early-media\" | \"incoming\" | \"answering\" | \"connected\" | \"ending\" | \"ended\""
    )]
    pub state: &'static str,
    /// The far side's number, or the user part of its address.
    pub number: String,
    /// The far side's name.
    #[tsify(optional)]
    pub name: Option<String>,
    /// The queue that the call came through.
    #[tsify(optional)]
    pub queue: Option<String>,
    /// Our place in the far side's queue.
    #[tsify(optional)]
    pub queue_position: Option<u32>,
    /// Whether our microphone sends silence.
    pub muted: bool,
    /// When the call began, ISO 8601 in UTC.
    pub started_at: String,
    /// When it was answered, ISO 8601 in UTC.
    #[tsify(optional)]
    pub answered_at: Option<String>,
    /// When it ended, ISO 8601 in UTC.
    #[tsify(optional)]
    pub ended_at: Option<String>,
    /// How it ended.
    #[tsify(optional)]
    pub end: Option<CallEnd>,
}

/// One call that is over.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    /// The SIP Call-ID.
    pub id: String,
    /// Who called whom.
    #[tsify(type = "\"inbound\" | \"outbound\"")]
    pub direction: &'static str,
    /// The far side's number.
    pub number: String,
    /// The far side's name.
    #[tsify(optional)]
    pub name: Option<String>,
    /// The queue that the call came through.
    #[tsify(optional)]
    pub queue: Option<String>,
    /// When it began, ISO 8601 in UTC.
    pub started_at: String,
    /// When it was answered, ISO 8601 in UTC.
    #[tsify(optional)]
    pub answered_at: Option<String>,
    /// When it ended, ISO 8601 in UTC.
    pub ended_at: String,
    /// How long it was talked, in milliseconds.
    pub duration_ms: f64,
    /// Whether somebody answered.
    #[tsify(type = "\"answered\" | \"missed\" | \"not-answered\"")]
    pub outcome: &'static str,
    /// Why it was missed, such as `ringTimeOver`, or the code of the end of a call of ours that nobody answered.
    #[tsify(optional)]
    pub reason: Option<&'static str>,
}

/// Someone calls.
#[derive(Serialize, Tsify)]
pub struct IncomingCall {
    /// The call.
    pub call: CallSnapshot,
}

/// Something about a call changed.
#[derive(Serialize, Tsify)]
pub struct CallChange {
    /// The call.
    pub call: CallSnapshot,
}

/// A call is over.
#[derive(Serialize, Tsify)]
pub struct EndedCall {
    /// The call, with its end.
    pub call: CallSnapshot,
    /// The record made of it.
    pub record: CallRecord,
}

/// A call came while the agent could not take one, and was refused without ringing.
#[derive(Serialize, Tsify)]
pub struct RefusedCall {
    /// The record made of it.
    pub record: CallRecord,
}

/// The far side's sound can be had.
#[derive(Serialize, Tsify)]
pub struct MediaChange {
    /// The phone's own number of the call.
    pub handle: u32,
}

/// The far side pressed a key.
#[derive(Serialize, Tsify)]
pub struct DigitPress {
    /// The phone's own number of the call.
    pub handle: u32,
    /// The key: `0` to `9`, `*`, `#`, `A` to `D`.
    pub digit: char,
}

/// Everything that can happen, by its event name.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum PhoneEvent {
    /// The way to the server opened, was lost or came back.
    ConnectionChange(ConnectionChange),
    /// Calls can, or can no longer, reach this phone.
    RegistrationChange(RegistrationChange),
    /// The agent's state changed.
    StateChange(StateChange),
    /// Someone calls.
    Incoming(IncomingCall),
    /// Something about a call changed: its state, its place in a queue, whether it is muted.
    CallChange(CallChange),
    /// A call is over. Exactly once for each call, as its last event.
    Ended(EndedCall),
    /// A call came while the agent could not take one.
    Refused(RefusedCall),
    /// The far side's sound can be had.
    Media(MediaChange),
    /// The far side pressed a key.
    Digit(DigitPress),
    /// Something went wrong that belongs to no command.
    Error(Failure),
}

fn iso(ms: f64) -> String {
    web::ticket::iso_8601(ms as u64)
}

fn direction(direction: web::Direction) -> &'static str {
    match direction {
        web::Direction::Inbound => "inbound",
        web::Direction::Outbound => "outbound",
    }
}

impl From<&CallView> for CallSnapshot {
    fn from(call: &CallView) -> Self {
        Self {
            handle: call.id,
            id: call.call_id.clone(),
            direction: direction(call.direction),
            state: call.state.as_str(),
            number: call.number.clone(),
            name: call.name.clone(),
            queue: call.queue.clone(),
            queue_position: call.queue_position,
            muted: call.muted,
            started_at: iso(call.started_ms),
            answered_at: call.answered_ms.map(iso),
            ended_at: call.ended_ms.map(iso),
            end: call.end.as_ref().map(|end| CallEnd {
                reason: end.code,
                status: end.status,
                text: end.text.clone(),
                by: match end.by {
                    call::EndedBy::Local => "local",
                    call::EndedBy::Remote => "remote",
                    call::EndedBy::Network => "network",
                },
            }),
        }
    }
}

impl From<&CallRecordView> for CallRecord {
    fn from(record: &CallRecordView) -> Self {
        Self {
            id: record.call_id.clone(),
            direction: direction(record.direction),
            number: record.number.clone(),
            name: record.name.clone(),
            queue: record.queue.clone(),
            started_at: iso(record.started_ms),
            answered_at: record.answered_ms.map(iso),
            ended_at: iso(record.ended_ms),
            duration_ms: record
                .answered_ms
                .map_or(0.0, |answered| record.ended_ms - answered),
            outcome: record.outcome,
            reason: record.reason,
        }
    }
}

impl From<&web::PhoneError> for Failure {
    fn from(error: &web::PhoneError) -> Self {
        Self {
            code: error.code(),
            message: error.message().to_owned(),
        }
    }
}

impl From<web::AgentState> for DeskState {
    fn from(state: web::AgentState) -> Self {
        match state {
            web::AgentState::LoggedOut => Self::LoggedOut,
            web::AgentState::LoggingIn => Self::LoggingIn,
            web::AgentState::Available => Self::Available,
            web::AgentState::Work => Self::Work,
            web::AgentState::Break => Self::Break,
            web::AgentState::Dialling => Self::Dialling,
            web::AgentState::OnCall => Self::OnCall,
            web::AgentState::AfterCallWork => Self::AfterCallWork,
        }
    }
}

impl From<&Event> for PhoneEvent {
    fn from(event: &Event) -> Self {
        match event {
            Event::Connection(state) => Self::ConnectionChange(ConnectionChange {
                state: state.as_str(),
            }),
            Event::Registration(view) => Self::RegistrationChange(RegistrationChange {
                state: view.as_str(),
                error: view.error().map(Failure::from),
            }),
            Event::StateChange { from, to } => Self::StateChange(StateChange {
                from: (*from).into(),
                to: (*to).into(),
            }),
            Event::Incoming(call) => Self::Incoming(IncomingCall { call: call.into() }),
            Event::CallChange(call) => Self::CallChange(CallChange { call: call.into() }),
            Event::Ended { call, record } => Self::Ended(EndedCall {
                call: call.into(),
                record: record.into(),
            }),
            Event::Refused(record) => Self::Refused(RefusedCall {
                record: record.into(),
            }),
            Event::Media { id } => Self::Media(MediaChange { handle: *id }),
            Event::Digit { id, digit } => Self::Digit(DigitPress {
                handle: *id,
                digit: *digit,
            }),
            Event::Error(error) => Self::Error(error.into()),
        }
    }
}
