//! Teams: whoever is free rings at once, and the first answer has the call (FD-62).

use super::Switch;
use super::best::keep_better;
use super::header::unreliable;
use super::invite::Plan;
use super::registrar::Binding;

impl Switch {
    /// Rings every member of a team who is free.
    pub(super) fn ring_team(&mut self, id: u64, team: &str) {
        let config = self.config.clone();
        let invitation = self.invitations.get_mut(&id);
        let Some((team, invitation)) = config.team(team).zip(invitation) else {
            return;
        };
        invitation.plan = Plan::Team;
        unreliable(&mut invitation.outgoing.headers);
        let caller = invitation.caller.clone();
        let free = team.members.iter();
        let free = free.filter(|user| **user != caller && self.is_free(user));
        let phones: Vec<Binding> = free
            .flat_map(|user| self.registrar.of(user).cloned())
            .collect();
        tracing::info!(team = team.id, phones = phones.len(), "team rung");
        self.ring_phones(id, &phones);
    }

    /// A member's phone refused or stopped ringing: his other phones need not ring on, those of other members do. Even a 603
    /// speaks for one member only.
    pub(super) fn on_member_refused(&mut self, id: u64, user: &str, response: sip::Response) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        keep_better(&mut invitation.best, response);
        self.cancel_legs(id, None, |leg| leg.user == user);
        self.conclude(id);
    }
}
