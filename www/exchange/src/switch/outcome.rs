//! How calls end: the words of the records (CT-28 to CT-35) and the SIP answers behind them.

use sip::{Request, Status};

use crate::store::Ended;

const fn missed(reason: &'static str) -> Ended {
    Ended {
        outcome: "missed",
        missed_reason: Some(reason),
    }
}

pub(super) const ANSWERED: Ended = Ended {
    outcome: "answered",
    missed_reason: None,
};
/// The agent ended it by force, after an announcement (KC-28 to KC-30).
pub(super) const TERMINATED: Ended = Ended {
    outcome: "terminated",
    missed_reason: None,
};
/// CT-28
pub(super) const NOT_IN_OPERATION: Ended = missed("notInOperation");
/// CT-29
pub(super) const NO_OPERATOR: Ended = missed("noOperator");
/// CT-30
pub(super) const ABANDONED: Ended = missed("abandonedInQueue");
/// CT-31
pub(super) const RING_TIME_OVER: Ended = missed("ringTimeOver");
/// CT-32
pub(super) const USER_LEFT: Ended = missed("userleft");
/// CT-35
pub(super) const EXCEEDED: Ended = missed("exceededQueue");
/// The exchange went away under a call that nobody had answered: the caller was dropped from the queue.
pub(super) const STOPPED: Ended = ABANDONED;

/// What a call is called that this BYE ends.
pub(super) fn of_bye(bye: &Request) -> Ended {
    let reasons = bye.headers.reasons();
    let texts = reasons.iter().filter_map(|reason| reason.text.as_deref());
    let mut words = texts.map(str::trim);
    match words.any(|text| text.eq_ignore_ascii_case("terminated")) {
        true => TERMINATED,
        false => ANSWERED,
    }
}

/// What a refused call between two phones is called.
pub(super) fn of_status(status: Status) -> Ended {
    let outcome = match status.code() {
        404 | 410 | 484 | 604 => "not-found",
        408 => "no-answer",
        480 => "unavailable",
        486 | 600 => "busy",
        487 => "cancelled",
        403 | 603 => "declined",
        _ => "failed",
    };
    Ended {
        outcome,
        missed_reason: None,
    }
}
