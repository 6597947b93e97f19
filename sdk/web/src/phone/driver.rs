//! Runs the desk: feeds it what happens, carries out what it asks for.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use call::{CallId, Flow, Instant};
use desk::{Desk, Input, Output};
use web_sys::EventTarget;

use super::dispatch::Dispatch;
use super::link::Link;
use super::record::Recordings;
use super::session::Sessions;
use super::sound::Sound;
use crate::clock::{now, now_ms};
use crate::lent::{Listener, listen};
use crate::timer::{Timer, after};
use crate::view::{CallRecordView, CallView, Connection, Event, LineView, RegistrationView};
use crate::{Account, Options, PhoneError};

/// The state behind every clone of one [`crate::Phone`].
pub(crate) struct Driver {
    pub(super) this: Weak<Driver>,
    pub(super) options: Options,
    pub(super) account: RefCell<Account>,
    pub(super) desk: RefCell<Option<Desk>>,
    /// What the page sees of the links together.
    pub(super) connection: Cell<Connection>,
    pub(super) links: [Link; 2],
    pub(super) dispatch: Rc<Dispatch>,
    pub(super) sessions: RefCell<Sessions>,
    pub(super) sound: Sound,
    pub(super) closed: Cell<bool>,
    pub(super) renewal: RefCell<Option<Timer>>,
    pub(super) renewed_after_refusal: Cell<bool>,
    pub(super) page: RefCell<Vec<Listener>>,
    /// A connected phone keeps itself: a page may forget its handle, and still be called.
    pub(super) itself: RefCell<Option<Rc<Driver>>>,
    /// The instant that the desk wants to be woken at, and the timer for it.
    pub(super) alarm: RefCell<Option<Timer>>,
    /// Until the far sides' pulses are taken again.
    pub(super) pulse: RefCell<Option<Timer>>,
    /// Until a call without a path is offered another.
    pub(super) pathless: RefCell<Option<Timer>>,
    /// Calls changed since they were last kept.
    pub(super) unkept: Cell<bool>,
    pub(super) recordings: Recordings,
    /// What is called when the page wakes from sleep.
    pub(super) waking: RefCell<Option<Rc<dyn Fn()>>>,
}

impl Driver {
    pub(super) fn new(mut options: Options) -> Rc<Self> {
        Rc::new_cyclic(|this| Self {
            this: this.clone(),
            account: RefCell::new(options.account.take().unwrap_or_default()),
            options,
            desk: RefCell::new(None),
            connection: Cell::new(Connection::Disconnected),
            links: Default::default(),
            dispatch: Rc::default(),
            sessions: RefCell::default(),
            sound: Sound::default(),
            closed: Cell::new(false),
            renewal: RefCell::new(None),
            renewed_after_refusal: Cell::new(false),
            page: RefCell::default(),
            itself: RefCell::new(None),
            alarm: RefCell::new(None),
            pulse: RefCell::new(None),
            pathless: RefCell::new(None),
            unkept: Cell::new(false),
            recordings: Recordings::default(),
            waking: RefCell::new(None),
        })
    }

    /// Hands one happening to the desk and carries out what follows from it.
    pub(super) fn feed(&self, input: Input<'_>) {
        if let Some(desk) = self.desk.borrow_mut().as_mut() {
            desk.handle(now(), input);
        }
        self.pump();
    }

    /// Gives one command to the desk and carries out what follows from it. Not generic, so that it is there once.
    pub(super) fn command(
        &self,
        run: &mut dyn FnMut(&mut Desk, Instant) -> Result<(), &'static str>,
    ) -> Result<(), PhoneError> {
        let done = match self.desk.borrow_mut().as_mut() {
            Some(desk) => run(desk, now()),
            None if self.closed.get() => Err("api.closed"),
            None => Err("api.not-connected"),
        };
        self.pump();
        done.map_err(PhoneError::of)
    }

    /// A timer of ours; it does not keep the phone. `what` is for `run` to know what it is about.
    pub(super) fn after(&self, wait_ms: u32, run: fn(&Driver, u32), what: u32) -> Timer {
        let this = self.this.clone();
        let ring = Box::new(move || {
            if let Some(driver) = this.upgrade() {
                run(&driver, what);
            }
        });
        after(wait_ms, ring)
    }

    /// A listener of ours; it does not keep the phone.
    pub(super) fn on(
        &self,
        target: &EventTarget,
        event: &'static str,
        run: fn(&Driver),
    ) -> Listener {
        let this = self.this.clone();
        let heard = Box::new(move |_: web_sys::Event| {
            if let Some(driver) = this.upgrade() {
                run(&driver);
            }
        });
        listen(target, event, heard)
    }

    /// Reads something off the desk.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Desk) -> T) -> Option<T> {
        self.desk.borrow().as_ref().map(look)
    }

    pub(super) fn tell(&self, event: Event) {
        self.dispatch.push(event);
        self.dispatch.deliver();
    }

    fn poll(&self) -> Option<Output> {
        self.desk.borrow_mut().as_mut()?.poll()
    }

    pub(super) fn pump(&self) {
        while let Some(output) = self.poll() {
            match output {
                Output::Send(Flow(flow), bytes) => self.link(u32::from(flow)).send(&bytes),
                Output::Media(id, command) => self.carry(id, command),
                Output::Record(line, command) => self.record(line, command),
                Output::Wake(at) => self.wake_at(at),
                Output::Suspect(Flow(flow)) => self.link_lost(u32::from(flow)),
                Output::Event(event) => self.translate(event),
            }
        }
        if self.unkept.replace(false) {
            self.keep_calls();
        }
        self.dispatch.deliver();
    }

    fn translate(&self, event: desk::Event) {
        self.unkept.set(true);
        let event = match event {
            desk::Event::StateChanged { from, to } => Event::StateChange { from, to },
            desk::Event::Registration(registration) => {
                let view = RegistrationView::from(&registration);
                self.registration_changed(&view);
                self.link_proved(&view);
                Event::Registration(view)
            }
            desk::Event::Incoming(id) => match self.view(id) {
                Some(call) => Event::Incoming(call),
                None => return,
            },
            desk::Event::CallChanged(id) => {
                self.route();
                match self.view(id) {
                    Some(call) => Event::CallChange(call),
                    None => return,
                }
            }
            desk::Event::Ended { call, record } => {
                let session = self.sessions.borrow_mut().remove(call.id());
                drop(session);
                self.route();
                Event::Ended {
                    call: CallView::from(&*call),
                    record: CallRecordView::from(&*record),
                }
            }
            // Presence comes back with the next registration; and no policy here asks for what was refused.
            desk::Event::Refused(_) => return,
            desk::Event::Phone(call::Event::LinesChanged) => Event::Lines(self.lines()),
            desk::Event::Phone(event) => {
                if let call::Event::Replaced { new, .. } = event
                    && let Some(call) = self.view(new)
                {
                    self.dispatch.push(Event::CallChange(call));
                }
                match Event::of(event) {
                    Some(event) => event,
                    None => return,
                }
            }
            desk::Event::Digit(id, digit) => Event::Digit {
                id: id.as_u32(),
                digit,
            },
        };
        self.dispatch.push(event);
    }

    /// The desk names one instant at a time, and the latest word counts.
    fn wake_at(&self, at: Instant) {
        // A browser timer may fire up to a millisecond early; one more makes sure that the instant has passed.
        let wait = at.since(now()).as_millis().min(i32::MAX as u128 - 1) as u32 + 1;
        let timer = self.after(wait, Driver::tick, 0);
        *self.alarm.borrow_mut() = Some(timer);
    }

    pub(super) fn tick(&self, _: u32) {
        self.alarm.take();
        self.feed(Input::Tick);
    }

    pub(super) fn lines(&self) -> Vec<LineView> {
        self.read(|desk| LineView::all(desk.phone()))
            .unwrap_or_default()
    }

    pub(super) fn view(&self, id: CallId) -> Option<CallView> {
        self.read(|desk| desk.phone().call(id).map(CallView::from))
            .flatten()
    }

    /// Lets go of everything that the browser lent us for being connected.
    pub(super) fn release(&self) {
        self.stop_recordings();
        for timer in [&self.alarm, &self.renewal, &self.pulse, &self.pathless] {
            timer.take();
        }
        // Whoever waits for the end of a call is not left waiting.
        let abandoned: Vec<CallView> = self
            .read(|desk| desk.phone().calls().map(CallView::from).collect())
            .unwrap_or_default();
        for call in abandoned {
            self.dispatch.push(call.abandoned(now_ms()));
        }
        let sessions = self.sessions.borrow_mut().clear();
        drop(sessions);
        self.route();
        self.link_close();
        self.desk.take();
        self.dispatch.deliver();
    }
}
