//! Queues: callers wait in the order of their arrival, agents who are free are rung for them.

use std::collections::BTreeMap;
use std::time::Duration;

use sip::{HeaderName, Instant, Status, Uri};

use super::flow::Role;
use super::header::unreliable;
use super::invite::Plan;
use super::leg::Leg;
use super::registrar::Binding;
use super::{Switch, outcome};
use crate::clock;
use crate::config::{self, Strategy, Unstaffed};

/// A provisional response is repeated before three minutes pass (RFC 3261 §13.3.1.1).
const REPEAT: Duration = Duration::from_secs(60);

/// A caller who waits.
pub(super) struct Waiting {
    /// The queue's SIP user part.
    pub queue: String,
    pub since: Instant,
    give_up: Instant,
    /// The position that was told last.
    told: Option<usize>,
    repeat: Instant,
    /// Whether the caller hears that it rings.
    rings: bool,
    /// How often each agent was rung for this caller.
    offered: BTreeMap<String, u32>,
    /// Who declined, and is left in peace until then.
    resting: BTreeMap<String, Instant>,
}

impl Waiting {
    pub fn next_wake(&self) -> Instant {
        let resting = self.resting.values().copied();
        resting.fold(self.give_up.min(self.repeat), Instant::min)
    }
}

/// A queue as others see it.
pub struct QueueStatus {
    pub id: String,
    pub name: String,
    pub open: bool,
    pub waiting: usize,
    /// Agents who are logged in.
    pub agents: usize,
    /// Agents whom the next caller would ring.
    pub available: usize,
    pub estimated_wait_s: Option<u64>,
}

impl Switch {
    /// Puts a caller at the end of a queue, or sends him away.
    pub(super) fn enqueue(&mut self, id: u64, queue: &str, role: Role) {
        let config = self.config.clone();
        let Some(settings) = config.queue(queue) else {
            return;
        };
        let waiting = self.callers_of(queue).count();
        let now = self.now;
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let headers = &mut invitation.outgoing.headers;
        unreliable(headers);
        if role != Role::Agent {
            // A guest must not take over a call that runs.
            headers.remove(HeaderName::Replaces);
        }
        // Agents are shown the queue by its name, not by its user part.
        if let Ok(mut to) = headers.to()
            && to.display.is_none()
        {
            to.display = Some(settings.name.clone());
            headers.set(HeaderName::To, to.to_string());
        }
        invitation.plan = Plan::Queue(Waiting {
            queue: queue.into(),
            since: now,
            give_up: now + Duration::from_secs(settings.max_wait_seconds.into()),
            told: None,
            repeat: now + REPEAT,
            rings: false,
            offered: BTreeMap::new(),
            resting: BTreeMap::new(),
        });
        let unstaffed =
            settings.when_unstaffed == Unstaffed::Refuse && self.staff(settings).is_empty();
        if !settings.is_open(clock::now_ms()) {
            self.refuse(id, Status::UNAVAILABLE, outcome::NOT_IN_OPERATION);
        } else if waiting >= settings.max_waiting {
            self.refuse(id, Status::BUSY_HERE, outcome::EXCEEDED);
        } else if unstaffed {
            self.refuse(id, Status::UNAVAILABLE, outcome::NO_OPERATOR);
        } else {
            self.distribute();
        }
    }

    /// The callers who wait in a queue, longest first.
    fn callers_of<'a>(&'a self, queue: &'a str) -> impl Iterator<Item = u64> + 'a {
        let here = self
            .invitations
            .iter()
            .filter(move |(_, one)| one.waiting().is_some_and(|waiting| waiting.queue == queue));
        here.map(|(id, _)| *id)
    }

    /// The registered agents of a queue.
    fn staff(&self, queue: &config::Queue) -> Vec<String> {
        let agents = self.kept(self.store.agents()).unwrap_or_default();
        agents
            .into_iter()
            .map(|agent| agent.user)
            .filter(|user| queue.has_agent(user) && self.registrar.is_registered(user))
            .collect()
    }

    /// Rings whoever is free for whoever waits, and tells callers where they stand. Called after every change.
    pub(super) fn distribute(&mut self) {
        let config = self.config.clone();
        for queue in &config.queue {
            let callers: Vec<u64> = self.callers_of(&queue.id).collect();
            if callers.is_empty() {
                continue;
            }
            let mut free = self.staff(queue);
            free.retain(|user| self.is_free(user));
            for id in &callers {
                if free.is_empty() {
                    break;
                }
                let chosen = self.choose(*id, queue.strategy, &free);
                free.retain(|user| !chosen.contains(user));
                for user in chosen {
                    self.offer(*id, queue, &user);
                }
            }
            for (place, id) in callers.iter().enumerate() {
                self.tell_position(*id, place + 1);
            }
        }
    }

    /// Whom to ring next for a caller.
    fn choose(&self, id: u64, strategy: Strategy, free: &[String]) -> Vec<String> {
        let invitation = self.invitations.get(&id);
        let Some((invitation, waiting)) = invitation.and_then(|one| Some((one, one.waiting()?)))
        else {
            return Vec::new();
        };
        let rested = |user: &&String| {
            waiting
                .resting
                .get(*user)
                .is_none_or(|until| *until <= self.now)
        };
        let willing = free
            .iter()
            .filter(rested)
            .filter(|user| **user != invitation.caller);
        match strategy {
            Strategy::RingAll => willing.cloned().collect(),
            Strategy::LongestIdle if invitation.legs.iter().any(Leg::is_pending) => Vec::new(),
            Strategy::LongestIdle => {
                let order = |user: &&String| {
                    let offered = waiting.offered.get(*user).copied().unwrap_or(0);
                    (offered, self.presence.idle_since(user), (*user).clone())
                };
                willing.min_by_key(order).into_iter().cloned().collect()
            }
        }
    }

    fn offer(&mut self, id: u64, queue: &config::Queue, user: &str) {
        let deadline = self.now + Duration::from_secs(queue.ring_seconds.into());
        let phones: Vec<Binding> = self.registrar.of(user).cloned().collect();
        if let Some(invitation) = self.invitations.get_mut(&id)
            && let Plan::Queue(waiting) = &mut invitation.plan
        {
            *waiting.offered.entry(user.into()).or_default() += 1;
            waiting.resting.remove(user);
        }
        tracing::info!(user, queue = queue.id, "agent rung");
        for phone in phones {
            self.add_leg(id, &phone, deadline);
        }
    }

    /// An agent's phone refused, or stopped ringing after its time.
    pub(super) fn on_agent_refused(
        &mut self,
        id: u64,
        user: &str,
        status: Status,
        cancelled: bool,
    ) {
        let now = self.now;
        let config = self.config.clone();
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let mut still = invitation.legs.iter().filter(|leg| leg.is_pending());
        let (agent_rings, any_rings) = (
            still.clone().any(|leg| leg.user == user),
            still.next().is_some(),
        );
        let Plan::Queue(waiting) = &mut invitation.plan else {
            return;
        };
        let Some(queue) = config.queue(&waiting.queue) else {
            return;
        };
        let rounds = waiting.offered.get(user).copied().unwrap_or(0);
        if !cancelled {
            let rest = Duration::from_secs(queue.retry_seconds.max(1).into());
            waiting.resting.insert(user.into(), now + rest);
            tracing::info!(user, status = status.code(), "agent refused");
        }
        if !any_rings {
            waiting.rings = false;
            waiting.told = None;
        }
        if !agent_rings {
            self.presence.rests_since(user, now);
        }
        if !cancelled {
            // One phone of the agent said no: the others need not ring on.
            self.cancel_legs(id, None, |leg| leg.user == user);
        }
        if cancelled && !any_rings && queue.max_rounds > 0 && rounds >= queue.max_rounds {
            return self.refuse(id, Status::UNAVAILABLE, outcome::RING_TIME_OVER);
        }
        self.distribute();
    }

    /// Time passed for a caller.
    pub(super) fn watch_waiting(&mut self, id: u64) {
        let now = self.now;
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let Plan::Queue(waiting) = &mut invitation.plan else {
            return;
        };
        waiting.resting.retain(|_, until| *until > now);
        if waiting.give_up <= now {
            return self.refuse(id, Status::UNAVAILABLE, outcome::ABANDONED);
        }
        if waiting.repeat <= now {
            waiting.repeat = now + REPEAT;
            if waiting.rings {
                self.reply_early(id, Status::RINGING, None);
            } else {
                waiting.told = None;
            }
        }
    }

    fn tell_position(&mut self, id: u64, place: usize) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        let Plan::Queue(waiting) = &mut invitation.plan else {
            return;
        };
        if waiting.told != Some(place) {
            waiting.told = Some(place);
            self.reply_early(
                id,
                Status::QUEUED,
                Some(&format!("Queued; position {place}")),
            );
        }
    }

    /// An agent's phone rings: the caller hears it once per round, always in the same early dialog.
    pub(super) fn announce_ringing(&mut self, id: u64) {
        let Some(invitation) = self.invitations.get_mut(&id) else {
            return;
        };
        if let Plan::Queue(waiting) = &mut invitation.plan
            && !waiting.rings
        {
            waiting.rings = true;
            self.reply_early(id, Status::RINGING, None);
        }
    }

    fn reply_early(&mut self, id: u64, status: Status, phrase: Option<&str>) {
        let Some(invitation) = self.invitations.get(&id) else {
            return;
        };
        let mut response = invitation
            .request
            .response(status)
            .with_to_tag(&invitation.tag);
        if let Some(phrase) = phrase {
            response.reason = phrase.into();
        }
        if let Some(waiting) = invitation.waiting() {
            let contact: Uri = Uri::sip(&waiting.queue, &self.config.domain);
            response
                .headers
                .push(HeaderName::Contact, format!("<{contact};transport=ws>"));
        }
        self.endpoint
            .respond(self.now, invitation.upstream, response);
    }

    /// The state of all queues.
    pub fn queue_statuses(&self) -> Vec<QueueStatus> {
        let of = |queue: &config::Queue| {
            let staff = self.staff(queue);
            let available = staff.iter().filter(|user| self.is_free(user)).count();
            let waiting = self.callers_of(&queue.id).count();
            QueueStatus {
                id: queue.id.clone(),
                name: queue.name.clone(),
                open: queue.is_open(clock::now_ms()),
                waiting,
                agents: staff.len(),
                available,
                estimated_wait_s: self.estimated_wait(waiting, available),
            }
        };
        self.config.queue.iter().map(of).collect()
    }

    /// What the last callers waited on average; nothing to wait for when somebody is free.
    fn estimated_wait(&self, waiting: usize, available: usize) -> Option<u64> {
        if waiting == 0 && available > 0 {
            return Some(0);
        }
        let last: Vec<&Duration> = self.waits.iter().rev().take(10).collect();
        let sum: Duration = last.iter().copied().sum();
        let count = u64::try_from(last.len()).ok().filter(|count| *count > 0)?;
        Some(sum.as_secs() / count)
    }
}
