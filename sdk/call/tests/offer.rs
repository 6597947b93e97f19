//! Offers and answers within a call, of a far side that is no phone of ours.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, Event, MediaCommand};
use link::{Link, ms, sdp, secs};
use sip::{HeaderName, Message, Method, Request, Response, Status};

/// An INVITE without an offer, as a third-party call controller sends it.
fn bare_invite(contact: sip::Uri) -> Request {
    let mut invite = Request::new(Method::Invite, contact);
    for (name, value) in [
        (HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKbare"),
        (
            HeaderName::From,
            "\"Support\" <sip:support@ringdesk.test>;tag=pbx",
        ),
        (HeaderName::To, "<sip:jun@ringdesk.test>"),
        (HeaderName::CallId, "bare"),
        (HeaderName::CSeq, "1 INVITE"),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
    ] {
        invite.headers.push(name, value);
    }
    invite
}

fn inside(answer: &Response, method: &str, number: u32) -> Request {
    let contact = answer.headers.contacts().unwrap().remove(0).uri;
    let mut request = Request::new(Method::parse(method).unwrap(), contact);
    request.headers.push(
        HeaderName::Via,
        format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{method}{number}"),
    );
    request
        .headers
        .push(HeaderName::From, "<sip:support@ringdesk.test>;tag=pbx");
    request
        .headers
        .push(HeaderName::To, answer.headers.get(HeaderName::To).unwrap());
    request.headers.push(HeaderName::CallId, "bare");
    request
        .headers
        .push(HeaderName::CSeq, format!("{number} {method}"));
    request
        .headers
        .push(HeaderName::Contact, "<sip:pbx@pbx.test>");
    request
}

fn last_ok(link: &Link, peer: usize) -> Response {
    let ok = |message: &Message| match message {
        Message::Response(response) if response.status == Status::OK => Some(response.clone()),
        _ => None,
    };
    link.peers[peer]
        .sent
        .iter()
        .rev()
        .find_map(ok)
        .expect("an answer")
}

#[test]
fn an_invite_without_an_offer_gets_ours_and_its_ack_has_the_answer() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    link.forge_request(0, &bare_invite(contact));
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = last_ok(&link, 0);
    assert!(ok.body.starts_with(b"v=0"));
    let mut ack = inside(&ok, "ACK", 1);
    ack.body = sdp(7, true, call::MediaKind::Audio).into_bytes();
    link.forge_request(0, &ack);
    link.run(ms(50));
    let accepted = |(_, command): &(_, MediaCommand)| {
        matches!(command, MediaCommand::Accept { early: false, .. })
    };
    assert!(link.peers[0].media.iter().any(accepted));
    // Within the call the same once more, taken by the ACK's lack of an answer: the session before it holds.
    link.forge_request(0, &inside(&ok, "INVITE", 2));
    link.run(ms(50));
    link.forge_request(0, &inside(&ok, "ACK", 2));
    link.run(ms(50));
    assert_eq!(
        link.peers[0].media.last().map(|(_, command)| command),
        Some(&MediaCommand::Rollback)
    );
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    link.forge_request(0, &inside(&ok, "BYE", 3));
    link.run(ms(50));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn an_ack_without_the_answer_we_asked_for_ends_the_call() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    link.forge_request(0, &bare_invite(contact));
    link.run(ms(50));
    link.answer(0);
    link.run(ms(50));
    let ok = last_ok(&link, 0);
    link.forge_request(0, &inside(&ok, "ACK", 1));
    link.run(ms(50));
    let byes = link.peers[0].sent_requests(Method::Bye);
    assert_eq!(byes[0].headers.reasons()[0].cause, Some(488));
    link.run(secs(40));
    assert_eq!(link.peers[0].only_end().0, "call.incompatible");
    link.assert_at_rest();
}

#[test]
fn an_offer_within_the_call_is_answered_and_a_hold_is_seen() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    let mut invite = bare_invite(contact);
    invite
        .headers
        .push(HeaderName::ContentType, "application/sdp");
    invite.body = sdp(7, true, call::MediaKind::Audio).into_bytes();
    link.forge_request(0, &invite);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = last_ok(&link, 0);
    link.forge_request(0, &inside(&ok, "ACK", 1));
    link.run(ms(50));
    assert!(!link.peers[0].phone.call(id).unwrap().held_by_remote());

    let mut hold = inside(&ok, "INVITE", 2);
    hold.body = sdp(7, true, call::MediaKind::Audio)
        .replace("sendrecv", "sendonly")
        .into_bytes();
    link.forge_request(0, &hold);
    // A third offer before the second has its answer (RFC 3261 §14.2).
    let mut early = inside(&ok, "INVITE", 3);
    early.body = hold.body.clone();
    link.forge_request(0, &early);
    link.run(ms(50));
    assert!(link.peers[0].phone.call(id).unwrap().held_by_remote());
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 200, 500, 200]);
    link.forge_request(0, &inside(&ok, "ACK", 2));
    link.run(ms(50));

    // What is no description is refused, and the call goes on.
    let mut broken = inside(&ok, "INVITE", 4);
    broken.body = b"not a description".to_vec();
    link.forge_request(0, &broken);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Invite).last(), Some(&488));
    // What the media engine can not take, too.
    link.peers[0].studio.describe_fails = Some(call::MediaError::BadDescription);
    let mut odd = inside(&ok, "INVITE", 5);
    odd.body = hold.body.clone();
    link.forge_request(0, &odd);
    link.run(ms(50));
    assert_eq!(
        link.peers[0].answers(Method::Invite),
        [180, 200, 500, 200, 488, 488]
    );
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    link.forge_request(0, &inside(&ok, "BYE", 9));
    link.run(ms(50));
    assert!(matches!(link.peers[0].events.last(), Some(Event::Ended(_))));
    link.assert_at_rest();
}

#[test]
fn an_old_request_within_the_call_is_refused_and_ends_nothing() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    let mut invite = bare_invite(contact);
    invite.headers.set(HeaderName::CSeq, "5 INVITE");
    invite
        .headers
        .push(HeaderName::ContentType, "application/sdp");
    invite.body = sdp(7, true, call::MediaKind::Audio).into_bytes();
    link.forge_request(0, &invite);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = last_ok(&link, 0);
    link.forge_request(0, &inside(&ok, "ACK", 5));
    link.forge_request(0, &inside(&ok, "BYE", 4));
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Bye), [500]);
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    link.hang_up(0, id);
    link.assert_at_rest();
}

#[test]
fn an_answer_whose_ack_was_lost_is_as_good_as_taken_once_the_far_side_offers_again() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    let mut invite = bare_invite(contact);
    invite
        .headers
        .push(HeaderName::ContentType, "application/sdp");
    invite.body = sdp(7, true, call::MediaKind::Audio).into_bytes();
    link.forge_request(0, &invite);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = last_ok(&link, 0);
    // No ACK for the 200. The next offer is none, is refused, and its refusal is acknowledged.
    let mut broken = inside(&ok, "INVITE", 2);
    broken.body = b"not a description".to_vec();
    link.forge_request(0, &broken);
    link.run(secs(60));
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 200, 488]);
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
}

#[test]
fn a_called_side_that_hangs_up_waits_half_a_minute_for_an_ack_that_never_comes() {
    let mut link = Link::with(&["jun"]);
    let contact = link.server.bindings[0].contact.clone();
    link.forge_request(0, &bare_invite(contact));
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    link.hang_up(0, id);
    link.run(secs(31));
    assert!(link.peers[0].sent_requests(Method::Bye).is_empty());
    assert!(
        link.peers[0].answers(Method::Invite).len() > 5,
        "the 200 is still repeated"
    );
    link.run(secs(2));
    assert_eq!(link.peers[0].sent_requests(Method::Bye).len(), 1);
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    link.assert_at_rest();
}
