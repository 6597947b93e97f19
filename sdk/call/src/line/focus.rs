//! Which line is not on hold. Nothing here is a script: after everything that happens each leg is asked for what it should be.

use alloc::vec::Vec;

use sip::Instant;

use super::{Line, Purpose, Stage};
use crate::leg::Leg;
use crate::{
    Call, CallId, CallState, CustomerLeft, EndedBy, Event, Hold, LineId, MediaCommand, Muted,
    Phone, SecondLine,
};

/// Who the agent talks with.
///
/// ```text
///            dial, answer, resume, swap, a hold that failed
///   Nobody ─────────────────────────────────────────────────► Line(id) ──┐
///     ▲                                                        │    ▲    │ the same, for another line
///     └── hold, transfer, a resume that failed, the line ended ┘    └────┘
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Focus {
    /// Every line is on hold, or to be.
    Nobody,
    /// All other lines are on hold, or to be.
    Line(LineId),
}

impl Focus {
    /// The only writer of the focus.
    pub fn transition(&mut self, next: Focus) {
        *self = next;
    }
}

impl Phone {
    /// The line that the agent talks on, or is about to; none while all are on hold, or to be.
    pub fn focus(&self) -> Option<LineId> {
        match self.focus {
            Focus::Line(id) => Some(id),
            Focus::Nobody => None,
        }
    }

    /// The lines that are not over, in the order in which they were opened.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The line of a call.
    pub fn line_of(&self, id: CallId) -> Option<&Line> {
        self.lines.iter().find(|line| line.parties.contains(&id))
    }

    pub(crate) fn line_mut(&mut self, id: CallId) -> Option<&mut Line> {
        self.lines
            .iter_mut()
            .find(|line| line.parties.contains(&id))
    }

    /// Opens a line for a call.
    pub(crate) fn open_line(&mut self, purpose: Purpose, stage: Stage, call: CallId) -> LineId {
        self.last_line = self.last_line.wrapping_add(1);
        let id = LineId(self.last_line);
        self.lines.push(Line::new(id, purpose, stage, call));
        self.lines_changed = true;
        id
    }

    /// A call comes for another: it is in the same line, and before it.
    pub(crate) fn take_place(&mut self, old: CallId, new: CallId) {
        let Some(line) = self.line_mut(old) else {
            self.open_line(Purpose::Primary, Stage::Dialling, new);
            return;
        };
        let at = line.parties.iter().position(|party| *party == old);
        line.parties.insert(at.unwrap_or_default(), new);
        self.lines_changed = true;
    }

    /// A call comes to another one (RFC 3911).
    pub(crate) fn come_to(&mut self, joined: CallId, new: CallId) {
        if let Some(line) = self.line_mut(joined) {
            line.parties.push(new);
            self.lines_changed = true;
        }
    }

    /// A call is no longer in its line: it has gone, or another has its place.
    pub(crate) fn leave_line(&mut self, call: CallId) {
        let over = self.stay(call);
        if let Some(line) = self.line_of(call).map(Line::id) {
            self.take_back(line, over);
        }
        if let Some(line) = self.line_mut(call) {
            line.parties.retain(|party| *party != call);
            self.lines_changed = true;
        }
    }

    /// The line beside this one, once it no longer rings.
    pub(super) fn other_line(&self, than: LineId) -> Option<&Line> {
        let beside = self.line(than).and_then(|line| line.beside);
        let up =
            |line: &&Line| line.id != than && !matches!(line.stage, Stage::Ringing | Stage::Ended);
        let paired = |line: &&Line| line.beside == Some(than) || beside == Some(line.id);
        let mut lines = self.lines.iter().filter(up);
        lines.clone().find(paired).or_else(|| lines.next())
    }

    pub(super) fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Whether the line that this one was opened beside is gone.
    pub(super) fn primary_left(&self, line: &Line) -> bool {
        line.beside.is_some_and(|id| self.line(id).is_none())
    }

    /// The agent turns to a line, or away from all: whoever refused a hold before may be asked again.
    pub(crate) fn turn_to(&mut self, focus: Focus) {
        self.focus.transition(focus);
        for leg in &mut self.legs {
            leg.stubborn = false;
        }
    }

    /// A call is over. Its line goes with it when it was the last one, and what depends on the line follows.
    pub(crate) fn party_left(&mut self, now: Instant, call: &Call) {
        let over = self.stay(call.id());
        let handed_over =
            over.is_some_and(|over| over.other.is_none() && over.meanwhile == Some(self.focus));
        let Some(line) = self.line_mut(call.id()) else {
            return;
        };
        let first = line.parties.first() == Some(&call.id());
        line.parties.retain(|party| *party != call.id());
        let (id, beside) = (line.id, line.beside);
        let empty = line.parties.is_empty();
        let (about_first, rest) = (line.about_first, line.parties.clone());
        self.lines_changed = true;
        let mut ends = Vec::new();
        // The customer hung up, and was not handed over.
        let went = call.answered().is_some()
            && call.end().is_some_and(|end| {
                end.by != EndedBy::Local && end.reason != crate::EndReason::Transferred
            });
        if went && self.ua.config.profile.customer_left == CustomerLeft::EndAll {
            if first && about_first {
                ends = rest;
            }
            if empty {
                for other in &self.lines {
                    if other.beside == Some(id) && other.purpose == Purpose::Consult {
                        ends.extend_from_slice(&other.parties);
                    }
                }
            }
        }
        for id in ends {
            if let Ok((leg, ua)) = self.leg(id) {
                let _ = leg.hang_up(ua, now);
            }
        }
        if empty {
            self.lines.retain(|line| line.id != id);
            let had_focus = match self.focus {
                Focus::Line(focus) => focus == id,
                Focus::Nobody => handed_over,
            };
            if had_focus {
                self.turn_back(beside);
            }
        }
    }

    /// The line that was talked on is gone: the other one may go on.
    fn turn_back(&mut self, beside: Option<LineId>) {
        self.turn_to(Focus::Nobody);
        if self.ua.config.profile.second_line_ended == SecondLine::KeepHeld {
            return;
        }
        let waits = |line: &&mut Line| {
            let paired = beside.is_none_or(|id| id == line.id);
            paired && !matches!(line.stage, Stage::Ringing | Stage::Ended)
        };
        let Some(line) = self.lines.iter_mut().find(waits) else {
            return;
        };
        if let Some(over) = &mut line.handover {
            // Not while its party is on the way to somebody else.
            over.meanwhile = Some(Focus::Nobody);
            return;
        }
        // FD-51: a parallel call is not resumed once the first party has left.
        if line.purpose != Purpose::Parallel {
            let id = line.id;
            self.turn_to(Focus::Line(id));
        }
    }

    /// Whether a call is of the line that the agent talks on.
    fn in_focus(&self, id: CallId) -> bool {
        let line = self.line_of(id).map(|line| line.id);
        matches!(self.focus, Focus::Line(focus) if line == Some(focus))
    }

    /// Brings every leg nearer to what it should be. Says whether anything came of it.
    pub(crate) fn reconcile(&mut self, now: Instant) -> bool {
        let mut moved = self.take_refusals(now) | self.hand_over(now);
        let mut quiet = true;
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get(at) else { break };
            let id = leg.call.id();
            let talks = leg.call.state() == CallState::Connected;
            if !talks || self.in_focus(id) || self.line_of(id).is_none() {
                continue;
            }
            quiet &= leg.call.hold() == Hold::On;
            moved |= self.ask_hold(now, at, true);
        }
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get(at) else { break };
            let id = leg.call.id();
            if !quiet || !self.in_focus(id) {
                continue;
            }
            if leg.waits_for_line {
                if let Ok((leg, ua)) = self.leg(id) {
                    leg.go_ahead(ua, now);
                }
                moved = true;
            } else if leg.call.state() == CallState::Connected {
                moved |= self.ask_hold(now, at, false);
            }
        }
        moved | self.mix(now)
    }

    fn ask_hold(&mut self, now: Instant, at: usize, hold: bool) -> bool {
        let ua = &mut self.ua;
        self.legs.get_mut(at).is_some_and(|leg| {
            let asks = leg.call.wants_hold != hold && !leg.stubborn;
            if asks {
                let _ = leg.set_hold(ua, now, hold);
            }
            asks
        })
    }

    /// A hold that failed moves the focus back; so does a resume that failed.
    fn take_refusals(&mut self, now: Instant) -> bool {
        let mut moved = false;
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get_mut(at) else {
                break;
            };
            if !core::mem::take(&mut leg.hold_failed) {
                continue;
            }
            leg.stubborn = true;
            moved = true;
            let id = leg.call.id();
            let Some(line) = self.line_of(id).map(|line| line.id) else {
                continue;
            };
            if !self.in_focus(id) {
                self.give_up_waiting(now);
                let blocked = match self.focus {
                    Focus::Line(focus) => self.is_stubborn(focus),
                    Focus::Nobody => false,
                };
                if !blocked {
                    self.focus.transition(Focus::Line(line));
                } else if let Ok((leg, ua)) = self.leg(id) {
                    // Neither line lets itself be held: what is left to us is to neither speak nor listen here.
                    leg.hold_here(ua);
                }
            } else if !self.line(line).is_some_and(Line::is_conference) {
                let other = self.other_line(line).filter(|line| line.stage.talks());
                let other = other
                    .map(|line| line.id)
                    .filter(|id| !self.is_stubborn(*id));
                let next = other.map_or(Focus::Nobody, Focus::Line);
                self.focus.transition(next);
            }
        }
        moved
    }

    fn is_stubborn(&self, line: LineId) -> bool {
        self.legs.iter().any(|leg| {
            leg.stubborn && self.line_of(leg.call.id()).map(|line| line.id) == Some(line)
        })
    }

    /// What waited for a hold that failed: a call that was not placed ends, one that was not answered rings on.
    fn give_up_waiting(&mut self, now: Instant) {
        for leg in &mut self.legs {
            if core::mem::take(&mut leg.waits_for_line) && leg.call.state() != CallState::Incoming {
                leg.not_placed(&mut self.ua, now);
            }
        }
    }

    /// Whoever is in a conference hears all others; whoever is no longer hears us only. Says whether anything came of it.
    fn mix(&mut self, now: Instant) -> bool {
        let mut moved = false;
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get(at) else { break };
            if leg.call.state() != CallState::Connected || !leg.has_media() {
                continue;
            }
            let line = self.line_of(leg.call.id());
            let line = line.filter(|line| self.talking(line) > 1);
            let mix = line.map(|line| line.id);
            // Who is muted does not speak because somebody comes.
            let muted = line.is_some_and(|line| self.legs_of(line).any(|leg| leg.call.muted()));
            if let Some(leg) = self.legs.get_mut(at)
                && leg.mix != mix
            {
                leg.mix = mix;
                // RFC 4579 §5.1: whoever is in a conference can see that.
                leg.set_focus(&mut self.ua, now, mix.is_some());
                self.ua.media(leg.call.id(), MediaCommand::Mix(mix));
                if muted {
                    leg.set_muted(&mut self.ua, Muted::Yes);
                }
                moved = true;
            }
        }
        moved
    }

    /// How many parties of a line talk. Who comes in the place of another does not count twice.
    pub(super) fn talking(&self, line: &Line) -> usize {
        self.legs_of(line)
            .filter(|leg| leg.call.state() == CallState::Connected && leg.comes_for().is_none())
            .count()
    }

    fn legs_of<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = &'a Leg> {
        let of = move |leg: &&Leg| line.parties.contains(&leg.call.id());
        self.legs.iter().map(|leg| &**leg).filter(of)
    }

    fn stage_of(&self, line: &Line) -> Stage {
        let mut stage = Stage::Ended;
        let mut hold = None;
        for leg in self.legs_of(line) {
            match leg.call.state() {
                CallState::Incoming | CallState::Answering => stage = Stage::Ringing,
                CallState::Connected => {
                    let own = leg.call.hold();
                    let both = hold.is_none_or(|hold| hold == own);
                    hold = Some(match (both, self.focus) {
                        (true, _) => own,
                        (false, Focus::Line(focus)) if focus == line.id => Hold::Resuming,
                        _ => Hold::Holding,
                    });
                }
                CallState::Ending | CallState::Ended => {}
                _ => stage = Stage::Dialling,
            }
        }
        match hold {
            None => stage,
            Some(_) if line.handover.is_some() => Stage::Transferring,
            Some(Hold::Off) => Stage::Active,
            Some(Hold::Holding) => Stage::Holding,
            Some(Hold::On) => Stage::Held,
            Some(Hold::Resuming) => Stage::Resuming,
        }
    }

    /// Says once what all that came to.
    pub(crate) fn tell_lines(&mut self) {
        let mut changed = core::mem::take(&mut self.lines_changed);
        for at in 0..self.lines.len() {
            let Some(line) = self.lines.get(at) else {
                break;
            };
            let (stage, conference) = (self.stage_of(line), self.talking(line) > 1);
            let terminating = self.legs_of(line).any(|leg| leg.call.terminated);
            if let Some(line) = self.lines.get_mut(at) {
                changed |= line.transition(stage)
                    | (line.conference != conference)
                    | (line.terminating != terminating);
                line.conference = conference;
                line.terminating = terminating;
            }
        }
        if changed {
            self.ua.event(Event::LinesChanged);
        }
    }
}
