//! What crosses on the wire.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, Decline, EndedBy, MediaCommand};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method};

#[test]
fn a_cancel_that_loses_the_race_hangs_up() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    // The 200 leaves after 5 ms and needs 20; the CANCEL goes in between.
    link.run(ms(12));
    link.hang_up(0, a);
    link.run(ms(200));
    assert_eq!(link.peers[0].sent_requests(Method::Cancel).len(), 1);
    assert_eq!(link.peers[0].answered(Method::Invite).last(), Some(&200));
    assert_eq!(link.peers[0].sent_requests(Method::Ack).len(), 1);
    assert_eq!(link.peers[0].sent_requests(Method::Bye).len(), 1);
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    assert_eq!(
        link.peers[1].only_end(),
        ("call.hung-up", EndedBy::Remote, None)
    );
    assert!(link.peers[0].ended()[0].answered().is_none());
    link.assert_at_rest();
}

#[test]
fn a_cancel_waits_for_the_first_sign_of_the_server() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(6));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 1);
    link.hang_up(0, a);
    assert_eq!(link.peers[0].sent_requests(Method::Cancel).len(), 0);
    link.run(ms(200));
    assert_eq!(link.peers[0].sent_requests(Method::Cancel).len(), 1);
    assert_eq!(link.peers[0].answered(Method::Invite), [180, 487]);
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    link.assert_at_rest();
}

#[test]
fn a_dial_that_is_taken_back_before_its_invite_sends_nothing() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.hang_up(0, a);
    link.run(ms(100));
    assert!(link.peers[0].sent.is_empty());
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    link.assert_at_rest();
}

#[test]
fn a_server_that_never_answers_a_cancelled_call_does_not_hold_it() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Response(response) if from == 1 && response.status.is_final() => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(secs(30));
    assert!(link.peers[0].ended().is_empty());
    link.run(secs(5));
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
}

#[test]
fn both_sides_may_hang_up_at_once() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.hang_up(0, a);
    link.hang_up(1, b);
    link.run(ms(100));
    for peer in [0, 1] {
        assert_eq!(link.peers[peer].sent_requests(Method::Bye).len(), 1);
        assert_eq!(
            link.peers[peer].only_end(),
            ("call.hung-up", EndedBy::Local, None)
        );
    }
    link.assert_at_rest();
}

#[test]
fn two_offers_at_once_are_sorted_out_by_waiting() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.order(1, |phone, now| phone.renegotiate(now, b))
        .unwrap();
    link.run(ms(100));
    for peer in [0, 1] {
        assert!(link.peers[peer].answers(Method::Invite).contains(&491));
        assert!(
            link.peers[peer]
                .media
                .iter()
                .any(|(_, command)| *command == MediaCommand::Rollback)
        );
    }
    let started = link.now;
    link.run(secs(5));
    // RFC 3261 §14.1: jun, who did not make the Call-ID, comes first, within two seconds; mina between 2.1 and 4.
    let again = |link: &Link, peer| {
        let invites = link.server.requests(peer, Method::Invite);
        invites.last().unwrap().0.since(started)
    };
    assert!(again(&link, 1) <= secs(2));
    assert!(again(&link, 0) >= secs(2) && again(&link, 0) <= secs(4));
    assert_eq!(link.peers[0].answers(Method::Invite), [491, 200]);
    assert_eq!(link.peers[1].answers(Method::Invite), [180, 200, 491, 200]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn an_offer_that_has_not_left_the_house_gives_way() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.peers[0].studio.takes = ms(300);
    link.order(0, |phone, now| phone.renegotiate(now, a))
        .unwrap();
    link.order(1, |phone, now| phone.renegotiate(now, b))
        .unwrap();
    link.run(secs(2));
    // Mina rolled her own back, answered his, then offered again.
    assert_eq!(link.peers[0].answers(Method::Invite), [100, 200]);
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    assert_eq!(link.peers[1].answers(Method::Invite), [180, 200, 200]);
    link.hang_up(1, b);
    link.assert_at_rest();
}

#[test]
fn a_second_phone_that_answers_too_late_is_hung_up() {
    let mut link = Link::with(&["mina", "jun", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.answer(2);
    link.run(ms(200));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[1].phone.calls().count(), 1);
    assert_eq!(
        link.peers[2].only_end(),
        ("call.hung-up", EndedBy::Remote, None)
    );
    assert_eq!(link.peers[0].sent_requests(Method::Ack).len(), 2);
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn a_fork_that_answers_after_the_call_has_ended_is_hung_up() {
    let mut link = Link::with(&["mina", "jun", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(secs(10));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    link.answer(2);
    link.run(ms(200));
    assert_eq!(link.peers[2].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_fork_that_answers_after_everybody_forgot_is_still_hung_up() {
    let mut link = Link::with(&["mina", "jun", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(secs(60));
    link.answer(2);
    link.run(ms(200));
    assert_eq!(link.peers[2].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn an_answer_elsewhere_is_told_from_a_change_of_mind() {
    for (reason, code) in [
        (
            "SIP;cause=200;text=\"Call completed elsewhere\"",
            "call.answered-elsewhere",
        ),
        ("Q.850;cause=16, SIP;cause=603", "call.declined"),
        ("SIP;cause=487", "call.cancelled"),
        ("nonsense", "call.cancelled"),
    ] {
        let mut link = Link::with(&["mina", "jun"]);
        let a = link.dial(0, "jun");
        link.server.script = Some(Box::new(move |_, message| match message {
            Message::Request(request) if request.method == Method::Cancel => {
                let mut request = request.clone();
                request.headers.set(HeaderName::Reason, reason);
                Verdict::Instead(Box::new(Message::Request(request)))
            }
            _ => Verdict::Pass,
        }));
        link.run(ms(100));
        link.hang_up(0, a);
        link.run(ms(100));
        assert_eq!(link.peers[1].only_end().0, code);
        link.assert_at_rest();
    }
}

#[test]
fn an_answer_that_came_second_was_no_answer() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Bye => {
            let mut request = request.clone();
            request.headers.set(
                HeaderName::Reason,
                "SIP;cause=200;text=\"Answered elsewhere\"",
            );
            Verdict::Instead(Box::new(Message::Request(request)))
        }
        _ => Verdict::Pass,
    }));
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[1].only_end().0, "call.answered-elsewhere");
    link.assert_at_rest();
}

#[test]
fn a_decline_that_crosses_a_cancel_ends_both_once() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    let b = link.peers[1].incoming().unwrap();
    link.hang_up(0, a);
    link.order(1, |phone, now| phone.decline(now, b, Decline::Busy))
        .unwrap();
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    assert_eq!(link.peers[1].only_end().0, "call.busy");
    link.assert_at_rest();
}

#[test]
fn a_cancel_while_the_microphone_is_being_opened_stops_the_answer() {
    let mut link = Link::with(&["mina", "jun"]);
    link.peers[1].studio.takes = secs(2);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(secs(5));
    assert_eq!(link.peers[1].answers(Method::Invite), [180, 487]);
    assert_eq!(link.peers[1].only_end().0, "call.cancelled");
    assert_eq!(link.peers[1].closes(), 1);
    link.assert_at_rest();
}

#[test]
fn a_2xx_is_repeated_until_its_ack_comes() {
    let mut link = Link::with(&["mina", "jun"]);
    let mut lost = 3;
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == Method::Ack && lost > 0 => {
            lost -= 1;
            Verdict::Drop
        }
        _ => Verdict::Pass,
    }));
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(secs(20));
    // At 0, 0.5, 1.5 and 3.5 s; the fourth ACK got through.
    assert_eq!(
        link.peers[1].answers(Method::Invite),
        [180, 200, 200, 200, 200]
    );
    assert_eq!(link.peers[0].sent_requests(Method::Ack).len(), 4);
    let accepts = link.peers[0]
        .media
        .iter()
        .filter(|(_, command)| matches!(command, MediaCommand::Accept { .. }));
    assert_eq!(accepts.count(), 1);
    link.server.script = None;
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_2xx_that_is_never_acked_is_hung_up() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Ack => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(secs(40));
    assert_eq!(link.peers[1].sent_requests(Method::Bye).len(), 1);
    assert_eq!(
        link.peers[1].only_end(),
        ("call.protocol", EndedBy::Network, None)
    );
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn the_called_side_waits_with_its_bye_for_the_ack() {
    let mut link = Link::with(&["mina", "jun"]);
    link.dial(0, "jun");
    link.run(ms(100));
    let b = link.answer(1);
    // The 200 is on its way, the ACK is not.
    link.run(ms(8));
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.hang_up(1, b);
    assert_eq!(link.peers[1].sent_requests(Method::Bye).len(), 0);
    link.run(ms(100));
    assert_eq!(link.peers[1].sent_requests(Method::Bye).len(), 1);
    assert_eq!(link.peers[0].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_cancel_that_loses_the_race_before_the_phone_is_registered_ends_all_the_same() {
    let mut link = Link::with(&["mina", "jun"]);
    link.disconnect(0);
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Register => {
            Verdict::Drop
        }
        _ => Verdict::Pass,
    }));
    link.connect(0);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(ms(12));
    link.hang_up(0, a);
    link.run(secs(33));
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
}
