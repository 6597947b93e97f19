//! Hold and resume (RFC 3264 §8.4), and offers that come from another connection.

extern crate ringdesk_call as call;

mod link;

use call::{
    CallId, CallState, Event, Hold, Input, MediaCommand, MediaDirection, MediaInput, Status,
    Transport,
};
use link::{Link, Verdict, ms, secs};
use sip::{Message, Method};

fn hold(link: &Link, peer: usize, id: CallId) -> (Hold, bool) {
    let call = link.peers[peer].phone.call(id).unwrap();
    (call.hold(), call.held_by_remote())
}

/// The directions of a phone's offers and answers, in order.
fn directions(link: &Link, peer: usize) -> Vec<&'static str> {
    let media = link.peers[peer].media.iter();
    let direction = |(_, command): &(_, MediaCommand)| match command {
        MediaCommand::Offer { direction, .. } | MediaCommand::Answer { direction, .. } => {
            Some(direction.as_str())
        }
        _ => None,
    };
    media.filter_map(direction).collect()
}

fn transports(link: &Link, peer: usize) -> Vec<Transport> {
    let media = link.peers[peer].media.iter();
    let transport = |(_, command): &(_, MediaCommand)| match command {
        MediaCommand::Offer { transport, .. } | MediaCommand::Answer { transport, .. } => {
            Some(*transport)
        }
        _ => None,
    };
    media.filter_map(transport).collect()
}

/// RFC 3264 §8.4; the state is not claimed before the 2xx.
#[test]
fn a_hold_is_asked_for_then_agreed_and_the_far_side_sees_it() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    assert_eq!(hold(&link, 0, a), (Hold::Holding, false));
    link.run(ms(30));
    assert_eq!(hold(&link, 0, a).0, Hold::Holding);
    link.run(ms(70));
    assert_eq!(hold(&link, 0, a), (Hold::On, false));
    assert_eq!(hold(&link, 1, b), (Hold::Off, true));
    // Asked twice, offered once.
    let again = link.order(0, |phone, now| phone.hold(now, a));
    assert_eq!(again, Err(call::Refusal::AlreadyHeld.into()));
    link.run(ms(100));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    link.order(0, |phone, now| phone.resume(now, a)).unwrap();
    assert_eq!(hold(&link, 0, a).0, Hold::Resuming);
    link.run(ms(100));
    assert_eq!(hold(&link, 0, a), (Hold::Off, false));
    assert_eq!(hold(&link, 1, b), (Hold::Off, false));
    assert_eq!(directions(&link, 0), ["sendrecv", "sendonly", "sendrecv"]);
    assert_eq!(directions(&link, 1), ["sendrecv", "recvonly", "sendrecv"]);
    assert_eq!(transports(&link, 0), [Transport::Kept; 3]);
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 3264 §8.4: a stream that only received is put on hold by being made inactive.
#[test]
fn both_sides_may_hold_and_each_ends_its_own_hold() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(100));
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(100));
    assert_eq!(hold(&link, 0, a), (Hold::On, true));
    assert_eq!(hold(&link, 1, b), (Hold::On, true));
    link.order(0, |phone, now| phone.resume(now, a)).unwrap();
    link.run(ms(100));
    // Mina hears nothing yet, for Jun holds her.
    assert_eq!(hold(&link, 0, a), (Hold::Off, true));
    assert_eq!(hold(&link, 1, b), (Hold::On, false));
    link.order(1, |phone, now| phone.resume(now, b)).unwrap();
    link.run(ms(100));
    assert_eq!(hold(&link, 0, a), (Hold::Off, false));
    assert_eq!(hold(&link, 1, b), (Hold::Off, false));
    assert_eq!(
        directions(&link, 0),
        ["sendrecv", "sendonly", "inactive", "sendrecv", "sendrecv"]
    );
    assert_eq!(
        directions(&link, 1),
        ["sendrecv", "recvonly", "inactive", "sendonly", "sendrecv"]
    );
    link.hang_up(1, b);
    link.assert_at_rest();
}

/// RFC 3261 §14.1: whoever made the Call-ID comes second.
#[test]
fn two_holds_that_cross_are_both_agreed_in_the_end() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(100));
    assert!(link.peers[0].answers(Method::Invite).contains(&491));
    assert!(link.peers[1].answers(Method::Invite).contains(&491));
    assert_eq!(hold(&link, 0, a), (Hold::Holding, false));
    link.run(secs(5));
    assert_eq!(hold(&link, 0, a), (Hold::On, true));
    assert_eq!(hold(&link, 1, b), (Hold::On, true));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_hold_that_is_refused_is_told_and_the_call_goes_on() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Invite => {
            let refusal = request.response(Status::NOT_ACCEPTABLE_HERE);
            Verdict::Answer(Box::new(refusal))
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(100));
    assert_eq!(hold(&link, 0, a).0, Hold::Off);
    assert!(
        link.peers[0]
            .events
            .iter()
            .any(|event| matches!(event, Event::HoldFailed(id, Some(Status::NOT_ACCEPTABLE_HERE)) if *id == a))
    );
    // Nobody answers at all.
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Invite => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(secs(33));
    assert!(matches!(link.peers[0].events.last(), Some(Event::HoldFailed(id, None)) if *id == a));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.server.script = None;
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_hold_asked_for_during_an_exchange_or_without_a_transport_waits() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.run(ms(10));
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(200));
    assert_eq!(hold(&link, 0, a).0, Hold::On);
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 3);
    link.disconnect(0);
    link.order(0, |phone, now| phone.resume(now, a)).unwrap();
    link.run(secs(3));
    assert_eq!(hold(&link, 0, a).0, Hold::Resuming);
    link.connect(0);
    link.run(ms(300));
    assert_eq!(hold(&link, 0, a).0, Hold::Off);
    assert!(!hold(&link, 1, b).1);
    // Changed one's mind before anything went out: nothing is offered.
    let invites = link.peers[0].sent_requests(Method::Invite).len();
    link.disconnect(0);
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.order(0, |phone, now| phone.resume(now, a)).unwrap();
    link.connect(0);
    link.run(ms(300));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), invites);
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// An answer can agree to our hold as well as an offer can (RFC 3264 §6.1).
#[test]
fn a_hold_asked_for_while_the_far_side_offers_goes_with_the_answer() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.order(1, |phone, now| phone.renegotiate(now, b))
        .unwrap();
    // Jun's offer comes while Mina's is still being described.
    link.peers[0].studio.takes = ms(500);
    link.run(secs(6));
    assert_eq!(hold(&link, 0, a).0, Hold::On);
    assert!(hold(&link, 1, b).1);
    link.hang_up(0, a);
    assert_eq!(
        link.order(0, |phone, now| phone.hold(now, a)),
        Err(call::Refusal::Over.into())
    );
    link.assert_at_rest();
}

#[test]
fn a_session_that_was_begun_anew_is_answered_by_a_fresh_connection() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.run(ms(100));
    link.order(0, |phone, now| phone.renew_media(now, a))
        .unwrap();
    link.run(ms(100));
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(100));
    let (kept, fresh) = (Transport::Kept, Transport::Fresh);
    assert_eq!(transports(&link, 0), [kept, kept, fresh, kept]);
    // Jun's fresh connection is as new to Mina as hers was to him, but she hears of it in an answer.
    assert_eq!(transports(&link, 1), [kept, kept, fresh, kept]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn fresh_media_asked_for_without_a_transport_is_offered_once_after_its_return() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.disconnect(0);
    for _ in 0..3 {
        link.order(0, |phone, now| phone.renew_media(now, a))
            .unwrap();
    }
    link.run(secs(1));
    link.connect(0);
    link.run(ms(300));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    // Lost on its way, it is fresh again.
    link.order(0, |phone, now| phone.renew_media(now, a))
        .unwrap();
    link.run(ms(6));
    link.disconnect(0);
    link.run(secs(1));
    link.connect(0);
    link.run(ms(300));
    assert_eq!(
        transports(&link, 0)[1..],
        [Transport::Fresh, Transport::Fresh, Transport::Fresh]
    );
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn silence_of_the_far_side_is_told_while_it_should_be_heard() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let lost = |link: &Link| link.peers[0].phone.call(a).unwrap().inbound_lost();
    link.peers[0].events.clear();
    link.handle(0, Input::Media(a, MediaInput::Silent));
    assert!(lost(&link));
    link.handle(0, Input::Media(a, MediaInput::Silent));
    link.handle(0, Input::Media(a, MediaInput::Audible));
    assert!(!lost(&link));
    assert_eq!(link.peers[0].events.len(), 2);
    // Whoever is held, or holds, expects nothing.
    link.handle(0, Input::Media(a, MediaInput::Silent));
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(100));
    assert!(!lost(&link));
    link.handle(0, Input::Media(a, MediaInput::Silent));
    assert!(!lost(&link));
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 3264 §6.1.
#[test]
fn the_names_of_holds_and_directions_are_those_of_their_standards() {
    assert_eq!(MediaDirection::ReceiveOnly.as_str(), "recvonly");
    assert_eq!(MediaDirection::Inactive.as_str(), "inactive");
    let names = [Hold::Off, Hold::Holding, Hold::On, Hold::Resuming].map(Hold::as_str);
    assert_eq!(names, ["off", "holding", "on", "resuming"]);
}

/// RFC 3261 §12.2.1.2: a far side that does not answer is asked whether it is there at all.
#[test]
fn a_far_side_that_answers_neither_an_offer_nor_a_question_has_gone() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method != Method::Register => {
            Verdict::Drop
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(secs(33));
    assert_eq!(hold(&link, 0, a).0, Hold::Off);
    link.run(secs(50));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
}

#[test]
fn fresh_media_asked_for_during_an_exchange_is_offered_once_after_it() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(27));
    // Jun's offer has come and is being answered.
    for _ in 0..2 {
        link.order(0, |phone, now| phone.renew_media(now, a))
            .unwrap();
    }
    link.run(ms(200));
    let (kept, fresh) = (Transport::Kept, Transport::Fresh);
    assert_eq!(transports(&link, 0), [kept, kept, fresh]);
    assert_eq!(hold(&link, 1, b), (Hold::On, false));
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 3261 §14.2: an offer that is refused has changed nothing.
#[test]
fn a_hold_of_the_far_side_that_the_media_can_not_take_is_none() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.peers[0].studio.describe_fails = Some(call::MediaError::BadDescription);
    link.order(1, |phone, now| phone.hold(now, b)).unwrap();
    link.run(ms(200));
    assert_eq!(hold(&link, 0, a), (Hold::Off, false));
    assert_eq!(hold(&link, 1, b), (Hold::Off, false));
    link.hang_up(0, a);
    link.assert_at_rest();
}
