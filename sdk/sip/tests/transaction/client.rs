//! Requests we sent (RFC 3261 §17.1, RFC 6026 §7.2).

use crate::bench::*;
use sip::*;
use std::time::Duration;

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
    assert_eq!((ack.method.clone(), &ack.uri), (Method::Ack, &sent.uri));
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
