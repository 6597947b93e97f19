//! A conference that the server mixes (RFC 4579): the agent calls it, and the parties of both lines are sent there.

use alloc::vec::Vec;

use sip::Instant;

use super::{Focus, Line, Purpose, Stage};
use crate::{CallId, CallState, DialOptions, LineError, Phone, dial};

/// Two lines on their way to a conference at the server.
///
/// ```text
///  conference, merge          answer: the parties are sent       each has gone, or is not let in
///   ──────────────► Called ────────────────────────────► Sent ─────────────────────────────────► gone
///                      └── refused: the line of before goes on ──────────────────────────────────► gone
/// ```
pub(crate) struct Removal {
    /// The agent's own call to the conference.
    room: CallId,
    /// Whoever is to come, and has not yet.
    parties: Vec<CallId>,
    /// The parties have been sent.
    sent: bool,
    /// One of them is there.
    arrived: bool,
    /// Where the agent was.
    back: Focus,
}

impl Phone {
    /// Calls the conference, while both lines wait.
    pub(super) fn move_to_room(
        &mut self,
        now: Instant,
        room: &str,
        parties: [CallId; 2],
    ) -> Result<(), LineError> {
        let id = self.call_out(now, room, DialOptions::default())?;
        self.removal = Some(Removal {
            room: id,
            parties: parties.into(),
            sent: false,
            arrived: false,
            back: self.focus,
        });
        let line = self.open_line(Purpose::Primary, Stage::Dialling, id);
        self.turn(now, Focus::Line(line));
        Ok(())
    }

    /// Brings such a removal nearer to its end. Says whether anything came of it.
    pub(crate) fn run_removal(&mut self, now: Instant) -> bool {
        let Some(mut removal) = self.removal.take() else {
            return false;
        };
        let state = self.call(removal.room).map(crate::Call::state);
        match state {
            Some(CallState::Connected) => {}
            None | Some(CallState::Ending | CallState::Ended) => {
                // Nobody is lost: the agent is back where he was.
                self.turn_to(removal.back);
                return true;
            }
            _ => {
                self.removal = Some(removal);
                return false;
            }
        }
        if !removal.sent {
            removal.sent = true;
            // RFC 4579 §5.2: who calls a factory is told by Contact what it made.
            let own = self.ua.config.uri.clone();
            let made = self.leg(removal.room).ok().and_then(|(leg, _)| leg.room());
            let asked = self.ua.config.profile.conference_uri.as_deref();
            let room = made.or_else(|| dial::target(asked?, &own).ok());
            removal.parties.retain(|id| {
                let line = self.line_of(*id).map(Line::id);
                line.zip(room.clone())
                    .is_some_and(|(line, room)| self.begin_handover(*id, line, room, None).is_ok())
            });
            self.removal = Some(removal);
            return true;
        }
        let before = removal.parties.len();
        removal.parties.retain(|id| {
            let talks = |call: &crate::Call| call.state() == CallState::Connected;
            let there = !self.call(*id).is_some_and(talks);
            removal.arrived |= there;
            let on_its_way = self
                .line_of(*id)
                .is_some_and(|line| line.handover.is_some());
            !there && on_its_way
        });
        let moved = before != removal.parties.len();
        if !removal.parties.is_empty() {
            self.removal = Some(removal);
        } else if !removal.arrived {
            self.turn_to(removal.back);
            self.drop_call(now, removal.room);
        }
        moved
    }
}
