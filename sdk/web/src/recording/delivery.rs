//! Hands a recording to whoever is to have it, and deletes it when that has acknowledged it.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use wasm_bindgen::JsValue;

use super::store::{Owner, download, put};
use super::{SavedRecording, SavedState, Store};
use crate::PhoneError;
use crate::lent::settled;

/// Takes a recording; `Ok` acknowledges it.
pub type Taker = Rc<dyn Fn(&SavedRecording) -> LocalBoxFuture<'static, Result<(), PhoneError>>>;

/// Where recordings go.
#[derive(Clone, Default)]
pub enum Sink {
    /// Nowhere by themselves: the page lists them, and downloads or discards them.
    #[default]
    Keep,
    /// Into the user's downloads. A browser tells nothing of them, so that the start of one acknowledges the recording.
    Download,
    /// To a server, whose answer 2xx acknowledges the recording.
    Put {
        /// `{id}`, `{callId}`, `{number}`, `{name}`, `{startedMs}` and `{durationMs}` in it stand for the recording's own.
        /// An address without any has `/` and the id put behind it.
        url: String,
        /// The header fields, as an object of texts; or nothing.
        headers: JsValue,
    },
    /// To the page.
    Callback(Taker),
}

/// What comes of it.
type Done<'a> = LocalBoxFuture<'a, Result<(), PhoneError>>;

impl Store {
    /// Hands a recording over once. It is deleted when that is acknowledged, and never before.
    pub(crate) fn deliver<'a>(&'a self, id: &'a str, sink: &'a Sink) -> Done<'a> {
        Box::pin(async move {
            let (_owner, facts) = self.own(id).await?;
            if !matches!(sink, Sink::Keep) {
                facts.transition(SavedState::Delivering);
                // Full or not: what was asked for is tried now.
                let _ = self.note(&facts).await;
            }
            let taken = match sink {
                Sink::Callback(taker) => taker(&facts).await.is_ok(),
                _ => {
                    let sound = self.sound(&facts).await?;
                    let going = match sink {
                        Sink::Put { url, headers } => put(url, headers, facts.as_ref(), &sound),
                        _ => download(id, &sound),
                    };
                    settled(going).await.is_ok()
                }
            };
            match taken {
                true => self.remove(id).await.map(|_| ()),
                false => Err(PhoneError::of("recording.not-delivered")),
            }
        })
    }

    /// Deletes a recording that nobody works on.
    pub(crate) fn discard<'a>(&'a self, id: &'a str) -> Done<'a> {
        Box::pin(async move {
            let _owned = self.own(id).await?;
            self.remove(id).await.map(|_| ())
        })
    }

    /// The facts as they are now that nobody else can change them.
    fn own<'a>(
        &'a self,
        id: &'a str,
    ) -> LocalBoxFuture<'a, Result<(Owner, SavedRecording), PhoneError>> {
        Box::pin(async move {
            let owner = Owner::of(id).await;
            let owner = owner.ok_or(PhoneError::of("recording.in-use"))?;
            Ok((owner, self.facts(id).await?))
        })
    }
}
