//! Calls that outlive the page: kept as text, brought back by another phone.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use sip::Instant;

use crate::leg::Leg;
use crate::line;
use crate::phone::MOST_CALLS;
use crate::{CallId, Phone};

/// The first word of a text of ours, and its edition.
const HEAD: &str = "ringdesk-calls 2 ";
/// The separator of records (US-ASCII RS): it is in no header.
const BETWEEN: u8 = 0x1e;
/// By then the far side has long given up on a call without sound.
const LONGEST_AWAY: Duration = Duration::from_secs(60);

/// Why a text brings no call back.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum RestoreError {
    /// It is none of ours, or damaged.
    #[error("the kept calls can not be read")]
    Malformed,
    /// It was kept more than a minute ago, or in the future. Each call that it names is over.
    #[error("the calls were kept too long ago")]
    TooOld,
}

impl RestoreError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            RestoreError::Malformed => "api.bad-kept-calls",
            RestoreError::TooOld => "call.lost",
        }
    }
}

impl Phone {
    /// Every connected call and its line as text, without secrets, for [`Phone::restore`]. Empty when there is none.
    ///
    /// Keep it after every [`crate::Event::CallChanged`] and when the page goes.
    pub fn keep(&self, now: Instant) -> String {
        let mut out = String::new();
        for leg in &self.legs {
            let Some(kept) = leg.keep() else { continue };
            if out.is_empty() {
                out.push_str(HEAD);
                sip::push_number(&mut out, now.as_millis());
            }
            out.push(char::from(BETWEEN));
            out.push_str(&kept);
        }
        if !out.is_empty() {
            for line in self.keep_lines() {
                out.push(char::from(BETWEEN));
                out.push_str(&line);
            }
        }
        out
    }

    /// Brings back the calls that another phone kept, under the ids they had: [`crate::Call::returning`] until the far side agrees.
    ///
    /// Once the phone is registered each is offered anew to its far side, from here; if that has forgotten the call it is asked to
    /// take a new one in place of the old (RFC 3891). A call that does not come back ends as `call.lost`.
    ///
    /// # Errors
    /// [`RestoreError`], without any call brought back.
    pub fn restore(&mut self, now: Instant, kept: &str) -> Result<Vec<CallId>, RestoreError> {
        let mut ids = Vec::new();
        if kept.is_empty() {
            return Ok(ids);
        }
        let (mut legs, mut lines) = (Vec::new(), Vec::new());
        let (head, mut rest) = sip::cut(kept, BETWEEN).ok_or(RestoreError::Malformed)?;
        let at = head
            .strip_prefix(HEAD)
            .and_then(|at| sip::read_number(at, u64::MAX))
            .ok_or(RestoreError::Malformed)?;
        while legs.len() < MOST_CALLS {
            let (part, others) = sip::cut_or_all(rest, BETWEEN);
            match line::kept_line(part) {
                Some(line) => lines.push(line.ok_or(RestoreError::Malformed)?),
                None => legs.push(Leg::restore(part).ok_or(RestoreError::Malformed)?),
            }
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
        let at = Instant::from_millis(at);
        let fits = at <= now && now.since(at) <= LONGEST_AWAY;
        for mut leg in legs {
            let id = leg.call.id();
            if self.call(id).is_some() {
                continue;
            }
            self.last_call = self.last_call.max(id.as_u32());
            if fits {
                leg.returns(&mut self.ua, now);
                ids.push(id);
            } else {
                leg.lose(&mut self.ua, now);
            }
            self.legs.push(leg);
        }
        self.restore_lines(lines);
        self.settle(now);
        if fits {
            Ok(ids)
        } else {
            Err(RestoreError::TooOld)
        }
    }

    /// Asks the far side of every connected call whether it still has the call, as after a sleep: the answer is known within ten
    /// seconds, and a call that is no more ends as `call.lost`.
    pub fn check(&mut self, now: Instant) {
        for leg in &mut self.legs {
            leg.check(&mut self.ua, now);
        }
        self.settle(now);
    }
}
