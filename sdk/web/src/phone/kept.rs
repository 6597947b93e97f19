//! Calls outlive the page: they are written down in the tab's own storage, and taken up by the next page.

use call::CallId;
use web_sys::Storage;

use super::driver::Driver;
use crate::clock::now_ms;
use crate::lent::spawn;
use crate::view::Event;

/// Calls that were kept longer than this, in milliseconds, are not taken up but ended: their far sides have given up.
const WORTH_MS: f64 = 60_000.0;

/// What the page before left.
pub(super) struct Kept {
    /// The instance of the phone, so that its registration replaces the one before (RFC 5626 §4.1).
    pub(super) instance: String,
    calls: String,
    age_ms: f64,
}

/// In front of every key.
const KEY: &str = "ringdesk ";

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Whether the page before left calls, so that whoever waits for a click to connect need not.
pub fn calls_were_kept() -> bool {
    let kept = |storage: Storage| {
        (0..storage.length().unwrap_or(0)).any(|index| {
            let key = storage.key(index).ok().flatten();
            key.is_some_and(|key| key.starts_with(KEY))
        })
    };
    storage().is_some_and(kept)
}

impl Driver {
    /// The tab's own, or that of all tabs when they share the phone.
    fn storage(&self) -> Option<Storage> {
        match self.options.shared {
            true => web_sys::window()?.local_storage().ok()?,
            false => storage(),
        }
    }

    /// One place for each account and server.
    fn kept_key(&self) -> String {
        let account = self.account.borrow();
        let mut key = String::from(KEY);
        key.push_str(&account.uri);
        let servers = account.servers.as_ref().unwrap_or(&self.options.servers);
        if let Some(server) = servers.first() {
            key.push(' ');
            key.push_str(server);
        }
        key
    }

    /// Writes calls down as they are, for a page that dies without a word. Cheap: a few hundred bytes.
    pub(super) fn keep_calls(&self) {
        if !self.options.keep_calls || self.closed.get() {
            return;
        }
        if self.connected_calls().is_empty() {
            self.clear_kept();
        } else {
            self.write_kept("");
        }
    }

    pub(super) fn write_kept(&self, returns: &str) {
        let now = crate::clock::now();
        let kept = self.read(|desk| {
            let mut text = String::from(returns);
            text.push_str(&now.as_millis().to_string());
            for part in [&desk.phone().config().instance_id, &desk.phone().keep(now)] {
                text.push('\n');
                text.push_str(part);
            }
            text
        });
        if let (Some(storage), Some(kept)) = (self.storage(), kept) {
            let _ = storage.set_item(&self.kept_key(), &kept);
        }
    }

    pub(super) fn clear_kept(&self) {
        if let Some(storage) = self.storage() {
            let _ = storage.remove_item(&self.kept_key());
        }
    }

    /// What the page before wrote down, taken out of the storage: two pages must not take up the same calls.
    pub(super) fn take_kept(&self) -> Option<Kept> {
        let text = self.storage()?.get_item(&self.kept_key()).ok()??;
        self.clear_kept();
        // A tab that was duplicated has a copy of the storage, and the calls are in the first one still.
        let (text, left) = match text.strip_prefix(RETURNS) {
            Some(text) => (text, true),
            None => (text.as_str(), false),
        };
        if !left && !self.options.shared && !reloaded() {
            return None;
        }
        let (at, text) = text.split_once('\n')?;
        let (instance, calls) = text.split_once('\n')?;
        Some(Kept {
            instance: instance.to_owned(),
            calls: calls.to_owned(),
            age_ms: now_ms() - sip::read_number(at, u64::MAX)? as f64,
        })
    }

    /// Takes up the calls of the page before.
    pub(super) fn restore(&self, kept: &Kept) {
        let mut restored: Vec<CallId> = Vec::new();
        let _ = self.command(&mut |desk, now| {
            restored = desk
                .order(now, |phone| phone.restore(now, &kept.calls))
                .unwrap_or_default();
            if kept.age_ms > WORTH_MS {
                for id in restored.drain(..) {
                    let _ = desk.hang_up(now, id);
                }
            }
            Ok(())
        });
        for id in restored {
            self.sessions.borrow_mut().of(id);
            if let Some(call) = self.view(id) {
                self.tell(Event::CallChange(call));
            }
            // The microphone was granted before: it is open by the time that we are registered.
            let this = self.this.clone();
            spawn(Box::pin(async move {
                if let Some(driver) = this.upgrade() {
                    let _ = driver.capture(id).await;
                }
            }));
        }
    }
}

/// In front of what was written by a page that was left, and not by one that died.
pub(super) const RETURNS: &str = "left ";

/// Whether this page is the one of before once more, as after a crash.
fn reloaded() -> bool {
    web_sys::window()
        .and_then(|window| window.performance())
        .is_some_and(|performance| performance.navigation().type_() == 1)
}
