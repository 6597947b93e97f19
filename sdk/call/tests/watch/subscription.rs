//! Subscriptions from their first request to their last (RFC 6665), and presence (RFC 3863).

use super::*;

#[test]
fn somebody_is_watched_from_the_first_subscribe_to_the_last() {
    // RFC 6665 §4.1, RFC 3856.
    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    let id = watch(&mut link, "jun", Package::Presence);
    let first = subscribes(&link)[0].clone();
    assert_eq!(first.uri.to_string(), "sip:jun@ringdesk.test");
    assert_eq!(first.headers.get(HeaderName::Event), Some("presence"));
    assert_eq!(
        first.headers.get(HeaderName::Accept),
        Some("application/pidf+xml")
    );
    assert_eq!(first.headers.expires(), Some(3600));
    assert_eq!(
        send(&mut link, &note(&first, 1, "pending;expires=600", "")),
        200
    );
    assert_eq!(
        send(&mut link, &note(&first, 2, "active;expires=600", OPEN)),
        200
    );
    assert_eq!(states(&link), ["active", "true here"]);
    // The refresh stays within the dialog and goes to the notifier.
    link.run(secs(500));
    let refresh = subscribes(&link)[1].clone();
    assert_eq!(refresh.uri.to_string(), "sip:presence.ringdesk.test");
    assert_eq!(refresh.headers.to_tag(), "notifier");
    assert_eq!(refresh.headers.cseq_number(), 2);
    assert_eq!(refresh.headers.call_id(), first.headers.call_id());
    // The farewell asks for nothing more, and its last NOTIFY is still taken (RFC 6665 §4.1.2.3).
    link.order(0, |phone, now| phone.unwatch(now, id));
    link.run(ms(100));
    let last = subscribes(&link)[2].clone();
    assert_eq!(last.headers.expires(), Some(0));
    assert_eq!(link.peers[0].phone.watches().count(), 0);
    assert_eq!(
        send(
            &mut link,
            &note(&first, 3, "terminated;reason=timeout", OPEN)
        ),
        200
    );
    assert_eq!(send(&mut link, &note(&first, 4, "active", OPEN)), 481);
    assert_eq!(states(&link).len(), 2, "nothing more is told of it");
    link.server.script = None;
    link.assert_at_rest();
}

#[test]
fn a_notify_may_come_before_the_200_and_another_fork_is_not_heard() {
    // RFC 6665 §4.1.2.4.
    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Subscribe => Verdict::Drop,
        Message::Response(_) => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    watch(&mut link, "jun", Package::Presence);
    let first = subscribes(&link)[0].clone();
    let mut early = note(&first, 1, "active;expires=600", OPEN);
    early
        .headers
        .push(HeaderName::RecordRoute, "<sip:near.test;lr>");
    early
        .headers
        .push(HeaderName::RecordRoute, "<sip:far.test;lr>");
    assert_eq!(send(&mut link, &early), 200);
    let mut fork = note(&first, 1, "active;expires=600", "");
    fork.headers
        .set(HeaderName::From, "<sip:jun@ringdesk.test>;tag=other");
    fork.headers
        .set(HeaderName::Via, "SIP/2.0/WS pbx.test;branch=z9hG4bKfork");
    assert_eq!(send(&mut link, &fork), 481);
    let mut accepted = first.response(Status::OK).with_to_tag("notifier");
    accepted.headers.set(
        HeaderName::Via,
        link.server.requests(0, Method::Subscribe)[0]
            .1
            .headers
            .get(HeaderName::Via)
            .unwrap(),
    );
    accepted.headers.push(HeaderName::Expires, "100");
    accepted
        .headers
        .push(HeaderName::Contact, "<sip:presence.ringdesk.test>");
    link.forge_response(0, &accepted);
    link.run(secs(90));
    assert_eq!(states(&link), ["active", "true here"]);
    let refresh = &subscribes(&link)[1];
    let routes: Vec<&str> = refresh.headers.all(HeaderName::Route).collect();
    assert_eq!(routes, ["<sip:near.test;lr>", "<sip:far.test;lr>"]);
}

#[test]
fn what_is_no_notification_of_ours_is_refused() {
    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    watch(&mut link, "jun", Package::Presence);
    let first = subscribes(&link)[0].clone();
    let bent = |number: u32, name: HeaderName<'static>, value: &str| {
        let mut notify = note(&first, number, "active;expires=600", OPEN);
        notify.headers.set(name, value);
        notify
    };
    for (notify, status) in [
        (bent(10, HeaderName::CallId, "unknown"), 481),
        (
            bent(11, HeaderName::To, "<sip:mina@ringdesk.test>;tag=guess"),
            481,
        ),
        (
            bent(12, HeaderName::From, "<sip:jun@ringdesk.test>;tag=guess"),
            481,
        ),
        (bent(13, HeaderName::Event, "dialog"), 489),
        (bent(14, HeaderName::Event, "presence;id=\"open"), 489),
        (bent(15, HeaderName::ContentType, "text/html"), 415),
        (
            bent(16, HeaderName::SubscriptionState, "active;expires=\"x"),
            400,
        ),
        (note(&first, 17, "active", OPEN), 200),
        (note(&first, 3, "active", OPEN), 500),
    ] {
        assert_eq!(send(&mut link, &notify), status, "{notify:?}");
    }
    let Some(Message::Response(_)) = link.peers[0].sent.last() else {
        panic!()
    };
    assert_eq!(states(&link), ["active", "true here"]);
}

#[test]
fn documents_that_are_none_hurt_nobody() {
    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    let id = watch(&mut link, "jun", Package::Presence);
    let first = subscribes(&link)[0].clone();
    let deep = "<presence>".to_string() + &"<a>".repeat(15_000);
    let long = format!("<presence><note>{}</note>", "x".repeat(50_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><presence><note>&b;</note></presence>";
    let bodies = [
        "<",
        "<presence",
        "</presence>",
        &deep,
        &long,
        bomb,
        "\u{0}\u{1}",
        "<dialog-info/>",
    ];
    for (nth, body) in bodies.into_iter().enumerate() {
        let notify = note(&first, 10 + nth as u32, "active;expires=600", body);
        assert_eq!(send(&mut link, &notify), 200);
    }
    assert_eq!(states(&link), ["active"], "what makes no sense is not told");
    assert_eq!(send(&mut link, &note(&first, 99, "active", OPEN)), 200);
    assert_eq!(states(&link), ["active", "true here"]);
    assert_eq!(link.peers[0].phone.watches().collect::<Vec<_>>(), [id]);
}

#[test]
fn a_notification_that_ends_a_subscription_says_what_comes_next() {
    // RFC 6665 §4.1.3: the reason, the seconds until it is asked for again, and what the application hears.
    for (state, wait, last) in [
        ("terminated;reason=deactivated", Some(0), "pending"),
        ("terminated;reason=timeout", Some(0), "pending"),
        ("terminated", Some(0), "pending"),
        (
            "terminated;reason=probation;retry-after=77",
            Some(77),
            "pending",
        ),
        ("terminated;reason=giveup", Some(30), "pending"),
        ("terminated;reason=rejected", None, "rejected"),
        ("terminated;reason=noresource", None, "noresource"),
        ("terminated;reason=invariant", None, "invariant"),
    ] {
        let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
        watch(&mut link, "jun", Package::Presence);
        let first = subscribes(&link)[0].clone();
        send(&mut link, &note(&first, 1, "active;expires=3600", ""));
        link.run(secs(20));
        send(&mut link, &note(&first, 2, state, ""));
        assert_eq!(states(&link).last().unwrap(), last, "{state}");
        match wait {
            Some(wait) => {
                if wait > 0 {
                    link.run(secs(wait - 1));
                    assert_eq!(subscribes(&link).len(), 1, "{state}");
                }
                link.run(secs(2));
                let again = &subscribes(&link)[1];
                assert_eq!(again.headers.to_tag(), "", "{state}");
                assert_ne!(again.headers.from_tag(), first.headers.from_tag());
            }
            None => {
                link.run(secs(4000));
                assert_eq!(subscribes(&link).len(), 1, "{state}");
                assert_eq!(link.peers[0].phone.watches().count(), 0);
            }
        }
    }
}

#[test]
fn a_server_that_ends_every_subscription_at_once_is_not_hammered() {
    let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
    watch(&mut link, "jun", Package::Presence);
    for nth in 0..10 {
        let last = subscribes(&link).pop().unwrap();
        send(
            &mut link,
            &note(&last, 1 + nth, "terminated;reason=deactivated", ""),
        );
        link.run(secs(3));
    }
    assert!(subscribes(&link).len() <= 2, "{}", subscribes(&link).len());
}

#[test]
fn refusals_end_a_watch_or_are_tried_again_later() {
    for (status, reason) in [
        (403, "rejected"),
        (603, "rejected"),
        (404, "noresource"),
        (489, "unsupported"),
        (405, "unsupported"),
        (400, "failed"),
    ] {
        let mut link = watcher(status, &[]);
        watch(&mut link, "jun", Package::Presence);
        assert_eq!(states(&link), [reason]);
        link.run(secs(4000));
        assert_eq!(subscribes(&link).len(), 1);
    }
    for (status, wait) in [(503, 45), (480, 45), (500, 45)] {
        let mut link = watcher(status, &[(HeaderName::RetryAfter, "45")]);
        watch(&mut link, "jun", Package::Presence);
        assert_eq!(states(&link), [""; 0]);
        link.run(secs(wait - 1));
        assert_eq!(subscribes(&link).len(), 1);
        link.run(secs(2));
        assert_eq!(subscribes(&link).len(), 2);
    }
}

#[test]
fn an_interval_too_brief_is_asked_for_longer_and_a_forgotten_subscription_anew() {
    // RFC 6665 §4.1.2.1, §4.1.2.2.
    let mut link = watcher(423, &[(HeaderName::MinExpires, "7200")]);
    watch(&mut link, "jun", Package::Presence);
    link.run(ms(200));
    let asked: Vec<Option<u32>> = subscribes(&link)
        .iter()
        .map(|subscribe| subscribe.headers.expires())
        .collect();
    assert_eq!(
        asked,
        [Some(3600), Some(7200)],
        "and a server that is never content is left alone"
    );
    assert_eq!(states(&link), ["failed"]);

    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    watch(&mut link, "jun", Package::Presence);
    let first = subscribes(&link)[0].clone();
    send(&mut link, &note(&first, 1, "active;expires=600", ""));
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Subscribe => {
            let known = request.headers.to_tag().is_empty();
            let status = if known {
                Status::OK
            } else {
                Status::NO_SUCH_CALL
            };
            let mut response = request.response(status).with_to_tag("notifier");
            response
                .headers
                .push(HeaderName::Contact, "<sip:presence.ringdesk.test>");
            response.headers.push(HeaderName::Expires, "600");
            Verdict::Answer(Box::new(response))
        }
        _ => Verdict::Pass,
    }));
    link.run(secs(490));
    let sent = subscribes(&link);
    let inside: Vec<bool> = sent
        .iter()
        .map(|s| !s.headers.to_tag().is_empty())
        .collect();
    assert_eq!(inside, [false, true, false]);
}

#[test]
fn after_a_return_everything_is_asked_for_anew_and_a_loss_ends_nothing() {
    let mut link = watcher(200, &[(HeaderName::Expires, "600")]);
    let a = watch(&mut link, "jun", Package::Presence);
    let b = watch(&mut link, "sora", Package::Dialog);
    let before = subscribes(&link);
    link.disconnect(0);
    link.run(secs(2));
    link.connect(0);
    link.run(ms(300));
    let after = &subscribes(&link)[2..];
    assert_eq!(after.len(), 2);
    for again in after {
        assert_eq!(again.headers.to_tag(), "");
        let old = &before[usize::from(again.headers.get(HeaderName::Event) == Some("dialog"))];
        assert_ne!(again.headers.from_tag(), old.headers.from_tag());
    }
    // The server's memory of before is not ours.
    assert_eq!(send(&mut link, &note(&before[0], 9, "active", OPEN)), 481);
    let presence = after
        .iter()
        .find(|s| s.uri == before[0].uri)
        .unwrap()
        .clone();
    assert_eq!(send(&mut link, &note(&presence, 1, "active", OPEN)), 200);
    assert_eq!(link.peers[0].phone.watches().collect::<Vec<_>>(), [a, b]);
}

#[test]
fn a_challenge_to_a_subscribe_is_answered() {
    let mut link = Link::with(&["mina"]);
    link.server.accounts = Some(link::Accounts::new(&[("mina", "mina's secret")]));
    watch(&mut link, "jun", Package::Presence);
    link.run(ms(100));
    let sent = subscribes(&link);
    assert!(sent.len() >= 2);
    assert!(sent[1].headers.has(HeaderName::ProxyAuthorization));
    assert_eq!(sent[1].headers.cseq_number(), 2);
}

// RFC 4235.

#[test]
fn five_thousand_are_watched_sixteen_at_a_time_and_none_is_forgotten() {
    let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
    let mut ids = Vec::new();
    for nth in 0..5_000 {
        let target = format!("agent{nth}");
        ids.push(
            link.order(0, |phone, now| phone.watch(now, &target, Package::Presence))
                .unwrap(),
        );
    }
    assert_eq!(subscribes(&link).len(), 16);
    // A round trip takes 20 ms, so sixteen at a time take a little over 6 s.
    for _ in 0..10 {
        link.run(secs(1));
    }
    let sent = subscribes(&link);
    assert_eq!(sent.len(), 5_000);
    let mut targets: Vec<String> = sent.iter().map(|s| s.uri.to_string()).collect();
    targets.sort_unstable();
    targets.dedup();
    assert_eq!(targets.len(), 5_000);
    for (nth, subscribe) in sent.iter().enumerate().step_by(50) {
        let notify = note(subscribe, 1 + nth as u32, "active;expires=3600", OPEN);
        assert_eq!(send(&mut link, &notify), 200);
    }
    assert_eq!(states(&link).len(), 200);
    for id in ids {
        link.order(0, |phone, now| phone.unwatch(now, id));
    }
    assert_eq!(link.peers[0].phone.watches().count(), 0);
}

#[test]
fn nobody_and_too_many_are_not_watched() {
    let mut link = Link::with(&["mina"]);
    let mut order =
        |target: &str| link.order(0, |phone, now| phone.watch(now, target, Package::Presence));
    assert_eq!(order(""), Err(WatchError::BadTarget));
    assert_eq!(order("jun\r\nX: y"), Err(WatchError::BadTarget));
    for _ in 0..10_000 {
        order("jun").unwrap();
    }
    assert_eq!(order("jun"), Err(WatchError::TooMany));
}

#[test]
fn a_server_that_accepts_and_never_tells_is_asked_again_much_later() {
    // RFC 6665 §4.1.2.4, timer N.
    let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
    watch(&mut link, "jun", Package::Presence);
    link.run(secs(320));
    assert_eq!(subscribes(&link).len(), 1);
    link.run(secs(20));
    let again = &subscribes(&link)[1];
    assert_eq!(again.headers.to_tag(), "");
    let again = again.clone();
    assert_eq!(send(&mut link, &note(&again, 1, "active", OPEN)), 200);
    link.run(secs(2_000));
    assert_eq!(
        subscribes(&link).len(),
        2,
        "without a word on it, what was asked holds"
    );
}
