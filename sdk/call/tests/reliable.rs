//! Reliable provisional responses (RFC 3262), both ways.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, EndedBy, MediaCommand, Status};
use link::pbx::{answer, caller_asks, described, invite, said, sent, silent};
use link::{Link, ms, secs};
use sip::{HeaderName, Method};

const RELIABLE: (HeaderName<'static>, &str) = (HeaderName::Require, "100rel");

/// RFC 3262 §4.
#[test]
fn a_reliable_response_is_confirmed_once_in_its_order_and_in_its_own_dialog() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    let a = link.dial(0, "kim");
    link.run(ms(50));
    let invite = sent(&link, Method::Invite);
    assert!(invite.headers.lists(HeaderName::Supported, "100rel"));
    let pracks = |link: &Link| -> Vec<String> {
        let pracks = link.server.requests(0, Method::Prack);
        let line = |name| move |r: &sip::Request| r.headers.get(name).unwrap().to_string();
        pracks
            .iter()
            .map(|(_, r)| {
                let to = r.headers.to_tag();
                [to, &line(HeaderName::Rack)(r), &line(HeaderName::CSeq)(r)].join(" | ")
            })
            .collect()
    };
    let sdp = described("sendrecv");
    answer(
        &mut link,
        &invite,
        183,
        "one",
        &[RELIABLE, (HeaderName::Rseq, "5")],
        &sdp,
    );
    assert_eq!(link.peers[0].state(a), Some(CallState::EarlyMedia));
    // Repeated, and one too far.
    answer(
        &mut link,
        &invite,
        183,
        "one",
        &[RELIABLE, (HeaderName::Rseq, "5")],
        &sdp,
    );
    answer(
        &mut link,
        &invite,
        182,
        "one",
        &[RELIABLE, (HeaderName::Rseq, "7")],
        "",
    );
    assert_eq!(link.peers[0].state(a), Some(CallState::EarlyMedia));
    answer(
        &mut link,
        &invite,
        180,
        "one",
        &[RELIABLE, (HeaderName::Rseq, "6")],
        "",
    );
    answer(
        &mut link,
        &invite,
        180,
        "two",
        &[RELIABLE, (HeaderName::Rseq, "900")],
        &sdp,
    );
    // Without a number it can not be confirmed.
    answer(&mut link, &invite, 182, "two", &[RELIABLE], "");
    assert_eq!(
        pracks(&link),
        [
            "one | 5 1 INVITE | 2 PRACK",
            "one | 6 1 INVITE | 3 PRACK",
            "two | 900 1 INVITE | 2 PRACK"
        ]
    );
    let accepts = link.peers[0]
        .media
        .iter()
        .filter(|(_, command)| matches!(command, MediaCommand::Accept { .. }));
    assert_eq!(accepts.count(), 1, "only the first is heard");
    // The answer needs no description: it has been confirmed.
    answer(&mut link, &invite, 200, "one", &[], "");
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(sent(&link, Method::Ack).headers.cseq_number(), 1);
    link.hang_up(0, a);
    assert_eq!(
        link.peers[0].sent_requests(Method::Bye)[0]
            .headers
            .cseq_number(),
        4
    );
}

/// RFC 3262 §3.
#[test]
fn a_caller_who_requires_it_is_told_of_the_ringing_until_it_has_confirmed_that() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[RELIABLE], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let ringing = said(&link, Status::RINGING);
    assert!(ringing.headers.lists(HeaderName::Require, "100rel"));
    let number = ringing.headers.read_number(HeaderName::Rseq).unwrap();
    link.run(secs(4));
    // At 0, 0.5, 1.5 and 3.5 s.
    assert_eq!(link.peers[0].answers(Method::Invite), [180; 4]);
    let wrong = format!("{} 1 INVITE", number + 1);
    caller_asks(
        &mut link,
        &ringing,
        "2 PRACK",
        &[(HeaderName::Rack, &wrong)],
        "",
    );
    let right = format!("{number} 1 INVITE");
    caller_asks(
        &mut link,
        &ringing,
        "3 PRACK",
        &[(HeaderName::Rack, &right)],
        "",
    );
    caller_asks(
        &mut link,
        &ringing,
        "4 PRACK",
        &[(HeaderName::Rack, &right)],
        "",
    );
    assert_eq!(link.peers[0].answers(Method::Prack), [481, 200, 481]);
    link.run(secs(60));
    assert_eq!(link.peers[0].answers(Method::Invite), [180; 4]);
    link.answer(0);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Invite).last(), Some(&200));
}

/// RFC 3262 §3: after 64 T1 the INVITE is rejected with a 5xx.
#[test]
fn a_ringing_that_is_never_confirmed_ends_the_call() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[RELIABLE], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(secs(33));
    assert_eq!(link.peers[0].answers(Method::Invite).last(), Some(&500));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.protocol", EndedBy::Network, None)
    );
    link.assert_at_rest();
}

/// RFC 3262 §3: a 2xx may overtake the confirmation, for the 180 had no description.
#[test]
fn an_answer_does_not_wait_for_the_confirmation_of_the_ringing() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[RELIABLE], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let ringing = said(&link, Status::RINGING);
    let id = link.answer(0);
    link.run(ms(50));
    let rack = format!(
        "{} 1 INVITE",
        ringing.headers.get(HeaderName::Rseq).unwrap()
    );
    caller_asks(
        &mut link,
        &ringing,
        "2 PRACK",
        &[(HeaderName::Rack, &rack)],
        "",
    );
    assert_eq!(link.peers[0].answers(Method::Prack), [200]);
    link.run(secs(2));
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 200, 200, 200]);
    caller_asks(&mut link, &ringing, "1 ACK", &[], "");
    link.run(secs(60));
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    link.hang_up(0, id);
    link.assert_at_rest();
}

/// RFC 3262 §5: a reliable 180 to an INVITE without an offer would need ours, and with it the microphone.
#[test]
fn a_call_without_an_offer_rings_without_a_reliable_response() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[RELIABLE], "");
    link.forge_request(0, &call);
    link.run(secs(40));
    assert_eq!(link.peers[0].answers(Method::Invite), [100]);
    let id = link.answer(0);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Invite), [100, 200]);
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
}

/// RFC 3262 §5: an offer in a PRACK follows an answer in what it confirms, and our 180 has none.
#[test]
fn an_offer_in_a_confirmation_is_refused_and_the_call_rings_on() {
    let mut link = Link::with(&["mina"]);
    let sdp = described("sendrecv");
    let call = invite(&link, &[RELIABLE], &sdp);
    link.forge_request(0, &call);
    link.run(ms(50));
    let ringing = said(&link, Status::RINGING);
    let rack = format!(
        "{} 1 INVITE",
        ringing.headers.get(HeaderName::Rseq).unwrap()
    );
    caller_asks(
        &mut link,
        &ringing,
        "2 PRACK",
        &[(HeaderName::Rack, &rack)],
        &sdp,
    );
    assert_eq!(link.peers[0].answers(Method::Prack), [488]);
    let id = link.peers[0].incoming().unwrap();
    link.run(secs(60));
    assert_eq!(link.peers[0].state(id), Some(CallState::Incoming));
}
