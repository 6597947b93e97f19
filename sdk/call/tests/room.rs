//! A conference that the server mixes (RFC 4579).

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, DialOptions, EndedBy, Event, Hold, Profile, Status};
use link::{Link, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method};

/// Mina, who has a conference at `room`, consults Sora about Jun. Peer 3 is the room.
fn consult() -> (Link, CallId, CallId) {
    let mut link = Link::new();
    for user in ["mina", "jun", "sora", "room"] {
        let mut config = config(user);
        if user == "mina" {
            config.profile = Profile {
                conference_uri: Some("sip:room@ringdesk.test".into()),
                ..Profile::default()
            };
        }
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, _) = link.talk();
    let options = DialOptions::default();
    let c = link.order(0, |phone, now| phone.consult(now, a, "sora", options));
    let c = c.unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(200));
    (link, a, c)
}

/// What the room does with whoever calls it, for a while.
fn attend(link: &mut Link, answers: bool) {
    for _ in 0..40 {
        let rings = link.peers[3].phone.calls();
        let rings = rings.filter(|call| call.state() == CallState::Incoming);
        let rings: Vec<CallId> = rings.map(call::Call::id).collect();
        for id in rings {
            let decline = call::Decline::Declined;
            let done = link.order(3, |phone, now| match answers {
                true => phone.answer(now, id).is_ok(),
                false => phone.decline(now, id, decline).is_ok(),
            });
            assert!(done);
        }
        link.run(ms(50));
    }
}

fn invited_to(link: &Link, peer: usize) -> Option<String> {
    let invites = link.server.requests(peer, Method::Invite);
    let outside = invites
        .iter()
        .rfind(|(_, invite)| invite.headers.to_tag().is_empty());
    outside.map(|(_, invite)| invite.uri.to_string())
}

#[test]
fn a_conference_at_the_server_is_called_and_both_parties_are_sent_there() {
    let (mut link, a, c) = consult();
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    attend(&mut link, true);
    assert_eq!(
        invited_to(&link, 0).as_deref(),
        Some("sip:room@ringdesk.test")
    );
    assert_eq!(link.peers[0].sent_requests(Method::Refer).len(), 2);
    for peer in [1, 2] {
        assert_eq!(
            invited_to(&link, peer).as_deref(),
            Some("sip:room@ringdesk.test"),
            "phone {peer}"
        );
        assert_eq!(link.peers[peer].phone.calls().count(), 1);
    }
    assert_eq!(link.peers[3].phone.calls().count(), 3);
    // The two calls of before are over, by transfer, and the one to the room is there and not on hold.
    let ended = link.peers[0].ended();
    let ids: Vec<CallId> = ended.iter().map(|call| call.id()).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&a) && ids.contains(&c));
    for call in ended {
        assert_eq!(call.end().unwrap().reason.code(), "call.transferred");
    }
    let calls: Vec<&call::Call> = link.peers[0].phone.calls().collect();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].hold(), Hold::Off);
    let room = calls[0].id();
    // Who leaves leaves it to the others.
    link.hang_up(0, room);
    link.run(secs(1));
    assert_eq!(link.peers[1].phone.calls().count(), 1);
    assert_eq!(link.peers[2].phone.calls().count(), 1);
}

/// RFC 4579 §5.2: a factory names what it made by a Contact with `isfocus`.
#[test]
fn parties_are_sent_to_the_conference_that_a_factory_made() {
    let (mut link, _, c) = consult();
    link.server.script = Some(Box::new(|from, message| {
        let mut message = message.clone();
        let headers = match &mut message {
            Message::Request(request) => &mut request.headers,
            Message::Response(response) => &mut response.headers,
        };
        match headers.get(HeaderName::Contact) {
            Some(contact) if from == 3 => {
                let contact = format!("{contact};isfocus");
                headers.set(HeaderName::Contact, contact);
                Verdict::Instead(Box::new(message))
            }
            _ => Verdict::Pass,
        }
    }));
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    attend(&mut link, true);
    let room = link.peers[0].phone.calls().next().unwrap();
    assert!(room.in_conference());
    let made = invited_to(&link, 1).unwrap();
    assert!(made.ends_with(".invalid;transport=ws;ob"), "{made}");
    assert_eq!(invited_to(&link, 2).as_ref(), Some(&made));
}

#[test]
fn a_conference_that_does_not_come_about_leaves_everyone_where_they_were() {
    let (mut link, a, c) = consult();
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    attend(&mut link, false);
    let hold = |id| link.peers[0].phone.call(id).unwrap().hold();
    assert_eq!((hold(a), hold(c)), (Hold::On, Hold::Off));
    assert!(link.peers[0].sent_requests(Method::Refer).is_empty());
    assert_eq!(
        link.peers[0].only_end(),
        ("call.declined", EndedBy::Remote, Some(603))
    );
}

#[test]
fn a_party_that_can_not_come_stays_on_its_line_and_one_that_can_is_there() {
    let (mut link, a, c) = consult();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 1 && request.uri.user.as_deref() == Some("room") => {
            Verdict::Answer(Box::new(request.response(Status::FORBIDDEN)))
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    attend(&mut link, true);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[0].phone.call(a).unwrap().hold(), Hold::On);
    assert!(link.peers[0].phone.call(c).is_none());
    assert!(link.peers[0].events.iter().any(
        |event| matches!(event, Event::TransferFailed(id, Some(Status::FORBIDDEN)) if *id == a)
    ));
    assert_eq!(link.peers[3].phone.calls().count(), 2);
}

#[test]
fn when_nobody_can_come_the_agent_leaves_the_empty_room_for_where_he_was() {
    let (mut link, a, c) = consult();
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Refer => {
            Verdict::Answer(Box::new(request.response(Status::FORBIDDEN)))
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.conference(now, c))
        .unwrap();
    attend(&mut link, true);
    let hold = |id| link.peers[0].phone.call(id).unwrap().hold();
    assert_eq!((hold(a), hold(c)), (Hold::On, Hold::Off));
    assert_eq!(link.peers[0].phone.calls().count(), 2);
    assert_eq!(link.peers[3].phone.calls().count(), 0);
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
}
