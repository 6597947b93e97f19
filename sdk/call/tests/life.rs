//! The life of a call between two phones, from the dial to the end.

extern crate ringdesk_call as call;

mod link;

use call::{CallState, Decline, Event, MediaCommand, MediaError, Muted, Status};
use link::{Link, config, ms, secs};
use sip::{HeaderName, Method};

#[test]
fn two_phones_talk_and_the_caller_hangs_up() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    assert_eq!(link.peers[0].state(a), Some(CallState::Ringing));
    let b = link.peers[1].incoming().unwrap();
    let ringing = link.peers[1].phone.call(b).unwrap();
    assert_eq!(ringing.state(), CallState::Incoming);
    assert_eq!(ringing.remote().number, "mina");
    assert_eq!(ringing.remote().display_name.as_deref(), Some("Mina"));
    assert_eq!(ringing.queue(), None);
    link.answer(1);
    link.run(ms(100));
    let (call, far) = (
        link.peers[0].phone.call(a).unwrap(),
        link.peers[1].phone.call(b).unwrap(),
    );
    assert_eq!(call.state(), CallState::Connected);
    assert_eq!(call.sip_call_id(), far.sip_call_id());
    assert!(call.answered() > call.ringing());
    let answer = link.peers[0]
        .media
        .iter()
        .find_map(|(_, command)| match command {
            MediaCommand::Accept {
                answer,
                early: false,
                ..
            } => Some(answer.clone()),
            _ => None,
        });
    assert!(answer.unwrap().contains("a=x-unknown:kept"));
    link.hang_up(0, a);
    let hung_up = link.now;
    assert_eq!(link.peers[0].state(a), Some(CallState::Ending));
    link.run(ms(100));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.hung-up", call::EndedBy::Local, None)
    );
    assert_eq!(link.peers[0].ended()[0].ended(), Some(hung_up));
    assert_eq!(
        link.peers[1].only_end(),
        ("call.hung-up", call::EndedBy::Remote, None)
    );
    link.assert_at_rest();
}

#[test]
fn the_called_side_may_hang_up_too() {
    let mut link = Link::with(&["mina", "jun"]);
    let (_, b) = link.talk();
    link.hang_up(1, b);
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().1, call::EndedBy::Remote);
    assert_eq!(link.peers[1].only_end().1, call::EndedBy::Local);
    link.assert_at_rest();
}

#[test]
fn each_way_to_decline_reaches_the_caller_as_its_own_reason() {
    let ways = [
        (Decline::Busy, "call.busy", 486),
        (Decline::Declined, "call.declined", 603),
        (Decline::Unavailable, "call.unavailable", 480),
        (Decline::Status(Status::FORBIDDEN), "call.forbidden", 403),
        (Decline::Status(Status::OK), "call.declined", 603),
    ];
    for (way, code, status) in ways {
        let mut link = Link::with(&["mina", "jun"]);
        link.dial(0, "jun");
        link.run(ms(100));
        let b = link.peers[1].incoming().unwrap();
        link.order(1, |phone, now| phone.decline(now, b, way))
            .unwrap();
        link.run(ms(100));
        let (reason, by, sip) = link.peers[0].only_end();
        assert_eq!(
            (reason, by, sip),
            (code, call::EndedBy::Remote, Some(status))
        );
        assert_eq!(link.peers[1].only_end().1, call::EndedBy::Local);
        link.assert_at_rest();
    }
}

#[test]
fn a_caller_who_gives_up_stops_the_ringing() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    link.run(ms(100));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    assert_eq!(link.peers[0].only_end().1, call::EndedBy::Local);
    assert_eq!(link.peers[1].only_end().0, "call.cancelled");
    assert_eq!(link.peers[1].only_end().1, call::EndedBy::Remote);
    assert_eq!(link.peers[1].answers(Method::Invite), [180, 487]);
    link.assert_at_rest();
}

#[test]
fn a_number_that_nobody_has_ends_as_not_found() {
    let mut link = Link::with(&["mina"]);
    link.dial(0, "nobody");
    link.run(ms(100));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.not-found", call::EndedBy::Remote, Some(404))
    );
    link.assert_at_rest();
}

#[test]
fn a_call_that_nobody_answers_ends_on_both_sides() {
    let mut link = Link::new();
    for user in ["mina", "jun"] {
        let mut config = config(user);
        // Only the called side has a limit.
        config.no_answer_after = (user == "jun").then_some(secs(20));
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    link.dial(0, "jun");
    link.run(secs(19));
    assert_eq!(link.peers[1].phone.calls().count(), 1);
    link.run(secs(2));
    assert_eq!(link.peers[1].only_end().0, "call.no-answer");
    assert_eq!(link.peers[0].only_end().0, "call.unavailable");
    link.assert_at_rest();
}

#[test]
fn a_caller_with_a_limit_cancels_and_says_why() {
    let mut link = Link::new();
    for user in ["mina", "jun"] {
        let mut config = config(user);
        config.no_answer_after = (user == "mina").then_some(secs(20));
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    link.dial(0, "jun");
    link.run(secs(21));
    assert_eq!(link.peers[0].only_end().0, "call.no-answer");
    // The called side learns from the Reason of the CANCEL that it was not the caller's change of mind.
    assert_eq!(
        link.peers[1].only_end(),
        ("call.no-answer", call::EndedBy::Remote, Some(408))
    );
    link.assert_at_rest();
}

#[test]
fn a_limit_on_ringing_leaves_nothing_behind_when_it_was_not_needed() {
    for answered in [true, false] {
        let mut link = Link::new();
        for user in ["mina", "jun"] {
            let mut config = config(user);
            config.no_answer_after = Some(secs(100));
            let peer = link.add(config);
            link.connect(peer);
            link.register(peer);
        }
        link.run(ms(100));
        let a = link.dial(0, "jun");
        link.run(ms(100));
        if answered {
            link.answer(1);
            link.run(ms(100));
        }
        link.hang_up(0, a);
        link.assert_at_rest();
    }
}

#[test]
fn an_invite_that_expires_stops_ringing_by_itself() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.script = Some(Box::new(|_, message| {
        let sip::Message::Request(request) = message else {
            return link::Verdict::Pass;
        };
        if request.method != Method::Invite {
            return link::Verdict::Pass;
        }
        let mut request = request.clone();
        request.headers.set(HeaderName::Expires, "15");
        link::Verdict::Instead(Box::new(sip::Message::Request(request)))
    }));
    link.dial(0, "jun");
    link.run(secs(14));
    assert_eq!(link.peers[1].phone.calls().count(), 1);
    link.run(secs(2));
    assert_eq!(link.peers[1].only_end().0, "call.no-answer");
    link.assert_at_rest();
}

#[test]
fn muting_is_told_to_the_media_once_and_before_there_is_any() {
    let mut link = Link::with(&["mina", "jun"]);
    link.dial(0, "jun");
    link.run(ms(100));
    let b = link.peers[1].incoming().unwrap();
    let muted = |link: &Link| {
        let of = |(_, command): &(_, MediaCommand)| match command {
            MediaCommand::SetMuted(muted) => Some(*muted),
            _ => None,
        };
        link.peers[1]
            .media
            .iter()
            .filter_map(of)
            .collect::<Vec<_>>()
    };
    link.order(1, |phone, _| phone.set_muted(b, Muted::Yes))
        .unwrap();
    assert!(muted(&link).is_empty(), "the microphone is not open yet");
    link.answer(1);
    link.run(ms(100));
    assert_eq!(muted(&link), [true]);
    link.order(1, |phone, _| phone.set_muted(b, Muted::Yes))
        .unwrap();
    link.order(1, |phone, _| phone.set_muted(b, Muted::No))
        .unwrap();
    assert_eq!(muted(&link), [true, false]);
    assert!(!link.peers[1].phone.call(b).unwrap().muted());
    link.hang_up(1, b);
    link.assert_at_rest();
}

#[test]
fn a_refused_microphone_ends_a_dial_before_any_invite() {
    let errors = [
        (MediaError::PermissionDenied, "media.permission-denied"),
        (MediaError::NoDevice, "media.no-device"),
        (MediaError::InUse, "media.in-use"),
        (MediaError::Failed, "media.failed"),
    ];
    for (error, code) in errors {
        let mut link = Link::with(&["mina", "jun"]);
        link.peers[0].studio.describe_fails = Some(error);
        link.dial(0, "jun");
        link.run(ms(100));
        assert_eq!(link.peers[0].only_end().0, code);
        assert!(link.peers[0].sent.is_empty());
        link.assert_at_rest();
    }
}

#[test]
fn a_refused_microphone_on_answering_is_480_and_bad_sdp_488() {
    let errors = [
        (MediaError::PermissionDenied, "media.permission-denied", 480),
        (MediaError::BadDescription, "call.incompatible", 488),
    ];
    for (error, code, status) in errors {
        let mut link = Link::with(&["mina", "jun"]);
        link.peers[1].studio.describe_fails = Some(error);
        link.dial(0, "jun");
        link.run(ms(100));
        link.answer(1);
        link.run(ms(100));
        assert_eq!(link.peers[1].only_end().0, code);
        assert_eq!(link.peers[0].only_end().2, Some(status));
        link.assert_at_rest();
    }
}

#[test]
fn an_answer_that_the_media_can_not_take_is_hung_up() {
    let mut link = Link::with(&["mina", "jun"]);
    link.peers[0].studio.accept_fails = Some(MediaError::BadDescription);
    link.dial(0, "jun");
    link.run(ms(100));
    link.answer(1);
    link.run(ms(200));
    assert_eq!(link.peers[0].only_end().0, "call.incompatible");
    let byes = link.peers[1].received_requests(Method::Bye);
    assert_eq!(byes[0].headers.reasons()[0].cause, Some(488));
    assert_eq!(link.peers[1].only_end().2, Some(488));
    link.assert_at_rest();
}

#[test]
fn media_that_stays_away_ends_the_call_for_its_peer_may_be_dead() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.handle(0, call::Input::Media(a, call::MediaInput::Connected));
    assert!(link.peers[0].phone.call(a).unwrap().media_flows());
    link.handle(0, call::Input::Media(a, call::MediaInput::Disconnected));
    link.run(secs(20));
    link.handle(0, call::Input::Media(a, call::MediaInput::Connected));
    link.run(secs(40));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.handle(0, call::Input::Media(a, call::MediaInput::Disconnected));
    link.run(secs(31));
    assert_eq!(link.peers[0].only_end().0, "media.failed");
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn every_change_is_told_after_it_has_happened() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let changes = |event: &&Event| matches!(event, Event::CallChanged(id) if *id == a);
    // Dialling, Ringing, Connected.
    assert_eq!(link.peers[0].events.iter().filter(changes).count(), 3);
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[0].events.iter().filter(changes).count(), 4);
    assert!(matches!(
        link.peers[0].events.last(),
        Some(Event::Ended(call)) if call.state() == CallState::Ended
    ));
}
