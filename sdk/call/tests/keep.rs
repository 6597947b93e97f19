//! The page is loaded anew in the middle of a call, and the call comes back.

extern crate ringdesk_call as call;

mod link;

use call::{CallId, CallState, EndedBy, MediaCommand, Muted, Phone, RestoreError, Transport, Uri};
use link::{Link, Studio, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method, Request, Response, Status};

/// The page of this peer goes, without a word to anybody, and comes back as another phone with what was kept.
fn reload(link: &mut Link, peer: usize, user: &str, after: u64) -> Vec<CallId> {
    let now = link.now;
    let kept = link.peers[peer].phone.keep(now);
    assert!(!kept.contains("secret"), "no secrets are kept");
    link.disconnect(peer);
    // What the old page is told of its end does not count.
    link.peers[peer].phone = Phone::new(config(user), [77; 32]).unwrap();
    link.peers[peer].studio = Studio::new(peer + 10);
    link.peers[peer].wake = None;
    link.peers[peer].events.clear();
    link.peers[peer].media.clear();
    link.peers[peer].sent.clear();
    link.peers[peer].received.clear();
    link.run(ms(after));
    link.order(peer, |phone, now| phone.restore(now, &kept))
        .unwrap()
}

fn come_back(link: &mut Link, peer: usize) {
    link.connect(peer);
    link.register(peer);
    link.run(ms(200));
}

/// A server that knows where mina is, whatever Contact she is called by.
fn to_the_new_page(link: &mut Link) {
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 1 => {
            let mut request = request.clone();
            request.uri = Uri::parse("sip:mina@ringdesk.test").unwrap();
            Verdict::Instead(Box::new(Message::Request(request)))
        }
        _ => Verdict::Pass,
    }));
}

fn answer_all(link: &mut Link, of: usize, status: u16, unless: fn(&Request) -> bool) {
    link.server.script = Some(Box::new(move |from, message| match message {
        Message::Request(request)
            if from == of && request.method == Method::Invite && !unless(request) =>
        {
            let answer: Response = request
                .response(Status::new(status).unwrap())
                .with_to_tag("gone");
            Verdict::Answer(Box::new(answer))
        }
        _ => Verdict::Pass,
    }));
}

// RFC 3261 §12.2.1: target refresh by re-INVITE; §12.2.1.1 for the numbers. CO-1.
#[test]
fn a_call_outlives_the_page_at_either_end() {
    for (peer, user) in [(0, "mina"), (1, "jun")] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, b) = link.talk();
        let (mine, other) = if peer == 0 { (a, b) } else { (b, a) };
        link.order(peer, |phone, _| phone.set_muted(mine, Muted::Yes))
            .unwrap();
        let before = link.peers[peer].phone.call(mine).unwrap().clone();
        let ids = reload(&mut link, peer, user, 700);
        assert_eq!(ids, [mine], "under the same id");
        let call = link.peers[peer].phone.call(mine).unwrap();
        assert!(call.returning() && call.muted());
        assert_eq!(call.state(), CallState::Connected);
        assert_eq!(call.answered(), before.answered());
        assert_eq!(call.direction(), before.direction());
        assert_eq!(call.remote(), before.remote());
        assert_eq!(call.sip_call_id(), before.sip_call_id());
        assert!(
            link.peers[peer].sent.is_empty(),
            "nothing before the registration"
        );
        come_back(&mut link, peer);
        let call = link.peers[peer].phone.call(mine).unwrap();
        assert!(!call.returning(), "the far side agreed");
        let invites = link.peers[peer].sent_requests(Method::Invite);
        assert_eq!(invites.len(), 1);
        assert_eq!(invites[0].headers.call_id(), Ok(before.sip_call_id()));
        assert!(
            invites[0].headers.cseq_number() > 10,
            "no number is used twice"
        );
        let contact = invites[0].headers.contacts().unwrap().remove(0);
        assert!(
            link.server
                .bindings
                .iter()
                .any(|binding| binding.contact.user == contact.uri.user)
        );
        assert!(matches!(
            link.peers[peer].media[0].1,
            MediaCommand::Offer {
                transport: Transport::Fresh,
                ..
            }
        ));
        assert_eq!(link.peers[peer].media[1].1, MediaCommand::SetMuted(true));
        let answer =
            link.peers[1 - peer]
                .media
                .iter()
                .rev()
                .find_map(|(_, command)| match command {
                    MediaCommand::Answer { transport, .. } => Some(*transport),
                    _ => None,
                });
        assert_eq!(
            answer,
            Some(Transport::Fresh),
            "the far side notices the new page"
        );
        // And both can end it.
        link.hang_up(1 - peer, other);
        link.run(ms(100));
        assert_eq!(link.peers[peer].only_end().1, EndedBy::Remote);
        link.assert_at_rest();
    }
}

#[test]
fn a_call_is_kept_while_it_returns_and_comes_back_from_a_second_reload() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    reload(&mut link, 0, "mina", 300);
    reload(&mut link, 0, "mina", 300);
    come_back(&mut link, 0);
    assert!(!link.peers[0].phone.call(a).unwrap().returning());
    let invites = link.peers[0].sent_requests(Method::Invite);
    assert!(invites[0].headers.cseq_number() > 20);
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[1].only_end().1, EndedBy::Remote);
    link.assert_at_rest();
}

#[test]
fn a_bye_that_comes_before_the_offer_ends_a_call_that_returns() {
    let mut link = Link::with(&["mina", "jun"]);
    let (_, b) = link.talk();
    reload(&mut link, 0, "mina", 100);
    link.peers[0].studio.takes = ms(500);
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    to_the_new_page(&mut link);
    link.hang_up(1, b);
    link.run(ms(1_000));
    let (code, by, _) = link.peers[0].only_end();
    assert_eq!((code, by), ("call.hung-up", EndedBy::Remote));
    link.assert_at_rest();
}

#[test]
fn a_far_side_that_offers_first_is_answered_and_then_offered_to() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    reload(&mut link, 0, "mina", 100);
    link.peers[0].studio.takes = ms(500);
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    to_the_new_page(&mut link);
    link.order(1, |phone, now| phone.renegotiate(now, b))
        .unwrap();
    link.run(secs(10));
    assert!(!link.peers[0].phone.call(a).unwrap().returning());
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.hang_up(0, a);
    link.run(ms(100));
    link.assert_at_rest();
}

// RFC 3261 §14.1.
#[test]
fn a_call_returns_through_a_glare_and_through_a_challenge() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    reload(&mut link, 0, "mina", 100);
    let mut refused = false;
    link.server.script = Some(Box::new(move |from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Invite && !refused => {
            refused = true;
            Verdict::Answer(Box::new(request.response(Status::PENDING).with_to_tag("x")))
        }
        _ => Verdict::Pass,
    }));
    link.server.accounts = Some(link::Accounts::new(&[("mina", "mina's secret")]));
    come_back(&mut link, 0);
    // Whoever made the Call-ID waits for up to four seconds.
    link.run(secs(5));
    assert!(!link.peers[0].phone.call(a).unwrap().returning());
    let statuses = link.peers[0].answered(Method::Invite);
    assert!(statuses.contains(&491) && statuses.contains(&407) && statuses.ends_with(&[200]));
    link.server.accounts = None;
    link.hang_up(0, a);
    link.run(ms(100));
    link.assert_at_rest();
}

// RFC 3891 §3.
#[test]
fn a_dialog_that_can_not_be_reached_is_replaced() {
    for status in [404, 408, 481] {
        let mut link = Link::with(&["mina", "jun"]);
        let (a, _) = link.talk();
        let old = link.peers[0]
            .phone
            .call(a)
            .unwrap()
            .sip_call_id()
            .to_string();
        reload(&mut link, 0, "mina", 100);
        answer_all(&mut link, 0, status, |request| {
            request.headers.has(HeaderName::Replaces)
        });
        come_back(&mut link, 0);
        link.run(ms(200));
        let invites = link.peers[0].sent_requests(Method::Invite);
        assert_eq!(invites.len(), 2);
        let replaces = invites[1].headers.get(HeaderName::Replaces).unwrap();
        assert!(replaces.starts_with(&old) && !replaces.contains("early-only"));
        assert_eq!(
            invites[1].headers.get(HeaderName::Require),
            Some("replaces")
        );
        assert_eq!(invites[1].uri.to_string(), "sip:jun@ringdesk.test");
    }
}

#[test]
fn a_new_call_in_place_of_the_old_is_the_old_call() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    reload(&mut link, 0, "mina", 100);
    link.server.script = Some(Box::new(move |from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Invite => {
            let status = if request.headers.has(HeaderName::Replaces) {
                200
            } else {
                481
            };
            let mut answer = request
                .response(Status::new(status).unwrap())
                .with_to_tag("new");
            answer
                .headers
                .push(HeaderName::Contact, "<sip:jun@pbx.test>");
            answer
                .headers
                .push(HeaderName::ContentType, "application/sdp");
            if status == 200 {
                answer.body = link::sdp(3, true, call::MediaKind::Audio).into_bytes();
            }
            Verdict::Answer(Box::new(answer))
        }
        _ => Verdict::Pass,
    }));
    come_back(&mut link, 0);
    let call = link.peers[0].phone.call(a).unwrap();
    assert!(!call.returning());
    assert_eq!(call.state(), CallState::Connected);
    link.hang_up(0, a);
    let byes = link.peers[0].sent_requests(Method::Bye);
    assert_eq!(byes[0].uri.to_string(), "sip:jun@pbx.test");
}

#[test]
fn a_call_that_nobody_has_any_more_is_lost_once() {
    for status in [404, 481, 500, 603] {
        let mut link = Link::with(&["mina", "jun"]);
        let (_, b) = link.talk();
        reload(&mut link, 0, "mina", 100);
        answer_all(&mut link, 0, status, |_| false);
        come_back(&mut link, 0);
        link.run(secs(1));
        if status == 603 {
            // Somebody there refused the offer, and has the call.
            assert!(link.peers[0].ended().is_empty());
            continue;
        }
        assert_eq!(link.peers[0].only_end().0, "call.lost");
        link.server.script = None;
        link.hang_up(1, b);
        link.run(secs(40));
        assert_eq!(link.peers[0].only_end().0, "call.lost");
    }
}

#[test]
fn a_far_side_that_never_answers_is_given_up() {
    let mut link = Link::with(&["mina", "jun"]);
    let (_, b) = link.talk();
    reload(&mut link, 0, "mina", 100);
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 0 && request.method == Method::Invite => Verdict::Drop,
        _ => Verdict::Pass,
    }));
    come_back(&mut link, 0);
    link.run(secs(17));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
    link.server.script = None;
    link.hang_up(1, b);
    link.assert_at_rest();
}

#[test]
fn a_server_that_never_comes_back_loses_the_call() {
    let mut link = Link::with(&["mina", "jun"]);
    link.talk();
    reload(&mut link, 0, "mina", 100);
    link.run(secs(33));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
}

#[test]
fn what_is_too_old_or_none_of_ours_brings_nothing_back() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let kept = link.peers[0].phone.keep(link.now);
    let new = |link: &mut Link| link.add(config("mina"));
    let peer = new(&mut link);
    let restore =
        |link: &mut Link, peer, text: &str| link.order(peer, |phone, now| phone.restore(now, text));
    assert_eq!(restore(&mut link, peer, ""), Ok(vec![]));
    for damaged in [
        "hello",
        "ringdesk-calls 1 5",
        &kept.replace("ringdesk-calls 2", "ringdesk-calls 9"),
        &kept.replace("\nN", "\nM"),
        &kept.replace("\nU", "\n"),
        &kept[..kept.len() / 2],
        &(kept.clone() + "\n\n"),
    ] {
        assert_eq!(
            restore(&mut link, peer, damaged),
            Err(RestoreError::Malformed),
            "{damaged}"
        );
    }
    // Any bytes at all are refused or taken, and never more than that.
    for at in 0..kept.len() {
        let mut text = kept.clone().into_bytes();
        text[at] = b'\n';
        let mut phone = Phone::new(config("mina"), [3; 32]).unwrap();
        let _ = phone.restore(link.now, &String::from_utf8(text).unwrap());
    }
    assert!(link.peers[peer].ended().is_empty());
    link.run(secs(61));
    assert_eq!(restore(&mut link, peer, &kept), Err(RestoreError::TooOld));
    let ended = link.peers[peer].ended();
    assert_eq!((ended.len(), ended[0].id()), (1, a));
    assert_eq!(link.peers[peer].only_end().0, "call.lost");
    assert!(Uri::parse(&ended[0].remote().uri).is_ok());
}

#[test]
fn calls_that_are_not_answered_or_over_are_not_kept() {
    let mut link = Link::with(&["mina", "jun"]);
    assert_eq!(link.peers[0].phone.keep(link.now), "");
    let a = link.dial(0, "jun");
    link.run(ms(100));
    assert_eq!(link.peers[0].phone.keep(link.now), "");
    assert_eq!(link.peers[1].phone.keep(link.now), "");
    link.answer(1);
    link.run(ms(100));
    assert_ne!(link.peers[0].phone.keep(link.now), "");
    link.hang_up(0, a);
    assert_eq!(link.peers[0].phone.keep(link.now), "");
}

#[test]
fn a_call_on_hold_comes_back_on_hold() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(100));
    reload(&mut link, 0, "mina", 100);
    come_back(&mut link, 0);
    assert_eq!(link.peers[0].phone.call(a).unwrap().hold(), call::Hold::On);
    assert!(link.peers[1].phone.call(b).unwrap().held_by_remote());
}

#[test]
fn a_person_may_think_about_the_microphone_before_the_call_returns() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    reload(&mut link, 0, "mina", 100);
    link.peers[0].studio.takes = secs(25);
    come_back(&mut link, 0);
    link.run(secs(24));
    assert!(link.peers[0].phone.call(a).unwrap().returning());
    link.run(secs(2));
    assert!(!link.peers[0].phone.call(a).unwrap().returning());
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 1);
    link.run(secs(30));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
}

#[test]
fn what_a_consultation_is_about_is_known_after_a_reload() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let options = call::DialOptions::default();
    let asks = |phone: &mut call::Phone, now| phone.consult(now, a, "sora", options);
    link.order(0, asks).unwrap();
    link.run(ms(300));
    link.answer(2);
    link.run(ms(300));
    let about = |link: &Link, id| {
        let call = link.peers[2].phone.call(id).unwrap();
        let about = call.consult_about().cloned();
        (about, call.consult_call().map(str::to_owned))
    };
    let c = link.peers[2].phone.calls().next().unwrap().id();
    let before = about(&link, c);
    assert!(before.0.is_some() && before.1.is_some());
    let back = reload(&mut link, 2, "sora", 500);
    assert_eq!(about(&link, back[0]), before);
}
