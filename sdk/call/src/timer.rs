//! Everything that is due at some instant.

use alloc::vec::Vec;

use sip::Instant;

use crate::{CallId, Flow, LineId};

/// What is due.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Timer {
    /// Refresh or retry the registration of a flow.
    Register(Flow),
    /// RFC 5626 §4.4: keep a flow open.
    Ping(Flow),
    /// Refresh the presence.
    Publish,
    /// A flow has been asked for a sign of life and has had time enough to give one.
    Probe(Flow),
    /// A subscription has to be refreshed.
    Watch,
    /// A recording has been paused for long enough.
    Record(LineId),
    /// Something about a call.
    Call(CallId, CallTimer),
}

/// What is due about a call.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum CallTimer {
    /// It has rung for long enough.
    Ring,
    /// RFC 3261 §13.3.1.4: send the 2xx again.
    Resend,
    /// RFC 3261 §13.3.1.4: the ACK never came.
    Unacked,
    /// RFC 3261 §14.1: offer again after a glare.
    Glare,
    /// The next tone of a series may go.
    Tone,
    /// The BYE could not be sent, or the ACK that it waits for never came.
    GiveUp,
    /// A call in doubt has had time enough to prove itself.
    Check,
    /// Media has been away for long enough.
    MediaGone,
    /// RFC 4028 §7: half of the session is over.
    Refresh,
    /// RFC 4028 §10: all of it is.
    Lapse,
    /// Nobody says how a transfer goes, or the far side does not hang up after one.
    Refer,
    /// The announcement before the end has taken long enough.
    Announce,
}

#[derive(Debug, Default)]
pub(crate) struct Timers(Vec<(Timer, Instant)>);

impl Timers {
    pub fn set(&mut self, timer: Timer, at: Instant) {
        self.cancel(timer);
        self.0.push((timer, at));
    }

    pub fn cancel(&mut self, timer: Timer) {
        if let Some(at) = self.0.iter().position(|(other, _)| *other == timer) {
            self.0.remove(at);
        }
    }

    pub fn is_set(&self, timer: Timer) -> bool {
        self.0.iter().any(|(other, _)| *other == timer)
    }

    pub fn cancel_call(&mut self, call: CallId) {
        self.0
            .retain(|(timer, _)| !matches!(timer, Timer::Call(id, _) if *id == call));
    }

    pub fn next(&self) -> Option<Instant> {
        let mut next = None;
        for (_, at) in &self.0 {
            next = Instant::earlier(next, Some(*at));
        }
        next
    }

    /// Takes one timer that is due, the earliest first.
    pub fn due(&mut self, now: Instant) -> Option<Timer> {
        let next = self.next().filter(|next| *next <= now)?;
        let at = self.0.iter().position(|(_, at)| *at == next)?;
        Some(self.0.remove(at).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_that_is_set_again_is_due_once_and_in_its_turn() {
        let at = Instant::from_millis;
        let (one, two) = (CallId(1), CallId(2));
        let mut timers = Timers::default();
        timers.set(Timer::Publish, at(10));
        timers.set(Timer::Publish, at(30));
        timers.set(Timer::Call(one, CallTimer::Ring), at(20));
        timers.set(Timer::Call(two, CallTimer::Ring), at(5));
        timers.cancel_call(two);
        assert_eq!(timers.next(), Some(at(20)));
        assert_eq!(timers.due(at(19)), None);
        assert_eq!(timers.due(at(40)), Some(Timer::Call(one, CallTimer::Ring)));
        assert_eq!(timers.due(at(40)), Some(Timer::Publish));
        assert_eq!(timers.due(at(40)), None);
    }
}
