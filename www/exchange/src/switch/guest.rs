//! What a guest may do: one call at a time, a few per minute.

use std::collections::BTreeMap;
use std::time::Duration;

use sip::Instant;

use super::Switch;

const MINUTE: Duration = Duration::from_secs(60);

/// The calls of the last minute, by guest.
#[derive(Default)]
pub(super) struct Attempts(BTreeMap<String, Vec<Instant>>);

impl Attempts {
    /// Counts an attempt unless there were `limit` within a minute; whether it may be made.
    fn count(&mut self, guest: &str, limit: u32, now: Instant) -> bool {
        self.0.retain(|_, calls| {
            calls.retain(|at| now.since(*at) < MINUTE);
            !calls.is_empty()
        });
        let calls = self.0.entry(guest.into()).or_default();
        let may = u32::try_from(calls.len()).is_ok_and(|made| made < limit);
        if may {
            calls.push(now);
        }
        may
    }
}

impl Switch {
    pub(super) fn may_call_again(&mut self, guest: &str) -> bool {
        let mut open = self.invitations.values().filter(|one| one.is_open());
        let busy = open.any(|one| one.caller == guest) || self.ledger.of(guest).next().is_some();
        let limit = self.config.guest.calls_per_minute;
        !busy && self.guest_calls.count(guest, limit, self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_who_calls_too_often_has_to_wait() {
        let mut attempts = Attempts::default();
        let at = |second: u64| Instant::from_millis(second * 1_000);
        assert!(attempts.count("guest-1", 2, at(0)));
        assert!(attempts.count("guest-1", 2, at(30)));
        assert!(!attempts.count("guest-1", 2, at(59)));
        assert!(attempts.count("guest-2", 2, at(59)));
        assert!(attempts.count("guest-1", 2, at(60)));
    }
}
