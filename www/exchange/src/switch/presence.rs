//! What agents say of themselves: PIDF documents, kept by entity tag (RFC 3903).

use std::collections::BTreeMap;
use std::time::Duration;

use sip::Instant;

/// What is published this long after a call was answered knows of the call.
const SETTLED: Duration = Duration::from_secs(3);

/// One publication.
#[derive(Clone, Debug)]
pub(super) struct Publication {
    pub user: String,
    pub open: bool,
    /// The agent's state in words, such as `after-call-work`.
    pub note: Option<String>,
    pub expires: Instant,
    /// When its content last changed.
    pub changed: Instant,
    /// Its phone lost the connection and has not spoken since: what it said may no longer be so.
    pub suspended: bool,
}

#[derive(Default)]
pub(super) struct Presence {
    /// By entity tag.
    publications: BTreeMap<String, Publication>,
    /// Since when an agent has had nothing to do.
    idle: BTreeMap<String, Instant>,
}

impl Presence {
    pub fn get(&self, etag: &str) -> Option<&Publication> {
        self.publications.get(etag)
    }

    /// Keeps a publication in place of the one of the tag `old`.
    pub fn put(&mut self, old: Option<&str>, etag: String, publication: Publication) {
        let was_open = self.of(&publication.user).is_some_and(|one| one.open);
        if let Some(old) = old {
            self.publications.remove(old);
        }
        let (user, now) = (publication.user.clone(), publication.changed);
        self.publications.insert(etag, publication);
        if !was_open && self.is_open(&user) {
            self.idle.insert(user, now);
        }
    }

    pub fn remove(&mut self, etag: &str) {
        self.publications.remove(etag);
    }

    /// The publication that counts: of several devices, the one that changed last.
    pub fn of(&self, user: &str) -> Option<&Publication> {
        let own = self.publications.values().filter(|one| one.user == user);
        own.max_by_key(|one| one.changed)
    }

    pub fn is_open(&self, user: &str) -> bool {
        self.of(user).is_some_and(|one| one.open && !one.suspended)
    }

    /// The last phone of this user lost its connection.
    pub fn suspend(&mut self, user: &str) {
        let own = self
            .publications
            .values_mut()
            .filter(|one| one.user == user);
        own.for_each(|one| one.suspended = true);
    }

    /// The user logged out.
    pub fn forget(&mut self, user: &str) {
        self.publications.retain(|_, one| one.user != user);
    }

    /// Whether the agent is done with a call of that instant, though no BYE came: he called himself available long after it.
    pub fn is_past(&self, user: &str, answered: Instant) -> bool {
        self.of(user)
            .is_some_and(|said| said.open && said.changed > answered + SETTLED)
    }

    /// The agent has just been done with something.
    pub fn rests_since(&mut self, user: &str, now: Instant) {
        self.idle.insert(user.into(), now);
    }

    /// The one who has rested longest comes first.
    pub fn idle_since(&self, user: &str) -> Instant {
        self.idle.get(user).copied().unwrap_or_default()
    }

    pub fn expire(&mut self, now: Instant) {
        self.publications.retain(|_, one| one.expires > now);
    }

    pub fn next_expiry(&self) -> Option<Instant> {
        self.publications.values().map(|one| one.expires).min()
    }
}

/// Basic status and note of a PIDF document (RFC 3863), whatever its prefixes.
pub(super) fn read_pidf(body: &[u8]) -> Option<(bool, Option<String>)> {
    let document = roxmltree::Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let text = |name: &str| {
        let element = document
            .descendants()
            .find(|node| node.is_element() && node.tag_name().name() == name)?;
        Some(element.text().unwrap_or_default().trim().to_owned())
    };
    let open = match text("basic")?.as_str() {
        "open" => true,
        "closed" => false,
        _ => return None,
    };
    let note = text("note").filter(|note| !note.is_empty() && note.len() <= 64);
    Some((open, note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_and_without_prefixes() {
        let plain = br#"<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:m@x"><tuple id="a">
            <status><basic>open</basic></status><note>available</note></tuple></presence>"#;
        assert_eq!(read_pidf(plain), Some((true, Some("available".into()))));
        let prefixed = br#"<p:presence xmlns:p="urn:ietf:params:xml:ns:pidf" entity="sip:m@x"><p:tuple id="a"><p:status>
            <p:basic> closed </p:basic></p:status></p:tuple></p:presence>"#;
        assert_eq!(read_pidf(prefixed), Some((false, None)));
        assert_eq!(read_pidf(b"<presence/>"), None);
        assert_eq!(read_pidf("<a>".repeat(20_000).as_bytes()), None);
        let nest = "<a>".repeat(9_000) + &"</a>".repeat(9_000);
        assert_eq!(read_pidf(nest.as_bytes()), None);
        let bomb = b"<!DOCTYPE p [<!ENTITY a \"aaaa\">]><p><basic>&a;</basic></p>";
        assert_eq!(read_pidf(bomb), None);
        assert_eq!(read_pidf(b"\xff\xfe"), None);
    }

    #[test]
    fn the_device_that_changed_last_counts() {
        let mut presence = Presence::default();
        let publication = |open, at| Publication {
            user: "mina".into(),
            open,
            note: None,
            expires: Instant::from_millis(100),
            changed: Instant::from_millis(at),
            suspended: false,
        };
        presence.put(None, "a".into(), publication(true, 1));
        presence.put(None, "b".into(), publication(false, 2));
        assert!(!presence.is_open("mina"));
        presence.remove("b");
        assert!(presence.is_open("mina"));
        presence.suspend("mina");
        assert!(!presence.is_open("mina"));
        presence.put(Some("a"), "c".into(), publication(true, 3));
        assert!(presence.is_open("mina"));
        presence.expire(Instant::from_millis(100));
        assert!(!presence.is_open("mina"));
    }
}
