//! Where recordings are written: facts under their id, the parts under `[id, number]`.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Event, EventTarget, IdbDatabase, IdbKeyRange, IdbObjectStore,
    IdbOpenDbRequest, IdbRequest, IdbTransactionMode,
};

use super::SavedRecording;
use crate::PhoneError;
use crate::lent::listen;

/// The database, and the one store in it.
const NAME: &str = "ringdesk recordings";

/// What a transaction is made of; the answer is that of its last request.
type Work<'a> = &'a dyn Fn(&IdbObjectStore) -> Result<IdbRequest, JsValue>;

/// What a transaction comes to, once it is written.
type Written = LocalBoxFuture<'static, Result<JsValue, PhoneError>>;

/// The browser's database of recordings.
#[derive(Clone)]
pub(crate) struct Store(IdbDatabase);

impl Store {
    pub(crate) async fn open() -> Result<Self, PhoneError> {
        let absent = || PhoneError::of("recording.no-storage");
        let factory = web_sys::window().and_then(|window| window.indexed_db().ok()?);
        // A private window may have the interface and refuse its use.
        let asked = factory.and_then(|factory| factory.open_with_u32(NAME, 1).ok());
        let request = asked.ok_or_else(absent)?;
        let fresh = request.clone();
        let _upgrade = listen(
            &request,
            "upgradeneeded",
            Box::new(move |_| {
                if let Some(database) = database(&fresh) {
                    let _ = database.create_object_store(NAME);
                }
            }),
        );
        match told(&request, "success", "error").await {
            true => database(&request).map(Self).ok_or_else(absent),
            false => Err(absent()),
        }
    }

    /// Runs `work` at once, in a transaction of its own.
    fn work(&self, work: Work<'_>) -> Written {
        let begun = self
            .0
            .transaction_with_str_and_mode(NAME, IdbTransactionMode::Readwrite)
            .and_then(|transaction| {
                let request = work(&transaction.object_store(NAME)?)?;
                Ok((transaction, request))
            });
        Box::pin(async move {
            // The user may have cleared the site's data under us.
            let absent = |_| PhoneError::of("recording.no-storage");
            let (transaction, request) = begun.map_err(absent)?;
            if !told(&transaction, "complete", "abort").await {
                let full = transaction
                    .error()
                    .is_some_and(|error| error.name() == "QuotaExceededError");
                return Err(PhoneError::of(match full {
                    true => "recording.quota",
                    false => "recording.no-storage",
                }));
            }
            request.result().map_err(absent)
        })
    }

    /// Writes facts, and the parts from `first` on.
    pub(crate) fn save(&self, facts: &SavedRecording, first: u32, parts: &[JsValue]) -> Written {
        let id = JsValue::from_str(&facts.id());
        self.work(&|store| {
            for (number, part) in (first..).zip(parts) {
                store.put_with_key(part, &Array::of2(&id, &number.into()))?;
            }
            store.put_with_key(facts.as_ref(), &id)
        })
    }

    /// The facts of all recordings, oldest first; or of one.
    pub(crate) async fn all(&self, id: Option<&str>) -> Result<Vec<SavedRecording>, PhoneError> {
        let from = JsValue::from_str(id.unwrap_or_default());
        let to = match id {
            Some(_) => from.clone(),
            // An array comes after every string (Indexed Database §2.4).
            None => Array::new().into(),
        };
        let all = self.work(&|store| store.get_all_with_key(&bound(&from, &to)?));
        let all: Array = all.await?.unchecked_into();
        Ok(all.iter().map(SavedRecording::of).collect())
    }

    pub(crate) async fn facts(&self, id: &str) -> Result<SavedRecording, PhoneError> {
        let facts = self.all(Some(id)).await?.pop();
        facts.ok_or(PhoneError::of("recording.not-found"))
    }

    /// The sound of a recording as far as it is written.
    pub(crate) async fn sound(&self, id: &str) -> Result<Blob, PhoneError> {
        let facts = self.facts(id).await?;
        let id = JsValue::from_str(id);
        let parts = self.work(&|store| store.get_all_with_key(&parts_of(&id)?));
        let parts = parts.await?;
        let kind = BlobPropertyBag::new();
        kind.set_type(&facts.mime_type());
        Blob::new_with_blob_sequence_and_options(&parts, &kind)
            .map_err(|_| PhoneError::of("recording.no-storage"))
    }

    pub(crate) fn remove(&self, id: &str) -> Written {
        let id = JsValue::from_str(id);
        self.work(&|store| {
            store.delete(&parts_of(&id)?)?;
            store.delete(&id)
        })
    }
}

fn database(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.result().ok().map(JsCast::unchecked_into)
}

fn parts_of(id: &JsValue) -> Result<JsValue, JsValue> {
    bound(&Array::of1(id), &Array::of2(id, &Array::new()))
}

fn bound(from: &JsValue, to: &JsValue) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(from, to).map(JsValue::from)
}

/// Waits for one of two events: is it the good one?
async fn told(target: &EventTarget, good: &'static str, bad: &'static str) -> bool {
    let (tell, told) = oneshot::channel::<Result<(), PhoneError>>();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let [_good, _bad] = [good, bad].map(|event| {
        let tell = tell.clone();
        let heard = move |_: Event| {
            if let Some(tell) = tell.take() {
                let _ = tell.send(match event == good {
                    true => Ok(()),
                    false => Err(PhoneError::of("recording.no-storage")),
                });
            }
        };
        listen(target, event, Box::new(heard))
    });
    matches!(told.await, Ok(Ok(())))
}
