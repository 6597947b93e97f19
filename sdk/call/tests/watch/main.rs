//! What is watched: subscriptions through every kind of weather, and documents of every kind.

extern crate ringdesk_call as call;

mod dialog;
#[path = "../link/mod.rs"]
mod link;
mod subscription;

use call::{Direction, Event, Package, WatchError, WatchId, WatchState};
use link::{Link, Verdict, ms, secs};
use sip::{HeaderName, Message, Method, Request, Status};

const OPEN: &str = "<?xml version=\"1.0\"?><presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:jun@ringdesk.test\"><tuple id=\"t\"><status><basic>open</basic></status><note>here</note></tuple></presence>";

/// A phone, and a server that answers every SUBSCRIBE with this status and these headers.
fn watcher(status: u16, headers: &'static [(HeaderName, &'static str)]) -> Link {
    let mut link = Link::with(&["mina"]);
    answer(&mut link, status, headers);
    link
}

fn answer(link: &mut Link, status: u16, headers: &'static [(HeaderName, &'static str)]) {
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == Method::Subscribe => {
            let mut response = request.response(Status::new(status).unwrap());
            response = response.with_to_tag("notifier");
            for (name, value) in headers {
                response.headers.push(*name, *value);
            }
            response
                .headers
                .push(HeaderName::Contact, "<sip:presence.ringdesk.test>");
            Verdict::Answer(Box::new(response))
        }
        Message::Response(_) => Verdict::Drop,
        Message::Request(_) => Verdict::Pass,
    }));
}

fn watch(link: &mut Link, target: &str, package: Package) -> WatchId {
    let id = link.order(0, |phone, now| phone.watch(now, target, package));
    link.run(ms(100));
    id.unwrap()
}

fn subscribes(link: &Link) -> Vec<Request> {
    let sent = link.peers[0].sent_requests(Method::Subscribe);
    sent.into_iter().cloned().collect()
}

/// A NOTIFY in the dialog of this SUBSCRIBE.
fn note(subscribe: &Request, number: u32, state: &str, body: &str) -> Request {
    let sent = &subscribe.headers;
    let contact = sent.contacts().unwrap().remove(0).uri;
    let mut notify = Request::new(Method::Notify, contact);
    let kind = match sent.get(HeaderName::Event) {
        Some("dialog") => "application/dialog-info+xml",
        _ => "application/pidf+xml",
    };
    let via = format!(
        "SIP/2.0/WS pbx.test;branch=z9hG4bKn{}{number}",
        sent.from_tag()
    );
    let from = sent
        .get(HeaderName::To)
        .unwrap()
        .split(";tag")
        .next()
        .unwrap();
    for (name, value) in [
        (HeaderName::Via, via.as_str()),
        (HeaderName::From, &format!("{from};tag=notifier")),
        (HeaderName::To, sent.get(HeaderName::From).unwrap()),
        (HeaderName::CallId, sent.call_id().unwrap()),
        (HeaderName::CSeq, &format!("{number} NOTIFY")),
        (HeaderName::Contact, "<sip:presence.ringdesk.test>"),
        (HeaderName::Event, sent.get(HeaderName::Event).unwrap()),
        (HeaderName::SubscriptionState, state),
    ] {
        notify.headers.push(name, value);
    }
    if !body.is_empty() {
        notify.headers.push(HeaderName::ContentType, kind);
    }
    notify.body = body.as_bytes().to_vec();
    notify
}

fn send(link: &mut Link, notify: &Request) -> u16 {
    link.forge_request(0, notify);
    link.run(ms(20));
    *link.peers[0].answers(Method::Notify).last().unwrap()
}

fn states(link: &Link) -> Vec<String> {
    let state = |event: &Event| match event {
        Event::Watch(_, WatchState::Pending) => Some("pending".into()),
        Event::Watch(_, WatchState::Active) => Some("active".into()),
        Event::Watch(_, WatchState::Ended { reason }) => Some(String::from(*reason)),
        Event::Presence(_, status) => Some(format!("{} {}", status.open, status.note)),
        Event::Dialogs(_, dialogs) => Some(
            dialogs
                .iter()
                .map(|dialog| format!("{}={}", dialog.id, dialog.state))
                .collect::<Vec<_>>()
                .join(" "),
        ),
        _ => None,
    };
    link.peers[0].events.iter().filter_map(state).collect()
}
