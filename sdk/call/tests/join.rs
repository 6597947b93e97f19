//! Coming to a call of others: to listen, and then to speak (RFC 3911, CT-45).

extern crate ringdesk_call as call;

mod link;

use call::{
    CallId, CallState, DialogName, Event, Hold, Joins, Listen, MediaCommand, Muted, Profile, Stage,
    Status,
};
use link::{Link, Verdict, ms};
use sip::{HeaderName, Message, Method};

/// The directions of a phone's offers and answers for one call.
fn directions(link: &Link, peer: usize, id: CallId) -> Vec<&'static str> {
    let media = link.peers[peer].media.iter().filter(|(of, _)| *of == id);
    let direction = |(_, command): &(_, MediaCommand)| match command {
        MediaCommand::Offer { direction, .. } | MediaCommand::Answer { direction, .. } => {
            Some(direction.as_str())
        }
        _ => None,
    };
    media.filter_map(direction).collect()
}

fn name(link: &Link, peer: usize, id: CallId) -> DialogName {
    let call = link.peers[peer].phone.call(id).unwrap();
    call.dialog().unwrap().clone()
}

fn join(link: &mut Link, peer: usize, target: &str, dialog: &DialogName, listen: Listen) -> CallId {
    link.order(peer, |phone, now| phone.join(now, target, dialog, listen))
        .unwrap()
}

#[test]
fn both_sides_know_what_their_call_is_called() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    assert_eq!(link.peers[0].phone.call(a).unwrap().dialog(), None);
    link.run(ms(100));
    let b = link.answer(1);
    link.run(ms(100));
    let (a, b) = (name(&link, 0, a), name(&link, 1, b));
    assert_eq!(a.call_id, b.call_id);
    assert_eq!((a.local_tag, a.remote_tag), (b.remote_tag, b.local_tag));
}

/// RFC 3911 §4: the INVITE names the call in the words of whom it goes to.
#[test]
fn a_colleague_listens_to_a_call_and_then_speaks() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    let invite = link.peers[2].sent_requests(Method::Invite)[0];
    assert_eq!(
        invite.headers.get(HeaderName::Join),
        Some(&*format!(
            "{};to-tag={};from-tag={}",
            dialog.call_id, dialog.local_tag, dialog.remote_tag
        ))
    );
    let joining = link.peers[0].incoming().expect("it is asked for");
    assert_eq!(link.peers[0].phone.call(joining).unwrap().joins(), Some(a));
    link.answer(0);
    link.run(ms(100));
    assert_eq!(link.peers[2].state(c), Some(CallState::Connected));
    assert!(link.peers[2].phone.call(c).unwrap().listens());
    assert!(!link.peers[2].phone.call(c).unwrap().held_by_remote());
    assert_eq!(directions(&link, 2, c), ["recvonly"]);
    assert_eq!(directions(&link, 0, joining), ["sendonly"]);

    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    assert!(
        link.peers[2].phone.call(c).unwrap().listens(),
        "not before it is agreed"
    );
    link.run(ms(100));
    assert!(!link.peers[2].phone.call(c).unwrap().listens());
    assert_eq!(directions(&link, 2, c), ["recvonly", "sendrecv"]);
    assert_eq!(directions(&link, 0, joining), ["sendonly", "sendrecv"]);
    // Once more changes nothing.
    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    link.run(ms(100));
    assert_eq!(directions(&link, 2, c).len(), 2);
}

#[test]
fn who_joins_to_speak_speaks_from_the_start() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::AndSpeak);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    assert!(!link.peers[2].phone.call(c).unwrap().listens());
    assert_eq!(directions(&link, 2, c), ["sendrecv"]);
}

#[test]
fn speaking_that_is_refused_leaves_the_listener_listening() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    link.server.script = Some(Box::new(|from, message| match message {
        Message::Request(request) if from == 2 && request.method == Method::Invite => {
            let refusal = request.response(Status::FORBIDDEN);
            Verdict::Answer(Box::new(refusal))
        }
        _ => Verdict::Pass,
    }));
    link.order(2, |phone, now| phone.speak(now, c)).unwrap();
    link.run(ms(200));
    assert!(link.peers[2].phone.call(c).unwrap().listens());
    assert!(
        link.peers[2].events.iter().any(
            |event| matches!(event, Event::HoldFailed(id, Some(Status::FORBIDDEN)) if *id == c)
        )
    );
    // Holding and its end do not open the mouth either.
    link.server.script = None;
    for hold in [true, false] {
        link.order(2, |phone, now| match hold {
            true => phone.hold(now, c).unwrap(),
            false => phone.resume(now, c).unwrap(),
        });
        link.run(ms(200));
    }
    assert_eq!(
        directions(&link, 2, c),
        ["recvonly", "sendrecv", "inactive", "recvonly"]
    );
}

#[test]
fn a_listener_whose_page_is_reloaded_still_listens() {
    let mut link = Link::with(&["mina", "jun", "sora"]);
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    link.answer(0);
    link.run(ms(100));
    let kept = link.peers[2].phone.keep(link.now);
    link.disconnect(2);
    let mut reloaded = link::config("sora");
    reloaded.instance_id.push('9');
    let sora = link.add(reloaded);
    link.peers[sora].studio.session = 2;
    let back = link.order(sora, |phone, now| phone.restore(now, &kept));
    assert_eq!(back.unwrap(), [c]);
    assert_eq!(
        name(&link, sora, c).call_id,
        name(&link, 0, link.peers[0].incoming().unwrap()).call_id
    );
    link.connect(sora);
    link.register(sora);
    link.run(ms(3_000));
    let call = link.peers[sora].phone.call(c).unwrap();
    assert!(call.listens() && !call.returning());
    assert_eq!(directions(&link, sora, c), ["recvonly"]);
}

/// Mina under this profile, who talks with Jun, and Sora, who comes to listen.
fn joining(profile: Profile) -> (Link, CallId, CallId) {
    let mut link = Link::new();
    for user in ["mina", "jun", "sora"] {
        let mut config = link::config(user);
        if user == "mina" {
            config.profile = profile.clone();
        }
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, _) = link.talk();
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(100));
    (link, a, c)
}

fn with(join: Joins) -> Profile {
    Profile {
        join,
        ..Profile::default()
    }
}

#[test]
fn a_profile_that_lets_nobody_join_refuses_and_nothing_rings() {
    let (mut link, a, _) = joining(with(Joins::Refuse));
    assert_eq!(link.peers[0].incoming(), None);
    assert_eq!(link.peers[0].answers(Method::Invite), [403]);
    assert_eq!(link.peers[2].only_end().0, "call.forbidden");
    assert_eq!(link.peers[0].phone.line_of(a).unwrap().parties(), [a]);
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// CT-45: everybody on the line hears who speaks, and the line is a conference for as long as the colleague is there.
#[test]
fn who_is_let_join_is_a_party_of_that_line_until_he_goes() {
    let (mut link, a, c) = joining(with(Joins::Ask));
    let line = |link: &Link| link.peers[0].phone.line_of(a).unwrap().clone();
    assert!(!line(&link).is_conference(), "not before it is answered");
    let joined = link.answer(0);
    link.run(ms(200));
    assert_eq!(line(&link).parties(), [a, joined]);
    assert!(line(&link).is_conference());
    assert_eq!(link.peers[0].phone.lines().len(), 1);
    for id in [a, joined] {
        let mix = MediaCommand::Mix(Some(line(&link).id()));
        let mixed = link.peers[0].media.contains(&(id, mix));
        assert!(mixed, "the browser mixes {id:?}");
        let call = link.peers[0].phone.call(id).unwrap();
        assert_eq!(call.hold(), Hold::Off);
    }
    assert!(link.peers[2].phone.call(c).unwrap().in_conference());
    link.hang_up(2, c);
    link.run(ms(200));
    assert_eq!(line(&link).parties(), [a]);
    assert!(!line(&link).is_conference());
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_colleague_who_is_not_let_join_hears_nothing_and_changes_nothing() {
    let (mut link, a, _) = joining(with(Joins::Ask));
    let joining = link.peers[0].incoming().unwrap();
    let decline = call::Decline::Declined;
    link.order(0, |phone, now| phone.decline(now, joining, decline))
        .unwrap();
    link.run(ms(200));
    assert_eq!(link.peers[2].only_end().0, "call.declined");
    let line = link.peers[0].phone.line_of(a).unwrap();
    assert_eq!(line.parties(), [a]);
    assert_eq!(line.stage(), Stage::Active);
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_profile_that_lets_everybody_join_asks_nobody() {
    let (mut link, a, c) = joining(with(Joins::Accept));
    link.run(ms(200));
    assert_eq!(link.peers[0].incoming(), None, "nothing rings");
    assert_eq!(link.peers[2].state(c), Some(CallState::Connected));
    assert!(link.peers[0].phone.line_of(a).unwrap().is_conference());
    link.order(0, |phone, now| phone.end_for_all(now, a))
        .unwrap();
    link.assert_at_rest();
}

#[test]
fn who_joins_a_line_on_hold_comes_in_when_it_is_resumed() {
    let mut link = Link::new();
    for user in ["mina", "jun", "sora"] {
        let mut config = link::config(user);
        config.profile = with(Joins::Accept);
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(200));
    let dialog = name(&link, 0, a);
    let c = join(&mut link, 2, "mina", &dialog, Listen::Only);
    link.run(ms(500));
    assert_eq!(link.peers[2].state(c), Some(CallState::Ringing));
    link.order(0, |phone, now| phone.resume(now, a)).unwrap();
    link.run(ms(500));
    assert_eq!(link.peers[2].state(c), Some(CallState::Connected));
    assert_eq!(
        link.peers[0].phone.line_of(a).unwrap().stage(),
        Stage::Active
    );
}

/// CT-38.
#[test]
fn calls_are_answered_muted_where_the_profile_says_so() {
    let muted = Profile {
        mute_on_join: true,
        ..Profile::default()
    };
    let (mut link, a, _) = joining(muted);
    let call = |link: &Link, id| link.peers[0].phone.call(id).unwrap().muted();
    assert!(!call(&link, a), "whoever calls wants to be heard");
    let joined = link.answer(0);
    link.run(ms(200));
    assert!(call(&link, joined));
    let orders = link.peers[0].media.iter().filter(|(id, _)| *id == joined);
    let orders: Vec<_> = orders.map(|(_, command)| command.clone()).collect();
    assert!(orders.contains(&MediaCommand::SetMuted(true)));
    link.order(0, |phone, _| phone.set_muted(joined, Muted::No))
        .unwrap();
    assert!(!call(&link, joined));
}
