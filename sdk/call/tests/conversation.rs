//! What one side of a call tells the other about the conversation: whom it is about, and that it is a conference.

extern crate ringdesk_call as call;

mod link;

use call::{Call, CallId, DialOptions, Role};
use link::pbx::{caller_asks, described, invite, said};
use link::{Link, ms};
use sip::{HeaderName, Method, Status};

fn view(link: &Link, peer: usize, id: CallId) -> &Call {
    link.peers[peer].phone.call(id).unwrap()
}

/// A call to Mina with these headers, as she sees it.
fn ring(headers: &[(HeaderName, &str)]) -> (Link, CallId) {
    let mut link = Link::with(&["mina"]);
    let invite = invite(&link, headers, &described("sendrecv"));
    link.forge_request(0, &invite);
    link.run(ms(100));
    let id = link.peers[0].incoming().expect("it rings");
    (link, id)
}

const COLLEAGUE: (HeaderName, &str) = (HeaderName::From, "<sip:jun@ringdesk.test>;tag=pbx");

#[test]
fn a_colleague_who_asks_for_advice_says_about_whom() {
    let about = |headers: &[(HeaderName, &str)]| {
        let (link, id) = ring(headers);
        let about = view(&link, 0, id).consult_about();
        let role = link.peers[0].phone.role(id);
        (about.map(|party| party.uri.clone()), role)
    };
    let info = |value| (HeaderName::CallInfo, value);
    let sora = "<sip:sora@far.test>;purpose=consult";
    let consulted = (Some("sip:sora@far.test".to_string()), Role::Consulted);
    assert_eq!(about(&[COLLEAGUE, info(sora)]), consulted);
    let many = "<http://x.test/a.png>;purpose=icon, <sip:sora@far.test>;purpose=consult";
    assert_eq!(about(&[COLLEAGUE, info(many)]), consulted);
    for (from, value) in [
        (COLLEAGUE, "<sip:sora@far.test>;purpose=info"),
        (COLLEAGUE, "<sip:sora@far.test>"),
        (COLLEAGUE, "<<<;purpose=consult"),
        // A stranger may not make of an agent who is asked for advice only.
        ((HeaderName::From, "<sip:kim@far.test>;tag=pbx"), sora),
    ] {
        assert_eq!(about(&[from, info(value)]), (None, Role::Agent), "{value}");
    }
}

/// RFC 4579 §5.1.
#[test]
fn a_contact_that_is_a_focus_means_a_conference_for_as_long_as_it_says_so() {
    let focus = (HeaderName::Contact, "<sip:room@pbx.test>;isfocus");
    let (mut link, id) = ring(&[focus]);
    assert!(view(&link, 0, id).in_conference());
    link.answer(0);
    link.run(ms(100));
    let answer = said(&link, Status::OK);
    caller_asks(&mut link, &answer, "1 ACK", &[], "");
    caller_asks(&mut link, &answer, "2 UPDATE", &[], "");
    assert!(!view(&link, 0, id).in_conference());
    caller_asks(&mut link, &answer, "3 UPDATE", &[focus], "");
    assert!(view(&link, 0, id).in_conference());
}

/// Three who talk, and Mina in the middle.
fn conference() -> (Link, CallId, CallId) {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let options = DialOptions::default();
    let consult = |phone: &mut call::Phone, now| phone.consult(now, a, "sora", options);
    let c = link.order(0, consult).unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(200));
    (link, a, c)
}

#[test]
fn a_consult_says_whom_it_is_about_to_colleagues_and_to_nobody_else() {
    let (link, _, _) = conference();
    let c = link.peers[2].incoming().unwrap();
    let about = view(&link, 2, c).consult_about().unwrap();
    assert_eq!(about.uri, "sip:jun@ringdesk.test");
    assert_eq!(link.peers[2].phone.role(c), Role::Consulted);

    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let options = DialOptions::default();
    let abroad = |phone: &mut call::Phone, now| phone.consult(now, a, "sip:x@far.test", options);
    link.order(0, abroad).unwrap();
    link.run(ms(300));
    let invites = link.server.requests(0, Method::Invite);
    let abroad = |(_, invite): &&(_, &sip::Request)| invite.uri.host == "far.test";
    let (_, invite) = invites.iter().find(abroad).unwrap();
    assert_eq!(
        invite.headers.get(HeaderName::CallInfo),
        Some("<sip:anonymous@anonymous.invalid>;purpose=consult")
    );
}

/// The colleague's page finds the ticket by the customer's own call.
#[test]
fn a_consult_names_the_customer_and_his_call() {
    let mut link = Link::new();
    let name = "Mina \"M.\" Park, \\ 박";
    for user in ["mina", "jun", "sora"] {
        let mut config = link::config(user);
        config.display_name = Some(name.into());
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (_, b) = link.talk();
    let options = DialOptions::default();
    let asks = |phone: &mut call::Phone, now| phone.consult(now, b, "sora", options);
    link.order(1, asks).unwrap();
    link.run(ms(300));
    let c = link.peers[2].incoming().unwrap();
    let about = view(&link, 2, c).consult_about().unwrap();
    assert_eq!(about.display_name.as_deref(), Some(name));
    let customer = view(&link, 1, b).sip_call_id();
    assert_eq!(view(&link, 2, c).consult_call(), Some(customer));
}

#[test]
fn parties_of_a_conference_see_that_it_is_one_and_when_it_is_no_more() {
    let (mut link, _, c) = conference();
    let sees = |link: &Link, peer: usize| {
        let call = link.peers[peer].phone.calls().next();
        call.is_some_and(Call::in_conference)
    };
    assert!(!sees(&link, 1) && !sees(&link, 2));
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    link.run(ms(300));
    assert!(sees(&link, 1) && sees(&link, 2));
    let far = link.peers[2].incoming().unwrap();
    link.hang_up(2, far);
    link.run(ms(300));
    assert!(!sees(&link, 1));
}
