//! Agents: who may sign in and be called.

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Result, Store, StoreError};
use crate::clock;

/// An agent as kept; the password hash stays behind.
#[derive(Clone, Debug, Serialize)]
pub struct Agent {
    pub id: i64,
    pub user: String,
    pub extension: Option<String>,
    pub name: String,
    pub email: Option<String>,
}

/// What `add-agent` gives.
pub struct NewAgent<'a> {
    pub user: &'a str,
    pub extension: Option<&'a str>,
    pub name: &'a str,
    pub email: Option<&'a str>,
    pub password_hash: &'a str,
}

const COLUMNS: &str = "id, user, extension, name, email";

fn read(row: &Row<'_>) -> rusqlite::Result<Agent> {
    Ok(Agent {
        id: row.get(0)?,
        user: row.get(1)?,
        extension: row.get(2)?,
        name: row.get(3)?,
        email: row.get(4)?,
    })
}

impl Store {
    /// Adds an agent, or changes the one of this user name.
    pub fn put_agent(&self, new: &NewAgent<'_>) -> Result<()> {
        let result = self.lock().execute(
            "INSERT INTO agent (user, extension, name, email, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (user) DO UPDATE SET extension = ?2, name = ?3, email = coalesce(?4, email), password_hash = ?5",
            params![
                new.user,
                new.extension,
                new.name,
                new.email,
                new.password_hash,
                clock::iso(clock::now_ms())
            ],
        );
        match result {
            Ok(_) => Ok(()),
            Err(error) if is_unique(&error) => {
                Err(StoreError::Conflict("another agent has this extension"))
            }
            Err(error) => Err(error.into()),
        }
    }

    pub fn agents(&self) -> Result<Vec<Agent>> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM agent ORDER BY user"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn agent(&self, user: &str) -> Result<Option<Agent>> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM agent WHERE user = ?1"))?;
        Ok(statement.query_row([user], read).optional()?)
    }

    /// The agent whose user name or extension was dialled.
    pub fn agent_dialled(&self, dialled: &str) -> Result<Option<Agent>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM agent WHERE user = ?1 OR extension = ?1 ORDER BY user = ?1 DESC"
        ))?;
        Ok(statement.query_row([dialled], read).optional()?)
    }

    /// The agent and the hash to compare a password with.
    pub fn agent_for_sign_in(&self, user: &str) -> Result<Option<(Agent, String)>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS}, password_hash FROM agent WHERE user = ?1"
        ))?;
        let found = statement
            .query_row([user], |row| Ok((read(row)?, row.get(5)?)))
            .optional()?;
        Ok(found)
    }
}

fn is_unique(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}
