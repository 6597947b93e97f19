//! Coming to a call of others (RFC 3911): to listen, and then to speak.

use alloc::string::String;

use sip::Instant;

use crate::{CallError, CallId, DialError, DialOptions, DialogName, Listen, Phone};

impl Phone {
    /// Calls whom `target` names to come to the call that is called `dialog` there, as [`crate::Call::dialog`] of that phone says.
    ///
    /// # Errors
    /// [`DialError`], when that can not be dialled. Who does not want it, or has no such call, refuses.
    pub fn join(
        &mut self,
        now: Instant,
        target: &str,
        dialog: &DialogName,
        listen: Listen,
    ) -> Result<CallId, DialError> {
        let mut join = String::new();
        for part in [
            &dialog.call_id,
            ";to-tag=",
            &dialog.local_tag,
            ";from-tag=",
            &dialog.remote_tag,
        ] {
            join.push_str(part);
        }
        let options = DialOptions {
            join: Some(join),
            listen,
            ..DialOptions::default()
        };
        self.dial(now, target, options)
    }

    /// Speaks in a call that was joined to listen, once the far side agrees: [`crate::Call::listens`] tells.
    /// [`crate::Event::HoldFailed`] tells when it does not.
    ///
    /// # Errors
    /// [`CallError`], when there is no such call or it is not connected.
    pub fn speak(&mut self, now: Instant, id: CallId) -> Result<(), CallError> {
        self.command(now, id, |leg, ua| leg.speak(ua, now))
    }
}
