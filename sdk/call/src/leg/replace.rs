//! A call that comes in place of another (RFC 3891).

use sip::{DialogId, Status};

use super::*;
use crate::{CallId, End, EndReason, EndedBy};

impl Leg {
    /// Whether this is the dialog that a Replaces or Join names: as it is, or as one of the forks that ring sees it.
    pub fn is_named(&self, id: &DialogId) -> bool {
        match &self.dialog {
            Some(dialog) => dialog.id() == id,
            None => self.forks.iter().any(|fork| fork.dialog.id() == id),
        }
    }

    /// Why another call may not take the place of this one (RFC 3891 §3).
    pub fn may_be_replaced(&self, early_only: bool) -> Result<(), Status> {
        match self.call.state() {
            CallState::Connected if early_only => Err(Status::BUSY_HERE),
            CallState::Connected => Ok(()),
            CallState::Ending | CallState::Ended => Err(Status::DECLINE),
            // Only who placed a call may have it answered by another.
            CallState::Incoming | CallState::Answering => Err(Status::NO_SUCH_CALL),
            _ => Ok(()),
        }
    }

    /// How far this call is, for whoever wanted it placed.
    pub fn status(&self) -> Status {
        match self.call.state() {
            CallState::Connected => Status::OK,
            CallState::Ringing => Status::RINGING,
            CallState::Queued => Status::QUEUED,
            CallState::EarlyMedia => Status::PROGRESS,
            CallState::Ending | CallState::Ended => {
                let end = self.call.end().and_then(|end| end.sip.as_ref());
                let status = end.and_then(|(code, _)| Status::new(*code));
                status
                    .filter(|status| status.code() >= 300)
                    .unwrap_or(Status::TERMINATED)
            }
            _ => Status::TRYING,
        }
    }

    pub fn is_leaving(&self) -> bool {
        matches!(self.call.state(), CallState::Ending | CallState::Ended)
    }

    /// Ends this call, for that one has its place.
    pub fn replaced(&mut self, ua: &mut UserAgent, now: Instant, by: CallId) {
        let end = End::new(EndReason::Replaced, EndedBy::Local);
        match self.call.state() {
            // Whoever referred us hangs up by himself.
            CallState::Connected if matches!(self.refer, Refer::Followed { new, .. } if new == by) =>
                {}
            CallState::Connected => self.bye(ua, now, end, None),
            CallState::Ending | CallState::Ended => {}
            _ => self.take_back(ua, now, end, None),
        }
    }

    /// The call that this one comes in place of, as long as it has not come there.
    pub fn comes_for(&self) -> Option<CallId> {
        self.instead_of
    }

    pub fn come_for(&mut self, old: Option<CallId>) {
        self.instead_of = old;
    }
}
