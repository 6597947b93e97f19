//! Binds the customer's card to a phone that lives for one call.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::{CallId, DialOptions};
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web::{
    CallState, CallView, Connection, Event, Options, Phone, PhoneError, Subscription, now_ms,
};
use web_sys::HtmlElement;

use super::model::{Act, Command, Model, Snapshot};
use crate::{
    fault::Fault,
    host::{self, settled},
};

/// One meet element at work.
pub struct Driver {
    pub(super) model: Model,
    host: HtmlElement,
    /// Asks the page's server for a guest's account: `(name) => Promise`.
    ask: Function,
    /// Tells the element to show its button again.
    closed: Function,
    /// Counts attempts, so that one that was left behind does not speak any more.
    attempt: Cell<u32>,
    phone: RefCell<Option<Phone>>,
    subscription: RefCell<Option<Subscription>>,
    call: Cell<Option<u32>>,
}

impl Driver {
    pub fn new(model: Model, host: HtmlElement, ask: Function, closed: Function) -> Rc<Self> {
        Rc::new(Self {
            model,
            host,
            ask,
            closed,
            attempt: Cell::new(0),
            phone: RefCell::default(),
            subscription: RefCell::default(),
            call: Cell::new(None),
        })
    }

    /// The phone of the call, while there is one.
    pub fn phone(&self) -> Option<Phone> {
        self.phone.borrow().clone()
    }

    /// Hangs up and gives everything back.
    pub fn close(&self) {
        self.attempt.set(self.attempt.get().wrapping_add(1));
        self.subscription.take();
        self.call.set(None);
        if let Some(phone) = self.phone.take() {
            phone.close();
        }
    }

    /// Does what the customer asked for.
    pub fn perform(self: &Rc<Self>, command: Command) {
        match command {
            Command::Start(name) => self.start(name, None),
            Command::ToggleMute => self.toggle_mute(),
            Command::Leave => self.leave(),
            Command::Again => {
                let name = self.model.name.try_get_untracked().unwrap_or_default();
                if name.trim().is_empty() {
                    self.turn(Act::Name)
                } else {
                    self.start(name, None)
                }
            }
            Command::Close => {
                self.close();
                // What the element's own callback throws is the browser's to report.
                let _ = self.closed.call0(&JsValue::UNDEFINED);
            }
        }
    }

    /// Starts a call under this name; with the account of the page before, takes its call up again.
    pub fn start(self: &Rc<Self>, name: String, kept: Option<JsValue>) {
        self.close();
        self.model.name.try_set(name.clone());
        let _ = self.model.snapshot.try_update(|now| {
            *now = Snapshot {
                started_ms: now_ms(),
                ..Snapshot::default()
            };
        });
        self.turn(Act::Connecting);
        let (this, attempt) = (self.clone(), self.attempt.get());
        spawn_local(async move {
            if let Err(code) = this.call(&name, kept, attempt).await
                && this.attempt.get() == attempt
            {
                this.fail(&code);
            }
        });
    }

    async fn call(
        self: &Rc<Self>,
        name: &str,
        kept: Option<JsValue>,
        attempt: u32,
    ) -> Result<(), String> {
        let code = |error: PhoneError| error.code().to_owned();
        let name = JsValue::from_str(name);
        let returns = kept.is_some();
        let given = match kept {
            Some(kept) => kept,
            None => settled(self.ask.call1(&JsValue::UNDEFINED, &name))
                .await
                .map_err(|error| {
                    host::text(&error, "code").unwrap_or_else(|| "guest.failed".to_owned())
                })?,
        };
        let target = host::text(&given, "target").ok_or("guest.failed")?;
        let queue = host::text(&host::property(&given, "queue"), "name");
        let _ = self.model.snapshot.try_update(|now| now.queue = queue);
        // The account that was just given serves the first time; a long call asks for another one.
        let (ask, first) = (self.ask.clone(), Cell::new(Some(given)));
        let credentials = js::provider(move || match first.take() {
            Some(given) => Ok(given),
            None => ask.call1(&JsValue::UNDEFINED, &name),
        });
        if self.attempt.get() != attempt {
            return Ok(());
        }
        let phone = Phone::new(Options {
            credentials: Some(credentials),
            ..Options::default()
        })
        .map_err(code)?;
        let this = Rc::downgrade(self);
        *self.subscription.borrow_mut() = Some(phone.subscribe(move |event| {
            if let Some(this) = this.upgrade() {
                this.heard(event);
            }
        }));
        *self.phone.borrow_mut() = Some(phone.clone());
        phone.connect().await.map_err(code)?;
        if self.attempt.get() != attempt {
            return Ok(());
        }
        if returns {
            // It may not have come back: nobody asked for another one.
            if phone.calls().is_empty() {
                self.perform(Command::Close);
            }
            return Ok(());
        }
        let id = phone
            .dial(&target, DialOptions::default())
            .await
            .map_err(code)?;
        if self.attempt.get() == attempt {
            self.call.set(Some(id.as_u32()));
            if let Some(call) = phone.call(id) {
                self.follow(&call);
            }
        }
        Ok(())
    }

    fn heard(self: &Rc<Self>, event: &Event) {
        match event {
            Event::CallChange(call) if self.is_ours(call) => self.follow(call),
            // An agent handed us over: the conversation goes on with somebody else.
            Event::Replaced { id, old } if self.call.get() == Some(*old) => self.turn_to(*id),
            Event::Ended { call, .. } if self.is_ours(call) => match self.under_way() {
                Some(next) => self.turn_to(next),
                None => self.ended(call),
            },
            Event::Connection(connection) => {
                let lost = *connection == Connection::Reconnecting;
                let _ = self
                    .model
                    .snapshot
                    .try_update(|now| now.reconnecting = lost);
            }
            Event::Error(error) => self.tell_error(error.code(), error.message()),
            _ => {}
        }
    }

    /// The call to whom an agent sent us, who hung up before anybody answered it.
    fn under_way(&self) -> Option<u32> {
        let calls = self.phone()?.calls();
        let mut going = calls.iter().filter(|call| {
            !matches!(
                call.state,
                CallState::Incoming | CallState::Answering | CallState::Ending | CallState::Ended
            )
        });
        Some(going.next()?.id)
    }

    fn turn_to(&self, id: u32) {
        self.call.set(Some(id));
        let phone = self.phone();
        if let Some(call) = phone.and_then(|phone| phone.call(CallId::from_u32(id))) {
            self.follow(&call);
        }
    }

    /// There is one conversation in the life of this phone; until dialling has told its handle, every call is it.
    fn is_ours(&self, call: &CallView) -> bool {
        self.call.get().is_none_or(|id| id == call.id)
    }

    fn follow(&self, call: &CallView) {
        let act = match call.state {
            CallState::Queued => Act::Waiting(call.queue_position),
            CallState::Connected => Act::Talking,
            CallState::Dialling | CallState::Ringing | CallState::EarlyMedia => Act::Calling,
            CallState::Incoming | CallState::Answering | CallState::Ending | CallState::Ended => {
                return;
            }
        };
        self.call.set(Some(call.id));
        let _ = self.model.snapshot.try_update(|now| {
            now.muted = call.muted;
            now.returning = call.returning;
            now.answered_ms = call.answered_ms;
            // The queue's own name is not who answered.
            now.agent = call
                .name
                .clone()
                .filter(|name| now.queue.as_ref() != Some(name));
        });
        self.turn(act);
    }

    fn ended(&self, call: &CallView) {
        let code = call.end.as_ref().map_or("call.failed", |end| end.code);
        let time = |ms: Option<f64>| ms.map_or(JsValue::UNDEFINED, JsValue::from_f64);
        let detail = [
            ("callId", call.call_id.as_str().into()),
            ("startedAtMs", call.started_ms.into()),
            ("answeredAtMs", time(call.answered_ms)),
            ("endedAtMs", time(call.ended_ms)),
            ("reason", code.into()),
        ];
        host::dispatch(&self.host, "ringdesk-ended", &detail);
        let _ = self
            .model
            .snapshot
            .try_update(|now| now.ended_ms = call.ended_ms);
        if call.answered_ms.is_some() {
            self.turn(Act::Ended);
            self.close();
        } else {
            self.fail(code);
        }
    }

    fn fail(&self, code: &str) {
        // Whoever left before the end has seen the button come back already.
        self.turn(Act::Failed(Fault::of(code)));
        let message = web::CODES
            .iter()
            .find(|(known, _)| *known == code)
            .map_or("", |(_, message)| message);
        self.tell_error(code, message);
        self.close();
    }

    fn tell_error(&self, code: &str, message: &str) {
        host::dispatch(
            &self.host,
            "ringdesk-error",
            &[("code", code.into()), ("message", message.into())],
        );
    }

    /// Shows an act, and tells the page when it is another one than before.
    fn turn(&self, act: Act) {
        let before = self
            .model
            .snapshot
            .try_update(|now| std::mem::replace(&mut now.act, act));
        if before == Some(act) {
            return;
        }
        let position = if let Act::Waiting(Some(position)) = act {
            position.into()
        } else {
            JsValue::UNDEFINED
        };
        host::dispatch(
            &self.host,
            "ringdesk-state",
            &[("state", act.as_str().into()), ("position", position)],
        );
    }

    fn toggle_mute(&self) {
        let (Some(phone), Some(id)) = (self.phone(), self.call.get()) else {
            return;
        };
        let id = CallId::from_u32(id);
        let muted = phone.call(id).is_some_and(|call| call.muted);
        if let Err(error) = phone.set_muted(id, !muted) {
            self.tell_error(error.code(), error.message());
        }
    }

    fn leave(self: &Rc<Self>) {
        let talking = self
            .model
            .snapshot
            .try_with_untracked(|now| now.act == Act::Talking)
            == Some(true);
        match (self.phone(), self.call.get()) {
            (Some(phone), Some(_)) if talking => {
                // Whom an agent sends us to at this moment need not ring on.
                for call in phone.calls() {
                    if let Err(error) = phone.hang_up(CallId::from_u32(call.id)) {
                        self.tell_error(error.code(), error.message());
                    }
                }
            }
            // Closing the phone cancels what is under way.
            _ => self.perform(Command::Close),
        }
    }
}
