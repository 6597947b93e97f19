//! A day at the desk, one story each.

mod centre;

use std::time::Duration;

use centre::{Centre, Registrar};
use ringdesk_desk::{
    AfterWrapUp, AgentState, CallError, Choice, Credentials, Decline, DialOptions, Direction,
    EndReason, Event, Flow, Input, MediaError, MissedReason, Outcome, Policy, RECENT_KEPT,
    SecondCall, StateError,
};
use sip::Method;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn logging_in_leads_to_the_default_state_once_the_server_agrees() {
    let mut centre = Centre::new(Policy::default());
    assert_eq!(centre.state(), AgentState::LoggedOut);
    centre.log_in();
    assert_eq!(centre.path(), [AgentState::LoggingIn, AgentState::Work]); // KC-7
    assert!(centre.registered());
    assert_eq!(centre.published, [(false, "work".into())]);
    assert_eq!(centre.desk.since(), centre.now);
}

#[test]
fn the_default_state_is_the_policys() {
    let mut centre = Centre::new(Policy {
        after_log_in: Choice::Available,
        ..Policy::default()
    });
    centre.log_in();
    assert_eq!(centre.state(), AgentState::Available);
    assert_eq!(centre.published, [(true, "available".into())]);
}

#[test]
fn a_refused_log_in_leads_back_and_says_why() {
    let mut centre = Centre::new(Policy::default());
    centre.registrar = Registrar::Refuses;
    centre.log_in();
    assert_eq!(
        centre.path(),
        [AgentState::LoggingIn, AgentState::LoggedOut]
    );
    assert!(centre.published.is_empty());
    let rejected = centre.events.iter().any(|event| {
        matches!(event, Event::Registration(ringdesk_desk::Registration::Rejected(error)) if error.code() == "register.forbidden")
    });
    assert!(rejected);

    centre.registrar = Registrar::Agrees;
    let credentials = Credentials::Password {
        username: "mina".into(),
        password: "renewed".into(),
    };
    centre.desk.set_credentials(centre.now, credentials);
    centre.input(Input::Tick);
    assert_eq!(
        centre.state(),
        AgentState::Work,
        "renewed credentials log in by themselves"
    );
}

#[test]
fn nothing_can_be_chosen_or_dialled_before_the_log_in() {
    let mut centre = Centre::new(Policy::default());
    centre.registrar = Registrar::Silent;
    let now = centre.now;
    for _ in 0..2 {
        let chosen = centre.desk.choose(now, Choice::Available);
        assert_eq!(chosen, Err(StateError::NotLoggedIn));
        let dialled = centre.desk.dial(now, "101", DialOptions::default());
        assert_eq!(dialled.unwrap_err().code(), "state.not-logged-in"); // KC-15
        assert_eq!(centre.desk.finish(now), Err(StateError::NotAfterCall));
        centre.log_in();
    }
    assert_eq!(centre.ring("a"), None);
    assert_eq!(centre.statuses("a").last(), Some(&480));
}

#[test]
fn a_call_rings_only_when_the_agent_is_available() {
    // KC-8 to KC-10, FD-19
    for (choice, rings) in [
        (Choice::Available, true),
        (Choice::Work, false),
        (Choice::Break, false),
    ] {
        let mut centre = Centre::with(Policy::default(), choice);
        let before = centre.state();
        assert_eq!(centre.ring("a").is_some(), rings, "{choice:?}");
        if !rings {
            assert_eq!(centre.statuses("a").last(), Some(&480));
            assert!(
                centre.events.is_empty(),
                "the application never hears of it"
            );
            assert!(centre.desk.recent().is_empty());
        }
        assert_eq!(centre.state(), before);
    }
}

#[test]
fn a_call_that_is_refused_by_policy_can_be_recorded() {
    let policy = Policy {
        record_refused: true,
        ..Policy::default()
    };
    let mut centre = Centre::with(policy, Choice::Break);
    assert_eq!(centre.ring("a"), None);
    let [record] = centre.desk.recent() else {
        panic!("one record")
    };
    assert_eq!(record.missed(), Some(MissedReason::NoOperator));
    assert!(
        matches!(&centre.events[..], [Event::Refused(told)] if told.sip_call_id == record.sip_call_id)
    );
}

#[test]
fn the_codes_of_refusal_are_the_policys() {
    let policy = Policy {
        decline_away: Decline::Declined,
        ..Policy::default()
    };
    let mut centre = Centre::with(policy, Choice::Work);
    centre.ring("a");
    assert_eq!(centre.statuses("a").last(), Some(&603));
}

#[test]
fn one_rings_at_a_time_and_the_second_hears_busy() {
    // CO-4
    let policy = Policy {
        second_call: SecondCall::Refuse,
        ..Policy::default()
    };
    let mut centre = Centre::with(policy, Choice::Available);
    let first = centre.ring("a").unwrap();
    assert_eq!(centre.ring("b"), None);
    assert_eq!(centre.statuses("b").last(), Some(&486));
    centre.answer(first);
    assert_eq!(
        centre.statuses("a").last(),
        Some(&200),
        "the first is none the worse"
    );
    // CO-3
    assert_eq!(centre.ring("c"), None);
    assert_eq!(centre.statuses("c").last(), Some(&486));
    assert!(centre.ends().is_empty());
}

#[test]
fn an_answered_call_ends_in_after_call_work_and_the_desk_is_closed_meanwhile() {
    // KC-33, KC-34
    let mut centre = Centre::available();
    centre.published.clear();
    let started = centre.now;
    let id = centre.ring("a").unwrap();
    assert!(
        centre.published.is_empty(),
        "ringing is not yet being on a call"
    );
    centre.pass(SECOND * 4);
    centre.answer(id);
    assert_eq!(centre.state(), AgentState::OnCall);
    centre.pass(SECOND * 60);
    centre.bye("a");
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    assert_eq!(
        centre.published,
        [(false, "on-call".into()), (false, "after-call-work".into())]
    );
    assert_eq!(centre.ring("b"), None);
    assert_eq!(centre.statuses("b").last(), Some(&480));

    let [(call, record)] = centre.ends()[..] else {
        panic!("exactly one end")
    };
    assert_eq!(call.id(), id);
    assert_eq!(call.end().unwrap().reason, EndReason::HungUp);
    assert_eq!(record.sip_call_id, "a");
    assert_eq!(record.direction, Direction::Inbound);
    assert_eq!(record.number, "guest-1");
    assert_eq!(record.name.as_deref(), Some("Sora Kim"));
    assert_eq!(record.queue.as_deref(), Some("Support"));
    assert_eq!(record.started, started);
    assert_eq!(record.duration(), SECOND * 64);
    assert_eq!(record.talk(), SECOND * 60);
    assert_eq!(record.outcome, Outcome::Answered);
    assert_eq!(centre.desk.recent().first(), Some(record));
}

#[test]
fn after_call_work_ends_where_the_policy_says() {
    for (after_wrap_up, before, expected) in [
        (AfterWrapUp::Available, Choice::Break, AgentState::Available), // WX-158
        (AfterWrapUp::Work, Choice::Available, AgentState::Work),       // KC-35
        (AfterWrapUp::Former, Choice::Break, AgentState::Break),
        (
            AfterWrapUp::Former,
            Choice::Available,
            AgentState::Available,
        ),
    ] {
        let policy = Policy {
            after_wrap_up,
            ..Policy::default()
        };
        let mut centre = Centre::with(policy, before);
        centre.dial("102");
        centre.reply(200);
        centre.far_hangs_up();
        assert_eq!(centre.state(), AgentState::AfterCallWork);
        centre.finish();
        assert_eq!(centre.state(), expected);
        assert_eq!(
            centre.desk.finish(centre.now),
            Err(StateError::NotAfterCall)
        );
    }
}

#[test]
fn choosing_a_state_ends_after_call_work_too() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.hang_up(id);
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    centre.choose(Choice::Break);
    assert_eq!(centre.state(), AgentState::Break);
}

#[test]
fn a_dialled_call_goes_from_dialling_to_on_call() {
    // KC-18
    let mut centre = Centre::with(Policy::default(), Choice::Work);
    let id = centre.dial("+1 (201) 553-2447");
    assert_eq!(centre.state(), AgentState::Dialling);
    let uri = &centre.invites[0].uri;
    assert_eq!(uri.user_decoded().as_deref(), Some("+12015532447"), "WX-64");
    centre.reply(180);
    assert_eq!(centre.state(), AgentState::Dialling);
    centre.reply(200);
    assert_eq!(centre.state(), AgentState::OnCall);
    centre.pass(SECOND * 5);
    centre.hang_up(id);
    assert_eq!(
        centre.path(),
        [
            AgentState::Dialling,
            AgentState::OnCall,
            AgentState::AfterCallWork
        ]
    );
    let [(_, record)] = centre.ends()[..] else {
        panic!("exactly one end")
    };
    assert_eq!(record.direction, Direction::Outbound);
    assert_eq!(record.number, "+12015532447");
    assert_eq!(record.outcome, Outcome::Answered);
    assert!(centre.requests.iter().any(|(m, _)| *m == Method::Bye));
}

#[test]
fn an_unanswered_dialled_call_leads_back_to_the_former_state() {
    for (choice, status, reason) in [
        (Choice::Available, 486, EndReason::Busy),
        (Choice::Work, 404, EndReason::NotFound),
        (Choice::Break, 603, EndReason::Declined),
        (Choice::Work, 403, EndReason::Forbidden),
    ] {
        let mut centre = Centre::with(Policy::default(), choice);
        let before = centre.state();
        centre.dial("102");
        centre.reply(status);
        assert_eq!(centre.path(), [AgentState::Dialling, before]);
        let [(_, record)] = centre.ends()[..] else {
            panic!("exactly one end")
        };
        assert_eq!(record.outcome, Outcome::NotAnswered(reason));
        assert_eq!(record.talk(), Duration::ZERO);
        assert_eq!(record.missed(), None, "only inbound calls are missed");
    }
}

#[test]
fn a_call_given_up_while_dialling_leads_back_too() {
    let mut centre = Centre::available();
    let id = centre.dial("102");
    centre.reply(180);
    centre.hang_up(id);
    assert_eq!(centre.state(), AgentState::Available);
    let [(_, record)] = centre.ends()[..] else {
        panic!("exactly one end")
    };
    assert_eq!(record.outcome, Outcome::NotAnswered(EndReason::Cancelled));
    assert!(centre.ring("a").is_some());
}

#[test]
fn a_call_back_from_after_call_work_that_nobody_answers_returns_to_it() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.bye("a");
    centre.dial("102");
    centre.reply(486);
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    centre.finish();
    assert_eq!(centre.state(), AgentState::Available);
}

#[test]
fn while_dialling_an_incoming_call_hears_busy() {
    // WX-159: glare
    let mut centre = Centre::available();
    centre.dial("102");
    assert_eq!(centre.ring("a"), None);
    assert_eq!(centre.statuses("a").last(), Some(&486));
    assert_eq!(
        centre.state(),
        AgentState::Dialling,
        "its end is not the end of ours"
    );
}

#[test]
fn a_number_that_breaks_a_rule_changes_nothing() {
    let mut centre = Centre::available();
    for (target, code) in [
        ("12", "dial.too-short"),
        ("1234567890123456", "dial.too-long"),
        ("", "dial.empty"),
        ("1+23", "dial.bad-plus"),
        ("who knows", "dial.not-a-number"),
    ] {
        let now = centre.now;
        let error = centre
            .desk
            .dial(now, target, DialOptions::default())
            .unwrap_err();
        assert_eq!(error.code(), code);
    }
    assert_eq!(centre.state(), AgentState::Available);
    assert!(centre.invites.is_empty());
}

#[test]
fn only_one_call_at_a_time_can_be_dialled() {
    // CT-48, WX-133
    let mut centre = Centre::available();
    let ringing = centre.ring("a").unwrap();
    let now = centre.now;
    let dial = |centre: &mut Centre| {
        let error = centre.desk.dial(now, "102", DialOptions::default());
        error.unwrap_err().code()
    };
    assert_eq!(dial(&mut centre), "state.on-call");
    centre.answer(ringing);
    assert_eq!(dial(&mut centre), "state.on-call");
}

#[test]
fn logging_out_during_a_call_is_refused() {
    let mut centre = Centre::available();
    let id = centre.dial("102");
    assert_eq!(centre.desk.log_out(centre.now), Err(StateError::OnCall));
    centre.reply(200);
    assert_eq!(centre.desk.log_out(centre.now), Err(StateError::OnCall));
    assert_eq!(
        centre.desk.choose(centre.now, Choice::Break),
        Err(StateError::OnCall)
    );
    centre.hang_up(id);
    assert_eq!(centre.desk.log_out(centre.now), Ok(()));
    centre.input(Input::Tick);
    assert_eq!(centre.state(), AgentState::LoggedOut);
    assert!(!centre.registered());
    assert_eq!(
        centre.published.last().unwrap(),
        &(false, "logged-out".into())
    );
}

#[test]
fn logging_out_refuses_the_call_that_rings() {
    let mut centre = Centre::available();
    centre.ring("a").unwrap();
    centre.desk.log_out(centre.now).unwrap();
    centre.input(Input::Tick);
    assert_eq!(centre.statuses("a").last(), Some(&480));
    assert_eq!(centre.ends().len(), 1);
    assert_eq!(centre.state(), AgentState::LoggedOut);
}

#[test]
fn leaving_ends_the_call_and_logs_out() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.desk.leave(centre.now);
    centre.input(Input::Tick);
    assert!(centre.requests.contains(&(Method::Bye, "a".into())));
    assert_eq!(centre.state(), AgentState::LoggedOut);
    assert_eq!(centre.ends().len(), 1);
    assert!(!centre.registered());
}

#[test]
fn every_missed_ring_says_why() {
    let reason = |end: &dyn Fn(&mut Centre)| {
        let mut centre = Centre::available();
        centre.ring("a").unwrap();
        end(&mut centre);
        assert_eq!(
            centre.state(),
            AgentState::Available,
            "a missed ring leaves the agent available"
        );
        assert!(centre.path().is_empty());
        let [(_, record)] = centre.ends()[..] else {
            panic!("exactly one end")
        };
        record.missed().unwrap()
    };
    assert_eq!(
        reason(&|centre| centre.cancel("a", None)),
        MissedReason::UserLeft
    ); // CT-32
    assert_eq!(
        reason(&|centre| centre.cancel("a", Some(408))),
        MissedReason::RingTimeOver
    ); // CT-31
    assert_eq!(
        reason(&|centre| centre.cancel("a", Some(200))),
        MissedReason::AnsweredElsewhere
    );
    assert_eq!(
        reason(&|centre| {
            let id = centre.desk.phone().calls().next().unwrap().id();
            let now = centre.now;
            centre.desk.decline(now, id, Decline::Declined).unwrap();
            centre.input(Input::Tick);
            assert_eq!(centre.statuses("a").last(), Some(&603));
        }),
        MissedReason::Declined
    );
}

#[test]
fn an_answer_without_a_microphone_leads_back_to_the_former_state() {
    let mut centre = Centre::available();
    centre.microphone = Err(MediaError::PermissionDenied);
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    assert_eq!(centre.statuses("a").last(), Some(&480));
    assert_eq!(centre.path(), [AgentState::OnCall, AgentState::Available]);
    let [(call, record)] = centre.ends()[..] else {
        panic!("exactly one end")
    };
    assert_eq!(call.end().unwrap().reason, EndReason::MediaPermissionDenied);
    assert_eq!(record.missed(), Some(MissedReason::Failed));
}

#[test]
fn hanging_up_frees_the_agent_before_the_far_side_agrees() {
    let mut centre = Centre::available();
    centre.answers_bye = false;
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.hang_up(id);
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    centre.finish();
    let next = centre
        .ring("b")
        .expect("the old call does not stand in the way");
    centre.answer(next);
    centre.pass(SECOND * 40);
    assert_eq!(
        centre.state(),
        AgentState::OnCall,
        "the late end of the old call does not end the new one"
    );
    assert_eq!(centre.ends().len(), 1);
    assert_eq!(centre.ends()[0].1.sip_call_id, "a");
}

#[test]
fn a_lost_connection_keeps_the_state_and_the_call() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.input(Input::TransportDown(Flow(0)));
    assert_eq!(centre.state(), AgentState::OnCall);
    centre.pass(SECOND * 3);
    centre.published.clear();
    centre.input(Input::TransportUp(Flow(0)));
    centre.pass(SECOND * 40);
    assert!(centre.registered());
    assert_eq!(centre.state(), AgentState::OnCall);
    assert_eq!(
        centre.published.last(),
        Some(&(false, "on-call".into())),
        "the new server is told"
    );
    centre.bye("a");
    assert_eq!(centre.state(), AgentState::AfterCallWork);
}

#[test]
fn a_call_that_is_over_can_not_be_answered_or_ended_again() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.cancel("a", None);
    let now = centre.now;
    assert_eq!(
        centre.desk.answer(now, id),
        Err(CallError::NoSuchCall.into())
    );
    assert_eq!(
        centre.desk.hang_up(now, id),
        Err(CallError::NoSuchCall.into())
    );
    assert_eq!(centre.state(), AgentState::Available);
}

#[test]
fn the_latest_calls_come_first_and_no_more_than_are_kept() {
    let mut centre = Centre::available();
    for n in 0..RECENT_KEPT + 3 {
        let call_id = format!("call-{n}");
        centre.ring(&call_id).unwrap();
        centre.cancel(&call_id, None);
        centre.pass(SECOND);
    }
    let recent = centre.desk.recent();
    assert_eq!(recent.len(), RECENT_KEPT);
    assert_eq!(recent[0].sip_call_id, format!("call-{}", RECENT_KEPT + 2));
    assert!(recent.is_sorted_by(|a, b| a.started > b.started));
}

#[test]
fn a_bare_phone_always_rings_and_publishes_nothing() {
    let mut centre = Centre::new(Policy::bare());
    centre.log_in();
    assert!(centre.registered());
    let first = centre.ring("a").unwrap();
    let second = centre.ring("b");
    assert!(second.is_some(), "even beside another");
    centre.answer(first);
    centre.bye("a");
    assert!(centre.ring("c").is_some());
    assert_eq!(centre.state(), AgentState::Available);
    assert!(centre.path().is_empty() && centre.published.is_empty());
    assert_eq!(centre.ends().len(), 1);
    assert_eq!(centre.desk.recent().len(), 1);
    assert_eq!(
        centre.desk.choose(centre.now, Choice::Break),
        Err(StateError::Bare)
    );
    assert_eq!(centre.desk.log_out(centre.now), Ok(()));
}
