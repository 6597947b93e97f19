//! Several ways to one server (RFC 5626), the addresses it gives us (RFC 5627), the way it wants (RFC 3327, RFC 3608).

extern crate ringdesk_call as call;

mod link;

use std::time::Duration;

use call::{
    CallId, CallState, Config, DialOptions, Event, Flow, Input, Instant, MediaCommand, MediaInput,
    Output, Phone, RegisterError, Registration, Status,
};
use link::{config, ms, secs};
use sip::{HeaderName, Limits, Message, Method, Request, Response};

const A: Flow = Flow(0);
const B: Flow = Flow(1);

/// A phone alone; the test is the server.
struct Bench {
    phone: Phone,
    now: Instant,
    sent: Vec<(Flow, Message)>,
    pings: Vec<Flow>,
    suspects: Vec<Flow>,
    events: Vec<Event>,
    wake: Option<Instant>,
}

impl Bench {
    fn new(change: fn(&mut Config)) -> Self {
        let mut config = config("mina");
        config.flows = 2;
        change(&mut config);
        Bench {
            phone: Phone::new(config, [5; 32]).unwrap(),
            now: Instant::from_millis(1_700_000_000_000),
            sent: Vec::new(),
            pings: Vec::new(),
            suspects: Vec::new(),
            events: Vec::new(),
            wake: None,
        }
    }

    fn handle(&mut self, input: Input<'_>) {
        self.phone.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        let mut media: Vec<(CallId, MediaInput)> = Vec::new();
        while let Some(output) = self.phone.poll() {
            match output {
                Output::Send(flow, bytes) if bytes == b"\r\n\r\n" => self.pings.push(flow),
                Output::Send(flow, bytes) => {
                    let message = Message::parse(&bytes, &Limits::default()).unwrap();
                    self.sent.push((flow, message));
                }
                Output::Media(id, MediaCommand::Offer { exchange, .. })
                | Output::Media(id, MediaCommand::Answer { exchange, .. }) => {
                    let sdp = link::sdp(1, true, call::MediaKind::Audio);
                    media.push((id, MediaInput::Described { exchange, sdp }));
                }
                Output::Media(..) => {}
                Output::Event(event) => self.events.push(event),
                Output::Wake(at) => self.wake = Some(at),
                Output::Suspect(flow) => self.suspects.push(flow),
                Output::Record(..) => {}
            }
        }
        for (id, input) in media {
            self.handle(Input::Media(id, input));
        }
    }

    fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(at) = self.wake.filter(|at| *at <= end) {
            self.wake = None;
            self.now = self.now.max(at);
            self.handle(Input::Tick);
        }
        self.now = end;
    }

    /// Takes the only request that was sent, and its flow.
    fn take(&mut self) -> (Flow, Request) {
        assert_eq!(self.sent.len(), 1, "{:?}", self.sent);
        match self.sent.remove(0) {
            (flow, Message::Request(request)) => (flow, request),
            (_, response) => panic!("{response:?}"),
        }
    }

    fn answer(&mut self, flow: Flow, request: &Request, status: u16, headers: &[(&str, &str)]) {
        let mut response: Response = request
            .response(Status::new(status).unwrap())
            .with_to_tag("far");
        if request.method == Method::Register && status == 200 {
            response.headers.push(
                HeaderName::Contact,
                request
                    .headers
                    .get(HeaderName::Contact)
                    .unwrap()
                    .to_string()
                    + ";expires=600",
            );
        }
        if request.method == Method::Invite && status == 200 {
            response
                .headers
                .push(HeaderName::Contact, "<sip:jun@far.test>");
            response.headers.push(HeaderName::Allow, "INVITE, UPDATE");
            response
                .headers
                .push(HeaderName::ContentType, "application/sdp");
            response.body = link::sdp(2, true, call::MediaKind::Audio).into_bytes();
        }
        for (name, value) in headers {
            response.headers.push(HeaderName::new(name), *value);
        }
        self.handle(Input::Received(flow, &response.to_bytes()));
    }

    /// Both flows are up; the answer to the first REGISTER has these headers.
    fn registered(change: fn(&mut Config), headers: &[(&str, &str)]) -> Self {
        let mut bench = Bench::new(change);
        bench.handle(Input::TransportUp(A));
        bench.handle(Input::TransportUp(B));
        let now = bench.now;
        bench.phone.register(now);
        bench.drain();
        let (flow, register) = bench.take();
        assert_eq!(flow, A, "one at first");
        bench.answer(A, &register, 200, headers);
        bench
    }

    fn is_registered(&self) -> bool {
        matches!(self.phone.registration(), Registration::Registered { .. })
    }

    fn dial(&mut self) -> CallId {
        let id = self
            .phone
            .dial(self.now, "jun", DialOptions::default())
            .unwrap();
        self.drain();
        id
    }
}

fn contact(request: &Request) -> sip::NameAddr {
    request.headers.contacts().unwrap().remove(0)
}

const OUTBOUND: &[(&str, &str)] = &[("Require", "outbound")];

// RFC 5626 §4.2.1.
#[test]
fn each_flow_has_a_registration_of_its_own_under_one_instance() {
    let mut bench = Bench::registered(|_| {}, OUTBOUND);
    assert!(bench.is_registered());
    let (flow, register) = bench.take();
    assert_eq!(flow, B);
    let contact = contact(&register);
    assert_eq!(contact.params.get("reg-id"), Some("2"));
    assert!(contact.params.get("+sip.instance").is_some() && contact.uri.params.has("ob"));
    bench.answer(B, &register, 200, OUTBOUND);
    let shown = bench.events.iter().filter(|event| {
        matches!(event, Event::Registration(state) if !matches!(state, Registration::Registered { .. }))
    });
    assert_eq!(
        shown.count(),
        1,
        "the phone shows one registration, the best"
    );
    // Each is refreshed on its own way.
    bench.pass(secs(560));
    let mut flows: Vec<u8> = bench.sent.iter().map(|(flow, _)| flow.0).collect();
    flows.sort_unstable();
    flows.dedup();
    assert_eq!(flows, [0, 1]);
}

// RFC 5626 §4.2.1: without `outbound` in Require the second would put an end to the first.
#[test]
fn a_registrar_that_knows_no_flows_gets_one_and_the_other_stands_by() {
    let mut bench = Bench::registered(|_| {}, &[]);
    bench.pass(secs(5));
    assert!(bench.sent.is_empty());
    bench.handle(Input::TransportDown(A));
    let (flow, register) = bench.take();
    assert_eq!(flow, B);
    assert!(!bench.is_registered());
    bench.answer(B, &register, 200, &[]);
    assert!(bench.is_registered());
    bench.handle(Input::TransportUp(A));
    assert!(bench.sent.is_empty(), "now it is the other that stands by");
    bench.handle(Input::TransportDown(B));
    assert_eq!(bench.take().0, A);
}

// RFC 5626 §4.5, RFC 3261 §12.2.
#[test]
fn a_call_moves_to_the_flow_that_is_left() {
    let mut bench = Bench::registered(|_| {}, OUTBOUND);
    let (_, register) = bench.take();
    bench.answer(B, &register, 200, OUTBOUND);
    let id = bench.dial();
    let (flow, invite) = bench.take();
    assert_eq!(flow, A);
    bench.answer(A, &invite, 200, &[]);
    assert_eq!(bench.take().0, A, "the ACK goes where its INVITE went");
    bench.handle(Input::TransportDown(A));
    let (flow, update) = bench.take();
    assert_eq!((flow, &update.method), (B, &Method::Update));
    bench.answer(B, &update, 200, &[]);
    assert!(bench.is_registered(), "by the other flow, all the time");
    assert_eq!(
        bench.phone.call(id).map(call::Call::state),
        Some(CallState::Connected)
    );
    // It stays there when the first comes back.
    bench.handle(Input::TransportUp(A));
    bench.sent.clear();
    bench.phone.hang_up(bench.now, id).unwrap();
    bench.drain();
    let (flow, bye) = bench.take();
    assert_eq!((flow, &bye.method), (B, &Method::Bye));
}

#[test]
fn what_rings_by_one_flow_does_not_end_with_another() {
    let mut bench = Bench::registered(|_| {}, OUTBOUND);
    let (_, register) = bench.take();
    bench.answer(B, &register, 200, OUTBOUND);
    let invite = "INVITE sip:mina@x.invalid SIP/2.0\r\nVia: SIP/2.0/WSS p;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
        From: <sip:jun@ringdesk.test>;tag=1\r\nTo: <sip:mina@ringdesk.test>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\
        Contact: <sip:jun@far.test>\r\nContent-Length: 0\r\n\r\n";
    bench.handle(Input::Received(B, invite.as_bytes()));
    let id = bench.phone.calls().next().unwrap().id();
    bench.handle(Input::TransportDown(A));
    assert_eq!(
        bench.phone.call(id).map(call::Call::state),
        Some(CallState::Incoming)
    );
    bench
        .phone
        .decline(bench.now, id, call::Decline::Busy)
        .unwrap();
    bench.drain();
    let Some((B, Message::Response(busy))) = bench.sent.last() else {
        panic!()
    };
    assert_eq!(busy.status.code(), 486);
}

// RFC 5626 §6.
#[test]
fn a_first_hop_without_outbound_is_registered_with_in_plain_words() {
    let mut bench = Bench::new(|_| {});
    bench.handle(Input::TransportUp(A));
    bench.handle(Input::TransportUp(B));
    bench.phone.register(bench.now);
    bench.drain();
    let (_, register) = bench.take();
    bench.answer(A, &register, 439, &[]);
    let (flow, register) = bench.take();
    assert_eq!(flow, A);
    assert_eq!(contact(&register).params.get("reg-id"), None);
    assert_eq!(register.headers.get(HeaderName::Supported), Some("path"));
    bench.answer(A, &register, 200, &[]);
    assert!(bench.is_registered() && bench.sent.is_empty());
}

// RFC 5626 §4.4.1.
#[test]
fn a_flow_that_the_server_wants_kept_alive_is_pinged_and_suspected_without_a_pong() {
    let mut bench = Bench::registered(|config| config.flows = 1, &[("Flow-Timer", "60")]);
    bench.pass(secs(47));
    assert!(bench.pings.is_empty());
    bench.pass(secs(14));
    assert_eq!(bench.pings, [A]);
    bench.handle(Input::Received(A, b"\r\n"));
    bench.pass(secs(12));
    assert!(bench.suspects.is_empty());
    bench.pass(secs(48));
    assert_eq!(bench.pings, [A, A]);
    bench.pass(secs(10));
    assert_eq!(bench.suspects, [A]);
    bench.handle(Input::TransportDown(A));
    bench.pass(secs(300));
    assert_eq!(bench.pings, [A, A], "nobody pings what is not there");
}

#[test]
fn a_server_that_says_nothing_of_keep_alive_is_not_pinged() {
    let mut bench = Bench::registered(|config| config.flows = 1, &[]);
    bench.pass(secs(200));
    assert!(bench.pings.is_empty() && bench.suspects.is_empty());
}

// RFC 5627 §4.2 and §4.4.
#[test]
fn an_address_that_reaches_us_from_everywhere_is_our_contact_in_calls() {
    let given = ";pub-gruu=\"sip:mina@ringdesk.test;gr=urn:uuid:1\";temp-gruu=\"sip:tgruu.7@ringdesk.test;gr\"";
    let mut bench = Bench::new(|config| {
        config.flows = 1;
        config.gruu = true;
    });
    bench.handle(Input::TransportUp(A));
    bench.phone.register(bench.now);
    bench.drain();
    let (_, register) = bench.take();
    assert!(register.headers.lists(HeaderName::Supported, "gruu"));
    let mut response = register.response(Status::OK).with_to_tag("r");
    let bound = register.headers.get(HeaderName::Contact).unwrap();
    response.headers.push(
        HeaderName::Contact,
        bound.to_string() + given + ";expires=600",
    );
    bench.handle(Input::Received(A, &response.to_bytes()));
    bench.dial();
    let (_, invite) = bench.take();
    assert_eq!(
        contact(&invite).uri.to_string(),
        "sip:mina@ringdesk.test;gr=urn:uuid:1"
    );
    // But not in the registration.
    bench.sent.clear();
    bench.answer(A, &invite, 486, &[]);
    bench.sent.clear();
    bench.pass(secs(560));
    // Nobody answers, so it may have been asked for more than once.
    bench.sent.truncate(1);
    assert!(contact(&bench.take().1).uri.host.ends_with(".invalid"));
}

// RFC 3608 §5 and §6.1: for requests outside of dialogs, in order; RFC 3327: Path is the proxies' to write.
#[test]
fn requests_outside_of_dialogs_go_the_way_that_the_registrar_wants() {
    let mut bench = Bench::registered(
        |config| config.flows = 1,
        &[("Service-Route", "<sip:p2.test;lr>, <sip:p3.test;lr>")],
    );
    bench.dial();
    let (_, invite) = bench.take();
    let routes: Vec<&str> = invite.headers.values(HeaderName::Route).collect();
    assert_eq!(routes, ["<sip:p2.test;lr>", "<sip:p3.test;lr>"]);
    assert_eq!(invite.uri.to_string(), "sip:jun@ringdesk.test");
    // Within a dialog its own route set counts.
    bench.answer(A, &invite, 200, &[("Record-Route", "<sip:r.test;lr>")]);
    let (_, ack) = bench.take();
    assert_eq!(
        ack.headers.values(HeaderName::Route).collect::<Vec<_>>(),
        ["<sip:r.test;lr>"]
    );
    bench.pass(secs(560));
    let register = bench.sent.iter().find_map(|(_, message)| match message {
        Message::Request(request) if request.method == Method::Register => Some(request),
        _ => None,
    });
    assert!(!register.unwrap().headers.has(HeaderName::Route));
}

// RFC 3261 §8.1.3.4.
#[test]
fn a_registrar_that_sends_us_elsewhere_is_followed_once() {
    let mut bench = Bench::new(|config| config.flows = 1);
    bench.handle(Input::TransportUp(A));
    bench.phone.register(bench.now);
    bench.drain();
    let (_, register) = bench.take();
    bench.answer(A, &register, 302, &[("Contact", "<sip:other.test>")]);
    let (_, register) = bench.take();
    assert_eq!(register.uri.to_string(), "sip:other.test");
    assert_eq!(
        register.headers.to().unwrap().uri.to_string(),
        "sip:mina@ringdesk.test"
    );
    bench.answer(A, &register, 302, &[("Contact", "<sip:third.test>")]);
    bench.pass(ms(400));
    assert!(bench.sent.is_empty());
    assert!(matches!(
        bench.phone.registration(),
        Registration::Retrying {
            error: RegisterError::Server(_),
            ..
        }
    ));
}

// RFC 3261 §21.5.4.
#[test]
fn a_registrar_that_is_overloaded_is_left_alone_for_as_long_as_it_says() {
    let mut bench = Bench::new(|config| config.flows = 1);
    bench.handle(Input::TransportUp(A));
    bench.phone.register(bench.now);
    bench.drain();
    let (_, register) = bench.take();
    bench.answer(A, &register, 503, &[("Retry-After", "20 (busy)")]);
    bench.pass(secs(19));
    assert!(bench.sent.is_empty());
    bench.pass(secs(2));
    bench.take();
}
