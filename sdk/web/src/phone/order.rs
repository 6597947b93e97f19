//! Commands that are under way when they return: [`crate::Event`] tells what became of them.

use call::{CallId, Instant, Package, WatchId};

use super::Phone;
use crate::PhoneError;

impl Phone {
    /// Carries out a command that the desk has no rule about. Its answer is a number, so that this is there once.
    fn order(
        &self,
        run: &mut dyn FnMut(&mut call::Phone, Instant) -> Result<u32, &'static str>,
    ) -> Result<u32, PhoneError> {
        let mut made = 0;
        self.0.command(&mut |desk, now| {
            made = desk.order(now, |phone| run(phone, now))?;
            Ok(())
        })?;
        Ok(made)
    }

    /// Puts the far side on hold, or ends that. [`crate::CallView::hold`] says when it has agreed.
    ///
    /// # Errors
    /// `api.*` when there is no such call or it is not connected.
    pub fn set_hold(&self, id: CallId, hold: bool) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            let done = if hold {
                phone.hold(now, id)
            } else {
                phone.resume(now, id)
            };
            done.map(|()| 0).map_err(|error| error.code())
        });
        done.map(|_| ())
    }

    /// Hands the far side over to `target`.
    ///
    /// # Errors
    /// `api.*` when there is no such call, it is not connected, or the target is none.
    pub fn transfer(&self, id: CallId, target: &str) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            let done = phone.transfer(now, id, target);
            done.map(|()| 0).map_err(|error| error.code())
        });
        done.map(|_| ())
    }

    /// Joins the far sides of two calls.
    ///
    /// # Errors
    /// `api.*` when there is no such call or one of them is not connected.
    pub fn transfer_to(&self, id: CallId, other: CallId) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            let done = phone.transfer_to(now, id, other);
            done.map(|()| 0).map_err(|error| error.code())
        });
        done.map(|_| ())
    }

    /// Follows or refuses the transfer that [`crate::Event::TransferAsked`] asked for.
    ///
    /// # Errors
    /// `api.*` when nothing was asked.
    pub fn answer_transfer(&self, id: CallId, accept: bool) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            let done = if accept {
                phone.accept_transfer(now, id)
            } else {
                phone.refuse_transfer(now, id)
            };
            done.map(|()| 0).map_err(|error| error.code())
        });
        done.map(|_| ())
    }

    /// Watches somebody through every reconnect, until [`Phone::unwatch`].
    ///
    /// # Errors
    /// `api.*` when the target is none or too many are watched.
    pub fn watch(&self, target: &str, package: Package) -> Result<u32, PhoneError> {
        self.order(&mut |phone, now| {
            let watch = phone.watch(now, target, package);
            watch.map(WatchId::as_u32).map_err(|error| error.code())
        })
    }

    /// Watches somebody no longer.
    ///
    /// # Errors
    /// `api.not-connected` when the phone is not.
    pub fn unwatch(&self, watch: u32) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            phone.unwatch(now, WatchId::from_u32(watch));
            Ok(0)
        });
        done.map(|_| ())
    }

    /// Sends a text of 1,300 bytes at most. The answer is the number that its outcome has.
    ///
    /// # Errors
    /// `api.*` when the target is none or the text too long, `transport.down` without a connection.
    pub fn send_message(&self, target: &str, text: &str) -> Result<u32, PhoneError> {
        self.order(&mut |phone, now| {
            let message = phone.message(now, target, text);
            message.map(|id| id.as_u32()).map_err(|error| error.code())
        })
    }
}
