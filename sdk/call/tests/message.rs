//! Short texts both ways (RFC 3428).

extern crate ringdesk_call as call;

mod link;

use call::{Event, MessageError, MessageId, Status};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method, Request};

fn done(link: &Link) -> Vec<(MessageId, Result<(), u16>)> {
    let done = |event: &Event| match event {
        Event::MessageDone(id, done) => Some((*id, done.map_err(Status::code))),
        _ => None,
    };
    link.peers[0].events.iter().filter_map(done).collect()
}

fn texts(link: &Link, peer: usize) -> Vec<(String, String)> {
    let text = |event: &Event| match event {
        Event::Message { from, text } => Some((from.number.clone(), text.clone())),
        _ => None,
    };
    link.peers[peer].events.iter().filter_map(text).collect()
}

#[test]
fn a_text_reaches_the_other_side_and_its_sender_knows() {
    let mut link = Link::with(&["mina", "jun"]);
    let text = "점심? \u{1f35c}\r\nVia: not a header";
    let id = link
        .order(0, |phone, now| phone.message(now, "jun", text))
        .unwrap();
    link.run(ms(100));
    assert_eq!(texts(&link, 1), [("mina".into(), text.into())]);
    assert_eq!(done(&link), [(id, Ok(()))]);
    let sent = link.peers[0].sent_requests(Method::Message)[0];
    assert_eq!(sent.headers.content_type(), "text/plain");
    // RFC 3428 §4: it makes no dialog, so it has no Contact.
    assert!(!sent.headers.has(HeaderName::Contact));
    link.assert_at_rest();
}

#[test]
fn a_text_that_is_refused_or_lost_is_told_of_once() {
    let mut link = Link::with(&["mina"]);
    let write = |link: &mut Link, to: &str| {
        link.order(0, |phone, now| phone.message(now, to, "hello"))
            .unwrap()
    };
    let nobody = write(&mut link, "nobody");
    link.run(ms(100));
    link.server.script = Some(Box::new(|_, _| Verdict::Drop));
    let silent = write(&mut link, "jun");
    link.run(secs(33));
    let cut = write(&mut link, "jun");
    link.disconnect(0);
    assert_eq!(
        done(&link),
        [(nobody, Err(404)), (silent, Err(408)), (cut, Err(503))]
    );
}

#[test]
fn a_text_has_a_length_and_somebody_to_go_to() {
    let mut link = Link::with(&["mina"]);
    let mut write = |to: &str, text: &str| {
        link.order(0, |phone, now| phone.message(now, to, text))
            .map(|_| ())
    };
    assert_eq!(write("jun", ""), Err(MessageError::BadLength));
    assert_eq!(
        write("jun", &"x".repeat(1_301)),
        Err(MessageError::BadLength)
    );
    assert_eq!(write("jun", &"x".repeat(1_300)), Ok(()));
    assert_eq!(write("", "hello"), Err(MessageError::BadTarget));
    assert_eq!(write("jun\r\nX: y", "hello"), Err(MessageError::BadTarget));
    link.disconnect(0);
    let down = link.order(0, |phone, now| phone.message(now, "jun", "hello"));
    assert_eq!(down, Err(MessageError::NoTransport));
}

#[test]
fn only_plain_text_is_taken() {
    let mut link = Link::with(&["mina"]);
    for (nth, (kind, body, status)) in [
        ("text/plain", &b"one"[..], 200),
        ("Text/Plain; charset=UTF-8", b"two", 200),
        ("text/html", b"<b>", 415),
        ("message/cpim", b"x", 415),
        ("text/plain", b"\xff\xfe", 415),
    ]
    .into_iter()
    .enumerate()
    {
        let contact = link.server.bindings[0].contact.clone();
        let mut request = Request::new(Method::Message, contact);
        for (name, value) in [
            (
                HeaderName::Via,
                &*format!("SIP/2.0/WS pbx.test;branch=z9hG4bKm{nth}"),
            ),
            (HeaderName::From, "\"Jun\" <sip:jun@ringdesk.test>;tag=far"),
            (HeaderName::To, "<sip:mina@ringdesk.test>"),
            (HeaderName::CallId, &format!("message-{nth}")),
            (HeaderName::CSeq, "1 MESSAGE"),
            (HeaderName::ContentType, kind),
        ] {
            request.headers.push(name, value);
        }
        request.body = body.to_vec();
        link.forge_request(0, &request);
        link.run(ms(30));
        assert_eq!(
            link.peers[0].answers(Method::Message).last(),
            Some(&status),
            "{kind}"
        );
        let Some(Message::Response(response)) = link.peers[0].sent.last() else {
            panic!()
        };
        let accept = response.headers.get(HeaderName::Accept).unwrap_or_default();
        assert_eq!(accept.contains("text/plain"), status == 415);
    }
    let from = |text: &str| (String::from("jun"), String::from(text));
    assert_eq!(texts(&link, 0), [from("one"), from("two")]);
}
