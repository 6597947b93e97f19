//! Signed-in tabs.

use rusqlite::{OptionalExtension, params};

use super::{Agent, Result, Store};
use crate::{clock, secret};

/// How long a sign-in lasts: a working day.
const LIFE_MS: i64 = 12 * 3_600_000;

/// A fresh session; the only place where its token is known in full.
pub struct Session {
    pub token: String,
    pub expires_at_ms: i64,
}

impl Store {
    pub fn open_session(&self, agent: &Agent) -> Result<Session> {
        let now = clock::now_ms();
        let session = Session {
            token: secret::token()?,
            expires_at_ms: now + LIFE_MS,
        };
        let connection = self.lock();
        connection.execute(
            "DELETE FROM session WHERE expires_at <= ?1",
            [clock::iso(now)],
        )?;
        connection.execute(
            "INSERT INTO session (token_hash, agent_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
            params![
                secret::token_hash(&session.token),
                agent.id,
                clock::iso(now),
                clock::iso(session.expires_at_ms)
            ],
        )?;
        Ok(session)
    }

    /// Whose session this token opens.
    pub fn session_agent(&self, token: &str) -> Result<Option<Agent>> {
        let user: Option<String> = {
            let connection = self.lock();
            let mut statement = connection.prepare_cached(
                "SELECT agent.user FROM session JOIN agent ON agent.id = session.agent_id
                 WHERE token_hash = ?1 AND expires_at > ?2",
            )?;
            statement
                .query_row(
                    params![secret::token_hash(token), clock::iso(clock::now_ms())],
                    |row| row.get(0),
                )
                .optional()?
        };
        match user {
            Some(user) => self.agent(&user),
            None => Ok(None),
        }
    }

    pub fn close_session(&self, token: &str) -> Result<()> {
        self.lock().execute(
            "DELETE FROM session WHERE token_hash = ?1",
            [secret::token_hash(token)],
        )?;
        Ok(())
    }
}
