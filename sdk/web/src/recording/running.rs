//! One recording while it runs: what the recorder gives goes to the storage at once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{BlobEvent, Event, MediaRecorder, MediaRecorderOptions, MediaStream};

use super::store::Owner;
use super::{SavedRecording, SavedState, Store};
use crate::PhoneError;
use crate::clock::now_ms;
use crate::lent::{Listener, listen, spawn};

/// How much of a recording, in milliseconds, is not written down yet at most.
const PART_MS: i32 = 1_000;
/// Opus in full band for speech of two sides: 20 MB an hour.
const BITS_PER_SECOND: u32 = 48_000;

/// Whom a recording reports to: once when it is whole, or before that when it can not go on.
pub(crate) type Tell = Rc<dyn Fn(Result<SavedRecording, PhoneError>)>;

/// A recording under way. It goes on until [`Running::stop`], whatever is dropped.
pub(crate) struct Running {
    pub(super) facts: SavedRecording,
    recorder: MediaRecorder,
    /// What it turns into when it is whole.
    next: SavedState,
    /// Since when the recorder hears, unless it is paused; and for how long it did before.
    since_ms: Cell<Option<f64>>,
    before_ms: Cell<f64>,
    /// What is to be written, and how many parts are.
    parts: RefCell<Array>,
    written: Cell<u32>,
    /// Whether we asked the recorder to end, and whether it has.
    asked: Cell<bool>,
    over: Cell<bool>,
    /// Told when there is something to write.
    news: RefCell<Option<oneshot::Sender<Result<(), PhoneError>>>>,
    listeners: RefCell<Vec<Listener>>,
    tell: Tell,
}

impl Running {
    /// Begins to record `stream`. `tell` is never called from inside this function.
    pub(crate) fn start(
        stream: &MediaStream,
        facts: SavedRecording,
        next: SavedState,
        tell: Tell,
    ) -> Result<Rc<Self>, PhoneError> {
        let wish = MediaRecorderOptions::new();
        wish.set_audio_bits_per_second(BITS_PER_SECOND);
        // Where the interface is absent its constructor throws too.
        let recorder =
            MediaRecorder::new_with_media_stream_and_media_recorder_options(stream, &wish)
                .map_err(|_| PhoneError::of("recording.unsupported"))?;
        let running = Rc::new(Self {
            facts,
            recorder: recorder.clone(),
            next,
            since_ms: Cell::new(Some(now_ms())),
            before_ms: Cell::default(),
            parts: RefCell::default(),
            written: Cell::default(),
            asked: Cell::default(),
            over: Cell::default(),
            news: RefCell::default(),
            listeners: RefCell::default(),
            tell,
        });
        for (event, heard) in [
            ("dataavailable", Self::heard as fn(&Self, Event)),
            ("stop", Self::ended),
        ] {
            let this = running.clone();
            let run = Box::new(move |event: Event| {
                heard(&this, event);
                if let Some(tell) = this.news.take() {
                    let _ = tell.send(Ok(()));
                }
            });
            running
                .listeners
                .borrow_mut()
                .push(listen(&recorder, event, run));
        }
        match recorder.start_with_time_slice(PART_MS) {
            Ok(()) => {
                spawn(Box::pin(running.clone().last()));
                Ok(running)
            }
            Err(_) => {
                running.listeners.take();
                Err(PhoneError::of("recording.unsupported"))
            }
        }
    }

    /// Leaves out what is said until [`Running::resume`].
    pub(crate) fn pause(&self) {
        if self.recorder.pause().is_ok() {
            self.count();
        }
    }

    pub(crate) fn resume(&self) {
        if self.recorder.resume().is_ok() && self.since_ms.get().is_none() {
            self.since_ms.set(Some(now_ms()));
        }
    }

    /// Ends it; the rest is written, and then it is told.
    pub(crate) fn stop(&self) {
        self.asked.set(true);
        self.count();
        // One that has ended by itself throws.
        let _ = self.recorder.stop();
    }

    /// Stands the clock still.
    fn count(&self) {
        self.before_ms.set(self.lasted_ms());
        self.since_ms.set(None);
    }

    fn lasted_ms(&self) -> f64 {
        let running = self.since_ms.get().map_or(0.0, |since| now_ms() - since);
        self.before_ms.get() + running
    }

    fn heard(&self, event: Event) {
        let event: BlobEvent = event.unchecked_into();
        if let Some(part) = event.data().filter(|part| part.size() > 0.0) {
            self.facts.set("mimeType", part.type_().into());
            self.parts.borrow().push(&part);
        }
        self.facts
            .set("durationMs", (self.lasted_ms() as u32).into());
    }

    fn ended(&self, _: Event) {
        self.count();
        self.over.set(true);
    }

    /// Writes everything down as it comes, and tells of the end.
    async fn last(self: Rc<Self>) {
        // Nothing is written before this, so nobody takes it for one that was left.
        let _owner = Owner::of(&self.facts.id()).await;
        let store = Store::open().await;
        let written = match &store {
            Ok(store) => self.write(store).await,
            Err(error) => Err(error.clone()),
        };
        self.listeners.take();
        self.stop();
        self.facts.transition(self.next);
        if let Err(error) = written {
            (self.tell)(Err(error));
        }
        if let Ok(store) = store
            && self.written.get() > 0
        {
            // Where the storage is full, what was written before is found the next time.
            let _ = store.note(&self.facts).await;
            drop(_owner);
            (self.tell)(Ok(self.facts.clone()));
        }
    }

    async fn write(&self, store: &Store) -> Result<(), PhoneError> {
        loop {
            let over = self.over.get();
            let parts = self.parts.take();
            if parts.length() > 0 {
                let first = self.written.get();
                store.save(&self.facts, first, &parts).await?;
                self.written.set(first + parts.length());
            } else if over {
                // Whoever ends it stops the clock first.
                return match self.asked.get() {
                    true => Ok(()),
                    false => Err(PhoneError::of("recording.failed")),
                };
            } else {
                let (tell, told) = oneshot::channel();
                self.news.replace(Some(tell));
                let _ = told.await;
            }
        }
    }
}
