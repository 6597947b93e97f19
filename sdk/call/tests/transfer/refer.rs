//! Transfers that we ask for (RFC 3515, RFC 3891, RFC 5589).

use super::*;

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
    assert_eq!(early, Err(Refusal::NotAnswered.into()));
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    for bad in ["", "sip:", "so\r\nra", "mailto:sora@ringdesk.test\r\nX: y"] {
        let refused = link.order(0, |phone, now| phone.transfer(now, a, bad));
        assert_eq!(refused, Err(TransferError::BadTarget.into()), "{bad:?}");
    }
    let itself = link.order(0, |phone, now| phone.transfer_to(now, a, a));
    assert_eq!(itself, Err(Refusal::NoOtherLine.into()));
    link.order(0, |phone, now| phone.transfer(now, a, "sora"))
        .unwrap();
    let second = link.order(0, |phone, now| phone.transfer(now, a, "sora"));
    assert_eq!(second, Err(Refusal::Busy.into()));
    link.run(ms(60));
    link.disconnect(0);
    let gone = link.order(0, |phone, now| {
        phone.transfer(now, CallId::from_u32(99), "sora")
    });
    assert_eq!(gone, Err(CallError::NoSuchCall.into()));
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

/// FD-36: the agent does not wait with the customer.
#[test]
fn a_queue_that_takes_the_customer_in_has_him() {
    let (mut link, a, _) = three();
    swallow_refer(&mut link, 202, &[]);
    link.order(0, |phone, now| phone.transfer(now, a, "billing"))
        .unwrap();
    link.run(ms(100));
    notify(&mut link, "refer", "active", "SIP/2.0 182 Queued\r\n");
    link.run(ms(100));
    assert_eq!(told(&link, 0), ["transferred"]);
    assert_eq!(link.peers[0].only_end().0, "call.transferred");
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
