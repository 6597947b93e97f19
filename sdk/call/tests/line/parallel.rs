//! Parallel calls and the merge (FD-37 to FD-53).

use super::*;

/// FD-37, FD-38, FD-44 to FD-46.
#[test]
fn the_agent_changes_between_two_lines_any_number_of_times() {
    let mut scene = Scene::new();
    let (_, dan) = scene.parallel();
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Parallel, Active, 1)]);
    for turn in 0..6 {
        let customer = turn % 2 == 0;
        scene.swap().unwrap();
        assert_eq!(scene.hears(JUN, scene.jun), customer);
        assert_eq!(scene.hears(DAN, dan), !customer);
    }
    scene.done();
}

/// FD-52.
#[test]
fn nothing_is_transferred_during_a_parallel_call() {
    let mut scene = Scene::new();
    let (parallel, _) = scene.parallel();
    let refused = Err(Refusal::TransferInParallel);
    for id in [scene.customer, parallel] {
        assert_eq!(scene.can(id, Control::Transfer), refused);
        assert_eq!(scene.can(id, Control::CompleteTransfer), refused);
        assert_eq!(scene.can(id, Control::Consult), Err(Refusal::TwoLines));
        assert_eq!(scene.can(id, Control::Parallel), Err(Refusal::TwoLines));
    }
    let both = scene.link.order(MINA, |phone, now| {
        phone.transfer_to(now, scene.customer, parallel)
    });
    assert_eq!(both, Err(Refusal::TransferInParallel.into()));
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Parallel, Active, 1)]);
    scene.done();
}

/// FD-51.
#[test]
fn once_the_first_party_has_left_the_parallel_call_is_not_resumed_and_there_is_no_new_one() {
    let mut scene = Scene::new();
    let (parallel, dan) = scene.parallel();
    scene.swap().unwrap();
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert_eq!(scene.lines(), [(Parallel, Held, 1)]);
    assert!(!scene.hears(DAN, dan));
    let left = Err(Refusal::PrimaryLeft);
    for control in [Control::Resume, Control::Parallel, Control::Consult] {
        assert_eq!(scene.can(parallel, control), left, "{control:?}");
    }
    scene.order(parallel, call::Phone::hang_up).unwrap();
    assert!(scene.lines().is_empty());
    scene.done();

    let mut scene = Scene::new();
    let (parallel, dan) = scene.parallel();
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert_eq!(scene.lines(), [(Parallel, Active, 1)], "they talk on");
    assert!(scene.hears(DAN, dan));
    assert_eq!(scene.can(parallel, Control::Parallel), left);
    assert_eq!(scene.can(parallel, Control::Hold), left, "for good it were");
    scene.done();
}

#[test]
fn the_end_of_the_parallel_call_resumes_the_customer() {
    let mut scene = Scene::new();
    let (_, dan) = scene.parallel();
    scene.link.hang_up(DAN, dan);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

/// FD-48.
#[test]
fn two_lines_that_are_merged_are_one_conversation() {
    let mut scene = Scene::new();
    let (parallel, dan) = scene.parallel();
    let offers = |scene: &Scene| {
        let offers = scene.link.peers[JUN].received_requests(Method::Invite);
        offers.len()
    };
    let before = offers(&scene);
    scene.merge().unwrap();
    // RFC 4579 §5.1: the offer that ends the hold says `isfocus`, and no second one has to.
    assert_eq!(offers(&scene), before + 1);
    assert_eq!(scene.lines(), [(Primary, Active, 2)]);
    let line = &scene.link.peers[MINA].phone.lines()[0];
    assert!(line.is_conference());
    assert_eq!(line.parties(), [scene.customer, parallel]);
    assert_eq!(scene.mixed(), [1, 1]);
    assert!(scene.hears(JUN, scene.jun) && scene.hears(DAN, dan));
    // It goes on with who remains.
    let jun = scene.jun;
    scene.link.hang_up(JUN, jun);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert_eq!(scene.mixed(), [0], "a plain call again");
    assert!(scene.hears(DAN, dan));
    scene.done();
}

/// FD-40, FD-47, FD-49.
#[test]
fn a_third_party_comes_to_either_line_which_is_not_merged_until_it_has_left() {
    for second in [true, false] {
        let mut scene = Scene::new();
        let (parallel, _) = scene.parallel();
        if !second {
            scene.swap().unwrap();
        }
        let id = if second { parallel } else { scene.customer };
        let third = scene.link.order(MINA, |phone, now| {
            phone.add_party(now, id, "sora", DialOptions::default())
        });
        scene.run(300);
        assert_eq!(scene.mixed(), [0, 0, 0], "nobody has answered yet");
        let sora = scene.link.answer(SORA);
        scene.run(400);
        let expected = if second {
            [(Primary, Held, 1), (Parallel, Active, 2)]
        } else {
            [(Primary, Active, 2), (Parallel, Held, 1)]
        };
        assert_eq!(scene.lines(), expected);
        let refused = scene.merge();
        assert_eq!(refused, Err(Refusal::MergeInConference.into()));
        assert_eq!(refused.unwrap_err().code(), "line.merge-in-conference");
        // The two lines are still two: the held one hears nobody of the other.
        scene.swap().unwrap();
        assert!(!scene.hears(SORA, sora));
        scene.swap().unwrap();
        assert!(scene.hears(SORA, sora));
        scene
            .order(third.unwrap(), call::Phone::remove_party)
            .unwrap();
        scene.merge().unwrap();
        assert_eq!(scene.lines(), [(Primary, Active, 2)]);
        scene.done();
    }
}

/// FD-41, FD-56, FD-65.
#[test]
fn what_the_profile_lacks_is_switched_off() {
    let mut scene = Scene::with(Profile {
        parallel: false,
        warm_transfer: false,
        conference: false,
        ..Profile::default()
    });
    let off = Err(Refusal::SwitchedOff);
    let id = scene.customer;
    for control in [
        Control::Parallel,
        Control::Consult,
        Control::AddParty,
        Control::Record,
    ] {
        assert_eq!(scene.can(id, control), off, "{control:?}");
    }
    let refused = scene.link.order(MINA, |phone, now| {
        phone.parallel(now, id, "dan", DialOptions::default())
    });
    assert_eq!(refused, Err(Refusal::SwitchedOff.into()));
    assert_eq!(calls(&scene.link, MINA), [id], "nothing was begun");
    scene.done();
}
