//! Customers.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{FIRST_CONTACT, Result, Store};
use crate::clock;

/// A customer as kept.
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: i64,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub notes: Option<String>,
    pub created_at: String,
}

/// A customer to be kept.
#[derive(Clone, Debug, Default)]
pub struct NewContact {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub notes: Option<String>,
}

pub(super) const COLUMNS: &str = "id, name, phone, email, notes, created_at";

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        name: row.get(1)?,
        phone: row.get(2)?,
        email: row.get(3)?,
        notes: row.get(4)?,
        created_at: row.get(5)?,
    })
}

pub(super) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn insert(connection: &Connection, new: &NewContact) -> rusqlite::Result<i64> {
    connection.query_row(
        "INSERT INTO contact (id, name, phone, digits, email, notes, created_at)
         VALUES ((SELECT max(coalesce(max(id), 0) + 1, ?1) FROM contact), ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
        params![
            FIRST_CONTACT,
            new.name,
            new.phone,
            new.phone.as_deref().map(digits).unwrap_or_default(),
            new.email,
            new.notes,
            clock::iso(clock::now_ms())
        ],
        |row| row.get(0),
    )
}

/// The contact that `new` describes: by e-mail, by number, or by name when there is neither.
pub(super) fn find(connection: &Connection, new: &NewContact) -> rusqlite::Result<Option<i64>> {
    let number = new.phone.as_deref().map(digits).unwrap_or_default();
    let sql = "SELECT id FROM contact WHERE (?1 IS NOT NULL AND email = ?1 COLLATE NOCASE)
                 OR (?2 <> '' AND digits = ?2)
                 OR (?1 IS NULL AND ?2 = '' AND phone IS NULL AND email IS NULL AND name = ?3)
               ORDER BY id LIMIT 1";
    connection
        .prepare_cached(sql)?
        .query_row(params![new.email, number, new.name], |row| row.get(0))
        .optional()
}

impl Store {
    pub fn add_contact(&self, new: &NewContact) -> Result<Contact> {
        let connection = self.lock();
        let id = insert(&connection, new)?;
        let sql = format!("SELECT {COLUMNS} FROM contact WHERE id = ?1");
        Ok(connection.query_row(&sql, [id], read)?)
    }

    pub fn contact(&self, id: i64) -> Result<Option<Contact>> {
        let connection = self.lock();
        let sql = format!("SELECT {COLUMNS} FROM contact WHERE id = ?1");
        Ok(connection
            .prepare_cached(&sql)?
            .query_row([id], read)
            .optional()?)
    }
}
