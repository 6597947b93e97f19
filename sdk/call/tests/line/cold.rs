//! Cold transfers (FD-55, FD-57, FD-61, FD-63, WX-49, WX-73): the customer is never lost.

use super::*;

fn transfer(scene: &mut Scene, target: &str) -> Result<(), LineError> {
    let id = scene.customer;
    let done = scene
        .link
        .order(MINA, |phone, now| phone.transfer(now, id, target));
    scene.run(400);
    done
}

/// FD-57, FD-63.
#[test]
fn the_customer_is_on_hold_until_the_colleague_answers_and_then_the_agent_is_free() {
    let mut scene = Scene::new();
    transfer(&mut scene, "sora").unwrap();
    assert_eq!(scene.lines(), [(Primary, Transferring, 1)]);
    assert!(!scene.hears(JUN, scene.jun), "held while it rings");
    // The REFER goes once the hold is agreed, not before.
    let sent = &scene.link.peers[MINA].sent;
    let at = |method: Method| {
        let is = |message: &Message| matches!(message, Message::Request(request) if request.method == method);
        sent.iter().rposition(is).unwrap()
    };
    assert!(at(Method::Invite) < at(Method::Refer));
    scene.link.answer(SORA);
    scene.run(500);
    assert_eq!(scene.transfer(), Some(Ok(())));
    assert!(scene.lines().is_empty());
    assert_eq!(scene.link.peers[MINA].only_end().0, "call.transferred");
    let (jun, sora) = (scene.only(JUN), scene.only(SORA));
    assert!(scene.hears(JUN, jun) && scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn a_target_that_fails_in_any_way_gives_the_customer_back_to_the_agent_who_is_told_why() {
    for (how, status) in FAILURES {
        let mut scene = Scene::new();
        transfer(&mut scene, whom(how)).unwrap();
        fail(&mut scene, how);
        let told = scene.transfer();
        assert!(
            told == Some(Err(status)) || status == 0 && matches!(told, Some(Err(_))),
            "{how}: {told:?}"
        );
        assert_eq!(scene.lines(), [(Primary, Active, 1)], "{how}");
        assert!(scene.hears(JUN, scene.jun), "{how}");
        // Nothing stands in the way of another try.
        assert_eq!(scene.can(scene.customer, Control::Transfer), Ok(()));
        scene.done();
    }
}

#[test]
fn a_target_that_vanishes_while_it_rings_gives_the_customer_back() {
    let mut scene = Scene::new();
    transfer(&mut scene, "sora").unwrap();
    scene.link.disconnect(SORA);
    scene.link.run(secs(40));
    assert!(matches!(scene.transfer(), Some(Err(_))));
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.link.connect(SORA);
    scene.done();
}

#[test]
fn a_customer_who_was_on_hold_before_is_on_hold_after_a_transfer_that_failed() {
    let mut scene = Scene::new();
    scene.order(scene.customer, call::Phone::hold).unwrap();
    transfer(&mut scene, "sora").unwrap();
    fail(&mut scene, "declines");
    assert_eq!(scene.transfer(), Some(Err(603)));
    assert_eq!(scene.lines(), [(Primary, Held, 1)]);
    scene.done();
}

#[test]
fn a_customer_who_can_not_be_held_is_not_transferred_and_talks_on() {
    let mut scene = Scene::new();
    scene.refuse_holds(MINA);
    transfer(&mut scene, "sora").unwrap();
    assert_eq!(scene.transfer(), Some(Err(0)));
    assert!(
        scene.link.peers[MINA]
            .sent_requests(Method::Refer)
            .is_empty()
    );
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

#[test]
fn whoever_waits_on_another_line_is_resumed_once_the_transferred_one_has_gone() {
    let mut scene = Scene::new();
    scene.link.dial(DAN, "mina");
    scene.run(300);
    let second = scene.link.answer(MINA);
    scene.run(400);
    scene
        .link
        .order(MINA, |phone, now| phone.transfer(now, second, "sora"))
        .unwrap();
    scene.run(400);
    assert_eq!(
        scene.lines(),
        [(Primary, Held, 1), (Primary, Transferring, 1)]
    );
    scene.link.answer(SORA);
    scene.run(600);
    assert_eq!(scene.transfer(), Some(Ok(())));
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

#[test]
fn a_customer_who_hangs_up_during_a_transfer_ends_it_once() {
    for wait in [0, 400] {
        let mut scene = Scene::new();
        let id = scene.customer;
        scene
            .link
            .order(MINA, |phone, now| phone.transfer(now, id, "sora"))
            .unwrap();
        scene.run(wait);
        let jun = scene.jun;
        scene.link.hang_up(JUN, jun);
        scene.run(500);
        let ends = scene.link.peers[MINA]
            .events
            .iter()
            .filter(|event| matches!(event, Event::Transferred(_) | Event::TransferFailed(..)));
        assert_eq!(ends.count(), 1);
        assert!(scene.lines().is_empty());
        scene.done();
    }
}

#[test]
fn nothing_but_the_end_disturbs_a_transfer() {
    let mut scene = Scene::new();
    transfer(&mut scene, "sora").unwrap();
    for control in [
        Control::Hold,
        Control::Resume,
        Control::Transfer,
        Control::Consult,
        Control::Parallel,
        Control::AddParty,
    ] {
        assert_eq!(
            scene.can(scene.customer, control),
            Err(Refusal::Busy),
            "{control:?}"
        );
    }
    scene.order(scene.customer, call::Phone::hang_up).unwrap();
    assert!(scene.lines().is_empty());
    scene.done();
}
