//! Every value that crosses to JavaScript.

use js_sys::{Date, Object};
use tsify::Tsify;
use wasm_bindgen::JsValue;
use web::{CallRecordView, CallView, EndView, Event, LineView, PhoneError};

use crate::crossing::{ToJs, crossing, object};

crossing! {
    /// Why something went wrong.
    Failure from error: PhoneError {
        /// A stable dotted code, such as `media.permission-denied`.
        code as "code": &'static str = error.code(),
        /// What happened, for people.
        message as "message": String = error.message(),
        /// The SIP status behind it, when there was one.
        #[tsify(optional)]
        status as "status": Option<u16> = error.status(),
    }
}

crossing! {
    /// How and why a call ended.
    CallEnd from end: EndView {
        /// A stable code, such as `call.busy`.
        reason as "reason": &'static str = end.code,
        /// The SIP status behind it, when there was one.
        #[tsify(optional)]
        status as "status": Option<u16> = end.status,
        /// The reason phrase behind it, when there was one.
        #[tsify(optional)]
        text as "text": Option<String> = end.text,
        /// Who ended it.
        #[tsify(type = "\"local\" | \"remote\" | \"network\"")]
        by as "by": &'static str = ended_by(end.by),
    }
}

crossing! {
    /// One call, as it is now.
    CallSnapshot from call: CallView {
        /// The phone's own number of the call.
        handle as "handle": u32 = call.id,
        /// The SIP Call-ID.
        id as "id": String = call.call_id,
        /// Who called whom.
        #[tsify(type = "\"inbound\" | \"outbound\"")]
        direction as "direction": &'static str = direction(call.direction),
        /// What the call is doing.
        #[tsify(
            type = "\"dialling\" | \"queued\" | \"ringing\" | \"early-media\" | \"incoming\" | \"answering\" | \"connected\" | \"ending\" | \"ended\""
        )]
        state as "state": &'static str = call.state.as_str(),
        /// The far side's number, or the user part of its address.
        number as "number": String = call.number,
        /// The far side's name.
        #[tsify(optional)]
        name as "name": Option<String> = call.name,
        /// The far side's whole address.
        uri as "uri": String = call.uri,
        /// Whom the caller called before the call was diverted to us.
        #[tsify(optional)]
        diversion as "diversion": Option<Sender> = call.diversion,
        /// The queue that the call came through.
        #[tsify(optional)]
        queue as "queue": Option<String> = call.queue,
        /// Our place in the far side's queue.
        #[tsify(optional)]
        queue_position as "queuePosition": Option<u32> = call.queue_position,
        /// Whether our microphone sends silence.
        muted as "muted": bool = call.muted,
        /// Whether we hold the far side.
        #[tsify(type = "\"off\" | \"holding\" | \"on\" | \"resuming\"")]
        hold as "hold": &'static str = call.hold.as_str(),
        /// Whether the far side holds us.
        held_by_remote as "heldByRemote": bool = call.held_by_remote,
        /// Whether the call came back and the far side has not agreed yet.
        returning as "returning": bool = call.returning,
        /// Whether nothing is heard of the far side though it should be.
        inbound_lost as "inboundLost": bool = call.inbound_lost,
        /// The phone's own number of the call that the caller wants to join.
        #[tsify(optional)]
        joins as "joins": Option<u32> = call.joins,
        /// What SIP calls it, once it is known.
        #[tsify(optional)]
        dialog as "dialog": Option<Dialog> = call.dialog,
        /// Whom it is about, when a colleague consults us.
        #[tsify(optional)]
        about as "about": Option<Sender> = call.about,
        /// The Call-ID of that party's own call, at the colleague: their ticket is the same.
        #[tsify(optional)]
        about_call as "aboutCall": Option<String> = call.about_call,
        /// Whether the far side is a conference.
        in_conference as "inConference": bool = call.in_conference,
        /// Whether we joined to listen.
        listening as "listening": bool = call.listens,
        /// When the call began, ISO 8601 in UTC.
        started_at as "startedAt": String = Time(call.started_ms),
        /// When it was answered, ISO 8601 in UTC.
        #[tsify(optional)]
        answered_at as "answeredAt": Option<String> = call.answered_ms.map(Time),
        /// When it ended, ISO 8601 in UTC.
        #[tsify(optional)]
        ended_at as "endedAt": Option<String> = call.ended_ms.map(Time),
        /// How it ended.
        #[tsify(optional)]
        end as "end": Option<CallEnd> = call.end,
    }
}

crossing! {
    /// What an agent sees as one: a call, or several that are joined.
    LineSnapshot from line: LineView {
        /// The phone's own number of the line.
        id as "id": u32 = line.id,
        /// What it is there for.
        #[tsify(type = "\"primary\" | \"consult\" | \"parallel\"")]
        purpose as "purpose": &'static str = line.purpose.as_str(),
        /// What it is doing.
        #[tsify(
            type = "\"ringing\" | \"dialling\" | \"active\" | \"holding\" | \"held\" | \"resuming\" | \"transferring\" | \"ended\""
        )]
        stage as "stage": &'static str = line.stage.as_str(),
        /// Whether it is the one that is talked on, or is going to be.
        focus as "focus": bool = line.focus,
        /// The numbers of its calls, the one it began with first.
        parties as "parties": Vec<u32> = line.parties.as_slice(),
        /// Whether it is recorded.
        #[tsify(type = "\"off\" | \"on\" | \"paused\"")]
        recording as "recording": &'static str = line.recording.as_str(),
        /// Whether an announcement is played before its end.
        terminating as "terminating": bool = line.terminating,
    }
}

crossing! {
    /// The names by which SIP knows a call.
    Dialog from dialog: call::DialogName {
        /// The Call-ID.
        call_id as "callId": String = dialog.call_id,
        /// The tag of this side.
        local_tag as "localTag": String = dialog.local_tag,
        /// The tag of the far side.
        remote_tag as "remoteTag": String = dialog.remote_tag,
    }
}

crossing! {
    /// One call that is over.
    CallRecord from record: CallRecordView {
        /// The SIP Call-ID.
        id as "id": String = record.call_id,
        /// Who called whom.
        #[tsify(type = "\"inbound\" | \"outbound\"")]
        direction as "direction": &'static str = direction(record.direction),
        /// The far side's number.
        number as "number": String = record.number,
        /// The far side's name.
        #[tsify(optional)]
        name as "name": Option<String> = record.name,
        /// The queue that the call came through.
        #[tsify(optional)]
        queue as "queue": Option<String> = record.queue,
        /// When it began, ISO 8601 in UTC.
        started_at as "startedAt": String = Time(record.started_ms),
        /// When it was answered, ISO 8601 in UTC.
        #[tsify(optional)]
        answered_at as "answeredAt": Option<String> = record.answered_ms.map(Time),
        /// When it ended, ISO 8601 in UTC.
        ended_at as "endedAt": String = Time(record.ended_ms),
        /// How long it was talked, in milliseconds.
        duration_ms as "durationMs": f64 = record.answered_ms.map_or(0.0, |answered| record.ended_ms - answered),
        /// Whether somebody answered.
        #[tsify(type = "\"answered\" | \"missed\" | \"not-answered\"")]
        outcome as "outcome": &'static str = record.outcome,
        /// Why it was missed, such as `ringTimeOver`, or the code of the end of a call of ours that nobody answered.
        #[tsify(optional)]
        reason as "reason": Option<&'static str> = record.reason,
        /// Whether the agent ended it by force, with an announcement.
        terminated as "terminated": bool = record.terminated,
    }
}

/// Milliseconds since the Unix epoch, which JavaScript gets as ISO 8601.
struct Time(f64);

impl ToJs for Time {
    fn to_js(&self) -> JsValue {
        Date::new(&JsValue::from_f64(self.0)).to_iso_string().into()
    }
}

crossing! {
    /// Somebody at the far end.
    Sender from party: call::Party {
        /// The number, or the user part of the address.
        number as "number": String = party.number,
        /// The name.
        #[tsify(optional)]
        name as "name": Option<String> = party.display_name,
        /// The whole address.
        uri as "uri": String = party.uri,
    }
}

crossing! {
    /// One call of a telephone that is watched.
    WatchedDialog from dialog: call::DialogInfo {
        /// What the server calls it.
        id as "id": String = dialog.id,
        /// Who called, seen from the watched telephone.
        #[tsify(optional, type = "\"inbound\" | \"outbound\"")]
        direction as "direction": Option<&'static str> = dialog.direction.map(direction),
        /// Where it stands.
        #[tsify(
            type = "\"trying\" | \"proceeding\" | \"early\" | \"confirmed\" | \"terminated\""
        )]
        state as "state": &'static str = dialog.state,
        /// The far side, where the server says who it is.
        #[tsify(optional)]
        remote as "remote": Option<Sender> = dialog.remote,
        /// What SIP calls it there, where the server says so: for `join`.
        #[tsify(optional)]
        name as "dialog": Option<Dialog> = dialog.name,
    }
}

fn direction(direction: web::Direction) -> &'static str {
    match direction {
        web::Direction::Inbound => "inbound",
        web::Direction::Outbound => "outbound",
    }
}

fn ended_by(by: call::EndedBy) -> &'static str {
    match by {
        call::EndedBy::Local => "local",
        call::EndedBy::Remote => "remote",
        call::EndedBy::Network => "network",
    }
}

/// As [`crate::PhoneEvent`] declares it.
impl ToJs for Event {
    fn to_js(&self) -> JsValue {
        let written = |name: &str, key: &str, value: JsValue| -> Object {
            object(&[("type", name.to_js()), (key, value)])
        };
        match self {
            Event::Connection(state) => {
                written("connectionchange", "state", state.as_str().to_js())
            }
            Event::Registration(view) => object(&[
                ("type", "registrationchange".to_js()),
                ("state", view.as_str().to_js()),
                ("error", view.error().to_js()),
            ]),
            Event::StateChange { from, to } => object(&[
                ("type", "statechange".to_js()),
                ("from", from.as_str().to_js()),
                ("to", to.as_str().to_js()),
            ]),
            Event::Incoming(call) => written("incoming", "call", call.to_js()),
            Event::CallChange(call) => written("callchange", "call", call.to_js()),
            Event::Ended { call, record } => object(&[
                ("type", "ended".to_js()),
                ("call", call.to_js()),
                ("record", record.to_js()),
            ]),
            Event::Media { id } => written("media", "handle", id.to_js()),
            Event::Digit { id, digit } => object(&[
                ("type", "digit".to_js()),
                ("handle", id.to_js()),
                ("digit", digit.to_js()),
            ]),
            Event::Outcome { of, id, error } => object(&[
                ("type", "outcome".to_js()),
                ("of", of.to_js()),
                ("handle", id.to_js()),
                ("error", error.to_js()),
            ]),
            // Read off `PhoneStatus`, which those who follow in another tab have as well.
            Event::Lines(_) => object(&[("type", "linechange".to_js())]),
            Event::Replaced { id, old } => object(&[
                ("type", "replaced".to_js()),
                ("handle", id.to_js()),
                ("old", old.to_js()),
            ]),
            Event::TransferAsked { id, target } => object(&[
                ("type", "transferasked".to_js()),
                ("handle", id.to_js()),
                ("target", target.to_js()),
            ]),
            Event::Presence { id, status } => object(&[
                ("type", "presence".to_js()),
                ("handle", id.to_js()),
                ("open", status.open.to_js()),
                ("note", status.note.to_js()),
            ]),
            Event::Dialogs { id, dialogs } => object(&[
                ("type", "dialogs".to_js()),
                ("handle", id.to_js()),
                ("dialogs", dialogs.as_slice().to_js()),
            ]),
            Event::Message { from, text } => object(&[
                ("type", "message".to_js()),
                ("from", from.to_js()),
                ("text", text.to_js()),
            ]),
            Event::RecordingSaved(recording) => {
                written("recordingsaved", "recording", recording.as_ref().clone())
            }
            Event::Error(error) => object(&[
                ("type", "error".to_js()),
                ("code", error.code().to_js()),
                ("message", error.message().to_js()),
            ]),
        }
        .into()
    }
}
