//! Transfers: blind and attended, from every side, and what nobody may make a phone do.

extern crate ringdesk_call as call;

#[path = "../link/mod.rs"]
mod link;
mod refer;
mod referred;

use call::{
    Call, CallError, CallId, CallState, Decline, Event, Refusal, Status, TransferError, Transfers,
};
use link::{Link, Verdict, config, ms, secs};
use sip::{Dialog, HeaderName, Message, Method, Request};

/// Three phones of which the first two talk.
fn three() -> (Link, CallId, CallId) {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, b) = link.talk();
    (link, a, b)
}

/// The events about transfers, in short.
fn told(link: &Link, peer: usize) -> Vec<String> {
    let mut told = Vec::new();
    for event in &link.peers[peer].events {
        told.push(match event {
            Event::TransferProgress(_, status) => status.to_string(),
            Event::Transferred(_) => "transferred".into(),
            Event::TransferFailed(_, status) => {
                format!("failed {}", status.map_or(0, Status::code))
            }
            Event::TransferAsked(_, target) => format!("asked {target}"),
            Event::Replaced { old, new } => format!("{} for {}", new.as_u32(), old.as_u32()),
            _ => continue,
        });
    }
    told
}

fn ends(link: &Link, peer: usize) -> Vec<&'static str> {
    let ended = link.peers[peer].ended();
    ended
        .iter()
        .map(|call| call.end().unwrap().reason.code())
        .collect()
}

fn calls(link: &Link, peer: usize) -> Vec<CallId> {
    link.peers[peer].phone.calls().map(Call::id).collect()
}

/// A request that the far side of the first phone's only dialog might send.
fn within(link: &Link, method: Method, headers: &[(HeaderName, &str)], body: &str) -> Request {
    let mina = &link.peers[0];
    let invite = mina.sent_requests(Method::Invite)[0];
    let answer = mina.received.iter().find_map(|message| match message {
        Message::Response(response)
            if response.status == Status::OK && response.headers.cseq_method() == "INVITE" =>
        {
            Some(response)
        }
        _ => None,
    });
    let dialog = Dialog::from_response(invite, answer.unwrap()).unwrap();
    let id = dialog.id();
    let mut request = Request::new(method.clone(), link.server.bindings[0].contact.clone());
    let cseq = format!("{} {method}", 1000 + link.now.as_millis() % 100_000);
    let via = format!(
        "SIP/2.0/WS pbx.test;branch=z9hG4bKf{}",
        cseq.replace(' ', "")
    );
    let from = format!("<sip:jun@ringdesk.test>;tag={}", id.remote_tag);
    let to = format!("<sip:mina@ringdesk.test>;tag={}", id.local_tag);
    for (name, value) in [
        (HeaderName::Via, via.as_str()),
        (HeaderName::From, &from),
        (HeaderName::To, &to),
        (HeaderName::CallId, &id.call_id),
        (HeaderName::CSeq, &cseq),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
    ] {
        request.headers.push(name, value);
    }
    for (name, value) in headers {
        request.headers.push(*name, *value);
    }
    request.body = body.as_bytes().to_vec();
    request
}

fn notify(link: &mut Link, event: &str, state: &str, fragment: &str) {
    let headers = [
        (HeaderName::Event, event),
        (HeaderName::SubscriptionState, state),
        (HeaderName::ContentType, "message/sipfrag;version=2.0"),
    ];
    let request = within(link, Method::Notify, &headers, fragment);
    link.forge_request(0, &request);
    link.run(ms(50));
}

/// The server answers every REFER with this status, and nobody else ever sees one.
fn swallow_refer(link: &mut Link, status: u16, headers: &'static [(HeaderName, &'static str)]) {
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == Method::Refer => {
            let mut response = request.response(Status::new(status).unwrap());
            for (name, value) in headers {
                response.headers.push(*name, *value);
            }
            Verdict::Answer(Box::new(response))
        }
        _ => Verdict::Pass,
    }));
}
