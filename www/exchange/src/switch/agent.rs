//! Who is free.

use std::collections::BTreeMap;

use super::Switch;
use super::leg::Leg;

/// An agent who is registered, as others see him.
pub struct AgentStatus {
    /// In the words of his last publication.
    pub state: String,
    /// Whether a queue or team would ring him now.
    pub available: bool,
}

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

    /// The state of every agent who is registered.
    pub fn agent_statuses(&self) -> BTreeMap<String, AgentStatus> {
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
                let available = self.is_free(&agent.user);
                (agent.user, AgentStatus { state, available })
            })
            .collect()
    }
}
