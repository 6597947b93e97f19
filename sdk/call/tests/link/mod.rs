//! Phones on a virtual link with virtual time, and a server between them that does as the story says.
#![allow(
    dead_code,
    unused_imports,
    reason = "each story uses the part it needs"
)]

pub mod pbx;
mod server;
mod studio;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

pub use server::{Accounts, Server, Verdict};
pub use studio::{Studio, sdp};

use call::{
    Call, CallId, CallState, Config, Credentials, DialOptions, Event, Flow, Hold, Input, Instant,
    LineId, MediaCommand, MediaInput, Output, Phone, RecordCommand, Registration, Uri,
};
use sip::{Limits, Message, Method, Request, Response};

pub const LATENCY: Duration = Duration::from_millis(10);

pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

enum Parcel {
    ToServer(usize, u32, Vec<u8>),
    ToPhone(usize, u32, Vec<u8>),
    Media(usize, CallId, MediaInput),
}

pub struct Peer {
    pub phone: Phone,
    pub events: Vec<Event>,
    pub media: Vec<(CallId, MediaCommand)>,
    pub sent: Vec<Message>,
    pub received: Vec<Message>,
    pub suspects: usize,
    pub records: Vec<(LineId, RecordCommand)>,
    pub line_news: usize,
    pub studio: Studio,
    pub wake: Option<Instant>,
    pub up: bool,
    ticks: usize,
    epoch: u32,
}

impl Peer {
    /// How often it sent a request of this method.
    pub fn sent_requests(&self, method: Method) -> Vec<&Request> {
        requests(&self.sent, method)
    }

    pub fn received_requests(&self, method: Method) -> Vec<&Request> {
        requests(&self.received, method)
    }

    /// The statuses it answered requests of this method with.
    pub fn answers(&self, method: Method) -> Vec<u16> {
        statuses(&self.sent, method)
    }

    /// The statuses it got for requests of this method.
    pub fn answered(&self, method: Method) -> Vec<u16> {
        statuses(&self.received, method)
    }

    pub fn ended(&self) -> Vec<&Call> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Ended(call) => Some(&**call),
                _ => None,
            })
            .collect()
    }

    /// The code, party and status of the only call that ended.
    pub fn only_end(&self) -> (&'static str, call::EndedBy, Option<u16>) {
        let ended = self.ended();
        assert_eq!(ended.len(), 1, "one call ended, once");
        let end = ended[0].end().expect("an ended call has an end");
        (
            end.reason.code(),
            end.by,
            end.sip.as_ref().map(|(status, _)| *status),
        )
    }

    pub fn incoming(&self) -> Option<CallId> {
        self.events.iter().rev().find_map(|event| match event {
            Event::Incoming(id) => Some(*id),
            _ => None,
        })
    }

    pub fn state(&self, id: CallId) -> Option<CallState> {
        self.phone.call(id).map(Call::state)
    }

    pub fn digits(&self) -> String {
        let digit = |event: &Event| match event {
            Event::Digit(_, digit) => Some(*digit),
            _ => None,
        };
        self.events.iter().filter_map(digit).collect()
    }

    pub fn registrations(&self) -> Vec<Registration> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Registration(registration) => Some(*registration),
                _ => None,
            })
            .collect()
    }

    pub fn is_registered(&self) -> bool {
        matches!(self.phone.registration(), Registration::Registered { .. })
    }

    /// How often it woke up, and how often it registered.
    fn unrest(&self) -> (usize, usize) {
        (self.ticks, self.sent_requests(Method::Register).len())
    }

    pub fn closes(&self) -> usize {
        self.media
            .iter()
            .filter(|(_, command)| *command == MediaCommand::Close)
            .count()
    }
}

fn requests(messages: &[Message], wanted: Method) -> Vec<&Request> {
    messages
        .iter()
        .filter_map(|message| match message {
            Message::Request(request) if request.method == wanted => Some(request),
            _ => None,
        })
        .collect()
}

fn statuses(messages: &[Message], wanted: Method) -> Vec<u16> {
    let status = |message: &Message| match message {
        Message::Response(response)
            if response
                .headers
                .cseq()
                .is_ok_and(|cseq| cseq.method == wanted) =>
        {
            Some(response.status.code())
        }
        _ => None,
    };
    messages.iter().filter_map(status).collect()
}

pub struct Link {
    pub now: Instant,
    pub peers: Vec<Peer>,
    pub server: Server,
    queue: BTreeMap<(Instant, u64), Parcel>,
    parcels: u64,
}

pub fn config(user: &str) -> Config {
    let credentials = Credentials::Password {
        username: user.into(),
        password: format!("{user}'s secret"),
    };
    let uri = Uri::parse(&format!("sip:{user}@ringdesk.test")).unwrap();
    let mut config = Config::new(
        uri,
        credentials,
        format!("urn:uuid:00000000-0000-4000-8000-{:0>12}", user.len()),
    );
    config.display_name = Some(user[..1].to_uppercase() + &user[1..]);
    config
}

impl Link {
    pub fn new() -> Self {
        Link {
            now: Instant::from_millis(1_700_000_000_000),
            peers: Vec::new(),
            server: Server::new(),
            queue: BTreeMap::new(),
            parcels: 0,
        }
    }

    /// A link with these users registered, in order.
    pub fn with(users: &[&str]) -> Self {
        let mut link = Link::new();
        for user in users {
            let peer = link.add(config(user));
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        for peer in &mut link.peers {
            assert!(peer.is_registered(), "{:?}", peer.phone.registration());
            peer.events.clear();
            peer.sent.clear();
            peer.received.clear();
        }
        link
    }

    pub fn add(&mut self, config: Config) -> usize {
        let index = self.peers.len();
        let seed = [index as u8 + 1; 32];
        self.peers.push(Peer {
            phone: Phone::new(config, seed).unwrap(),
            events: Vec::new(),
            media: Vec::new(),
            sent: Vec::new(),
            received: Vec::new(),
            suspects: 0,
            records: Vec::new(),
            line_news: 0,
            studio: Studio::new(index),
            wake: None,
            up: false,
            ticks: 0,
            epoch: 0,
        });
        index
    }

    pub fn connect(&mut self, peer: usize) {
        self.peers[peer].up = true;
        self.peers[peer].epoch += 1;
        self.handle(peer, Input::TransportUp(Flow(0)));
    }

    pub fn disconnect(&mut self, peer: usize) {
        self.peers[peer].up = false;
        self.server.forget(peer);
        self.handle(peer, Input::TransportDown(Flow(0)));
    }

    pub fn register(&mut self, peer: usize) {
        self.order(peer, |phone, now| phone.register(now));
    }

    pub fn dial(&mut self, peer: usize, target: &str) -> CallId {
        self.order(peer, |phone, now| {
            phone.dial(now, target, DialOptions::default())
        })
        .unwrap()
    }

    pub fn answer(&mut self, peer: usize) -> CallId {
        let id = self.peers[peer].incoming().expect("a call came in");
        self.order(peer, |phone, now| phone.answer(now, id))
            .unwrap();
        id
    }

    pub fn hang_up(&mut self, peer: usize, call: CallId) {
        self.order(peer, |phone, now| phone.hang_up(now, call))
            .unwrap();
    }

    /// Two calls that talk: that of peer 0 and that of peer 1.
    pub fn talk(&mut self) -> (CallId, CallId) {
        let a = self.dial(0, "jun");
        self.run(ms(100));
        let b = self.answer(1);
        self.run(ms(100));
        assert_eq!(self.peers[0].state(a), Some(CallState::Connected));
        assert_eq!(self.peers[1].state(b), Some(CallState::Connected));
        (a, b)
    }

    /// Gives a phone an order, and lets it act.
    pub fn order<T>(&mut self, peer: usize, order: impl FnOnce(&mut Phone, Instant) -> T) -> T {
        let now = self.now;
        let result = order(&mut self.peers[peer].phone, now);
        self.drain(peer);
        result
    }

    pub fn handle(&mut self, peer: usize, input: Input<'_>) {
        let now = self.now;
        self.peers[peer].phone.handle(now, input);
        self.drain(peer);
    }

    /// A message that the server makes up.
    pub fn forge(&mut self, to: usize, bytes: impl Into<Vec<u8>>) {
        let epoch = self.peers[to].epoch;
        self.post(LATENCY, Parcel::ToPhone(to, epoch, bytes.into()));
    }

    pub fn forge_request(&mut self, to: usize, request: &Request) {
        self.forge(to, request.to_bytes());
    }

    pub fn forge_response(&mut self, to: usize, response: &Response) {
        self.forge(to, response.to_bytes());
    }

    fn post(&mut self, after: Duration, parcel: Parcel) {
        self.parcels += 1;
        self.queue.insert((self.now + after, self.parcels), parcel);
    }

    fn drain(&mut self, index: usize) {
        while let Some(output) = self.peers[index].phone.poll() {
            let epoch = self.peers[index].epoch;
            match output {
                Output::Send(_, bytes) => {
                    assert!(self.peers[index].up, "nothing is sent on a broken link");
                    let message = Message::parse(&bytes, &Limits::default())
                        .expect("phones send what can be read");
                    self.peers[index].sent.push(message);
                    self.post(LATENCY, Parcel::ToServer(index, epoch, bytes));
                }
                Output::Media(call, command) => {
                    let answers = self.peers[index].studio.order(call, &command);
                    self.peers[index].media.push((call, command));
                    for (after, input) in answers {
                        self.post(after, Parcel::Media(index, call, input));
                    }
                }
                // A view of the calls that are told of already: it has a count of its own.
                Output::Event(Event::LinesChanged) => self.peers[index].line_news += 1,
                Output::Event(event) => {
                    if let Event::Ended(call) = &event {
                        let again = self.peers[index]
                            .ended()
                            .iter()
                            .any(|c| c.id() == call.id());
                        assert!(!again, "a call ends once");
                        assert!(
                            self.peers[index].phone.call(call.id()).is_none(),
                            "a call that ended is gone"
                        );
                    }
                    self.peers[index].events.push(event);
                }
                Output::Record(line, command) => self.peers[index].records.push((line, command)),
                Output::Wake(at) => self.peers[index].wake = Some(at),
                Output::Suspect(_) => self.peers[index].suspects += 1,
            }
        }
        self.assert_one_line_off_hold(index);
    }

    /// WX-42: at most one line has anybody who is not on hold and is not being put there.
    fn assert_one_line_off_hold(&self, index: usize) {
        let phone = &self.peers[index].phone;
        let off = |id: &CallId| {
            let call = phone.call(*id);
            call.is_some_and(|call| {
                call.state() == CallState::Connected
                    && matches!(call.hold(), Hold::Off | Hold::Resuming)
            })
        };
        let lines = phone.lines().iter();
        let count = lines.filter(|line| line.parties().iter().any(off)).count();
        assert!(count < 2, "phone {index} has {count} lines off hold");
    }

    /// Lets this much time pass.
    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < 100_000, "the link never comes to rest");
            let parcel = self.queue.keys().next().copied();
            let wake = (0..self.peers.len())
                .filter_map(|peer| self.peers[peer].wake.map(|at| (at, peer)))
                .min();
            match (parcel, wake) {
                (Some(key), wake) if key.0 <= end && wake.is_none_or(|(at, _)| key.0 <= at) => {
                    self.now = self.now.max(key.0);
                    let parcel = self.queue.remove(&key).unwrap();
                    self.deliver(parcel);
                }
                (_, Some((at, peer))) if at <= end => {
                    self.now = self.now.max(at);
                    self.peers[peer].wake = None;
                    self.peers[peer].ticks += 1;
                    self.handle(peer, Input::Tick);
                }
                _ => break,
            }
        }
        self.now = end;
    }

    fn deliver(&mut self, parcel: Parcel) {
        match parcel {
            Parcel::ToServer(from, epoch, bytes) => {
                if !self.peers[from].up || self.peers[from].epoch != epoch {
                    return;
                }
                for (to, bytes) in self.server.receive(self.now, from, &bytes) {
                    self.forge(to, bytes);
                }
            }
            Parcel::ToPhone(to, epoch, bytes) => {
                if self.peers[to].up && self.peers[to].epoch == epoch {
                    if let Ok(message) = Message::parse(&bytes, &Limits::default()) {
                        self.peers[to].received.push(message);
                    }
                    self.handle(to, Input::Received(Flow(0), &bytes));
                }
            }
            Parcel::Media(peer, call, input) => self.handle(peer, Input::Media(call, input)),
        }
    }

    /// Everything has ended: each call once, its media closed, and only registrations have anything left to wake for.
    pub fn assert_at_rest(&mut self) {
        // Transactions live for 32 s; a registration just before the last minute may leave one alarm behind.
        self.run(secs(35));
        let registers: Vec<usize> = self.peers.iter().map(|peer| peer.unrest().1).collect();
        self.run(secs(35));
        let ticks: Vec<usize> = self.peers.iter().map(|peer| peer.unrest().0).collect();
        self.run(secs(60));
        for (index, peer) in self.peers.iter().enumerate() {
            assert_eq!(peer.phone.calls().count(), 0, "calls of phone {index}");
            let opened: BTreeSet<CallId> = peer.media.iter().map(|(call, _)| *call).collect();
            assert_eq!(
                peer.closes(),
                opened.len(),
                "each media session of phone {index} is closed once"
            );
            let unrest = peer.unrest();
            let (ticks, registers) = (unrest.0 - ticks[index], unrest.1 - registers[index]);
            assert!(
                ticks <= 3 * registers,
                "phone {index} woke {ticks} times and registered {registers} times"
            );
        }
    }
}
