//! Transfers as the application orders them.

use sip::Instant;

use crate::{CallError, CallId, Phone, dial};

/// What becomes of the far side's wish that we call somebody else in its place.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Transfers {
    /// Within a call it is followed; outside of every call it is refused.
    #[default]
    Accept,
    /// [`crate::Event::TransferAsked`] asks the application.
    Ask,
    /// It is refused.
    Refuse,
}

/// Why a transfer was not begun.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum TransferError {
    /// There is no such call, or it is over.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call is not connected, or is being transferred already.
    #[error("the call can not be transferred now")]
    WrongState,
    /// The target is no number, name or address.
    #[error("the call can not be transferred there")]
    BadTarget,
    /// There is no connection to the server.
    #[error("there is no connection to the server")]
    NoTransport,
}

impl TransferError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            TransferError::NoSuchCall => "api.no-such-call",
            TransferError::WrongState => "api.wrong-state",
            TransferError::BadTarget => "api.bad-target",
            TransferError::NoTransport => "transport.down",
        }
    }
}

impl Phone {
    /// Hands the far side of a connected call over to somebody it shall call (RFC 3515).
    ///
    /// `target` is what [`Phone::dial`] takes. [`crate::Event::Transferred`] or [`crate::Event::TransferFailed`] follows; after the first
    /// the call ends by itself, after the second it goes on, held if it was held.
    pub fn transfer(
        &mut self,
        now: Instant,
        id: CallId,
        target: &str,
    ) -> Result<(), TransferError> {
        let target =
            dial::target(target, &self.ua.config.uri).map_err(|_| TransferError::BadTarget)?;
        let (line, ua) = self.line(id).map_err(|_| TransferError::NoSuchCall)?;
        line.refer(ua, now, target)
    }

    /// Joins the far sides of two connected calls: that of `id` takes our place in `other` (RFC 3891). Both calls end by themselves.
    pub fn transfer_to(
        &mut self,
        now: Instant,
        id: CallId,
        other: CallId,
    ) -> Result<(), TransferError> {
        let target = self.ua.config.uri.aor();
        self.line(other).map_err(|_| TransferError::NoSuchCall)?;
        let (line, ua) = self.line(id).map_err(|_| TransferError::NoSuchCall)?;
        line.refer(ua, now, target)
    }

    /// Follows a transfer that [`crate::Event::TransferAsked`] asked for.
    pub fn accept_transfer(&mut self, _now: Instant, id: CallId) -> Result<(), CallError> {
        self.line(id)?;
        Err(CallError::WrongState)
    }

    /// Refuses a transfer that [`crate::Event::TransferAsked`] asked for. The call goes on.
    pub fn refuse_transfer(&mut self, _now: Instant, id: CallId) -> Result<(), CallError> {
        self.line(id)?;
        Err(CallError::WrongState)
    }
}
