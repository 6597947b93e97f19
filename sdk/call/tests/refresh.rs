//! After a break or a sleep the state of a call is asked for, not remembered.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, EndedBy};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method, Request, Status};

/// A server that answers requests of this peer for which there is a status.
fn answering(link: &mut Link, mut status: impl FnMut(&Request) -> Option<u16> + 'static) {
    link.server.script = Some(Box::new(move |from, message| match message {
        Message::Request(request) if from == 0 && request.method != Method::Ack => {
            match status(request) {
                Some(0) => Verdict::Drop,
                Some(status) => Verdict::Answer(Box::new(
                    request
                        .response(Status::new(status).unwrap())
                        .with_to_tag("server"),
                )),
                None => Verdict::Pass,
            }
        }
        _ => Verdict::Pass,
    }));
}

fn reconnect(link: &mut Link) {
    link.disconnect(0);
    link.run(ms(300));
    link.connect(0);
    link.run(ms(200));
}

// RFC 3311 §5.1, RFC 3261 §12.2: a target refresh without an offer, so that the audio is left alone.
#[test]
fn a_call_is_refreshed_after_every_return_of_the_transport() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let media = link.peers[0].media.len();
    for round in 1..=3 {
        reconnect(&mut link);
        let updates = link.peers[0].sent_requests(Method::Update);
        assert_eq!(updates.len(), round);
        assert!(updates[0].headers.has(HeaderName::Contact) && updates[0].body.is_empty());
    }
    assert_eq!(link.peers[0].media.len(), media);
    assert_eq!(link.peers[0].answered(Method::Update), [200; 3]);
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_far_side_without_update_is_offered_to() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Response(response) if from == 1 => {
            let mut response = response.clone();
            response.headers.set(HeaderName::Allow, "INVITE, ACK, BYE");
            Verdict::Instead(Box::new(Message::Response(response)))
        }
        _ => Verdict::Pass,
    }));
    let (a, _) = link.talk();
    reconnect(&mut link);
    assert!(link.peers[0].sent_requests(Method::Update).is_empty());
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.run(ms(100));
    link.assert_at_rest();
}

// RFC 3261 §12.2.1.2: a 481 ends the dialog, and so does silence.
#[test]
fn a_call_that_is_gone_is_lost_within_ten_seconds_of_the_return() {
    for status in [481, 404, 408, 480, 503, 0] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, b) = link.talk();
        answering(&mut link, move |request| {
            (!matches!(request.method, Method::Register)).then_some(status)
        });
        reconnect(&mut link);
        if status == 481 {
            assert_eq!(
                link.peers[0].only_end(),
                ("call.lost", EndedBy::Network, Some(481))
            );
        } else {
            assert_eq!(
                link.peers[0].state(a),
                Some(CallState::Connected),
                "{status}"
            );
            link.run(secs(9));
            assert_eq!(link.peers[0].only_end().0, "call.lost");
        }
        link.server.script = None;
        link.hang_up(1, b);
        link.assert_at_rest();
    }
}

// A proxy that restarts does not know the far phone yet, and says so.
#[test]
fn a_far_side_that_comes_back_later_keeps_the_call() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.server.bindings.clear();
    link.disconnect(0);
    link.disconnect(1);
    link.run(secs(1));
    link.connect(0);
    link.run(secs(4));
    assert_eq!(link.peers[0].answered(Method::Update).first(), Some(&404));
    link.connect(1);
    link.run(secs(3));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // Its own question has answered ours.
    assert_eq!(link.peers[1].answered(Method::Update), [200]);
    link.run(secs(30));
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn an_answer_to_anything_else_than_the_call_is_no_proof_against_it() {
    for status in [400, 403, 405, 488, 501, 603] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, _) = link.talk();
        answering(&mut link, move |request| {
            (request.method == Method::Update).then_some(status)
        });
        reconnect(&mut link);
        link.run(secs(20));
        assert_eq!(
            link.peers[0].state(a),
            Some(CallState::Connected),
            "{status}"
        );
    }
}

#[test]
fn a_check_after_a_sleep_ends_what_is_no_more_and_leaves_what_is() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.check(now));
    link.order(0, |phone, now| phone.check(now));
    link.run(secs(15));
    assert_eq!(link.peers[0].sent_requests(Method::Update).len(), 1);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // The far side hung up while nobody here could hear it.
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 1 && request.method == Method::Bye => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    link.hang_up(1, b);
    link.run(secs(40));
    link.order(0, |phone, now| phone.check(now));
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
    link.server.script = None;
    link.assert_at_rest();
}

// Some telephone systems leave what they do not know unanswered.
#[test]
fn a_far_side_that_answers_nothing_but_offers_keeps_the_call() {
    for method in [Method::Update, Method::Options] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, _) = link.talk();
        let silent = method.clone();
        answering(&mut link, move |request| {
            (request.method == silent).then_some(0)
        });
        link.order(0, |phone, now| phone.check(now));
        link.run(secs(60));
        assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
        let offers = usize::from(method == Method::Update);
        assert_eq!(
            link.peers[0].sent_requests(Method::Invite).len(),
            1 + offers
        );
    }
}

#[test]
fn a_break_during_a_check_is_no_proof_against_the_call() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    answering(&mut link, |request| {
        (request.method == Method::Update).then_some(0)
    });
    link.order(0, |phone, now| phone.check(now));
    link.run(secs(5));
    link.disconnect(0);
    link.run(secs(20));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.server.script = None;
    link.connect(0);
    link.run(secs(20));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}

#[test]
fn a_call_is_not_lost_while_its_media_is_still_being_described() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.peers[0].studio.takes = secs(15);
    link.disconnect(0);
    link.run(ms(300));
    link.order(0, |phone, now| phone.renew_media(now, a))
        .unwrap();
    link.connect(0);
    link.run(secs(40));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // And one that is gone is found out when the offer goes.
    link.order(0, |phone, now| phone.renew_media(now, a))
        .unwrap();
    answering(&mut link, |request| {
        (request.method != Method::Register).then_some(0)
    });
    reconnect(&mut link);
    link.run(secs(14));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.run(secs(12));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
}
