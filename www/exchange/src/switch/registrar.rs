//! Which phone is reached by which flow.

use sip::{Flow, Instant, Uri};

/// One contact of one user.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    pub user: String,
    pub contact: Uri,
    /// `+sip.instance`: the device (RFC 5626).
    pub instance: Option<String>,
    pub flow: Flow,
    pub expires: Instant,
    pub call_id: String,
    pub cseq: u32,
}

/// All contacts, in memory: phones register again by themselves.
#[derive(Default)]
pub(super) struct Registrar {
    bindings: Vec<Binding>,
}

impl Registrar {
    /// Adds a contact. It takes the place of the same contact, and of any older one of the same device.
    pub fn bind(&mut self, binding: Binding) {
        self.bindings.retain(|old| {
            let same_device = binding.instance.is_some() && old.instance == binding.instance;
            old.user != binding.user || !(same_device || old.contact.equivalent(&binding.contact))
        });
        self.bindings.push(binding);
    }

    pub fn find(&self, user: &str, contact: &Uri) -> Option<&Binding> {
        self.bindings
            .iter()
            .find(|one| one.user == user && one.contact.equivalent(contact))
    }

    /// The newest binding of this contact, whoever's it is.
    pub fn find_any(&self, contact: &Uri) -> Option<&Binding> {
        let newest_first = self.bindings.iter().rev();
        newest_first
            .into_iter()
            .find(|binding| binding.contact.equivalent(contact))
    }

    pub fn unbind(&mut self, user: &str, contact: &Uri) {
        self.bindings
            .retain(|old| old.user != user || !old.contact.equivalent(contact));
    }

    pub fn unbind_all(&mut self, user: &str) {
        self.bindings.retain(|old| old.user != user);
    }

    /// The contacts of a user.
    pub fn of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = &'a Binding> {
        self.bindings.iter().filter(move |one| one.user == user)
    }

    pub fn is_registered(&self, user: &str) -> bool {
        self.of(user).next().is_some()
    }

    /// A contact behind a closed socket can not be reached: it is forgotten. Who has none left comes back.
    pub fn lose_flow(&mut self, flow: Flow) -> Vec<String> {
        let lost = self.bindings.iter().filter(|old| old.flow == flow);
        let mut users: Vec<String> = lost.map(|old| old.user.clone()).collect();
        self.bindings.retain(|old| old.flow != flow);
        users.retain(|user| !self.is_registered(user));
        users
    }

    pub fn expire(&mut self, now: Instant) {
        self.bindings.retain(|old| old.expires > now);
    }

    pub fn next_expiry(&self) -> Option<Instant> {
        self.bindings.iter().map(|binding| binding.expires).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(contact: &str, instance: Option<&str>, flow: u64) -> Binding {
        Binding {
            user: "mina".into(),
            contact: Uri::parse(contact).unwrap(),
            instance: instance.map(String::from),
            flow: Flow(flow),
            expires: Instant::from_millis(1_000),
            call_id: "c".into(),
            cseq: 1,
        }
    }

    #[test]
    fn a_device_that_returns_replaces_its_older_contact() {
        let mut registrar = Registrar::default();
        registrar.bind(binding("sip:a@one.invalid", Some("<urn:uuid:1>"), 1));
        registrar.bind(binding("sip:b@two.invalid", Some("<urn:uuid:2>"), 2));
        registrar.bind(binding("sip:c@three.invalid", Some("<urn:uuid:1>"), 3));
        let flows: Vec<u64> = registrar.of("mina").map(|one| one.flow.0).collect();
        assert_eq!(flows, [2, 3]);
    }

    #[test]
    fn contacts_end_with_their_time_or_their_socket() {
        let mut registrar = Registrar::default();
        registrar.bind(binding("sip:a@one.invalid", None, 1));
        registrar.bind(binding("sip:b@two.invalid", None, 2));
        assert!(registrar.lose_flow(Flow(1)).is_empty());
        assert_eq!(registrar.of("mina").count(), 1);
        registrar.expire(Instant::from_millis(1_000));
        assert!(!registrar.is_registered("mina"));
    }
}
