//! Numbers that an agent calls often (KC-22).

use rusqlite::params;

use super::{Result, Store, StoreError};
use crate::clock;

/// So many numbers an agent may keep.
const MOST: i64 = 50;

/// A number with its name.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Frequent {
    pub name: String,
    pub number: String,
}

/// What tells one number from another: `+82 2 555` and `+822555` are the same.
fn key(number: &str) -> String {
    let separator = |c: &char| c.is_whitespace() || "-.()/".contains(*c);
    let bare: String = number.chars().filter(|c| !separator(c)).collect();
    let is_number = bare.chars().all(|c| c.is_ascii_digit() || c == '+');
    if is_number {
        bare
    } else {
        number.to_lowercase()
    }
}

impl Store {
    /// Keeps a number, or gives the one that is kept another name.
    pub fn put_frequent(&self, agent: i64, name: &str, number: &str) -> Result<()> {
        let key = key(number);
        let connection = self.lock();
        let others: i64 = connection.query_row(
            "SELECT count(*) FROM frequent WHERE agent_id = ?1 AND key <> ?2",
            params![agent, key],
            |row| row.get(0),
        )?;
        if others >= MOST {
            return Err(StoreError::Conflict("there are 50 frequent numbers"));
        }
        connection.execute(
            "INSERT INTO frequent (agent_id, number, key, name, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (agent_id, key) DO UPDATE SET number = ?2, name = ?4",
            params![agent, number, key, name, clock::iso(clock::now_ms())],
        )?;
        Ok(())
    }

    /// Forgets a number; whether it was kept.
    pub fn remove_frequent(&self, agent: i64, number: &str) -> Result<bool> {
        let gone = self.lock().execute(
            "DELETE FROM frequent WHERE agent_id = ?1 AND key = ?2",
            params![agent, key(number)],
        )?;
        Ok(gone > 0)
    }

    /// An agent's numbers, by name.
    pub fn frequent(&self, agent: i64) -> Result<Vec<Frequent>> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT name, number FROM frequent WHERE agent_id = ?1 ORDER BY name COLLATE NOCASE, number",
        )?;
        let rows = statement.query_map([agent], |row| {
            Ok(Frequent {
                name: row.get(0)?,
                number: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::NewAgent;

    fn store() -> (Store, i64) {
        let store = Store::in_memory();
        let agent = NewAgent {
            user: "mina",
            extension: None,
            name: "Mina",
            email: None,
            password_hash: "x",
        };
        store.put_agent(&agent).unwrap();
        let id = store.agent("mina").unwrap().unwrap().id;
        (store, id)
    }

    #[test]
    fn a_number_in_another_spelling_is_the_same_number() {
        let (store, mina) = store();
        store.put_frequent(mina, "Depot", "+82 2 555-0133").unwrap();
        store
            .put_frequent(mina, "The depot", "+8225550133")
            .unwrap();
        let kept = store.frequent(mina).unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].name, "The depot");
        assert!(store.remove_frequent(mina, "+82 (2) 555 0133").unwrap());
        assert!(!store.remove_frequent(mina, "+8225550133").unwrap());
    }

    #[test]
    fn fifty_numbers_are_enough() {
        let (store, mina) = store();
        for number in 0..50 {
            store.put_frequent(mina, "x", &format!("{number}")).unwrap();
        }
        assert!(store.put_frequent(mina, "x", "50").is_err());
        assert!(store.put_frequent(mina, "y", "49").is_ok());
    }
}
