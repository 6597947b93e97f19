//! Transfers (RFC 3515, RFC 4488): the far side is referred to somebody, or refers us.

use sip::{Instant, Uri};

use super::*;
use crate::TransferError;

impl Line {
    /// Asks the far side to call this address in place of us.
    pub fn refer(
        &mut self,
        _ua: &mut UserAgent,
        _now: Instant,
        _target: Uri,
    ) -> Result<(), TransferError> {
        Err(TransferError::WrongState)
    }
}
