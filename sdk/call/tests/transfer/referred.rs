//! Transfers that the far side asks for, and what nobody may make a phone do.

use super::*;

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
