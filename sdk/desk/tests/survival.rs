//! What a reload, a hold and a transfer do to an agent.

mod centre;

use std::time::Duration;

use centre::Centre;
use ringdesk_desk::{AgentState, Event, Input, Outcome, Policy};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_call_that_comes_back_brings_the_agent_back_to_it() {
    let mut before = Centre::available();
    let id = before.ring("a").unwrap();
    before.answer(id);
    let kept = before.desk.phone().keep(before.now);

    let mut centre = Centre::new(Policy::default());
    centre.now = before.now + SECOND;
    let now = centre.now;
    let restored = centre
        .desk
        .order(now, |phone| phone.restore(now, &kept))
        .unwrap();
    let [id] = restored[..] else {
        panic!("one call")
    };
    centre.log_in();
    assert_eq!(centre.state(), AgentState::OnCall);
    assert_eq!(
        centre.published.last(),
        Some(&(false, "on-call".into())),
        "the queue sends nobody"
    );
    assert!(
        !centre
            .events
            .iter()
            .any(|event| matches!(event, Event::Incoming(_))),
        "it does not ring again"
    );

    centre.hang_up(id);
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    let [record] = centre.desk.recent() else {
        panic!("one record")
    };
    assert_eq!(record.outcome, Outcome::Answered);
    assert_eq!(
        record.started,
        before.desk.phone().call(id).unwrap().started()
    );
}

#[test]
fn a_hold_changes_nothing_of_what_the_agent_is_doing() {
    let mut centre = Centre::available();
    let id = centre.ring("a").unwrap();
    centre.answer(id);
    centre.events.clear();
    let now = centre.now;
    centre.desk.order(now, |phone| phone.hold(now, id)).unwrap();
    centre.input(Input::Tick);
    assert_eq!(centre.state(), AgentState::OnCall);
    assert!(centre.path().is_empty());
    centre.bye("a");
    assert_eq!(centre.state(), AgentState::AfterCallWork);
}
