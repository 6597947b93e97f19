//! Keeps the phone registered (RFC 3261 §10, RFC 5626).

use alloc::string::String;
use core::time::Duration;

use sip::{HeaderName, Instant, Method, NameAddr, Response, TransactionError, Uri};

use crate::timer::Timer;
use crate::user_agent::{Owner, UserAgent};
use crate::{Flow, RegisterError, Registration};

/// RFC 5626 §4.4.1.
const PONG_PATIENCE: Duration = Duration::from_secs(10);

/// What is on its way to the server.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
enum Pending {
    Nothing,
    Register,
    Unregister,
}

pub(crate) struct Registrar {
    flow: Flow,
    state: Registration,
    wanted: bool,
    pending: Pending,
    call_id: String,
    cseq: u32,
    /// Seconds asked for; what we want or, if that is more, what the server wants.
    expires: u32,
    /// The server wants nothing to do with flows (RFC 5626 §6, 439).
    plain: bool,
    /// Where a 3xx sent us, for the next attempt.
    elsewhere: Option<Uri>,
    /// The seconds within which the server wants to hear of us; 0 when it does not.
    flow_timer: u32,
    /// Failures in a row.
    failures: u32,
}

impl Registrar {
    pub fn new(ua: &mut UserAgent, flow: Flow) -> Self {
        Registrar {
            flow,
            state: Registration::Unregistered,
            wanted: false,
            pending: Pending::Nothing,
            call_id: ua.entropy.token(20),
            cseq: 0,
            expires: u32::try_from(ua.config.register_expires.as_secs()).unwrap_or(u32::MAX),
            plain: false,
            elsewhere: None,
            flow_timer: 0,
            failures: 0,
        }
    }

    /// Whether calls have to wait for the registration before they may speak.
    pub fn is_awaited(&self) -> bool {
        self.wanted && !matches!(self.state, Registration::Rejected(_))
    }

    pub fn register(&mut self, ua: &mut UserAgent, now: Instant) {
        self.wanted = true;
        self.failures = 0;
        if !matches!(self.state, Registration::Registered { .. }) {
            self.begin(ua, now);
        }
    }

    pub fn unregister(&mut self, ua: &mut UserAgent, now: Instant) {
        self.wanted = false;
        ua.timers.cancel(Timer::Register(self.flow));
        ua.set_ready(self.flow, true);
        if !ua.is_up(self.flow)
            || matches!(
                self.state,
                Registration::Unregistered | Registration::Rejected(_)
            )
        {
            return self.set(ua, Registration::Unregistered);
        }
        // RFC 3261 §10.2: not before the one under way has its answer.
        if self.pending == Pending::Nothing {
            self.send(ua, now);
        }
    }

    /// New credentials: whatever was refused with the old ones is asked again.
    pub fn retry(&mut self, ua: &mut UserAgent, now: Instant) {
        self.failures = 0;
        if self.wanted
            && matches!(
                self.state,
                Registration::Rejected(_) | Registration::Retrying { .. }
            )
        {
            self.begin(ua, now);
        }
    }

    pub fn transport_up(&mut self, ua: &mut UserAgent, now: Instant) {
        ua.set_ready(self.flow, !self.is_awaited());
        self.failures = 0;
        if self.is_awaited() {
            self.begin(ua, now);
        }
    }

    pub fn transport_down(&mut self, ua: &mut UserAgent, now: Instant) {
        self.pending = Pending::Nothing;
        ua.timers.cancel(Timer::Register(self.flow));
        if !self.wanted || self.flow.0 > 0 {
            self.set(ua, Registration::Unregistered);
        } else if self.is_awaited() {
            self.set(
                ua,
                Registration::Retrying {
                    error: RegisterError::TransportLost,
                    at: now,
                },
            );
        }
    }

    pub fn due(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.is_awaited() {
            self.begin(ua, now);
        }
    }

    /// A flow that stood by for another may have its turn.
    pub fn nudge(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.is_awaited() && self.state == Registration::Unregistered {
            self.begin(ua, now);
        }
    }

    fn begin(&mut self, ua: &mut UserAgent, now: Instant) {
        let registered = matches!(self.state, Registration::Registered { .. });
        if !ua.may_register(self.flow) {
            return self.set(ua, Registration::Unregistered);
        }
        if !registered {
            self.set(ua, Registration::Registering);
        }
        if ua.is_up(self.flow) && self.pending == Pending::Nothing {
            self.send(ua, now);
        }
    }

    fn send(&mut self, ua: &mut UserAgent, now: Instant) {
        self.cseq += 1;
        ua.timers.cancel(Timer::Register(self.flow));
        let mut registrar = ua.config.uri.aor();
        let own = registrar.clone();
        registrar.user = None;
        let registrar = self.elsewhere.take().unwrap_or(registrar);
        let mut request = ua.request(
            Method::Register,
            registrar,
            &own,
            None,
            &self.call_id,
            self.cseq,
        );
        let mut contact = ua.own_contact() + ";+sip.instance=\"<" + &ua.config.instance_id + ">\"";
        if !self.plain {
            contact.push_str(";reg-id=");
            contact.push(char::from(b'1' + self.flow.0));
        }
        let expires = if self.wanted { self.expires } else { 0 };
        request.headers.push(HeaderName::Contact, contact);
        request.headers.push_number(HeaderName::Expires, expires);
        request.headers.push(
            HeaderName::Supported,
            match (self.plain, ua.config.gruu) {
                (true, _) => "path",
                (false, false) => "outbound, path",
                (false, true) => "outbound, path, gruu",
            },
        );
        self.pending = if self.wanted {
            Pending::Register
        } else {
            Pending::Unregister
        };
        ua.send(now, request, Owner::Register(self.flow));
    }

    /// RFC 5626 §4.4.1: the server expects to hear of us, and we of it within ten seconds.
    pub fn ping(&mut self, ua: &mut UserAgent, now: Instant) {
        ua.ping(self.flow);
        if !ua.timers.is_set(Timer::Probe(self.flow)) {
            ua.timers.set(Timer::Probe(self.flow), now + PONG_PATIENCE);
        }
        self.ping_later(ua, now);
    }

    fn ping_later(&mut self, ua: &mut UserAgent, now: Instant) {
        if self.flow_timer > 0 {
            // Between 80 and 100 percent of the interval.
            let wait = u64::from(self.flow_timer) * u64::from(800 + ua.entropy.below(201));
            ua.timers.set(Timer::Ping(self.flow), now.plus_millis(wait));
        }
    }

    /// A challenge was answered by another REGISTER.
    pub fn challenged(&mut self, cseq: u32) {
        self.cseq = cseq;
    }

    /// The final response. Says whether calls may speak from now on.
    pub fn response(&mut self, ua: &mut UserAgent, now: Instant, response: &Response) {
        let pending = core::mem::replace(&mut self.pending, Pending::Nothing);
        if pending == Pending::Unregister || !self.wanted {
            return self.left(ua, now, pending);
        }
        match response.status.code() {
            200..=299 => self.granted(ua, now, response),
            // RFC 3261 §10.2.8.
            423 => match minimum(response).filter(|minimum| *minimum > self.expires) {
                Some(minimum) => {
                    self.expires = minimum;
                    self.begin(ua, now);
                }
                None => self.failed(ua, now, RegisterError::Malformed, None),
            },
            // RFC 5626 §6: somebody on the way knows no flows. One registration goes without.
            439 if !self.plain => {
                self.plain = true;
                self.begin(ua, now);
            }
            // RFC 3261 §8.1.3.4: the same connection, for a browser has no other way, but another registrar. Once.
            300..=399 if self.failures == 0 && address(response).is_some() => {
                self.failures += 1;
                self.elsewhere = address(response);
                self.begin(ua, now);
            }
            401 | 407 => self.reject(ua, RegisterError::Unauthorized),
            403 => self.reject(ua, RegisterError::Forbidden),
            404 => self.reject(ua, RegisterError::NotFound),
            _ => self.failed(
                ua,
                now,
                RegisterError::Server(response.status),
                response.headers.retry_after(),
            ),
        }
    }

    /// No response came. A transport that broke has been told of already.
    pub fn unanswered(&mut self, ua: &mut UserAgent, now: Instant, error: TransactionError) {
        if error == TransactionError::Transport {
            return;
        }
        let pending = core::mem::replace(&mut self.pending, Pending::Nothing);
        if pending == Pending::Unregister || !self.wanted {
            return self.left(ua, now, pending);
        }
        self.failed(ua, now, RegisterError::Timeout, None);
        // An open socket on which nobody answers for half a minute is not open.
        ua.suspect(self.flow);
    }

    /// Somebody wanted to leave, and perhaps to come back since.
    fn left(&mut self, ua: &mut UserAgent, now: Instant, pending: Pending) {
        if self.wanted {
            self.set(ua, Registration::Unregistered);
            self.begin(ua, now);
        } else if pending == Pending::Register && ua.is_up(self.flow) {
            self.send(ua, now);
        } else {
            self.set(ua, Registration::Unregistered);
        }
    }

    fn granted(&mut self, ua: &mut UserAgent, now: Instant, response: &Response) {
        let mut granted = response.headers.expires().unwrap_or(self.expires);
        for contact in response.headers.values(HeaderName::Contact) {
            if let Ok(contact) = NameAddr::parse(contact)
                && ua.is_own_contact(&contact.uri)
            {
                granted = contact.expires().unwrap_or(granted);
                ua.learn_gruu(&contact.params);
            }
        }
        if granted == 0 {
            return self.failed(ua, now, RegisterError::Malformed, None);
        }
        self.failures = 0;
        ua.learn_flow(self.flow, &response.headers);
        self.flow_timer = response
            .headers
            .read_number(HeaderName::FlowTimer)
            .unwrap_or(0)
            .min(86_400);
        self.ping_later(ua, now);
        let life = u64::from(granted) * 1000;
        let refresh = life * u64::from(70 + ua.entropy.below(20)) / 100;
        ua.timers
            .set(Timer::Register(self.flow), now.plus_millis(refresh));
        ua.set_ready(self.flow, true);
        self.set(
            ua,
            Registration::Registered {
                until: now.plus_millis(life),
            },
        );
    }

    fn reject(&mut self, ua: &mut UserAgent, error: RegisterError) {
        ua.timers.cancel(Timer::Register(self.flow));
        // Nothing more to wait for: a BYE may still get through.
        ua.set_ready(self.flow, true);
        self.set(ua, Registration::Rejected(error));
    }

    fn failed(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        error: RegisterError,
        retry_after: Option<u32>,
    ) {
        // RFC 5626 §4.5: between half and the whole of a bound that doubles, so that a thousand phones do not come back as one. A
        // flow that is there in case has more time.
        let base = if self.flow.0 > 0 { 3000 } else { 1000u32 };
        let bound = base << self.failures.min(5);
        let wait = bound / 2 + ua.entropy.below(bound / 2 + 1);
        let wait = u64::from(wait).max(u64::from(retry_after.unwrap_or(0).min(3600)) * 1000);
        self.failures += 1;
        let at = now.plus_millis(wait);
        ua.timers.set(Timer::Register(self.flow), at);
        self.set(ua, Registration::Retrying { error, at });
    }

    fn set(&mut self, ua: &mut UserAgent, state: Registration) {
        if self.state != state {
            self.state = state;
            ua.set_registration(self.flow, state);
        }
    }
}

/// Where a response sends us.
fn address(response: &Response) -> Option<Uri> {
    let mut uri = response.headers.first_address(HeaderName::Contact)?.uri;
    uri.headers = None;
    uri.user = None;
    Some(uri)
}

/// The interval a 423 asks for, within reason: a day.
pub(crate) fn minimum(response: &Response) -> Option<u32> {
    let minimum = response.headers.min_expires();
    minimum.filter(|seconds| *seconds <= 86_400)
}
