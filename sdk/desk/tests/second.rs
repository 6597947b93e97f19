//! A call that comes while the agent talks (CT-48 to CT-50), and what the agent is doing over several calls.

mod centre;

use std::time::Duration;

use centre::Centre;
use ringdesk_desk::{AgentState, CallId, Choice, DialOptions, Policy, SecondCall};
use sip::Method;

const SECOND: Duration = Duration::from_secs(1);

fn with(second_call: SecondCall) -> Centre {
    let policy = Policy {
        second_call,
        ..Policy::default()
    };
    Centre::with(policy, Choice::Available)
}

/// An agent who talks with `a`.
fn talking(second_call: SecondCall) -> (Centre, CallId) {
    let mut centre = with(second_call);
    let first = centre.ring("a").unwrap();
    centre.answer(first);
    (centre, first)
}

/// CO-3.
#[test]
fn a_desk_of_one_call_at_a_time_refuses_the_second() {
    let (mut centre, _) = talking(SecondCall::Refuse);
    assert_eq!(centre.ring("b"), None);
    assert_eq!(centre.statuses("b").last(), Some(&486));
    assert_eq!(centre.state(), AgentState::OnCall);
}

/// CT-49, CT-50: the default holds the present one.
#[test]
fn a_second_call_is_told_of_and_whoever_answers_it_holds_the_first() {
    let (mut centre, first) = talking(SecondCall::Hold);
    centre.events.clear();
    let second = centre.ring("b").expect("it is told of");
    assert_eq!(centre.state(), AgentState::OnCall);
    assert_eq!(centre.ring("c"), None, "CO-4: one at a time");
    assert_eq!(centre.statuses("c").last(), Some(&486));
    centre.answer(second);
    centre.pass(SECOND);
    assert_eq!(centre.statuses("b").last(), Some(&200));
    let call = |id| centre.desk.phone().call(id).unwrap();
    assert_eq!(call(first).hold().as_str(), "on");
    assert_eq!(call(second).hold().as_str(), "off");
    assert!(centre.path().is_empty(), "still on call");
    assert_eq!(centre.ring("d"), None, "two are enough");
    assert_eq!(centre.statuses("d").last(), Some(&486));

    // After-call work begins when the last one ends.
    centre.bye("b");
    assert_eq!(centre.state(), AgentState::OnCall);
    centre.pass(SECOND);
    centre.bye("a");
    assert_eq!(centre.path(), [AgentState::AfterCallWork]);
    assert_eq!(centre.ends().len(), 2);
}

/// CT-50.
#[test]
fn a_desk_that_switches_ends_the_first_for_the_second() {
    let (mut centre, _) = talking(SecondCall::End);
    centre.events.clear();
    let second = centre.ring("b").unwrap();
    assert!(centre.ends().is_empty(), "only once it is answered");
    centre.answer(second);
    assert!(centre.requests.contains(&(Method::Bye, "a".into())));
    assert_eq!(centre.statuses("b").last(), Some(&200));
    assert_eq!(centre.ends().len(), 1);
    assert!(centre.path().is_empty(), "still on call");
    centre.hang_up(second);
    assert_eq!(centre.path(), [AgentState::AfterCallWork]);
}

#[test]
fn a_second_call_that_is_not_answered_changes_nothing() {
    for end in [
        |centre: &mut Centre, id| {
            let now = centre.now;
            let how = ringdesk_desk::Decline::Declined;
            centre.desk.decline(now, id, how).unwrap();
            centre.input(ringdesk_desk::Input::Tick);
        },
        |centre: &mut Centre, _| centre.cancel("b", None),
    ] {
        let (mut centre, _) = talking(SecondCall::End);
        let second = centre.ring("b").unwrap();
        centre.events.clear();
        end(&mut centre, second);
        assert!(centre.path().is_empty());
        let [(_, record)] = centre.ends()[..] else {
            panic!("one end")
        };
        assert!(record.missed().is_some());
        centre.bye("a");
        assert_eq!(centre.path(), [AgentState::AfterCallWork]);
    }
}

#[test]
fn the_first_that_ends_while_the_second_rings_leaves_the_agent_on_call() {
    let (mut centre, _) = talking(SecondCall::Hold);
    let second = centre.ring("b").unwrap();
    centre.events.clear();
    centre.bye("a");
    assert!(centre.path().is_empty());
    centre.cancel("b", None);
    assert_eq!(
        centre.path(),
        [AgentState::AfterCallWork],
        "the one that was answered counts, not the last"
    );
    assert!(centre.desk.answer(centre.now, second).is_err());
}

#[test]
fn nothing_rings_while_the_agent_dials_a_second_call() {
    let (mut centre, _) = talking(SecondCall::Hold);
    let now = centre.now;
    let dialled = centre
        .desk
        .order(now, |phone| phone.dial(now, "102", DialOptions::default()));
    let dialled = dialled.unwrap();
    centre.input(ringdesk_desk::Input::Tick);
    assert_eq!(centre.state(), AgentState::OnCall, "not dialling");
    assert_eq!(centre.ring("b"), None);
    assert_eq!(centre.statuses("b").last(), Some(&486));
    // A consultation that comes to nothing is no call that was answered, and the first goes on.
    centre.events.clear();
    centre.reply(486);
    assert!(centre.path().is_empty());
    assert!(centre.desk.phone().call(dialled).is_none());
    centre.bye("a");
    assert_eq!(centre.path(), [AgentState::AfterCallWork]);
}

#[test]
fn a_call_that_was_answered_and_one_that_was_not_end_in_after_call_work() {
    let (mut centre, _) = talking(SecondCall::Hold);
    let now = centre.now;
    let dial = |phone: &mut ringdesk_desk::Phone| phone.dial(now, "102", DialOptions::default());
    let dialled = centre.desk.order(now, dial).unwrap();
    centre.input(ringdesk_desk::Input::Tick);
    centre.events.clear();
    centre.bye("a");
    assert!(centre.path().is_empty(), "the other still rings");
    centre.pass(SECOND);
    centre.hang_up(dialled);
    assert_eq!(centre.path(), [AgentState::AfterCallWork]);
}

/// WX-133.
#[test]
fn plain_dialling_during_a_call_is_refused_whatever_the_policy() {
    for second_call in [SecondCall::Refuse, SecondCall::Hold, SecondCall::End] {
        let (mut centre, _) = talking(second_call);
        let now = centre.now;
        let refused = centre.desk.dial(now, "102", DialOptions::default());
        assert_eq!(refused.unwrap_err().code(), "state.on-call");
    }
}

/// RFC 3911: a colleague who comes to a running call is no second call.
#[test]
fn whoever_comes_to_join_the_call_is_told_of_and_ends_nothing() {
    for second_call in [SecondCall::Refuse, SecondCall::End] {
        let (mut centre, first) = talking(second_call);
        let to = format!(
            "\"Support\" <sip:support@ringdesk.localhost>\r\nJoin: a;to-tag={};from-tag=far",
            centre.tag("a")
        );
        let joins = centre.ring_through("b", &to).expect("it is told of");
        centre.answer(joins);
        centre.pass(SECOND);
        assert_eq!(centre.statuses("b").last(), Some(&200));
        assert!(centre.requests.is_empty());
        let call = centre.desk.phone().call(first).unwrap();
        assert_eq!(call.hold().as_str(), "off");
    }
}

/// KC-28.
#[test]
fn the_record_says_that_the_agent_ended_the_call_for_abuse() {
    let (mut centre, first) = talking(SecondCall::Hold);
    let now = centre.now;
    let done = centre.desk.order(now, |phone| phone.terminate(now, first));
    done.unwrap();
    centre.input(ringdesk_desk::Input::Tick);
    assert_eq!(centre.ring("b"), None, "not during the announcement");
    let input = ringdesk_desk::Input::Media(first, ringdesk_desk::MediaInput::Announced);
    centre.input(input);
    assert!(centre.requests.contains(&(Method::Bye, "a".into())));
    let [(call, record)] = centre.ends()[..] else {
        panic!("one end")
    };
    assert_eq!(call.end().unwrap().reason.code(), "call.terminated");
    assert!(record.terminated);
    assert!(centre.desk.recent()[0].terminated);

    let (mut centre, first) = talking(SecondCall::Hold);
    centre.hang_up(first);
    assert!(!centre.ends()[0].1.terminated);
}

/// RFC 3911: who listens to a colleague's call is not available meanwhile.
#[test]
fn an_agent_who_joins_the_call_of_a_colleague_is_on_call() {
    let mut centre = with(SecondCall::Hold);
    let now = centre.now;
    let name = ringdesk_desk::DialogName {
        call_id: "x".into(),
        local_tag: "1".into(),
        remote_tag: "2".into(),
    };
    let listen = ringdesk_desk::Listen::Only;
    let joined = centre
        .desk
        .order(now, |phone| phone.join(now, "jun", &name, listen));
    let joined = joined.unwrap();
    centre.input(ringdesk_desk::Input::Tick);
    assert_eq!(centre.state(), AgentState::Dialling);
    assert!(!centre.published.last().unwrap().0, "no queue calls");
    centre.reply(200);
    assert_eq!(centre.state(), AgentState::OnCall);
    centre.hang_up(joined);
    assert_eq!(centre.state(), AgentState::AfterCallWork);
}

/// FD-63: who hands a customer over has after-call work like everybody.
#[test]
fn a_call_that_was_handed_over_ends_in_after_call_work() {
    let (mut centre, first) = talking(SecondCall::Hold);
    centre.events.clear();
    let now = centre.now;
    let done = centre
        .desk
        .order(now, |phone| phone.transfer(now, first, "102"));
    done.unwrap();
    centre.input(ringdesk_desk::Input::Tick);
    assert!(centre.path().is_empty(), "not before it is taken there");
    centre.bye("a");
    assert_eq!(centre.path(), [AgentState::AfterCallWork]);
    let [(call, record)] = centre.ends()[..] else {
        panic!("one end")
    };
    assert_eq!(call.end().unwrap().reason.code(), "call.transferred");
    assert_eq!(record.outcome, ringdesk_desk::Outcome::Answered);
}
