//! Reads the phone's own words into those of the screens.

use call::{CallId, Stage};
use web::{AgentState, CallRecordView, CallState, CallView, DialRules, Direction, LineView, Phone};

use super::snapshot::{EndedBy, Line, NumberNote, Past, Phase, Presence, Recent, Sound};

/// How many recent calls are shown (FD-11).
pub(super) const RECENT: usize = 5;

/// The line in front, the one behind it, and one that rings beside them. A call that rings alone is in front.
pub(super) fn arrange(phone: &Phone) -> (Option<LineView>, Option<LineView>, Option<LineView>) {
    let mut lines = phone.lines();
    lines.retain(|line| line.stage != Stage::Ended && !line.parties.is_empty());
    let mut take = |fits: fn(&LineView) -> bool| {
        let at = lines.iter().position(fits)?;
        Some(lines.remove(at))
    };
    let talks = |line: &LineView| line.stage != Stage::Ringing;
    let front = take(|line| line.focus && line.stage != Stage::Ringing).or_else(|| take(talks));
    let behind = take(talks);
    let rings = take(|_| true);
    match front {
        None => (rings, None, None),
        front => (front, behind, rings),
    }
}

/// The call that the stage shows.
pub(super) fn front(phone: &Phone) -> Option<CallView> {
    let (front, ..) = arrange(phone);
    phone.call(CallId::from_u32(*front?.parties.first()?))
}

/// Whether the end of an unanswered call is worth the stage: not when the agent ended it, nor when a caller
/// gave up or a colleague was faster.
pub(super) fn tells(direction: Direction, code: &str) -> bool {
    match direction {
        Direction::Inbound => code.starts_with("media."),
        Direction::Outbound => !matches!(code, "call.cancelled" | "call.hung-up"),
    }
}

pub(super) fn presence(state: AgentState) -> Presence {
    match state {
        AgentState::LoggedOut => Presence::LoggedOut,
        AgentState::LoggingIn => Presence::LoggingIn,
        AgentState::Available => Presence::Available,
        AgentState::Work => Presence::Work,
        AgentState::Break => Presence::Break,
        AgentState::Dialling => Presence::Dialling,
        AgentState::OnCall => Presence::OnCall,
        AgentState::AfterCallWork => Presence::AfterCallWork,
    }
}

pub(super) fn line(call: &CallView) -> Line {
    Line {
        id: call.id,
        call_id: call.call_id.clone(),
        phase: match call.state {
            CallState::Dialling => Phase::Dialling,
            CallState::Queued => Phase::Queued,
            CallState::Ringing | CallState::EarlyMedia => Phase::Ringing,
            CallState::Incoming => Phase::Incoming,
            CallState::Answering => Phase::Answering,
            CallState::Connected => Phase::Talking,
            CallState::Ending => Phase::Ending,
            CallState::Ended => Phase::Over,
        },
        number: call.number.clone(),
        name: call.name.clone(),
        queue: call.queue.clone(),
        position: call.queue_position,
        muted: call.muted,
        sound: match call {
            CallView {
                returning: true, ..
            } => Sound::Returning,
            CallView {
                inbound_lost: true, ..
            } => Sound::Lost,
            CallView {
                held_by_remote: true,
                ..
            } => Sound::Held,
            _ => Sound::Heard,
        },
        started_ms: call.started_ms,
        answered_ms: call.answered_ms,
        ended_ms: call.ended_ms,
        ended_by: call.end.as_ref().map(|end| match end.by {
            call::EndedBy::Local => EndedBy::Us,
            call::EndedBy::Remote => EndedBy::Them,
            call::EndedBy::Network => EndedBy::Network,
        }),
    }
}

pub(super) fn recent(record: &CallRecordView) -> Recent {
    Recent {
        past: match (record.direction, record.answered_ms) {
            (Direction::Outbound, _) => Past::Outgoing,
            (Direction::Inbound, Some(_)) => Past::Incoming,
            (Direction::Inbound, None) => Past::Missed,
        },
        number: record.number.clone(),
        name: record.name.clone(),
        queue: record.queue.clone(),
        started_ms: record.started_ms,
        duration_ms: record
            .answered_ms
            .map(|answered| record.ended_ms - answered),
    }
}

/// This phone's own calls and those that the page knows, latest first, each once.
pub(super) fn merge(own: Vec<Recent>, known: Vec<Recent>) -> Vec<Recent> {
    let mut all = known;
    for call in own {
        // Both clocks write the same call down, some moments apart.
        let same = |other: &Recent| {
            other.number == call.number && (other.started_ms - call.started_ms).abs() < 5_000.0
        };
        if !all.iter().any(same) {
            all.push(call);
        }
    }
    all.sort_by(|one, other| other.started_ms.total_cmp(&one.started_ms));
    all.truncate(RECENT);
    all
}

pub(super) fn number_note(code: &str) -> Option<NumberNote> {
    let rules = DialRules::default();
    Some(match code {
        "dial.too-short" => NumberNote::Short(rules.min_digits),
        "dial.too-long" => NumberNote::Long(rules.max_digits),
        "dial.bad-plus" => NumberNote::Plus,
        "dial.not-permitted" => NumberNote::Forbidden,
        "dial.not-a-number" | "dial.empty" | "api.bad-target" => NumberNote::Characters,
        _ => return None,
    })
}
