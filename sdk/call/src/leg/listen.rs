//! A call in which this side only listens (RFC 3911), until it is allowed to speak.

use sip::Instant;

use super::*;
use crate::{CallError, MediaDirection};

impl Leg {
    /// Speaks from now on, if the far side agrees.
    pub fn speak(&mut self, ua: &mut UserAgent, now: Instant) -> Result<(), CallError> {
        self.must_talk()?;
        self.speaks = true;
        self.go_on(ua, now);
        Ok(())
    }

    /// This direction, less our voice as long as we only listen.
    pub(super) fn spoken(&self, direction: MediaDirection) -> MediaDirection {
        match direction {
            _ if !self.call.listens || self.speaking => direction,
            MediaDirection::SendReceive => MediaDirection::ReceiveOnly,
            MediaDirection::SendOnly => MediaDirection::Inactive,
            silent => silent,
        }
    }

    /// Whether there is a wish to speak that nobody has heard yet.
    pub(super) fn asks_to_speak(&self) -> bool {
        self.call.listens && self.speaks
    }
}
