//! Transactions over reliable transports, joined: bytes in, requests and responses out (RFC 3261 §17 and §18, RFC 6026).

mod client;
mod event;
mod receive;
mod server;

pub use event::{
    ClientTransaction, Event, Flow, Input, Output, ServerTransaction, TransactionError,
};

use crate::entropy::Entropy;
use crate::header::HeaderName;
use crate::instant::Instant;
use crate::message::{Limits, Request, Response};
use crate::text;
use alloc::string::String;
use alloc::vec::Vec;
use client::Client;
use core::time::Duration;
use event::Outbox;
use server::Server;

/// What an endpoint says of itself, and how patient it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EndpointConfig {
    /// The host (and port) in our Via. A browser has none: something random under `.invalid` (RFC 7118 §5.2).
    pub sent_by: String,
    /// `WS` or `WSS`.
    pub transport: String,
    /// For User-Agent and Server.
    pub user_agent: String,
    /// How much a peer may send at once.
    pub limits: Limits,
    /// The round trip that the timers are counted in: 500 ms. A transaction gives up after 64 of them.
    pub t1: Duration,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        Self {
            sent_by: "ringdesk.invalid".into(),
            transport: "WSS".into(),
            user_agent: "Ringdesk".into(),
            limits: Limits::default(),
            t1: Duration::from_millis(500),
        }
    }
}

/// RFC 3261 §17.2.1: an INVITE is answered 100 after this time if its owner is silent.
const TRYING_AFTER: Duration = Duration::from_millis(200);
const COOKIE: &str = "z9hG4bK";
/// So many requests of one connection may be open; the next ones are answered 503, so that nobody can fill the memory.
const OPEN_PER_FLOW: usize = 1_000;

/// The transaction layer and its transports, without any input or output of its own.
///
/// Feed it with [`Endpoint::handle`], then drain [`Endpoint::poll`]. It knows nothing of dialogs.
#[derive(Debug)]
pub struct Endpoint {
    config: EndpointConfig,
    entropy: Entropy,
    flows: Vec<Flow>,
    clients: Vec<Client>,
    servers: Vec<Server>,
    last_id: u64,
    outputs: Outbox,
    armed: Option<Instant>,
}

impl Endpoint {
    /// An endpoint without flows. Every name it makes up follows from the seed.
    pub fn new(config: EndpointConfig, seed: [u8; 32]) -> Self {
        Self {
            config,
            entropy: Entropy::new(seed),
            flows: Vec::new(),
            clients: Vec::new(),
            servers: Vec::new(),
            last_id: 0,
            outputs: Outbox::default(),
            armed: None,
        }
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Connected(flow) => self.connect(flow),
            Input::Disconnected(flow) => self.disconnect(flow),
            Input::Received(flow, bytes) => {
                self.connect(flow);
                self.receive(now, flow, bytes);
            }
            Input::Tick => self.tick(now),
        }
    }

    /// The next thing to do; `None` when there is nothing left for now.
    pub fn poll(&mut self) -> Option<Output> {
        if let Some(output) = self.outputs.next() {
            return Some(output);
        }
        let mut next = None;
        for client in &self.clients {
            next = Instant::earlier(next, client.deadline);
        }
        for server in &self.servers {
            next = Instant::earlier(next, server.deadline);
        }
        let next = next?;
        if self.armed == Some(next) {
            return None;
        }
        self.armed = Some(next);
        Some(Output::Wake(next))
    }

    /// Sends a request in a transaction of its own.
    ///
    /// Puts our Via with a fresh branch on top, adds Max-Forwards where it is missing, and User-Agent unless the request is somebody
    /// else's that we forward. On a flow that is not connected the transaction fails at once, by an event.
    pub fn send(&mut self, now: Instant, flow: Flow, mut request: Request) -> ClientTransaction {
        let id = self.next_id();
        let tx = ClientTransaction(id);
        let branch = self.stamp(&mut request, id);
        if self.is_connected(flow) {
            self.outputs.send(flow, request.to_bytes());
            let later = self.later(now);
            self.clients
                .push(Client::new(id, flow, branch, request, later));
        } else {
            let error = TransactionError::Transport;
            self.outputs.tell(Event::Failed { tx, error });
        }
        tx
    }

    /// Sends the ACK of a 2xx: outside of any transaction, nothing is ever heard of it.
    pub fn send_ack(&mut self, _now: Instant, flow: Flow, mut request: Request) {
        let id = self.next_id();
        self.stamp(&mut request, id);
        if self.is_connected(flow) {
            self.outputs.send(flow, request.to_bytes());
        }
    }

    /// Takes an INVITE back, with this value of Reason. Waits for a provisional response (RFC 3261 §9.1); does nothing after a final one.
    pub fn cancel(&mut self, now: Instant, tx: ClientTransaction, reason: Option<&str>) {
        let later = self.later(now);
        for client in &mut self.clients {
            if client.id == tx.0 {
                client.cancel(reason, later, &mut self.outputs);
            }
        }
    }

    /// Answers a request. Adds Server where neither that nor User-Agent is there, nothing else. Does nothing after a final response, but a further
    /// 2xx to an INVITE goes out (RFC 3261 §13.3.1.4).
    pub fn respond(&mut self, now: Instant, tx: ServerTransaction, mut response: Response) {
        if !response.headers.has(HeaderName::Server) && !response.headers.has(HeaderName::UserAgent)
        {
            response
                .headers
                .push(HeaderName::Server, self.config.user_agent.as_str());
        }
        let later = self.later(now);
        for server in &mut self.servers {
            if server.id == tx.0 {
                server.respond(&response, later, &mut self.outputs);
            }
        }
        self.sweep();
    }

    /// Sends the two line ends of RFC 5626 §3.5.1; the peer answers with one: [`Event::Pong`].
    pub fn ping(&mut self, flow: Flow) {
        if self.is_connected(flow) {
            self.outputs.send(flow, b"\r\n\r\n".to_vec());
        }
    }

    /// Whether this flow is connected.
    pub fn is_connected(&self, flow: Flow) -> bool {
        self.flows.contains(&flow)
    }

    /// A fresh random name of `[a-z0-9]`, for tags and Call-IDs.
    pub fn token(&mut self, chars: usize) -> String {
        self.entropy.token(chars)
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// When timers B, F, H, L and M end that begin now.
    fn later(&self, now: Instant) -> Instant {
        now + self.config.t1 * 64
    }

    /// Makes a request ours to send; the branch comes back. It ends in the id, by which its responses are found.
    fn stamp(&mut self, request: &mut Request, id: u64) -> String {
        let mut branch = String::from(COOKIE);
        branch.push_str(&self.entropy.token(16));
        branch.push('.');
        text::push_number(&mut branch, id);
        let mut via = String::from("SIP/2.0/");
        via.push_str(&self.config.transport);
        via.push(' ');
        via.push_str(&self.config.sent_by);
        via.push_str(";branch=");
        via.push_str(&branch);
        let headers = &mut request.headers;
        if !headers.has(HeaderName::Via) && !headers.has(HeaderName::UserAgent) {
            headers.push(HeaderName::UserAgent, self.config.user_agent.as_str());
        }
        if !headers.has(HeaderName::MaxForwards) {
            headers.prepend(HeaderName::MaxForwards, "70");
        }
        headers.prepend(HeaderName::Via, via);
        branch
    }

    fn connect(&mut self, flow: Flow) {
        if !self.is_connected(flow) {
            self.flows.push(flow);
        }
    }

    fn disconnect(&mut self, flow: Flow) {
        self.flows.retain(|other| *other != flow);
        for client in &mut self.clients {
            if client.flow == flow {
                client.lose_flow(&mut self.outputs);
            }
        }
        for server in &mut self.servers {
            if server.flow == flow {
                server.lose_flow(&mut self.outputs);
            }
        }
        self.sweep();
    }

    fn tick(&mut self, now: Instant) {
        self.armed = None;
        for client in &mut self.clients {
            client.tick(now, &mut self.outputs);
        }
        for server in &mut self.servers {
            server.tick(now, &mut self.outputs);
        }
        self.sweep();
    }

    /// Forgets the transactions that have come to their end.
    fn sweep(&mut self) {
        self.clients.retain(|client| !client.is_done());
        self.servers.retain(|server| !server.is_done());
    }
}
