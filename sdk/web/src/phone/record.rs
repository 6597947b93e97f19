//! Lines are recorded as the phone says; what is recorded is handed over until it is acknowledged.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::{LineId, RecordCommand};
use futures::future::LocalBoxFuture;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::Phone;
use super::driver::Driver;
use crate::PhoneError;
use crate::lent::spawn;
use crate::recording::{Running, SavedRecording, SavedState, Sink, Store};
use crate::timer::Timer;
use crate::view::Event;

/// The wait after the first delivery that failed, in milliseconds. It doubles up to `LONGEST_WAIT_MS`.
const FIRST_WAIT_MS: u32 = 1_000;
const LONGEST_WAIT_MS: u32 = 256_000;

/// The recordings of a phone.
#[derive(Default)]
pub(crate) struct Recordings {
    /// What is recorded now. A line has one recording at a time.
    running: RefCell<Vec<(LineId, Rc<Running>)>>,
    /// Whether there is something new to deliver, and whether that is being done.
    due: Cell<bool>,
    delivering: Cell<bool>,
    /// How often that failed since it last did not.
    failures: Cell<u32>,
    /// Until it is tried again.
    again: RefCell<Option<Timer>>,
}

/// What is done with the recordings in the browser's storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingOrder {
    /// An array of all that are not being recorded, oldest first: what a page that died has left, too.
    List,
    /// The sound of one, as a `Blob`.
    Blob,
    /// One is handed over now; without a sink it is downloaded. Resolves when it is acknowledged, and so deleted.
    Deliver,
    /// One that nobody is to have is deleted.
    Discard,
}

impl Phone {
    /// Does something with the recordings, or with the one of this id.
    ///
    /// # Errors
    /// `recording.no-storage`, `recording.not-found`, `recording.in-use` while a page works on it, and
    /// `recording.not-delivered`, after which the phone tries again by itself.
    pub fn recordings(
        &self,
        order: RecordingOrder,
        id: String,
    ) -> LocalBoxFuture<'static, Result<JsValue, PhoneError>> {
        let driver = self.0.clone();
        Box::pin(async move {
            let store = Store::open().await?;
            let done = match order {
                RecordingOrder::List => {
                    let saved = store.saved(SavedState::Stopped, &|_| {}).await;
                    return saved.map(JsValue::from);
                }
                RecordingOrder::Blob => return store.sound(&store.facts(&id).await?).await,
                RecordingOrder::Deliver => store.deliver(&id, &driver.sink()).await,
                RecordingOrder::Discard => store.discard(&id).await,
            };
            if order == RecordingOrder::Deliver && done.is_err() {
                driver.deliver_later();
            }
            done.map(|()| JsValue::UNDEFINED)
        })
    }
}

impl Driver {
    /// Does what the phone says of the recording of a line.
    pub(super) fn record(&self, line: LineId, command: RecordCommand) {
        if command == RecordCommand::Start {
            if let Err(error) = self.begin_recording(line) {
                self.recording_failed(line, error);
            }
            return;
        }
        let mut running = self.recordings.running.borrow_mut();
        let Some(at) = running.iter().position(|(known, _)| *known == line) else {
            return;
        };
        match command {
            RecordCommand::Pause => running[at].1.pause(),
            RecordCommand::Resume => running[at].1.resume(),
            _ => running.swap_remove(at).1.stop(),
        }
    }

    fn begin_recording(&self, line: LineId) -> Result<(), PhoneError> {
        let unsupported = || PhoneError::of("recording.unsupported");
        let facts = self.read(|desk| {
            let phone = desk.phone();
            let line = phone.lines().iter().find(|known| known.id() == line)?;
            let call = phone.call(*line.parties().first()?)?;
            let far = call.remote();
            let name = far.display_name.as_deref();
            Some(SavedRecording::begin(call.sip_call_id(), &far.number, name))
        });
        let facts = facts.flatten().ok_or_else(unsupported)?;
        let sound = self.line_sound(line).ok_or_else(unsupported)?;
        let stream = sound.stream.clone();
        let this = self.this.clone();
        let tell = Rc::new(move |end| {
            // The sound lasts as long as the recording, which has this.
            let _ = &sound;
            let Some(driver) = this.upgrade() else { return };
            match end {
                Ok(recording) => {
                    driver.tell(Event::RecordingSaved(recording));
                    driver.deliver_recordings();
                }
                Err(error) => driver.recording_failed(line, error),
            }
        });
        let running = Running::start(&stream, facts, self.after_recording(), tell)?;
        self.recordings.running.borrow_mut().push((line, running));
        Ok(())
    }

    /// The line shows that it is not recorded, and the call goes on.
    fn recording_failed(&self, line: LineId, error: PhoneError) {
        self.record(line, RecordCommand::Stop);
        self.dispatch.push(Event::Error(error));
        let _ = self.command(&mut |desk, now| {
            desk.order(now, |phone| phone.recording_failed(now, line));
            Ok(())
        });
    }

    /// The phone is closed: what is recorded so far is whole.
    pub(super) fn stop_recordings(&self) {
        for (_, running) in self.recordings.running.take() {
            running.stop();
        }
    }

    fn sink(&self) -> Sink {
        let recording = self.options.recording.as_ref();
        recording
            .map(|recording| recording.sink.clone())
            .unwrap_or_default()
    }

    /// What a recording turns into when it is over.
    fn after_recording(&self) -> SavedState {
        match self.sink() {
            Sink::Keep => SavedState::Stopped,
            _ => SavedState::Delivering,
        }
    }

    /// Offers what a page that died has left, and goes on with what it was delivering.
    pub(super) fn recover_recordings(&self) {
        let next = match self.sink() {
            // Nobody waits for a download that comes by itself with the page.
            Sink::Download => SavedState::Stopped,
            _ => self.after_recording(),
        };
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let Ok(store) = Store::open().await else {
                return;
            };
            let offer = |recording| {
                if let Some(driver) = this.upgrade() {
                    driver.tell(Event::RecordingSaved(recording));
                }
            };
            let _ = store.saved(next, &offer).await;
            if let Some(driver) = this.upgrade() {
                driver.deliver_recordings();
            }
        }));
    }

    /// Hands over what is to be delivered, one run at a time.
    pub(super) fn deliver_recordings(&self) {
        let recordings = &self.recordings;
        recordings.due.set(true);
        if matches!(self.sink(), Sink::Keep) || recordings.delivering.replace(true) {
            return;
        }
        recordings.again.take();
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let Some(driver) = this.upgrade() else { return };
            let recordings = &driver.recordings;
            let mut outcome = Ok(());
            while recordings.due.replace(false) {
                outcome = driver.deliver_all().await;
            }
            recordings.delivering.set(false);
            match outcome {
                Ok(()) => recordings.failures.set(0),
                Err(error) => {
                    // What another tab is at is no failure to tell of.
                    if recordings.failures.get() == 0 && error.code() == "recording.not-delivered" {
                        driver.tell(Event::Error(error));
                    }
                    driver.deliver_later();
                }
            }
        }));
    }

    fn deliver_all(&self) -> LocalBoxFuture<'_, Result<(), PhoneError>> {
        Box::pin(async {
            let store = Store::open().await?;
            let sink = self.sink();
            let mut outcome = Ok(());
            let all: Array = store.all(None).await?.unchecked_into();
            for recording in all.iter().map(SavedRecording::of) {
                if recording.state() == SavedState::Delivering {
                    outcome = outcome.and(store.deliver(&recording.id(), &sink).await);
                }
            }
            outcome
        })
    }

    fn deliver_later(&self) {
        let failures = self.recordings.failures.get();
        self.recordings.failures.set(failures.saturating_add(1));
        let wait = (FIRST_WAIT_MS << failures.min(8)).min(LONGEST_WAIT_MS);
        let timer = self.after(wait, |driver, _| driver.deliver_recordings(), 0);
        *self.recordings.again.borrow_mut() = Some(timer);
    }
}
