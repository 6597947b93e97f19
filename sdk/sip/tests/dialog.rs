//! Dialogs: identity, routes, targets and the order of requests (RFC 3261 §12).

use sip::{
    Dialog, DialogError, DialogState, HeaderError, HeaderName, Limits, Message, Method, Request,
    Response, Status, Uri,
};

fn invite(record_routes: &[&str]) -> Request {
    let mut invite = Request::new(Method::Invite, Uri::parse("sip:jun@h").unwrap());
    let headers = &mut invite.headers;
    headers.push(HeaderName::Via, "SIP/2.0/WS a.invalid;branch=z9hG4bK1");
    for route in record_routes {
        headers.push(HeaderName::RecordRoute, *route);
    }
    headers.push(HeaderName::From, "\"Mina\" <sip:mina@h>;tag=m");
    headers.push(HeaderName::To, "<sip:jun@h>");
    headers.push(HeaderName::CallId, "c");
    headers.push(HeaderName::CSeq, "10 INVITE");
    headers.push(HeaderName::Contact, "<sip:x@a.invalid;transport=ws>");
    invite
}

fn answer(invite: &Request, status: Status, contact: Option<&str>) -> Response {
    let mut response = invite.response(status).with_to_tag("j");
    if let Some(contact) = contact {
        response.headers.push(HeaderName::Contact, contact);
    }
    response
}

fn routes(request: &Request) -> Vec<&str> {
    request.headers.all(HeaderName::Route).collect()
}

fn from_peer(method: &str, number: u32, contact: &str) -> Request {
    let text = format!(
        "{method} sip:x@a.invalid SIP/2.0\r\nFrom: <sip:jun@h>;tag=j\r\nTo: <sip:mina@h>;tag=m\r\n\
         Call-ID: c\r\nCSeq: {number} {method}\r\nContact: {contact}\r\n\r\n"
    );
    match Message::parse(text.as_bytes(), &Limits::default()) {
        Ok(Message::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

const NEAR_AND_FAR: [&str; 2] = ["<sip:far;lr>", "<sip:near;lr>"];

#[test]
fn the_caller_sends_along_the_reversed_record_route_to_the_contact() {
    let invite = invite(&NEAR_AND_FAR);
    let mut dialog = Dialog::from_response(
        &invite,
        &answer(&invite, Status::OK, Some("<sip:y@b.invalid>")),
    )
    .unwrap();
    assert_eq!(dialog.state(), DialogState::Confirmed);
    let id = dialog.id();
    assert_eq!(
        (
            id.call_id.as_str(),
            id.local_tag.as_str(),
            id.remote_tag.as_str()
        ),
        ("c", "m", "j")
    );
    let bye = dialog.request(Method::Bye);
    assert_eq!(bye.uri.to_string(), "sip:y@b.invalid");
    assert_eq!(routes(&bye), ["<sip:near;lr>", "<sip:far;lr>"]);
    assert_eq!(
        bye.headers.get(HeaderName::From),
        Some("\"Mina\" <sip:mina@h>;tag=m")
    );
    assert_eq!(bye.headers.get(HeaderName::To), Some("<sip:jun@h>;tag=j"));
    assert_eq!(bye.headers.get(HeaderName::CSeq), Some("11 BYE"));
    assert!(!bye.headers.has(HeaderName::Via) && !bye.headers.has(HeaderName::Contact));
    assert_eq!(
        dialog.request(Method::Info).headers.cseq().unwrap().number,
        12
    );
    let ack = dialog.ack(10);
    assert_eq!(
        (ack.method.clone(), ack.headers.get(HeaderName::CSeq)),
        (Method::Ack, Some("10 ACK"))
    );
    assert_eq!(routes(&ack).len(), 2);
}

#[test]
fn the_callee_sends_along_the_record_route_as_it_stands() {
    let invite = invite(&NEAR_AND_FAR);
    let mut dialog = Dialog::from_request(&invite, "j").unwrap();
    assert_eq!(dialog.state(), DialogState::Early);
    // Our own 2xx confirms, but its Contact is ours and no target.
    dialog.confirm(&answer(&invite, Status::OK, Some("<sip:y@b.invalid>")));
    assert_eq!(dialog.state(), DialogState::Confirmed);
    let bye = dialog.request(Method::Bye);
    assert_eq!(bye.uri.to_string(), "sip:x@a.invalid;transport=ws");
    assert_eq!(routes(&bye), ["<sip:far;lr>", "<sip:near;lr>"]);
    assert_eq!(bye.headers.get(HeaderName::From), Some("<sip:jun@h>;tag=j"));
    assert_eq!(bye.headers.to().unwrap().tag(), Some("m"));
    assert_eq!(bye.headers.get(HeaderName::CSeq), Some("1 BYE"));
}

#[test]
fn a_strict_router_becomes_the_address_and_the_target_the_last_route() {
    // RFC 3261 §12.2.1.1.
    let invite = invite(&["<sip:far;lr>", "<sip:strict;method=INVITE?x=y>"]);
    let mut dialog = Dialog::from_response(
        &invite,
        &answer(&invite, Status::OK, Some("<sip:y@b.invalid>")),
    )
    .unwrap();
    let bye = dialog.request(Method::Bye);
    assert_eq!(bye.uri.to_string(), "sip:strict");
    assert_eq!(routes(&bye), ["<sip:far;lr>", "<sip:y@b.invalid>"]);
}

#[test]
fn an_early_dialog_takes_route_and_target_from_the_2xx() {
    let invite = invite(&[]);
    let mut ringing = answer(&invite, Status::RINGING, None);
    ringing
        .headers
        .push(HeaderName::RecordRoute, "<sip:early;lr>");
    let mut dialog = Dialog::from_response(&invite, &ringing).unwrap();
    assert_eq!(dialog.state(), DialogState::Early);
    assert_eq!(dialog.remote_target().to_string(), "sip:jun@h");
    let mut ok = answer(&invite, Status::OK, Some("<sip:y@b.invalid>"));
    ok.headers
        .push(HeaderName::RecordRoute, "<sip:p2;lr>, <sip:p1;lr>");
    dialog.confirm(&ok);
    assert_eq!(routes(&dialog.ack(10)), ["<sip:p1;lr>", "<sip:p2;lr>"]);
    // Later 2xx move the target (§12.2.1.2) but never the route (§12.2).
    let again = answer(&invite, Status::OK, Some("<sip:z@b.invalid>"));
    dialog.confirm(&again);
    assert_eq!(dialog.remote_target().to_string(), "sip:z@b.invalid");
    assert_eq!(dialog.route_set().len(), 2);
}

#[test]
fn requests_out_of_order_are_refused_and_in_order_followed() {
    let invite = invite(&[]);
    let ok = answer(&invite, Status::OK, Some("<sip:y@b.invalid>"));
    let mut dialog = Dialog::from_response(&invite, &ok).unwrap();
    assert_eq!(
        dialog.receive(&from_peer("INFO", 5, "<sip:ignored@b>")),
        Ok(())
    );
    assert_eq!(dialog.remote_target().to_string(), "sip:y@b.invalid");
    assert_eq!(
        dialog.receive(&from_peer("BYE", 4, "<sip:y@b>")),
        Err(DialogError::OldCSeq)
    );
    assert_eq!(
        dialog.receive(&from_peer("INFO", 5, "<sip:y@b>")),
        Err(DialogError::OldCSeq)
    );
    assert_eq!(
        dialog.receive(&from_peer("INVITE", 900, "<sip:moved@b>")),
        Ok(())
    );
    assert_eq!(dialog.remote_target().to_string(), "sip:moved@b");
    assert_eq!(dialog.receive(&from_peer("ACK", 900, "<sip:y@b>")), Ok(()));
    assert_eq!(
        dialog.receive(&from_peer("UPDATE", 901, "<sip:again@b>")),
        Ok(())
    );
    assert_eq!(dialog.remote_target().to_string(), "sip:again@b");
}

#[test]
fn a_request_of_another_dialog_is_not_taken() {
    let invite = invite(&[]);
    let ok = answer(&invite, Status::OK, Some("<sip:y@b.invalid>"));
    let mut dialog = Dialog::from_response(&invite, &ok).unwrap();
    let good = from_peer("BYE", 1, "<sip:y@b>");
    assert!(dialog.matches(&good));
    for (name, value) in [
        (HeaderName::CallId, "other"),
        (HeaderName::From, "<sip:jun@h>;tag=other"),
        (HeaderName::From, "<sip:jun@h>"),
        (HeaderName::To, "<sip:mina@h>;tag=other"),
        (HeaderName::To, "garbage"),
    ] {
        let mut other = good.clone();
        other.headers.set(name, value);
        assert!(!dialog.matches(&other));
        assert_eq!(dialog.receive(&other), Err(DialogError::Mismatch));
    }
}

#[test]
fn responses_that_make_no_dialog_make_none() {
    let invite = invite(&[]);
    let made = |response: &Response| Dialog::from_response(&invite, response).map(|_| ());
    assert_eq!(
        made(&answer(&invite, Status::TRYING, None)),
        Err(DialogError::NoDialog)
    );
    assert_eq!(
        made(&answer(&invite, Status::BUSY_HERE, None)),
        Err(DialogError::NoDialog)
    );
    assert_eq!(
        made(&invite.response(Status::RINGING)),
        Err(DialogError::NoDialog)
    );
    assert_eq!(
        made(&answer(&invite, Status::OK, None)),
        Err(DialogError::Header(HeaderError::Missing {
            name: HeaderName::Contact
        }))
    );
    let mut bare = invite.clone();
    bare.headers.remove(HeaderName::Contact);
    assert!(Dialog::from_request(&bare, "j").is_err());
}

#[test]
fn each_2xx_of_a_forked_invite_makes_a_dialog_of_its_own() {
    // RFC 3261 §13.2.2.4: each with its own tag, way and target; each is acknowledged, and can be ended alone.
    let invite = invite(&[]);
    let forks: Vec<_> = ["one", "two"]
        .into_iter()
        .map(|name| {
            let mut ok = invite.response(Status::OK).with_to_tag(name);
            ok.headers
                .push(HeaderName::Contact, format!("<sip:{name}@b.invalid>"));
            ok.headers
                .push(HeaderName::RecordRoute, format!("<sip:{name}.proxy;lr>"));
            Dialog::from_response(&invite, &ok).unwrap()
        })
        .collect();
    for (mut dialog, name) in forks.into_iter().zip(["one", "two"]) {
        for request in [dialog.ack(10), dialog.request(Method::Bye)] {
            assert_eq!(request.uri.to_string(), format!("sip:{name}@b.invalid"));
            assert_eq!(request.headers.to_tag(), name);
            assert_eq!(routes(&request), [format!("<sip:{name}.proxy;lr>")]);
        }
        assert_eq!(dialog.local_cseq(), 11);
    }
}
