//! Everything that is due at some instant.

use alloc::vec::Vec;

use sip::Instant;

use crate::CallId;

/// What is due.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Timer {
    /// Refresh or retry the registration.
    Register,
    /// Refresh the presence.
    Publish,
    /// The probe has waited long enough.
    Probe,
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
    /// RFC 3261 §9.1: the cancelled INVITE never got its final response; or the BYE could not be sent.
    GiveUp,
    /// Media has been away for long enough.
    MediaGone,
}

#[derive(Debug, Default)]
pub(crate) struct Timers(Vec<(Timer, Instant)>);

impl Timers {
    pub fn set(&mut self, timer: Timer, at: Instant) {
        self.cancel(timer);
        self.0.push((timer, at));
    }

    pub fn cancel(&mut self, timer: Timer) {
        self.0.retain(|(other, _)| *other != timer);
    }

    pub fn cancel_call(&mut self, call: CallId) {
        self.0
            .retain(|(timer, _)| !matches!(timer, Timer::Call(id, _) if *id == call));
    }

    pub fn next(&self) -> Option<Instant> {
        self.0.iter().map(|(_, at)| *at).min()
    }

    /// Takes one timer that is due, the earliest first.
    pub fn due(&mut self, now: Instant) -> Option<Timer> {
        let (position, (timer, _)) = self
            .0
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, (_, at))| *at <= now)
            .min_by_key(|(_, (_, at))| *at)?;
        self.0.remove(position);
        Some(timer)
    }
}
