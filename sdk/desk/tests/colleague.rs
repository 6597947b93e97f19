//! What colleagues do with a call, one story each: it is handed over, or one is only asked about it.

mod centre;

use std::time::Duration;

use centre::Centre;
use ringdesk_desk::{AgentState, Event, Outcome};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_call_that_takes_the_place_of_another_is_the_same_conversation() {
    // RFC 3891: a colleague consulted the agent and hands the customer over.
    let mut centre = Centre::available();
    let old = centre.ring("a").unwrap();
    centre.answer(old);
    let to = format!(
        "\"Support\" <sip:support@ringdesk.localhost>\r\nReplaces: a;to-tag={};from-tag=far",
        centre.tag("a")
    );
    assert_eq!(centre.ring_through("b", &to), None, "nothing rings");
    centre.pass(SECOND);
    let new = centre.desk.phone().calls().next().unwrap().id();
    assert_eq!(centre.statuses("b"), [200]);
    assert!(centre.events.iter().any(|event| matches!(
        event,
        Event::Phone(call::Event::Replaced { old: o, new: n }) if (*o, *n) == (old, new)
    )));
    assert_eq!(centre.path(), [AgentState::OnCall], "and nothing is over");
    let ends = centre.ends();
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].1.outcome, Outcome::Answered, "nor missed");
    assert_eq!(ends[0].0.end().unwrap().reason.code(), "call.replaced");
    centre.bye("b");
    assert_eq!(centre.state(), AgentState::AfterCallWork);
    assert_eq!(centre.ends().len(), 2);
}

#[test]
fn whoever_was_only_asked_about_a_customer_has_no_work_after_the_call() {
    // WX-101, WX-105, WX-124, WX-128: agent 2 has no wrap-up, unless the customer was handed over (WX-95).
    let about = "\"Mina\" <sip:mina@ringdesk.localhost>\r\n\
        Call-Info: <sip:+4930123@ringdesk.localhost>;purpose=consult";
    for handed_over in [false, true] {
        let mut centre = Centre::available();
        let consult = centre.ring_through("a", about).unwrap();
        centre.answer(consult);
        centre.pass(SECOND);
        assert_eq!(centre.state(), AgentState::OnCall);
        if handed_over {
            let to = format!(
                "<sip:mina@ringdesk.localhost>\r\nReplaces: a;to-tag={};from-tag=far",
                centre.tag("a")
            );
            centre.ring_through("b", &to);
            centre.pass(SECOND);
            assert_eq!(centre.state(), AgentState::OnCall, "with the customer");
            centre.bye("b");
            assert_eq!(centre.state(), AgentState::AfterCallWork);
        } else {
            centre.bye("a");
            assert_eq!(centre.state(), AgentState::Available);
        }
    }
}
