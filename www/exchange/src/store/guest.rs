//! Visitors of the lounge: who they said they are, and the one queue they may call.

use rusqlite::{OptionalExtension, params};

use super::{Result, Store};
use crate::clock;

/// A guest whose credentials have not expired.
#[derive(Clone, Debug)]
pub struct Guest {
    pub user: String,
    pub name: String,
    pub queue: String,
    pub expires_at_ms: i64,
}

impl Store {
    pub fn put_guest(&self, guest: &Guest) -> Result<()> {
        let now = clock::now_ms();
        let connection = self.lock();
        // A day's grace, so that a call which outlives its credentials still has its name.
        connection.execute(
            "DELETE FROM guest WHERE expires_at <= ?1",
            [clock::iso(now - 86_400_000)],
        )?;
        connection.execute(
            "INSERT INTO guest (user, name, queue, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                guest.user,
                guest.name,
                guest.queue,
                clock::iso(now),
                clock::iso(guest.expires_at_ms)
            ],
        )?;
        Ok(())
    }

    pub fn guest(&self, user: &str) -> Result<Option<Guest>> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT user, name, queue, expires_at FROM guest WHERE user = ?1")?;
        let found = statement.query_row([user], |row| {
            Ok(Guest {
                user: row.get(0)?,
                name: row.get(1)?,
                queue: row.get(2)?,
                expires_at_ms: clock::parse(&row.get::<_, String>(3)?).unwrap_or(0),
            })
        });
        Ok(found.optional()?)
    }
}
