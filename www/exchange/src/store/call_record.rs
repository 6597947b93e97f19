//! Call records: written when a call arrives, rings, is answered and ends. What it consists of: [`super::call_leg`].

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};
use serde::Serialize;

use super::call_leg::{self, LegKind, LegRecord, NewLeg};
use super::{Result, Store};
use crate::clock;

/// A call that has just arrived.
pub struct NewCall<'a> {
    pub call_id: &'a str,
    pub direction: &'static str,
    pub from_user: &'a str,
    pub from_name: Option<&'a str>,
    pub to_user: &'a str,
    pub queue: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub started_ms: i64,
}

/// The record of a call, and the leg that it begins with.
#[derive(Copy, Clone, Debug)]
pub struct Arrived {
    pub record: i64,
    pub leg: i64,
}

/// How a call ended.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Ended {
    pub outcome: &'static str,
    pub missed_reason: Option<&'static str>,
}

/// A call as the pages show it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    pub id: i64,
    pub call_id: String,
    pub direction: String,
    pub from: String,
    pub from_name: Option<String>,
    pub to: String,
    pub queue: Option<String>,
    pub agent: Option<String>,
    pub callee: Option<String>,
    pub started_at: String,
    pub ringing_at: Option<String>,
    pub answered_at: Option<String>,
    pub ended_at: Option<String>,
    pub duration_s: Option<i64>,
    pub outcome: Option<String>,
    pub missed_reason: Option<String>,
    pub ticket_id: Option<i64>,
    /// The call itself, and what transfers made of it, in their order.
    pub legs: Vec<LegRecord>,
}

/// Which calls to list, newest first.
#[derive(Default)]
pub struct CallFilter {
    pub number: Option<String>,
    pub agent: Option<String>,
    pub call_id: Option<String>,
    pub limit: u32,
}

impl Store {
    /// A new record with its first leg.
    pub fn call_arrived(&self, new: &NewCall<'_>) -> Result<Arrived> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO call_record (call_id, direction, from_user, from_name, to_user, queue, agent, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                new.call_id,
                new.direction,
                new.from_user,
                new.from_name,
                new.to_user,
                new.queue,
                new.agent,
                clock::iso(new.started_ms)
            ],
        )?;
        let record = transaction.last_insert_rowid();
        let leg = NewLeg {
            record,
            call_id: new.call_id,
            kind: LegKind::Call,
            by: None,
            caller: new.from_user,
            target: new.to_user,
            queue: new.queue,
            started_ms: new.started_ms,
        };
        let leg = call_leg::insert(&transaction, &leg)?;
        transaction.commit()?;
        Ok(Arrived { record, leg })
    }

    /// Somebody's phone rings; only the first time is kept.
    pub fn call_rings(&self, id: i64, now_ms: i64) -> Result<()> {
        self.lock().execute(
            "UPDATE call_record SET ringing_at = coalesce(ringing_at, ?2) WHERE id = ?1",
            params![id, clock::iso(now_ms)],
        )?;
        Ok(())
    }

    /// Completes a record; the first end counts. Whether it was still open. Who was answered once was not missed, whatever
    /// became of a transfer.
    pub fn call_ended(&self, id: i64, now_ms: i64, ended: Ended) -> Result<bool> {
        let connection = self.lock();
        let answered: Option<Option<String>> = connection
            .query_row(
                "SELECT answered_at FROM call_record WHERE id = ?1 AND ended_at IS NULL",
                [id],
                |row| row.get(0),
            )
            .optional()?;
        let Some(answered) = answered else {
            return Ok(false);
        };
        let talked = answered.as_deref().and_then(clock::parse);
        let seconds = talked.map_or(0, |at| (now_ms - at).max(0) / 1_000);
        let missed_reason = ended.missed_reason.filter(|_| answered.is_none());
        let outcome = match ended.outcome {
            "terminated" => ended.outcome,
            _ if answered.is_some() => "answered",
            other => other,
        };
        connection.execute(
            "UPDATE call_record SET ended_at = ?2, duration_s = ?3, outcome = ?4, missed_reason = ?5 WHERE id = ?1",
            params![
                id,
                clock::iso(now_ms),
                seconds,
                outcome,
                missed_reason
            ],
        )?;
        Ok(true)
    }

    /// Records that are open without a call that goes on.
    pub fn orphaned_records(&self) -> Result<Vec<i64>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id FROM call_record WHERE ended_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM call_leg WHERE record_id = call_record.id AND call_leg.ended_at IS NULL)",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn calls(&self, filter: &CallFilter) -> Result<Vec<CallRecord>> {
        let mut sql = String::from(
            "SELECT c.id, c.call_id, direction, from_user, from_name, to_user, queue, agent, callee, started_at, ringing_at,
                    answered_at, ended_at, duration_s, outcome, missed_reason,
                    (SELECT min(t.id) FROM call_leg l JOIN ticket t ON t.external_id = 'call:' || l.call_id WHERE l.record_id = c.id)
             FROM call_record c WHERE 1",
        );
        let mut values: Vec<Value> = Vec::new();
        let mut place = |value: &str| {
            values.push(Value::Text(value.into()));
            values.len()
        };
        if let Some(number) = &filter.number {
            let at = place(number);
            sql.push_str(&format!(
                " AND (from_user = ?{at} OR to_user = ?{at}
                  OR EXISTS (SELECT 1 FROM call_leg WHERE record_id = c.id AND target = ?{at}))"
            ));
        }
        if let Some(agent) = &filter.agent {
            let at = place(agent);
            sql.push_str(&format!(
                " AND (from_user = ?{at} OR agent = ?{at}
                  OR EXISTS (SELECT 1 FROM call_leg WHERE record_id = c.id AND (callee = ?{at} OR by_agent = ?{at})))"
            ));
        }
        if let Some(call_id) = &filter.call_id {
            let at = place(call_id);
            sql.push_str(&format!(
                " AND EXISTS (SELECT 1 FROM call_leg WHERE record_id = c.id AND call_leg.call_id = ?{at})"
            ));
        }
        sql.push_str(&format!(" ORDER BY c.id DESC LIMIT {}", filter.limit));
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok(CallRecord {
                id: row.get(0)?,
                call_id: row.get(1)?,
                direction: row.get(2)?,
                from: row.get(3)?,
                from_name: row.get(4)?,
                to: row.get(5)?,
                queue: row.get(6)?,
                agent: row.get(7)?,
                callee: row.get(8)?,
                started_at: row.get(9)?,
                ringing_at: row.get(10)?,
                answered_at: row.get(11)?,
                ended_at: row.get(12)?,
                duration_s: row.get(13)?,
                outcome: row.get(14)?,
                missed_reason: row.get(15)?,
                ticket_id: row.get(16)?,
                legs: Vec::new(),
            })
        })?;
        let mut calls = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        for call in &mut calls {
            call.legs = call_leg::of(&connection, call.id)?;
        }
        Ok(calls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: NewCall<'static> = NewCall {
        call_id: "abc@x",
        direction: "inbound",
        from_user: "guest-1",
        from_name: Some("Ada"),
        to_user: "support",
        queue: Some("Support"),
        agent: None,
        started_ms: 1_000,
    };
    const ANSWERED: Ended = Ended {
        outcome: "answered",
        missed_reason: None,
    };
    const LEFT: Ended = Ended {
        outcome: "missed",
        missed_reason: Some("userleft"),
    };

    fn newest(store: &Store) -> CallRecord {
        let filter = CallFilter {
            limit: 5,
            ..CallFilter::default()
        };
        store.calls(&filter).unwrap().remove(0)
    }

    #[test]
    fn a_call_is_kept_from_arrival_to_end() {
        let store = Store::in_memory();
        let Arrived { record, leg } = store.call_arrived(&CALL).unwrap();
        store.call_rings(record, 2_000).unwrap();
        store.call_rings(record, 2_500).unwrap();
        store.leg_answered(leg, 5_000, "mina").unwrap();
        assert_eq!(
            store.open_legs().unwrap()[0].callee.as_deref(),
            Some("mina")
        );
        assert!(store.is_party("abc@x", "mina").unwrap());
        assert!(!store.is_party("abc@x", "jun").unwrap());

        store.leg_ended(leg, 65_999, ANSWERED).unwrap();
        assert!(store.call_ended(record, 65_999, ANSWERED).unwrap());
        assert!(!store.call_ended(record, 99_000, ANSWERED).unwrap());
        let call = newest(&store);
        assert_eq!(call.duration_s, Some(60));
        assert_eq!(call.agent.as_deref(), Some("mina"));
        assert_eq!(call.ringing_at.as_deref(), Some("1970-01-01T00:00:02.000Z"));
        assert_eq!(call.legs.len(), 1);
        assert!(store.open_legs().unwrap().is_empty());
    }

    #[test]
    fn a_transfer_is_a_leg_of_the_same_call_and_opens_it_again() {
        let store = Store::in_memory();
        let Arrived { record, leg } = store.call_arrived(&CALL).unwrap();
        store.leg_answered(leg, 5_000, "mina").unwrap();
        store.leg_ended(leg, 9_000, ANSWERED).unwrap();
        store.call_ended(record, 9_000, ANSWERED).unwrap();
        let transfer = NewLeg {
            record,
            call_id: "def@x",
            kind: LegKind::Transfer,
            by: Some("mina"),
            caller: "guest-1",
            target: "billing",
            queue: Some("Billing"),
            started_ms: 9_100,
        };
        let second = store.leg_arrived(&transfer).unwrap();
        assert!(store.orphaned_records().unwrap().is_empty());
        assert_eq!(newest(&store).ended_at, None);
        store.leg_ended(second, 15_000, LEFT).unwrap();
        assert_eq!(store.orphaned_records().unwrap(), [record]);
        store.call_ended(record, 15_000, LEFT).unwrap();
        let call = newest(&store);
        assert_eq!(
            (call.outcome.as_deref(), call.missed_reason),
            (Some("answered"), None)
        );
        assert_eq!(call.duration_s, Some(10));
        let leg = &call.legs[1];
        assert_eq!(
            (leg.kind.as_str(), leg.by.as_deref()),
            ("transfer", Some("mina"))
        );
        assert_eq!(leg.missed_reason.as_deref(), Some("userleft"));
        for agent in ["mina", "guest-1", "jun"] {
            let filter = CallFilter {
                agent: Some(agent.into()),
                limit: 1,
                ..CallFilter::default()
            };
            assert_eq!(
                store.calls(&filter).unwrap().len(),
                usize::from(agent != "jun")
            );
        }
    }
}
