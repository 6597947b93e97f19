//! Transactions in virtual time (RFC 3261 §17, RFC 6026).

use sip::{
    ClientTransaction, Endpoint, EndpointConfig, Event, Flow, HeaderName, Input, Instant, Limits,
    Message, Method, Output, ParseError, Request, Response, ServerTransaction, Status,
    TransactionError, Uri,
};
use std::time::Duration;

const FLOW: Flow = Flow(0);
/// 64 T1, the time after which timers B, F, H, L and M fire.
const PATIENCE: Duration = Duration::from_secs(32);

/// An endpoint, a clock, and what came out.
struct Bench {
    endpoint: Endpoint,
    now: Instant,
    wake: Option<Instant>,
    sent: Vec<Vec<u8>>,
    events: Vec<Event>,
}

impl Bench {
    fn new() -> Bench {
        let config = EndpointConfig {
            sent_by: "x7.invalid".into(),
            ..EndpointConfig::default()
        };
        let mut bench = Bench {
            endpoint: Endpoint::new(config, [3; 32]),
            now: Instant::from_millis(1_000_000),
            wake: None,
            sent: Vec::new(),
            events: Vec::new(),
        };
        bench.input(Input::Connected(FLOW));
        bench
    }

    fn input(&mut self, input: Input<'_>) {
        self.endpoint.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(flow, bytes) => {
                    assert_eq!(flow, FLOW);
                    self.sent.push(bytes);
                }
                Output::Wake(at) => {
                    assert!(at > self.now, "a wake in the past would spin");
                    self.wake = Some(at);
                }
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    /// Lets time pass, waking whenever that was asked for.
    fn pass(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(wake) = self.wake.filter(|wake| *wake <= end) {
            self.now = wake;
            self.wake = None;
            self.input(Input::Tick);
        }
        self.now = end;
    }

    fn receive(&mut self, bytes: &[u8]) {
        self.input(Input::Received(FLOW, bytes));
    }

    fn send(&mut self, method: Method) -> ClientTransaction {
        let tx = self.endpoint.send(self.now, FLOW, request(method));
        self.drain();
        tx
    }

    fn cancel(&mut self, tx: ClientTransaction, reason: Option<&str>) {
        self.endpoint.cancel(self.now, tx, reason);
        self.drain();
    }

    fn respond(&mut self, tx: ServerTransaction, response: Response) {
        self.endpoint.respond(self.now, tx, response);
        self.drain();
    }

    /// The only thing sent since last asked.
    fn sent(&mut self) -> Message {
        assert_eq!(self.sent.len(), 1, "{:?}", self.sent);
        Message::parse(&self.sent.remove(0), &Limits::default()).unwrap()
    }

    fn sent_request(&mut self) -> Request {
        match self.sent() {
            Message::Request(request) => request,
            other => panic!("{other:?}"),
        }
    }

    fn sent_status(&mut self) -> u16 {
        match self.sent() {
            Message::Response(response) => response.status.code(),
            other => panic!("{other:?}"),
        }
    }

    fn event(&mut self) -> Event {
        assert_eq!(self.events.len(), 1, "{:?}", self.events);
        self.events.remove(0)
    }

    fn quiet(&self) {
        assert!(
            self.sent.is_empty() && self.events.is_empty(),
            "{:?} {:?}",
            self.sent,
            self.events
        );
    }

    /// Receives an INVITE or another request and returns its transaction.
    fn request(&mut self, text: &str) -> ServerTransaction {
        self.receive(text.as_bytes());
        match self.event() {
            Event::Request { tx, .. } => tx,
            other => panic!("{other:?}"),
        }
    }
}

fn request(method: Method) -> Request {
    let mut request = Request::new(method.clone(), Uri::sip("jun", "ringdesk.localhost"));
    let headers = &mut request.headers;
    headers.push(HeaderName::Route, "<sip:proxy;lr>");
    headers.push(HeaderName::From, "<sip:mina@ringdesk.localhost>;tag=m");
    headers.push(HeaderName::To, "<sip:jun@ringdesk.localhost>");
    headers.push(HeaderName::CallId, "c1");
    headers.push(HeaderName::CSeq, format!("7 {method}"));
    request.body = b"body".to_vec();
    request
}

fn answer(request: &Request, status: Status, tag: &str) -> Vec<u8> {
    request.response(status).with_to_tag(tag).to_bytes()
}

fn incoming(method: &str, branch: &str) -> String {
    format!(
        "{method} sip:mina@x7.invalid SIP/2.0\r\nVia: SIP/2.0/WSS proxy.example;branch=z9hG4bK{branch}\r\n\
         From: <sip:jun@h>;tag=j\r\nTo: <sip:mina@h>\r\nCall-ID: c2\r\nCSeq: 3 {method}\r\n\r\n"
    )
}

fn read(text: &str) -> Request {
    match Message::parse(text.as_bytes(), &Limits::default()) {
        Ok(Message::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

fn failed(tx: ClientTransaction, error: TransactionError) -> Event {
    Event::Failed { tx, error }
}

#[track_caller]
fn is_response(event: &Event, tx: ClientTransaction, code: u16) {
    match event {
        Event::Response {
            tx: found,
            response,
            ..
        } => assert_eq!((*found, response.status.code()), (tx, code)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_goes_out_with_our_via_on_top_and_what_it_lacks() {
    let mut bench = Bench::new();
    bench.send(Method::Options);
    let sent = bench.sent_request();
    let via = sent.headers.via().unwrap();
    assert_eq!(
        (via.transport.as_str(), via.host.as_str()),
        ("WSS", "x7.invalid")
    );
    assert!(via.branch().unwrap().starts_with("z9hG4bK") && via.branch().unwrap().len() > 20);
    assert_eq!(sent.headers.max_forwards(), Some(70));
    assert_eq!(sent.headers.get(HeaderName::UserAgent), Some("Ringdesk"));
    // A forwarded request keeps what is on it and gets no User-Agent of ours.
    let mut forwarded = request(Method::Options);
    forwarded
        .headers
        .push(HeaderName::Via, "SIP/2.0/WS far;branch=z9hG4bKf");
    forwarded.headers.push(HeaderName::MaxForwards, "5");
    bench.endpoint.send(bench.now, FLOW, forwarded);
    bench.drain();
    let sent = bench.sent_request();
    assert_eq!(sent.headers.values(HeaderName::Via).count(), 2);
    assert_eq!(sent.headers.via().unwrap().host, "x7.invalid");
    assert_eq!(sent.headers.max_forwards(), Some(5));
    assert!(!sent.headers.has(HeaderName::UserAgent));
}

#[test]
fn a_request_other_than_invite_ends_with_its_final_response() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Register);
    let sent = bench.sent_request();
    bench.receive(&answer(&sent, Status::TRYING, ""));
    is_response(&bench.event(), tx, 100);
    bench.receive(&answer(&sent, Status::OK, "r"));
    is_response(&bench.event(), tx, 200);
    // Timer K is zero: what comes after belongs to nobody.
    bench.receive(&answer(&sent, Status::OK, "r"));
    assert!(matches!(bench.event(), Event::StrayResponse { .. }));
    bench.pass(PATIENCE * 2);
    bench.quiet();
}

#[test]
fn timer_f_ends_a_request_that_nobody_answers_even_after_a_provisional() {
    for provisional in [false, true] {
        let mut bench = Bench::new();
        let tx = bench.send(Method::Options);
        let sent = bench.sent_request();
        if provisional {
            bench.receive(&answer(&sent, Status::TRYING, ""));
            bench.events.clear();
        }
        bench.pass(PATIENCE - Duration::from_millis(1));
        bench.quiet();
        bench.pass(Duration::from_millis(1));
        assert_eq!(bench.event(), failed(tx, TransactionError::Timeout));
    }
}

#[test]
fn timer_b_ends_an_invite_that_nobody_answers_but_not_one_that_rings() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    bench.pass(PATIENCE);
    assert_eq!(bench.event(), failed(tx, TransactionError::Timeout));
    bench.sent.clear();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    bench.receive(&answer(&sent, Status::RINGING, "a"));
    is_response(&bench.event(), tx, 180);
    bench.pass(PATIENCE * 10);
    bench.quiet();
}

#[test]
fn a_refused_invite_is_acknowledged_on_its_branch_and_way() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    bench.receive(&answer(&sent, Status::BUSY_HERE, "busy"));
    is_response(&bench.event(), tx, 486);
    // RFC 3261 §17.1.1.3.
    let ack = bench.sent_request();
    assert_eq!((ack.method, &ack.uri), (Method::Ack, &sent.uri));
    assert_eq!(ack.headers.via(), sent.headers.via());
    assert_eq!(ack.headers.values(HeaderName::Via).count(), 1);
    assert_eq!(ack.headers.get(HeaderName::Route), Some("<sip:proxy;lr>"));
    assert_eq!(
        ack.headers.get(HeaderName::From),
        sent.headers.get(HeaderName::From)
    );
    assert_eq!(ack.headers.get(HeaderName::CallId), Some("c1"));
    assert_eq!(ack.headers.to().unwrap().tag(), Some("busy"));
    assert_eq!(ack.headers.get(HeaderName::CSeq), Some("7 ACK"));
    assert!(ack.body.is_empty());
    bench.pass(PATIENCE * 2);
    bench.quiet();
}

#[test]
fn every_2xx_of_a_forked_invite_is_passed_on_until_timer_m() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    for tag in ["a", "b", "a"] {
        bench.receive(&answer(&sent, Status::OK, tag));
        is_response(&bench.event(), tx, 200);
        bench.pass(Duration::from_secs(10));
    }
    // RFC 6026 §7.2: nothing but 2xx is passed on now, and nothing is acknowledged here.
    bench.receive(&answer(&sent, Status::RINGING, "c"));
    bench.receive(&answer(&sent, Status::BUSY_HERE, "c"));
    bench.quiet();
    bench.pass(Duration::from_secs(3));
    bench.receive(&answer(&sent, Status::OK, "d"));
    assert!(matches!(bench.event(), Event::StrayResponse { .. }));
    // Its end is no failure.
    bench.pass(PATIENCE);
    bench.quiet();
}

#[test]
fn a_cancel_before_any_response_waits_for_a_provisional() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    bench.cancel(tx, Some("SIP;cause=200;text=\"Call completed elsewhere\""));
    bench.pass(Duration::from_secs(5));
    bench.quiet();
    bench.receive(&answer(&sent, Status::TRYING, ""));
    is_response(&bench.event(), tx, 100);
    // RFC 3261 §9.1.
    let cancel = bench.sent_request();
    assert_eq!((&cancel.method, &cancel.uri), (&Method::Cancel, &sent.uri));
    assert_eq!(cancel.headers.via(), sent.headers.via());
    assert_eq!(cancel.headers.get(HeaderName::CSeq), Some("7 CANCEL"));
    assert_eq!(
        cancel.headers.get(HeaderName::To),
        sent.headers.get(HeaderName::To)
    );
    assert_eq!(
        cancel.headers.get(HeaderName::Route),
        Some("<sip:proxy;lr>")
    );
    assert_eq!(cancel.headers.reasons()[0].cause, Some(200));
    // Once is enough, and the answer to it is nobody's business.
    bench.cancel(tx, None);
    bench.receive(&answer(&cancel, Status::OK, "x"));
    bench.quiet();
    bench.receive(&answer(&sent, Status::TERMINATED, "a"));
    is_response(&bench.event(), tx, 487);
    assert_eq!(bench.sent_request().method, Method::Ack);
    bench.receive(&answer(&cancel, Status::OK, "x"));
    bench.quiet();
}

#[test]
fn a_cancel_that_loses_the_race_lets_the_2xx_through() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    bench.cancel(tx, None);
    bench.receive(&answer(&sent, Status::OK, "a"));
    is_response(&bench.event(), tx, 200);
    bench.cancel(tx, None);
    bench.quiet();
}

#[test]
fn a_cancelled_invite_that_is_never_answered_ends_after_64_t1() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    bench.receive(&answer(&sent, Status::RINGING, "a"));
    bench.pass(Duration::from_secs(100));
    bench.cancel(tx, None);
    bench.receive(&answer(&sent, Status::RINGING, "a"));
    bench.sent.clear();
    bench.events.clear();
    bench.pass(PATIENCE);
    assert_eq!(bench.event(), failed(tx, TransactionError::Timeout));
}

#[test]
fn a_cancel_for_anything_but_an_invite_does_nothing() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Bye);
    let sent = bench.sent_request();
    bench.receive(&answer(&sent, Status::TRYING, ""));
    bench.events.clear();
    bench.cancel(tx, None);
    bench.quiet();
}

#[test]
fn a_lost_connection_fails_what_was_under_way_on_it() {
    let mut bench = Bench::new();
    let (waiting, done) = (bench.send(Method::Invite), bench.send(Method::Invite));
    let sent = read(core::str::from_utf8(&bench.sent[1]).unwrap());
    bench.receive(&answer(&sent, Status::OK, "a"));
    is_response(&bench.event(), done, 200);
    let ringing = bench.request(&incoming("INVITE", "1"));
    let refused = bench.request(&incoming("INVITE", "2"));
    bench.respond(
        refused,
        read(&incoming("INVITE", "2")).response(Status::BUSY_HERE),
    );
    bench.input(Input::Disconnected(FLOW));
    assert_eq!(
        bench.events,
        [
            failed(waiting, TransactionError::Transport),
            Event::ServerGone { tx: ringing }
        ]
    );
    bench.events.clear();
    bench.sent.clear();
    // Nothing goes out on a connection that is gone.
    let late = bench.send(Method::Options);
    assert_eq!(bench.event(), failed(late, TransactionError::Transport));
    bench.endpoint.ping(FLOW);
    bench
        .endpoint
        .send_ack(bench.now, FLOW, request(Method::Ack));
    bench.respond(ringing, read(&incoming("INVITE", "1")).response(Status::OK));
    bench.drain();
    bench.pass(PATIENCE * 2);
    bench.quiet();
}

#[test]
fn a_silent_owner_is_covered_by_a_100_after_200_ms() {
    let mut bench = Bench::new();
    bench.request(&incoming("INVITE", "1"));
    bench.pass(Duration::from_millis(199));
    bench.quiet();
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.sent_status(), 100);
    // Not when the owner spoke in time (RFC 3261 §17.2.1), nor for another request (RFC 4320 §4.1).
    let tx = bench.request(&incoming("INVITE", "2"));
    bench.respond(tx, read(&incoming("INVITE", "2")).response(Status::RINGING));
    assert_eq!(bench.sent_status(), 180);
    bench.request(&incoming("OPTIONS", "3"));
    bench.pass(Duration::from_secs(1));
    bench.quiet();
}

#[test]
fn a_refusal_waits_for_its_ack_and_says_when_none_came() {
    let mut bench = Bench::new();
    let invite = read(&incoming("INVITE", "1"));
    let tx = bench.request(&incoming("INVITE", "1"));
    bench.respond(tx, invite.response(Status::BUSY_HERE).with_to_tag("t"));
    assert_eq!(bench.sent_status(), 486);
    bench.receive(incoming("INVITE", "1").as_bytes());
    assert_eq!(bench.sent_status(), 486);
    bench.receive(
        incoming("ACK", "1")
            .replace("SIP/2.0/WSS proxy", "SIP/2.0/WSS PROXY")
            .as_bytes(),
    );
    bench.pass(PATIENCE);
    bench.quiet();
    let tx = bench.request(&incoming("INVITE", "2"));
    bench.respond(tx, read(&incoming("INVITE", "2")).response(Status::DECLINE));
    bench.sent.clear();
    bench.pass(PATIENCE);
    assert_eq!(bench.event(), Event::ServerGone { tx });
}

#[test]
fn an_accepted_invite_absorbs_repeats_and_sends_further_2xx() {
    let mut bench = Bench::new();
    let invite = read(&incoming("INVITE", "1"));
    let tx = bench.request(&incoming("INVITE", "1"));
    let ok = invite.response(Status::OK).with_to_tag("t");
    bench.respond(tx, ok.clone());
    assert_eq!(bench.sent_status(), 200);
    bench.receive(incoming("INVITE", "1").as_bytes());
    bench.quiet();
    // RFC 3261 §13.3.1.4: until the ACK comes the owner says it again; nothing else can be said.
    bench.respond(tx, ok);
    assert_eq!(bench.sent_status(), 200);
    bench.respond(tx, invite.response(Status::BUSY_HERE));
    bench.respond(tx, invite.response(Status::RINGING));
    bench.quiet();
    for branch in ["1", "another"] {
        bench.receive(incoming("ACK", branch).as_bytes());
        assert!(matches!(bench.event(), Event::Ack { .. }));
    }
    bench.pass(PATIENCE * 2);
    bench.quiet();
}

#[test]
fn a_cancel_is_answered_here_and_told_to_the_owner_of_the_invite() {
    let mut bench = Bench::new();
    let invite = read(&incoming("INVITE", "1"));
    let tx = bench.request(&incoming("INVITE", "1"));
    bench.respond(tx, invite.response(Status::RINGING).with_to_tag("t"));
    bench.sent.clear();
    let cancel = incoming("CANCEL", "1").replace("\r\n\r\n", "\r\nReason: SIP;cause=200\r\n\r\n");
    bench.receive(cancel.as_bytes());
    match bench.sent() {
        Message::Response(response) => {
            assert_eq!(response.status, Status::OK);
            assert_eq!(response.headers.get(HeaderName::CSeq), Some("3 CANCEL"));
            // §9.2: the tag is that of the responses to the INVITE.
            assert_eq!(response.headers.to().unwrap().tag(), Some("t"));
        }
        other => panic!("{other:?}"),
    }
    match bench.event() {
        Event::Cancelled {
            tx: found, request, ..
        } => {
            assert_eq!(found, tx);
            assert_eq!(request.headers.reasons()[0].cause, Some(200));
        }
        other => panic!("{other:?}"),
    }
    bench.respond(tx, invite.response(Status::TERMINATED).with_to_tag("t"));
    assert_eq!(bench.sent_status(), 487);
    // Too late for another one: answered, but told to nobody.
    bench.receive(cancel.as_bytes());
    assert_eq!(bench.sent_status(), 200);
    bench.quiet();
}

#[test]
fn a_cancel_for_nothing_and_one_from_another_connection_are_answered_481() {
    let mut bench = Bench::new();
    bench.receive(incoming("CANCEL", "1").as_bytes());
    assert_eq!(bench.sent_status(), 481);
    bench.request(&incoming("INVITE", "2"));
    bench.endpoint.handle(
        bench.now,
        Input::Received(Flow(9), incoming("CANCEL", "2").as_bytes()),
    );
    match bench.endpoint.poll() {
        Some(Output::Send(Flow(9), bytes)) => assert!(bytes.starts_with(b"SIP/2.0 481 ")),
        other => panic!("{other:?}"),
    }
    bench.drain();
    bench.quiet();
}

#[test]
fn a_request_other_than_invite_is_answered_once_and_given_up_when_forgotten() {
    let mut bench = Bench::new();
    let options = read(&incoming("OPTIONS", "1"));
    let tx = bench.request(&incoming("OPTIONS", "1"));
    bench.respond(tx, options.response(Status::OK).with_to_tag("t"));
    let Message::Response(sent) = bench.sent() else {
        panic!()
    };
    assert_eq!(sent.headers.get(HeaderName::Server), Some("Ringdesk"));
    bench.respond(tx, options.response(Status::OK));
    bench.quiet();
    let tx = bench.request(&incoming("OPTIONS", "2"));
    bench.pass(PATIENCE);
    assert_eq!(bench.event(), Event::ServerGone { tx });
}

#[test]
fn a_client_of_rfc_2543_is_recognised_without_a_branch() {
    let mut bench = Bench::new();
    let old = |method: &str| incoming(method, "1").replace(";branch=z9hG4bK1", "");
    let tx = bench.request(&old("INVITE"));
    bench.respond(
        tx,
        read(&old("INVITE"))
            .response(Status::BUSY_HERE)
            .with_to_tag("t"),
    );
    bench.sent.clear();
    bench.receive(old("ACK").replace("mina@h>", "mina@h>;tag=t").as_bytes());
    bench.quiet();
    bench.request(&old("INVITE").replace("3 INVITE", "4 INVITE"));
}

#[test]
fn responses_from_another_connection_or_with_another_branch_change_nothing() {
    let mut bench = Bench::new();
    let tx = bench.send(Method::Invite);
    let sent = bench.sent_request();
    let good = String::from_utf8(answer(&sent, Status::OK, "a")).unwrap();
    let branch = sent.headers.via().unwrap().branch().unwrap().to_string();
    bench.input(Input::Received(Flow(5), good.as_bytes()));
    assert!(matches!(
        bench.event(),
        Event::StrayResponse { flow: Flow(5), .. }
    ));
    let (secret, id) = branch.rsplit_once('.').unwrap();
    for forged in [
        good.replace(&branch, &format!("z9hG4bKguess.{id}")),
        good.replace(&branch, &format!("{secret}.999")),
        good.replace(&branch, &format!("{secret}.99999999999999999999999")),
        good.replace("7 INVITE", "7 BYE"),
    ] {
        bench.receive(forged.as_bytes());
        assert!(matches!(bench.event(), Event::StrayResponse { .. }));
    }
    // §18.1.2: not ours at all.
    bench.receive(
        good.replace("x7.invalid", "y8.invalid")
            .replace(&branch, "z9hG4bKo")
            .as_bytes(),
    );
    bench.quiet();
    bench.receive(good.as_bytes());
    is_response(&bench.event(), tx, 200);
}

#[test]
fn keep_alives_are_answered_and_noticed() {
    let mut bench = Bench::new();
    bench.receive(b"\r\n\r\n");
    assert_eq!(bench.sent, [b"\r\n".to_vec()]);
    bench.receive(b"\r\n");
    assert_eq!(bench.event(), Event::Pong { flow: FLOW });
    bench.sent.clear();
    bench.endpoint.ping(FLOW);
    bench.drain();
    assert_eq!(bench.sent, [b"\r\n\r\n".to_vec()]);
    bench.sent.clear();
    bench.receive(b"");
    bench.quiet();
}

#[test]
fn a_malformed_request_is_refused_as_far_as_it_can_be_read() {
    let long = format!("\r\nX: {}\r\n\r\n", "y".repeat(9_000));
    let many = format!("{}\r\n\r\n", "\r\nXx: y".repeat(300));
    let giant = format!("\r\n\r\n{}", "y".repeat(70_000));
    for (text, status) in [
        (
            incoming("OPTIONS", "1").replace("SIP/2.0\r\nVia", "SIP/3.0\r\nVia"),
            505,
        ),
        (incoming("OPTIONS", "1").replace("\r\n\r\n", &long), 513),
        (incoming("OPTIONS", "1").replace("\r\n\r\n", &many), 513),
        (incoming("OPTIONS", "1").replace("\r\n\r\n", &giant), 513),
        (
            incoming("OPTIONS", "1").replace("\r\n\r\n", "\r\nl: 5\r\n\r\n"),
            400,
        ),
        (
            incoming("OPTIONS", "1").replace("\r\n\r\n", "\r\nbad line\r\n\r\n"),
            400,
        ),
        (
            incoming("OPTIONS", "1").replace("3 OPTIONS", "3 INVITE"),
            400,
        ),
        (
            incoming("OPTIONS", "1").replace("<sip:jun@h>;tag=j", "<sip:jun"),
            400,
        ),
        (
            incoming("OPTIONS", "1").replace("sip:mina@x7.invalid SIP", "no-uri SIP"),
            400,
        ),
        (incoming("CANCEL", "1").replace("3 CANCEL", "x CANCEL"), 400),
    ] {
        let mut bench = Bench::new();
        bench.receive(text.as_bytes());
        assert!(matches!(bench.event(), Event::Malformed { flow: FLOW, .. }));
        assert_eq!(bench.sent_status(), status, "{}", &text[..200]);
    }
}

#[test]
fn what_can_not_be_answered_is_only_reported() {
    for text in [
        "garbage".into(),
        "SIP/2.0 200\r\nVia: x\r\n\r\n".into(),
        incoming("ACK", "1").replace("3 ACK", "x ACK"),
        incoming("OPTIONS", "1").replace("Via", "Xx"),
        incoming("OPTIONS", "1").replace("Call-ID", "Xx"),
        String::from_utf8(answer(&read(&incoming("OPTIONS", "1")), Status::OK, "a"))
            .unwrap()
            .replace("CSeq", "Xx"),
    ] {
        let mut bench = Bench::new();
        bench.receive(text.as_bytes());
        assert!(matches!(bench.event(), Event::Malformed { .. }), "{text}");
        bench.quiet();
    }
    let mut bench = Bench::new();
    bench.receive(
        incoming("OPTIONS", "1")
            .replace("Call-ID: c2\r\n", "")
            .as_bytes(),
    );
    let error = ParseError::BadHeader {
        name: "Call-ID".into(),
    };
    assert_eq!(bench.event(), Event::Malformed { flow: FLOW, error });
}

#[test]
fn a_peer_that_opens_requests_without_end_is_answered_503() {
    let mut bench = Bench::new();
    for branch in 0..1_000 {
        bench.request(&incoming("INVITE", &branch.to_string()));
    }
    bench.sent.clear();
    bench.receive(incoming("INVITE", "one-more").as_bytes());
    assert_eq!(bench.sent_status(), 503);
    bench.quiet();
}

#[test]
fn wakes_are_asked_for_once_and_a_tick_too_many_does_no_harm() {
    let mut bench = Bench::new();
    bench.send(Method::Options);
    let first = bench.wake;
    assert_eq!(first, Some(bench.now + PATIENCE));
    bench.wake = None;
    bench.drain();
    assert_eq!(bench.wake, None);
    bench.input(Input::Tick);
    assert_eq!(bench.wake, first);
    bench.sent.clear();
    bench.quiet();
}
