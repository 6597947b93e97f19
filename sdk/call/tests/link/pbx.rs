//! A far side that a story plays itself, message by message.

use sip::{HeaderName, Message, Method, Request, Response, Status};

use super::{Link, Verdict, ms, sdp};

type Headers<'a> = &'a [(HeaderName<'a>, &'a str)];

/// A description of the far side with this direction.
pub fn described(direction: &str) -> String {
    let sdp = sdp(9, true, call::MediaKind::Audio);
    sdp.replace("a=sendrecv", &format!("a={direction}"))
}

fn add_sdp(headers: &mut sip::Headers, sdp: &str) -> Vec<u8> {
    if !sdp.is_empty() {
        headers.push(HeaderName::ContentType, "application/sdp");
    }
    sdp.as_bytes().to_vec()
}

/// An INVITE to the only phone of the link.
pub fn invite(link: &Link, more: Headers, sdp: &str) -> Request {
    let mut invite = Request::new(Method::Invite, link.server.bindings[0].contact.clone());
    for (name, value) in [
        (HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKpbx"),
        (HeaderName::From, "<sip:kim@pbx.test>;tag=pbx"),
        (HeaderName::To, "<sip:mina@ringdesk.test>"),
        (HeaderName::CallId, "by-pbx"),
        (HeaderName::CSeq, "1 INVITE"),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
    ] {
        invite.headers.push(name, value);
    }
    for (name, value) in more {
        invite.headers.set(*name, *value);
    }
    invite.body = add_sdp(&mut invite.headers, sdp);
    invite
}

/// A request of the far side, between these two addresses.
fn request(link: &Link, from: &str, to: &str, call_id: &str, cseq: &str) -> Request {
    let (_, method) = cseq.split_once(' ').unwrap();
    let bound = link.server.bindings.first();
    let contact = bound.map_or_else(
        || sip::Uri::sip("mina", "gone.invalid"),
        |binding| binding.contact.clone(),
    );
    let mut request = Request::new(Method::parse(method).unwrap(), contact);
    let via = format!(
        "SIP/2.0/WS pbx.test;branch=z9hG4bK{}",
        cseq.replace(' ', "")
    );
    for (name, value) in [
        (HeaderName::Via, via.as_str()),
        (HeaderName::From, from),
        (HeaderName::To, to),
        (HeaderName::CallId, call_id),
        (HeaderName::CSeq, cseq),
        (HeaderName::Contact, "<sip:pbx@pbx.test>"),
    ] {
        request.headers.push(name, value);
    }
    request
}

/// What the phone said last with this status.
pub fn said(link: &Link, status: Status) -> Response {
    let found = link.peers[0].sent.iter().rev().find_map(|m| match m {
        Message::Response(response) if response.status == status => Some(response.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no {status}"))
}

/// Plays a request within a call that came in, which the phone has answered so.
pub fn caller_asks(link: &mut Link, answer: &Response, cseq: &str, more: Headers, sdp: &str) {
    let (to, from) = (
        answer.headers.get(HeaderName::To).unwrap(),
        answer.headers.get(HeaderName::From).unwrap(),
    );
    let call_id = answer.headers.call_id().unwrap();
    let mut asked = request(link, from, to, call_id, cseq);
    for (name, value) in more {
        asked.headers.set(*name, *value);
    }
    asked.body = add_sdp(&mut asked.headers, sdp);
    link.forge_request(0, &asked);
    link.run(ms(50));
}

/// Plays a request of the fork with this tag, within a call of ours.
pub fn fork_asks(link: &mut Link, invite: &Request, tag: &str, cseq: &str, sdp: &str) {
    let (from, to) = (
        format!("{};tag={tag}", invite.headers.get(HeaderName::To).unwrap()),
        invite.headers.get(HeaderName::From).unwrap(),
    );
    let call_id = invite.headers.call_id().unwrap();
    let mut asked = request(link, &from, to, call_id, cseq);
    asked.body = add_sdp(&mut asked.headers, sdp);
    link.forge_request(0, &asked);
    link.run(ms(50));
}

/// Plays a response to a request of ours.
pub fn answer(link: &mut Link, to: &Request, status: u16, tag: &str, more: Headers, sdp: &str) {
    let mut response = to.response(Status::new(status).unwrap()).with_to_tag(tag);
    let contact = format!("<sip:{tag}@pbx.test>");
    response.headers.push(HeaderName::Contact, contact);
    for (name, value) in more {
        response.headers.set(*name, *value);
    }
    response.body = add_sdp(&mut response.headers, sdp);
    link.forge_response(0, &response);
    link.run(ms(50));
}

/// A server that says nothing to INVITEs, nor to what goes to the far side that a story plays.
pub fn silent(link: &mut Link) {
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request)
            if request.method == Method::Invite || request.uri.host == "pbx.test" =>
        {
            Verdict::Drop
        }
        _ => Verdict::Pass,
    }));
}

/// The last request of this method that the phone sent.
pub fn sent(link: &Link, method: Method) -> Request {
    let sent = link.server.requests(0, method.clone());
    sent.last()
        .unwrap_or_else(|| panic!("no {method}"))
        .1
        .clone()
}
