//! Forced termination (KC-28 to KC-30): the far side hears an announcement to its end, and then the call is over.

use sip::Instant;

use super::*;
use crate::{CallError, End, EndReason, EndedBy};

/// Nobody is kept for longer, whatever becomes of the announcement.
const LONGEST: Duration = Duration::from_secs(60);

impl Leg {
    /// Plays the announcement to the far side of a connected call, which ends after it.
    pub fn terminate(&mut self, ua: &mut UserAgent, now: Instant) -> Result<(), CallError> {
        self.must_talk()?;
        if self.call.terminated {
            return Err(CallError::WrongState);
        }
        self.call.terminated = true;
        ua.media(self.call.id, MediaCommand::Announce);
        self.limit_announcement(ua, now);
        self.changed(ua);
        Ok(())
    }

    pub(super) fn limit_announcement(&self, ua: &mut UserAgent, now: Instant) {
        if self.call.terminated {
            self.set(ua, CallTimer::Announce, now + LONGEST);
        }
    }

    /// It was heard to its end, can not be played, or takes too long.
    pub(super) fn announced(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.call.terminated && self.call.state() == CallState::Connected {
            let end = End::new(EndReason::Terminated, EndedBy::Local);
            // RFC 3326: whoever keeps records sees that this was no ordinary end (KC-30).
            let reason = "SIP;cause=603;text=\"Terminated\"";
            self.bye(ua, now, end, Some(reason));
        }
    }
}
