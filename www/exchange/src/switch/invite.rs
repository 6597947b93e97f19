//! Calls that nobody has answered yet: a stateful, forking proxy (RFC 3261 §16).

use std::time::Duration;

use sip::{
    ClientTransaction, Flow, HeaderName, Instant, Request, Response, ServerTransaction, Status,
};

use super::best::keep_better;
use super::flow::{Identity, Role};
use super::ledger::Entry;
use super::leg::{Leg, LegState};
use super::queue::Waiting;
use super::registrar::Binding;
use super::route::{NoWay, Route, Target};
use super::{Owner, PATIENCE, Switch, outcome};
use crate::clock;
use crate::store::{Arrived, Ended, NewCall, NewLeg};

const ELSEWHERE: &str = "SIP;cause=200;text=\"Call completed elsewhere\"";

const TOO_LONG: &str = "SIP;cause=408;text=\"Ring time over\"";

/// Where a call is going.
pub(super) enum Plan {
    /// To all phones of one user at once, or to one phone.
    Direct,
    /// To whoever of a team is free.
    Team,
    Queue(Waiting),
}

/// ```text
///   Open ──► Answered       the first 200
///     └────► Refused        by the phones, by us, or taken back
/// ```
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub(super) enum InvitationState {
    Open,
    /// By the leg of this transaction.
    Answered(ClientTransaction),
    Refused,
}

pub(super) struct Invitation {
    pub upstream: ServerTransaction,
    /// As it came, to be answered.
    pub request: Request,
    /// As it leaves, but for the Request-URI.
    pub outgoing: Request,
    pub caller: String,
    pub call_id: String,
    pub entry: Entry,
    /// The tag of answers that are our own.
    pub tag: String,
    pub legs: Vec<Leg>,
    pub state: InvitationState,
    pub plan: Plan,
    pub best: Option<Response>,
    /// When it is forgotten once it is decided.
    until: Option<Instant>,
}

impl Invitation {
    pub fn is_open(&self) -> bool {
        self.state == InvitationState::Open
    }

    /// The waiting caller in it.
    pub fn waiting(&self) -> Option<&Waiting> {
        match &self.plan {
            Plan::Queue(waiting) if self.is_open() => Some(waiting),
            _ => None,
        }
    }

    pub fn next_wake(&self) -> Option<Instant> {
        let open = self.is_open();
        let legs = self.legs.iter().filter(|leg| open && leg.is_open());
        let waiting = self.waiting().map(Waiting::next_wake);
        legs.map(|leg| leg.deadline)
            .chain(self.until)
            .chain(waiting)
            .min()
    }
}

impl Switch {
    pub(super) fn on_invite(&mut self, tx: ServerTransaction, flow: Flow, request: Request) {
        let Some(identity) = self.admit(Some(tx), flow, &request) else {
            return;
        };
        if !self.is_from_self(&request, &identity) {
            return self.forbid(tx, &request, "Not your address");
        }
        // RFC 3261 §8.1.1.8: without it nobody could speak to the caller again.
        if request.headers.contacts().map_or(0, |list| list.len()) != 1 {
            return self.answer(tx, &request, Status::BAD_REQUEST);
        }
        let route = match self.route(&request, &identity) {
            Ok(route) => route,
            Err(NoWay::Forbidden(why)) => return self.forbid(tx, &request, why),
            Err(NoWay::Status(status)) => return self.answer(tx, &request, status),
        };
        let call_id = request.headers.call_id().unwrap_or_default().to_owned();
        let Some(entry) = self.record_arrival(&identity, &route, &request, &call_id) else {
            return self.answer(tx, &request, Status::INTERNAL_ERROR);
        };
        self.answer(tx, &request, Status::TRYING);
        let mut outgoing = self.outgoing(&request, &identity);
        self.record_route(&mut outgoing);
        self.last_invitation += 1;
        let id = self.last_invitation;
        let invitation = Invitation {
            upstream: tx,
            request,
            outgoing,
            caller: identity.user.clone(),
            call_id,
            entry,
            tag: self.entropy.token(10),
            legs: Vec::new(),
            state: InvitationState::Open,
            plan: Plan::Direct,
            best: None,
            until: None,
        };
        self.invitations.insert(id, invitation);
        match route.target {
            Target::Nobody => self.refuse_with(id, Status::NOT_FOUND),
            Target::User(user) => self.ring_user(id, &user, flow),
            Target::Phone(phone) => self.ring_phones(id, &[*phone]),
            Target::Team(team) => self.ring_team(id, &team),
            Target::Queue(queue) => self.enqueue(id, &queue, identity.role),
        }
    }

    fn record_arrival(
        &self,
        identity: &Identity,
        route: &Route,
        request: &Request,
        call_id: &str,
    ) -> Option<Entry> {
        let dialled = request.uri.user_decoded().unwrap_or_default();
        let (target, queue) = match &route.target {
            Target::Queue(id) => (
                id.as_str(),
                self.config.queue(id).map(|queue| queue.name.as_str()),
            ),
            Target::User(user) | Target::Team(user) => (user.as_str(), None),
            Target::Phone(phone) => (phone.user.as_str(), None),
            Target::Nobody => (dialled.as_str(), None),
        };
        let (kind, started_ms) = (route.kind, clock::now_ms());
        let entry = if let Some(record) = route.record {
            let leg = self.kept(self.store.leg_arrived(&NewLeg {
                record,
                call_id,
                kind,
                by: route.by.as_deref(),
                caller: &identity.user,
                target,
                queue,
                started_ms,
            }))?;
            Entry { record, leg, kind }
        } else {
            let (direction, agent) = match identity.role {
                Role::Guest { .. } => ("inbound", None),
                Role::Agent => ("outbound", Some(identity.user.as_str())),
            };
            let Arrived { record, leg } = self.kept(self.store.call_arrived(&NewCall {
                call_id,
                direction,
                from_user: &identity.user,
                from_name: Some(&identity.name),
                to_user: target,
                queue,
                agent,
                started_ms,
            }))?;
            Entry { record, leg, kind }
        };
        let (record, kind) = (entry.record, kind.as_str());
        tracing::info!(
            record,
            kind,
            by = route.by,
            from = identity.user,
            to = target,
            "call arrived"
        );
        Some(entry)
    }

    /// Rings all phones of a user but the one that calls.
    fn ring_user(&mut self, id: u64, user: &str, caller_flow: Flow) {
        let phones = self.registrar.of(user);
        let phones = phones.filter(|binding| binding.flow != caller_flow);
        let phones: Vec<_> = phones.cloned().collect();
        self.ring_phones(id, &phones);
    }

    pub(super) fn ring_phones(&mut self, id: u64, phones: &[Binding]) {
        if phones.is_empty() {
            return self.refuse_with(id, Status::UNAVAILABLE);
        }
        let deadline = self.now + Duration::from_secs(self.config.ring_seconds.into());
        for phone in phones {
            self.add_leg(id, phone, deadline);
        }
    }

    pub(super) fn add_leg(&mut self, id: u64, phone: &Binding, deadline: Instant) {
        let Some(outgoing) = self.invitations.get(&id).map(|one| one.outgoing.clone()) else {
            return;
        };
        let leg = self.ring(&outgoing, phone, deadline);
        self.owners.insert(leg.tx, Owner::Invitation(id));
        if let Some(invitation) = self.invitations.get_mut(&id) {
            // An hour in the queue is many rounds of ringing.
            invitation.legs.retain(|leg| leg.state != LegState::Over);
            invitation.legs.push(leg);
        }
    }

    pub(super) fn invitation_of(&self, upstream: ServerTransaction) -> Option<u64> {
        let mut open = self.invitations.iter().filter(|(_, one)| one.is_open());
        open.find(|(_, one)| one.upstream == upstream)
            .map(|(id, _)| *id)
    }

    pub(super) fn on_leg_response(&mut self, id: u64, tx: ClientTransaction, response: Response) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let state = invitation.state;
        let Some(leg) = invitation.legs.iter_mut().find(|leg| leg.tx == tx) else {
            return;
        };
        let (flow, user) = (leg.flow, leg.user.clone());
        let status = response.status;
        if status.is_provisional() {
            if status != Status::TRYING && leg.state == LegState::Trying {
                leg.state = LegState::Ringing;
            }
            if status != Status::TRYING && state == InvitationState::Open {
                self.on_leg_rings(id, response);
            }
        } else if status.is_success() {
            match state {
                InvitationState::Open => {
                    leg.state = LegState::Won;
                    self.on_leg_wins(id, tx, &user, response);
                }
                InvitationState::Answered(winner) if winner == tx => self.pass_on(id, response),
                InvitationState::Answered(_) => {
                    leg.state = LegState::Over;
                    self.dismiss(flow, &response, "Call completed elsewhere");
                }
                InvitationState::Refused => {
                    leg.state = LegState::Over;
                    self.dismiss(flow, &response, "Caller has left");
                }
            }
        } else {
            let cancelled = leg.state == LegState::Cancelling;
            leg.state = LegState::Over;
            self.owners.remove(&tx);
            self.on_leg_over(id, &user, response, cancelled);
        }
    }

    pub(super) fn on_leg_failed(&mut self, id: u64, tx: ClientTransaction, status: Status) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let response = invitation.outgoing.response(status);
        let Some(leg) = invitation.legs.iter_mut().find(|leg| leg.tx == tx) else {
            return;
        };
        let cancelled = leg.state == LegState::Cancelling;
        leg.state = LegState::Over;
        let user = leg.user.clone();
        self.on_leg_over(id, &user, response, cancelled);
    }

    fn on_leg_rings(&mut self, id: u64, response: Response) {
        let Some(invitation) = self.invitations.get(&id) else {
            return;
        };
        self.kept(
            self.store
                .call_rings(invitation.entry.record, clock::now_ms()),
        );
        match invitation.plan {
            Plan::Direct => self.pass_on(id, response),
            // The caller hears the first member's phone only: early dialogs of many would confuse it.
            Plan::Team => self.reply(id, Status::RINGING, None),
            Plan::Queue(_) => self.announce_ringing(id),
        }
    }

    fn on_leg_wins(&mut self, id: u64, tx: ClientTransaction, user: &str, response: Response) {
        let now = self.now;
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        invitation.state = InvitationState::Answered(tx);
        invitation.until = Some(now + PATIENCE);
        if let Plan::Queue(waiting) = &invitation.plan {
            self.waits.push(now.since(waiting.since));
        }
        let (entry, call_id) = (invitation.entry, invitation.call_id.clone());
        let caller = invitation.caller.clone();
        let from = invitation.request.headers.clone();
        self.begin_call(&call_id, entry, &caller, user);
        self.ledger.heard(&call_id, &caller, &from);
        self.ledger.heard(&call_id, user, &response.headers);
        tracing::info!(record = entry.record, user, "call answered");
        self.pass_on(id, response);
        self.cancel_legs(id, Some(ELSEWHERE), |_| true);
        self.distribute();
    }

    /// A phone refused, failed, or confirmed that it stopped ringing.
    fn on_leg_over(&mut self, id: u64, user: &str, response: Response, cancelled: bool) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        if !invitation.is_open() {
            return self.distribute();
        }
        match invitation.plan {
            Plan::Queue(_) => self.on_agent_refused(id, user, response.status, cancelled),
            Plan::Team => self.on_member_refused(id, user, response),
            Plan::Direct => {
                let everywhere = response.status.code() >= 600;
                keep_better(&mut invitation.best, response);
                if everywhere {
                    self.cancel_legs(id, None, |_| true);
                }
                self.conclude(id);
            }
        }
    }

    /// Answers a direct call once no phone can answer any more.
    pub(super) fn conclude(&mut self, id: u64) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        if invitation.legs.iter().any(Leg::is_pending) {
            return;
        }
        let Some(mut best) = invitation.best.take() else {
            return;
        };
        if best.status == Status::SERVICE_UNAVAILABLE {
            best.status = Status::INTERNAL_ERROR;
            best.reason = Status::INTERNAL_ERROR.default_reason().into();
        }
        if best.status == Status::TERMINATED {
            // The caller took nothing back: we did, for nobody answered in time.
            return self.refuse_with(id, Status::TIMEOUT);
        }
        let status = best.status;
        let from_phone = best.headers.to().is_ok_and(|to| to.tag().is_some());
        if from_phone {
            self.pass_on(id, best);
        } else {
            self.reply(id, status, None);
        }
        self.close(id, outcome::of_status(status));
    }

    /// Hands a phone's response to the caller.
    fn pass_on(&mut self, id: u64, mut response: Response) {
        if let Some(invitation) = self.invitations.get(&id) {
            response.headers.remove_first_value(HeaderName::Via);
            response.headers.remove(HeaderName::PAssertedIdentity);
            self.endpoint
                .respond(self.now, invitation.upstream, response);
        }
    }

    /// Answers the caller in our own name.
    pub(super) fn reply(&mut self, id: u64, status: Status, missed: Option<&str>) {
        let Some(invitation) = self.invitations.get(&id) else {
            return;
        };
        let mut response = invitation
            .request
            .response(status)
            .with_to_tag(&invitation.tag);
        if let Some(text) = missed {
            let reason = format!("SIP;cause={};text=\"{text}\"", status.code());
            response.headers.push(HeaderName::Reason, reason);
        }
        self.endpoint
            .respond(self.now, invitation.upstream, response);
    }

    pub(super) fn refuse_with(&mut self, id: u64, status: Status) {
        self.refuse(id, status, outcome::of_status(status));
    }

    /// Refuses a call that nobody has answered; a reason of the queue travels along.
    pub(super) fn refuse(&mut self, id: u64, status: Status, ended: Ended) {
        let open = self.invitations.get(&id);
        let Some(invitation) = open.filter(|one| one.is_open()) else {
            return;
        };
        let is_queue = matches!(invitation.plan, Plan::Queue(_));
        let ended = match is_queue {
            false if ended.missed_reason.is_some() => outcome::of_status(status),
            _ => ended,
        };
        self.reply(id, status, ended.missed_reason);
        self.cancel_legs(id, None, |_| true);
        self.close(id, ended);
        self.distribute();
    }

    /// The caller took the call back, or its socket is gone.
    pub(super) fn give_up(&mut self, id: u64, reason: Option<&str>) {
        let open = self.invitations.get(&id);
        let Some(invitation) = open.filter(|one| one.is_open()) else {
            return;
        };
        let ended = match invitation.plan {
            Plan::Direct | Plan::Team => outcome::of_status(Status::TERMINATED),
            Plan::Queue(_) => outcome::USER_LEFT,
        };
        // A phone that answers in this very moment gets its 200 confirmed and a BYE, so the caller need not wait.
        self.reply(id, Status::TERMINATED, None);
        self.cancel_legs(id, reason, |_| true);
        self.close(id, ended);
        self.distribute();
    }

    /// Marks a call as refused and completes its record.
    fn close(&mut self, id: u64, ended: Ended) {
        let now = self.now;
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        invitation.state = InvitationState::Refused;
        invitation.until = Some(now + PATIENCE);
        let (entry, call_id) = (invitation.entry, invitation.call_id.clone());
        self.end_entry(entry, clock::now_ms(), ended);
        if ended.missed_reason.is_some() {
            self.miss(&call_id);
        }
    }

    /// Stops phones from ringing.
    pub(super) fn cancel_legs(
        &mut self,
        id: u64,
        reason: Option<&str>,
        which: impl Fn(&Leg) -> bool,
    ) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let legs = invitation.legs.iter_mut();
        for leg in legs.filter(|leg| leg.is_open() && which(leg)) {
            leg.state = LegState::Cancelling;
            self.endpoint.cancel(self.now, leg.tx, reason);
        }
    }

    /// Ends what has rung for too long, and forgets what is decided.
    pub(super) fn watch_invitations(&mut self) {
        let now = self.now;
        let ids: Vec<u64> = self.invitations.keys().copied().collect();
        for id in ids {
            let Some(invitation) = self.invitations.get(&id) else {
                continue;
            };
            if invitation.is_open() {
                self.cancel_legs(id, Some(TOO_LONG), |leg| leg.deadline <= now);
                self.watch_waiting(id);
            } else if invitation.until.is_some_and(|until| until <= now) {
                let pending = invitation.legs.iter().any(Leg::is_pending);
                if pending {
                    // Its cancelled legs end by the endpoint's own timers.
                    let later = now + PATIENCE;
                    self.invitations
                        .entry(id)
                        .and_modify(|one| one.until = Some(later));
                } else if let Some(gone) = self.invitations.remove(&id) {
                    for leg in &gone.legs {
                        self.owners.remove(&leg.tx);
                    }
                }
            }
        }
    }
}
