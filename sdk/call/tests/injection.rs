//! What an application hands to a phone can not add a header, a message or a line to what it sends (RFC 3261 §7.3): control characters are
//! refused where they can be nothing but an attack, and harmless where they can be text.

extern crate ringdesk_call as call;

mod link;

use call::{
    Config, ConfigError, Credentials, Decline, DialError, DialOptions, Event, Package, Phone,
    Presence,
};
use link::{Link, config, ms};
use sip::{HeaderName, Message, Method, Status};

/// Each would be a header, a message or the end of a text to somebody.
const ATTACKS: [&str; 7] = [
    "x\r\nEvil: 1",
    "x\nEvil: 1",
    "x\rEvil: 1",
    "x\0Evil: 1",
    "x\r\n\r\nINVITE sip:evil@evil SIP/2.0\r\nEvil: 1\r\n\r\n",
    "\r\nEvil: 1",
    "x\r\n Evil: 1\r\nEvil: 2",
];

/// Nothing that a phone sent holds what was smuggled.
#[track_caller]
fn clean(link: &Link, peer: usize) {
    for message in &link.peers[peer].sent {
        let bytes = message.to_bytes();
        let text = String::from_utf8_lossy(&bytes);
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        for line in head.split(['\r', '\n']) {
            let name = line.split(':').next().unwrap_or_default();
            assert!(!name.trim().eq_ignore_ascii_case("Evil"), "{text}");
        }
        assert!(!head.contains('\0'), "{text}");
        let headers = match message {
            Message::Request(request) => &request.headers,
            Message::Response(response) => &response.headers,
        };
        assert!(!headers.has(HeaderName::new("Evil")), "{text}");
    }
}

#[test]
fn a_configuration_with_control_characters_is_refused() {
    type Spoil = fn(&mut Config, &str);
    let spoils: [(Spoil, ConfigError); 3] = [
        (
            |config, text| config.display_name = Some(text.into()),
            ConfigError::DisplayName,
        ),
        (
            |config, text| config.instance_id = format!("urn:uuid:{text}"),
            ConfigError::InstanceId,
        ),
        (
            |config, text| config.user_agent = text.into(),
            ConfigError::UserAgent,
        ),
    ];
    for attack in ATTACKS {
        for (spoil, error) in spoils {
            let mut config = config("mina");
            spoil(&mut config, attack);
            assert_eq!(Phone::new(config, [1; 32]).err(), Some(error), "{attack:?}");
        }
    }
}

#[test]
fn an_address_of_record_and_credentials_can_not_break_out() {
    for attack in ATTACKS {
        let mut spoilt = config("mina");
        spoilt.uri.user = Some(attack.into());
        spoilt.uri.params.set("transport", attack);
        for credentials in [
            Credentials::Password {
                username: attack.into(),
                password: attack.into(),
            },
            Credentials::Token(attack.into()),
        ] {
            spoilt.credentials = credentials;
            let mut link = Link::new();
            let peer = link.add(spoilt.clone());
            link.connect(peer);
            link.register(peer);
            link.run(ms(200));
            assert!(!link.peers[peer].sent_requests(Method::Register).is_empty());
            clean(&link, peer);
        }
    }
}

#[test]
fn what_is_dialled_with_control_characters_is_refused() {
    let mut link = Link::with(&["mina", "jun"]);
    for attack in ATTACKS.into_iter().filter(|attack| attack.starts_with('x')) {
        for target in [
            attack.into(),
            format!("sip:{attack}@ringdesk.test"),
            format!("sip:jun@{attack}"),
            format!("sip:jun@h;{attack}=1"),
            format!("tel:+49{attack}"),
            format!("jun@{attack}"),
        ] {
            let dialled = link.order(0, |phone, now| {
                phone.dial(now, &target, DialOptions::default())
            });
            assert!(matches!(dialled, Err(DialError::BadTarget)), "{target:?}");
            let watched = link.order(0, |phone, now| phone.watch(now, &target, Package::Presence));
            assert!(watched.is_err(), "{target:?}");
            let sent = link.order(0, |phone, now| phone.message(now, &target, "hello"));
            assert!(sent.is_err(), "{target:?}");
        }
    }
    link.run(ms(100));
    assert!(link.peers[0].sent.is_empty());
}

#[test]
fn the_options_of_a_call_can_not_break_out() {
    for attack in ATTACKS {
        let mut link = Link::with(&["mina", "jun"]);
        let named = DialOptions {
            display_name: Some(attack.into()),
            ..DialOptions::default()
        };
        let from = DialOptions {
            caller: Some(attack.into()),
            ..DialOptions::default()
        };
        let value = DialOptions {
            headers: vec![("X-Note".into(), attack.into())],
            ..DialOptions::default()
        };
        let name = DialOptions {
            headers: vec![(attack.into(), "note".into())],
            ..DialOptions::default()
        };
        let join = DialOptions {
            join: Some(format!("{attack};to-tag=a;from-tag=b")),
            ..DialOptions::default()
        };
        for (options, refused) in [
            (named, true),
            (from, false),
            (value, true),
            (name, true),
            (join, true),
        ] {
            let dialled = link.order(0, |phone, now| phone.dial(now, "jun", options));
            assert!(dialled.is_err() || !refused, "{attack:?}");
            link.run(ms(100));
        }
        clean(&link, 0);
    }
}

#[test]
fn a_transfer_to_control_characters_is_refused_and_the_call_goes_on() {
    for attack in ATTACKS.into_iter().filter(|attack| attack.starts_with('x')) {
        let mut link = Link::with(&["mina", "jun"]);
        let (call, _) = link.talk();
        for target in [attack.into(), format!("sip:kim@{attack}")] {
            let asked = link.order(0, |phone, now| phone.transfer(now, call, &target));
            assert!(asked.is_err(), "{target:?}");
        }
        let tones = link.order(0, |phone, now| phone.send_dtmf(now, call, attack));
        assert!(tones.is_err(), "{attack:?}");
        link.run(ms(100));
        assert!(link.peers[0].phone.call(call).is_some());
        clean(&link, 0);
    }
}

#[test]
fn a_text_may_have_lines_and_stays_a_body() {
    for attack in ATTACKS {
        let mut link = Link::with(&["mina", "jun"]);
        let _ = link.order(0, |phone, now| phone.message(now, "jun", attack));
        let presence = Presence {
            open: true,
            note: attack.into(),
        };
        link.order(0, |phone, now| phone.publish(now, presence));
        link.run(ms(200));
        for message in link.peers[0].sent_requests(Method::Message) {
            assert_eq!(message.body, attack.as_bytes());
        }
        clean(&link, 0);
    }
}

#[test]
fn a_refusal_of_any_status_is_one_line() {
    for code in [300, 399, 404, 486, 603, 699] {
        let mut link = Link::with(&["mina", "jun"]);
        link.dial(0, "jun");
        link.run(ms(100));
        let id = link.peers[1].incoming().expect("it rings");
        let decline = Decline::Status(Status::new(code).unwrap());
        link.order(1, |phone, now| phone.decline(now, id, decline))
            .unwrap();
        link.run(ms(100));
        clean(&link, 1);
        let ended = |event: &Event| matches!(event, Event::Ended(_));
        assert!(link.peers[1].events.iter().any(ended));
    }
}

#[test]
fn what_was_kept_can_be_spoilt_and_does_no_harm() {
    let mut link = Link::with(&["mina", "jun"]);
    link.talk();
    let kept = link.order(0, |phone, now| phone.keep(now));
    for attack in ATTACKS {
        for at in (0..=kept.len()).filter(|at| kept.is_char_boundary(*at)) {
            let mut spoilt = kept.clone();
            spoilt.insert_str(at, attack);
            let mut other = Link::new();
            let peer = other.add(config("mina"));
            let _ = other.order(peer, |phone, now| phone.restore(now, &spoilt));
            other.connect(peer);
            other.register(peer);
            other.run(ms(100));
            clean(&other, peer);
        }
    }
}
