//! A person, a network and a far side that do whatever the fuzzer says, in typed steps.
//!
//! What must hold: nothing panics; the phone comes to rest after every step; it remembers no more calls than it may; every call that it told of
//! ends, once; never are two lines off hold; and when all is over no alarm is left.

#[path = "far_side.rs"]
mod far_side;

use arbitrary::{Arbitrary, Unstructured};
use call::{
    CallId, CallState, Config, Credentials, Decline, DialOptions, Event, Flow, Hold, Input,
    Instant, MediaCommand, MediaError, MediaInput, Muted, Output, Package, Phone, Presence, Record,
    RecordCommand, Transfers, Uri, WatchId,
};
use far_side::{Answer, Ask, SDP};
use sip::{Limits, Message, Request, Response};
use std::collections::BTreeMap;

#[derive(Arbitrary, Debug)]
enum Step {
    Wait(u16),
    Up(u8),
    Down(u8),
    Media(u8, MediaStep),
    Command(u8, Command),
    Answer(u8, Answer),
    Ask(u8, Ask),
    Raw(Vec<u8>),
}

#[derive(Arbitrary, Debug)]
enum MediaStep {
    Describe,
    Accept,
    Fail(u8),
    Flows(bool),
    Heard(bool),
}

#[derive(Arbitrary, Debug)]
enum Command {
    Register,
    Unregister,
    Probe,
    Publish(bool),
    Dial(u8),
    PickUp,
    Decline,
    HangUp,
    Renegotiate,
    RenewMedia,
    Hold,
    Resume,
    Mute(bool),
    Tones(u8),
    Transfer(u8),
    TransferTo,
    AcceptTransfer,
    RefuseTransfer,
    Line(u8),
    Watch(u8, bool),
    Unwatch,
    Message(u8),
    Reload,
}

const TARGETS: [&str; 8] = [
    "jun",
    "+49 30 123",
    "sip:jun@far.example;transport=ws?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc",
    "tel:+4930123",
    "sips:x@h",
    "",
    "a\r\nb",
    "\u{bbfc} <>",
];

const MOST_STEPS: usize = 120;
const MOST_CALLS: usize = 8;

struct World {
    phone: Phone,
    now: Instant,
    wake: Option<Instant>,
    /// What the phone sent: the last of it, to be answered and to learn its dialogs from.
    requests: Vec<Request>,
    responses: Vec<Response>,
    /// INVITEs that it got, to be taken back.
    invites: Vec<Request>,
    exchanges: BTreeMap<CallId, u32>,
    /// Every call that was heard of, and how often it ended.
    calls: BTreeMap<CallId, u32>,
    watches: Vec<WatchId>,
    branches: u32,
}

pub fn run(data: &[u8]) {
    let mut source = Unstructured::new(data);
    let flows = source.int_in_range(1..=2).unwrap_or(1);
    let Some(mut world) = World::new(flows) else {
        return;
    };
    let begin = source.int_in_range(0..=4).unwrap_or_default();
    world.begin(begin);
    for _ in 0..MOST_STEPS {
        if source.is_empty() {
            break;
        }
        let Ok(step) = Step::arbitrary(&mut source) else {
            break;
        };
        world.step(step);
    }
    world.end();
}

/// What an agent does with lines.
fn line_order(phone: &mut Phone, now: Instant, id: CallId, order: u8) -> bool {
    let options = DialOptions::default;
    match order % 16 {
        0 | 1 => phone.consult(now, id, "jun", options()).is_ok(),
        2 => phone.parallel(now, id, "jun", options()).is_ok(),
        3 => phone.add_party(now, id, "jun", options()).is_ok(),
        4 | 5 => phone.swap(now).is_ok(),
        6 => phone.merge(now).is_ok(),
        7 => phone.conference(now, id).is_ok(),
        8 => phone.complete_transfer(now, id).is_ok(),
        9 => phone.end_consult(now, id).is_ok(),
        10 => phone.remove_party(now, id).is_ok(),
        11 => phone.leave(now, id).is_ok(),
        12 => phone.end_for_all(now, id).is_ok(),
        13 => phone.record(now, id, RecordCommand::Start).is_ok(),
        14 => phone.record(now, id, RecordCommand::Pause).is_ok(),
        _ => phone.terminate(now, id).is_ok(),
    }
}

fn pick<T>(list: &[T], at: u8) -> Option<&T> {
    list.get(usize::from(at) % list.len().max(1))
}

fn config(flows: u8) -> Option<Config> {
    let credentials = Credentials::Password {
        username: "mina".into(),
        password: "secret".into(),
    };
    let uri = Uri::parse("sip:mina@ringdesk.example").ok()?;
    let id = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    let mut config = Config::new(uri, credentials, id.into());
    config.flows = flows;
    config.profile.record = Record::OnDemand;
    config.accept_transfers = if flows > 1 {
        Transfers::Ask
    } else {
        Transfers::Accept
    };
    Some(config)
}

impl World {
    fn new(flows: u8) -> Option<World> {
        Some(World {
            phone: Phone::new(config(flows)?, [7; 32]).ok()?,
            now: Instant::from_millis(1_000_000),
            wake: None,
            requests: Vec::new(),
            responses: Vec::new(),
            invites: Vec::new(),
            exchanges: BTreeMap::new(),
            calls: BTreeMap::new(),
            watches: Vec::new(),
            branches: 0,
        })
    }

    /// Where a life begins: on its own, registered, or talking already. A fuzzer would seldom get so far by itself.
    fn begin(&mut self, begin: u8) {
        self.phone.register(self.now);
        self.input(Input::TransportUp(Flow(0)));
        if begin > 0 {
            self.answer(0, &Answer::ok(0));
        }
        if begin == 2 || begin == 4 {
            self.step(Step::Command(0, Command::Dial(0)));
            self.step(Step::Media(0, MediaStep::Describe));
            self.answer(0, &Answer::ok(1));
            self.step(Step::Media(0, MediaStep::Accept));
        }
        if begin > 2 {
            let call = begin - 3;
            self.ask(0, &Ask::call(0));
            self.step(Step::Command(call, Command::PickUp));
            if begin == 4 {
                // The first call is put on hold before.
                self.step(Step::Media(0, MediaStep::Describe));
                self.answer(0, &Answer::ok(1));
                self.step(Step::Media(0, MediaStep::Accept));
            }
            self.step(Step::Media(call, MediaStep::Describe));
            self.ask(0, &Ask::call(1));
        }
        let talking = self
            .phone
            .calls()
            .filter(|call| call.state() == CallState::Connected);
        assert_eq!(
            talking.count(),
            [0, 0, 1, 1, 2][usize::from(begin)],
            "the far side did its part"
        );
    }

    fn input(&mut self, input: Input<'_>) {
        self.phone.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        let mut outputs = 0;
        while let Some(output) = self.phone.poll() {
            outputs += 1;
            assert!(outputs < 500, "it never comes to rest");
            match output {
                Output::Send(_, bytes) => self.sent(&bytes),
                Output::Media(id, command) => {
                    if let MediaCommand::Offer { exchange, .. }
                    | MediaCommand::Answer { exchange, .. }
                    | MediaCommand::Accept { exchange, .. } = command
                    {
                        self.exchanges.insert(id, exchange);
                    }
                }
                Output::Wake(at) => self.wake = Some(at),
                Output::Suspect(_) | Output::Record(..) => {}
                Output::Event(Event::Incoming(id) | Event::Replaced { new: id, .. }) => {
                    self.calls.entry(id).or_default();
                }
                Output::Event(Event::Ended(call)) => {
                    *self.calls.entry(call.id()).or_default() += 1;
                }
                Output::Event(_) => {}
            }
        }
        assert!(self.phone.calls().count() <= MOST_CALLS);
        let off_hold = |id: &CallId| {
            let call = self.phone.call(*id);
            call.is_some_and(|call| {
                call.state() == CallState::Connected
                    && matches!(call.hold(), Hold::Off | Hold::Resuming)
            })
        };
        let lines = self.phone.lines().iter();
        let lines = lines.filter(|line| line.parties().iter().any(off_hold));
        assert!(lines.count() < 2, "two lines are off hold");
        for call in self.phone.calls() {
            let ends = self.calls.entry(call.id()).or_default();
            assert_eq!(*ends, 0, "what has ended is not there any more");
        }
    }

    fn sent(&mut self, bytes: &[u8]) {
        if bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            return;
        }
        let limits = Limits {
            message_bytes: 1 << 20,
            header_count: 1_024,
            header_bytes: 1 << 17,
        };
        match Message::parse(bytes, &limits) {
            Ok(Message::Request(request)) => remember(&mut self.requests, request),
            Ok(Message::Response(response)) => remember(&mut self.responses, response),
            Err(error) => panic!("{error}: {}", String::from_utf8_lossy(bytes)),
        }
    }

    fn pass(&mut self, until: Instant) {
        let mut wakes = 0;
        while let Some(at) = self.wake.filter(|at| *at <= until) {
            wakes += 1;
            assert!(wakes < 20_000, "it wakes for ever");
            self.wake = None;
            self.now = self.now.max(at);
            self.input(Input::Tick);
        }
        self.now = until;
    }

    fn step(&mut self, step: Step) {
        match step {
            // Up to a minute, in steps that grow.
            Step::Wait(time) => self.pass(self.now.plus_millis(u64::from(time))),
            Step::Up(flow) => self.input(Input::TransportUp(Flow(flow % 3))),
            Step::Down(flow) => self.input(Input::TransportDown(Flow(flow % 3))),
            Step::Media(call, step) => self.media(call, &step),
            Step::Command(call, command) => {
                self.command(call, &command);
                self.phone.handle(self.now, Input::Tick);
                self.drain();
            }
            Step::Answer(nth, answer) => self.answer(nth, &answer),
            Step::Ask(nth, ask) => self.ask(nth, &ask),
            Step::Raw(bytes) => self.input(Input::Received(Flow(0), &bytes)),
        }
    }

    fn call(&self, nth: u8) -> Option<CallId> {
        let live: Vec<CallId> = self.phone.calls().map(call::Call::id).collect();
        pick(&live, nth).copied()
    }

    fn media(&mut self, nth: u8, step: &MediaStep) {
        let Some(id) = self.call(nth) else { return };
        let exchange = self.exchanges.get(&id).copied().unwrap_or_default();
        let input = match step {
            MediaStep::Describe => MediaInput::Described {
                exchange,
                sdp: SDP.into(),
            },
            MediaStep::Accept => MediaInput::Accepted { exchange },
            MediaStep::Fail(late) => MediaInput::Failed {
                exchange: exchange.wrapping_sub(u32::from(late % 2)),
                error: MediaError::Failed,
            },
            MediaStep::Flows(true) => MediaInput::Connected,
            MediaStep::Flows(false) => MediaInput::Disconnected,
            MediaStep::Heard(true) => MediaInput::Audible,
            MediaStep::Heard(false) => MediaInput::Silent,
        };
        self.input(Input::Media(id, input));
    }

    fn command(&mut self, nth: u8, command: &Command) {
        let now = self.now;
        let phone = &mut self.phone;
        match command {
            Command::Register => phone.register(now),
            Command::Unregister => phone.unregister(now),
            Command::Probe => phone.probe(now),
            Command::Publish(open) => phone.publish(
                now,
                Presence {
                    open: *open,
                    note: "<&".into(),
                },
            ),
            Command::Dial(target) => {
                if let Some(target) = pick(&TARGETS, *target)
                    && let Ok(id) = phone.dial(now, target, DialOptions::default())
                {
                    self.calls.insert(id, 0);
                }
            }
            Command::Watch(target, presence) => {
                let package = if *presence {
                    Package::Presence
                } else {
                    Package::Dialog
                };
                if let Some(target) = pick(&TARGETS, *target)
                    && let Ok(id) = phone.watch(now, target, package)
                {
                    self.watches.push(id);
                }
            }
            Command::Unwatch => {
                if let Some(id) = self.watches.pop() {
                    phone.unwatch(now, id);
                }
            }
            Command::Message(target) => {
                if let Some(target) = pick(&TARGETS, *target) {
                    let _ = phone.message(now, target, "hello");
                }
            }
            Command::Reload => self.reload(),
            _ => self.command_call(nth, command),
        }
    }

    fn command_call(&mut self, nth: u8, command: &Command) {
        let Some(id) = self.call(nth) else { return };
        let (now, other) = (self.now, self.call(nth.wrapping_add(1)).unwrap_or(id));
        let phone = &mut self.phone;
        // What is refused is refused; what is done has to leave the phone in order.
        let _ = match command {
            Command::PickUp => phone.answer(now, id).is_ok(),
            Command::Decline => phone.decline(now, id, Decline::Busy).is_ok(),
            Command::HangUp => phone.hang_up(now, id).is_ok(),
            Command::Renegotiate => phone.renegotiate(now, id).is_ok(),
            Command::RenewMedia => phone.renew_media(now, id).is_ok(),
            Command::Hold => phone.hold(now, id).is_ok(),
            Command::Resume => phone.resume(now, id).is_ok(),
            Command::Mute(true) => phone.set_muted(id, Muted::Yes).is_ok(),
            Command::Mute(false) => phone.set_muted(id, Muted::No).is_ok(),
            Command::AcceptTransfer => phone.accept_transfer(now, id).is_ok(),
            Command::RefuseTransfer => phone.refuse_transfer(now, id).is_ok(),
            Command::Tones(tones) => {
                let tones = if *tones > 99 { "12,#" } else { "A" };
                phone.send_dtmf(now, id, tones).is_ok()
            }
            Command::Transfer(target) => {
                let target = pick(&TARGETS, *target).copied().unwrap_or_default();
                phone.transfer(now, id, target).is_ok()
            }
            Command::TransferTo => phone.transfer_to(now, id, other).is_ok(),
            Command::Line(order) => line_order(phone, now, id, *order),
            _ => false,
        };
    }

    /// The page is loaded anew: what was kept comes back in another phone.
    fn reload(&mut self) {
        let kept = self.phone.keep(self.now);
        let Some(mut next) = World::new(1) else {
            return;
        };
        next.now = self.now;
        let mut restored = next.phone.restore(next.now, &kept).unwrap_or_default();
        restored.sort();
        for id in restored {
            next.calls.insert(id, 0);
        }
        next.phone.register(next.now);
        next.input(Input::TransportUp(Flow(0)));
        *self = next;
    }

    /// Everybody hangs up and goes home.
    fn end(&mut self) {
        let live: Vec<CallId> = self.phone.calls().map(call::Call::id).collect();
        for id in live {
            let _ = self.phone.hang_up(self.now, id);
        }
        while let Some(id) = self.watches.pop() {
            self.phone.unwatch(self.now, id);
        }
        self.phone.unregister(self.now);
        self.drain();
        self.pass(self.now.plus_millis(60_000));
        for flow in 0..3 {
            self.input(Input::TransportDown(Flow(flow)));
        }
        // Longer than any patience: session timers included.
        self.pass(self.now.plus_millis(7_200_000));
        assert_eq!(self.phone.calls().count(), 0, "every call has ended");
        for (id, ends) in &self.calls {
            assert_eq!(*ends, 1, "{id:?} ended once");
        }
        assert_eq!(self.wake, None, "no alarm is left");
    }
}

fn remember<T>(list: &mut Vec<T>, item: T) {
    if list.len() >= 16 {
        list.remove(0);
    }
    list.push(item);
}
