//! Where recordings are, and who works on one: one page at a time, and nobody after that page is gone.

use futures::future::LocalBoxFuture;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::{SavedRecording, SavedState};
use crate::PhoneError;
use crate::lent::settled;

/// The database, and the one store in it.
const NAME: &str = "ringdesk recordings";

// Each has a text among its arguments: what has none, wasm-bindgen imports around the glue, and the names of imports are
// shortened there.
#[wasm_bindgen(module = "/src/recording/store.js")]
extern "C" {
    fn open(name: &str) -> Promise;
    fn own(id: &str) -> Promise;
    fn save(database: &JsValue, facts: &JsValue, first: u32, parts: &Array) -> Promise;
    fn all(database: &JsValue, id: Option<&str>) -> Promise;
    fn sound(database: &JsValue, id: &str, kind: &str) -> Promise;
    fn remove(database: &JsValue, id: &str) -> Promise;
    pub(super) fn put(url: &str, headers: &JsValue, facts: &JsValue, sound: &JsValue) -> Promise;
    pub(super) fn download(name: &str, sound: &JsValue) -> Promise;
    pub(super) fn begin(call_id: &str, number: &str, name: Option<&str>) -> Object;
}

/// The right to work on a recording; dropping it, or the end of the page in whatever way, gives it back.
pub(crate) struct Owner(Function);

impl Owner {
    /// `None` while somebody else has it.
    pub(crate) fn of(id: &str) -> LocalBoxFuture<'static, Option<Self>> {
        let asked = settled(own(id));
        Box::pin(async move { asked.await.ok()?.dyn_into().ok().map(Self) })
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// What the storage answers.
type Answer = LocalBoxFuture<'static, Result<JsValue, PhoneError>>;

fn answered(promise: Promise) -> Answer {
    let answer = settled(promise);
    Box::pin(async move {
        answer.await.map_err(|thrown| {
            let name = Reflect::get(&thrown, &"name".into()).unwrap_or_default();
            PhoneError::of(match name.as_string().as_deref() {
                Some("QuotaExceededError") => "recording.quota",
                _ => "recording.no-storage",
            })
        })
    })
}

/// The browser's database of recordings.
pub(crate) struct Store(JsValue);

// None of these is `async`: a wait in place costs every caller its own copy of it.
impl Store {
    pub(crate) fn open() -> LocalBoxFuture<'static, Result<Self, PhoneError>> {
        Box::pin(async { answered(open(NAME)).await.map(Self) })
    }

    /// Writes facts, and the parts from `first` on.
    pub(crate) fn save(&self, facts: &SavedRecording, first: u32, parts: &Array) -> Answer {
        answered(save(&self.0, facts.as_ref(), first, parts))
    }

    /// Writes facts. Where the storage is full, they stay as they were.
    pub(crate) fn note(&self, facts: &SavedRecording) -> Answer {
        self.save(facts, 0, &Array::new())
    }

    /// The facts of all recordings, oldest first; or of one.
    pub(crate) fn all(&self, id: Option<&str>) -> Answer {
        answered(all(&self.0, id))
    }

    pub(crate) fn facts<'a>(
        &'a self,
        id: &'a str,
    ) -> LocalBoxFuture<'a, Result<SavedRecording, PhoneError>> {
        Box::pin(async {
            let found: Array = self.all(Some(id)).await?.unchecked_into();
            match found.length() {
                0 => Err(PhoneError::of("recording.not-found")),
                _ => Ok(SavedRecording::of(found.get(0))),
            }
        })
    }

    /// The sound of a recording as far as it is written: a blob.
    pub(crate) fn sound(&self, facts: &SavedRecording) -> Answer {
        answered(sound(&self.0, &facts.id(), &facts.mime_type()))
    }

    pub(crate) fn remove(&self, id: &str) -> Answer {
        answered(remove(&self.0, id))
    }

    /// What nobody records at this moment, oldest first. What pages that died have left is made whole by that: it turns
    /// into `to`, and `found` is told of it.
    pub(crate) fn saved<'a>(
        &'a self,
        to: SavedState,
        found: &'a dyn Fn(SavedRecording),
    ) -> LocalBoxFuture<'a, Result<Array, PhoneError>> {
        Box::pin(async move {
            let saved = Array::new();
            let all: Array = self.all(None).await?.unchecked_into();
            for facts in all.iter().map(SavedRecording::of) {
                if facts.state() != SavedState::Running {
                    saved.push(facts.as_ref());
                    continue;
                }
                let id = facts.id();
                let Some(_owner) = Owner::of(&id).await else {
                    continue;
                };
                // It may have been finished, and taken, between the two looks.
                let Ok(facts) = self.facts(&id).await else {
                    continue;
                };
                saved.push(facts.as_ref());
                if facts.state() == SavedState::Running {
                    facts.transition(to);
                    // Where the storage is full it is found again the next time.
                    let _ = self.note(&facts).await;
                    found(facts);
                }
            }
            Ok(saved)
        })
    }
}
