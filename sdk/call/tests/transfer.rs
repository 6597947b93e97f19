//! Transfers: blind and attended, from every side, and what nobody may make a phone do.

extern crate ringdesk_call as call;

mod link;

use call::{Call, CallId, CallState, Decline, Event, Status, TransferError, Transfers};
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

// RFC 3515, from the side of the referrer and of the referred.

#[test]
fn a_blind_transfer_hands_the_far_side_over_and_ends_the_call() {
    let (mut link, a, b) = three();
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(200));
    let refer = link.peers[0].sent_requests(Method::Refer)[0];
    assert_eq!(
        refer.headers.get(HeaderName::ReferTo),
        Some("<sip:sora@ringdesk.test>")
    );
    assert_eq!(
        refer.headers.get(HeaderName::ReferredBy),
        Some("<sip:mina@ringdesk.test>")
    );
    assert_eq!(link.peers[0].answered(Method::Refer), [202]);
    assert_eq!(told(&link, 0), ["100", "180"]);
    let invite = link.peers[2].received_requests(Method::Invite)[0];
    assert_eq!(
        invite.headers.get(HeaderName::ReferredBy),
        Some("<sip:mina@ringdesk.test>")
    );
    let c = link.answer(2);
    link.run(ms(200));
    assert_eq!(told(&link, 0), ["100", "180", "transferred"]);
    assert_eq!(link.peers[0].only_end().0, "call.transferred");
    assert_eq!(link.peers[1].only_end().0, "call.transferred");
    let new = calls(&link, 1)[0];
    assert_eq!(
        told(&link, 1),
        [format!("{} for {}", new.as_u32(), b.as_u32())]
    );
    assert_eq!(link.peers[1].state(new), Some(CallState::Connected));
    assert_eq!(link.peers[2].state(c), Some(CallState::Connected));
    // Every NOTIFY names its REFER and the last one ends the subscription (RFC 3515 §2.4.7).
    let notes = link.peers[0].received_requests(Method::Notify);
    let refer = link.peers[0].sent_requests(Method::Refer)[0];
    let event = format!("refer;id={}", refer.headers.cseq_number());
    assert!(
        notes
            .iter()
            .all(|note| note.headers.get(HeaderName::Event) == Some(&*event))
    );
    let last = notes.last().unwrap();
    assert_eq!(last.body, b"SIP/2.0 200 OK\r\n");
    assert!(
        last.headers
            .get(HeaderName::SubscriptionState)
            .unwrap()
            .starts_with("terminated")
    );
    link.hang_up(2, c);
    link.assert_at_rest();
}

#[test]
fn a_transfer_that_is_declined_leaves_the_call_as_it_was_and_held_if_it_was_held() {
    let (mut link, a, b) = three();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(200));
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(200));
    let c = link.peers[2].incoming().unwrap();
    link.order(2, |phone, now| phone.decline(now, c, Decline::Busy))
        .unwrap();
    link.run(secs(20));
    assert_eq!(told(&link, 0).last().unwrap(), "failed 486");
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[0].phone.call(a).unwrap().hold(), call::Hold::On);
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    assert_eq!(
        told(&link, 1),
        [""; 0],
        "nothing took the place of anything"
    );
    // And it may be tried again.
    link.order(0, |phone, now| phone.transfer(now, a, "nobody"))
        .unwrap();
    link.run(ms(300));
    assert_eq!(told(&link, 0).last().unwrap(), "failed 404");
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_transfer_needs_a_connected_call_one_at_a_time_and_a_target() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    let early = link.order(0, |phone, now| phone.transfer(now, a, "sora"));
    assert_eq!(early, Err(TransferError::WrongState));
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    for bad in ["", "sip:", "so\r\nra", "mailto:sora@ringdesk.test\r\nX: y"] {
        let refused = link.order(0, |phone, now| phone.transfer(now, a, bad));
        assert_eq!(refused, Err(TransferError::BadTarget), "{bad:?}");
    }
    let itself = link.order(0, |phone, now| phone.transfer_to(now, a, a));
    assert_eq!(itself, Err(TransferError::WrongState));
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    let second = link.order(0, |phone, now| phone.transfer(now, a, "sora"));
    assert_eq!(second, Err(TransferError::WrongState));
    link.disconnect(0);
    let gone = link.order(0, |phone, now| {
        phone.transfer(now, CallId::from_u32(99), "sora")
    });
    assert_eq!(gone, Err(TransferError::NoSuchCall));
    assert_eq!(
        told(&link, 0),
        ["failed 0"],
        "the REFER was lost with its socket"
    );
}

#[test]
fn a_far_side_that_hangs_up_once_it_has_accepted_has_gone_where_it_was_sent() {
    // RFC 5589 §6.1; FreeSWITCH does so.
    let (mut link, a, _) = three();
    swallow_refer(&mut link, 202, &[]);
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(100));
    let bye = within(&link, Method::Bye, &[], "");
    link.forge_request(0, &bye);
    link.run(ms(100));
    assert_eq!(told(&link, 0), ["transferred"]);
    assert_eq!(link.peers[0].only_end().0, "call.transferred");
}

#[test]
fn a_transfer_that_nobody_tells_of_fails_in_time_and_the_call_goes_on() {
    let (mut link, a, _) = three();
    swallow_refer(&mut link, 202, &[]);
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(secs(31));
    assert_eq!(told(&link, 0), [""; 0]);
    link.run(secs(2));
    assert_eq!(told(&link, 0), ["failed 0"]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // What comes now belongs to no subscription any more (RFC 6665 §4.1.3).
    notify(
        &mut link,
        "refer",
        "terminated;reason=noresource",
        "SIP/2.0 200 OK\r\n",
    );
    assert_eq!(link.peers[0].answers(Method::Notify), [481]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}

#[test]
fn a_far_side_that_will_tell_nothing_is_believed_when_it_accepts() {
    // RFC 4488 §4.
    let (mut link, a, _) = three();
    swallow_refer(&mut link, 200, &[(HeaderName::ReferSub, "false")]);
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(200));
    assert_eq!(told(&link, 0), ["transferred"]);
    assert_eq!(link.peers[0].only_end().0, "call.transferred");
}

#[test]
fn notifications_of_a_transfer_are_taken_for_what_they_say_and_no_more() {
    let (mut link, a, _) = three();
    swallow_refer(&mut link, 202, &[]);
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(100));
    notify(&mut link, "dialog", "active", "SIP/2.0 200 OK\r\n");
    notify(&mut link, "refer;id=777", "active", "SIP/2.0 200 OK\r\n");
    notify(
        &mut link,
        "refer",
        "active;expires=60",
        "SIP/2.0 180 Ringing\r\n",
    );
    notify(
        &mut link,
        "refer",
        "active;expires=60",
        "SIP/2.0 180 Ringing\r\n",
    );
    notify(
        &mut link,
        "refer",
        "active;expires=60",
        "\u{0}\u{ffff} nonsense",
    );
    notify(&mut link, "refer", "active;expires=60", "SIP/2.0 9");
    assert_eq!(
        link.peers[0].answers(Method::Notify),
        [489, 481, 200, 200, 200, 200]
    );
    assert_eq!(told(&link, 0), ["180"]);
    // One that ends without a final status tells of no success (RFC 3515 §2.4.5).
    notify(
        &mut link,
        "refer",
        "terminated;reason=timeout",
        "SIP/2.0 100 Trying\r\n",
    );
    assert_eq!(told(&link, 0), ["180", "failed 0"]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}

#[test]
fn whoever_hangs_up_during_a_transfer_hears_that_nothing_came_of_it_once() {
    let (mut link, a, _) = three();
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(ms(200));
    assert_eq!(told(&link, 0).last().unwrap(), "failed 0");
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
    // The one that was sent away follows all the same.
    let c = link.answer(2);
    link.run(ms(200));
    let new = calls(&link, 1)[0];
    assert_eq!(link.peers[1].state(new), Some(CallState::Connected));
    assert_eq!(told(&link, 1).len(), 1);
    link.hang_up(2, c);
    link.assert_at_rest();
}

// RFC 3891 with RFC 5589 §7: attended.

#[test]
fn an_attended_transfer_joins_the_two_far_sides_without_another_ring() {
    let (mut link, a, b) = three();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(200));
    let consult = link.dial(0, "sora");
    link.run(ms(100));
    let c = link.answer(2);
    link.order(2, |phone, _| phone.set_muted(c, call::Muted::Yes))
        .unwrap();
    link.run(ms(100));
    link.order(0, |phone, now| phone.transfer_to(now, a, consult))
        .unwrap();
    link.run(secs(1));
    // Both legs of the referrer are over, each once.
    assert_eq!(calls(&link, 0), []);
    let mut codes = ends(&link, 0);
    codes.sort_unstable();
    assert_eq!(codes, ["call.hung-up", "call.transferred"]);
    assert_eq!(told(&link, 0).last().unwrap(), "transferred");
    // Jun and Sora talk, and for Sora it is the same conversation: no ring, and as silent as before.
    let (jun, sora) = (calls(&link, 1)[0], calls(&link, 2)[0]);
    assert_eq!(link.peers[1].state(jun), Some(CallState::Connected));
    assert_eq!(link.peers[2].state(sora), Some(CallState::Connected));
    assert_eq!(
        told(&link, 1),
        [format!("{} for {}", jun.as_u32(), b.as_u32())]
    );
    assert_eq!(
        told(&link, 2),
        [format!("{} for {}", sora.as_u32(), c.as_u32())]
    );
    assert_eq!(link.peers[2].incoming(), Some(c), "nothing rang again");
    assert!(link.peers[2].phone.call(sora).unwrap().muted());
    assert_eq!(link.peers[2].only_end().0, "call.replaced");
    // Escaped in the Refer-To, plain in the INVITE.
    let refer = link.peers[0].sent_requests(Method::Refer)[0];
    let to = refer.headers.get(HeaderName::ReferTo).unwrap();
    assert!(
        to.contains("?Replaces=") && to.contains("%3Bto-tag%3D"),
        "{to}"
    );
    let invite = *link.peers[2]
        .received_requests(Method::Invite)
        .last()
        .unwrap();
    let replaces = invite.headers.get(HeaderName::Replaces).unwrap();
    assert!(replaces.contains(";to-tag=") && replaces.contains(";from-tag="));
    link.hang_up(1, jun);
    link.assert_at_rest();
}

#[test]
fn a_consultation_that_stays_up_after_an_attended_transfer_is_hung_up_by_us() {
    // Asterisk leaves one of two legs up (FACTS of its tracker): what has been transferred is over here.
    let (mut link, a, _) = three();
    let consult = link.dial(0, "sora");
    link.run(ms(100));
    link.answer(2);
    link.run(ms(100));
    swallow_refer(&mut link, 202, &[]);
    link.order(0, |phone, now| phone.transfer_to(now, a, consult))
        .unwrap();
    link.run(ms(100));
    notify(
        &mut link,
        "refer",
        "terminated;reason=noresource",
        "SIP/2.0 200 OK\r\n",
    );
    link.run(ms(100));
    assert_eq!(calls(&link, 0), [consult]);
    link.run(secs(6));
    assert_eq!(ends(&link, 0), ["call.transferred", "call.transferred"]);
    assert_eq!(told(&link, 0), ["transferred"]);
}

// What the far side may want of us.

#[test]
fn a_phone_that_asks_follows_only_on_a_word() {
    for follows in [true, false] {
        let mut link = Link::new();
        for user in ["mina", "jun", "sora"] {
            let mut config = config(user);
            config.accept_transfers = Transfers::Ask;
            let peer = link.add(config);
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        let (a, b) = link.talk();
        link.order(0, |phone, now| phone.transfer(now, a, "sora"))
            .unwrap();
        link.run(ms(200));
        assert_eq!(told(&link, 0), ["100"]);
        assert_eq!(told(&link, 1), ["asked sip:sora@ringdesk.test"]);
        assert!(link.peers[2].incoming().is_none());
        if follows {
            link.order(1, |phone, now| phone.accept_transfer(now, b))
                .unwrap();
            link.run(ms(200));
            link.answer(2);
            link.run(ms(200));
            assert_eq!(told(&link, 0), ["100", "180", "transferred"]);
        } else {
            link.order(1, |phone, now| phone.refuse_transfer(now, b))
                .unwrap();
            link.run(ms(200));
            assert_eq!(told(&link, 0), ["100", "failed 603"]);
            assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
        }
        let again = link.order(1, |phone, now| phone.accept_transfer(now, b));
        assert!(again.is_err(), "it was asked once");
    }
}

#[test]
fn a_phone_that_refuses_transfers_says_so_and_goes_on() {
    let mut link = Link::new();
    for user in ["mina", "jun"] {
        let mut config = config(user);
        config.accept_transfers = Transfers::Refuse;
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    link.run(ms(200));
    assert_eq!(told(&link, 0), ["failed 603"]);
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    assert_eq!(calls(&link, 1), [b]);
}

#[test]
fn a_refer_that_would_do_harm_is_refused_with_the_right_word() {
    let own = "<sip:mina@ringdesk.test>";
    let cases: [(&[&str], u16); 13] = [
        // What would end a line of the INVITE.
        (
            &["<sip:sora@ringdesk.test?Replaces=a%0d%0aX-Evil:%20b>"],
            400,
        ),
        (&["<sip:sora@ringdesk.test?Subject=%0D%0AVia:%20x>"], 400),
        (
            &["<sip:sora@ringdesk.test?Replaces=a%00b%3Bto-tag%3D1%3Bfrom-tag%3D2>"],
            400,
        ),
        (&["<sip:sora@ringdesk.test?Replaces=nonsense>"], 400),
        // RFC 3515 §2.4.2.
        (&[], 400),
        (
            &["<sip:sora@ringdesk.test>", "<sip:jun@ringdesk.test>"],
            400,
        ),
        (&["<sip:sora@ringdesk.test>, <sip:jun@ringdesk.test>"], 400),
        (&["nonsense"], 400),
        (&["<mailto:sora@ringdesk.test>"], 416),
        (&["<javascript:alert(1)>"], 416),
        (&["<sip:sora@ringdesk.test;method=BYE>"], 501),
        // To itself.
        (&[own], 482),
        (&["<sip:OWN>"], 482),
    ];
    for (targets, status) in cases {
        let (mut link, a, _) = three();
        let contact = link.server.bindings[0].contact.to_string();
        let targets: Vec<String> = targets
            .iter()
            .map(|target| target.replace("sip:OWN", &contact))
            .collect();
        let headers: Vec<(HeaderName, &str)> = targets
            .iter()
            .map(|target| (HeaderName::ReferTo, target.as_str()))
            .collect();
        let refer = within(&link, Method::Refer, &headers, "");
        link.forge_request(0, &refer);
        link.run(ms(200));
        assert_eq!(
            link.peers[0].answers(Method::Refer),
            [status],
            "{targets:?}"
        );
        assert_eq!(calls(&link, 0), [a], "{targets:?}");
        assert!(link.peers[0].sent_requests(Method::Notify).is_empty());
    }
}

#[test]
fn nobody_outside_of_a_call_makes_this_phone_call_anybody() {
    let (mut link, a, _) = three();
    let mut refer = within(
        &link,
        Method::Refer,
        &[(HeaderName::ReferTo, "<sip:sora@ringdesk.test>")],
        "",
    );
    refer
        .headers
        .set(HeaderName::To, "<sip:mina@ringdesk.test>");
    link.forge_request(0, &refer);
    link.run(ms(50));
    refer
        .headers
        .set(HeaderName::To, "<sip:mina@ringdesk.test>;tag=guessed");
    refer
        .headers
        .set(HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKother");
    link.forge_request(0, &refer);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Refer), [603, 481]);
    assert_eq!(calls(&link, 0), [a]);
}

#[test]
fn a_referrer_that_wants_no_news_gets_none() {
    // RFC 4488 §4.
    let (mut link, a, _) = three();
    let headers = [
        (HeaderName::ReferTo, "<sip:sora@ringdesk.test>"),
        (HeaderName::ReferSub, "false"),
    ];
    let refer = within(&link, Method::Refer, &headers, "");
    link.forge_request(0, &refer);
    link.run(ms(100));
    link.answer(2);
    link.run(ms(100));
    assert!(link.peers[0].sent_requests(Method::Notify).is_empty());
    let Some(Message::Response(accepted)) = link.peers[0].sent.iter().find(|message| {
        matches!(message, Message::Response(response) if response.headers.cseq_method() == "REFER")
    }) else {
        panic!("no answer")
    };
    assert_eq!(accepted.headers.get(HeaderName::ReferSub), Some("false"));
    // The referrer does not hang up, so we do after a while.
    assert!(calls(&link, 0).contains(&a));
    link.run(secs(10));
    assert_eq!(link.peers[0].only_end().0, "call.transferred");
    assert_eq!(calls(&link, 0).len(), 1);
}

#[test]
fn a_second_refer_waits_its_turn_and_one_out_of_order_is_refused() {
    let (mut link, _, _) = three();
    let refer = |link: &Link| {
        let to = [(HeaderName::ReferTo, "<sip:sora@ringdesk.test>")];
        within(link, Method::Refer, &to, "")
    };
    let first = refer(&link);
    link.forge_request(0, &first);
    link.run(ms(50));
    let second = refer(&link);
    link.forge_request(0, &second);
    link.run(ms(50));
    let mut old = refer(&link);
    old.headers.set(HeaderName::CSeq, "1 REFER");
    link.forge_request(0, &old);
    link.run(ms(50));
    assert_eq!(link.peers[0].answers(Method::Refer), [202, 491, 500]);
    assert_eq!(calls(&link, 0).len(), 2);
}

#[test]
fn however_three_people_transfer_each_other_every_transfer_has_one_end() {
    for seed in 50..90u8 {
        let mut entropy = sip::Entropy::new([seed; 32]);
        let mut link = Link::new();
        let users = ["mina", "jun", "sora"];
        for user in users {
            let mut config = config(user);
            if entropy.below(3) == 0 {
                config.accept_transfers = Transfers::Ask;
            }
            let peer = link.add(config);
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        let mut begun = 0;
        for _ in 0..60 {
            let peer = entropy.below(3) as usize;
            let here = calls(&link, peer);
            let mut any = || {
                here.get(entropy.below(here.len().max(1) as u32) as usize)
                    .copied()
            };
            let (id, other) = (any(), any());
            let target = users[entropy.below(3) as usize];
            let what = entropy.below(12);
            link.order(peer, |phone, now| match (what, id, other) {
                (0..=1, _, _) => drop(phone.dial(now, target, call::DialOptions::default())),
                (2..=4, Some(id), _) => drop(phone.answer(now, id)),
                (5..=6, Some(id), _) => {
                    begun += usize::from(phone.transfer(now, id, target).is_ok())
                }
                (7, Some(id), Some(other)) => {
                    begun += usize::from(phone.transfer_to(now, id, other).is_ok());
                }
                (8, Some(id), _) => drop(phone.accept_transfer(now, id)),
                (9, Some(id), _) => drop(phone.refuse_transfer(now, id)),
                (10, Some(id), _) => drop(phone.hold(now, id)),
                (11, Some(id), _) => drop(phone.hang_up(now, id)),
                _ => {}
            });
            if entropy.below(40) == 0 {
                link.disconnect(peer);
                link.run(ms(300));
                link.connect(peer);
            }
            link.run(ms(u64::from(entropy.below(200))));
        }
        for peer in 0..3 {
            for id in calls(&link, peer) {
                let _ = link.order(peer, |phone, now| phone.hang_up(now, id));
            }
            link.run(secs(1));
        }
        // Calls that came of the last transfers.
        for peer in 0..3 {
            for id in calls(&link, peer) {
                let _ = link.order(peer, |phone, now| phone.hang_up(now, id));
            }
        }
        link.run(secs(240));
        for peer in 0..3 {
            for id in calls(&link, peer) {
                let _ = link.order(peer, |phone, now| phone.hang_up(now, id));
            }
        }
        link.run(secs(240));
        let ends = |peer: usize| {
            let told = told(&link, peer);
            told.iter()
                .filter(|word| word.starts_with("failed") || *word == "transferred")
                .count()
        };
        assert_eq!((0..3).map(ends).sum::<usize>(), begun, "seed {seed}");
        link.assert_at_rest();
    }
}

#[test]
fn a_call_that_is_referred_and_replaced_at_once_does_not_tell_its_referrer_for_ever() {
    // Two calls come for one: each has its own state, and only one of them is the referrer's.
    let (mut link, a, _) = three();
    let to = [(HeaderName::ReferTo, "<sip:sora@ringdesk.test>")];
    let refer = within(&link, Method::Refer, &to, "");
    link.forge_request(0, &refer);
    link.run(ms(100));
    link.peers[0].studio.silent = true;
    let id = |name, header| {
        refer
            .headers
            .get(header)
            .map(|value: &str| format!("{name}{value}"))
    };
    let tag = |name: &str, header| {
        let value = id("", header).unwrap();
        format!(";{name}={}", value.rsplit_once("tag=").unwrap().1)
    };
    let named = refer.headers.call_id().unwrap().to_string()
        + &tag("to-tag", HeaderName::To)
        + &tag("from-tag", HeaderName::From);
    let mut invite = within(&link, Method::Invite, &[(HeaderName::Replaces, &named)], "");
    invite
        .headers
        .set(HeaderName::To, "<sip:mina@ringdesk.test>");
    invite.headers.set(HeaderName::CallId, "another");
    link.forge_request(0, &invite);
    link.run(secs(1));
    assert_eq!(calls(&link, 0).len(), 3);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert!(link.peers[0].sent_requests(Method::Notify).len() <= 3);
}
