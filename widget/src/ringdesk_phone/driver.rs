//! Binds the screens to the phone: commands go in, snapshots come out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::{CallId, Decline, Purpose};
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web::{
    AgentState, CallRecordView, CallState, CallView, Choice, Connection, Direction, Event, Options,
    Phone, PhoneError, RegistrationView, SecondCall, Subscription, now_ms,
};
use web_sys::HtmlElement;

use super::{
    case::Cases,
    model::{Command, Model},
    reading::{RECENT, arrange, front, line, merge, presence, recent, tells},
    snapshot::{Line, Link, Phase, Presence, Recent, Snapshot, Stage, TicketRow, Trouble},
};
use crate::{
    clipboard,
    fault::{Fault, Remedy},
    host,
    ring::Ring,
    text,
};

/// One phone element at work.
pub struct Driver {
    pub(super) model: Model,
    pub(super) host: HtmlElement,
    pub(super) cases: Cases,
    phone: RefCell<Option<Phone>>,
    subscription: RefCell<Option<Subscription>>,
    credentials: Rc<RefCell<Option<Function>>>,
    /// Asks the page's directory whom a text may mean.
    pub(super) directory: RefCell<Option<Function>>,
    /// Who was chosen to be called beside another call: address and name.
    pub(super) chosen: RefCell<Vec<(String, String)>>,
    /// Whether answering a second call ends the first (CT-50).
    pub(super) second_ends: Cell<bool>,
    /// After how long a paused recording goes on by itself (WX-46).
    pub(super) pause_limit_ms: Cell<Option<f64>>,
    /// The answered call whose after-call work is going on.
    over: RefCell<Option<CallView>>,
    logging_in: Cell<bool>,
    /// Counts searches, so that a late answer to an earlier one is dropped.
    pub(super) search: Cell<u32>,
    pub(super) ring: Ring,
}

impl Driver {
    pub fn new(model: Model, host: HtmlElement) -> Rc<Self> {
        Rc::new(Self {
            model,
            host,
            cases: Cases::default(),
            phone: RefCell::default(),
            subscription: RefCell::default(),
            credentials: Rc::default(),
            directory: RefCell::default(),
            chosen: RefCell::default(),
            second_ends: Cell::default(),
            pause_limit_ms: Cell::default(),
            over: RefCell::default(),
            logging_in: Cell::new(false),
            search: Cell::new(0),
            ring: Ring::default(),
        })
    }

    /// The phone, once the page has given it a way to log in.
    pub fn phone(&self) -> Option<Phone> {
        self.phone.borrow().clone()
    }

    /// Takes the function that gives the account, and the phone's options. Replacing them keeps the phone.
    pub fn set_credentials(self: &Rc<Self>, ask: Option<Function>, given: JsValue) {
        *self.credentials.borrow_mut() = ask;
        if self.phone().is_none() && self.credentials.borrow().is_some() {
            let credentials = self.credentials.clone();
            let provider = js::provider(move || {
                let ask = credentials.borrow().clone();
                ask.ok_or(JsValue::UNDEFINED)?.call0(&JsValue::UNDEFINED)
            });
            let given = js::phone_options(given, None);
            let mut options = given.unwrap_or_else(|error| {
                let detail = ["code", "message"].map(|key| (key, host::property(&error, key)));
                host::dispatch(&self.host, "ringdesk-error", &detail);
                Options::default()
            });
            options.credentials = Some(provider);
            options.desk = true;
            self.second_ends.set(options.second_call == SecondCall::End);
            let limit = options.profile.pause_limit;
            self.pause_limit_ms
                .set(limit.map(|limit| limit.as_millis() as f64));
            if let Ok(phone) = Phone::new(options) {
                let this = Rc::downgrade(self);
                let subscription = phone.subscribe(move |event| {
                    if let Some(this) = this.upgrade() {
                        this.heard(event);
                    }
                });
                *self.subscription.borrow_mut() = Some(subscription);
                *self.phone.borrow_mut() = Some(phone);
            }
            // The page was reloaded in a call, which waits for nobody's click.
            if web::calls_were_kept() {
                self.log_in();
            }
        }
        self.sync();
    }

    /// Ends everything; the element has left the page.
    pub fn close(&self) {
        self.subscription.take();
        self.ring.close();
        if let Some(phone) = self.phone.take() {
            phone.close();
        }
    }

    /// Whether closing the page would cut a call off.
    pub fn is_busy(&self) -> bool {
        self.phone().is_some_and(|phone| !phone.calls().is_empty())
    }

    pub(super) fn text(&self) -> &'static text::Text {
        text::of(&self.model.language.try_get_untracked().unwrap_or_default())
    }

    pub(super) fn line_id(&self) -> Option<CallId> {
        Some(CallId::from_u32(front(&self.phone()?)?.id))
    }

    /// Whether a call is in front, and one that the agent's work is about: not one to ask somebody.
    fn is_about(&self, call: &CallView) -> bool {
        let front = self.phone().and_then(|phone| arrange(&phone).0);
        front.is_some_and(|line| {
            line.purpose == Purpose::Primary && line.parties.first() == Some(&call.id)
        })
    }

    /// Writes what the phone is doing into the snapshot.
    pub(super) fn sync(&self) {
        let phone = self.phone();
        let live = phone.as_ref().and_then(front);
        let presence = match &phone {
            _ if self.logging_in.get() => Presence::LoggingIn,
            Some(phone) => presence(phone.agent_state()),
            None => Presence::LoggedOut,
        };
        let line = live
            .or_else(|| self.over.borrow().clone())
            .map(|call| Line {
                name: self.name_of(&call),
                ..line(&call)
            });
        let rings = line
            .as_ref()
            .is_some_and(|line| line.phase == Phase::Incoming);
        let known = self.cases.recent.borrow().clone();
        let own: Vec<Recent> = phone
            .iter()
            .flat_map(|phone| phone.recent())
            .take(RECENT)
            .map(|record| recent(&record))
            .collect();
        let Some(before) = self.model.snapshot.try_get_untracked() else {
            return;
        };
        let now = Snapshot {
            presence,
            since_ms: phone.as_ref().map_or(0.0, Phone::agent_state_since),
            link: match phone.as_ref().map(Phone::connection) {
                None | Some(Connection::Disconnected) => Link::Down,
                Some(Connection::Connecting) => Link::Opening,
                Some(Connection::Connected) => Link::Up,
                Some(Connection::Reconnecting) => Link::Lost,
            },
            has_account: phone.is_some(),
            line,
            recent: merge(own, known),
            ..before.clone()
        };
        let now = match &phone {
            Some(phone) => self.with_lines(phone, now),
            None => now,
        };
        let stage = now.stage();
        // What has not changed is not drawn again.
        if now != before {
            self.model.snapshot.try_set(now);
        }
        if stage == Stage::Incoming {
            self.model.open.try_set(true);
        }
        if rings && self.model.ring_sound.try_get_untracked() == Some(true) {
            self.ring.start();
        } else {
            self.ring.stop();
        }
    }

    fn heard(self: &Rc<Self>, event: &Event) {
        match event {
            Event::StateChange { from, to } => {
                if *from == AgentState::AfterCallWork {
                    self.over.take();
                    self.cases.finish(self);
                }
                let words = [
                    ("from", from.as_str().into()),
                    ("state", to.as_str().into()),
                ];
                host::dispatch(&self.host, "ringdesk-state", &words);
            }
            Event::Incoming(call) => {
                // A second call rings beside the first, which keeps the stage and its notes (CT-49).
                if self.line_id().map(CallId::as_u32) == Some(call.id) {
                    self.begin(call);
                }
                let text = |value: &Option<String>| {
                    value
                        .as_deref()
                        .map_or(JsValue::UNDEFINED, JsValue::from_str)
                };
                let detail = [
                    ("callId", call.call_id.as_str().into()),
                    ("number", call.number.as_str().into()),
                    ("name", text(&call.name)),
                    ("queue", text(&call.queue)),
                ];
                host::dispatch(&self.host, "ringdesk-incoming", &detail);
            }
            Event::CallChange(call)
                if call.state == CallState::Connected && self.is_about(call) =>
            {
                // What came back with the page is shown, as it was before.
                if call.returning {
                    self.model.open.try_set(true);
                }
                self.cases.link(self, call)
            }
            // Another customer's line came in front: his ticket and notes come with it.
            Event::Lines(_) => {
                if let Some(call) = self.phone().as_ref().and_then(front)
                    && call.state == CallState::Connected
                    && self.is_about(&call)
                {
                    self.cases.open(self, &call);
                }
            }
            // The same conversation goes on with somebody else, and so does its ticket.
            Event::Replaced { id, .. } => {
                if let Some(call) = self
                    .phone()
                    .and_then(|phone| phone.call(CallId::from_u32(*id)))
                {
                    self.cases.pass(&call);
                    self.cases.keep(self);
                }
            }
            Event::Ended { call, record } => self.ended(call, record),
            Event::Outcome {
                of: "transfer",
                error,
                ..
            } => self.handed_over(error.as_ref()),
            Event::Registration(RegistrationView::Registered) => {
                self.change(|now| now.notice = None)
            }
            Event::Registration(RegistrationView::Rejected(error)) if !self.logging_in.get() => {
                self.trouble(error, None);
            }
            Event::Registration(RegistrationView::Retrying(error)) if !self.logging_in.get() => {
                self.notice(error)
            }
            Event::Error(error) => self.notice(error),
            _ => {}
        }
        self.sync();
    }

    /// A new call takes the stage.
    pub(super) fn begin(&self, call: &CallView) {
        self.over.take();
        self.cases.open(self, call);
        self.change(|now| {
            now.ticket = None;
            now.trouble = None;
            now.handover = None;
        });
        self.model.keys.try_set(String::new());
        self.model.keypad.try_set(false);
        self.model.acting.try_set(false);
        self.model.asking.try_set(None);
        self.model.popover.try_set(super::model::Popover::None);
        self.model.steps.try_set(false);
    }

    fn ended(self: &Rc<Self>, call: &CallView, record: &CallRecordView) {
        let code = call.end.as_ref().map_or("call.failed", |end| end.code);
        let beside = self.line_id().is_some();
        if call.answered_ms.is_some() {
            // After-call work is about whom the ticket is about, not about a colleague who was asked.
            let before = self.over.borrow().is_some();
            if self.cases.is_of(call) || !before {
                *self.over.borrow_mut() = Some(call.clone());
            }
            self.cases.ended(self, call);
        } else if beside && tells(call.direction, code) {
            self.not_reached(call, code);
        } else if tells(call.direction, code) {
            self.trouble(&PhoneError::of(code), Some(call));
        }
        let time = |ms: Option<f64>| ms.map_or(JsValue::UNDEFINED, JsValue::from_f64);
        let detail = [
            ("callId", call.call_id.as_str().into()),
            (
                "direction",
                if call.direction == Direction::Inbound {
                    "inbound"
                } else {
                    "outbound"
                }
                .into(),
            ),
            ("number", call.number.as_str().into()),
            (
                "name",
                call.name
                    .as_deref()
                    .map_or(JsValue::UNDEFINED, JsValue::from_str),
            ),
            (
                "queue",
                call.queue
                    .as_deref()
                    .map_or(JsValue::UNDEFINED, JsValue::from_str),
            ),
            ("startedAtMs", call.started_ms.into()),
            ("answeredAtMs", time(call.answered_ms)),
            ("endedAtMs", time(call.ended_ms)),
            ("reason", code.into()),
            ("outcome", record.outcome.into()),
        ];
        host::dispatch(&self.host, "ringdesk-ended", &detail);
        self.cases.refresh(self);
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Snapshot)) {
        let _ = self.model.snapshot.try_update(change);
    }

    fn tell_error(&self, error: &PhoneError) {
        let detail = [
            ("code", error.code().into()),
            ("message", error.message().into()),
        ];
        host::dispatch(&self.host, "ringdesk-error", &detail);
    }

    pub(super) fn notice(&self, error: &PhoneError) {
        // A lost connection has its own banner, which goes by itself.
        let fault = Fault::of(error.code());
        // So has a far side that is not heard, beside its call.
        if fault != Fault::SocketLost && error.code() != "media.no-inbound" {
            self.change(|now| now.notice = Some(fault));
        }
        self.tell_error(error);
    }

    pub(super) fn trouble(&self, error: &PhoneError, call: Option<&CallView>) {
        self.model.steps.try_set(false);
        self.change(|now| {
            now.trouble = Some(Trouble {
                fault: Fault::of(error.code()),
                number: call.map(|call| call.number.clone()),
                who: call.map(|call| call.name.clone().unwrap_or_else(|| call.number.clone())),
            });
        });
        self.tell_error(error);
    }

    /// Does what the agent asked for.
    pub fn perform(self: &Rc<Self>, command: Command) {
        match command {
            Command::LogIn => self.log_in(),
            Command::LogOut => self.log_out(),
            Command::Choose(state) => {
                let choice = match state {
                    Presence::Work => Choice::Work,
                    Presence::Break => Choice::Break,
                    _ => Choice::Available,
                };
                self.on_phone(|phone| phone.choose_state(choice));
            }
            Command::Search => self.search(),
            Command::Paste(pasted) => self.paste(&pasted),
            Command::Dial(target) => self.dial(target),
            Command::Answer => self.answer(),
            Command::Decline => self.on_line(|phone, id| phone.decline(id, Decline::Declined)),
            Command::HangUp => self.on_line(Phone::hang_up),
            Command::Do(control) => self.control(control),
            Command::Call(control, call) => self.control_of(control, CallId::from_u32(call)),
            Command::Reach(control, target) => self.reach(control, target),
            Command::Look => self.look(),
            Command::Mark(target) => self.mark(target),
            Command::Key(key) => {
                let _ = self.model.keys.try_update(|keys| keys.push(key));
                self.on_line(|phone, id| phone.send_dtmf(id, key.encode_utf8(&mut [0; 4])));
            }
            Command::Keep => self.cases.keep(self),
            Command::OpenTicket => self.cases.tell(self),
            Command::Copy(number) => self.copy(&number),
            Command::Finish => self.on_phone(Phone::finish_wrap_up),
            Command::Remedy => self.remedy(),
            Command::Dismiss => self.dismiss(),
            Command::HideNotice => self.change(|now| now.notice = None),
            Command::Speak => self.speak(),
            Command::HideHandover => self.change(|now| now.handover = None),
        }
        self.sync();
    }

    pub(super) fn on_phone(&self, run: impl FnOnce(&Phone) -> Result<(), PhoneError>) {
        // What can not be done now is disabled on the screen; a press that came too late is nothing to tell of.
        if let Some(Err(error)) = self.phone().as_ref().map(run) {
            self.tell_error(&error);
        }
    }

    fn on_line(&self, run: impl FnOnce(&Phone, CallId) -> Result<(), PhoneError>) {
        if let Some(id) = self.line_id() {
            self.on_phone(|phone| run(phone, id));
        }
    }

    fn log_in(self: &Rc<Self>) {
        let Some(phone) = self.phone() else { return };
        if self.logging_in.replace(true) {
            return;
        }
        self.ring.prepare();
        self.dismiss();
        let this = self.clone();
        spawn_local(async move {
            let outcome = phone.connect().await;
            this.logging_in.set(false);
            match outcome {
                Ok(()) => {
                    this.cases.deliver(&this);
                    this.cases.refresh(&this);
                }
                Err(error)
                    if error.code() == "api.closed" || error.code() == "api.already-connected" => {}
                Err(error) => this.trouble(&error, None),
            }
            this.sync();
        });
    }

    fn log_out(self: &Rc<Self>) {
        let Some(phone) = self.phone() else { return };
        let this = self.clone();
        spawn_local(async move {
            if let Err(error) = phone.disconnect().await {
                this.tell_error(&error);
            }
            this.sync();
        });
    }

    fn answer(self: &Rc<Self>) {
        if let Some(id) = self.line_id() {
            self.answer_call(id);
        }
    }

    /// Answers a call: the one in front, or a second one.
    pub(super) fn answer_call(self: &Rc<Self>, id: CallId) {
        let Some(phone) = self.phone() else { return };
        self.ring.stop();
        spawn_local(async move {
            // A failure is told by the call's end, which says more.
            let _ = phone.answer(id).await;
        });
    }

    fn copy(self: &Rc<Self>, number: &str) {
        let this = self.clone();
        let written = clipboard::write(number);
        spawn_local(async move {
            if written.await {
                this.model.copied.try_set(true);
                gloo::timers::future::TimeoutFuture::new(1_500).await;
                this.model.copied.try_set(false);
            }
        });
    }

    fn remedy(self: &Rc<Self>) {
        let Some(trouble) = self
            .model
            .snapshot
            .try_with_untracked(|now| now.trouble.clone())
            .flatten()
        else {
            return;
        };
        let steps_shown = self.model.steps.try_get_untracked() == Some(true);
        match trouble.fault.remedy() {
            Remedy::ShowSteps if !steps_shown => {
                self.model.steps.try_set(true);
            }
            Remedy::EditNumber => {
                self.model.draft.try_set(trouble.number.unwrap_or_default());
                self.dismiss();
            }
            Remedy::Close => self.dismiss(),
            Remedy::ShowSteps | Remedy::Retry | Remedy::LogIn | Remedy::CallAgain => {
                self.dismiss();
                let logged_out = self
                    .phone()
                    .is_some_and(|phone| phone.agent_state() == AgentState::LoggedOut);
                match trouble.number {
                    Some(number) => self.dial(number),
                    None if logged_out => self.log_in(),
                    None => {}
                }
            }
        }
    }

    fn dismiss(&self) {
        self.model.steps.try_set(false);
        self.change(|now| now.trouble = None);
    }

    /// The ticket row of the stage.
    pub(super) fn show_ticket(&self, row: Option<TicketRow>) {
        self.change(|now| now.ticket = row);
    }

    /// The subject of a ticket that is made for a call, and the line that is put on it at the end.
    pub(super) fn subject(&self, call: &CallView) -> String {
        let who = call.name.as_deref().unwrap_or(&call.number);
        let text = self.text();
        match call.direction {
            Direction::Inbound => (text.subject_from)(who),
            Direction::Outbound => (text.subject_to)(who),
        }
    }

    pub(super) fn closing_line(&self, call: &CallView) -> String {
        let who = call.name.as_deref().unwrap_or(&call.number);
        let lasted =
            call.ended_ms.unwrap_or_else(now_ms) - call.answered_ms.unwrap_or(call.started_ms);
        (self.text().call_lasted)(who, &crate::clock::duration(lasted))
    }
}
