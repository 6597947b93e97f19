//! The database: call records, tickets, contacts, agents, sessions. One connection, one writer.

mod agent;
mod audit;
mod call_leg;
mod call_record;
mod contact;
mod frequent;
mod guest;
mod search;
mod session;
mod ticket;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension};

use crate::secret::{self, Secret, SecretError};

pub use agent::{Agent, NewAgent};
pub use call_leg::{LegKind, NewLeg};
pub use call_record::{Arrived, CallFilter, Ended, NewCall};
pub use contact::{Contact, NewContact};
pub use guest::Guest;
pub use search::{TicketSort, UserSearch};
pub use ticket::{NewTicket, Person, Saved, Ticket, TicketChange};

/// Ids of contacts start here: agents and contacts share one space of user ids.
pub const FIRST_CONTACT: i64 = 10_001;
/// The author of what the exchange itself writes.
pub const EXCHANGE: i64 = 0;

/// The database refused.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("the database holds what can not be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the data folder {path} can not be used: {source}")]
    Folder {
        path: String,
        source: std::io::Error,
    },
    #[error("{0}")]
    Conflict(&'static str),
}

type Result<T> = std::result::Result<T, StoreError>;

/// The open database.
#[derive(Clone)]
pub struct Store(Arc<Mutex<Connection>>);

impl Store {
    /// Opens, or makes, `folder/exchange.sqlite`.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
            path: folder.display().to_string(),
            source,
        })?;
        let file = folder.join("exchange.sqlite");
        let connection = Connection::open(&file)?;
        // The secret of all credentials is in it: nobody else on this machine may read it.
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).map_err(|source| {
            StoreError::Folder {
                path: file.display().to_string(),
                source,
            }
        })?;
        Self::with(connection)
    }

    #[cfg(test)]
    pub fn in_memory() -> Self {
        Self::with(Connection::open_in_memory().unwrap()).unwrap()
    }

    fn with(connection: Connection) -> Result<Self> {
        // WAL with NORMAL: a killed process loses no committed row, for the pages are with the system by then; FULL
        // would guard against a power cut at the price of a disk flush per call event.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// A panic elsewhere leaves the connection itself sound: rusqlite rolls an open transaction back.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The installation's secret; made at the first start.
    pub fn secret(&self) -> Result<Secret> {
        let fresh = secret::token()?;
        let connection = self.lock();
        connection.execute(
            "INSERT INTO setting (key, value) VALUES ('secret', ?1) ON CONFLICT DO NOTHING",
            [&fresh],
        )?;
        let kept: String = connection.query_row(
            "SELECT value FROM setting WHERE key = 'secret'",
            [],
            |row| row.get(0),
        )?;
        Ok(Secret::new(kept))
    }

    /// Whether `key` was set before; sets it.
    pub fn mark_once(&self, key: &str) -> Result<bool> {
        let connection = self.lock();
        let known = connection
            .query_row("SELECT 1 FROM setting WHERE key = ?1", [key], |_| Ok(()))
            .optional()?;
        connection.execute(
            "INSERT INTO setting (key, value) VALUES (?1, '1') ON CONFLICT DO NOTHING",
            [key],
        )?;
        Ok(known.is_none())
    }
}
