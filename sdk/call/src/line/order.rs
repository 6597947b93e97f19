//! What an agent orders. Everything asks the table first, and changes nothing when that says no.

use sip::{HeaderName, Instant};

use super::{
    Control, Focus, Line, LineId, OtherLine, Parties, Progress, Purpose, Refusal, Role, Situation,
    Stage, permits,
};
use crate::leg::consult_info;
use crate::{CallError, CallId, CallState, DialOptions, EndConsult, LineError, Phone, dial};

/// As many as a person can follow, and a browser mix.
const MOST_PARTIES: usize = 5;

impl Phone {
    /// Whether something may be done with a call now.
    ///
    /// # Errors
    /// Why not; [`Refusal::Over`] for a call that is no more.
    pub fn can(&self, id: CallId, control: Control) -> Result<(), Refusal> {
        let at = self.situation(id).ok_or(Refusal::Over)?;
        permits(control, &at, self.role(id), &self.ua.config.profile)
    }

    /// Who this phone is in a call.
    pub fn role(&self, id: CallId) -> Role {
        match self.call(id) {
            Some(call) if call.consult_about.is_some() => Role::Consulted,
            _ => self.ua.config.profile.role,
        }
    }

    /// What the table looks at, for a call.
    pub fn situation(&self, id: CallId) -> Option<Situation> {
        let line = self.line_of(id)?;
        let other = self.other_line(line.id());
        Some(Situation {
            call: match self.call(id)?.state() {
                CallState::Incoming => Progress::Rings,
                CallState::Connected => Progress::Talks,
                CallState::Ending | CallState::Ended => Progress::Over,
                _ => Progress::Begins,
            },
            stage: line.stage(),
            purpose: line.purpose(),
            parties: match self.talking(line) {
                0 | 1 => Parties::One,
                2 => Parties::Two,
                MOST_PARTIES.. => Parties::Full,
                _ => Parties::More,
            },
            other: other.map(|line| OtherLine {
                purpose: line.purpose(),
                stage: line.stage(),
                conference: line.is_conference(),
            }),
            primary_left: self.primary_left(line),
            recording: line.recording(),
            terminating: line.terminating(),
        })
    }

    /// Asks the table, and names the line.
    pub(crate) fn may(&self, id: CallId, control: Control) -> Result<LineId, LineError> {
        let line = self.line_of(id).ok_or(CallError::NoSuchCall)?;
        self.can(id, control)?;
        Ok(line.id())
    }

    pub(super) fn turn(&mut self, now: Instant, focus: Focus) {
        self.turn_to(focus);
        self.settle(now);
    }

    /// Answers a call that rings here, once all other lines are on hold. First the media engine is asked.
    pub fn answer(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::Answer)?;
        let (leg, _) = self.leg(id)?;
        leg.waits_for_line = true;
        self.turn(now, Focus::Line(line));
        Ok(())
    }

    /// Puts the line of a call on hold: nobody on it is heard. With two lines the other one is resumed. [`crate::Call::hold`] is
    /// [`crate::Hold::On`] once the far side has agreed; [`crate::Event::HoldFailed`] tells when it does not.
    pub fn hold(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::Hold)?;
        let other = self.other_line(line).map(|line| line.id());
        self.turn(now, other.map_or(Focus::Nobody, Focus::Line));
        Ok(())
    }

    /// Ends the hold of the line of a call. The other line is put on hold before.
    pub fn resume(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::Resume)?;
        self.turn(now, Focus::Line(line));
        Ok(())
    }

    /// Changes from one line to the other.
    pub fn swap(&mut self, now: Instant) -> Result<(), LineError> {
        let (id, _) = self.pair()?;
        let line = self.may(id, Control::Swap)?;
        let here = Focus::Line(line);
        let next = match self.other_line(line) {
            Some(other) if self.focus == here => Focus::Line(other.id()),
            _ => here,
        };
        self.turn(now, next);
        Ok(())
    }

    /// A call of each of the two lines, the one that was there first before the other.
    pub(super) fn pair(&self) -> Result<(CallId, CallId), Refusal> {
        let mut lines = self
            .lines
            .iter()
            .filter(|line| !matches!(line.stage(), Stage::Ringing | Stage::Ended));
        let mut first = || {
            let line = lines.next()?;
            self.speaker(line.id())
        };
        first().zip(first()).ok_or(Refusal::NoOtherLine)
    }

    /// The first party of a line that is not hanging up.
    fn speaker(&self, line: LineId) -> Option<CallId> {
        let line = self.line(line)?;
        let there = |id: &&CallId| {
            let state = self.call(**id).map(crate::Call::state);
            !matches!(state, None | Some(CallState::Ending | CallState::Ended))
        };
        line.parties().iter().find(there).copied()
    }

    /// Ends a call in any state before [`CallState::Ending`]: by CANCEL, by a refusal or by BYE.
    ///
    /// While the transport is down the BYE waits for its return, for half a minute at most. With [`EndConsult::EndAll`] the end of a
    /// consult or conference is everybody's.
    pub fn hang_up(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::End)?;
        self.end(now, id, line);
        Ok(())
    }

    fn end(&mut self, now: Instant, id: CallId, line: LineId) {
        let all = self.ua.config.profile.end_consult == EndConsult::EndAll;
        let talks = self.line(line).is_some_and(|line| line.stage().talks());
        let consult = self
            .line(line)
            .filter(|line| line.purpose() == Purpose::Consult);
        let beside = consult.and_then(|line| line.beside);
        if all && talks {
            self.hang_up_line(now, line);
            if let Some(beside) = beside {
                self.hang_up_line(now, beside);
            }
        } else {
            self.drop_call(now, id);
        }
        self.settle(now);
    }

    pub(super) fn drop_call(&mut self, now: Instant, id: CallId) {
        if let Ok((leg, ua)) = self.leg(id) {
            let _ = leg.hang_up(ua, now);
        }
    }

    fn hang_up_line(&mut self, now: Instant, line: LineId) {
        let parties = self.line(line).map(|line| line.parties.clone());
        for id in parties.unwrap_or_default() {
            self.drop_call(now, id);
        }
    }

    /// Ends every call at once, whatever is permitted: the page closes.
    pub fn hang_up_all(&mut self, now: Instant) {
        for leg in &mut self.legs {
            let _ = leg.hang_up(&mut self.ua, now);
        }
        self.settle(now);
    }

    /// Leaves a conference to the two others, who are joined directly. [`crate::Event::Transferred`] or
    /// [`crate::Event::TransferFailed`] tells of the first of them.
    pub fn leave(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::Leave)?;
        if self.line(line).is_some_and(Line::is_conference) {
            return self.leave_to_others(now, line);
        }
        self.end(now, id, line);
        Ok(())
    }

    /// Asks a colleague about the call: on a second line, while the customer is on hold (WX-74).
    pub fn consult(
        &mut self,
        now: Instant,
        id: CallId,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, LineError> {
        let line = self.may(id, Control::Consult)?;
        let mut options = options;
        let own = &self.ua.config.uri;
        if let (Some(call), Ok(target)) = (self.call(id), dial::target(target, own)) {
            let info = consult_info(call, &target, own);
            let name = || HeaderName::CallInfo.as_str().into();
            options.headers.extend(info.map(|info| (name(), info)));
        }
        self.beside(now, line, Purpose::Consult, target, options)
    }

    /// Calls somebody on a second line, while the first is on hold (FD-37).
    pub fn parallel(
        &mut self,
        now: Instant,
        id: CallId,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, LineError> {
        let line = self.may(id, Control::Parallel)?;
        self.beside(now, line, Purpose::Parallel, target, options)
    }

    fn beside(
        &mut self,
        now: Instant,
        line: LineId,
        purpose: Purpose,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, LineError> {
        let id = self.call_out(now, target, options)?;
        let opened = self.open_line(purpose, Stage::Dialling, id);
        if let Some(opened) = self.line_mut(id) {
            opened.beside = Some(line);
        }
        self.turn(now, Focus::Line(opened));
        Ok(id)
    }

    /// Calls somebody into the conversation (FD-40): heard by all once there is an answer.
    pub fn add_party(
        &mut self,
        now: Instant,
        id: CallId,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, LineError> {
        let line = self.may(id, Control::AddParty)?;
        let new = self.call_out(now, target, options)?;
        self.come_to(id, new);
        let (leg, ua) = self.leg(new)?;
        leg.set_focus(ua, now, true);
        self.turn(now, Focus::Line(line));
        Ok(new)
    }

    /// Ends the consult; what becomes of the customer is a matter of the profile.
    pub fn end_consult(&mut self, now: Instant, consult: CallId) -> Result<(), LineError> {
        let line = self.may(consult, Control::EndConsult)?;
        self.end(now, consult, line);
        Ok(())
    }

    /// Brings customer and colleague together (WX-106, WX-108).
    pub fn conference(&mut self, now: Instant, consult: CallId) -> Result<(), LineError> {
        self.may(consult, Control::Conference)?;
        self.join_lines(now)
    }

    /// Brings both lines together (FD-48).
    pub fn merge(&mut self, now: Instant) -> Result<(), LineError> {
        let (id, _) = self.pair()?;
        self.may(id, Control::Merge)?;
        self.join_lines(now)
    }

    fn join_lines(&mut self, now: Instant) -> Result<(), LineError> {
        let (first, second) = self.pair()?;
        if let Some(room) = self.ua.config.profile.conference_uri.clone() {
            return self.move_to_room(now, &room, [first, second]);
        }
        let Some(at) = self
            .lines
            .iter()
            .position(|line| line.parties.contains(&second))
        else {
            return Err(Refusal::NoOtherLine.into());
        };
        let other = self.lines.remove(at);
        self.lines_changed = true;
        if let Some(line) = self.line_mut(first) {
            line.about_first = other.purpose() == Purpose::Consult;
            line.parties.extend_from_slice(&other.parties);
            let focus = Focus::Line(line.id());
            self.turn(now, focus);
        }
        Ok(())
    }

    /// Removes one party from a conference, or whoever is being called into it.
    pub fn remove_party(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        self.may(id, Control::RemoveParty)?;
        self.drop_call(now, id);
        self.settle(now);
        Ok(())
    }

    /// Ends a conference for everybody.
    pub fn end_for_all(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        let line = self.may(id, Control::EndForAll)?;
        self.hang_up_line(now, line);
        self.settle(now);
        Ok(())
    }
}
