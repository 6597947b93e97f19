//! Lines as text, beside the calls they are made of.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Focus, Line, Purpose, Stage};
use crate::{CallId, Hold, LineId, Phone};

/// What a line begins with; no call does.
const MARK: char = 'L';

/// The numbers of a line, when this part of what was kept is one; `None` among them when it is damaged.
pub(crate) fn kept_line(part: &str) -> Option<Option<Vec<u32>>> {
    let mut rest = part.strip_prefix(MARK)?;
    let mut numbers = Vec::new();
    while !rest.is_empty() {
        let (digits, others) = sip::cut_or_all(rest, b' ');
        let Some(number) = sip::read_number(digits, u32::MAX.into()) else {
            return Some(None);
        };
        numbers.push(number as u32);
        rest = others;
    }
    Some(Some(numbers))
}

impl Phone {
    /// Every line with what it is for, and its calls.
    pub(crate) fn keep_lines(&self) -> Vec<String> {
        let mut kept = Vec::new();
        for line in self.lines() {
            if !line.stage().talks() {
                continue;
            }
            let purpose = match line.purpose {
                Purpose::Primary => 0,
                Purpose::Consult => 1,
                Purpose::Parallel => 2,
            };
            let mut out = String::from(MARK);
            for number in [
                line.id.0,
                purpose,
                line.beside.map_or(0, LineId::as_u32),
                u32::from(line.about_first),
                u32::from(self.focus == Focus::Line(line.id)),
                line.recording as u32,
            ]
            .into_iter()
            .chain(line.parties.iter().map(|id| id.as_u32()))
            {
                sip::push_number(&mut out, number.into());
                out.push(' ');
            }
            kept.push(out);
        }
        kept
    }

    /// Puts calls that were restored into the lines that were kept; a call of none gets one of its own.
    pub(crate) fn restore_lines(&mut self, kept: Vec<Vec<u32>>) {
        for numbers in kept {
            let mut numbers = numbers.into_iter();
            let mut next = || numbers.next().unwrap_or_default();
            let (id, purpose, beside) = (LineId(next()), next(), next());
            let (about_first, focus, recorded) = (next() == 1, next() == 1, next());
            let parties: Vec<CallId> = numbers
                .map(CallId)
                .filter(|id| self.call(*id).is_some() && self.line_of(*id).is_none())
                .collect();
            let (Some(first), None) = (parties.first(), self.line(id)) else {
                continue;
            };
            let purpose = match purpose {
                1 => Purpose::Consult,
                2 => Purpose::Parallel,
                _ => Purpose::Primary,
            };
            let first = *first;
            let mut line = Line::new(id, purpose, Stage::Held, first);
            line.parties = parties;
            line.beside = (beside > 0).then_some(LineId(beside));
            line.about_first = about_first;
            self.lines.push(line);
            self.last_line = self.last_line.max(id.0);
            self.restore_tape(id, first, recorded);
            if focus && self.focus == Focus::Nobody {
                self.turn_to(Focus::Line(id));
            }
        }
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get(at) else { break };
            let (id, hold) = (leg.call.id(), leg.call.hold());
            if self.line_of(id).is_some() || leg.comes_for().is_some() {
                continue;
            }
            let line = self.open_line(Purpose::Primary, Stage::Held, id);
            if hold == Hold::Off && self.focus == Focus::Nobody {
                self.turn_to(Focus::Line(line));
            }
        }
    }
}
