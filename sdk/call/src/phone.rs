//! The phone: one mouth for everything the other files do.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

use sip::{Credentials, Instant, Method};

use crate::identity;
use crate::leg::Leg;
use crate::line::{Focus, Removal, Tape};
use crate::presence::Publisher;
use crate::registrar::Registrar;
use crate::subscription::Subscriptions;
use crate::timer::Timer;
use crate::user_agent::{Owner, UserAgent};
use crate::{
    Call, CallError, CallId, Config, ConfigError, Control, Decline, DialError, DialOptions,
    DtmfError, Event, Flow, Input, Line, LineError, Muted, Output, Presence, Purpose, Registration,
    Stage, Transport, dial,
};

/// As many calls as a person can want at once, and a bound on what a hostile peer can make us remember.
pub(crate) const MOST_CALLS: usize = 8;
/// How long a server may take to show that it is there.
const PROBE_PATIENCE: Duration = Duration::from_millis(2_500);

/// A phone, registered with one server, with any number of calls.
///
/// ```
/// # extern crate ringdesk_call as call;
/// use call::{Config, Credentials, Flow, Input, Instant, Phone, Uri};
///
/// let uri = Uri::parse("sip:mina@example.com").unwrap();
/// let credentials = Credentials::Password { username: "mina".into(), password: "secret".into() };
/// let config = Config::new(uri, credentials, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6".into());
/// let mut phone = Phone::new(config, [7; 32]).unwrap();
///
/// let now = Instant::from_millis(1_000);
/// phone.register(now);
/// phone.handle(now, Input::TransportUp(Flow(0)));
/// while let Some(output) = phone.poll() {
///     // Send bytes, order media, tell the application, set the alarm.
///     # let _ = output;
/// }
/// ```
pub struct Phone {
    pub(crate) ua: UserAgent,
    /// One for each flow.
    pub(crate) registrars: Vec<Registrar>,
    pub(crate) publisher: Publisher,
    pub(crate) watching: Subscriptions,
    pub(crate) last_message: u32,
    pub(crate) legs: Vec<Box<Leg>>,
    pub(crate) last_call: u32,
    pub(crate) lines: Vec<Line>,
    pub(crate) last_line: u32,
    pub(crate) focus: Focus,
    pub(crate) lines_changed: bool,
    pub(crate) tapes: Vec<Tape>,
    pub(crate) removal: Option<Removal>,
}

impl Phone {
    /// A phone that does nothing yet.
    ///
    /// `seed` must be unguessable and never the same twice: every tag, branch and Call-ID grows from it.
    pub fn new(config: Config, seed: [u8; 32]) -> Result<Phone, ConfigError> {
        let mut ua = UserAgent::new(config, seed)?;
        let mut registrars = Vec::new();
        for flow in 0..ua.flows() {
            registrars.push(Registrar::new(&mut ua, Flow(flow)));
        }
        Ok(Phone {
            registrars,
            publisher: Publisher::new(&mut ua),
            watching: Subscriptions::new(&mut ua),
            last_message: 0,
            ua,
            legs: Vec::new(),
            last_call: 0,
            lines: Vec::new(),
            last_line: 0,
            focus: Focus::Nobody,
            lines_changed: false,
            tapes: Vec::new(),
            removal: None,
        })
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::TransportUp(flow) => {
                if self.ua.is_up(flow) {
                    // What the old connection took along has to be known before the new one is used.
                    self.transport_down(now, flow);
                    self.settle(now);
                }
                let waited = !self.ua.ready;
                if self.ua.transport_up(now, flow) {
                    self.registrar(flow, |registrar, ua| registrar.transport_up(ua, now));
                }
                if waited && self.ua.ready {
                    self.come_back(now);
                }
            }
            Input::TransportDown(flow) => self.transport_down(now, flow),
            Input::Received(flow, bytes) => {
                // Whoever speaks is there.
                self.ua.timers.cancel(Timer::Probe(flow));
                self.ua.received(now, flow, bytes);
            }
            Input::Tick => self.ua.tick(now),
            Input::Media(id, input) => {
                if let Ok((leg, ua)) = self.leg(id) {
                    leg.media(ua, now, input);
                }
            }
        }
        self.settle(now);
        while let Some(timer) = self.ua.timers.due(now) {
            self.due(now, timer);
            self.settle(now);
        }
    }

    /// The next thing to be done. Call it until it returns `None` after every command and every [`Phone::handle`].
    pub fn poll(&mut self) -> Option<Output> {
        self.ua.poll()
    }

    /// Registers, and keeps registered until [`Phone::unregister`].
    pub fn register(&mut self, now: Instant) {
        self.each(&mut |registrar, ua| registrar.register(ua, now));
        self.settle(now);
    }

    /// Leaves the registrar. Calls go on.
    pub fn unregister(&mut self, now: Instant) {
        self.publisher.leave(&mut self.ua, now);
        self.each(&mut |registrar, ua| registrar.unregister(ua, now));
        self.settle(now);
    }

    /// Answers challenges with these from now on. A registration that was refused is tried again at once.
    pub fn set_credentials(&mut self, now: Instant, credentials: Credentials) {
        self.ua.set_credentials(credentials);
        self.each(&mut |registrar, ua| registrar.retry(ua, now));
        self.settle(now);
    }

    /// Asks the server whether it is there; [`Output::Suspect`] follows when it says nothing for two and a half seconds.
    pub fn probe(&mut self, now: Instant) {
        for flow in (0..self.ua.flows()).map(Flow) {
            if !self.ua.is_up(flow) || self.ua.timers.is_set(Timer::Probe(flow)) {
                continue;
            }
            let mut server = self.ua.config.uri.aor();
            server.user = None;
            let call_id = self.ua.entropy.token(20);
            let options =
                self.ua
                    .request(Method::Options, server.clone(), &server, None, &call_id, 1);
            self.ua.send(now, options, Owner::Probe(flow));
            self.ua.timers.set(Timer::Probe(flow), now + PROBE_PATIENCE);
        }
        self.settle(now);
    }

    /// Tells the server whether calls are welcome, now and after every return.
    pub fn publish(&mut self, now: Instant, presence: Presence) {
        self.publisher.publish(&mut self.ua, now, presence);
        self.settle(now);
    }

    /// Places a call.
    ///
    /// `target` is a number or name of our own domain, or a `sip:` or `tel:` address. First the media engine is asked for an
    /// offer; the INVITE goes out with it.
    pub fn dial(
        &mut self,
        now: Instant,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, DialError> {
        let id = self.call_out(now, target, options)?;
        let line = self.open_line(Purpose::Primary, Stage::Dialling, id);
        self.turn_to(Focus::Line(line));
        self.settle(now);
        Ok(id)
    }

    /// A call that is not placed before its line has the focus and no other one has.
    pub(crate) fn call_out(
        &mut self,
        now: Instant,
        target: &str,
        options: DialOptions,
    ) -> Result<CallId, DialError> {
        options.check()?;
        let target = dial::target(target, &self.ua.config.uri)?;
        if let Some(caller) = &options.caller {
            identity::caller(caller, &self.ua.config.uri)?;
        }
        if !self.ua.up {
            return Err(DialError::NoTransport);
        }
        if self.legs.len() >= MOST_CALLS {
            return Err(DialError::TooManyCalls);
        }
        let id = self.next_call();
        let mut leg = Leg::dial(&mut self.ua, now, id, target, options);
        leg.waits_for_line = true;
        self.legs.push(leg);
        Ok(id)
    }

    /// Refuses a call that rings here.
    pub fn decline(&mut self, now: Instant, id: CallId, decline: Decline) -> Result<(), CallError> {
        self.command(now, id, |leg, ua| leg.decline(ua, now, decline.status()))
    }

    /// Plays the announcement to the far side of a connected call and ends the call after it (KC-28 to KC-30).
    ///
    /// # Errors
    /// [`LineError`], when there is no such call, it is not connected, or this is under way.
    pub fn terminate(&mut self, now: Instant, id: CallId) -> Result<(), LineError> {
        self.may(id, Control::Terminate)?;
        Ok(self.command(now, id, |leg, ua| leg.terminate(ua, now))?)
    }

    /// Offers the media of a connected call anew, as after a change of network. When the far side does so too, one of both waits.
    pub fn renegotiate(&mut self, now: Instant, id: CallId) -> Result<(), CallError> {
        self.renew(now, id, Transport::Kept)
    }

    /// The same from a fresh connection, which takes the place of the old one once the far side agrees: after a change of network, where
    /// an ICE restart is not enough. While the transport is away the offer waits for its return.
    pub fn renew_media(&mut self, now: Instant, id: CallId) -> Result<(), CallError> {
        self.renew(now, id, Transport::Fresh)
    }

    fn renew(&mut self, now: Instant, id: CallId, transport: Transport) -> Result<(), CallError> {
        self.command(now, id, |leg, ua| leg.renegotiate(ua, now, transport))
    }

    /// Silences the microphone of a call, in any state, or speaks again: to everybody on its line.
    pub fn set_muted(&mut self, id: CallId, muted: Muted) -> Result<(), CallError> {
        self.leg(id)?;
        let line = self.lines.iter().find(|line| line.parties().contains(&id));
        for leg in &mut self.legs {
            let other = leg.call.id();
            if other == id || line.is_some_and(|line| line.parties().contains(&other)) {
                leg.set_muted(&mut self.ua, muted);
            }
        }
        Ok(())
    }

    /// Sends tones on a connected call: `0-9`, `*`, `#`, `A-D`, and `,` for a pause of two seconds.
    pub fn send_dtmf(&mut self, now: Instant, id: CallId, tones: &str) -> Result<(), DtmfError> {
        let (leg, ua) = self.leg(id).map_err(|_| DtmfError::NoSuchCall)?;
        leg.send_tones(ua, now, tones)?;
        self.settle(now);
        Ok(())
    }

    /// The calls that are not over.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.legs.iter().map(|leg| &*leg.call)
    }

    /// One of them.
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls().find(|call| call.id() == id)
    }

    /// Where the phone stands with its registrar.
    pub fn registration(&self) -> &Registration {
        self.ua.registration()
    }

    /// What the phone was made from, with the credentials of now.
    pub fn config(&self) -> &Config {
        &self.ua.config
    }

    pub(crate) fn command(
        &mut self,
        now: Instant,
        id: CallId,
        order: impl FnOnce(&mut Leg, &mut UserAgent) -> Result<(), CallError>,
    ) -> Result<(), CallError> {
        let (leg, ua) = self.leg(id)?;
        let result = order(leg, ua);
        self.settle(now);
        result
    }

    pub(crate) fn leg(&mut self, id: CallId) -> Result<(&mut Leg, &mut UserAgent), CallError> {
        let leg = self
            .legs
            .iter_mut()
            .find(|leg| leg.call.id() == id)
            .ok_or(CallError::NoSuchCall)?;
        Ok((leg, &mut self.ua))
    }

    pub(crate) fn next_call(&mut self) -> CallId {
        self.last_call = self.last_call.wrapping_add(1);
        CallId(self.last_call)
    }

    pub(crate) fn registrar(
        &mut self,
        flow: Flow,
        order: impl FnOnce(&mut Registrar, &mut UserAgent),
    ) {
        if let Some(registrar) = self.registrars.get_mut(usize::from(flow.0)) {
            order(registrar, &mut self.ua);
        }
    }

    fn each(&mut self, order: &mut dyn FnMut(&mut Registrar, &mut UserAgent)) {
        for registrar in &mut self.registrars {
            order(registrar, &mut self.ua);
        }
    }

    fn transport_down(&mut self, now: Instant, flow: Flow) {
        if !self.ua.is_up(flow) {
            return;
        }
        self.ua.timers.cancel(Timer::Probe(flow));
        self.ua.timers.cancel(Timer::Ping(flow));
        self.ua.transport_down(now, flow);
        self.registrar(flow, |registrar, ua| registrar.transport_down(ua, now));
        if !self.ua.up {
            self.publisher.transport_down(&mut self.ua);
        }
        self.watching.transport_down(&mut self.ua);
        if self.ua.ready {
            self.watching.come_back(&mut self.ua, now);
        }
        for leg in &mut self.legs {
            if self.ua.is_homeless(leg.call.id()) {
                leg.transport_down(&mut self.ua, now);
                if self.ua.ready {
                    // RFC 5626 §4.5: another flow is there, and takes over.
                    leg.come_back(&mut self.ua, now);
                }
            }
        }
    }

    fn due(&mut self, now: Instant, timer: Timer) {
        match timer {
            Timer::Register(flow) => self.registrar(flow, |registrar, ua| registrar.due(ua, now)),
            Timer::Ping(flow) => self.registrar(flow, |registrar, ua| registrar.ping(ua, now)),
            Timer::Publish => self.publisher.due(&mut self.ua, now),
            Timer::Watch => self.watching.due(&mut self.ua, now),
            Timer::Probe(flow) => self.ua.suspect(flow),
            Timer::Record(line) => self.resume_tape(now, line),
            Timer::Call(id, timer) => {
                if let Ok((leg, ua)) = self.leg(id) {
                    leg.due(ua, now, timer);
                }
            }
        }
    }

    /// The transport is back, and the registration with it: say what had to wait.
    pub(crate) fn come_back(&mut self, now: Instant) {
        self.publisher.resume(&mut self.ua, now);
        self.watching.come_back(&mut self.ua, now);
        for leg in &mut self.legs {
            leg.come_back(&mut self.ua, now);
        }
    }

    fn listen(&mut self, now: Instant) {
        while let Some(event) = self.ua.next_event() {
            self.heard(now, event);
        }
    }

    /// Hears the endpoint out, and lets go of calls that are over.
    pub(crate) fn settle(&mut self, now: Instant) {
        loop {
            self.listen(now);
            if self.registrars.len() > 1 {
                self.each(&mut |registrar, ua| registrar.nudge(ua, now));
                self.listen(now);
            }
            let moved = self.succeed(now) || self.bury(now) || self.run_removal(now);
            if !moved && !self.reconcile(now) && !self.run_tapes(now) {
                break;
            }
        }
        self.tell_lines();
    }

    /// Lets go of calls that are over. Says whether there were any.
    fn bury(&mut self, now: Instant) -> bool {
        let before = self.legs.len();
        let mut at = 0;
        while let Some(leg) = self.legs.get(at) {
            if leg.is_over() {
                let leg = self.legs.remove(at);
                self.ua.leave_home(leg.call.id());
                self.party_left(now, &leg.call);
                self.ua.event(Event::Ended(leg.call));
            } else {
                at += 1;
            }
        }
        before != self.legs.len()
    }
}
