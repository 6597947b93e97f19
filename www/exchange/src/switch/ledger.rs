//! Calls that run, and their records.

use std::collections::BTreeMap;
use std::time::Duration;

use sip::Instant;

use super::{Switch, missed, outcome};
use crate::clock;
use crate::store::{Ended, StoreError};

/// A call whose parties have both been gone for this long is over.
const VANISHED: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_secs(15);

/// A call that somebody answered.
pub(super) struct LiveCall {
    pub record: i64,
    pub caller: String,
    pub callee: Option<String>,
    pub answered: Instant,
    /// Since when neither party is there, and the wall-clock time of that.
    gone: Option<(Instant, i64)>,
}

/// By Call-ID.
#[derive(Default)]
pub(super) struct Ledger {
    live: BTreeMap<String, LiveCall>,
    pub next_look: Option<Instant>,
}

impl Ledger {
    pub fn answered(
        &mut self,
        call_id: &str,
        record: i64,
        caller: &str,
        callee: &str,
        now: Instant,
    ) {
        let call = LiveCall {
            record,
            caller: caller.into(),
            callee: Some(callee.into()),
            answered: now,
            gone: None,
        };
        self.live.insert(call_id.into(), call);
        self.next_look.get_or_insert(now + LOOK);
    }

    pub fn take(&mut self, call_id: &str) -> Option<LiveCall> {
        self.live.remove(call_id)
    }

    /// The one with whom `user` speaks in this call.
    pub fn other_party(&self, call_id: &str, user: &str) -> Option<String> {
        let call = self.live.get(call_id)?;
        if call.caller == user {
            call.callee.clone()
        } else {
            Some(call.caller.clone())
        }
    }

    /// The calls of a user.
    pub fn of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a LiveCall> {
        let involved =
            move |call: &&LiveCall| call.caller == user || call.callee.as_deref() == Some(user);
        self.live.values().filter(involved)
    }
}

impl Switch {
    /// After a start: calls that ran go on, calls that nobody had answered died with the last exchange.
    pub(super) fn take_over(&mut self) {
        let open = match self.store.open_calls() {
            Ok(open) => open,
            Err(error) => return tracing::error!(%error, "the store failed"),
        };
        let now_ms = clock::now_ms();
        for call in open {
            match (call.answered_ms, &call.callee) {
                (Some(_), Some(callee)) => {
                    let (id, from) = (call.id, call.from_user.as_str());
                    self.ledger
                        .answered(&call.call_id, id, from, callee, self.now);
                }
                _ if call.queue.is_some() => {
                    self.end_record(call.id, now_ms, outcome::STOPPED);
                    self.miss(&call.call_id);
                }
                _ => self.end_record(
                    call.id,
                    now_ms,
                    outcome::of_status(sip::Status::SERVICE_UNAVAILABLE),
                ),
            }
        }
    }

    pub(super) fn end_record(&self, record: i64, now_ms: i64, ended: Ended) {
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
            if here(&call.caller) || call.callee.as_deref().is_some_and(here) {
                call.gone = None;
                continue;
            }
            let (since, wall) = *call.gone.get_or_insert((now, clock::now_ms()));
            if now.since(since) >= VANISHED {
                over.push((call_id.clone(), call.record, wall));
            }
        }
        for (call_id, record, wall) in over {
            self.ledger.live.remove(&call_id);
            self.end_record(record, wall, outcome::ANSWERED);
        }
        let more = !self.ledger.live.is_empty();
        self.ledger.next_look = more.then_some(now + LOOK);
    }
}
