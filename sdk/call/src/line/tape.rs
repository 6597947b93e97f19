//! What is recorded: as the profile says, by order, and by the clock.

use sip::Instant;

use super::{Control, LineId, Record, RecordBy, Refusal};
use crate::timer::Timer;
use crate::{CallId, CallState, Event, LineError, Output, Phone, RecordCommand, Recording};

/// How soon a server that could not be told is told again, in milliseconds.
const AGAIN_MS: u64 = 2_000;

/// One recording of a line, or the attempt at one. It goes when its line talks no more.
pub(crate) struct Tape {
    line: LineId,
    /// Whom it began with: a server that records is told in this call.
    call: CallId,
    state: Recording,
    /// What it was to the page of before, until the call is back.
    before: Recording,
}

impl Phone {
    /// Begins to record the line of a call, or leaves out what is said now, goes on, or stops. [`crate::Line::recording`] tells once it is so;
    /// where the server records and refuses, [`Event::RecordFailed`] does.
    ///
    /// # Errors
    /// [`LineError`]: `line.switched-off` when the profile has no recording, or does not leave its beginning and end to the agent.
    pub fn record(
        &mut self,
        now: Instant,
        id: CallId,
        order: RecordCommand,
    ) -> Result<(), LineError> {
        let control = match order {
            RecordCommand::Start | RecordCommand::Stop => Control::Record,
            RecordCommand::Pause | RecordCommand::Resume => Control::PauseRecording,
        };
        let line = self.may(id, control)?;
        if !self.tapes.iter().any(|tape| tape.line == line) {
            self.insert_tape(line, id);
        }
        let done = self.tape(now, line, order);
        self.settle(now);
        done
    }

    /// What records here can not go on: the line shows so, and no recording of it begins by itself.
    pub fn recording_failed(&mut self, now: Instant, line: LineId) {
        let _ = self.tape(now, line, RecordCommand::Stop);
        self.settle(now);
    }

    /// A pause has been as long as pauses are.
    pub(crate) fn resume_tape(&mut self, now: Instant, line: LineId) {
        if self.tape(now, line, RecordCommand::Resume).is_err() {
            let again = now.plus_millis(AGAIN_MS);
            self.ua.timers.set(Timer::Record(line), again);
        }
    }

    fn insert_tape(&mut self, line: LineId, call: CallId) {
        self.tapes.push(Tape {
            line,
            call,
            state: Recording::Off,
            before: Recording::Off,
        });
    }

    /// The line was recorded by the page of before: it is again as soon as its call is back.
    pub(super) fn restore_tape(&mut self, line: LineId, call: CallId, recorded: u32) {
        let before = match recorded {
            1 => Recording::On,
            2 => Recording::Paused,
            _ => return,
        };
        if self.ua.config.profile.record != Record::Off {
            self.insert_tape(line, call);
            if let Some(tape) = self.tapes.last_mut() {
                tape.before = before;
            }
        }
    }

    fn tape(&mut self, now: Instant, line: LineId, order: RecordCommand) -> Result<(), LineError> {
        let mut tapes = self.tapes.iter().enumerate();
        let Some((at, tape)) = tapes.find(|(_, tape)| tape.line == line) else {
            return Err(Refusal::NotRecording.into());
        };
        let call = tape.call;
        let Some((_, command)) = tape.state.lead(order) else {
            // It is so already, or can not be.
            return match tape.state {
                Recording::Off => Err(Refusal::NotRecording.into()),
                _ => Ok(()),
            };
        };
        if self.ua.config.profile.record_by == RecordBy::Server {
            let (leg, ua) = self.leg(call)?;
            leg.tell_recorder(ua, now, command)?;
        } else {
            self.taped(now, at, command);
        }
        Ok(())
    }

    /// It is so.
    fn taped(&mut self, now: Instant, at: usize, command: RecordCommand) {
        let profile = &self.ua.config.profile;
        let (by, limit) = (profile.record_by, profile.pause_limit);
        let Some(tape) = self.tapes.get_mut(at) else {
            return;
        };
        tape.state.transition(command);
        let (id, state) = (tape.line, tape.state);
        self.ua.timers.cancel(Timer::Record(id));
        if let (RecordCommand::Pause, Some(limit)) = (command, limit) {
            self.ua.timers.set(Timer::Record(id), now + limit);
        }
        if by == RecordBy::Browser {
            self.ua.put(Output::Record(id, command));
        }
        self.show_tape(id, state);
    }

    fn show_tape(&mut self, line: LineId, state: Recording) {
        self.lines_changed = true;
        if let Some(line) = self.lines.iter_mut().find(|of| of.id == line) {
            line.recording = state;
        }
    }

    /// Begins what is due, hears the server out, and stops what has come to its end. Says whether anything came of it.
    pub(crate) fn run_tapes(&mut self, now: Instant) -> bool {
        let (mut at, mut moved) = (0, false);
        while let Some(tape) = self.tapes.get(at) {
            let (id, call, state) = (tape.line, tape.call, tape.state);
            let by = self.ua.config.profile.record_by;
            let there = self.talks(call);
            let line = self.line_of(call).map(|line| line.id);
            if let Ok((leg, ua)) = self.leg(call)
                && let Some((command, said)) = leg.recorder_said()
            {
                match said {
                    Ok(()) => self.taped(now, at, command),
                    Err(status) => ua.event(Event::RecordFailed(call, status)),
                }
                continue;
            }
            let goes_on = match self.line(id) {
                // Whom the server was told about has left, and its recording with him.
                _ if by == RecordBy::Server => there && line == Some(id),
                Some(line) => line.parties.iter().any(|id| self.talks(*id)),
                None => false,
            };
            if goes_on {
                if self.is_back(call)
                    && let Some(tape) = self.tapes.get_mut(at)
                {
                    // A server has gone on as it was told.
                    let before = core::mem::take(&mut tape.before);
                    if before != Recording::Off {
                        self.taped(now, at, RecordCommand::Start);
                    }
                    if before == Recording::Paused {
                        self.taped(now, at, RecordCommand::Pause);
                    }
                }
                at += 1;
                continue;
            }
            moved = true;
            // Two lines became one, and this was the second: what is said there is recorded on.
            let heir = line.filter(|line| {
                there && *line != id && !self.tapes.iter().any(|tape| tape.line == *line)
            });
            let recorded = state == Recording::On;
            if by == RecordBy::Server {
                if let (Some(heir), Some(tape)) = (heir, self.tapes.get_mut(at)) {
                    tape.line = heir;
                    self.show_tape(heir, state);
                    continue;
                }
                if there
                    && recorded
                    && let Ok((leg, ua)) = self.leg(call)
                {
                    let _ = leg.tell_recorder(ua, now, RecordCommand::Stop);
                }
            }
            if state != Recording::Off {
                self.taped(now, at, RecordCommand::Stop);
            }
            self.tapes.remove(at);
            if let Some(heir) = heir.filter(|_| recorded) {
                self.insert_tape(heir, call);
                let _ = self.tape(now, heir, RecordCommand::Start);
            }
        }
        if self.ua.config.profile.record != Record::Always {
            return moved;
        }
        for at in 0..self.lines.len() {
            let Some(line) = self.lines.get(at) else {
                break;
            };
            let id = line.id;
            let begun = self.tapes.iter().any(|tape| tape.line == id);
            let talks = line.parties.iter().find(|id| self.is_back(**id));
            let Some(call) = talks.copied().filter(|_| !begun) else {
                continue;
            };
            self.insert_tape(id, call);
            if self.tape(now, id, RecordCommand::Start).is_err() {
                // Not now: the way to the server is gone.
                self.tapes.pop();
            } else {
                moved = true;
            }
        }
        moved
    }

    fn is_back(&self, id: CallId) -> bool {
        let call = self.call(id);
        self.talks(id) && call.is_some_and(|call| !call.returning())
    }

    fn talks(&self, id: CallId) -> bool {
        let call = self.call(id);
        call.is_some_and(|call| call.state() == CallState::Connected)
    }
}
