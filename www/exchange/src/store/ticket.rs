//! Tickets and their comments.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};

use super::audit::{self, Entry};
use super::contact::{self, NewContact};
use super::{EXCHANGE, Result, Store, StoreError};
use crate::clock;

/// A ticket as kept.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: i64,
    pub external_id: Option<String>,
    pub subject: String,
    pub description: String,
    pub status: String,
    pub priority: Option<String>,
    pub kind: Option<String>,
    pub tags: Vec<String>,
    pub requester_id: i64,
    pub assignee_id: Option<i64>,
    pub created_at: String,
    pub updated_at: String,
}

/// Who asked.
#[derive(Clone, Debug)]
pub enum Person {
    Known(i64),
    Named(NewContact),
}

/// A ticket to be created.
#[derive(Clone, Debug)]
pub struct NewTicket {
    pub external_id: Option<String>,
    pub subject: String,
    pub body: String,
    pub public: bool,
    pub status: String,
    pub priority: Option<String>,
    pub kind: Option<String>,
    pub tags: Vec<String>,
    pub requester: Person,
    pub assignee_id: Option<i64>,
    pub author_id: i64,
    pub metadata: Value,
}

/// A change of a ticket; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct TicketChange {
    pub subject: Option<String>,
    pub status: Option<String>,
    pub priority: Option<String>,
    pub kind: Option<String>,
    pub assignee_id: Option<i64>,
    pub requester_id: Option<i64>,
    pub external_id: Option<String>,
    pub tags: Option<Vec<String>>,
    pub add_tags: Vec<String>,
    pub remove_tags: Vec<String>,
    pub comment: Option<(String, bool)>,
    pub metadata: Value,
    /// Refuse when the ticket has changed since this `updated_at`.
    pub only_if_updated_at: Option<String>,
}

/// What came of a write.
#[derive(Debug)]
pub enum Saved {
    /// The ticket, and the audit entry that says what changed.
    Changed(Box<Ticket>, Value),
    /// A ticket of this `external_id` was there already.
    Existing(Box<Ticket>),
    Missing,
    /// Somebody was faster.
    Stale,
}

pub(super) const COLUMNS: &str = "ticket.id, ticket.external_id, ticket.subject, ticket.description, ticket.status, ticket.priority,
    ticket.type, ticket.tags, ticket.requester_id, ticket.assignee_id, ticket.created_at, ticket.updated_at";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let tags: String = row.get(7)?;
    Ok(Ticket {
        id: row.get(0)?,
        external_id: row.get(1)?,
        subject: row.get(2)?,
        description: row.get(3)?,
        status: row.get(4)?,
        priority: row.get(5)?,
        kind: row.get(6)?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        requester_id: row.get(8)?,
        assignee_id: row.get(9)?,
        created_at: row.get(10)?,
        updated_at: row.get(11)?,
    })
}

/// Whether a ticket is that of the key `?1`.
pub(super) const IS_KEYED: &str = "(ticket.external_id = ?1 OR ticket.external_id IN (
    SELECT 'call:' || other.call_id FROM call_leg mine JOIN call_leg other ON other.record_id = mine.record_id
    WHERE mine.call_id = substr(?1, 6) AND ?1 LIKE 'call:%'))";

fn by_id(connection: &Connection, id: i64) -> rusqlite::Result<Option<Ticket>> {
    let sql = format!("SELECT {COLUMNS} FROM ticket WHERE id = ?1");
    connection
        .prepare_cached(&sql)?
        .query_row([id], read)
        .optional()
}

/// The ticket of this key. A call that is part of another (a transfer) has the ticket of the whole: it is one customer's call.
fn by_external_id(connection: &Connection, key: &str) -> rusqlite::Result<Option<Ticket>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM ticket WHERE {} ORDER BY ticket.id LIMIT 1",
        IS_KEYED
    );
    connection
        .prepare_cached(&sql)?
        .query_row([key], read)
        .optional()
}

fn add_comment(
    connection: &Connection,
    ticket: i64,
    author: i64,
    body: &str,
    public: bool,
    now: &str,
) -> rusqlite::Result<Value> {
    let id = connection
        .prepare_cached(
            "INSERT INTO comment (ticket_id, author_id, body, public, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .insert(params![ticket, author, body, public, now])?;
    Ok(json!({"id": id, "type": "Comment", "author_id": author, "body": body, "public": public}))
}

impl Store {
    pub fn ticket(&self, id: i64) -> Result<Option<Ticket>> {
        Ok(by_id(&self.lock(), id)?)
    }

    /// Creates a ticket, unless one of its `external_id` exists: creating twice finds the first.
    pub fn create_ticket(&self, new: &NewTicket) -> Result<Saved> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        if let Some(key) = &new.external_id
            && let Some(found) = by_external_id(&transaction, key)?
        {
            return Ok(Saved::Existing(Box::new(found)));
        }
        let requester = match &new.requester {
            Person::Known(id) => *id,
            Person::Named(person) => match contact::find(&transaction, person)? {
                Some(id) => id,
                None => contact::insert(&transaction, person)?,
            },
        };
        let now = clock::iso(clock::now_ms());
        let id = transaction
            .prepare_cached(
                "INSERT INTO ticket (external_id, subject, description, status, priority, type, tags, requester_id,
                                     assignee_id, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
            )?
            .insert(params![
                new.external_id,
                new.subject,
                new.body,
                new.status,
                new.priority,
                new.kind,
                serde_json::to_string(&new.tags)?,
                requester,
                new.assignee_id,
                now
            ])?;
        let mut events = vec![
            json!({"type": "Create", "field_name": "subject", "value": new.subject}),
            json!({"type": "Create", "field_name": "status", "value": new.status}),
        ];
        if !new.body.is_empty() {
            let (author, body) = (new.author_id, &new.body);
            events.push(add_comment(
                &transaction,
                id,
                author,
                body,
                new.public,
                &now,
            )?);
        }
        let entry = Entry {
            ticket: id,
            author: new.author_id,
            metadata: &new.metadata,
            events,
            now: &now,
        };
        let audit = audit::insert(&transaction, entry)?;
        let made = by_id(&transaction, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.commit()?;
        Ok(Saved::Changed(Box::new(made), audit))
    }

    /// Changes a ticket and writes what changed into its audit.
    pub fn change_ticket(&self, id: i64, author: i64, change: &TicketChange) -> Result<Saved> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(before) = by_id(&transaction, id)? else {
            return Ok(Saved::Missing);
        };
        if change
            .only_if_updated_at
            .as_ref()
            .is_some_and(|stamp| *stamp != before.updated_at)
        {
            return Ok(Saved::Stale);
        }
        let (after, mut events) = apply(&before, change);
        let now = clock::iso(clock::now_ms());
        let written = transaction.execute(
            "UPDATE ticket SET subject = ?2, status = ?3, priority = ?4, type = ?5, assignee_id = ?6, requester_id = ?7,
                               external_id = ?8, tags = ?9, updated_at = ?10 WHERE id = ?1",
            params![
                id,
                after.subject,
                after.status,
                after.priority,
                after.kind,
                after.assignee_id,
                after.requester_id,
                after.external_id,
                serde_json::to_string(&after.tags)?,
                now
            ],
        );
        if let Err(error) = written {
            let taken = error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation);
            return Err(if taken {
                StoreError::Conflict("another ticket has this external_id")
            } else {
                error.into()
            });
        }
        if let Some((body, public)) = &change.comment {
            events.push(add_comment(&transaction, id, author, body, *public, &now)?);
        }
        let entry = Entry {
            ticket: id,
            author,
            metadata: &change.metadata,
            events,
            now: &now,
        };
        let audit = audit::insert(&transaction, entry)?;
        let made = by_id(&transaction, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.commit()?;
        Ok(Saved::Changed(Box::new(made), audit))
    }

    /// The comments of a ticket, oldest first, as Zendesk shows them.
    pub fn comments(&self, ticket: i64) -> Result<Vec<Value>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, author_id, body, public, created_at FROM comment WHERE ticket_id = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([ticket], |row| {
            let author: i64 = row.get(1)?;
            let body: String = row.get(2)?;
            Ok(json!({
                "id": row.get::<_, i64>(0)?,
                "type": "Comment",
                "author_id": author,
                "body": body,
                "plain_body": body,
                "public": row.get::<_, bool>(3)?,
                "via": {"channel": if author == EXCHANGE { "phone" } else { "web" }},
                "created_at": row.get::<_, String>(4)?,
            }))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The ticket after a change, and a Change event per field that differs.
fn apply(before: &Ticket, change: &TicketChange) -> (Ticket, Vec<Value>) {
    let mut after = before.clone();
    let pick = |new: &Option<String>, old: &mut String| {
        if let Some(new) = new {
            old.clone_from(new);
        }
    };
    pick(&change.subject, &mut after.subject);
    pick(&change.status, &mut after.status);
    after.priority = change.priority.clone().or(after.priority);
    after.kind = change.kind.clone().or(after.kind);
    after.external_id = change.external_id.clone().or(after.external_id);
    after.assignee_id = change.assignee_id.or(after.assignee_id);
    after.requester_id = change.requester_id.unwrap_or(after.requester_id);
    if let Some(tags) = &change.tags {
        after.tags.clone_from(tags);
    }
    after.tags.extend(change.add_tags.iter().cloned());
    after.tags.retain(|tag| !change.remove_tags.contains(tag));
    after.tags.sort();
    after.tags.dedup();

    let fields = |ticket: &Ticket| {
        [
            ("subject", json!(ticket.subject)),
            ("status", json!(ticket.status)),
            ("priority", json!(ticket.priority)),
            ("type", json!(ticket.kind)),
            ("external_id", json!(ticket.external_id)),
            ("assignee_id", json!(ticket.assignee_id)),
            ("requester_id", json!(ticket.requester_id)),
            ("tags", json!(ticket.tags)),
        ]
    };
    let pairs = fields(before).into_iter().zip(fields(&after));
    let events = pairs
        .filter(|((_, old), (_, new))| old != new)
        .map(|((name, old), (_, new))| {
            json!({"type": "Change", "field_name": name, "value": new, "previous_value": old})
        })
        .collect();
    (after, events)
}
