//! Requests we received (RFC 3261 §17.2, RFC 6026 §7.1), and frames that are none.

use crate::bench::*;
use sip::*;
use std::time::Duration;

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
        name: HeaderName::CallId,
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
