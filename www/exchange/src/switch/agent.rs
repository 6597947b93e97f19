//! Who is free.

use std::collections::BTreeMap;

use super::Switch;
use super::leg::Leg;

impl Switch {
    /// Whether a call may be offered: registered, open, not in a call, not being rung (CO-4).
    pub(super) fn is_free(&self, user: &str) -> bool {
        self.registrar.is_registered(user)
            && self.presence.is_open(user)
            && !self.is_in_call(user)
            && !self.is_engaged(user)
    }

    fn is_in_call(&self, user: &str) -> bool {
        let mut calls = self.ledger.of(user);
        calls.any(|call| !self.presence.is_past(user, call.answered))
    }

    /// Ringing, or ringing somebody.
    fn is_engaged(&self, user: &str) -> bool {
        self.invitations.values().any(|invitation| {
            let rung = |leg: &Leg| leg.user == user && leg.is_pending();
            invitation.legs.iter().any(rung) || (invitation.is_open() && invitation.caller == user)
        })
    }

    /// The state of every agent who is registered, in the words of the last publication.
    pub fn agent_states(&self) -> BTreeMap<String, String> {
        let agents = self.kept(self.store.agents()).unwrap_or_default();
        let registered = agents
            .into_iter()
            .filter(|agent| self.registrar.is_registered(&agent.user));
        registered
            .map(|agent| {
                let said = self.presence.of(&agent.user);
                let state = match said {
                    Some(said) => said.note.clone().unwrap_or_else(|| {
                        let word = if said.open { "available" } else { "work" };
                        word.into()
                    }),
                    None => "work".into(),
                };
                (agent.user, state)
            })
            .collect()
    }
}
