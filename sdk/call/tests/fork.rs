//! Several answers to one INVITE, other places to look, and servers that go on for ever (RFC 3261 §8.1.3, §13.2.2).

extern crate ringdesk_call as call;

mod link;

use call::{CallState, EndedBy, MediaCommand, Status};
use link::pbx::{answer, caller_asks, described, fork_asks, invite, said, sent, silent};
use link::{Link, config, ms, secs};
use sip::{HeaderName, Method, Request};

/// A call that rings nowhere yet, with its INVITE.
fn placed(link: &mut Link) -> (call::CallId, Request) {
    silent(link);
    let id = link.dial(0, "kim");
    link.run(ms(50));
    (id, sent(link, Method::Invite))
}

fn targets(link: &Link) -> Vec<String> {
    let invites = link.server.requests(0, Method::Invite);
    invites.iter().map(|(_, r)| r.uri.to_string()).collect()
}

/// RFC 3261 §13.2.2.4.
#[test]
fn every_further_2xx_is_acknowledged_and_hung_up() {
    let mut link = Link::with(&["mina"]);
    let (a, invite) = placed(&mut link);
    let sdp = described("sendrecv");
    for tag in ["one", "two", "three"] {
        answer(&mut link, &invite, 180, tag, &[], "");
    }
    for tag in ["two", "one", "three", "four"] {
        answer(&mut link, &invite, 200, tag, &[], &sdp);
    }
    let tags = |link: &Link, method| -> Vec<String> {
        let sent = link.server.requests(0, method);
        sent.iter()
            .map(|(_, r)| r.headers.to_tag().to_string())
            .collect()
    };
    assert_eq!(tags(&link, Method::Ack), ["two", "one", "three", "four"]);
    assert_eq!(tags(&link, Method::Bye), ["one", "three", "four"]);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // Repeated, it is acknowledged again and nothing else.
    answer(&mut link, &invite, 200, "two", &[], &sdp);
    assert_eq!(tags(&link, Method::Ack).len(), 5);
    assert_eq!(tags(&link, Method::Bye).len(), 3);
}

/// RFC 3261 §13.2.2.1: each fork has a dialog; media follows the first that describes, and then whoever answers.
#[test]
fn the_first_fork_is_heard_and_the_one_that_answers_counts() {
    let mut link = Link::with(&["mina"]);
    let (a, invite) = placed(&mut link);
    answer(&mut link, &invite, 180, "one", &[], "");
    answer(&mut link, &invite, 183, "two", &[], &described("sendonly"));
    answer(&mut link, &invite, 183, "one", &[], &described("sendrecv"));
    // RFC 6228: that one is gone.
    answer(&mut link, &invite, 199, "two", &[], "");
    assert_eq!(link.peers[0].state(a), Some(CallState::EarlyMedia));
    // A fork may not end what it has not begun (§15).
    fork_asks(&mut link, &invite, "one", "1 BYE", "");
    fork_asks(&mut link, &invite, "two", "1 UPDATE", "");
    fork_asks(&mut link, &invite, "nobody", "1 UPDATE", "");
    assert_eq!(link.peers[0].answers(Method::Bye), [481]);
    assert_eq!(link.peers[0].answers(Method::Update), [481, 481]);
    answer(&mut link, &invite, 200, "one", &[], "");
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    let answers: Vec<bool> = link.peers[0]
        .media
        .iter()
        .filter_map(|(_, command)| match command {
            MediaCommand::Accept { answer, .. } => Some(answer.contains("a=sendonly")),
            _ => None,
        })
        .collect();
    assert_eq!(answers, [true, false]);
}

/// RFC 3261 §8.1.3.4: the contacts of a redirection by their q, none twice.
#[test]
fn a_redirected_call_looks_everywhere_in_order_and_nowhere_twice() {
    let mut link = Link::with(&["mina"]);
    let (a, first) = placed(&mut link);
    let to = (
        HeaderName::Contact,
        "<sip:low@pbx.test>;q=0.15, <sip:kim@ringdesk.test>, <sip:high@pbx.test;method=BYE?Subject=x>;q=0.7, <tel:+82>, <sip:best@pbx.test>",
    );
    answer(&mut link, &first, 302, "proxy", &[to], "");
    let best = sent(&link, Method::Invite);
    assert_eq!(best.headers.cseq_number(), 2);
    assert_eq!(best.headers.call_id(), first.headers.call_id());
    assert_eq!(
        best.headers.get(HeaderName::From),
        first.headers.get(HeaderName::From)
    );
    assert_eq!(
        best.headers.get(HeaderName::To),
        first.headers.get(HeaderName::To)
    );
    assert_eq!(best.body, first.body);
    // It knows better places, and one of those that are known.
    let deeper = (
        HeaderName::Contact,
        "<sip:deep@pbx.test>, <sip:low@pbx.test>, <sip:best@pbx.test>",
    );
    answer(&mut link, &best, 301, "best", &[deeper], "");
    let deep = sent(&link, Method::Invite);
    answer(&mut link, &deep, 404, "deep", &[], "");
    let high = sent(&link, Method::Invite);
    answer(&mut link, &high, 480, "high", &[], "");
    let low = sent(&link, Method::Invite);
    assert_eq!(
        targets(&link),
        [
            "sip:kim@ringdesk.test",
            "sip:best@pbx.test",
            "sip:deep@pbx.test",
            "sip:high@pbx.test",
            "sip:low@pbx.test"
        ]
    );
    answer(&mut link, &low, 180, "low", &[], "");
    answer(&mut link, &low, 200, "low", &[], &described("sendrecv"));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    assert_eq!(link.peers[0].phone.call(a).unwrap().remote().number, "kim");
}

#[test]
fn a_call_that_is_sent_from_place_to_place_gives_up_after_the_fifth() {
    let mut link = Link::with(&["mina"]);
    let (_, mut last) = placed(&mut link);
    for hop in 0..9 {
        if !link.peers[0].ended().is_empty() {
            break;
        }
        let to = format!("<sip:hop{hop}@pbx.test>");
        answer(
            &mut link,
            &last,
            302,
            "proxy",
            &[(HeaderName::Contact, &to)],
            "",
        );
        last = sent(&link, Method::Invite);
    }
    assert_eq!(targets(&link).len(), 6);
    assert_eq!(
        link.peers[0].only_end(),
        ("call.failed", EndedBy::Remote, Some(302))
    );
    link.assert_at_rest();
}

/// RFC 3261 §21.6: nobody anywhere wants the call. And a call that was hung up is not redirected.
#[test]
fn a_global_refusal_or_a_hang_up_ends_the_search() {
    for hangs_up in [false, true] {
        let mut link = Link::with(&["mina"]);
        let (a, first) = placed(&mut link);
        let to = [(
            HeaderName::Contact,
            "<sip:one@pbx.test>, <sip:two@pbx.test>",
        )];
        answer(&mut link, &first, 302, "proxy", &to, "");
        let one = sent(&link, Method::Invite);
        if hangs_up {
            answer(&mut link, &one, 180, "one", &[], "");
            link.hang_up(0, a);
            assert_eq!(sent(&link, Method::Invite).uri, one.uri);
            answer(&mut link, &one, 302, "one", &to, "");
            assert_eq!(link.peers[0].only_end().0, "call.cancelled");
        } else {
            answer(&mut link, &one, 603, "one", &[], "");
            assert_eq!(link.peers[0].only_end().0, "call.declined");
        }
        assert_eq!(targets(&link).len(), 2);
        link.assert_at_rest();
    }
}

/// RFC 3261 §8.1.3.5.
#[test]
fn what_a_server_does_not_know_is_left_out_of_the_next_try() {
    let mut link = Link::with(&["mina"]);
    let (_, first) = placed(&mut link);
    let odd = [(HeaderName::Unsupported, "timer, 100rel")];
    answer(&mut link, &first, 420, "proxy", &odd, "");
    let second = sent(&link, Method::Invite);
    assert!(first.headers.lists(HeaderName::Supported, "timer"));
    assert!(!second.headers.lists(HeaderName::Supported, "timer"));
    assert!(!second.headers.lists(HeaderName::Supported, "100rel"));
    assert!(second.headers.lists(HeaderName::Supported, "outbound"));
    // There is nothing more to leave out.
    answer(&mut link, &second, 420, "proxy", &odd, "");
    assert_eq!(
        link.peers[0].only_end(),
        ("call.failed", EndedBy::Remote, Some(420))
    );
}

/// RFC 3261 §21.5.4 and RFC 6432: what a gateway says besides its status.
#[test]
fn a_refusal_keeps_when_to_come_back_and_what_the_telephone_network_said() {
    let q850 = |cause| format!("Q.850;cause={cause};text=\"because\"");
    for (status, headers, code, retry_after) in [
        (
            503,
            (HeaderName::RetryAfter, "120 (lunch)".into()),
            "call.unavailable",
            Some(120),
        ),
        (503, (HeaderName::Reason, q850(17)), "call.busy", None),
        (500, (HeaderName::Reason, q850(1)), "call.not-found", None),
        (
            500,
            (HeaderName::Reason, q850(26)),
            "call.answered-elsewhere",
            None,
        ),
        (480, (HeaderName::Reason, q850(19)), "call.no-answer", None),
        (480, (HeaderName::Reason, q850(21)), "call.declined", None),
        (
            400,
            (HeaderName::Reason, q850(88)),
            "call.incompatible",
            None,
        ),
        (500, (HeaderName::Reason, q850(57)), "call.forbidden", None),
        (
            500,
            (HeaderName::Reason, q850(34)),
            "call.unavailable",
            None,
        ),
        (500, (HeaderName::Reason, q850(111)), "call.failed", None),
        (486, (HeaderName::Reason, q850(1)), "call.busy", None),
        (
            500,
            (HeaderName::Reason, "SIP;cause=404".into()),
            "call.failed",
            None,
        ),
    ] {
        let mut link = Link::with(&["mina"]);
        let (_, first) = placed(&mut link);
        answer(
            &mut link,
            &first,
            status,
            "gateway",
            &[(headers.0, &headers.1)],
            "",
        );
        assert_eq!(
            link.peers[0].only_end(),
            (code, EndedBy::Remote, Some(status))
        );
        let end = link.peers[0].ended()[0].end().unwrap();
        assert_eq!(end.retry_after, retry_after);
    }
}

/// RFC 3326: another phone answered, in the words of the telephone network.
#[test]
fn a_call_that_another_phone_answered_is_not_missed_whoever_says_so() {
    for (reason, code) in [
        ("Q.850;cause=26", "call.answered-elsewhere"),
        ("Q.850;cause=19", "call.no-answer"),
        ("Q.850;cause=16", "call.cancelled"),
        ("SIP;cause=487, Q.850;cause=26", "call.cancelled"),
    ] {
        let mut link = Link::with(&["mina"]);
        let call = invite(&link, &[], &described("sendrecv"));
        link.forge_request(0, &call);
        link.run(ms(50));
        let mut cancel = call.clone();
        cancel.method = Method::Cancel;
        cancel.headers.set(HeaderName::CSeq, "1 CANCEL");
        cancel.headers.set(HeaderName::Reason, reason);
        cancel.body.clear();
        link.forge_request(0, &cancel);
        link.run(ms(50));
        assert_eq!(link.peers[0].only_end().0, code, "{reason}");
        link.assert_at_rest();
    }
}

/// A server that never comes to the point (RFC 3261 §16.7, timer C), and one with more phones than there are.
#[test]
fn endless_provisional_responses_cost_no_memory_and_end_with_patience() {
    let mut link = Link::new();
    let mut patient = config("mina");
    patient.no_answer_after = Some(secs(60));
    link.add(patient);
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    let (a, invite) = placed(&mut link);
    let reliable = [(HeaderName::Require, "100rel"), (HeaderName::Rseq, "1")];
    for fork in 0..200 {
        answer(
            &mut link,
            &invite,
            183,
            &format!("fork{fork}"),
            &reliable,
            "",
        );
        answer(&mut link, &invite, 100, "", &[], "");
    }
    // Eight forks are followed, and nobody is told of what changes nothing.
    assert_eq!(link.server.requests(0, Method::Prack).len(), 8);
    let changes = link.peers[0].events.len();
    assert!(changes < 6, "{changes} events");
    assert_eq!(link.peers[0].state(a), Some(CallState::Dialling));
    link.run(secs(41));
    assert_eq!(link.server.requests(0, Method::Cancel).len(), 1);
    link.run(secs(33));
    assert_eq!(link.peers[0].only_end().0, "call.no-answer");
    link.server.script = None;
    link.assert_at_rest();
}

/// RFC 3261 §11.2, §8.2.2.3 and §12.2.2.
#[test]
fn questions_within_a_call_are_answered_and_strange_demands_refused() {
    let mut link = Link::with(&["mina"]);
    let call = invite(&link, &[], &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = said(&link, Status::OK);
    caller_asks(&mut link, &ok, "1 ACK", &[], "");
    caller_asks(
        &mut link,
        &ok,
        "2 OPTIONS",
        &[(HeaderName::MaxForwards, "0")],
        "",
    );
    let able = said(&link, Status::OK).headers.clone();
    for method in ["INVITE", "PRACK", "UPDATE", "BYE"] {
        assert!(able.lists(HeaderName::Allow, method), "{method}");
    }
    assert!(able.lists(HeaderName::Accept, "application/sdp"));
    assert!(able.lists(HeaderName::Supported, "timer"));
    assert!(able.lists(HeaderName::AllowEvents, "refer"));
    let strange = [(HeaderName::Require, "timer, teleport, 100rel, levitate")];
    caller_asks(&mut link, &ok, "3 INVITE", &strange, &described("sendonly"));
    let refusal = said(&link, Status::BAD_EXTENSION);
    assert_eq!(
        refusal.headers.get(HeaderName::Unsupported),
        Some("teleport, levitate")
    );
    assert!(!link.peers[0].phone.call(id).unwrap().held_by_remote());
    // Out of order: older than the last one that counted.
    caller_asks(&mut link, &ok, "2 UPDATE", &[], &described("sendonly"));
    assert_eq!(link.peers[0].answers(Method::Update), [500]);
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
}
