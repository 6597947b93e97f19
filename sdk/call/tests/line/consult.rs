//! Consults (FD-54, FD-57, FD-60, WX-74 to WX-88, KC-21 to KC-27).

use super::*;

/// WX-40, WX-84, KC-24, KC-25.
#[test]
fn a_consult_holds_the_customer_first_and_its_completion_joins_customer_and_colleague() {
    let mut scene = Scene::new();
    let consult = scene.ring_consult();
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Consult, Dialling, 1)]);
    // Nobody is called before the customer is held.
    let invites = scene.link.peers[MINA].sent_requests(Method::Invite);
    let users: Vec<_> = invites
        .iter()
        .map(|invite| {
            let within = !invite.headers.to_tag().is_empty();
            (within, invite.uri.user.as_deref() == Some("sora"))
        })
        .collect();
    assert_eq!(users[1..], [(true, false), (false, true)]);
    scene.link.answer(SORA);
    scene.run(300);
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Consult, Active, 1)]);
    scene
        .order(consult, call::Phone::complete_transfer)
        .unwrap();
    scene.run(500);
    assert_eq!(scene.transfer(), Some(Ok(())));
    assert!(scene.lines().is_empty());
    let (jun, sora) = (scene.only(JUN), scene.only(SORA));
    assert!(scene.hears(JUN, jun) && scene.hears(SORA, sora));
    scene.done();
}

/// WX-41, WX-42, WX-85, WX-99.
#[test]
fn of_customer_and_colleague_one_is_on_hold_and_the_other_is_not() {
    let mut scene = Scene::new();
    let (consult, sora) = scene.consult();
    for (id, order) in [
        (scene.customer, call::Phone::resume as fn(&mut _, _, _) -> _),
        (consult, call::Phone::resume),
        (consult, call::Phone::hold),
        (scene.customer, call::Phone::hold),
    ] {
        let before = scene.hears(JUN, scene.jun);
        scene.order(id, order).unwrap();
        assert_eq!(scene.hears(JUN, scene.jun), !before);
        assert_eq!(scene.hears(SORA, sora), before);
    }
    scene.swap().unwrap();
    assert!(scene.hears(JUN, scene.jun) && !scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn a_colleague_who_fails_in_any_way_gives_the_customer_back_or_keeps_him_held_by_policy() {
    for second_line_ended in [SecondLine::Resume, SecondLine::KeepHeld] {
        for (how, status) in FAILURES {
            let mut scene = Scene::with(Profile {
                second_line_ended,
                ..Profile::default()
            });
            let id = scene.customer;
            let consult = scene.link.order(MINA, |phone, now| {
                phone.consult(now, id, whom(how), DialOptions::default())
            });
            scene.run(400);
            fail(&mut scene, how);
            let resumed = second_line_ended == SecondLine::Resume;
            let stage = if resumed { Active } else { Held };
            assert_eq!(scene.lines(), [(Primary, stage, 1)], "{how}");
            assert_eq!(scene.hears(JUN, scene.jun), resumed, "{how}");
            let ended = scene.link.peers[MINA].ended();
            let end = ended[0].end().unwrap();
            assert_eq!(ended[0].id(), consult.unwrap());
            let told = end.sip.as_ref().map(|(status, _)| *status);
            assert!(status == 0 || told == Some(status), "{how}: {told:?}");
            if status == 0 {
                assert_eq!(end.reason, EndReason::NoAnswer);
            }
            scene.done();
        }
    }
}

/// WX-86, WX-102.
#[test]
fn a_colleague_who_hangs_up_in_the_middle_leaves_agent_and_customer() {
    let mut scene = Scene::new();
    let (_, sora) = scene.consult();
    scene.link.hang_up(SORA, sora);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

#[test]
fn a_colleague_who_hangs_up_while_the_customer_is_on_the_way_leaves_agent_and_customer() {
    let mut scene = Scene::new();
    let (consult, sora) = scene.consult();
    let done = scene
        .link
        .order(MINA, |phone, now| phone.complete_transfer(now, consult));
    done.unwrap();
    scene.link.hang_up(SORA, sora);
    scene.run(600);
    assert!(
        matches!(scene.transfer(), Some(Err(_))),
        "{:?}",
        scene.transfer()
    );
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(scene.hears(JUN, scene.jun));
    scene.done();
}

/// FD-57: also when the agent was with the customer.
#[test]
fn a_customer_whom_the_agent_talks_with_is_held_before_he_is_handed_over() {
    for accepted in [true, false] {
        let mut scene = Scene::new();
        let (consult, _) = scene.consult();
        scene.swap().unwrap();
        if !accepted {
            scene.refuse_replaces();
        }
        scene
            .order(consult, call::Phone::complete_transfer)
            .unwrap();
        let sent = &scene.link.peers[MINA].sent;
        let refer = sent.iter().rposition(
            |message| matches!(message, Message::Request(request) if request.method == Method::Refer),
        );
        let held = sent.iter().position(|message| match message {
            Message::Request(request) => {
                request.method == Method::Invite
                    && request.body.windows(8).any(|w| w == b"sendonly")
            }
            _ => false,
        });
        assert!(held.unwrap() < refer.unwrap());
        scene.run(500);
        if accepted {
            assert_eq!(scene.transfer(), Some(Ok(())));
            assert!(scene.lines().is_empty());
        } else {
            assert_eq!(scene.transfer(), Some(Err(603)));
            assert_eq!(scene.lines(), [(Primary, Active, 1), (Consult, Held, 1)]);
            assert!(scene.hears(JUN, scene.jun));
        }
        scene.done();
    }
}

#[test]
fn a_completion_that_the_colleague_refuses_leaves_both_lines_as_they_were() {
    let mut scene = Scene::new();
    let (consult, sora) = scene.consult();
    scene.refuse_replaces();
    scene
        .order(consult, call::Phone::complete_transfer)
        .unwrap();
    assert_eq!(scene.transfer(), Some(Err(603)));
    assert_eq!(scene.lines(), [(Primary, Held, 1), (Consult, Active, 1)]);
    assert!(scene.hears(SORA, sora));
    scene.done();
}

/// KC-26, KC-27, WX-98 and §Y.5, §Y.8 of the list.
#[test]
fn the_end_of_a_consult_is_what_the_profile_makes_of_it() {
    let mut back = Scene::new();
    let (consult, _) = back.consult();
    back.order(consult, call::Phone::end_consult).unwrap();
    assert_eq!(back.lines(), [(Primary, Active, 1)]);
    back.done();

    let mut held = Scene::with(Profile {
        second_line_ended: SecondLine::KeepHeld,
        ..Profile::default()
    });
    let (consult, _) = held.consult();
    held.order(consult, call::Phone::end_consult).unwrap();
    assert_eq!(held.lines(), [(Primary, Held, 1)]);
    held.order(held.customer, call::Phone::resume).unwrap();
    assert!(held.hears(JUN, held.jun));
    held.done();

    for end in [
        call::Phone::end_consult as fn(&mut _, _, _) -> _,
        call::Phone::hang_up,
    ] {
        let mut all = Scene::with(Profile::webex());
        let (consult, _) = all.consult();
        all.order(consult, end).unwrap();
        assert!(all.lines().is_empty());
        assert!(calls(&all.link, JUN).is_empty() && calls(&all.link, SORA).is_empty());
        all.done();
    }
}

#[test]
fn a_consult_that_still_rings_can_be_ended() {
    let mut scene = Scene::new();
    let consult = scene.ring_consult();
    scene.order(consult, call::Phone::end_consult).unwrap();
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(calls(&scene.link, SORA).is_empty());
    scene.done();
}

/// WX-93: while it rings, too.
#[test]
fn a_colleague_who_answers_while_the_agent_is_back_with_the_customer_is_on_hold() {
    let mut scene = Scene::new();
    scene.ring_consult();
    scene.order(scene.customer, call::Phone::resume).unwrap();
    let sora = scene.link.answer(SORA);
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1), (Consult, Held, 1)]);
    assert!(scene.hears(JUN, scene.jun) && !scene.hears(SORA, sora));
    scene.done();
}

#[test]
fn nobody_is_consulted_when_the_customer_can_not_be_held() {
    let mut scene = Scene::new();
    scene.refuse_holds(MINA);
    let id = scene.customer;
    let consult = scene.link.order(MINA, |phone, now| {
        phone.consult(now, id, "sora", DialOptions::default())
    });
    scene.run(400);
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    assert!(calls(&scene.link, SORA).is_empty());
    assert_eq!(
        scene.link.peers[MINA].ended()[0].id(),
        consult.unwrap(),
        "the call that was not placed is over"
    );
    scene.done();
}

#[test]
fn a_consult_to_nobody_or_without_a_connection_changes_nothing() {
    let mut scene = Scene::new();
    let id = scene.customer;
    let refused = scene.link.order(MINA, |phone, now| {
        phone.consult(now, id, "", DialOptions::default())
    });
    assert_eq!(refused.unwrap_err().code(), "api.bad-target");
    scene.link.disconnect(MINA);
    let refused = scene.link.order(MINA, |phone, now| {
        phone.consult(now, id, "sora", DialOptions::default())
    });
    assert_eq!(refused.unwrap_err().code(), "transport.down");
    assert_eq!(scene.lines(), [(Primary, Active, 1)]);
    scene.link.connect(MINA);
    scene.run(400);
    scene.done();
}
