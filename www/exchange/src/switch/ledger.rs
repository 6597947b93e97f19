//! Calls that run, and their records.

use std::collections::BTreeMap;
use std::time::Duration;

use sip::{Headers, Instant, Uri};

use super::{Switch, missed, outcome};
use crate::clock;
use crate::store::{Ended, LegKind, StoreError};

/// A call whose parties have both been gone for this long is over.
const VANISHED: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_secs(15);

/// A call that somebody answered.
pub(super) struct LiveCall {
    pub entry: Entry,
    pub caller: String,
    pub callee: String,
    pub answered: Instant,
    /// The phones that have the dialog, as far as they have been heard since the exchange started: caller's, callee's.
    contacts: [Option<Uri>; 2],
    /// Since when neither party is there, and the wall-clock time of that.
    gone: Option<(Instant, i64)>,
}

/// Where a call is written down.
#[derive(Copy, Clone, Debug)]
pub(super) struct Entry {
    pub record: i64,
    pub leg: i64,
    pub kind: LegKind,
}

impl Entry {
    /// Whether the customer's call goes on as long as this one does.
    fn carries(self, record: i64) -> bool {
        self.record == record && self.kind != LegKind::Join
    }
}

impl LiveCall {
    fn new(entry: Entry, caller: &str, callee: &str, answered: Instant) -> Self {
        Self {
            entry,
            caller: caller.into(),
            callee: callee.into(),
            answered,
            contacts: [None, None],
            gone: None,
        }
    }

    pub fn has(&self, user: &str) -> bool {
        self.caller == user || self.callee == user
    }

    /// The one with whom `user` speaks.
    pub fn other(&self, user: &str) -> &str {
        if self.caller == user {
            &self.callee
        } else {
            &self.caller
        }
    }

    /// The phone of this party that has the dialog.
    pub fn contact_of(&self, user: &str) -> Option<&Uri> {
        let [callers, callees] = &self.contacts;
        if self.callee == user {
            callees
        } else {
            callers
        }
        .as_ref()
    }

    /// Whether a customer is in it.
    pub fn is_customers(&self) -> bool {
        [&self.caller, &self.callee]
            .iter()
            .any(|user| user.starts_with("guest-"))
    }
}

/// By Call-ID.
#[derive(Default)]
pub(super) struct Ledger {
    live: BTreeMap<String, LiveCall>,
    pub next_look: Option<Instant>,
}

impl Ledger {
    fn begin(&mut self, call_id: &str, call: LiveCall, now: Instant) {
        self.live.insert(call_id.into(), call);
        self.next_look.get_or_insert(now + LOOK);
    }

    pub fn take(&mut self, call_id: &str) -> Option<LiveCall> {
        self.live.remove(call_id)
    }

    pub fn get(&self, call_id: &str) -> Option<&LiveCall> {
        self.live.get(call_id)
    }

    /// The one with whom `user` speaks in this call.
    pub fn other_party(&self, call_id: &str, user: &str) -> Option<String> {
        Some(self.live.get(call_id)?.other(user).into())
    }

    /// A party of a call speaks from this phone now.
    pub fn heard(&mut self, call_id: &str, user: &str, headers: &Headers) {
        let contact = headers
            .contacts()
            .ok()
            .and_then(|list| list.into_iter().next());
        let Some((call, contact)) = self.live.get_mut(call_id).zip(contact) else {
            return;
        };
        let [callers, callees] = &mut call.contacts;
        let own = if call.callee == user {
            callees
        } else {
            callers
        };
        *own = Some(contact.uri);
    }

    /// The calls of a user.
    pub fn of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a LiveCall> {
        self.live.values().filter(move |call| call.has(user))
    }
}

impl Switch {
    /// After a start: calls that ran go on, calls that nobody had answered died with the last exchange.
    pub(super) fn take_over(&mut self) {
        let Some(open) = self.kept(self.store.open_legs()) else {
            return;
        };
        let (live, died): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|leg| leg.answered && leg.callee.is_some());
        for leg in &live {
            let entry = Entry {
                record: leg.record,
                leg: leg.id,
                kind: leg.kind,
            };
            let callee = leg.callee.as_deref().unwrap_or_default();
            let call = LiveCall::new(entry, &leg.caller, callee, self.now);
            self.ledger.begin(&leg.call_id, call, self.now);
        }
        let now_ms = clock::now_ms();
        for leg in died {
            let entry = Entry {
                record: leg.record,
                leg: leg.id,
                kind: leg.kind,
            };
            if leg.queue.is_some() {
                self.end_entry(entry, now_ms, outcome::STOPPED);
                self.miss(&leg.call_id);
            } else {
                let ended = outcome::of_status(sip::Status::SERVICE_UNAVAILABLE);
                self.end_entry(entry, now_ms, ended);
            }
        }
        for record in self.kept(self.store.orphaned_records()).unwrap_or_default() {
            self.end_record(record, now_ms, outcome::ANSWERED);
        }
    }

    /// Somebody answered: the call runs.
    pub(super) fn begin_call(&mut self, call_id: &str, entry: Entry, caller: &str, callee: &str) {
        let call = LiveCall::new(entry, caller, callee, self.now);
        self.ledger.begin(call_id, call, self.now);
        // The record comes before the answer: what a phone has seen is on disk.
        self.kept(self.store.leg_answered(entry.leg, clock::now_ms(), callee));
    }

    /// A call is over, and the customer's call with it unless that goes on elsewhere: with whom he was transferred to.
    pub(super) fn end_entry(&self, entry: Entry, now_ms: i64, ended: Ended) {
        self.kept(self.store.leg_ended(entry.leg, now_ms, ended));
        let mut live = self.ledger.live.values();
        let mut open = self.invitations.values().filter(|one| one.is_open());
        let goes_on = live.any(|call| call.entry.carries(entry.record))
            || open.any(|one| one.entry.carries(entry.record));
        if !goes_on {
            self.end_record(entry.record, now_ms, ended);
        }
    }

    fn end_record(&self, record: i64, now_ms: i64, ended: Ended) {
        tracing::info!(
            record,
            outcome = ended.outcome,
            missed = ended.missed_reason,
            "call ended"
        );
        self.kept(self.store.call_ended(record, now_ms, ended));
    }

    /// A queue call ended without an agent: a ticket, closed, says so (CT-14, CO-10).
    pub(super) fn miss(&self, call_id: &str) {
        self.kept(missed::write(&self.store, call_id));
    }

    /// A failing disk must not end calls: it is reported and the call goes on.
    pub(super) fn kept<T>(&self, result: Result<T, StoreError>) -> Option<T> {
        result
            .inspect_err(|error| tracing::error!(%error, "the store failed"))
            .ok()
    }

    /// Closes the records of calls whose both parties vanished without a BYE.
    pub(super) fn watch_calls(&mut self) {
        let now = self.now;
        if self.ledger.next_look.is_none_or(|at| at > now) {
            return;
        }
        let mut over = Vec::new();
        let (registrar, presence) = (&self.registrar, &self.presence);
        for (call_id, call) in &mut self.ledger.live {
            let answered = call.answered;
            let here =
                |user: &str| registrar.is_registered(user) && !presence.is_past(user, answered);
            if here(&call.caller) || here(&call.callee) {
                call.gone = None;
                continue;
            }
            let (since, wall) = *call.gone.get_or_insert((now, clock::now_ms()));
            if now.since(since) >= VANISHED {
                over.push((call_id.clone(), call.entry, wall));
            }
        }
        for (call_id, entry, wall) in over {
            self.ledger.live.remove(&call_id);
            self.end_entry(entry, wall, outcome::ANSWERED);
        }
        let more = !self.ledger.live.is_empty();
        self.ledger.next_look = more.then_some(now + LOOK);
    }
}
