//! Searches over tickets, contacts and agents.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::contact::{self, Contact};
use super::{Result, Store, Ticket, ticket};

/// The largest page.
const PAGE: u32 = 100;

/// In which order tickets are listed.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub enum TicketSort {
    #[default]
    UpdatedFirst,
    CreatedFirst,
}

/// Which contacts are looked for.
pub enum UserSearch {
    /// The number holds these digits; its end counts when the search began with `*`.
    Phone(String),
    Email(String),
    Words(String),
}

/// `%` and `_` of a person's words are plain characters in LIKE.
fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Store {
    /// Tickets that fit all the terms: pairs of field and wanted text. `text` searches everywhere.
    pub fn find_tickets(
        &self,
        terms: &[(&str, &str)],
        sort: TicketSort,
        limit: u32,
    ) -> Result<Vec<Ticket>> {
        let mut sql = format!(
            "SELECT {} FROM ticket LEFT JOIN contact ON contact.id = ticket.requester_id
             LEFT JOIN agent ON agent.id = ticket.requester_id WHERE 1",
            ticket::COLUMNS
        );
        let mut values: Vec<Value> = Vec::new();
        for (field, wanted) in terms {
            let exact = Value::Text((*wanted).into());
            let keyed = ticket::IS_KEYED.replace("?1", "?");
            let (value, condition) = match *field {
                "external_id" => (exact, keyed.as_str()),
                "id" => (Value::Integer(wanted.parse().unwrap_or(-1)), "ticket.id = ?"),
                "status" => (exact, "ticket.status = ?"),
                "tags" => (exact, "EXISTS (SELECT 1 FROM json_each(ticket.tags) WHERE value = ?)"),
                "subject" => (Value::Text(like(wanted)), "ticket.subject LIKE ? ESCAPE '\\'"),
                "requester" => match wanted.parse::<i64>() {
                    // A short number is an id, a long one a telephone number.
                    Ok(id) if wanted.len() < 8 && !wanted.starts_with('+') => {
                        (Value::Integer(id), "ticket.requester_id = ?")
                    }
                    _ if wanted.chars().any(|c| c.is_ascii_digit()) && !wanted.contains('@') => (
                        Value::Text(like(&contact::digits(wanted))),
                        "contact.digits LIKE ? ESCAPE '\\'",
                    ),
                    _ => (
                        Value::Text(like(wanted)),
                        "coalesce(contact.name, agent.name) || ' ' || coalesce(contact.email, '') LIKE ? ESCAPE '\\'",
                    ),
                },
                _ => (
                    Value::Text(like(wanted)),
                    "ticket.subject || ' ' || ticket.description || ' ' || coalesce(contact.name, agent.name, '') || ' '
                     || coalesce(contact.phone, '') || ' #' || ticket.id LIKE ? ESCAPE '\\'",
                ),
            };
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
        }
        sql.push_str(match sort {
            TicketSort::UpdatedFirst => " ORDER BY ticket.updated_at DESC, ticket.id DESC",
            TicketSort::CreatedFirst => " ORDER BY ticket.created_at DESC, ticket.id DESC",
        });
        sql.push_str(&format!(" LIMIT {}", limit.min(PAGE)));
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), ticket::read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn find_contacts(&self, search: &UserSearch) -> Result<Vec<Contact>> {
        let (condition, pattern) = match search {
            UserSearch::Phone(number) if number.starts_with('*') => {
                let digits = contact::digits(number);
                if digits.is_empty() {
                    return Ok(Vec::new());
                }
                ("digits LIKE ?1", format!("%{digits}"))
            }
            UserSearch::Phone(number) => {
                let digits = contact::digits(number);
                if digits.is_empty() {
                    return Ok(Vec::new());
                }
                ("digits = ?1", digits)
            }
            UserSearch::Email(email) => ("email = ?1 COLLATE NOCASE", email.clone()),
            UserSearch::Words(words) => (
                "name || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') LIKE ?1 ESCAPE '\\'",
                like(words),
            ),
        };
        let sql = format!(
            "SELECT {} FROM contact WHERE {condition} ORDER BY name, id LIMIT {PAGE}",
            contact::COLUMNS
        );
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([pattern], contact::read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Customers with a telephone number whose name, address or number holds these words; by name.
    pub fn find_callable(&self, words: &str, limit: u32) -> Result<Vec<Contact>> {
        let sql = format!(
            "SELECT {} FROM contact
             WHERE phone IS NOT NULL AND (name || ' ' || phone || ' ' || coalesce(email, '') LIKE ?1 ESCAPE '\\'
               OR (?2 <> '' AND digits LIKE '%' || ?2 || '%'))
             ORDER BY name COLLATE NOCASE, id LIMIT {}",
            contact::COLUMNS,
            limit.min(PAGE)
        );
        // Digits among letters are no number.
        let is_word = words.chars().any(char::is_alphabetic);
        let digits = if is_word {
            String::new()
        } else {
            contact::digits(words)
        };
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map([like(words), digits], contact::read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
