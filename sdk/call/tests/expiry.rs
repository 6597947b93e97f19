//! Session timers (RFC 4028).

extern crate ringdesk_call as call;

mod link;

use call::{CallState, EndedBy, Status};
use link::pbx::{answer, caller_asks, described, invite, said, sent, silent};
use link::{Link, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method};

/// RFC 4028 §7.4 and §9: the caller refreshes, at half of the session, by UPDATE.
#[test]
fn a_long_call_is_refreshed_by_its_caller_and_lives() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let invites = link.peers[0].sent_requests(Method::Invite);
    assert_eq!(
        invites[0].headers.get(HeaderName::SessionExpires),
        Some("1800")
    );
    link.run(secs(7_300));
    assert_eq!(link.peers[0].answered(Method::Update), [200; 8]);
    assert!(link.peers[1].sent_requests(Method::Update).is_empty());
    let update = link.peers[0].sent_requests(Method::Update)[0];
    assert_eq!(
        update.headers.get(HeaderName::SessionExpires),
        Some("1800;refresher=uac")
    );
    assert!(update.body.is_empty());
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 1);
    assert_eq!(link.peers[1].state(b), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 4028 §10: a third of the session, but no more than 32 s, before its end.
#[test]
fn a_call_whose_refresher_vanished_ends_as_lost() {
    let mut link = Link::with(&["mina", "jun"]);
    link.talk();
    link.disconnect(0);
    link.run(secs(1_767));
    assert!(link.peers[1].ended().is_empty());
    link.run(secs(2));
    let bye = link.peers[1].sent_requests(Method::Bye)[0].clone();
    assert_eq!(bye.headers.reasons()[0].cause, Some(408));
    link.run(secs(40));
    assert_eq!(
        link.peers[1].only_end(),
        ("call.lost", EndedBy::Network, None)
    );
    // So does the other, though it can not say so.
    assert_eq!(link.peers[0].only_end().0, "call.lost");
}

/// RFC 4028 §7.4: a peer without UPDATE is refreshed by re-INVITE.
#[test]
fn a_far_side_without_update_gets_an_offer() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    let a = link.dial(0, "kim");
    link.run(ms(50));
    let invite = sent(&link, Method::Invite);
    let life = [
        (HeaderName::SessionExpires, "200;refresher=uac"),
        (HeaderName::Allow, "INVITE, ACK, BYE"),
    ];
    answer(
        &mut link,
        &invite,
        200,
        "one",
        &life,
        &described("sendrecv"),
    );
    link.run(secs(101));
    let again = sent(&link, Method::Invite);
    assert_eq!(again.headers.to_tag(), "one");
    assert!(again.headers.has(HeaderName::SessionExpires));
    assert!(!again.body.is_empty());
    // It wants a longer one (§7.4), and is told no more of it than that.
    answer(
        &mut link,
        &again,
        422,
        "one",
        &[(HeaderName::MinSe, "2000")],
        "",
    );
    let longer = sent(&link, Method::Invite);
    assert_eq!(
        longer.headers.get(HeaderName::SessionExpires),
        Some("2000;refresher=uac")
    );
    assert_eq!(longer.headers.get(HeaderName::MinSe), Some("2000"));
    answer(
        &mut link,
        &longer,
        422,
        "one",
        &[(HeaderName::MinSe, "2000")],
        "",
    );
    assert_eq!(link.server.requests(0, Method::Invite).len(), 3);
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    // Not refreshed, it ends in time.
    link.run(secs(68));
    assert_eq!(link.peers[0].state(a), Some(CallState::Ending));
}

/// RFC 4028 §7.2: the other side said who refreshes, and how often.
#[test]
fn what_the_2xx_says_is_what_counts() {
    for (life, refreshes) in [
        ("200;refresher=uas", 0),
        ("200;refresher=uac", 1),
        ("200", 1),
        ("nonsense", 0),
    ] {
        let mut link = Link::with(&["mina"]);
        silent(&mut link);
        link.dial(0, "kim");
        link.run(ms(50));
        let invite = sent(&link, Method::Invite);
        let life = [
            (HeaderName::SessionExpires, life),
            (HeaderName::Allow, "UPDATE"),
        ];
        answer(
            &mut link,
            &invite,
            200,
            "one",
            &life,
            &described("sendrecv"),
        );
        link.run(secs(110));
        assert_eq!(link.server.requests(0, Method::Update).len(), refreshes);
    }
}

/// RFC 4028 §7.3.
#[test]
fn a_server_that_wants_longer_sessions_gets_them() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    link.dial(0, "kim");
    link.run(ms(50));
    let first = sent(&link, Method::Invite);
    answer(
        &mut link,
        &first,
        422,
        "proxy",
        &[(HeaderName::MinSe, "3600")],
        "",
    );
    let second = sent(&link, Method::Invite);
    assert_eq!(second.headers.get(HeaderName::SessionExpires), Some("3600"));
    assert_eq!(second.headers.get(HeaderName::MinSe), Some("3600"));
    assert_eq!(second.headers.cseq_number(), 2);
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.body, first.body);
    // The same once more is no reason.
    answer(
        &mut link,
        &second,
        422,
        "proxy",
        &[(HeaderName::MinSe, "3600")],
        "",
    );
    assert_eq!(
        link.peers[0].only_end(),
        ("call.failed", EndedBy::Remote, Some(422))
    );
    link.assert_at_rest();
}

/// RFC 4028 §9.
#[test]
fn a_caller_hears_of_the_session_what_it_can_understand() {
    let timed = (HeaderName::Supported, "timer");
    type Case<'a> = (&'a [(HeaderName<'a>, &'a str)], u16, Option<&'a str>, bool);
    let cases: [Case; 7] = [
        (&[], 200, Some("1800;refresher=uas"), false),
        (&[timed], 200, Some("1800;refresher=uac"), true),
        (
            &[timed, (HeaderName::SessionExpires, "600")],
            200,
            Some("600;refresher=uac"),
            true,
        ),
        (
            &[
                timed,
                (HeaderName::SessionExpires, "4000;refresher=uas"),
                (HeaderName::MinSe, "3000"),
            ],
            200,
            Some("3000;refresher=uas"),
            false,
        ),
        // A proxy asked for it; the caller knows nothing of that.
        (
            &[(HeaderName::SessionExpires, "600;refresher=uac")],
            200,
            Some("600;refresher=uas"),
            false,
        ),
        (
            &[timed, (HeaderName::SessionExpires, "30")],
            422,
            None,
            false,
        ),
        (
            &[(HeaderName::Require, "timer")],
            200,
            Some("1800;refresher=uas"),
            false,
        ),
    ];
    for (headers, status, life, required) in cases {
        let mut link = Link::with(&["mina"]);
        let call = invite(&link, headers, &described("sendrecv"));
        link.forge_request(0, &call);
        link.run(ms(50));
        if status == 200 {
            link.answer(0);
            link.run(ms(50));
        }
        let response = said(&link, Status::new(status).unwrap());
        assert_eq!(
            response.headers.get(HeaderName::SessionExpires),
            life,
            "{headers:?}"
        );
        assert_eq!(
            response.headers.lists(HeaderName::Require, "timer"),
            required
        );
        if status == 422 {
            assert_eq!(response.headers.get(HeaderName::MinSe), Some("90"));
            assert!(link.peers[0].events.is_empty());
        }
    }
}

/// RFC 4028 §9: each refresh counts anew, and one of the far side keeps the roles.
#[test]
fn a_refresh_of_the_far_side_prolongs_the_call() {
    let mut link = Link::with(&["mina"]);
    let life = [
        (HeaderName::Supported, "timer"),
        (HeaderName::SessionExpires, "200;refresher=uac"),
    ];
    let call = invite(&link, &life, &described("sendrecv"));
    link.forge_request(0, &call);
    link.run(ms(50));
    let id = link.answer(0);
    link.run(ms(50));
    let ok = said(&link, Status::OK);
    caller_asks(&mut link, &ok, "1 ACK", &[], "");
    for cseq in ["2 UPDATE", "3 UPDATE"] {
        link.run(secs(150));
        caller_asks(&mut link, &ok, cseq, &life, "");
    }
    assert_eq!(link.peers[0].answers(Method::Update), [200, 200]);
    assert_eq!(link.peers[0].state(id), Some(CallState::Connected));
    caller_asks(
        &mut link,
        &ok,
        "4 UPDATE",
        &[life[0], (HeaderName::SessionExpires, "10")],
        "",
    );
    assert_eq!(link.peers[0].answers(Method::Update).last(), Some(&422));
    link.run(secs(170));
    assert_eq!(link.peers[0].only_end().0, "call.lost");
}

#[test]
fn a_refresh_that_is_due_without_a_transport_goes_after_its_return() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    link.run(secs(880));
    link.disconnect(0);
    link.run(secs(100));
    assert!(link.peers[0].sent_requests(Method::Update).is_empty());
    link.connect(0);
    link.run(ms(300));
    let refreshes = link.peers[0].answered(Method::Update).len();
    assert!(refreshes >= 1);
    link.run(secs(1_700));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 4028 §10, RFC 3261 §12.2.1.2.
#[test]
fn a_refresh_that_nobody_answers_or_knows_ends_the_call_as_lost() {
    for knows in [true, false] {
        let mut link = Link::with(&["mina", "jun"]);
        link.talk();
        link.server.script = Some(Box::new(move |_, message| match message {
            Message::Request(request) if request.method == Method::Update && knows => Verdict::Drop,
            Message::Request(request) if request.method == Method::Update => {
                Verdict::Answer(Box::new(request.response(Status::NO_SUCH_CALL)))
            }
            _ => Verdict::Pass,
        }));
        link.run(secs(940));
        assert_eq!(link.peers[0].only_end().0, "call.lost");
        link.server.script = None;
        link.run(secs(1_000));
        assert_eq!(link.peers[1].phone.calls().count(), 0);
    }
}

/// A refresh that met an exchange of the far side is tried again (RFC 3311 §5.1).
#[test]
fn a_refresh_that_comes_at_a_bad_moment_is_tried_again() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, _) = link.talk();
    let mut refusals = [
        Status::PENDING,
        Status::INTERNAL_ERROR,
        Status::METHOD_NOT_ALLOWED,
    ]
    .into_iter();
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == Method::Update => match refusals.next() {
            Some(status) => Verdict::Answer(Box::new(request.response(status))),
            None => Verdict::Pass,
        },
        _ => Verdict::Pass,
    }));
    link.run(secs(930));
    assert_eq!(link.peers[0].answered(Method::Update), [491, 500, 405]);
    assert_eq!(link.peers[0].answered(Method::Invite).last(), Some(&200));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    link.run(secs(1_000));
    assert_eq!(link.peers[0].state(a), Some(CallState::Connected));
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn without_session_timers_nothing_is_said_of_them() {
    let mut link = Link::new();
    let mut timeless = config("mina");
    timeless.session_expires = None;
    link.add(timeless);
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    link.peers[0].sent.clear();
    let call = invite(
        &link,
        &[(HeaderName::Require, "timer")],
        &described("sendrecv"),
    );
    link.forge_request(0, &call);
    link.run(ms(50));
    let refusal = said(&link, Status::BAD_EXTENSION);
    assert_eq!(refusal.headers.get(HeaderName::Unsupported), Some("timer"));
    silent(&mut link);
    link.dial(0, "kim");
    link.run(ms(50));
    let invite = sent(&link, Method::Invite);
    assert!(!invite.headers.has(HeaderName::SessionExpires));
    assert!(!invite.headers.lists(HeaderName::Supported, "timer"));
    let life = [(HeaderName::SessionExpires, "90;refresher=uac")];
    answer(
        &mut link,
        &invite,
        200,
        "one",
        &life,
        &described("sendrecv"),
    );
    link.run(secs(200));
    assert!(link.server.requests(0, Method::Update).is_empty());
}
