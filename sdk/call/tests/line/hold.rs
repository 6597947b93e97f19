//! Hold and resume by lines, and a second call.

use super::*;

/// WX-36, WX-39, KC-31, KC-32; the stage is what was agreed, never what was asked.
#[test]
fn a_hold_is_of_the_line_and_is_not_claimed_before_it_is_agreed() {
    let mut scene = Scene::new();
    let a = scene.customer;
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    scene
        .link
        .order(MINA, |phone, now| phone.hold(now, a))
        .unwrap();
    assert_eq!(scene.lines(), [(Primary, Stage::Holding, 1)]);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Held, 1)]);
    assert!(!scene.hears(JUN, scene.jun));
    scene
        .link
        .order(MINA, |phone, now| phone.resume(now, a))
        .unwrap();
    assert_eq!(scene.lines(), [(Primary, Stage::Resuming, 1)]);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

#[test]
fn a_hold_that_is_refused_leaves_the_agent_where_she_was_and_is_not_asked_again() {
    let mut scene = Scene::new();
    scene.refuse_holds(MINA);
    scene.order(scene.customer, call::Phone::hold).unwrap();
    let failed = |event: &&Event| matches!(event, Event::HoldFailed(_, Some(status)) if status.code() == 488);
    let count = |scene: &Scene| scene.link.peers[MINA].events.iter().filter(failed).count();
    assert_eq!(count(&scene), 1);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    scene.link.run(secs(60));
    assert_eq!(count(&scene), 1);
    // But the agent may.
    scene.link.server.script = None;
    scene.order(scene.customer, call::Phone::hold).unwrap();
    assert_eq!(scene.lines(), [(Primary, Held, 1)]);
    scene.done();
}

#[test]
fn a_resume_that_is_refused_leaves_the_call_on_hold_and_may_be_tried_again() {
    let mut scene = Scene::new();
    scene.order(scene.customer, call::Phone::hold).unwrap();
    scene.refuse_holds(MINA);
    scene.order(scene.customer, call::Phone::resume).unwrap();
    assert_eq!(scene.lines(), [(Primary, Held, 1)]);
    scene.link.server.script = None;
    scene.order(scene.customer, call::Phone::resume).unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    scene.done();
}

/// CT-48, CT-50.
#[test]
fn a_second_call_is_answered_once_the_first_is_on_hold_and_its_end_resumes_the_first() {
    let mut scene = Scene::new();
    scene.link.dial(DAN, "mina");
    scene.run(300);
    assert_eq!(
        scene.lines(),
        [(Primary, Active, 1), (Primary, Stage::Ringing, 1)]
    );
    let second = scene.link.answer(MINA);
    // Dan is not answered before Jun is held.
    assert_eq!(
        scene.call(MINA, second).unwrap().state(),
        CallState::Incoming
    );
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Primary, Active, 1)]);
    scene.swap().unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1), (Primary, Held, 1)]);
    scene.order(scene.customer, call::Phone::hold).unwrap();
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Primary, Active, 1)]);
    let dan = scene.only(DAN);
    scene.link.hang_up(DAN, dan);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    scene.done();
}

#[test]
fn a_second_call_rings_on_when_the_first_can_not_be_held() {
    let mut scene = Scene::new();
    scene.link.dial(DAN, "mina");
    scene.run(300);
    scene.refuse_holds(MINA);
    let second = scene.link.answer(MINA);
    scene.run(400);
    assert_eq!(
        scene.call(MINA, second).unwrap().state(),
        CallState::Incoming
    );
    assert_eq!(
        scene.lines(),
        [(Primary, Active, 1), (Primary, Stage::Ringing, 1)]
    );
    scene.done();
}

/// WX-38, WX-180.
#[test]
fn a_call_on_hold_is_not_ended_where_the_profile_says_so() {
    let mut scene = Scene::with(Profile::webex());
    scene.order(scene.customer, call::Phone::hold).unwrap();
    let refused = scene.order(scene.customer, call::Phone::hang_up);
    assert_eq!(refused, Err(Refusal::OnHold.into()));
    assert_eq!(scene.lines(), [(Primary, Held, 1)]);
    scene.order(scene.customer, call::Phone::resume).unwrap();
    scene.order(scene.customer, call::Phone::hang_up).unwrap();
    assert!(scene.lines().is_empty());
    scene.done();
}

#[test]
fn a_call_that_is_no_more_is_named_as_such() {
    let mut scene = Scene::new();
    let gone = scene.order(CallId::from_u32(99), call::Phone::hold);
    assert_eq!(gone, Err(CallError::NoSuchCall.into()));
    assert_eq!(gone.unwrap_err().code(), "api.no-such-call");
    assert_eq!(
        scene.can(CallId::from_u32(99), Control::Hold),
        Err(Refusal::Over)
    );
    scene.done();
}

/// WX-42: nobody is spoken to unawares, even where no far side lets itself be held.
#[test]
fn of_two_lines_that_refuse_to_be_held_one_is_held_by_us_alone() {
    let mut scene = Scene::new();
    let a = scene.customer;
    let vendor = scene.link.order(MINA, |phone, now| {
        phone.parallel(now, a, "dan", DialOptions::default())
    });
    let vendor = vendor.unwrap();
    scene.run(300);
    scene.order(scene.customer, call::Phone::resume).unwrap();
    scene.refuse_holds(MINA);
    scene.link.answer(DAN);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Parallel, Active, 1)]);
    let told = |id: CallId| {
        let events = &scene.link.peers[MINA].events;
        events
            .iter()
            .any(|event| matches!(event, Event::HoldFailed(call, _) if *call == id))
    };
    assert!(told(scene.customer) && told(vendor));
    // He knows of no hold, so there is nothing to agree about its end.
    scene.link.server.script = None;
    scene.swap().unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1), (Parallel, Held, 1)]);
    scene.done();
}
