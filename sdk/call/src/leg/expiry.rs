//! Session timers (RFC 4028): a call whose far side vanished does not last for ever.

use sip::{HeaderName, Headers, Instant, Method, Request, Response, Status, TransactionError};

use super::*;
use crate::{End, EndReason, EndedBy};

/// RFC 4028 §5: no session is shorter, in seconds.
const SHORTEST: u32 = 90;
/// How soon a refresh that came at a bad moment is tried again.
const SOON: u32 = 3;

/// What both sides agreed on.
#[derive(Default)]
pub(super) struct Expiry {
    /// Seconds; 0 for a session that does not expire.
    interval: u32,
    /// The refreshes are ours to send.
    ours: bool,
    /// The least the far side, or somebody on the way, wants.
    least: u32,
    /// A refresh is due and could not go.
    pub due: bool,
    /// The far side knows UPDATE.
    pub updates: bool,
}

impl Leg {
    /// What the far side says of itself.
    pub(super) fn learn(&mut self, ua: &mut UserAgent, headers: &Headers) {
        self.learn_focus(ua, headers);
        if headers.has(HeaderName::Allow) {
            self.expiry.updates = headers.lists(HeaderName::Allow, "UPDATE");
        }
    }

    /// What a request of ours that opens or refreshes the session says of its life.
    pub(super) fn ask_for_life(&self, ua: &UserAgent, headers: &mut Headers) {
        headers.remove(HeaderName::SessionExpires);
        headers.remove(HeaderName::MinSe);
        let Some(wanted) = wanted(ua) else { return };
        let Expiry {
            interval, least, ..
        } = self.expiry;
        let refresher = match (interval, self.expiry.ours) {
            (0, _) => "",
            (_, true) => "uac",
            (_, false) => "uas",
        };
        put(headers, wanted.max(least), refresher);
        if least > 0 {
            headers.push_number(HeaderName::MinSe, least);
        }
    }

    /// What our 2xx to such a request says of it.
    pub(super) fn grant_life(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        request: &Request,
        response: &mut Response,
    ) {
        let Some(wanted) = wanted(ua) else { return };
        if request.method == Method::Update && self.call.state() != CallState::Connected {
            // Nothing expires that has not begun.
            return;
        }
        let asked = &request.headers;
        let least = asked.read_number(HeaderName::MinSe).unwrap_or_default();
        let theirs = asked.with_params(HeaderName::SessionExpires);
        let interval = theirs.as_ref().map_or(wanted, |(life, _)| {
            life.parse().unwrap_or(wanted).min(wanted)
        });
        let able = asked.lists(HeaderName::Supported, "timer");
        let named = theirs
            .as_ref()
            .and_then(|(_, params)| params.get("refresher"));
        let refresher = match named {
            Some("uac") if able => "uac",
            Some("uas") => "uas",
            // The roles stay, or else it is for those who ask.
            _ if self.expiry.interval > 0 && self.expiry.ours => "uas",
            _ if able => "uac",
            _ => "uas",
        };
        put(
            &mut response.headers,
            interval.max(least).max(SHORTEST),
            refresher,
        );
        if refresher == "uac" {
            response.headers.push(HeaderName::Require, "timer");
        }
        self.live_on(ua, now, &response.headers, "uas");
    }

    /// A 2xx has gone or come: from now on its word counts. `us` is how it names us.
    pub(super) fn live_on(&mut self, ua: &mut UserAgent, now: Instant, agreed: &Headers, us: &str) {
        self.expiry.due = false;
        self.cancel(ua, CallTimer::Refresh);
        self.cancel(ua, CallTimer::Lapse);
        self.expiry.interval = 0;
        if wanted(ua).is_none() {
            return;
        }
        let Some((life, params)) = agreed.with_params(HeaderName::SessionExpires) else {
            return;
        };
        let Ok(life) = life.parse::<u32>() else {
            return;
        };
        let life = life.clamp(SHORTEST, 86_400);
        // RFC 4028 §7.2: whoever names nobody leaves it to the caller.
        self.expiry.ours = params
            .get("refresher")
            .unwrap_or("uac")
            .eq_ignore_ascii_case(us);
        self.expiry.interval = life;
        if self.expiry.ours {
            self.set(ua, CallTimer::Refresh, after(now, life / 2));
        }
        // RFC 4028 §10.
        self.set(ua, CallTimer::Lapse, after(now, life - (life / 3).min(32)));
    }

    /// Tells the far side that we are there, and where: by UPDATE where it knows that (RFC 3311), else by an offer.
    pub(crate) fn refresh(&mut self, ua: &mut UserAgent, now: Instant) {
        self.expiry.due = true;
        self.go_on(ua, now);
    }

    /// Sends what [`Leg::refresh`] wants; whether it takes an offer.
    pub(super) fn refresh_now(&mut self, ua: &mut UserAgent, now: Instant) -> bool {
        self.expiry.due = false;
        let Some(dialog) = self.dialog.as_mut().filter(|_| self.expiry.updates) else {
            return true;
        };
        let mut update = dialog.request(Method::Update);
        self.introduce(ua, &mut update.headers);
        self.ask_for_life(ua, &mut update.headers);
        ua.send(now, update, Owner::Call(self.call.id));
        false
    }

    /// The final response to our UPDATE.
    pub(super) fn refreshed(&mut self, ua: &mut UserAgent, now: Instant, response: &Response) {
        if self.disputed(ua, now, response.status) {
            return;
        }
        match response.status.code() {
            200..=299 => {
                if let Some(dialog) = &mut self.dialog {
                    dialog.confirm(response);
                }
                self.learn(ua, &response.headers);
                self.live_on(ua, now, &response.headers, "uac");
            }
            408 | 481 => self.vanished(ua, now),
            // A far side that promised more than it can.
            405 | 501 => {
                self.expiry.updates = false;
                self.refresh(ua, now);
            }
            // RFC 4028 §7.4.
            422 if self.longer(response) => self.refresh(ua, now),
            491 | 500 | 503 => {
                let wait = response.headers.retry_after().unwrap_or(SOON);
                self.set(ua, CallTimer::Refresh, after(now, wait.clamp(1, SHORTEST)));
            }
            _ => {}
        }
    }

    pub(super) fn refresh_failed(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        error: TransactionError,
    ) {
        match error {
            TransactionError::Transport => self.expiry.due = true,
            TransactionError::Timeout => self.vanished(ua, now),
        }
    }

    /// A 422: the session has to be longer. Whether it says by how much.
    pub(super) fn longer(&mut self, refusal: &Response) -> bool {
        let least = refusal
            .headers
            .read_number(HeaderName::MinSe)
            .unwrap_or_default();
        let more =
            refusal.status.code() == 422 && (self.expiry.least + 1..=86_400).contains(&least);
        if more {
            self.expiry.least = least;
        }
        more
    }

    /// RFC 4028 §10: nobody is there any more.
    pub(super) fn vanished(&mut self, ua: &mut UserAgent, now: Instant) {
        let end = End::new(EndReason::Lost, EndedBy::Network);
        self.bye(ua, now, end, Some("SIP;cause=408;text=\"Session expired\""));
    }
}

/// A 422, where the life that a request asks for is too short and the caller would understand one (RFC 4028 §9).
pub(super) fn too_short(ua: &UserAgent, request: &Request) -> Option<Response> {
    let headers = &request.headers;
    let (life, _) = headers.with_params(HeaderName::SessionExpires)?;
    let short = life.parse::<u32>().is_ok_and(|life| life < SHORTEST);
    if !short || wanted(ua).is_none() || !headers.lists(HeaderName::Supported, "timer") {
        return None;
    }
    let mut refusal = request.response(Status::SESSION_INTERVAL_TOO_SMALL);
    refusal.headers.push_number(HeaderName::MinSe, SHORTEST);
    Some(refusal)
}

fn wanted(ua: &UserAgent) -> Option<u32> {
    let wanted = ua.config.session_expires?.as_secs();
    Some(
        u32::try_from(wanted)
            .unwrap_or(u32::MAX)
            .clamp(SHORTEST, 86_400),
    )
}

fn after(now: Instant, seconds: u32) -> Instant {
    now.plus_millis(u64::from(seconds) * 1000)
}

fn put(headers: &mut Headers, seconds: u32, refresher: &str) {
    let mut life = String::new();
    sip::push_number(&mut life, seconds.into());
    if !refresher.is_empty() {
        life.push_str(";refresher=");
        life.push_str(refresher);
    }
    headers.push(HeaderName::SessionExpires, life);
}
