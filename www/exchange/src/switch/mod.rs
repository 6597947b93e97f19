//! The SIP side: registrar, presence, stateful proxy and queues over one [`sip::Endpoint`].
//!
//! [`Switch`] is a state machine: frames and time go in, frames come out. [`task`] feeds it from the sockets.

mod admit;
mod agent;
mod best;
mod dispatch;
mod errand;
mod flow;
mod guest;
mod header;
mod invite;
mod ledger;
mod leg;
mod missed;
mod outcome;
mod presence;
mod publish;
mod queue;
mod referral;
mod register;
mod registrar;
mod route;
mod task;
mod team;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use sip::{
    ClientTransaction, DigestServer, Endpoint, EndpointConfig, Entropy, Flow, Input, Instant,
    Limits, Output, Request, ServerTransaction, Status,
};

use crate::config::Config;
use crate::secret::Secret;
use crate::store::Store;
use errand::{Errand, Held};
use flow::Line;
use invite::Invitation;
use ledger::Ledger;
use presence::Presence;
use referral::Referral;
use registrar::Registrar;

pub use agent::AgentStatus;
pub use queue::QueueStatus;
pub use task::{Frames, Handle, start};

/// The largest SIP message; a larger one is answered 513.
pub const MESSAGE_BYTES: usize = 65_536;
/// Timer B, F, H, L, M: 64 times T1.
const PATIENCE: Duration = Duration::from_secs(32);

/// What the switch wants done.
pub enum Effect {
    Send(Flow, Vec<u8>),
    Close(Flow),
}

/// Whose answer a response is.
#[derive(Copy, Clone)]
enum Owner {
    Invitation(u64),
    Errand(ServerTransaction),
}

/// Registrar, proxy and queues.
pub struct Switch {
    config: Arc<Config>,
    store: Store,
    secret: Secret,
    digest: DigestServer,
    entropy: Entropy,
    endpoint: Endpoint,
    now: Instant,
    lines: BTreeMap<Flow, Line>,
    registrar: Registrar,
    presence: Presence,
    invitations: BTreeMap<u64, Invitation>,
    last_invitation: u64,
    errands: BTreeMap<ServerTransaction, Errand>,
    held: Vec<Held>,
    owners: BTreeMap<ClientTransaction, Owner>,
    ledger: Ledger,
    /// What users were asked to call in place of somebody.
    referrals: Vec<Referral>,
    guest_calls: guest::Attempts,
    /// How long the last callers waited who were answered.
    waits: Vec<Duration>,
    effects: Vec<Effect>,
    endpoint_wake: Option<Instant>,
}

impl Switch {
    pub fn new(
        config: Arc<Config>,
        store: Store,
        secret: Secret,
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let mut entropy = Entropy::new(seed);
        let endpoint = EndpointConfig {
            sent_by: config.domain.clone(),
            transport: "WS".into(),
            user_agent: concat!("Ringdesk-Exchange/", env!("CARGO_PKG_VERSION")).into(),
            limits: Limits {
                message_bytes: MESSAGE_BYTES,
                ..Limits::default()
            },
            t1: PATIENCE / 64,
        };
        let mut switch = Self {
            digest: DigestServer::new(&config.domain, secret.derive("nonce")),
            endpoint: Endpoint::new(endpoint, entropy.seed()),
            entropy,
            config,
            store,
            secret,
            now,
            lines: BTreeMap::new(),
            registrar: Registrar::default(),
            presence: Presence::default(),
            invitations: BTreeMap::new(),
            last_invitation: 0,
            errands: BTreeMap::new(),
            held: Vec::new(),
            owners: BTreeMap::new(),
            ledger: Ledger::default(),
            referrals: Vec::new(),
            guest_calls: guest::Attempts::default(),
            waits: Vec::new(),
            effects: Vec::new(),
            endpoint_wake: None,
        };
        switch.take_over();
        switch
    }

    /// A socket opened.
    pub fn connect(&mut self, now: Instant, flow: Flow) {
        self.now = now;
        self.lines.insert(flow, Line::new(now));
        self.endpoint.handle(now, Input::Connected(flow));
        self.settle();
    }

    /// A frame arrived.
    pub fn receive(&mut self, now: Instant, flow: Flow, frame: &[u8]) {
        self.now = now;
        if self.lines.contains_key(&flow) {
            self.endpoint.handle(now, Input::Received(flow, frame));
            self.settle();
        }
    }

    /// A socket closed.
    pub fn disconnect(&mut self, now: Instant, flow: Flow) {
        self.now = now;
        self.lines.remove(&flow);
        for user in self.registrar.lose_flow(flow) {
            tracing::info!(user, flow = flow.0, "connection lost");
            self.presence.suspend(&user);
        }
        self.endpoint.handle(now, Input::Disconnected(flow));
        self.settle();
        self.distribute();
        self.settle();
    }

    /// The instant of [`Switch::next_wake`] has come.
    pub fn tick(&mut self, now: Instant) {
        self.now = now;
        if self.endpoint_wake.is_some_and(|at| at <= now) {
            self.endpoint_wake = None;
            self.endpoint.handle(now, Input::Tick);
        }
        self.settle();
        self.close_strangers();
        self.registrar.expire(now);
        self.presence.expire(now);
        self.expire_held();
        self.expire_errands();
        self.watch_invitations();
        self.watch_calls();
        self.distribute();
        self.settle();
    }

    /// When [`Switch::tick`] is due.
    pub fn next_wake(&self) -> Option<Instant> {
        let invitations = self.invitations.values().filter_map(Invitation::next_wake);
        let errands = self.errands.values().filter_map(|errand| errand.until);
        let held = self.held.iter().map(|held| held.until);
        let strangers = self.lines.values().filter_map(|line| line.stranger_until);
        let single = [
            self.endpoint_wake,
            self.registrar.next_expiry(),
            self.presence.next_expiry(),
            self.ledger.next_look,
        ];
        single
            .into_iter()
            .flatten()
            .chain(invitations)
            .chain(errands)
            .chain(held)
            .chain(strangers)
            .min()
    }

    /// What has to be done now.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The exchange stops: callers who wait are told so; calls that run go on without it.
    pub fn shut_down(&mut self, now: Instant) {
        self.now = now;
        let open: Vec<u64> = self.invitations.keys().copied().collect();
        for id in open {
            self.refuse(id, Status::SERVICE_UNAVAILABLE, outcome::STOPPED);
        }
        self.settle();
    }

    /// Drains the endpoint.
    fn settle(&mut self) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(flow, frame) => self.effects.push(Effect::Send(flow, frame)),
                Output::Wake(at) => self.endpoint_wake = Some(at),
                Output::Event(event) => self.on_event(event),
            }
        }
    }

    /// Answers a request with a status of our own.
    fn answer(&mut self, tx: ServerTransaction, request: &Request, status: Status) {
        self.answer_with(tx, request, status, |_| {});
    }

    /// Answers a request after `dress` has added to the response.
    fn answer_with(
        &mut self,
        tx: ServerTransaction,
        request: &Request,
        status: Status,
        dress: impl FnOnce(&mut sip::Response),
    ) {
        let tag = self.entropy.token(10);
        let mut response = request.response(status).with_to_tag(&tag);
        dress(&mut response);
        self.endpoint.respond(self.now, tx, response);
    }
}
