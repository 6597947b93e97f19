//! The history of a ticket: what changed, by whom, with which metadata.

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{Result, Store};

/// One change to be written down.
pub(super) struct Entry<'a> {
    pub ticket: i64,
    pub author: i64,
    pub metadata: &'a Value,
    pub events: Vec<Value>,
    pub now: &'a str,
}

/// Writes an entry and gives it in Zendesk's shape.
pub(super) fn insert(connection: &Connection, entry: Entry<'_>) -> rusqlite::Result<Value> {
    let metadata = match entry.metadata {
        Value::Object(_) => entry.metadata.clone(),
        _ => json!({}),
    };
    let events = Value::Array(entry.events);
    let id = connection
        .prepare_cached(
            "INSERT INTO audit (ticket_id, author_id, metadata, events, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .insert(params![
            entry.ticket,
            entry.author,
            metadata.to_string(),
            events.to_string(),
            entry.now
        ])?;
    Ok(shape(
        id,
        entry.ticket,
        entry.author,
        metadata,
        events,
        entry.now,
    ))
}

fn shape(
    id: i64,
    ticket: i64,
    author: i64,
    metadata: Value,
    events: Value,
    created_at: &str,
) -> Value {
    json!({
        "id": id,
        "ticket_id": ticket,
        "author_id": author,
        "created_at": created_at,
        "metadata": {"system": {}, "custom": metadata},
        "events": events,
    })
}

impl Store {
    /// The audits of a ticket, oldest first.
    pub fn audits(&self, ticket: i64) -> Result<Vec<Value>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, author_id, metadata, events, created_at FROM audit WHERE ticket_id = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([ticket], |row| {
            let parse = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
            Ok(shape(
                row.get(0)?,
                ticket,
                row.get(1)?,
                parse(row.get(2)?),
                parse(row.get(3)?),
                &row.get::<_, String>(4)?,
            ))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
