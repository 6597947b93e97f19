//! Every value that crosses to JavaScript, with its generated TypeScript declaration.

use js_sys::Object;
use tsify::Tsify;
use wasm_bindgen::JsValue;
use web::{CallRecordView, CallView, Event};

use crate::crossing::{ToJs, crossing, put};

crossing! {
    /// Whether there is a way to the server.
    ConnectionChange {
        /// The state now.
        #[tsify(type = "\"disconnected\" | \"connecting\" | \"connected\" | \"reconnecting\"")]
        state as "state": &'static str,
    }
}

crossing! {
    /// Whether calls can reach this phone.
    RegistrationChange {
        /// The state now.
        #[tsify(
            type = "\"unregistered\" | \"registering\" | \"registered\" | \"retrying\" | \"rejected\""
        )]
        state as "state": &'static str,
        /// Why it is not registered.
        #[tsify(optional)]
        error as "error": Option<Failure>,
    }
}

/// What an agent is doing.
#[derive(Tsify)]
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

crossing! {
    /// The agent's state changed.
    StateChange {
        /// The state before.
        #[tsify(type = "DeskState")]
        from as "from": &'static str,
        /// The state now.
        #[tsify(type = "DeskState")]
        to as "to": &'static str,
    }
}

crossing! {
    /// Why something went wrong.
    Failure {
        /// A stable dotted code, such as `media.permission-denied`.
        code as "code": &'static str,
        /// What happened, for people.
        message as "message": String,
    }
}

crossing! {
    /// How and why a call ended.
    CallEnd {
        /// A stable code, such as `call.busy`.
        reason as "reason": &'static str,
        /// The SIP status behind it, when there was one.
        #[tsify(optional)]
        status as "status": Option<u16>,
        /// The reason phrase behind it, when there was one.
        #[tsify(optional)]
        text as "text": Option<String>,
        /// Who ended it.
        #[tsify(type = "\"local\" | \"remote\" | \"network\"")]
        by as "by": &'static str,
    }
}

crossing! {
    /// One call, as it is now.
    CallSnapshot {
        /// The phone's own number of the call.
        handle as "handle": u32,
        /// The SIP Call-ID.
        id as "id": String,
        /// Who called whom.
        #[tsify(type = "\"inbound\" | \"outbound\"")]
        direction as "direction": &'static str,
        /// What the call is doing.
        #[tsify(
            type = "\"dialling\" | \"queued\" | \"ringing\" | \"early-media\" | \"incoming\" | \"answering\" | \"connected\" | \"ending\" | \"ended\""
        )]
        state as "state": &'static str,
        /// The far side's number, or the user part of its address.
        number as "number": String,
        /// The far side's name.
        #[tsify(optional)]
        name as "name": Option<String>,
        /// The queue that the call came through.
        #[tsify(optional)]
        queue as "queue": Option<String>,
        /// Our place in the far side's queue.
        #[tsify(optional)]
        queue_position as "queuePosition": Option<u32>,
        /// Whether our microphone sends silence.
        muted as "muted": bool,
        /// When the call began, ISO 8601 in UTC.
        started_at as "startedAt": String,
        /// When it was answered, ISO 8601 in UTC.
        #[tsify(optional)]
        answered_at as "answeredAt": Option<String>,
        /// When it ended, ISO 8601 in UTC.
        #[tsify(optional)]
        ended_at as "endedAt": Option<String>,
        /// How it ended.
        #[tsify(optional)]
        end as "end": Option<CallEnd>,
    }
}

crossing! {
    /// One call that is over.
    CallRecord {
        /// The SIP Call-ID.
        id as "id": String,
        /// Who called whom.
        #[tsify(type = "\"inbound\" | \"outbound\"")]
        direction as "direction": &'static str,
        /// The far side's number.
        number as "number": String,
        /// The far side's name.
        #[tsify(optional)]
        name as "name": Option<String>,
        /// The queue that the call came through.
        #[tsify(optional)]
        queue as "queue": Option<String>,
        /// When it began, ISO 8601 in UTC.
        started_at as "startedAt": String,
        /// When it was answered, ISO 8601 in UTC.
        #[tsify(optional)]
        answered_at as "answeredAt": Option<String>,
        /// When it ended, ISO 8601 in UTC.
        ended_at as "endedAt": String,
        /// How long it was talked, in milliseconds.
        duration_ms as "durationMs": f64,
        /// Whether somebody answered.
        #[tsify(type = "\"answered\" | \"missed\" | \"not-answered\"")]
        outcome as "outcome": &'static str,
        /// Why it was missed, such as `ringTimeOver`, or the code of the end of a call of ours that nobody answered.
        #[tsify(optional)]
        reason as "reason": Option<&'static str>,
    }
}

crossing! {
    /// Someone calls.
    IncomingCall {
        /// The call.
        call as "call": CallSnapshot,
    }
}

crossing! {
    /// Something about a call changed.
    CallChange {
        /// The call.
        call as "call": CallSnapshot,
    }
}

crossing! {
    /// A call is over.
    EndedCall {
        /// The call, with its end.
        call as "call": CallSnapshot,
        /// The record made of it.
        record as "record": CallRecord,
    }
}

crossing! {
    /// A call came while the agent could not take one, and was refused without ringing.
    RefusedCall {
        /// The record made of it.
        record as "record": CallRecord,
    }
}

crossing! {
    /// The far side's sound can be had.
    MediaChange {
        /// The phone's own number of the call.
        handle as "handle": u32,
    }
}

crossing! {
    /// The far side pressed a key.
    DigitPress {
        /// The phone's own number of the call.
        handle as "handle": u32,
        /// The key: `0` to `9`, `*`, `#`, `A` to `D`.
        digit as "digit": char,
    }
}

/// Everything that can happen, by its event name.
#[derive(Tsify)]
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
                from: from.as_str(),
                to: to.as_str(),
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

impl ToJs for PhoneEvent {
    fn to_js(&self) -> JsValue {
        let (name, detail) = match self {
            Self::ConnectionChange(detail) => ("connectionchange", detail.to_js()),
            Self::RegistrationChange(detail) => ("registrationchange", detail.to_js()),
            Self::StateChange(detail) => ("statechange", detail.to_js()),
            Self::Incoming(detail) => ("incoming", detail.to_js()),
            Self::CallChange(detail) => ("callchange", detail.to_js()),
            Self::Ended(detail) => ("ended", detail.to_js()),
            Self::Refused(detail) => ("refused", detail.to_js()),
            Self::Media(detail) => ("media", detail.to_js()),
            Self::Digit(detail) => ("digit", detail.to_js()),
            Self::Error(detail) => ("error", detail.to_js()),
        };
        let event = Object::from(detail);
        put(&event, "type", &JsValue::from_str(name));
        event.into()
    }
}
