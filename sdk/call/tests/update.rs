//! UPDATE (RFC 3311).

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, MediaCommand, Status, Transport};
use link::pbx::{answer, caller_asks, described, fork_asks, invite, said, sent, silent};
use link::{Link, ms, secs};
use sip::{HeaderName, Method, Response};

/// A call that came in and was answered.
fn answered(link: &mut Link) -> (CallId, Response) {
    let call = invite(link, &[], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = said(link, Status::OK);
    caller_asks(link, &ok, "1 ACK", &[], "");
    (id, ok)
}

fn held(link: &Link, id: CallId) -> bool {
    link.peers[0].phone.call(id).unwrap().held_by_remote()
}

/// RFC 3311 §5.2.
#[test]
fn an_update_changes_a_session_and_is_over_with_its_answer() {
    let mut link = Link::with(&["mina"]);
    let (id, ok) = answered(&mut link);
    assert!(ok.headers.lists(HeaderName::Allow, "UPDATE"));
    caller_asks(&mut link, &ok, "2 UPDATE", &[], &described("sendonly"));
    assert_eq!(link.peers[0].answers(Method::Update), [200]);
    let body = String::from_utf8(said(&link, Status::OK).body.clone()).unwrap();
    assert!(body.contains("a=recvonly"));
    assert!(held(&link, id));
    // No ACK is waited for: the next exchange may come at once.
    caller_asks(&mut link, &ok, "3 UPDATE", &[], &described("sendrecv"));
    assert!(!held(&link, id));
    caller_asks(&mut link, &ok, "4 UPDATE", &[], "not a description");
    assert_eq!(link.peers[0].answers(Method::Update), [200, 200, 488]);
    link.run(secs(40));
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    link.hang_up(0, id);
    link.assert_at_rest();
}

/// RFC 3261 §12.2.2 and RFC 3311 §5.2: a target refresh.
#[test]
fn an_update_without_a_description_moves_the_far_side_and_nothing_else() {
    let mut link = Link::with(&["mina"]);
    let (id, ok) = answered(&mut link);
    let orders = link.peers[0].media.len();
    let moved = (HeaderName::Contact, "<sip:moved@pbx.test>");
    caller_asks(&mut link, &ok, "2 UPDATE", &[moved], "");
    assert_eq!(link.peers[0].answers(Method::Update), [200]);
    assert!(said(&link, Status::OK).headers.has(HeaderName::Contact));
    assert_eq!(link.peers[0].media.len(), orders);
    link.hang_up(0, id);
    let byes = link.peers[0].sent_requests(Method::Bye);
    assert_eq!(byes[0].uri.to_string(), "sip:moved@pbx.test");
}

/// RFC 3311 §5.2.
#[test]
fn an_update_in_the_middle_of_an_exchange_is_told_to_wait() {
    let mut link = Link::with(&["mina"]);
    let (id, ok) = answered(&mut link);
    silent(&mut link);
    // Ours is under way: 491.
    link.order(0, |phone, now| phone.hold(now, id)).unwrap();
    link.run(ms(50));
    caller_asks(&mut link, &ok, "2 UPDATE", &[], &described("sendrecv"));
    assert_eq!(link.peers[0].answers(Method::Update), [491]);
    let invite = sent(&link, Method::Invite);
    answer(&mut link, &invite, 200, "pbx", &[], &described("recvonly"));
    // Theirs is being answered: 500.
    link.peers[0].studio.takes = ms(200);
    caller_asks(&mut link, &ok, "3 UPDATE", &[], &described("sendrecv"));
    caller_asks(&mut link, &ok, "4 UPDATE", &[], &described("sendrecv"));
    link.run(ms(200));
    assert_eq!(link.peers[0].answers(Method::Update), [491, 500, 200]);
    let busy = said(&link, Status::INTERNAL_ERROR);
    assert!(
        busy.headers
            .retry_after()
            .is_some_and(|seconds| seconds <= 10)
    );
}

/// RFC 3311 §5.2: the offer of the INVITE has no answer yet.
#[test]
fn an_update_of_a_call_that_rings_may_move_the_caller_but_not_offer() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let ringing = said(&link, Status::RINGING);
    caller_asks(&mut link, &ringing, "2 UPDATE", &[], "");
    caller_asks(&mut link, &ringing, "3 UPDATE", &[], &described("sendonly"));
    assert_eq!(link.peers[0].answers(Method::Update), [200, 500]);
    let id = link.answer(0);
    link.run(ms(50));
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
}

fn orders(link: &Link) -> Vec<&'static str> {
    let order = |(_, command): &(_, MediaCommand)| match command {
        MediaCommand::Offer {
            transport: Transport::Fresh,
            ..
        } => "offer afresh",
        MediaCommand::Offer { .. } => "offer",
        MediaCommand::Answer { .. } => "answer",
        MediaCommand::Accept { early: true, .. } => "hear",
        MediaCommand::Accept { .. } => "accept",
        _ => "else",
    };
    link.peers[0].media.iter().map(order).collect()
}

/// RFC 3311 §5.1: a fork whose answer came reliably may offer before the call is answered; one whose answer did not may not.
#[test]
fn an_update_of_a_fork_is_answered_once_its_answer_to_ours_is_firm() {
    for other_answers in [false, true] {
        let mut link = Link::with(&["mina"]);
        silent(&mut link);
        let a = link.dial(0, "kim");
        link.run(ms(50));
        let invite = sent(&link, Method::Invite);
        let sdp = described("sendrecv");
        answer(&mut link, &invite, 183, "one", &[], &sdp);
        fork_asks(&mut link, &invite, "one", "1 UPDATE", &sdp);
        fork_asks(&mut link, &invite, "one", "2 UPDATE", "");
        let reliable = [(HeaderName::Require, "100rel"), (HeaderName::Rseq, "1")];
        answer(&mut link, &invite, 183, "one", &reliable, &sdp);
        fork_asks(
            &mut link,
            &invite,
            "one",
            "3 UPDATE",
            &described("inactive"),
        );
        assert_eq!(link.peers[0].answers(Method::Update), [491, 200, 200]);
        assert_eq!(orders(&link), ["offer", "hear", "accept", "answer"]);
        assert!(held(&link, a));
        if other_answers {
            // Somebody else picks up: media with them is made from the start.
            answer(&mut link, &invite, 200, "two", &[], &sdp);
            assert_eq!(orders(&link).last(), Some(&"offer afresh"));
            let again = sent(&link, Method::Invite);
            assert_eq!(again.headers.to_tag(), "two");
            answer(&mut link, &again, 200, "two", &[], &sdp);
            assert!(!held(&link, a));
        } else {
            answer(&mut link, &invite, 200, "one", &[], &sdp);
            assert_eq!(orders(&link).len(), 4, "nothing new");
        }
        assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    }
}
