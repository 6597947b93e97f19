//! Presence, published and published again.

extern crate ringdesk_call as call;

mod link;

use call::{Event, Presence, Status};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method, Request, Response};

fn answer(request: &Request, status: u16) -> Response {
    request
        .response(Status::new(status).unwrap())
        .with_to_tag("scripted")
}

/// Answers every request of this method with this status and these headers.
fn always(
    link: &mut Link,
    method: Method,
    status: u16,
    headers: &'static [(HeaderName, &'static str)],
) {
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == method => {
            let mut response = answer(request, status);
            for (name, value) in headers {
                response.headers.push(*name, *value);
            }
            Verdict::Answer(Box::new(response))
        }
        _ => Verdict::Pass,
    }));
}

#[test]
fn presence_is_published_refreshed_and_published_again_after_a_return() {
    let mut link = Link::with(&["mina"]);
    link.order(0, |phone, now| {
        phone.publish(
            now,
            Presence {
                open: true,
                note: "available".into(),
            },
        )
    });
    link.run(ms(100));
    let first = link.peers[0].sent_requests(Method::Publish)[0].clone();
    assert_eq!(first.uri.to_string(), "sip:mina@ringdesk.test");
    assert_eq!(first.headers.get(HeaderName::Event), Some("presence"));
    assert!(!first.headers.has(HeaderName::SipIfMatch));
    assert!(
        String::from_utf8(first.body.clone())
            .unwrap()
            .contains("<basic>open</basic>")
    );
    link.run(secs(500));
    let refresh = link.peers[0].sent_requests(Method::Publish)[1].clone();
    assert_eq!(refresh.headers.get(HeaderName::SipIfMatch), Some("etag1"));
    assert!(refresh.body.is_empty());
    // Two changes in one breath: the second waits for the answer to the first.
    for note in ["work", "on-call"] {
        link.order(0, |phone, now| {
            phone.publish(
                now,
                Presence {
                    open: false,
                    note: note.into(),
                },
            )
        });
    }
    link.run(ms(100));
    let published = link.peers[0].sent_requests(Method::Publish);
    assert_eq!(published.len(), 4);
    assert!(String::from_utf8_lossy(&published[3].body).contains("<note>on-call</note>"));
    assert_eq!(
        published[3].headers.get(HeaderName::SipIfMatch),
        Some("etag3")
    );
    link.disconnect(0);
    link.connect(0);
    link.run(ms(200));
    let published = link.peers[0].sent_requests(Method::Publish);
    assert_eq!(published.len(), 5);
    assert!(String::from_utf8_lossy(&published[4].body).contains("<note>on-call</note>"));
}

#[test]
fn a_server_that_forgot_the_presence_gets_all_of_it() {
    let mut link = Link::with(&["mina"]);
    let presence = Presence {
        open: true,
        note: "available".into(),
    };
    link.order(0, |phone, now| phone.publish(now, presence));
    link.run(ms(100));
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.headers.has(HeaderName::SipIfMatch) => {
            Verdict::Answer(Box::new(answer(request, 412)))
        }
        _ => Verdict::Pass,
    }));
    link.run(secs(500));
    let published = link.peers[0].sent_requests(Method::Publish);
    assert_eq!(published.len(), 3);
    assert!(!published[2].body.is_empty() && !published[2].headers.has(HeaderName::SipIfMatch));
}

#[test]
fn a_server_without_presence_is_told_of_once() {
    let mut link = Link::with(&["mina"]);
    always(&mut link, Method::Publish, 489, &[]);
    link.order(0, |phone, now| {
        phone.publish(
            now,
            Presence {
                open: true,
                note: "available".into(),
            },
        )
    });
    link.run(secs(300));
    let failed = |event: &&Event| matches!(event, Event::PublishFailed(status) if *status == Status::BAD_EVENT);
    assert_eq!(link.peers[0].events.iter().filter(failed).count(), 1);
    assert_eq!(link.peers[0].sent_requests(Method::Publish).len(), 1);
}

#[test]
fn a_server_that_names_no_version_gets_all_of_it_each_time() {
    let mut link = Link::with(&["mina"]);
    always(
        &mut link,
        Method::Publish,
        200,
        &[(HeaderName::Expires, "100")],
    );
    let presence = Presence {
        open: true,
        note: "available".into(),
    };
    link.order(0, |phone, now| phone.publish(now, presence));
    link.run(secs(170));
    let published = link.peers[0].sent_requests(Method::Publish);
    assert_eq!(published.len(), 3);
    assert!(published.iter().all(|publish| !publish.body.is_empty()));
    // Whoever leaves has nothing more to say.
    link.order(0, |phone, now| phone.unregister(now));
    link.run(secs(300));
    assert_eq!(link.peers[0].sent_requests(Method::Publish).len(), 3);
}

#[test]
fn whoever_leaves_takes_back_what_was_published() {
    // RFC 3903 §4.5, also when the last publication is still under way.
    for settled in [true, false] {
        let mut link = Link::with(&["mina"]);
        let presence = Presence {
            open: true,
            note: "available".into(),
        };
        link.order(0, |phone, now| phone.publish(now, presence));
        if settled {
            link.run(ms(100));
        }
        link.order(0, |phone, now| phone.unregister(now));
        link.run(secs(2_000));
        let published = link.peers[0].sent_requests(Method::Publish);
        assert_eq!(published.len(), 2);
        assert_eq!(published[1].headers.expires(), Some(0));
        assert_eq!(
            published[1].headers.get(HeaderName::SipIfMatch),
            Some("etag1")
        );
        assert!(published[1].body.is_empty());
    }
}

#[test]
fn a_publication_too_brief_for_the_server_is_made_longer() {
    // RFC 3903 §4.1 with RFC 3261 §10.2.8.
    let mut link = Link::with(&["mina"]);
    always(
        &mut link,
        Method::Publish,
        423,
        &[(HeaderName::MinExpires, "7200")],
    );
    let presence = Presence {
        open: true,
        note: "available".into(),
    };
    link.order(0, |phone, now| phone.publish(now, presence));
    link.run(secs(1));
    let asked: Vec<Option<u32>> = link.peers[0]
        .sent_requests(Method::Publish)
        .iter()
        .map(|publish| publish.headers.expires())
        .collect();
    assert_eq!(
        asked,
        [Some(600), Some(7200)],
        "and a server that is never content is told of"
    );
    assert!(matches!(
        link.peers[0].events[..],
        [Event::PublishFailed(_)]
    ));
}
