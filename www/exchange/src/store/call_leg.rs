//! The SIP calls that make up one customer's call: the first one, and those that transfers and joins add.

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::{Ended, Result, Store};
use crate::clock;

/// How a leg came about.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum LegKind {
    /// Somebody called.
    Call,
    /// A cold transfer.
    Transfer,
    /// A transfer to somebody who was asked before: it takes the place of a call.
    Attended,
    /// A colleague came to it.
    Join,
    /// The same two again, after one lost the call.
    Return,
}

impl LegKind {
    const ALL: [Self; 5] = [
        Self::Call,
        Self::Transfer,
        Self::Attended,
        Self::Join,
        Self::Return,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Transfer => "transfer",
            Self::Attended => "attended",
            Self::Join => "join",
            Self::Return => "return",
        }
    }
}

/// A leg that has just arrived.
pub struct NewLeg<'a> {
    pub record: i64,
    pub call_id: &'a str,
    pub kind: LegKind,
    /// The agent who transferred.
    pub by: Option<&'a str>,
    pub caller: &'a str,
    pub target: &'a str,
    pub queue: Option<&'a str>,
    pub started_ms: i64,
}

/// A leg in progress.
#[derive(Clone, Debug)]
pub struct OpenLeg {
    pub id: i64,
    pub record: i64,
    pub call_id: String,
    pub kind: LegKind,
    pub caller: String,
    pub queue: Option<String>,
    pub callee: Option<String>,
    pub answered: bool,
}

/// A leg as the pages show it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegRecord {
    pub call_id: String,
    pub kind: String,
    pub by: Option<String>,
    pub from: String,
    pub to: String,
    pub queue: Option<String>,
    pub callee: Option<String>,
    pub started_at: String,
    pub answered_at: Option<String>,
    pub ended_at: Option<String>,
    pub outcome: Option<String>,
    pub missed_reason: Option<String>,
}

pub(super) fn insert(connection: &Connection, new: &NewLeg<'_>) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO call_leg (record_id, call_id, kind, by_agent, caller, target, queue, started_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    statement.insert(params![
        new.record,
        new.call_id,
        new.kind.as_str(),
        new.by,
        new.caller,
        new.target,
        new.queue,
        clock::iso(new.started_ms)
    ])
}

/// The legs of a record, oldest first.
pub(super) fn of(connection: &Connection, record: i64) -> rusqlite::Result<Vec<LegRecord>> {
    let mut statement = connection.prepare_cached(
        "SELECT call_id, kind, by_agent, caller, target, queue, callee, started_at, answered_at, ended_at, outcome, missed_reason
         FROM call_leg WHERE record_id = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([record], |row| {
        Ok(LegRecord {
            call_id: row.get(0)?,
            kind: row.get(1)?,
            by: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            queue: row.get(5)?,
            callee: row.get(6)?,
            started_at: row.get(7)?,
            answered_at: row.get(8)?,
            ended_at: row.get(9)?,
            outcome: row.get(10)?,
            missed_reason: row.get(11)?,
        })
    })?;
    rows.collect()
}

fn read_open(row: &Row<'_>) -> rusqlite::Result<OpenLeg> {
    let kind: String = row.get(3)?;
    let kind = LegKind::ALL.into_iter().find(|one| one.as_str() == kind);
    Ok(OpenLeg {
        id: row.get(0)?,
        record: row.get(1)?,
        call_id: row.get(2)?,
        kind: kind.unwrap_or(LegKind::Call),
        caller: row.get(4)?,
        queue: row.get(5)?,
        callee: row.get(6)?,
        answered: row.get::<_, Option<String>>(7)?.is_some(),
    })
}

impl Store {
    /// Adds a leg to a record. A record that ended a moment ago, for the referrer hung up before the referred one called, is open
    /// again.
    pub fn leg_arrived(&self, new: &NewLeg<'_>) -> Result<i64> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "UPDATE call_record SET ended_at = NULL, duration_s = NULL, outcome = NULL, missed_reason = NULL WHERE id = ?1",
            [new.record],
        )?;
        let leg = insert(&transaction, new)?;
        transaction.commit()?;
        Ok(leg)
    }

    /// Somebody answered; the first answer of a record is that of the call.
    pub fn leg_answered(&self, leg: i64, now_ms: i64, callee: &str) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let at = clock::iso(now_ms);
        transaction.execute(
            "UPDATE call_leg SET answered_at = ?2, callee = ?3 WHERE id = ?1 AND answered_at IS NULL AND ended_at IS NULL",
            params![leg, at, callee],
        )?;
        transaction.execute(
            "UPDATE call_record SET answered_at = ?2, callee = ?3, agent = coalesce(agent, ?3)
             WHERE id = (SELECT record_id FROM call_leg WHERE id = ?1) AND answered_at IS NULL AND ended_at IS NULL",
            params![leg, at, callee],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Completes a leg; the first end counts.
    pub fn leg_ended(&self, leg: i64, now_ms: i64, ended: Ended) -> Result<()> {
        self.lock().execute(
            "UPDATE call_leg SET ended_at = ?2, outcome = ?3, missed_reason = ?4 WHERE id = ?1 AND ended_at IS NULL",
            params![leg, clock::iso(now_ms), ended.outcome, ended.missed_reason],
        )?;
        Ok(())
    }

    /// All legs in progress: what a restarted exchange takes over.
    pub fn open_legs(&self) -> Result<Vec<OpenLeg>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, record_id, call_id, kind, caller, queue, callee, answered_at FROM call_leg
             WHERE ended_at IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([], read_open)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether this user made or took a call of this Call-ID.
    pub fn is_party(&self, call_id: &str, user: &str) -> Result<bool> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT 1 FROM call_leg WHERE call_id = ?1 AND (caller = ?2 OR callee = ?2)",
        )?;
        Ok(statement.exists([call_id, user])?)
    }
}
