//! The link breaks, the server restarts, the socket is half open.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, DialError, DialOptions, EndedBy, RegisterError, Registration};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method};

#[test]
fn a_connected_call_outlives_the_transport() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.disconnect(0);
    assert!(matches!(
        link.peers[0].phone.registration(),
        Registration::Retrying {
            error: RegisterError::TransportLost,
            ..
        }
    ));
    link.run(secs(20));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.connect(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
    // Requests of the far side reach us again, by the same Contact.
    link.hang_up(1, b);
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_bye_waits_for_the_transport_and_for_the_registration() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.disconnect(0);
    link.run(secs(1));
    link.hang_up(0, a);
    assert_eq!(link.peers[0].state(a), Some(CallState::Ending));
    assert_eq!(link.peers[0].closes(), 1, "the microphone does not wait");
    link.run(secs(5));
    link.server.log.clear();
    link.connect(0);
    link.run(ms(200));
    let methods: Vec<_> = link
        .server
        .log
        .iter()
        .filter(|(_, from, _)| *from == 0)
        .map(|(_, _, r)| r.method.clone())
        .collect();
    assert_eq!(methods, [Method::Register, Method::Bye]);
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    assert_eq!(link.peers[1].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_call_hung_up_while_the_phone_registers_waits_for_that() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.disconnect(0);
    link.run(secs(1));
    link.connect(0);
    link.hang_up(0, a);
    assert!(link.peers[0].sent_requests(Method::Bye).is_empty());
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn a_phone_that_does_not_register_has_nothing_to_wait_for() {
    let mut link = Link::new();
    for user in ["guest", "jun"] {
        let peer = link.add(link::config(user));
        link.connect(peer);
    }
    link.register(1);
    link.run(ms(100));
    let (a, _) = link.talk();
    link.hang_up(0, a);
    link.connect(0);
    link.run(ms(100));
    assert_eq!(link.peers[0].sent_requests(Method::Bye).len(), 2);
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    assert_eq!(link.peers[1].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_far_side_that_moves_is_followed() {
    let mut link = Link::with(&["mina", "jun"]);
    let (_, b) = link.talk();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Response(response) if from == 0 && response.status.is_success() => {
            let mut response = response.clone();
            response
                .headers
                .set(HeaderName::Contact, "<sip:moved@pbx.test>");
            Verdict::Instead(Box::new(Message::Response(response)))
        }
        _ => Verdict::Pass,
    }));
    link.order(1, |phone, now| phone.renegotiate(now, b))
        .unwrap();
    link.run(ms(200));
    link.hang_up(1, b);
    let byes = link.peers[1].sent_requests(Method::Bye);
    assert_eq!(byes[0].uri.to_string(), "sip:moved@pbx.test");
}

#[test]
fn a_bye_that_was_on_its_way_when_the_link_broke_is_sent_again() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.hang_up(0, a);
    link.disconnect(0);
    link.run(secs(3));
    assert!(link.peers[0].ended().is_empty());
    link.connect(0);
    link.run(ms(200));
    assert_eq!(link.peers[0].sent_requests(Method::Bye).len(), 2);
    assert_eq!(link.peers[1].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_bye_whose_transport_never_returns_ends_the_call_anyway() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.disconnect(0);
    link.hang_up(0, a);
    link.run(secs(31));
    assert!(link.peers[0].ended().is_empty());
    link.run(secs(2));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
}

#[test]
fn calls_that_were_not_answered_end_with_the_transport() {
    let mut link = Link::with(&["mina", "jun"]);
    link.dial(0, "jun");
    link.run(ms(100));
    link.disconnect(0);
    link.disconnect(1);
    for peer in [0, 1] {
        assert_eq!(
            link.peers[peer].only_end(),
            ("transport.lost", EndedBy::Network, None)
        );
    }
    link.dial_fails(0);
    link.connect(0);
    link.connect(1);
    link.assert_at_rest();
}

#[test]
fn a_dial_whose_invite_has_not_gone_ends_with_the_transport() {
    let mut link = Link::with(&["mina"]);
    link.dial(0, "jun");
    link.disconnect(0);
    assert_eq!(link.peers[0].only_end().0, "transport.lost");
    link.run(secs(1));
    assert!(link.peers[0].sent.is_empty());
    link.connect(0);
    link.assert_at_rest();
}

#[test]
fn a_call_being_answered_ends_with_the_transport() {
    let mut link = Link::with(&["mina", "jun"]);
    link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.disconnect(1);
    link.run(secs(1));
    assert_eq!(link.peers[1].only_end().0, "transport.lost");
    assert_eq!(link.peers[1].closes(), 1);
}

#[test]
fn a_server_that_restarts_in_the_middle_finds_both_phones_again() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.server.bindings.clear();
    link.disconnect(0);
    link.disconnect(1);
    link.run(secs(2));
    link.connect(1);
    link.connect(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered() && link.peers[1].is_registered());
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.peers[1].studio.events = false;
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.run(ms(200));
    assert_eq!(link.peers[1].answers(Method::Invite).last(), Some(&200));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn an_offer_lost_with_the_transport_is_made_again_after_its_return() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.run(ms(6));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    link.disconnect(0);
    link.run(secs(1));
    link.connect(0);
    link.run(ms(300));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 3);
    assert_eq!(link.peers[0].answered(Method::Invite).last(), Some(&200));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_refresh_that_fails_leaves_the_call_alone() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Register => {
            Verdict::Drop
        }
        _ => Verdict::Pass,
    }));
    link.run(secs(700));
    assert!(!link.peers[0].is_registered());
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
}

#[test]
fn a_probe_without_an_answer_makes_the_socket_suspect() {
    let mut link = Link::with(&["mina"]);
    link.order(0, |phone, now| phone.probe(now));
    link.run(secs(6));
    assert_eq!(link.peers[0].suspects, 0);
    assert_eq!(link.peers[0].sent_requests(Method::Options).len(), 1);
    link.server.script = Some(Box::new(|_, _| Verdict::Drop));
    link.order(0, |phone, now| phone.probe(now));
    link.order(0, |phone, now| phone.probe(now));
    assert_eq!(
        link.peers[0].sent_requests(Method::Options).len(),
        2,
        "one at a time"
    );
    link.run(ms(2_400));
    assert_eq!(link.peers[0].suspects, 0);
    link.run(ms(200));
    assert_eq!(link.peers[0].suspects, 1);
    link.disconnect(0);
    link.server.script = None;
    link.connect(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
}

#[test]
fn a_registration_lost_with_the_transport_waits_for_its_return() {
    let mut link = Link::new();
    link.add(link::config("mina"));
    link.connect(0);
    link.register(0);
    link.disconnect(0);
    link.run(secs(60));
    let Registration::Retrying { error, at } = *link.peers[0].phone.registration() else {
        panic!("{:?}", link.peers[0].phone.registration())
    };
    assert_eq!(error, RegisterError::TransportLost);
    assert_eq!(link.now.since(at), secs(60));
    assert_eq!(link.peers[0].registrations().len(), 2);
    link.connect(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
    // Nor does the time of a refresh pass for one.
    link.disconnect(0);
    link.run(secs(700));
    assert_eq!(link.peers[0].registrations().len(), 5);
}

#[test]
fn a_bye_gets_its_chance_when_the_registration_is_refused_for_good() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.disconnect(0);
    link.hang_up(0, a);
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Register => {
            Verdict::Answer(Box::new(request.response(call::Status::FORBIDDEN)))
        }
        _ => Verdict::Pass,
    }));
    link.connect(0);
    link.run(ms(200));
    assert_eq!(
        link.peers[0].phone.registration(),
        &Registration::Rejected(RegisterError::Forbidden)
    );
    assert_eq!(link.peers[1].only_end().1, EndedBy::Remote);
}

#[test]
fn a_new_connection_without_word_of_the_old_ones_end_is_one_all_the_same() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let ringing = link.dial(0, "jun");
    link.run(ms(100));
    link.hang_up(0, a);
    link.connect(0);
    link.run(ms(300));
    // The BYE that was under way went again, the call that rang is lost.
    assert_eq!(link.peers[0].sent_requests(Method::Bye).len(), 2);
    assert!(link.peers[0].is_registered());
    let ends: Vec<_> = link.peers[0]
        .ended()
        .iter()
        .map(|call| (call.id(), call.end().unwrap().reason.code()))
        .collect();
    assert_eq!(ends, [(ringing, "transport.lost"), (a, "call.hung-up")]);
}

#[test]
fn an_invite_that_nobody_answers_times_out() {
    let mut link = Link::with(&["mina"]);
    link.server.script = Some(Box::new(|_, _| Verdict::Drop));
    link.dial(0, "jun");
    link.run(secs(33));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.timeout", EndedBy::Network, None)
    );
}

#[test]
fn what_comes_over_an_old_connection_is_not_heard() {
    let mut link = Link::with(&["mina"]);
    let (now, phone) = (link.now, &mut link.peers[0].phone);
    phone.handle(now, call::Input::TransportDown(call::Flow(0)));
    phone.handle(now, call::Input::TransportDown(call::Flow(0)));
    phone.handle(
        now,
        call::Input::Received(call::Flow(0), b"OPTIONS sip:x SIP/2.0\r\n\r\n"),
    );
    phone.handle(now, call::Input::Received(call::Flow(0), b"\r\n\r\n"));
    while let Some(output) = phone.poll() {
        assert!(!matches!(output, call::Output::Send(..)));
    }
}

trait Fails {
    fn dial_fails(&mut self, peer: usize);
}

impl Fails for Link {
    fn dial_fails(&mut self, peer: usize) {
        let result = self.order(peer, |phone, now| {
            phone.dial(now, "jun", DialOptions::default())
        });
        assert_eq!(result, Err(DialError::NoTransport));
        assert_eq!(DialError::NoTransport.code(), "transport.down");
    }
}
