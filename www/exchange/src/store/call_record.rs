//! Call records: written when a call arrives, rings, is answered and ends.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;

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

/// How a call ended.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Ended {
    pub outcome: &'static str,
    pub missed_reason: Option<&'static str>,
}

/// A call in progress.
#[derive(Clone, Debug)]
pub struct OpenCall {
    pub id: i64,
    pub call_id: String,
    pub from_user: String,
    pub queue: Option<String>,
    pub callee: Option<String>,
    pub answered_ms: Option<i64>,
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
}

/// Which calls to list, newest first.
#[derive(Default)]
pub struct CallFilter {
    pub number: Option<String>,
    pub agent: Option<String>,
    pub call_id: Option<String>,
    pub limit: u32,
}

fn read_open(row: &Row<'_>) -> rusqlite::Result<OpenCall> {
    let answered: Option<String> = row.get(5)?;
    Ok(OpenCall {
        id: row.get(0)?,
        call_id: row.get(1)?,
        from_user: row.get(2)?,
        queue: row.get(3)?,
        callee: row.get(4)?,
        answered_ms: answered.as_deref().and_then(clock::parse),
    })
}

impl Store {
    pub fn call_arrived(&self, new: &NewCall<'_>) -> Result<i64> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "INSERT INTO call_record (call_id, direction, from_user, from_name, to_user, queue, agent, started_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        Ok(statement.insert(params![
            new.call_id,
            new.direction,
            new.from_user,
            new.from_name,
            new.to_user,
            new.queue,
            new.agent,
            clock::iso(new.started_ms)
        ])?)
    }

    /// Somebody's phone rings; only the first time is kept.
    pub fn call_rings(&self, id: i64, now_ms: i64) -> Result<()> {
        self.lock().execute(
            "UPDATE call_record SET ringing_at = coalesce(ringing_at, ?2) WHERE id = ?1",
            params![id, clock::iso(now_ms)],
        )?;
        Ok(())
    }

    pub fn call_answered(&self, id: i64, now_ms: i64, callee: &str) -> Result<()> {
        self.lock().execute(
            "UPDATE call_record SET answered_at = ?2, callee = ?3, agent = coalesce(agent, ?3)
             WHERE id = ?1 AND answered_at IS NULL AND ended_at IS NULL",
            params![id, clock::iso(now_ms), callee],
        )?;
        Ok(())
    }

    /// Completes a record; the first end counts. Whether it was still open.
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
        connection.execute(
            "UPDATE call_record SET ended_at = ?2, duration_s = ?3, outcome = ?4, missed_reason = ?5 WHERE id = ?1",
            params![
                id,
                clock::iso(now_ms),
                seconds,
                ended.outcome,
                ended.missed_reason
            ],
        )?;
        Ok(true)
    }

    /// All calls in progress: what a restarted exchange takes over.
    pub fn open_calls(&self) -> Result<Vec<OpenCall>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, call_id, from_user, queue, callee, answered_at FROM call_record
             WHERE ended_at IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([], read_open)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether this user made or took a call of this Call-ID.
    pub fn is_party(&self, call_id: &str, user: &str) -> Result<bool> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT 1 FROM call_record WHERE call_id = ?1 AND (from_user = ?2 OR callee = ?2)",
        )?;
        Ok(statement.exists([call_id, user])?)
    }

    pub fn calls(&self, filter: &CallFilter) -> Result<Vec<CallRecord>> {
        let mut sql = String::from(
            "SELECT c.id, c.call_id, direction, from_user, from_name, to_user, queue, agent, callee, started_at, ringing_at,
                    answered_at, ended_at, duration_s, outcome, missed_reason, t.id
             FROM call_record c LEFT JOIN ticket t ON t.external_id = 'call:' || c.call_id WHERE 1",
        );
        let mut values: Vec<Value> = Vec::new();
        let mut place = |value: &str| {
            values.push(Value::Text(value.into()));
            values.len()
        };
        if let Some(number) = &filter.number {
            let at = place(number);
            sql.push_str(&format!(" AND (from_user = ?{at} OR to_user = ?{at})"));
        }
        if let Some(agent) = &filter.agent {
            let at = place(agent);
            sql.push_str(&format!(
                " AND (from_user = ?{at} OR agent = ?{at} OR callee = ?{at})"
            ));
        }
        if let Some(call_id) = &filter.call_id {
            let at = place(call_id);
            sql.push_str(&format!(" AND c.call_id = ?{at}"));
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
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
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

    #[test]
    fn a_call_is_kept_from_arrival_to_end() {
        let store = Store::in_memory();
        let id = store.call_arrived(&CALL).unwrap();
        store.call_rings(id, 2_000).unwrap();
        store.call_rings(id, 2_500).unwrap();
        store.call_answered(id, 5_000, "mina").unwrap();
        assert_eq!(
            store.open_calls().unwrap()[0].callee.as_deref(),
            Some("mina")
        );
        assert!(store.is_party("abc@x", "mina").unwrap());
        assert!(!store.is_party("abc@x", "jun").unwrap());

        let answered = Ended {
            outcome: "answered",
            missed_reason: None,
        };
        assert!(store.call_ended(id, 65_999, answered).unwrap());
        assert!(!store.call_ended(id, 99_000, answered).unwrap());
        let list = store
            .calls(&CallFilter {
                limit: 5,
                ..CallFilter::default()
            })
            .unwrap();
        assert_eq!(list[0].duration_s, Some(60));
        assert_eq!(list[0].agent.as_deref(), Some("mina"));
        assert_eq!(
            list[0].ringing_at.as_deref(),
            Some("1970-01-01T00:00:02.000Z")
        );
        assert!(store.open_calls().unwrap().is_empty());
    }
}
