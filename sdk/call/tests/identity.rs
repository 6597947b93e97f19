//! Who calls, for whom it was meant, and whom the called side sees.

extern crate ringdesk_call as call;

mod link;

use call::{Call, DialError, DialOptions};
use link::{Link, Verdict, ms};
use sip::{HeaderName, Message, Method, Request};

/// A call from jun to mina on whose INVITE the server writes these headers.
fn ring(headers: &[(&'static str, &'static str)]) -> (Link, Call) {
    let mut link = Link::with(&["mina", "jun"]);
    let headers = headers.to_vec();
    link.server.script = Some(Box::new(move |from, message| match message {
        Message::Request(request) if from == 1 && request.method == Method::Invite => {
            let mut request = request.clone();
            for (name, value) in &headers {
                request.headers.push(HeaderName::new(name), *value);
            }
            Verdict::Instead(Box::new(Message::Request(request)))
        }
        _ => Verdict::Pass,
    }));
    link.dial(1, "mina");
    link.run(ms(100));
    let id = link.peers[0].incoming().unwrap();
    let call = link.peers[0].phone.call(id).unwrap().clone();
    (link, call)
}

fn remote(call: &Call) -> (&str, &str, Option<&str>) {
    let party = call.remote();
    (&party.number, &party.uri, party.display_name.as_deref())
}

// RFC 3325 §9.1, and the header of before; CO-2.
#[test]
fn the_servers_word_on_the_caller_counts_more_than_the_callers() {
    let (_, call) = ring(&[]);
    assert_eq!(remote(&call), ("jun", "sip:jun@ringdesk.test", Some("Jun")));
    let rpid = (
        "Remote-Party-ID",
        "\"Kim, J\" <sip:+82215550100@pbx.test>;party=calling;screen=yes",
    );
    let (_, call) = ring(&[rpid]);
    assert_eq!(
        remote(&call),
        ("+82215550100", "sip:+82215550100@pbx.test", Some("Kim, J"))
    );
    let (_, call) = ring(&[
        rpid,
        (
            "P-Asserted-Identity",
            "\"Jun Park\" <sip:0215550101@pbx.test>, <tel:+82215550101>",
        ),
    ]);
    assert_eq!(
        remote(&call),
        ("0215550101", "sip:0215550101@pbx.test", Some("Jun Park"))
    );
    let (_, call) = ring(&[("P-Asserted-Identity", "<<<")]);
    assert_eq!(
        remote(&call).0,
        "jun",
        "what can not be read does not count"
    );
}

// RFC 5806 §5, RFC 7044 §5.
#[test]
fn who_sent_a_call_on_is_told_and_may_be_the_queue() {
    let (_, call) = ring(&[]);
    assert!(call.diversion().is_none() && call.queue().is_none());
    let (_, call) = ring(&[(
        "Diversion",
        "\"Support\" <sip:7000@pbx.test>;reason=no-answer, <sip:7999@pbx.test>;reason=unconditional",
    )]);
    let diversion = call.diversion().unwrap();
    assert_eq!(
        (diversion.number.as_str(), diversion.display_name.as_deref()),
        ("7000", Some("Support"))
    );
    assert_eq!(call.queue(), Some("Support"));
    let (_, call) = ring(&[("Diversion", "<sip:7000@pbx.test>;reason=no-answer")]);
    assert_eq!(call.diversion().unwrap().number, "7000");
    assert_eq!(call.queue(), None, "a number is no name of a queue");
    let (_, call) = ring(&[(
        "History-Info",
        "<sip:sales@pbx.test?Reason=SIP%3Bcause%3D302>;index=1, <sip:mina@ringdesk.test>;index=1.1;mp=1",
    )]);
    assert_eq!(call.diversion().unwrap().uri, "sip:sales@pbx.test");
    assert_eq!(call.queue(), Some("sales"));
    let (_, call) = ring(&[("History-Info", "<sip:mina@ringdesk.test>;index=1")]);
    assert!(call.diversion().is_none(), "it was meant for us");
}

// A server that connects us with somebody else says so in a request of its own (RFC 3311, RFC 3325).
#[test]
fn a_far_side_that_becomes_somebody_else_is_shown_as_that() {
    let (mut link, call) = ring(&[]);
    link.answer(0);
    link.run(ms(100));
    link.peers[0].events.clear();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 1 && request.method == Method::Invite => {
            let mut request = request.clone();
            request.headers.push(
                HeaderName::PAssertedIdentity,
                "\"Seo\" <sip:seo@ringdesk.test>",
            );
            Verdict::Instead(Box::new(Message::Request(request)))
        }
        _ => Verdict::Pass,
    }));
    let theirs = link.peers[1].phone.calls().next().unwrap().id();
    link.order(1, |phone, now| phone.renegotiate(now, theirs))
        .unwrap();
    link.run(ms(100));
    let call = link.peers[0].phone.call(call.id()).unwrap();
    assert_eq!(remote(call), ("seo", "sip:seo@ringdesk.test", Some("Seo")));
    let changed = |event: &call::Event| matches!(event, call::Event::CallChanged(_));
    assert!(link.peers[0].events.iter().any(changed));
}

fn invite(caller: &str) -> Request {
    let mut link = Link::with(&["mina", "jun"]);
    let options = DialOptions {
        caller: Some(caller.into()),
        ..DialOptions::default()
    };
    link.order(0, |phone, now| phone.dial(now, "jun", options))
        .unwrap();
    link.run(ms(100));
    let id = link.peers[1].incoming().unwrap();
    link.answer(1);
    link.run(ms(100));
    link.hang_up(1, id);
    link.run(ms(100));
    assert_eq!(
        link.peers[0].only_end().0,
        "call.hung-up",
        "such a call is one like any other"
    );
    link.peers[0].sent_requests(Method::Invite)[0].clone()
}

// RFC 3325 §9.2.
#[test]
fn the_caller_can_be_chosen() {
    let request = invite("+82 2 1588 1588".replace(' ', "").as_str());
    let own = "\"Mina\" <sip:+82215881588@ringdesk.test>";
    assert_eq!(
        request.headers.get(HeaderName::PPreferredIdentity),
        Some(own)
    );
    let from = request.headers.get(HeaderName::From).unwrap();
    assert!(from.starts_with(own) && from.contains(";tag="));
    assert!(!request.headers.has(HeaderName::Privacy));
    let request = invite("sip:desk@other.test");
    assert_eq!(
        request.headers.from().unwrap().uri.to_string(),
        "sip:desk@other.test"
    );
}

// RFC 3323 §4.1.1.3, RFC 3325 §9.3.
#[test]
fn the_caller_can_be_hidden_from_all_but_the_server() {
    let request = invite("anonymous");
    assert_eq!(request.headers.get(HeaderName::Privacy), Some("id"));
    assert_eq!(
        request.headers.from().unwrap().uri.to_string(),
        "sip:anonymous@anonymous.invalid"
    );
    assert_eq!(
        request.headers.get(HeaderName::PPreferredIdentity),
        Some("\"Mina\" <sip:mina@ringdesk.test>")
    );
}

#[test]
fn nothing_can_be_smuggled_in_with_the_caller() {
    let mut link = Link::with(&["mina"]);
    for caller in ["", " ", "a\r\nEvil: 1", "sip:", "http://x"] {
        let options = DialOptions {
            caller: Some(caller.into()),
            ..DialOptions::default()
        };
        let result = link.order(0, |phone, now| phone.dial(now, "jun", options));
        let evil = link.peers[0].sent_requests(Method::Invite);
        assert!(evil.is_empty());
        if caller != "http://x" {
            assert_eq!(result, Err(DialError::BadCaller), "{caller:?}");
        }
    }
}
