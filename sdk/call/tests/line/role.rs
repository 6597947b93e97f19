//! The role tables of consult and conference, row by row (WX-89 to WX-105, WX-114 to WX-128): Mina is agent 1, Sora agent 2, Jun the
//! customer. Wrap-up is the desk's, and told there.

use super::*;
use call::CustomerLeft;

/// The scene with Jun's phone a customer's, as in the lounge.
fn scene(conference: bool) -> (Scene, CallId, CallId) {
    scene_of(Profile::default(), conference)
}

fn scene_of(profile: Profile, conference: bool) -> (Scene, CallId, CallId) {
    let mut scene = Scene::with(profile);
    let (consult, sora) = scene.consult();
    if conference {
        scene.order(consult, call::Phone::conference).unwrap();
    }
    (scene, consult, sora)
}

fn can(scene: &Scene, peer: usize, id: CallId, control: Control) -> Result<(), Refusal> {
    scene.link.peers[peer].phone.can(id, control)
}

/// A customer's phone in a call with Mina.
fn lounge() -> (Link, CallId, CallId) {
    let mut link = Link::new();
    for (user, role) in [("mina", Role::Agent), ("jun", Role::Customer)] {
        let mut config = config(user);
        config.profile.role = role;
        let peer = link.add(config);
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, b) = link.talk();
    (link, a, b)
}

#[test]
fn wx_89_and_wx_114_a_customer_starts_neither_consult_nor_conference() {
    let (mut link, _, b) = lounge();
    assert_eq!(link.peers[JUN].phone.role(b), Role::Customer);
    for control in Control::ALL {
        use Control::*;
        let own = matches!(control, End | Hold | Mute | Dtmf | Leave);
        let elsewhere = matches!(control, Answer | Decline | Resume);
        let can = link.peers[JUN].phone.can(b, control);
        match (own, elsewhere) {
            (true, _) => assert_eq!(can, Ok(()), "{control:?}"),
            (_, true) => assert_ne!(can, Err(Refusal::RoleCustomer), "{control:?}"),
            _ => assert_eq!(can, Err(Refusal::RoleCustomer), "{control:?}"),
        }
    }
    let consult = link.order(JUN, |phone, now| {
        phone.consult(now, b, "mina", DialOptions::default())
    });
    assert_eq!(consult.unwrap_err().code(), "line.role-customer");
    // WX-91: but it may leave.
    link.order(JUN, |phone, now| phone.leave(now, b)).unwrap();
    link.run(ms(300));
    assert!(calls(&link, MINA).is_empty());
    link.assert_at_rest();
}

#[test]
fn wx_90_the_customer_is_on_hold_while_agent_1_consults_agent_2() {
    let (scene, _, sora) = scene(false);
    assert!(!scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn wx_91_97_and_105_a_customer_who_leaves_ends_the_consult_for_everybody() {
    let (mut scene, ..) = scene(false);
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert!(scene.lines().is_empty());
    assert!(calls(&scene.link, SORA).is_empty());
    scene.done();
    // Unless the profile says that colleagues may talk on.
    let profile = Profile {
        customer_left: CustomerLeft::GoOn,
        ..Profile::default()
    };
    let (mut scene, _, sora) = scene_of(profile, false);
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert_eq!(scene.lines(), [(Consult, Active, 1)]);
    assert!(scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn wx_92_to_96_agent_1_has_every_control_of_the_consult() {
    use Control::*;
    let (scene, consult, _) = scene(false);
    for (id, control) in [
        (consult, EndConsult),
        (scene.customer, Resume),
        (consult, Hold),
        (consult, CompleteTransfer),
        (consult, Conference),
        (consult, Swap),
    ] {
        assert_eq!(scene.can(id, control), Ok(()), "{control:?}");
    }
    assert_eq!(scene.link.peers[MINA].phone.role(consult), Role::Agent);
    scene.done();
}

#[test]
fn wx_98_and_122_the_end_by_agent_1_drops_everybody_in_the_profile_that_says_so() {
    for conference in [false, true] {
        let (mut scene, consult, _) = scene_of(Profile::webex(), conference);
        scene.order(consult, call::Phone::hang_up).unwrap();
        assert!(scene.lines().is_empty());
        assert!(calls(&scene.link, JUN).is_empty());
        assert!(calls(&scene.link, SORA).is_empty());
        scene.done();
    }
}

#[test]
fn wx_99_agent_2_is_on_hold_when_agent_1_resumes_the_customer() {
    let (mut scene, _, sora) = scene(false);
    scene.order(scene.customer, call::Phone::resume).unwrap();
    assert!(scene.hears(JUN, scene.jun) && !scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn wx_100_101_123_and_124_agent_2_has_no_say_but_over_its_own_leg() {
    use Control::*;
    for conference in [false, true] {
        let (scene, _, sora) = scene(conference);
        assert_eq!(scene.link.peers[SORA].phone.role(sora), Role::Consulted);
        for control in [
            Hold,
            Resume,
            Transfer,
            Consult,
            Parallel,
            Swap,
            CompleteTransfer,
            Conference,
            Merge,
            AddParty,
            RemoveParty,
            EndForAll,
            Terminate,
        ] {
            let refused = can(&scene, SORA, sora, control);
            assert_eq!(refused, Err(Refusal::RoleConsulted), "{control:?}");
        }
        for control in [End, EndConsult, Leave, Mute, Dtmf] {
            assert_eq!(can(&scene, SORA, sora, control), Ok(()), "{control:?}");
        }
        scene.done();
    }
}

#[test]
fn wx_102_112_and_125_agent_2_leaves_and_agent_1_and_customer_continue() {
    for conference in [false, true] {
        for leave in [
            call::Phone::end_consult as fn(&mut _, _, _) -> Result<(), LineError>,
            call::Phone::leave,
            call::Phone::hang_up,
        ] {
            let (mut scene, _, sora) = scene(conference);
            scene
                .link
                .order(SORA, |phone, now| leave(phone, now, sora))
                .unwrap();
            scene.run(400);
            assert_eq!(scene.lines(), [(Primary, Active, 1)]);
            assert!(scene.hears(JUN, scene.jun));
            scene.done();
        }
    }
}

#[test]
fn wx_95_103_111_120_and_127_a_transfer_by_agent_1_leaves_agent_2_with_the_customer() {
    for conference in [false, true] {
        let (mut scene, consult, _) = scene(conference);
        scene
            .order(consult, call::Phone::complete_transfer)
            .unwrap();
        scene.run(500);
        assert!(scene.lines().is_empty());
        let (jun, sora) = (scene.only(JUN), scene.only(SORA));
        assert!(scene.hears(JUN, jun) && scene.hears(SORA, sora));
        // Whoever was asked is whom the customer talks with now.
        assert_eq!(scene.link.peers[SORA].phone.role(sora), Role::Agent);
        scene.done();
    }
}

#[test]
fn wx_104_108_115_and_126_the_conference_ends_the_hold_and_all_three_talk() {
    let (scene, _, sora) = scene(true);
    assert!(scene.hears(JUN, scene.jun) && scene.hears(SORA, sora));
    assert_eq!(scene.mixed(), [1, 1]);
    scene.done();
}

#[test]
fn wx_116_121_and_128_a_customer_who_leaves_ends_the_conference() {
    let (mut scene, ..) = scene(true);
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert!(scene.lines().is_empty());
    assert!(calls(&scene.link, SORA).is_empty());
    scene.done();
}

#[test]
fn wx_117_and_119_nobody_is_put_on_hold_in_a_conference() {
    let (mut scene, consult, _) = scene(true);
    for id in [scene.customer, consult] {
        let refused = scene.order(id, call::Phone::hold);
        assert_eq!(refused, Err(Refusal::HoldInConference.into()));
    }
    assert_eq!(scene.lines(), [(Primary, Active, 2)]);
    scene.done();
}

#[test]
fn wx_118_agent_1_ends_the_conference_for_all() {
    let (mut scene, consult, _) = scene(true);
    assert_eq!(scene.can(consult, Control::EndForAll), Ok(()));
    scene.order(consult, call::Phone::end_for_all).unwrap();
    assert!(scene.lines().is_empty());
    assert!(calls(&scene.link, JUN).is_empty());
    assert!(calls(&scene.link, SORA).is_empty());
    scene.done();
}
