//! Conferences (FD-64 to FD-68, WX-106 to WX-113): mixed here, left to others, ended for all.

use call::Muted;

use super::*;

fn conference(scene: &mut Scene) -> (CallId, CallId) {
    let (consult, sora) = scene.consult();
    scene.order(consult, call::Phone::conference).unwrap();
    (consult, sora)
}

/// WX-108: the start of the conference ends the hold, and all three talk.
#[test]
fn a_consult_becomes_a_conference_in_which_each_hears_the_others() {
    let mut scene = Scene::new();
    let (_, sora) = conference(&mut scene);
    assert_eq!(scene.lines(), [(Primary, Active, 2)]);
    assert_eq!(scene.mixed(), [1, 1]);
    assert!(scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    // Each can see that it is one (RFC 4579 §5.1).
    assert!(scene.call(JUN, scene.jun).unwrap().in_conference());
    assert!(scene.call(SORA, sora).unwrap().in_conference());
    scene.done();
}

/// FD-34, WX-119: whoever mutes is heard by nobody of the line, nor by who joins it.
#[test]
fn a_mute_is_for_everybody_in_the_conference() {
    let mut scene = Scene::new();
    let customer = scene.customer;
    let muted = |scene: &Scene| -> Vec<bool> {
        let here = calls(&scene.link, MINA).into_iter();
        here.map(|id| scene.call(MINA, id).is_some_and(Call::muted))
            .collect()
    };
    let phone = |scene: &mut Scene, id, muted| {
        scene
            .link
            .order(MINA, |phone, _| phone.set_muted(id, muted))
            .unwrap();
    };
    phone(&mut scene, customer, Muted::Yes);
    let (consult, _) = scene.consult();
    assert_eq!(muted(&scene), [true, false], "the lines are two");
    scene.order(consult, call::Phone::conference).unwrap();
    assert_eq!(muted(&scene), [true, true]);
    phone(&mut scene, consult, Muted::No);
    assert_eq!(muted(&scene), [false, false]);
    scene.done();
}

/// WX-112, WX-125.
#[test]
fn a_colleague_who_leaves_a_conference_leaves_a_plain_call() {
    let mut scene = Scene::new();
    let (_, sora) = conference(&mut scene);
    scene.link.hang_up(SORA, sora);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert_eq!(scene.mixed(), [0]);
    assert!(scene.hears(JUN, scene.jun));
    assert_eq!(scene.can(scene.customer, Control::Hold), Ok(()));
    scene.done();
}

#[test]
fn one_party_is_removed_and_the_others_talk_on() {
    let mut scene = Scene::new();
    let (consult, _) = conference(&mut scene);
    scene.order(consult, call::Phone::remove_party).unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(calls(&scene.link, SORA).is_empty());
    assert!(scene.hears(JUN, scene.jun));
    let alone = scene.order(scene.customer, call::Phone::remove_party);
    assert_eq!(alone, Err(Refusal::NotAConference.into()));
    scene.done();
}

/// WX-111, WX-120: by leaving, or by the transfer of a conference.
#[test]
fn the_agent_leaves_and_the_two_others_are_joined_directly() {
    for leave in [
        call::Phone::leave as fn(&mut _, _, _) -> _,
        call::Phone::complete_transfer,
    ] {
        let mut scene = Scene::new();
        let (consult, _) = conference(&mut scene);
        scene.order(consult, leave).unwrap();
        scene.run(500);
        assert_eq!(scene.transfer(), Some(Ok(())));
        assert!(scene.lines().is_empty());
        let (jun, sora) = (scene.only(JUN), scene.only(SORA));
        assert!(scene.hears(JUN, jun) && scene.hears(SORA, sora));
        scene.done();
    }
}

#[test]
fn a_conference_that_can_not_be_left_goes_on() {
    let mut scene = Scene::new();
    let (consult, sora) = conference(&mut scene);
    scene.refuse_replaces();
    scene.order(consult, call::Phone::leave).unwrap();
    assert_eq!(scene.transfer(), Some(Err(603)));
    assert_eq!(scene.lines(), [(Primary, Active, 2)]);
    assert!(scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    assert_eq!(scene.mixed(), [1, 1]);
    scene.done();
}

#[test]
fn a_conference_of_more_is_not_left_to_the_others_but_ended_for_all() {
    let mut scene = Scene::new();
    let (consult, _) = conference(&mut scene);
    let third = scene.link.order(MINA, |phone, now| {
        phone.add_party(now, consult, "dan", DialOptions::default())
    });
    scene.run(300);
    scene.link.answer(DAN);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 3)]);
    assert_eq!(scene.mixed(), [2, 2, 2]);
    let refused = scene.order(third.unwrap(), call::Phone::leave);
    assert_eq!(refused, Err(Refusal::TooManyParties.into()));
    scene.order(consult, call::Phone::end_for_all).unwrap();
    assert!(scene.lines().is_empty());
    for peer in [JUN, SORA, DAN] {
        assert!(calls(&scene.link, peer).is_empty());
    }
    scene.done();
}

/// RFC 4579 §5.1: the INVITE says so already.
#[test]
fn somebody_who_is_called_into_a_conversation_sees_that_it_is_a_conference() {
    let mut scene = Scene::new();
    let id = scene.customer;
    let third = scene.link.order(MINA, |phone, now| {
        phone.add_party(now, id, "sora", DialOptions::default())
    });
    third.unwrap();
    scene.run(300);
    let sora = scene.link.answer(SORA);
    scene.run(400);
    assert!(scene.call(SORA, sora).unwrap().in_conference());
    assert!(scene.call(JUN, scene.jun).unwrap().in_conference());
    scene.done();
}

/// FD-34: the agent is muted, not the sound to one of the parties.
#[test]
fn mute_silences_the_agent_to_all_of_a_conference_and_to_who_comes_later() {
    let mut scene = Scene::new();
    let (consult, _) = conference(&mut scene);
    let mute = |scene: &mut Scene, muted| {
        let order = scene
            .link
            .order(MINA, |phone, _| phone.set_muted(consult, muted));
        order.unwrap();
    };
    let muted = |scene: &Scene, id| scene.call(MINA, id).unwrap().muted();
    mute(&mut scene, call::Muted::Yes);
    assert!(muted(&scene, scene.customer) && muted(&scene, consult));
    let third = scene.link.order(MINA, |phone, now| {
        phone.add_party(now, consult, "dan", DialOptions::default())
    });
    scene.run(300);
    scene.link.answer(DAN);
    scene.run(400);
    let third = third.unwrap();
    assert!(muted(&scene, third));
    mute(&mut scene, call::Muted::No);
    for id in [scene.customer, consult, third] {
        assert!(!muted(&scene, id));
    }
    scene.order(consult, call::Phone::end_for_all).unwrap();
    scene.done();
}

#[test]
fn somebody_who_is_called_into_a_conversation_and_does_not_come_changes_nothing() {
    for (how, _) in FAILURES {
        let mut scene = Scene::new();
        let id = scene.customer;
        let done = scene.link.order(MINA, |phone, now| {
            phone.add_party(now, id, whom(how), DialOptions::default())
        });
        done.unwrap();
        scene.run(400);
        fail(&mut scene, how);
        assert_eq!(scene.lines(), [(Primary, Active, 1)], "{how}");
        assert!(scene.hears(JUN, scene.jun), "{how}");
        assert_eq!(scene.mixed(), [0]);
        scene.done();
    }
}

#[test]
fn somebody_who_is_being_called_into_a_conversation_is_called_no_more() {
    let mut scene = Scene::new();
    let id = scene.customer;
    let third = scene.link.order(MINA, |phone, now| {
        phone.add_party(now, id, "sora", DialOptions::default())
    });
    scene.run(300);
    scene
        .order(third.unwrap(), call::Phone::remove_party)
        .unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(calls(&scene.link, SORA).is_empty());
    scene.done();
}

/// WX-106, with the profile that says so.
#[test]
fn a_conference_begins_with_a_consult_where_the_profile_says_so() {
    let mut scene = Scene::with(Profile::webex());
    assert_eq!(
        scene.can(scene.customer, Control::AddParty),
        Err(Refusal::ConsultOnly)
    );
    conference(&mut scene);
    assert_eq!(scene.lines(), [(Primary, Active, 2)]);
    scene.done();
}
