//! Calls that take the place of others (RFC 3891), and calls that come to others (RFC 3911).

extern crate ringdesk_call as call;

mod link;

use call::{Call, CallId, CallState, DialOptions, Event, MediaKind};
use link::{Link, ms, sdp};
use sip::{HeaderName, Message, Method, Request};

/// An INVITE of a stranger to the first phone.
fn invite(link: &Link, headers: &[(HeaderName, &str)]) -> Request {
    let mut invite = Request::new(Method::Invite, link.server.bindings[0].contact.clone());
    let number = link.now.as_millis() % 1_000_000;
    let via = format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{number}");
    let call_id = format!("stranger-{number}");
    for (name, value) in [
        (HeaderName::Via, via.as_str()),
        (
            HeaderName::From,
            "\"Sora\" <sip:sora@ringdesk.test>;tag=far",
        ),
        (HeaderName::To, "<sip:mina@ringdesk.test>"),
        (HeaderName::CallId, &call_id),
        (HeaderName::CSeq, "1 INVITE"),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
        (HeaderName::ContentType, "application/sdp"),
    ] {
        invite.headers.push(name, value);
    }
    for (name, value) in headers {
        invite.headers.push(*name, *value);
    }
    invite.body = sdp(9, true, MediaKind::Audio).into_bytes();
    invite
}

/// The last answer with a tag to the INVITE of a phone, and the name of that dialog as the phone knows it.
fn name(link: &Link, peer: usize) -> String {
    let peer = &link.peers[peer];
    let invite = peer.sent_requests(Method::Invite)[0];
    let tag = peer
        .received
        .iter()
        .rev()
        .find_map(|message| match message {
            Message::Response(response)
                if response.headers.cseq_method() == "INVITE" && response.status.code() > 100 =>
            {
                Some(response.headers.to_tag())
            }
            _ => None,
        });
    format!(
        "{};to-tag={};from-tag={}",
        invite.headers.call_id().unwrap(),
        invite.headers.from_tag(),
        tag.unwrap()
    )
}

fn replaced(link: &Link) -> Vec<(CallId, CallId)> {
    let replaced = |event: &Event| match event {
        Event::Replaced { old, new } => Some((*old, *new)),
        _ => None,
    };
    link.peers[0].events.iter().filter_map(replaced).collect()
}

fn calls(link: &Link, peer: usize) -> Vec<CallId> {
    link.peers[peer].phone.calls().map(Call::id).collect()
}

#[test]
fn a_call_that_replaces_another_is_answered_at_once_and_the_other_hung_up() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let named = name(&link, 0);
    let request = invite(
        &link,
        &[
            (HeaderName::Replaces, &named),
            (HeaderName::Require, "replaces"),
        ],
    );
    link.forge_request(0, &request);
    link.run(ms(200));
    assert_eq!(
        link.peers[0].answers(Method::Invite),
        [200],
        "nothing rings"
    );
    assert_eq!(link.peers[0].incoming(), None);
    let new = calls(&link, 0)[0];
    assert_eq!(replaced(&link), [(a, new)]);
    assert_eq!(link.peers[0].state(new), Some(CallState::Connected));
    assert_eq!(
        link.peers[0].phone.call(new).unwrap().remote().number,
        "sora"
    );
    assert_eq!(link.peers[0].only_end().0, "call.replaced");
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
}

#[test]
fn a_call_whose_media_fails_replaces_nothing() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.peers[0].studio.describe_fails = Some(call::MediaError::NoDevice);
    let named = name(&link, 0);
    let request = invite(&link, &[(HeaderName::Replaces, &named)]);
    link.forge_request(0, &request);
    link.run(ms(200));
    assert_eq!(link.peers[0].answers(Method::Invite), [480]);
    assert_eq!(calls(&link, 0), [a]);
    assert_eq!(replaced(&link), []);
}

#[test]
fn a_replaces_that_can_not_be_is_refused_with_the_right_word() {
    // RFC 3891 §3.
    for (change, status) in [
        ("", 200),
        (";early-only", 486),
        (";to-tag=x", 400),
        ("!call", 481),
        ("!to", 481),
        ("!from", 481),
        ("!half", 400),
    ] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, _) = link.talk();
        let named = name(&link, 0);
        let named = match change {
            "!call" => format!("x{named}"),
            "!to" => named.replace("to-tag=", "to-tag=x"),
            "!from" => named.replace("from-tag=", "from-tag=x"),
            "!half" => named.split_once(";from-tag").unwrap().0.into(),
            more => named + more,
        };
        let request = invite(&link, &[(HeaderName::Replaces, &named)]);
        link.forge_request(0, &request);
        link.run(ms(200));
        assert_eq!(link.peers[0].answers(Method::Invite), [status], "{named}");
        let stays = link.peers[0].state(a) == Some(CallState::Connected);
        assert_eq!(stays, status != 200, "{named}");
    }
}

#[test]
fn a_replaces_twice_or_with_a_join_makes_no_sense() {
    // RFC 3891 §3, RFC 3911 §4.
    for other in [HeaderName::Replaces, HeaderName::Join] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, _) = link.talk();
        let named = name(&link, 0);
        let request = invite(&link, &[(HeaderName::Replaces, &named), (other, &named)]);
        link.forge_request(0, &request);
        link.run(ms(200));
        assert_eq!(link.peers[0].answers(Method::Invite), [400]);
        assert_eq!(calls(&link, 0), [a]);
    }
}

#[test]
fn a_dialog_of_another_account_can_not_be_replaced_here() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let foreign = link.dial(1, "sora");
    link.run(ms(100));
    link.answer(2);
    link.run(ms(100));
    let named = name(&link, 1);
    for header in [HeaderName::Replaces, HeaderName::Join] {
        let request = invite(&link, &[(header, &named)]);
        link.forge_request(0, &request);
        link.run(ms(100));
    }
    assert_eq!(link.peers[0].answers(Method::Invite), [481, 481]);
    assert_eq!(link.peers[1].state(foreign), Some(CallState::Connected));
    assert_eq!(calls(&link, 0), []);
}

#[test]
fn a_call_that_rings_there_is_picked_up_by_somebody_else() {
    // RFC 3891 §3: an early dialog may be replaced where it was begun, and §1 names this as its use.
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    let named = name(&link, 0) + ";early-only";
    let request = invite(&link, &[(HeaderName::Replaces, &named)]);
    link.forge_request(0, &request);
    link.run(ms(300));
    assert_eq!(link.peers[0].answers(Method::Invite), [200]);
    let new = calls(&link, 0)[0];
    assert_eq!(replaced(&link), [(a, new)]);
    assert_eq!(link.peers[0].only_end().0, "call.replaced");
    assert_eq!(link.peers[1].only_end().0, "call.cancelled");
}

#[test]
fn a_call_that_rings_here_is_nobodys_to_replace() {
    let mut link = Link::with(&["jun", "mina"]);
    let b = link.dial(1, "jun");
    link.run(ms(100));
    // The dialog as the called side knows it: its own tag is the To tag.
    let named = name(&link, 1);
    let (call_id, tags) = named.split_once(";to-tag=").unwrap();
    let (theirs, ours) = tags.split_once(";from-tag=").unwrap();
    let named = format!("{call_id};to-tag={ours};from-tag={theirs}");
    let request = invite(&link, &[(HeaderName::Replaces, &named)]);
    link.forge_request(0, &request);
    link.run(ms(100));
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 481]);
    assert_eq!(link.peers[1].state(b), Some(CallState::Ringing));
}

#[test]
fn a_call_that_joins_another_rings_and_says_which() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let named = name(&link, 0);
    let request = invite(
        &link,
        &[(HeaderName::Join, &named), (HeaderName::Require, "join")],
    );
    link.forge_request(0, &request);
    link.run(ms(100));
    let new = link.peers[0].incoming().expect("it rings");
    assert_eq!(link.peers[0].phone.call(new).unwrap().joins(), Some(a));
    assert_eq!(link.peers[0].phone.call(a).unwrap().joins(), None);
    let stranger = invite(&link, &[(HeaderName::Join, "x;to-tag=1;from-tag=2")]);
    link.forge_request(0, &stranger);
    link.run(ms(100));
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 481]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}

#[test]
fn whoever_dials_may_ask_to_join() {
    let mut link = Link::with(&["mina", "jun"]);
    let options = |join: &str| DialOptions {
        join: Some(join.into()),
        ..DialOptions::default()
    };
    for bad in ["", "x", "x;to-tag=1", "x;to-tag=1;from-tag=2\r\nEvil: y"] {
        let refused = link.order(0, |phone, now| phone.dial(now, "jun", options(bad)));
        assert!(refused.is_err(), "{bad:?}");
    }
    link.order(0, |phone, now| {
        phone.dial(now, "jun", options("x;to-tag=1;from-tag=2"))
    })
    .unwrap();
    link.run(ms(100));
    let invite = link.peers[0].sent_requests(Method::Invite)[0];
    assert_eq!(
        invite.headers.get(HeaderName::Join),
        Some("x;to-tag=1;from-tag=2")
    );
    assert!(invite.headers.lists(HeaderName::Require, "join"));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.failed", call::EndedBy::Remote, Some(481))
    );
}
