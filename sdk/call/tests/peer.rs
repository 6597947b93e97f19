//! What the far side and the server may ask of us, and what they may not.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, DialError, DialOptions, MediaKind};
use link::{Link, ms, sdp};
use sip::{HeaderName, Message, Method, Request};

/// An INVITE to the phone with these headers set.
fn invite(link: &Link, headers: &[(HeaderName, &str)]) -> Request {
    let mut invite = Request::new(Method::Invite, link.server.bindings[0].contact.clone());
    for (name, value) in [
        (HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKone"),
        (
            HeaderName::From,
            "<sip:anonymous@anonymous.invalid>;tag=pbx",
        ),
        (HeaderName::To, "<sip:mina@ringdesk.test>"),
        (HeaderName::CallId, "one"),
        (HeaderName::CSeq, "1 INVITE"),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
        (HeaderName::ContentType, "application/sdp"),
    ] {
        invite.headers.push(name, value);
    }
    for (name, value) in headers {
        invite.headers.set(*name, *value);
    }
    invite.body = sdp(9, true, MediaKind::Audio).into_bytes();
    invite
}

#[test]
fn the_server_knows_who_calls_and_through_which_queue() {
    let mut link = Link::with(&["mina"]);
    let asserted = "\"Kim \\\"K\\\" Minsu\" <sip:+8225551234@ringdesk.test;user=phone>";
    let cases = [
        ("\"Support\" <sip:support@ringdesk.test>", Some("Support")),
        ("<sip:support@ringdesk.test>", Some("support")),
        ("<sip:101@ringdesk.test>", None),
        ("\"Hotline\" <sip:101@ringdesk.test>", Some("Hotline")),
        ("\"Mina\" <sip:mina@ringdesk.test>", None),
    ];
    for (number, (to, queue)) in cases.into_iter().enumerate() {
        let call_id = format!("call-{number}");
        let via = format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{number}");
        let request = invite(
            &link,
            &[
                (HeaderName::To, to),
                (HeaderName::CallId, &call_id),
                (HeaderName::Via, &via),
                (HeaderName::PAssertedIdentity, asserted),
            ],
        );
        link.forge_request(0, &request);
        link.run(ms(50));
        let id = link.peers[0].incoming().unwrap();
        let call = link.peers[0].phone.call(id).unwrap();
        assert_eq!(call.remote().number, "+8225551234");
        assert_eq!(
            call.remote().display_name.as_deref(),
            Some("Kim \"K\" Minsu")
        );
        assert_eq!(call.remote().uri, "sip:+8225551234@ringdesk.test");
        assert_eq!(call.queue(), queue, "{to}");
        assert_eq!(call.sip_call_id(), call_id);
        link.hang_up(0, id);
        link.run(ms(50));
    }
}

#[test]
fn an_invite_that_can_not_be_taken_is_refused_with_the_right_word() {
    type Headers = &'static [(HeaderName<'static>, &'static str)];
    type Case = (
        Headers,
        Option<&'static [u8]>,
        u16,
        Option<(HeaderName<'static>, &'static str)>,
    );
    let cases: [Case; 6] = [
        (
            &[(HeaderName::Require, "100rel, teleport")],
            None,
            420,
            Some((HeaderName::Unsupported, "teleport")),
        ),
        (
            &[(HeaderName::ContentType, "text/plain")],
            Some(b"hello"),
            415,
            Some((
                HeaderName::Accept,
                "application/sdp, application/dtmf-relay, text/plain",
            )),
        ),
        (&[], Some(b"v=0\r\ns=-\r\n"), 488, None),
        (&[], Some(&[0xff, 0xfe]), 488, None),
        (&[(HeaderName::Contact, "nonsense")], None, 400, None),
        (
            &[(HeaderName::To, "<sip:mina@ringdesk.test>;tag=unknown")],
            None,
            481,
            None,
        ),
    ];
    for (headers, body, status, expected) in cases {
        let mut link = Link::with(&["mina"]);
        let mut request = invite(&link, headers);
        if let Some(body) = body {
            request.body = body.to_vec();
        }
        link.forge_request(0, &request);
        link.run(ms(100));
        assert_eq!(link.peers[0].answers(Method::Invite), [status]);
        let Some(Message::Response(response)) = link.peers[0].sent.last() else {
            panic!()
        };
        assert!(response.headers.to().unwrap().tag().is_some());
        if let Some((name, value)) = expected {
            assert_eq!(response.headers.get(name), Some(value));
        }
        assert!(link.peers[0].events.is_empty());
        link.assert_at_rest();
    }
}

#[test]
fn the_same_call_by_two_ways_rings_once() {
    let mut link = Link::with(&["mina"]);
    let first = invite(&link, &[]);
    let second = invite(
        &link,
        &[(HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKtwo")],
    );
    link.forge_request(0, &first);
    link.forge_request(0, &second);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Invite), [180, 482]);
    assert_eq!(link.peers[0].phone.calls().count(), 1);
}

#[test]
fn more_calls_than_anybody_wants_are_busy() {
    let mut link = Link::with(&["mina"]);
    for number in 0..9 {
        let (call_id, via) = (
            format!("call-{number}"),
            format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{number}"),
        );
        let request = invite(
            &link,
            &[(HeaderName::CallId, &call_id), (HeaderName::Via, &via)],
        );
        link.forge_request(0, &request);
    }
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Invite).last(), Some(&486));
    let ninth = link.order(0, |phone, now| {
        phone.dial(now, "jun", DialOptions::default())
    });
    assert_eq!(ninth, Err(DialError::TooManyCalls));
}

#[test]
fn requests_outside_of_any_call_get_their_answers() {
    let mut link = Link::with(&["mina"]);
    let cases = [
        ("OPTIONS", 200),
        ("BYE", 481),
        ("INFO", 481),
        ("NOTIFY", 481),
        ("REFER", 603),
        ("MESSAGE", 415),
        ("UPDATE", 481),
        ("FROBNICATE", 405),
    ];
    for (number, (method, status)) in cases.into_iter().enumerate() {
        let via = format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{number}");
        let cseq = format!("1 {method}");
        let mut request = invite(&link, &[(HeaderName::Via, &via), (HeaderName::CSeq, &cseq)]);
        request.method = Method::parse(method).unwrap();
        link.forge_request(0, &request);
        link.run(ms(50));
        assert_eq!(
            link.peers[0].answers(request.method.clone()),
            [status],
            "{method}"
        );
        let Some(Message::Response(response)) = link.peers[0].sent.last() else {
            panic!()
        };
        let allow = response.headers.get(HeaderName::Allow);
        assert_eq!(allow.is_some(), matches!(status, 200 | 405), "{method}");
    }
    link.assert_at_rest();
}

#[test]
fn a_bye_with_a_foreign_tag_ends_nothing() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let call = link.peers[0].phone.call(a).unwrap();
    let (call_id, to) = (
        call.sip_call_id().to_string(),
        "<sip:mina@ringdesk.test>;tag=guessed",
    );
    let mut bye = invite(
        &link,
        &[
            (HeaderName::CallId, &call_id),
            (HeaderName::To, to),
            (HeaderName::CSeq, "9 BYE"),
        ],
    );
    bye.method = Method::Bye;
    link.forge_request(0, &bye);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Bye), [481]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}
