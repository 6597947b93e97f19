//! What is dialled, and what the server may say to it.

extern crate ringdesk_call as call;

mod link;

use call::{
    CallState, DialError, DialOptions, EndedBy, Event, Listen, MediaCommand, MediaKind, Muted,
};
use link::{Link, Verdict, ms, sdp};
use sip::{HeaderName, Message, Method, Request, Response, Status};

/// Answers INVITEs with these, in this order, each 10 ms after the other.
fn responses(link: &mut Link, peer: usize, build: impl Fn(&Request) -> Vec<Response>) {
    link.run(ms(50));
    let invite = link.server.requests(peer, Method::Invite)[0].1.clone();
    for response in build(&invite) {
        link.forge_response(peer, &response);
        link.run(ms(10));
    }
}

/// A server that keeps INVITEs to itself.
fn silent(link: &mut Link) {
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Invite => Verdict::Drop,
        _ => Verdict::Pass,
    }));
}

fn response(
    invite: &Request,
    status: u16,
    phrase: &str,
    tag: &str,
    sdp: Option<String>,
) -> Response {
    let mut response = invite
        .response(Status::new(status).unwrap())
        .with_to_tag(tag);
    response.reason = phrase.to_string();
    response
        .headers
        .push(HeaderName::Contact, format!("<sip:{tag}@pbx.test>"));
    if let Some(sdp) = sdp {
        response
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        response.body = sdp.into_bytes();
    }
    response
}

#[test]
fn a_queue_tells_the_place_in_it() {
    let mut link = Link::with(&["guest"]);
    silent(&mut link);
    let a = link.dial(0, "support");
    let place = |link: &Link| {
        let call = link.peers[0].phone.call(a).unwrap();
        (call.state(), call.queue_position())
    };
    responses(&mut link, 0, |invite| {
        vec![response(invite, 182, "Queued; position 2", "q", None)]
    });
    assert_eq!(place(&link), (CallState::Queued, Some(2)));
    let changes = link.peers[0].events.len();
    responses(&mut link, 0, |invite| {
        vec![
            response(invite, 182, "Queued; position 2", "q", None),
            response(invite, 182, "Queued; position 1", "q", None),
        ]
    });
    assert_eq!(place(&link), (CallState::Queued, Some(1)));
    assert_eq!(
        link.peers[0].events.len(),
        changes + 1,
        "only what changed is told"
    );
    responses(&mut link, 0, |invite| {
        vec![response(invite, 182, "Queued", "q", None)]
    });
    assert_eq!(place(&link), (CallState::Queued, None));
    responses(&mut link, 0, |invite| {
        vec![response(invite, 180, "Ringing", "q", None)]
    });
    assert_eq!(place(&link), (CallState::Ringing, None));
    responses(&mut link, 0, |invite| {
        let mut answer = response(
            invite,
            200,
            "OK",
            "q",
            Some(sdp(9, false, MediaKind::Audio)),
        );
        answer.headers.push(
            HeaderName::PAssertedIdentity,
            "\"Mina Park\" <sip:mina@ringdesk.test>",
        );
        vec![answer]
    });
    let call = link.peers[0].phone.call(a).unwrap();
    assert_eq!(call.state(), CallState::Connected);
    assert_eq!(call.remote().display_name.as_deref(), Some("Mina Park"));
    assert_eq!(call.remote().number, "support");
}

#[test]
fn early_media_is_heard_and_ringing_does_not_bring_the_tone_back() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    let a = link.dial(0, "pbx");
    let early = sdp(9, true, MediaKind::Audio);
    responses(&mut link, 0, |invite| {
        vec![
            response(invite, 183, "Session Progress", "one", Some(early.clone())),
            response(invite, 180, "Ringing", "one", None),
            response(invite, 183, "Session Progress", "two", Some(early.clone())),
        ]
    });
    assert_eq!(link.peers[0].state(a), Some(CallState::EarlyMedia));
    let accepts = |link: &Link| {
        let of = |(_, command): &(_, MediaCommand)| match command {
            MediaCommand::Accept { early, .. } => Some(*early),
            _ => None,
        };
        link.peers[0]
            .media
            .iter()
            .filter_map(of)
            .collect::<Vec<_>>()
    };
    assert_eq!(accepts(&link), [true]);
    // The 2xx of the same fork need not repeat its description.
    responses(&mut link, 0, |invite| {
        vec![response(invite, 200, "OK", "one", None)]
    });
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(accepts(&link), [true, false]);
}

#[test]
fn an_answer_without_a_description_is_hung_up() {
    for body in [None, Some("hello".to_string())] {
        let mut link = Link::with(&["mina"]);
        silent(&mut link);
        link.dial(0, "pbx");
        responses(&mut link, 0, |invite| {
            vec![response(invite, 200, "OK", "one", body.clone())]
        });
        assert_eq!(link.peers[0].sent_requests(Method::Ack).len(), 1);
        let byes = link.peers[0].sent_requests(Method::Bye);
        assert_eq!(byes[0].headers.reasons()[0].cause, Some(488));
        link.run(ms(100));
        assert_eq!(link.peers[0].only_end().0, "call.incompatible");
        link.assert_at_rest();
    }
}

#[test]
fn an_answer_that_makes_no_dialog_ends_the_call() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    link.dial(0, "pbx");
    responses(&mut link, 0, |invite| {
        let mut answer = response(
            invite,
            200,
            "OK",
            "one",
            Some(sdp(9, true, MediaKind::Audio)),
        );
        answer.headers.remove(HeaderName::Contact);
        vec![answer]
    });
    assert_eq!(link.peers[0].only_end().0, "call.protocol");
    link.assert_at_rest();
}

#[test]
fn every_refusal_has_its_reason() {
    let table = [
        (482, "call.unavailable"),
        (483, "call.unavailable"),
        (400, "call.failed"),
        (403, "call.forbidden"),
        (404, "call.not-found"),
        (408, "call.no-answer"),
        (410, "call.not-found"),
        (480, "call.unavailable"),
        (484, "call.not-found"),
        (486, "call.busy"),
        (487, "call.cancelled"),
        (488, "call.incompatible"),
        (500, "call.failed"),
        (503, "call.unavailable"),
        (600, "call.busy"),
        (603, "call.declined"),
        (604, "call.not-found"),
        (606, "call.incompatible"),
        (699, "call.declined"),
    ];
    for (status, code) in table {
        let mut link = Link::with(&["mina"]);
        silent(&mut link);
        link.dial(0, "pbx");
        responses(&mut link, 0, |invite| {
            vec![response(invite, status, "Because", "one", None)]
        });
        assert_eq!(
            link.peers[0].only_end(),
            (code, EndedBy::Remote, Some(status))
        );
        assert_eq!(
            link.peers[0].ended()[0]
                .end()
                .unwrap()
                .sip
                .as_ref()
                .unwrap()
                .1,
            "Because"
        );
    }
}

#[test]
fn what_can_not_be_dialled_is_refused_before_anything_happens() {
    let mut link = Link::with(&["mina"]);
    let dial = |link: &mut Link, target: &str, options: DialOptions| {
        link.order(0, |phone, now| phone.dial(now, target, options))
    };
    for target in [
        "",
        "  ",
        "sip:",
        "sip:@",
        "jun\r\nRoute: <sip:evil>",
        "tel:",
        "tel:--",
        &"9".repeat(600),
    ] {
        assert_eq!(
            dial(&mut link, target, DialOptions::default()),
            Err(DialError::BadTarget),
            "{target:?}"
        );
    }
    for (name, value) in [
        ("Via", "x"),
        ("call-id", "x"),
        ("m", "x"),
        ("X Y", "x"),
        ("", "x"),
        ("X-Ok", "a\r\nb"),
    ] {
        let options = DialOptions {
            headers: vec![(name.into(), value.into())],
            ..DialOptions::default()
        };
        assert_eq!(
            dial(&mut link, "jun", options),
            Err(DialError::BadHeader(name.into()))
        );
    }
    let options = DialOptions {
        display_name: Some("a\nb".into()),
        ..DialOptions::default()
    };
    assert_eq!(
        dial(&mut link, "jun", options),
        Err(DialError::BadDisplayName)
    );
    assert!(link.peers[0].events.is_empty() && link.peers[0].media.is_empty());
}

#[test]
fn numbers_names_and_addresses_are_dialled_as_what_they_are() {
    for (target, uri, number) in [
        ("jun", "sip:jun@ringdesk.test", "jun"),
        (" 101 ", "sip:101@ringdesk.test", "101"),
        ("#31#", "sip:%2331%23@ringdesk.test", "#31#"),
        ("jun@else.test", "sip:jun@else.test", "jun"),
        (
            "SIP:jun@else.test:5070;transport=tcp",
            "sip:jun@else.test:5070;transport=tcp",
            "jun",
        ),
        (
            "sip:jun@else.test?Replaces=evil",
            "sip:jun@else.test",
            "jun",
        ),
        (
            "tel:+49-30-1234;phone-context=x",
            "sip:+49301234@ringdesk.test",
            "+49301234",
        ),
    ] {
        let mut link = Link::with(&["mina"]);
        silent(&mut link);
        let options = DialOptions {
            display_name: Some("Mina \"M\"".into()),
            media: MediaKind::AudioVideo,
            caller: None,
            headers: vec![("X-Ticket".into(), "42".into())],
            join: None,
            listen: Listen::AndSpeak,
        };
        let a = link
            .order(0, |phone, now| phone.dial(now, target, options))
            .unwrap();
        link.run(ms(50));
        let requests = link.peers[0].sent_requests(Method::Invite);
        assert_eq!(requests[0].uri.to_string(), uri);
        assert_eq!(
            requests[0].headers.get(HeaderName::new("X-Ticket")),
            Some("42")
        );
        assert_eq!(
            requests[0].headers.from().unwrap().display.as_deref(),
            Some("Mina \"M\"")
        );
        assert!(String::from_utf8_lossy(&requests[0].body).contains("m=video"));
        assert_eq!(link.peers[0].phone.call(a).unwrap().remote().number, number);
    }
}

#[test]
fn commands_that_come_too_late_or_too_early_are_refused() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    let order = |link: &mut Link,
                 order: fn(
        &mut call::Phone,
        call::Instant,
        call::CallId,
    ) -> Result<(), &'static str>| {
        link.order(0, |phone, now| order(phone, now, a))
    };
    assert_eq!(
        order(&mut link, |phone, now, id| phone
            .answer(now, id)
            .map_err(|error| error.code())),
        Err("line.over")
    );
    assert_eq!(
        order(&mut link, |phone, now, id| phone
            .decline(now, id, call::Decline::Busy)
            .map_err(|error| error.code())),
        Err("api.wrong-state")
    );
    assert_eq!(
        order(&mut link, |phone, now, id| phone
            .renegotiate(now, id)
            .map_err(|error| error.code())),
        Err("api.wrong-state")
    );
    link.hang_up(0, a);
    assert_eq!(
        order(&mut link, |phone, now, id| phone
            .hang_up(now, id)
            .map_err(|error| error.code())),
        Err("line.over")
    );
    link.run(ms(100));
    assert_eq!(
        order(&mut link, |phone, now, id| phone
            .hang_up(now, id)
            .map_err(|error| error.code())),
        Err("api.no-such-call")
    );
    assert_eq!(
        order(&mut link, |phone, _, id| phone
            .set_muted(id, Muted::Yes)
            .map_err(|error| error.code())),
        Err("api.no-such-call")
    );
    let b = link.peers[1].incoming().unwrap();
    assert!(
        link.peers[1]
            .events
            .iter()
            .any(|event| matches!(event, Event::Ended(call) if call.id() == b))
    );
}
