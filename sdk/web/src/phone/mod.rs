//! The phone as the page holds it: one handle, cheap to clone.

mod credentials;
mod dial;
mod dispatch;
mod driver;
mod health;
mod kept;
mod link;
mod order;
mod page;
mod record;
mod session;
mod sound;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use call::{CallId, CallState, Config, Decline, Muted};
use desk::{AgentState, Choice, Desk, Policy};
use futures::channel::oneshot;
use sip::Uri;
use web_sys::MediaStream;

pub use dial::Placing;
pub use dispatch::Subscription;
pub use kept::calls_were_kept;
pub use order::LineCommand;
pub use record::RecordingOrder;

use crate::clock::now_ms;
use crate::view::{CallRecordView, CallView, Connection, Event, RegistrationView};
use crate::{Options, PhoneError};
use driver::Driver;
use kept::Kept;

/// How long, in milliseconds, an unregistration is waited for.
const PATIENCE_MS: u32 = 2_000;

/// A telephone in a browser page.
///
/// Commands resolve when the protocol has agreed; what the far side decides arrives as an [`Event`].
/// A connected phone lives until [`Phone::disconnect`] or [`Phone::close`], whatever is dropped before.
#[derive(Clone)]
pub struct Phone(Rc<Driver>);

impl Phone {
    /// Makes a phone. Nothing happens on the network before [`Phone::connect`].
    ///
    /// # Errors
    /// `api.no-account` without an account and without a way to ask for one.
    pub fn new(options: Options) -> Result<Self, PhoneError> {
        if options.account.is_none() && options.credentials.is_none() {
            return Err(PhoneError::of("api.no-account"));
        }
        let driver = Driver::new(options);
        driver.watch_page();
        Ok(Self(driver))
    }

    /// Calls `listener` for every event from now on, with no borrow held: it may call back into the phone.
    pub fn subscribe(&self, listener: impl Fn(&Event) + 'static) -> Subscription {
        self.0.dispatch.subscribe(listener)
    }

    /// Opens the socket and registers. From then on the phone comes back by itself after every loss.
    ///
    /// # Errors
    /// `transport.refused` when no server took the connection, `register.*` when the server refused the
    /// account, `api.*` for an account that can not be used, and what the credentials provider failed with.
    pub async fn connect(&self) -> Result<(), PhoneError> {
        self.may_connect()?;
        self.0.ask_account().await?;
        // The phone may have been closed or connected while the page was asked.
        self.may_connect()?;
        if self.0.options.recording.is_some() {
            self.0.recover_recordings();
        }
        let kept = self.0.take_kept();
        let desk = self.make_desk(kept.as_ref())?;
        *self.0.desk.borrow_mut() = Some(desk);
        *self.0.itself.borrow_mut() = Some(self.0.clone());
        let settled = self.until(Box::new(|event| match event {
            Event::Connection(Connection::Disconnected) => {
                Some(Err(PhoneError::of("transport.refused")))
            }
            Event::Registration(RegistrationView::Registered) => Some(Ok(())),
            Event::Registration(
                RegistrationView::Rejected(error) | RegistrationView::Retrying(error),
            ) => Some(Err(error.clone())),
            _ => None,
        }));
        self.0.link_open();
        // The socket is on its way: what starts a worker waits for that.
        self.0.watch_sleep();
        self.0.load_sounds();
        self.0.command(&mut |desk, now| {
            desk.log_in(now);
            Ok(())
        })?;
        if let Some(kept) = kept {
            self.0.restore(&kept);
        }
        let outcome = settled.outcome().await;
        if self.0.closed.get() {
            return Err(PhoneError::of("api.closed"));
        }
        if outcome.is_err() {
            self.0.release();
        }
        outcome
    }

    fn may_connect(&self) -> Result<(), PhoneError> {
        if self.0.closed.get() {
            return Err(PhoneError::of("api.closed"));
        }
        match self.0.connection.get() {
            Connection::Disconnected => Ok(()),
            _ => Err(PhoneError::of("api.already-connected")),
        }
    }

    fn make_desk(&self, kept: Option<&Kept>) -> Result<Desk, PhoneError> {
        let account = self.0.account.borrow();
        let uri = Uri::parse(&account.uri).map_err(|_| PhoneError::of("api.bad-address"))?;
        let (mut seed, mut uuid) = ([0u8; 32], [0u8; 16]);
        getrandom::fill(&mut seed)
            .and_then(|()| getrandom::fill(&mut uuid))
            .map_err(|_| PhoneError::of("internal.no-randomness"))?;
        let instance = match kept {
            Some(kept) => kept.instance.clone(),
            None => instance_id(uuid),
        };
        let mut config = Config::new(uri, self.0.proof(), instance);
        config.flows = self.0.options.flows;
        config.display_name = account.display_name.clone();
        config.user_agent = self.0.options.user_agent.clone();
        config.accept_transfers = self.0.options.transfers;
        config.profile = self.0.options.profile.clone();
        config.session_expires = self
            .0
            .options
            .session_timer_s
            .map(|s| Duration::from_secs(s.into()));
        let phone = call::Phone::new(config, seed).map_err(|error| PhoneError::of(error.code()))?;
        let mut policy = if self.0.options.desk {
            Policy::default()
        } else {
            Policy::bare()
        };
        policy.second_call = self.0.options.second_call;
        Ok(Desk::new(phone, policy))
    }

    /// Unregisters and closes the socket. The phone can [`Phone::connect`] again.
    ///
    /// # Errors
    /// `state.on-call` while a call is up, `api.not-connected` before a connect.
    pub async fn disconnect(&self) -> Result<(), PhoneError> {
        let gone = self.until(Box::new(|event| match event {
            Event::Registration(RegistrationView::Unregistered) | Event::Connection(_) => {
                Some(Ok(()))
            }
            _ => None,
        }));
        self.0
            .command(&mut |desk, now| desk.log_out(now).map_err(|error| error.code()))?;
        if self.registration() != RegistrationView::Unregistered {
            // A server that says nothing is not waited for: the release is an event that ends the wait.
            let _patience = self.0.after(PATIENCE_MS, |driver, _| driver.release(), 0);
            gone.outcome().await?;
        }
        self.0.release();
        Ok(())
    }

    /// Ends all calls, unregisters, and gives microphone and socket back. May be called again.
    pub fn close(&self) {
        if self.0.closed.replace(true) {
            return;
        }
        self.0.leave();
        self.0.page.borrow_mut().clear();
        self.0.release();
    }

    /// Closes, and leaves the calls that are up to the tab that takes over.
    pub fn hand_over(&self) {
        self.0.leave_page();
        self.0.closed.set(true);
        self.0.page.borrow_mut().clear();
        self.0.release();
    }

    /// Whether there is a way to the server.
    pub fn connection(&self) -> Connection {
        self.0.connection.get()
    }

    /// Whether calls can reach this phone.
    pub fn registration(&self) -> RegistrationView {
        self.0
            .read(|desk| RegistrationView::from(desk.phone().registration()))
            .unwrap_or(RegistrationView::Unregistered)
    }

    /// What the agent is doing.
    pub fn agent_state(&self) -> AgentState {
        self.0.read(Desk::state).unwrap_or(AgentState::LoggedOut)
    }

    /// Since when, in milliseconds since the Unix epoch.
    pub fn agent_state_since(&self) -> f64 {
        self.0
            .read(|desk| desk.since().as_millis() as f64)
            .unwrap_or_else(now_ms)
    }

    /// Chooses what the agent is doing.
    ///
    /// # Errors
    /// `state.*` when it can not be chosen now, `api.not-connected` before a connect.
    pub fn choose_state(&self, choice: Choice) -> Result<(), PhoneError> {
        self.0
            .command(&mut |desk, now| desk.choose(now, choice).map_err(|error| error.code()))
    }

    /// Ends after-call work.
    ///
    /// # Errors
    /// `state.*` when there is none, `api.not-connected` before a connect.
    pub fn finish_wrap_up(&self) -> Result<(), PhoneError> {
        self.0
            .command(&mut |desk, now| desk.finish(now).map_err(|error| error.code()))
    }

    /// All calls that have not ended.
    pub fn calls(&self) -> Vec<CallView> {
        self.0
            .read(|desk| {
                let live = desk
                    .phone()
                    .calls()
                    .filter(|call| call.state() != CallState::Ended);
                live.map(CallView::from).collect()
            })
            .unwrap_or_default()
    }

    /// One call that has not ended.
    pub fn call(&self, id: CallId) -> Option<CallView> {
        self.0.view(id)
    }

    /// The calls that are over, latest first.
    pub fn recent(&self) -> Vec<CallRecordView> {
        self.0
            .read(|desk| desk.recent().iter().map(CallRecordView::from).collect())
            .unwrap_or_default()
    }

    /// Answers an incoming call. Resolves when the far side has our answer.
    ///
    /// # Errors
    /// `call.*` when the call can not be answered any more, `media.*` when there is no microphone.
    pub async fn answer(&self, id: CallId) -> Result<(), PhoneError> {
        let settled = self.until(Box::new(move |event| match event {
            Event::CallChange(call)
                if call.id == id.as_u32() && call.state == CallState::Connected =>
            {
                Some(Ok(()))
            }
            Event::Ended { call, .. } if call.id == id.as_u32() => Some(Err(why(call))),
            _ => None,
        }));
        self.0
            .command(&mut |desk, now| desk.answer(now, id).map_err(|error| error.code()))?;
        settled.outcome().await
    }

    /// Refuses an incoming call.
    ///
    /// # Errors
    /// `call.*` when there is nothing to refuse.
    pub fn decline(&self, id: CallId, decline: Decline) -> Result<(), PhoneError> {
        self.0
            .command(&mut |desk, now| desk.decline(now, id, decline).map_err(|error| error.code()))
    }

    /// Ends a call, whatever it is doing. The `ended` event says when that is done.
    ///
    /// # Errors
    /// `api.no-such-call` when there is no such call.
    pub fn hang_up(&self, id: CallId) -> Result<(), PhoneError> {
        self.0
            .command(&mut |desk, now| desk.hang_up(now, id).map_err(|error| error.code()))
    }

    /// Sends silence instead of the microphone's sound, or stops doing so.
    ///
    /// # Errors
    /// `api.no-such-call` when there is no such call.
    pub fn set_muted(&self, id: CallId, muted: bool) -> Result<(), PhoneError> {
        let muted = if muted { Muted::Yes } else { Muted::No };
        self.0
            .command(&mut |desk, _| desk.set_muted(id, muted).map_err(|error| error.code()))
    }

    /// Sends keys: `0` to `9`, `*`, `#`, `A` to `D`, and `,` for a pause of two seconds.
    ///
    /// # Errors
    /// `call.*` when the call is not up, `api.bad-tone` for anything else in `tones`.
    pub fn send_dtmf(&self, id: CallId, tones: &str) -> Result<(), PhoneError> {
        self.0
            .command(&mut |desk, now| desk.send_dtmf(now, id, tones).map_err(|error| error.code()))
    }

    /// The far side's sound, once its first packet's track is here.
    pub fn remote_stream(&self, id: CallId) -> Option<MediaStream> {
        self.0.sessions.borrow().peer(id)?.remote_stream()
    }

    /// Our own sound, for a level meter.
    pub fn local_stream(&self, id: CallId) -> Option<MediaStream> {
        Some(self.0.sessions.borrow().peer(id)?.local_stream())
    }

    /// The peer connection of a call, for its statistics.
    pub fn peer_connection(&self, id: CallId) -> Option<web_sys::RtcPeerConnection> {
        Some(self.0.sessions.borrow().peer(id)?.connection())
    }

    /// Waits for the first event that `settle` takes an outcome from. Listens from this call on, not from the await.
    fn until(&self, settle: Settle) -> Waiting {
        let (tell, told) = oneshot::channel();
        let tell = RefCell::new(Some(tell));
        let subscription = self.subscribe(move |event| {
            if tell.borrow().is_some()
                && let Some(outcome) = settle(event)
                && let Some(tell) = tell.take()
            {
                let _ = tell.send(outcome);
            }
        });
        Waiting {
            told,
            _subscription: subscription,
        }
    }
}

/// What a command comes to.
type Outcome = Result<(), PhoneError>;

/// Takes the outcome from the event that has it.
type Settle = Box<dyn Fn(&Event) -> Option<Outcome>>;

/// A command on its way.
struct Waiting {
    told: oneshot::Receiver<Outcome>,
    _subscription: Subscription,
}

impl Waiting {
    async fn outcome(self) -> Outcome {
        // The sender lives in our own subscription, so it can not be gone.
        self.told.await.unwrap_or(Ok(()))
    }
}

/// Why a call that ended could not be set up.
fn why(call: &CallView) -> PhoneError {
    let end = call.end.as_ref();
    PhoneError::of(end.map_or("call.failed", |end| end.code))
        .with_status(end.and_then(|end| end.status))
}

/// A `urn:uuid:` of version 4 (RFC 5626 §4.1).
fn instance_id(mut random: [u8; 16]) -> String {
    random[6] = random[6] & 0x0f | 0x40;
    random[8] = random[8] & 0x3f | 0x80;
    let mut urn = String::from("urn:uuid:");
    for (index, byte) in random.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            urn.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            urn.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
        }
    }
    urn
}
