//! Calls of ours: on a line of their own, or for the sake of another call.

use call::{CallId, DialOptions, DialogName, Listen};

use super::{Phone, why};
use crate::PhoneError;
use crate::view::Event;

/// What a call is placed for.
pub enum Placing {
    /// A line of its own.
    Call,
    /// To ask a colleague about this call, which is held meanwhile.
    Consult(CallId),
    /// To talk with somebody else while this call is held.
    Parallel(CallId),
    /// To have somebody else in the line of this call.
    AddParty(CallId),
    /// To join a call that others have (RFC 3911).
    Join(DialogName, Listen),
}

impl Phone {
    /// Calls `target`: a number, a user name, a `sip:` or a `tel:` address. Resolves when the INVITE is on its way.
    ///
    /// # Errors
    /// `dial.*` for a number that can not be dialled, `state.*` when the agent may not dial now, `line.*` when the other
    /// call does not permit it, `media.*` when there is no microphone, `api.not-connected` before a connect.
    pub async fn place(
        &self,
        placing: Placing,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, PhoneError> {
        let id = self.begin(&placing, target, options)?;
        drop(placing);
        let driver = self.0.clone();
        let settled = self.until(Box::new(move |event| match event {
            Event::Ended { call, .. } if call.id == id.as_u32() => {
                let error = why(call);
                // What the far side decides is told by the `Ended` event alone.
                Some(if error.code().starts_with("media.") {
                    Err(error)
                } else {
                    Ok(())
                })
            }
            Event::CallChange(call) if call.id == id.as_u32() && driver.is_described(id) => {
                Some(Ok(()))
            }
            _ => None,
        }));
        settled.outcome().await.map(|()| id)
    }

    fn begin(
        &self,
        placing: &Placing,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, PhoneError> {
        let mut options = Some(options);
        let mut placed = CallId::from_u32(0);
        self.0.command(&mut |desk, now| {
            let options = options.take().unwrap_or_default();
            let lined = match *placing {
                Placing::Call => {
                    let made = desk.dial(now, target, options);
                    placed = made.map_err(|error| error.code())?;
                    return Ok(());
                }
                Placing::Join(ref dialog, listen) => {
                    let made = desk.order(now, |phone| phone.join(now, target, dialog, listen));
                    placed = made.map_err(|error| error.code())?;
                    return Ok(());
                }
                Placing::Consult(id) => {
                    desk.order(now, |phone| phone.consult(now, id, target, options))
                }
                Placing::Parallel(id) => {
                    desk.order(now, |phone| phone.parallel(now, id, target, options))
                }
                Placing::AddParty(id) => {
                    desk.order(now, |phone| phone.add_party(now, id, target, options))
                }
            };
            placed = lined.map_err(|error| error.code())?;
            Ok(())
        })?;
        Ok(placed)
    }

    /// Places a call on a line of its own, as [`Phone::place`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn dial(&self, target: &str, options: DialOptions) -> Result<CallId, PhoneError> {
        self.place(Placing::Call, target, options).await
    }
}
