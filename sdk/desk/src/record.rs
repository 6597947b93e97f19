//! What is kept of a call.

use alloc::string::{String, ToString};
use core::time::Duration;

use call::{Call, Direction, EndReason, Instant};

/// One call in the agent's history (CT-25, CT-26, CT-27, CT-37).
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct CallRecord {
    /// The SIP Call-ID, the same for every party that sees this leg.
    pub sip_call_id: String,
    /// Who began.
    pub direction: Direction,
    /// The far side's number or user name.
    pub number: String,
    /// The far side's name, when it gave one.
    pub name: Option<String>,
    /// The queue it came through (FD-18).
    pub queue: Option<String>,
    /// When it began to ring, or was dialled.
    pub started: Instant,
    /// When somebody answered.
    pub answered: Option<Instant>,
    /// When it ended.
    pub ended: Instant,
    /// How it ended.
    pub outcome: Outcome,
    /// The agent ended it for abuse, after an announcement (KC-28); the customer may have hung up during that.
    pub terminated: bool,
}

impl CallRecord {
    pub(crate) fn of(call: &Call, now: Instant, refused: bool) -> Self {
        let remote = call.remote();
        let answered = call.answered();
        let reason = call.end().map_or(EndReason::Failed, |end| end.reason);
        let outcome = match (answered, call.direction()) {
            (Some(_), _) => Outcome::Answered,
            (None, Direction::Outbound) => Outcome::NotAnswered(reason),
            (None, Direction::Inbound) if refused => Outcome::Missed(MissedReason::NoOperator),
            (None, Direction::Inbound) => Outcome::Missed(MissedReason::from_end(reason)),
        };
        Self {
            sip_call_id: call.sip_call_id().to_string(),
            direction: call.direction(),
            number: remote.number.clone(),
            name: remote.display_name.clone(),
            queue: call.queue().map(ToString::to_string),
            started: call.started(),
            answered,
            ended: call.ended().unwrap_or(now),
            outcome,
            terminated: call.terminated(),
        }
    }

    /// The whole time of the call, ringing included (CT-37).
    pub fn duration(&self) -> Duration {
        self.ended.since(self.started)
    }

    /// The time the two sides talked; zero when nobody answered.
    pub fn talk(&self) -> Duration {
        self.answered
            .map_or(Duration::ZERO, |answered| self.ended.since(answered))
    }

    /// Why it was missed; only inbound calls are (CT-27).
    pub fn missed(&self) -> Option<MissedReason> {
        match self.outcome {
            Outcome::Missed(reason) => Some(reason),
            Outcome::Answered | Outcome::NotAnswered(_) => None,
        }
    }
}

/// How a call ended, seen from this desk.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Outcome {
    /// Somebody answered, here or there.
    Answered,
    /// An inbound call that was not answered here.
    Missed(MissedReason),
    /// An outbound call that was not answered.
    NotAnswered(EndReason),
}

impl Outcome {
    /// The name in records: `answered`, `missed` or `not-answered`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Missed(_) => "missed",
            Self::NotAnswered(_) => "not-answered",
        }
    }
}

/// Why an inbound call was missed: the nine reasons of the reference (CT-28 to CT-36), and what one desk sees besides.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Debug)]
pub enum MissedReason {
    /// Outside of the opening hours (CT-28).
    NotInOperation,
    /// No agent could take it (CT-29).
    NoOperator,
    /// Waited for an hour (CT-30).
    AbandonedInQueue,
    /// Rang for long enough (CT-31).
    RingTimeOver,
    /// The customer hung up first (CT-32).
    UserLeft,
    /// The number was given up (CT-33).
    PreservedNumber,
    /// The number never was one (CT-34).
    UnregisteredNumber,
    /// Too many were waiting (CT-35).
    ExceededQueue,
    /// A workflow ended it (CT-36).
    Workflow,
    /// The agent said no.
    Declined,
    /// Another agent was faster: missed here, not by the centre.
    AnsweredElsewhere,
    /// Microphone, network or server failed.
    Failed,
}

impl MissedReason {
    const ALL: [Self; 12] = [
        Self::NotInOperation,
        Self::NoOperator,
        Self::AbandonedInQueue,
        Self::RingTimeOver,
        Self::UserLeft,
        Self::PreservedNumber,
        Self::UnregisteredNumber,
        Self::ExceededQueue,
        Self::Workflow,
        Self::Declined,
        Self::AnsweredElsewhere,
        Self::Failed,
    ];

    /// The name in records, in the reference's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotInOperation => "notInOperation",
            Self::NoOperator => "noOperator",
            Self::AbandonedInQueue => "abandonedInQueue",
            Self::RingTimeOver => "ringTimeOver",
            Self::UserLeft => "userLeft",
            Self::PreservedNumber => "preservedNumber",
            Self::UnregisteredNumber => "unregisteredNumber",
            Self::ExceededQueue => "exceededQueue",
            Self::Workflow => "workflow",
            Self::Declined => "declined",
            Self::AnsweredElsewhere => "answeredElsewhere",
            Self::Failed => "failed",
        }
    }

    /// The reason of that name in any case: editions differ between `userleft` and `userLeft` (CO-12).
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|reason| reason.as_str().eq_ignore_ascii_case(name))
    }

    fn from_end(reason: EndReason) -> Self {
        match reason {
            EndReason::Cancelled | EndReason::HungUp => Self::UserLeft,
            EndReason::NoAnswer | EndReason::Timeout => Self::RingTimeOver,
            EndReason::AnsweredElsewhere => Self::AnsweredElsewhere,
            EndReason::Declined | EndReason::Busy | EndReason::Unavailable => Self::Declined,
            EndReason::NotFound
            | EndReason::Forbidden
            | EndReason::Unauthorized
            | EndReason::Incompatible
            | EndReason::Failed
            | EndReason::TransportLost
            | EndReason::MediaPermissionDenied
            | EndReason::MediaNoDevice
            | EndReason::MediaInUse
            | EndReason::MediaFailed
            | EndReason::Protocol
            | EndReason::Transferred
            | EndReason::Replaced
            | EndReason::Lost
            | EndReason::Terminated => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_reasons_are_read_in_any_case() {
        for reason in MissedReason::ALL {
            assert_eq!(MissedReason::parse(reason.as_str()), Some(reason));
        }
        assert_eq!(
            MissedReason::parse("userleft"),
            Some(MissedReason::UserLeft)
        );
        assert_eq!(
            MissedReason::parse("USERLEFT"),
            Some(MissedReason::UserLeft)
        );
        assert_eq!(MissedReason::parse("bored"), None);
    }
}
