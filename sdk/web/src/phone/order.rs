//! Commands that are under way when they return: [`crate::Event`] tells what became of them.

use call::{CallId, Control, Instant, LineError, Package, RecordCommand, WatchId};

use super::Phone;
use crate::PhoneError;
use crate::view::LineView;

/// What [`Phone::perform`] does. A call in it stands for its line.
#[derive(Clone, Copy)]
pub enum LineCommand<'a> {
    /// Hold the line; with two, the other comes back.
    Hold,
    /// End the hold; with two lines, the other is held before.
    Resume,
    /// Hold the line that is talked on, and go on with the other.
    Swap,
    /// Hand the far side over to a number or an address.
    Transfer(&'a str),
    /// Join the far sides of two calls.
    TransferTo(CallId),
    /// Hand the far side over to the colleague of this call.
    CompleteTransfer,
    /// End the consultation with the colleague of this call.
    EndConsult,
    /// Make the consultation with the colleague of this call a conference.
    Conference,
    /// Make one line of two.
    Merge,
    /// Take the far side of this call out of the conference.
    RemoveParty,
    /// Leave the conference to the others.
    Leave,
    /// End the conference for everybody.
    EndForAll,
    /// Play the announcement, and end the call after it.
    Terminate,
    /// Speak in a call that was joined to listen.
    Speak,
    /// Record the line, or leave out what is said now, go on, or stop.
    Record(RecordCommand),
}

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

    /// Whether a control may be used now.
    ///
    /// # Errors
    /// `line.*` tells why not, `api.*` when there is no such call.
    pub fn can(&self, id: CallId, control: Control) -> Result<(), PhoneError> {
        let asked = self.0.read(|desk| desk.phone().can(id, control));
        let answer = asked.ok_or("api.not-connected");
        answer
            .and_then(|allowed| allowed.map_err(|refusal| refusal.code()))
            .map_err(PhoneError::of)
    }

    /// Does something with the line of a call. [`crate::Event::Lines`] tells when the far side has agreed, and
    /// [`crate::Event::Outcome`] when it has not.
    ///
    /// # Errors
    /// `line.*` when it is not permitted now, `api.*` when there is no such call or the target is none.
    pub fn perform(&self, id: CallId, command: LineCommand<'_>) -> Result<(), PhoneError> {
        let done = self.order(&mut |phone, now| {
            use LineCommand::*;
            let done = match command {
                Hold => phone.hold(now, id),
                Resume => phone.resume(now, id),
                Swap => phone.swap(now),
                Transfer(target) => phone.transfer(now, id, target),
                TransferTo(other) => phone.transfer_to(now, id, other),
                CompleteTransfer => phone.complete_transfer(now, id),
                EndConsult => phone.end_consult(now, id),
                Conference => phone.conference(now, id),
                Merge => phone.merge(now),
                RemoveParty => phone.remove_party(now, id),
                Leave => phone.leave(now, id),
                EndForAll => phone.end_for_all(now, id),
                Terminate => phone.terminate(now, id),
                Speak => phone.speak(now, id).map_err(LineError::from),
                Record(order) => phone.record(now, id, order),
            };
            done.map(|()| 0).map_err(|error| error.code())
        });
        done.map(|_| ())
    }

    /// What the calls are to the agent.
    pub fn lines(&self) -> Vec<LineView> {
        self.0.lines()
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
