//! Keys pressed during a call.

extern crate ringdesk_call as call;

mod link;

use call::{DtmfError, MediaCommand};
use link::{Link, Verdict, ms, secs};
use sip::{Dialog, HeaderName, Message, Method, Status};

fn without_events() -> Link {
    let mut link = Link::with(&["mina", "jun"]);
    link.peers[1].studio.events = false;
    link
}

fn signals(link: &Link, peer: usize) -> String {
    link.peers[peer]
        .sent_requests(Method::Info)
        .iter()
        .map(|info| String::from_utf8_lossy(&info.body)["Signal=".len()..][..1].to_string())
        .collect()
}

#[test]
fn tones_go_in_the_audio_where_both_sides_know_how() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    for (peer, call) in [(0, a), (1, b)] {
        link.order(peer, |phone, now| phone.send_dtmf(now, call, "12,#d"))
            .unwrap();
        let (_, command) = link.peers[peer].media.last().unwrap();
        assert!(
            matches!(command, MediaCommand::Dtmf { tones, duration_ms: 160, gap_ms: 70 } if tones == "12,#D"),
            "{command:?}"
        );
        assert!(link.peers[peer].sent_requests(Method::Info).is_empty());
    }
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn tones_go_by_info_one_after_the_other_where_they_must() {
    let mut link = without_events();
    let (a, b) = link.talk();
    link.order(0, |phone, now| phone.send_dtmf(now, a, "1*#a"))
        .unwrap();
    assert_eq!(signals(&link, 0), "1", "the next waits for the answer");
    link.order(0, |phone, now| phone.send_dtmf(now, a, "9"))
        .unwrap();
    assert_eq!(signals(&link, 0), "1", "more of them do not change that");
    link.run(ms(300));
    assert_eq!(signals(&link, 0), "1*#A9");
    assert_eq!(link.peers[1].digits(), "1*#A9");
    assert_eq!(link.peers[1].answers(Method::Info), [200; 5]);
    let info = link.peers[0].sent_requests(Method::Info)[0];
    assert_eq!(
        info.headers.get(HeaderName::ContentType),
        Some("application/dtmf-relay")
    );
    assert_eq!(info.body, b"Signal=1\r\nDuration=160\r\n");
    // And the other way.
    link.order(1, |phone, now| phone.send_dtmf(now, b, "5"))
        .unwrap();
    link.run(ms(100));
    assert_eq!(link.peers[0].digits(), "5");
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_comma_is_a_pause_of_two_seconds() {
    let mut link = without_events();
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.send_dtmf(now, a, "1,2"))
        .unwrap();
    link.run(ms(1_900));
    assert_eq!(link.peers[1].digits(), "1");
    link.run(ms(300));
    assert_eq!(link.peers[1].digits(), "12");
    // Nothing of a series outlives the call.
    link.order(0, |phone, now| phone.send_dtmf(now, a, ",,,3"))
        .unwrap();
    link.hang_up(0, a);
    link.assert_at_rest();
    assert_eq!(link.peers[1].digits(), "12");
}

#[test]
fn a_server_that_refuses_tones_is_not_asked_for_the_rest() {
    let mut link = without_events();
    let (a, _) = link.talk();
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Info => {
            Verdict::Answer(Box::new(request.response(Status::METHOD_NOT_ALLOWED)))
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.send_dtmf(now, a, "123"))
        .unwrap();
    link.run(secs(1));
    assert_eq!(signals(&link, 0), "1");
    assert_eq!(link.peers[0].phone.calls().count(), 1);
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn a_far_side_that_no_longer_knows_the_call_has_ended_it() {
    let mut link = without_events();
    let (a, _) = link.talk();
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.method == Method::Info => {
            Verdict::Answer(Box::new(request.response(Status::NO_SUCH_CALL)))
        }
        _ => Verdict::Pass,
    }));
    link.order(0, |phone, now| phone.send_dtmf(now, a, "1"))
        .unwrap();
    link.run(secs(1));
    assert_eq!(
        link.peers[0].only_end(),
        ("call.lost", call::EndedBy::Network, Some(481))
    );
    assert_eq!(link.peers[0].closes(), 1);
}

#[test]
fn tones_lost_with_the_transport_are_not_sent_late() {
    let mut link = without_events();
    let (a, _) = link.talk();
    link.order(0, |phone, now| phone.send_dtmf(now, a, "123"))
        .unwrap();
    link.disconnect(0);
    link.run(secs(1));
    link.connect(0);
    link.run(secs(1));
    assert_eq!(link.peers[1].digits(), "");
    link.order(0, |phone, now| phone.send_dtmf(now, a, "7"))
        .unwrap();
    link.run(secs(1));
    assert_eq!(link.peers[1].digits(), "7");
    link.hang_up(0, a);
    link.assert_at_rest();
}

#[test]
fn what_is_no_tone_is_refused() {
    let mut link = Link::with(&["mina", "jun"]);
    let a = link.dial(0, "jun");
    let send =
        |link: &mut Link, tones: &str| link.order(0, |phone, now| phone.send_dtmf(now, a, tones));
    assert_eq!(send(&mut link, "1"), Err(DtmfError::NotConnected));
    link.run(ms(100));
    link.answer(1);
    link.run(ms(100));
    assert_eq!(send(&mut link, "12x"), Err(DtmfError::BadTone('x')));
    assert_eq!(send(&mut link, "1\r\n"), Err(DtmfError::BadTone('\r')));
    assert_eq!(send(&mut link, &"1".repeat(100)), Err(DtmfError::TooMany));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(send(&mut link, "1"), Err(DtmfError::NoSuchCall));
}

#[test]
fn keys_are_read_in_every_form_that_gateways_write_them() {
    let forms: [(&str, &str, Option<&str>); 9] = [
        (
            "application/dtmf-relay",
            "Signal=5\r\nDuration=160",
            Some("5"),
        ),
        ("application/DTMF-relay;x=1", "signal= * \n", Some("*")),
        ("application/dtmf-relay", "Signal=11", Some("#")),
        ("application/dtmf", "10", Some("*")),
        ("application/dtmf", "d\r\n", Some("D")),
        ("application/dtmf-relay", "Duration=160", None),
        ("application/dtmf-relay", "Signal=55", None),
        ("application/dtmf-relay", "Signal=\u{fc}", None),
        ("application/media_control+xml", "<x/>", None),
    ];
    let mut link = Link::with(&["mina", "jun"]);
    link.talk();
    // The caller's side of the call once more, to press keys that no phone of ours would.
    let invite = link.peers[0].sent_requests(Method::Invite)[0].clone();
    let ok = link.peers[0]
        .received
        .iter()
        .find_map(|message| match message {
            Message::Response(response) if response.status == Status::OK => Some(response),
            _ => None,
        });
    let mut dialog = Dialog::from_response(&invite, ok.unwrap()).unwrap();
    for (number, (kind, body, digit)) in forms.into_iter().enumerate() {
        let mut info = dialog.request(Method::Info);
        info.headers.push(
            HeaderName::Via,
            format!("SIP/2.0/WS pbx.test;branch=z9hG4bK{number}"),
        );
        info.headers.push(HeaderName::ContentType, kind);
        info.body = body.as_bytes().to_vec();
        link.peers[1].events.clear();
        link.peers[1].sent.clear();
        link.forge_request(1, &info);
        link.run(ms(50));
        assert_eq!(
            link.peers[1].digits(),
            digit.unwrap_or_default(),
            "{kind} {body}"
        );
        let status = if digit.is_some() { 200 } else { 415 };
        assert_eq!(link.peers[1].answers(Method::Info), [status]);
    }
}
