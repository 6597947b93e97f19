//! Registration: kept, refreshed, refused, given back.

extern crate ringdesk_call as call;

mod link;

use call::{Config, RegisterError, Registration, Status};
use link::{Link, Verdict, config, ms, secs};
use sip::{HeaderName, Message, Method, Request, Response};

fn answer(request: &Request, status: u16) -> Response {
    request
        .response(Status::new(status).unwrap())
        .with_to_tag("scripted")
}

/// Answers every request of this method with this status and these headers.
fn always(
    link: &mut Link,
    method: Method,
    status: u16,
    headers: &'static [(HeaderName, &'static str)],
) {
    link.server.script = Some(Box::new(move |_, message| match message {
        Message::Request(request) if request.method == method => {
            let mut response = answer(request, status);
            for (name, value) in headers {
                response.headers.push(*name, *value);
            }
            Verdict::Answer(Box::new(response))
        }
        _ => Verdict::Pass,
    }));
}

fn alone(config: Config) -> Link {
    let mut link = Link::new();
    link.add(config);
    link
}

#[test]
fn a_phone_registers_once_connected_and_says_who_it_is() {
    let mut link = alone(config("mina"));
    link.register(0);
    assert_eq!(
        link.peers[0].phone.registration(),
        &Registration::Registering
    );
    assert!(link.peers[0].sent.is_empty());
    link.connect(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
    let requests = link.peers[0].sent_requests(Method::Register);
    let register = requests[0];
    assert_eq!(register.uri.to_string(), "sip:ringdesk.test");
    assert_eq!(register.headers.expires(), Some(600));
    assert_eq!(
        register.headers.get(HeaderName::Supported),
        Some("outbound, path")
    );
    let contact = register.headers.contacts().unwrap().remove(0);
    assert_eq!(
        contact.params.get("+sip.instance"),
        Some("<urn:uuid:00000000-0000-4000-8000-000000000004>")
    );
    assert_eq!(contact.params.get("reg-id"), Some("1"));
    assert_eq!(contact.uri.params.get("transport"), Some("ws"));
    assert!(contact.uri.params.has("ob") && contact.uri.host.ends_with(".invalid"));
    assert!(
        register
            .headers
            .via()
            .unwrap()
            .transport
            .eq_ignore_ascii_case("WSS")
    );
}

#[test]
fn a_registration_is_refreshed_before_it_runs_out_with_the_same_contact() {
    let mut link = Link::with(&["mina"]);
    let contact = link.server.bindings[0].contact.to_string();
    let mut last = link.now;
    for _ in 0..5 {
        link.server.log.clear();
        link.run(secs(540));
        let registers = link.server.requests(0, Method::Register);
        assert_eq!(registers.len(), 1);
        let (at, register) = registers[0];
        assert!(
            at.since(last) >= secs(410) && at.since(last) <= secs(545),
            "{:?}",
            at.since(last)
        );
        assert_eq!(
            register.headers.contacts().unwrap()[0].uri.to_string(),
            contact
        );
        last = at;
        link.now = at;
        link.run(secs(1));
    }
    assert!(
        link.peers[0]
            .registrations()
            .iter()
            .all(|state| matches!(state, Registration::Registered { .. }))
    );
}

#[test]
fn the_life_that_the_server_grants_is_the_one_that_counts() {
    let mut link = alone(config("mina"));
    link.server.expires = 60;
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    let Registration::Registered { until } = *link.peers[0].phone.registration() else {
        panic!()
    };
    assert!(until.since(link.now) <= secs(60));
    link.run(secs(600));
    let refreshes = link.server.requests(0, Method::Register).len();
    assert!((11..=16).contains(&refreshes), "{refreshes}");
}

#[test]
fn an_interval_too_brief_is_asked_for_again_as_long_as_the_server_wants() {
    let mut link = alone(config("mina"));
    link.server.expires = 3600;
    link.server.script = Some(Box::new(|_, message| match message {
        Message::Request(request) if request.headers.expires() == Some(600) => {
            let mut response = answer(request, 423);
            response.headers.push(HeaderName::MinExpires, "1800");
            Verdict::Answer(Box::new(response))
        }
        _ => Verdict::Pass,
    }));
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
    let expires: Vec<_> = link.peers[0]
        .sent_requests(Method::Register)
        .iter()
        .map(|r| r.headers.expires())
        .collect();
    assert_eq!(expires, [Some(600), Some(1800)]);
}

#[test]
fn a_423_that_asks_for_nothing_new_does_not_go_round_in_circles() {
    let mut link = alone(config("mina"));
    always(
        &mut link,
        Method::Register,
        423,
        &[(HeaderName::MinExpires, "600")],
    );
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    assert_eq!(link.peers[0].sent_requests(Method::Register).len(), 1);
    assert!(matches!(
        link.peers[0].phone.registration(),
        Registration::Retrying {
            error: RegisterError::Malformed,
            ..
        }
    ));
}

#[test]
fn what_the_server_refuses_for_good_is_not_tried_again() {
    for (status, error, code) in [
        (403, RegisterError::Forbidden, "register.forbidden"),
        (404, RegisterError::NotFound, "register.not-found"),
    ] {
        let mut link = alone(config("mina"));
        always(&mut link, Method::Register, status, &[]);
        link.connect(0);
        link.register(0);
        link.run(secs(300));
        assert_eq!(
            link.peers[0].phone.registration(),
            &Registration::Rejected(error)
        );
        assert_eq!(link.peers[0].sent_requests(Method::Register).len(), 1);
        assert_eq!(error.code(), code);
    }
}

#[test]
fn a_server_in_trouble_is_asked_again_with_growing_jittered_pauses() {
    let mut waits = Vec::new();
    for seed in [1u8, 2, 3] {
        let mut link = Link::new();
        for _ in 0..seed {
            link.add(config("mina"));
        }
        let peer = usize::from(seed) - 1;
        always(&mut link, Method::Register, 500, &[]);
        link.connect(peer);
        link.register(peer);
        link.run(secs(200));
        let times: Vec<u64> = link
            .server
            .requests(peer, Method::Register)
            .iter()
            .map(|(at, _)| at.as_millis())
            .collect();
        let pauses: Vec<u64> = times
            .windows(2)
            .map(|pair| pair[1] - pair[0] - 20)
            .collect();
        for (attempt, pause) in pauses.iter().enumerate() {
            let bound = 1000 << attempt.min(5);
            assert!(
                (bound / 2..=bound).contains(pause),
                "attempt {attempt} waited {pause}"
            );
        }
        assert!(pauses.len() >= 8);
        waits.push(pauses[0]);
    }
    assert!(waits[0] != waits[1] && waits[1] != waits[2], "{waits:?}");
}

#[test]
fn a_server_that_says_when_is_asked_then() {
    let mut link = alone(config("mina"));
    always(
        &mut link,
        Method::Register,
        503,
        &[(HeaderName::RetryAfter, "20 (busy)")],
    );
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    let Registration::Retrying { error, at } = *link.peers[0].phone.registration() else {
        panic!()
    };
    assert_eq!(error, RegisterError::Server(Status::SERVICE_UNAVAILABLE));
    assert!(at.since(link.now) >= secs(19));
    link.server.script = None;
    link.run(secs(21));
    assert!(link.peers[0].is_registered());
}

#[test]
fn a_server_that_says_nothing_is_suspect() {
    let mut link = alone(config("mina"));
    link.server.script = Some(Box::new(|_, _| Verdict::Drop));
    link.connect(0);
    link.register(0);
    link.run(secs(31));
    assert_eq!(link.peers[0].suspects, 0);
    link.run(secs(2));
    assert_eq!(link.peers[0].suspects, 1);
    assert!(link.peers[0].registrations().iter().any(|state| matches!(
        state,
        Registration::Retrying {
            error: RegisterError::Timeout,
            ..
        }
    )));
}

#[test]
fn leaving_takes_the_binding_away_and_a_return_brings_it_back() {
    let mut link = Link::with(&["mina"]);
    link.order(0, |phone, now| phone.unregister(now));
    assert!(link.peers[0].is_registered(), "until the server has agreed");
    link.run(ms(100));
    assert_eq!(
        link.peers[0].phone.registration(),
        &Registration::Unregistered
    );
    assert!(link.server.bindings.is_empty());
    assert_eq!(
        link.peers[0].sent_requests(Method::Register)[0]
            .headers
            .expires(),
        Some(0)
    );
    link.run(secs(2000));
    assert_eq!(link.peers[0].sent_requests(Method::Register).len(), 1);
    // Out and in at once.
    link.register(0);
    link.order(0, |phone, now| phone.unregister(now));
    link.register(0);
    link.run(ms(200));
    assert!(link.peers[0].is_registered());
    assert_eq!(link.server.bindings.len(), 1);
}

#[test]
fn an_answer_that_makes_no_sense_is_tried_again_later() {
    let mut link = alone(config("mina"));
    always(
        &mut link,
        Method::Register,
        200,
        &[(HeaderName::Expires, "0")],
    );
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    assert!(matches!(
        link.peers[0].phone.registration(),
        Registration::Retrying {
            error: RegisterError::Malformed,
            ..
        }
    ));
}

#[test]
fn a_configuration_is_checked_before_it_is_used() {
    use call::{ConfigError, Phone, Uri};
    let check = |change: fn(&mut Config)| {
        let mut config = config("mina");
        change(&mut config);
        Phone::new(config, [0; 32]).err()
    };
    assert_eq!(check(|_| ()), None);
    assert_eq!(
        check(|c| c.uri = Uri::parse("tel:+4912").unwrap()),
        Some(ConfigError::Address)
    );
    assert_eq!(
        check(|c| c.uri = Uri::parse("sip:ringdesk.test").unwrap()),
        Some(ConfigError::Address)
    );
    assert_eq!(
        check(|c| c.display_name = Some("Mina\r\nEvil: 1".into())),
        Some(ConfigError::DisplayName)
    );
    assert_eq!(
        check(|c| c.instance_id = "urn:uuid:\">evil".into()),
        Some(ConfigError::InstanceId)
    );
    assert_eq!(
        check(|c| c.user_agent = String::new()),
        Some(ConfigError::UserAgent)
    );
    assert_eq!(
        check(|c| c.register_expires = secs(1)),
        Some(ConfigError::RegisterExpires)
    );
}
