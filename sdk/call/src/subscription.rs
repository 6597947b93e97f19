//! Subscriptions (RFC 6665): asked for, kept up, renewed after a loss, and what the server notifies.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use sip::{
    Dialog, DialogError, HeaderName, Instant, Method, Request, Response, Status, TransactionError,
    Uri,
};

use crate::registrar::minimum;
use crate::timer::Timer;
use crate::user_agent::{Owner, Sent, T1_64, UserAgent};
use crate::watch::{Package, WatchId, WatchState};
use crate::{DialogInfo, Event, dialog_info, pidf};

/// As many as a large centre has agents, twice.
const MOST: usize = 10_000;
/// So many SUBSCRIBEs are under way at once: thousands are asked for one after the other.
const AT_ONCE: usize = 16;
/// Seconds that are asked for (RFC 3856 §6.4).
const EXPIRES: u32 = 3600;
/// Seconds before a subscription that went wrong is asked for again.
const LATER: u32 = 30;
/// How long a server is left alone that accepts a subscription and never tells anything.
const MUTE: Duration = Duration::from_secs(300);

struct Subscription {
    id: WatchId,
    package: Package,
    target: Uri,
    state: WatchState,
    dialog: Option<Box<Dialog>>,
    expires: u32,
    /// A SUBSCRIBE is under way.
    pending: bool,
    /// A NOTIFY came in this dialog.
    told: bool,
    /// Nobody watches any more.
    leaving: bool,
    due: Option<Instant>,
    /// When it was last begun.
    begun: Instant,
    version: Option<u32>,
    dialogs: Vec<DialogInfo>,
}

pub(crate) struct Subscriptions {
    /// By id, in order.
    list: Vec<Box<Subscription>>,
    /// The first part of every Call-ID; the second is the id.
    name: String,
    last: u32,
    /// Those whose turn it is to subscribe, the last first.
    turn: Vec<WatchId>,
    under_way: usize,
    /// When the first of the list may be due.
    next: Option<Instant>,
}

impl Package {
    fn name(self) -> &'static str {
        match self {
            Package::Presence => "presence",
            Package::Dialog => "dialog",
        }
    }

    fn content(self) -> &'static str {
        match self {
            Package::Presence => "application/pidf+xml",
            Package::Dialog => "application/dialog-info+xml",
        }
    }
}

impl Subscriptions {
    pub fn new(ua: &mut UserAgent) -> Self {
        Subscriptions {
            list: Vec::new(),
            name: ua.entropy.token(20) + "-",
            last: 0,
            turn: Vec::new(),
            under_way: 0,
            next: None,
        }
    }

    /// The new watch; `None` when there are too many.
    pub fn watch(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        target: Uri,
        package: Package,
    ) -> Option<WatchId> {
        if self.list.len() >= MOST {
            return None;
        }
        self.last += 1;
        let id = WatchId(self.last);
        self.list.push(Box::new(Subscription {
            id,
            package,
            target,
            state: WatchState::Pending,
            dialog: None,
            expires: EXPIRES,
            pending: false,
            told: false,
            leaving: false,
            due: None,
            begun: now,
            version: None,
            dialogs: Vec::new(),
        }));
        self.turn.insert(0, id);
        self.pump(ua, now);
        Some(id)
    }

    pub fn unwatch(&mut self, ua: &mut UserAgent, now: Instant, id: WatchId) {
        let Some(at) = self.position(id) else { return };
        let Some(watch) = self.list.get_mut(at) else {
            return;
        };
        if watch.leaving {
            return;
        }
        watch.leaving = true;
        if watch.pending {
            // The answer comes first.
        } else if watch.dialog.is_none() {
            self.list.remove(at);
        } else {
            self.turn.push(id);
            self.pump(ua, now);
        }
    }

    /// The watches that are not over.
    pub fn watches(&self) -> impl Iterator<Item = WatchId> {
        let here = self.list.iter().filter(|watch| !watch.leaving);
        here.map(|watch| watch.id)
    }

    /// A way to the server is gone, and nobody knows which subscriptions went by it.
    pub fn transport_down(&mut self, ua: &mut UserAgent) {
        self.turn.clear();
        self.under_way = 0;
        self.next = None;
        ua.timers.cancel(Timer::Watch);
        self.list.retain(|watch| !watch.leaving);
        for watch in &mut self.list {
            watch.dialog = None;
            watch.pending = false;
            watch.due = None;
        }
    }

    /// A way is there: everything is asked for anew, since the server may know none of it, or by a way that leads nowhere.
    pub fn come_back(&mut self, ua: &mut UserAgent, now: Instant) {
        self.turn.clear();
        for watch in self.list.iter().rev() {
            self.turn.push(watch.id);
        }
        self.pump(ua, now);
    }

    pub fn due(&mut self, ua: &mut UserAgent, now: Instant) {
        self.next = None;
        let mut next = None;
        let turn = &mut self.turn;
        self.list.retain_mut(|watch| {
            if watch.due.is_none_or(|due| due > now) {
                next = Instant::earlier(next, watch.due);
                return true;
            }
            watch.due = None;
            if watch.leaving {
                return false;
            }
            if watch.dialog.is_some() && !watch.told {
                watch.dialog = None;
                watch.due = Some(now + MUTE);
                next = Instant::earlier(next, watch.due);
            } else {
                turn.insert(0, watch.id);
            }
            true
        });
        self.wake(ua, next);
        self.pump(ua, now);
    }

    fn wake(&mut self, ua: &mut UserAgent, at: Option<Instant>) {
        let next = Instant::earlier(self.next, at);
        if let Some(next) = next.filter(|_| next != self.next) {
            ua.timers.set(Timer::Watch, next);
        }
        self.next = next;
    }

    fn position(&self, id: WatchId) -> Option<usize> {
        self.list.binary_search_by_key(&id, |watch| watch.id).ok()
    }

    /// Lets as many subscribe as may at once.
    fn pump(&mut self, ua: &mut UserAgent, now: Instant) {
        while ua.ready && self.under_way < AT_ONCE {
            let Some(id) = self.turn.pop() else { return };
            let at = self.position(id);
            let Some(watch) = at.and_then(|at| self.list.get_mut(at)) else {
                continue;
            };
            if watch.pending {
                continue;
            }
            let mut request = match &mut watch.dialog {
                Some(dialog) => dialog.request(Method::Subscribe),
                None => {
                    watch.begun = now;
                    watch.version = None;
                    watch.told = false;
                    let mut call_id = self.name.clone();
                    sip::push_number(&mut call_id, id.0.into());
                    let target = watch.target.clone();
                    ua.request(
                        Method::Subscribe,
                        target.clone(),
                        &target,
                        None,
                        &call_id,
                        1,
                    )
                }
            };
            let headers = &mut request.headers;
            ua.introduce(headers);
            headers.push(HeaderName::Event, watch.package.name());
            headers.push(HeaderName::Accept, watch.package.content());
            let expires = if watch.leaving { 0 } else { watch.expires };
            headers.push_number(HeaderName::Expires, expires);
            watch.pending = true;
            watch.due = None;
            self.under_way += 1;
            ua.send(now, request, Owner::Watch(id));
        }
    }

    /// The number for the same SUBSCRIBE with credentials.
    pub fn challenged(&mut self, id: WatchId, refused: &Request) -> u32 {
        let at = self.position(id);
        match at.and_then(|at| self.list.get_mut(at)?.dialog.as_mut()) {
            Some(dialog) => dialog.next_cseq(),
            None => refused.headers.cseq_number() + 1,
        }
    }

    /// The final response to a SUBSCRIBE.
    pub fn response(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        id: WatchId,
        sent: &Sent,
        response: &Response,
    ) {
        self.under_way = self.under_way.saturating_sub(1);
        let inside = !sent.request.headers.to_tag().is_empty();
        let headers = &response.headers;
        let at = self.position(id);
        if let Some(at) = at
            && let Some(watch) = self.list.get_mut(at)
        {
            watch.pending = false;
            let retry = headers.retry_after().map(|seconds| seconds.clamp(1, 3600));
            match response.status.code() {
                200..=299 if watch.leaving && sent.request.headers.expires() == Some(0) => {
                    // RFC 6665 §4.1.2.3: one NOTIFY is still to come.
                    self.at(ua, at, now + T1_64);
                }
                200..=299 => {
                    match &mut watch.dialog {
                        Some(dialog) => dialog.confirm(response),
                        None => watch.dialog = Dialog::from_response(&sent.request, response).ok(),
                    }
                    let granted = headers.expires().unwrap_or(watch.expires);
                    if watch.leaving {
                        self.turn.push(id);
                    } else if !watch.told {
                        // RFC 6665 §4.1.2.4, timer N: a server that grants has to tell.
                        self.at(ua, at, now + T1_64);
                    } else {
                        self.refresh(ua, now, at, granted);
                    }
                }
                _ if watch.leaving => {
                    self.list.remove(at);
                }
                423 if minimum(response).is_some_and(|least| least > watch.expires) => {
                    watch.expires = minimum(response).unwrap_or(EXPIRES);
                    self.turn.push(id);
                }
                // RFC 6665 §4.1.2.2: the server forgot.
                481 if inside => self.begin_again(ua, now, at, retry),
                401 | 403 | 407 | 600 | 603 => self.end(ua, at, "rejected"),
                404 | 410 | 604 => self.end(ua, at, "noresource"),
                405 | 489 | 501 => self.end(ua, at, "unsupported"),
                408 | 480 | 481 | 491 | 500..=599 => {
                    self.at(
                        ua,
                        at,
                        now.plus_millis(u64::from(retry.unwrap_or(LATER)) * 1000),
                    );
                }
                _ => self.end(ua, at, "failed"),
            }
        }
        self.pump(ua, now);
    }

    /// No response came. A transport that broke has been told of already.
    pub fn unanswered(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        id: WatchId,
        error: TransactionError,
    ) {
        if error == TransactionError::Transport {
            return;
        }
        self.under_way = self.under_way.saturating_sub(1);
        if let Some(at) = self.position(id)
            && let Some(watch) = self.list.get_mut(at)
        {
            watch.pending = false;
            if watch.leaving {
                self.list.remove(at);
            } else {
                self.begin_again(ua, now, at, Some(LATER));
            }
        }
        self.pump(ua, now);
    }

    /// Sets when something is due.
    fn at(&mut self, ua: &mut UserAgent, at: usize, due: Instant) {
        if let Some(watch) = self.list.get_mut(at) {
            watch.due = Some(due);
        }
        self.wake(ua, Some(due));
    }

    /// Refreshes when four fifths of this time have passed.
    fn refresh(&mut self, ua: &mut UserAgent, now: Instant, at: usize, seconds: u32) {
        let wait = u64::from(seconds.clamp(5, 86_400)) * 800;
        self.at(ua, at, now.plus_millis(wait));
    }

    /// Asks anew, at once or when the server wants it; not at once if it was begun just now, for that would be hammering.
    fn begin_again(&mut self, ua: &mut UserAgent, now: Instant, at: usize, wait: Option<u32>) {
        let Some(watch) = self.list.get_mut(at) else {
            return;
        };
        watch.dialog = None;
        watch.due = None;
        watch.enter(ua, WatchState::Pending);
        let soon = now.since(watch.begun).as_secs() < 10;
        match wait.or(soon.then_some(LATER)) {
            Some(wait) => self.at(ua, at, now.plus_millis(u64::from(wait) * 1000)),
            None if watch.pending => {}
            None => self.turn.push(watch.id),
        }
    }

    fn end(&mut self, ua: &mut UserAgent, at: usize, reason: &'static str) {
        let mut watch = self.list.remove(at);
        watch.enter(ua, WatchState::Ended { reason });
    }

    /// A NOTIFY outside of every call; the status to answer it with.
    pub fn notified(&mut self, ua: &mut UserAgent, now: Instant, notify: &Request) -> Status {
        let status = self.take(ua, now, notify);
        self.pump(ua, now);
        status
    }

    fn take(&mut self, ua: &mut UserAgent, now: Instant, notify: &Request) -> Status {
        let headers = &notify.headers;
        let number = headers
            .call_id()
            .ok()
            .and_then(|id| id.strip_prefix(&*self.name));
        let id = number.and_then(|number| sip::read_number(number, u64::from(u32::MAX)));
        let at = id.and_then(|id| self.position(WatchId(id as u32)));
        let Some((at, watch)) = at.and_then(|at| Some((at, self.list.get_mut(at)?))) else {
            return Status::NO_SUCH_CALL;
        };
        if watch.dialog.is_none() && watch.pending {
            // RFC 6665 §4.1.2.4: it may come before the 200, and from another fork.
            let sent = ua.sent_by(Owner::Watch(watch.id));
            let ours = sent.filter(|sent| sent.request.headers.from_tag() == headers.to_tag());
            watch.dialog = ours.and_then(|sent| dialog(&sent.request, notify));
        }
        match watch.dialog.as_mut().map(|dialog| dialog.receive(notify)) {
            Some(Ok(())) => {}
            None | Some(Err(DialogError::Mismatch)) => return Status::NO_SUCH_CALL,
            Some(Err(_)) => return Status::INTERNAL_ERROR,
        }
        let event = headers.with_params(HeaderName::Event);
        if !event.is_some_and(|(name, _)| name.eq_ignore_ascii_case(watch.package.name())) {
            return Status::BAD_EVENT;
        }
        let Some((state, params)) = headers.with_params(HeaderName::SubscriptionState) else {
            return Status::BAD_REQUEST;
        };
        let body = &notify.body;
        let known = headers
            .content_type()
            .eq_ignore_ascii_case(watch.package.content());
        if !body.is_empty() && !known {
            return Status::UNSUPPORTED_MEDIA_TYPE;
        }
        let seconds =
            |name| sip::read_number(params.get(name)?, 86_400).map(|number| number as u32);
        if state.eq_ignore_ascii_case("terminated") {
            let retry = seconds("retry-after");
            match params.get("reason").unwrap_or_default() {
                _ if watch.leaving => {
                    self.list.remove(at);
                }
                "rejected" => self.end(ua, at, "rejected"),
                "noresource" => self.end(ua, at, "noresource"),
                "invariant" => {
                    watch.read(ua, body);
                    self.end(ua, at, "invariant");
                }
                "probation" | "giveup" => {
                    self.begin_again(ua, now, at, Some(retry.unwrap_or(LATER)));
                }
                _ => self.begin_again(ua, now, at, retry),
            }
            return Status::OK;
        }
        watch.told = true;
        if watch.leaving {
            return Status::OK;
        }
        let active = state.eq_ignore_ascii_case("active");
        watch.enter(
            ua,
            if active {
                WatchState::Active
            } else {
                WatchState::Pending
            },
        );
        let whole = watch.read(ua, body);
        if !whole {
            // RFC 4235 §4.4: a refresh makes the server tell all of it; not more often than every few seconds.
            self.at(ua, at, now.plus_millis(5_000));
        } else if !watch.pending {
            let left = seconds("expires").unwrap_or(watch.expires);
            self.refresh(ua, now, at, left);
        }
        Status::OK
    }
}

impl Subscription {
    fn enter(&mut self, ua: &mut UserAgent, state: WatchState) {
        if self.state != state && !self.leaving {
            self.state = state;
            ua.event(Event::Watch(self.id, state));
        }
    }

    /// Takes a document in; one that makes no sense is left alone. `false` when something before it is missing.
    fn read(&mut self, ua: &mut UserAgent, body: &[u8]) -> bool {
        if self.package == Package::Presence {
            if let Some(status) = pidf::read(body) {
                ua.event(Event::Presence(self.id, status));
            }
            return true;
        }
        let Some(document) = dialog_info::read(body) else {
            return true;
        };
        match self.version {
            // An old one.
            Some(version) if document.version < version => return true,
            Some(version) if !document.full && document.version == version => return true,
            Some(version) if !document.full && document.version > version + 1 => return false,
            None if !document.full => return false,
            _ => {}
        }
        self.version = Some(document.version);
        let before = core::mem::take(&mut self.dialogs);
        let mut now = document.dialogs;
        if !document.full {
            for dialog in before {
                if now.len() < dialog_info::MOST && !now.iter().any(|new| new.id == dialog.id) {
                    now.push(dialog);
                }
            }
        }
        ua.event(Event::Dialogs(self.id, now.clone()));
        now.retain(|dialog| dialog.state != "terminated");
        self.dialogs = now;
        true
    }
}

/// The dialog that a NOTIFY makes before the 200 does (RFC 6665 §4.4.1).
fn dialog(subscribe: &Request, notify: &Request) -> Option<Box<Dialog>> {
    let mut accepted = subscribe.response(Status::OK);
    let (from, to) = (&notify.headers, &mut accepted.headers);
    to.set(HeaderName::To, from.get(HeaderName::From)?);
    to.push(HeaderName::Contact, from.get(HeaderName::Contact)?);
    let mut routes = Vec::new();
    routes.extend(from.values(HeaderName::RecordRoute));
    for route in routes.iter().rev() {
        to.push(HeaderName::RecordRoute, route);
    }
    Dialog::from_response(subscribe, &accepted).ok()
}
