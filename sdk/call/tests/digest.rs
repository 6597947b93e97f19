//! Passwords: answered challenges, and refused ones.

extern crate ringdesk_call as call;

mod link;

use call::{Config, Credentials, Presence, RegisterError, Registration};
use link::pbx::{answer, sent, silent};
use link::{Accounts, Link, config, ms, secs};
use sip::{HeaderName, Method};

fn alone(config: Config) -> Link {
    let mut link = Link::new();
    link.add(config);
    link
}

#[test]
fn a_challenge_is_answered_and_the_next_request_answers_it_beforehand() {
    let mut link = alone(config("mina"));
    link.server.accounts = Some(Accounts::new(&[("mina", "mina's secret")]));
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
    assert_eq!(link.peers[0].answered(Method::Register), [401, 200]);
    let numbers: Vec<u32> = link.peers[0]
        .sent_requests(Method::Register)
        .iter()
        .map(|r| r.headers.cseq().unwrap().number)
        .collect();
    assert_eq!(numbers, [1, 2]);
    link.peers[0].received.clear();
    link.order(0, |phone, now| {
        phone.publish(
            now,
            Presence {
                open: true,
                note: "available".into(),
            },
        )
    });
    link.run(ms(100));
    assert_eq!(link.peers[0].answered(Method::Publish), [200]);
}

#[test]
fn a_wrong_password_is_rejected_without_hammering() {
    let mut link = alone(config("mina"));
    link.server.accounts = Some(Accounts::new(&[("mina", "another")]));
    link.connect(0);
    link.register(0);
    link.run(secs(600));
    assert_eq!(
        link.peers[0].phone.registration(),
        &Registration::Rejected(RegisterError::Unauthorized)
    );
    assert_eq!(link.peers[0].answered(Method::Register), [401, 401]);
    // A connection that comes back does not try it again either.
    link.disconnect(0);
    link.connect(0);
    link.run(secs(60));
    assert_eq!(link.peers[0].answered(Method::Register), [401, 401]);
    assert_eq!(RegisterError::Unauthorized.code(), "register.unauthorized");
    // But new credentials do, at once.
    let credentials = Credentials::Password {
        username: "mina".into(),
        password: "another".into(),
    };
    link.order(0, |phone, now| phone.set_credentials(now, credentials));
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
}

#[test]
fn credentials_renewed_before_they_run_out_leave_no_gap() {
    let mut link = alone(config("mina"));
    link.server.accounts = Some(Accounts::new(&[("mina", "mina's secret")]));
    link.connect(0);
    link.register(0);
    link.run(ms(100));
    let passwords = &mut link.server.accounts.as_mut().unwrap().passwords;
    passwords.clear();
    passwords.insert("1700003600:mina".into(), "another".into());
    let credentials = Credentials::Password {
        username: "1700003600:mina".into(),
        password: "another".into(),
    };
    link.order(0, |phone, now| phone.set_credentials(now, credentials));
    link.run(secs(3000));
    assert!(link.peers[0].registrations().iter().all(|state| matches!(
        state,
        Registration::Registering | Registration::Registered { .. }
    )));
    assert!(link.peers[0].is_registered());
    assert_eq!(
        link.peers[0].phone.config().uri.user.as_deref(),
        Some("mina")
    );
}

#[test]
fn a_refusal_of_the_old_password_does_not_count_against_the_new_one() {
    let mut link = alone(config("mina"));
    link.server.accounts = Some(Accounts::new(&[("mina", "another")]));
    link.connect(0);
    link.register(0);
    // The answer to the challenge, with the old password, is on its way.
    link.run(ms(25));
    assert_eq!(link.peers[0].sent_requests(Method::Register).len(), 2);
    let credentials = Credentials::Password {
        username: "mina".into(),
        password: "another".into(),
    };
    link.order(0, |phone, now| phone.set_credentials(now, credentials));
    link.run(ms(100));
    assert!(link.peers[0].is_registered());
}

#[test]
fn a_stale_nonce_is_replaced_without_a_word() {
    let mut link = alone(config("mina"));
    link.server.accounts = Some(Accounts::new(&[("mina", "mina's secret")]));
    link.connect(0);
    link.register(0);
    // Nonces grow old between two refreshes.
    link.run(secs(4000));
    assert!(link.peers[0].is_registered());
    let answered = link.peers[0].answered(Method::Register);
    assert!(answered.iter().filter(|status| **status == 200).count() >= 6);
    assert!(
        !link.peers[0]
            .registrations()
            .iter()
            .any(|state| matches!(state, Registration::Retrying { .. }))
    );
}

#[test]
fn calls_answer_the_challenges_of_a_proxy_within_and_without() {
    let mut link = Link::new();
    link.server.accounts = Some(Accounts::new(&[
        ("mina", "mina's secret"),
        ("jun", "jun's secret"),
    ]));
    for user in ["mina", "jun"] {
        let peer = link.add(config(user));
        link.connect(peer);
        link.register(peer);
    }
    link.run(ms(100));
    let (a, _) = link.talk();
    assert_eq!(link.peers[0].answered(Method::Invite), [407, 180, 200]);
    let ack = link.peers[0].sent_requests(Method::Ack)[1];
    assert!(
        ack.headers.has(HeaderName::ProxyAuthorization),
        "RFC 3261 §13.2.2.4"
    );
    // The nonce grows old during the call; the BYE gets through.
    link.run(secs(3600));
    link.hang_up(0, a);
    link.run(ms(200));
    assert_eq!(link.peers[0].answered(Method::Bye).last(), Some(&200));
    assert_eq!(link.peers[1].only_end().0, "call.hung-up");
    link.assert_at_rest();
}

#[test]
fn a_call_that_is_taken_back_does_not_answer_a_challenge() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.accounts = Some(Accounts::new(&[("mina", "mina's secret")]));
    let a = link.dial(0, "jun");
    link.run(ms(6));
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 1);
    assert_eq!(link.peers[0].only_end().0, "call.cancelled");
    assert!(link.peers[1].incoming().is_none());
    link.assert_at_rest();
}

#[test]
fn a_call_with_a_wrong_password_ends_as_unauthorized() {
    let mut link = Link::with(&["mina", "jun"]);
    link.server.accounts = Some(Accounts::new(&[("mina", "another")]));
    link.dial(0, "jun");
    link.run(ms(200));
    assert_eq!(link.peers[0].sent_requests(Method::Invite).len(), 2);
    assert_eq!(link.peers[0].only_end().0, "call.unauthorized");
}

// RFC 8898 §2.
#[test]
fn a_phone_with_a_token_registers_and_calls_until_the_token_is_no_good() {
    let mut config = config("mina");
    config.credentials = Credentials::Token("first".into());
    let mut link = alone(config);
    let jun = link.add(link::config("jun"));
    link.connect(jun);
    link.register(jun);
    link.run(ms(100));
    let good = std::rc::Rc::new(std::cell::Cell::new("Bearer first"));
    let wanted = good.clone();
    link.server.script = Some(Box::new(move |from, message| match message {
        sip::Message::Request(request)
            if from == 0
                && request.method != Method::Ack
                && request.headers.get(HeaderName::Authorization) != Some(wanted.get()) =>
        {
            let mut refusal = request
                .response(call::Status::UNAUTHORIZED)
                .with_to_tag("guard");
            let realm = "Bearer realm=\"ringdesk\", error=\"invalid_token\"";
            refusal.headers.push(HeaderName::WwwAuthenticate, realm);
            link::Verdict::Answer(Box::new(refusal))
        }
        _ => link::Verdict::Pass,
    }));
    link.connect(0);
    link.register(0);
    link.run(ms(200));
    assert!(link.peers[0].is_registered());
    assert_eq!(link.peers[0].answered(Method::Register), [401, 200]);
    let (a, _) = link.talk();
    assert!(!link.peers[0].answered(Method::Invite).contains(&401));
    good.set("Bearer second");
    link.run(secs(600));
    assert_eq!(
        link.peers[0].phone.registration(),
        &Registration::Rejected(RegisterError::Unauthorized)
    );
    let renewed = Credentials::Token("second".into());
    link.order(0, |phone, now| phone.set_credentials(now, renewed));
    link.run(ms(200));
    assert!(link.peers[0].is_registered());
    link.hang_up(0, a);
    link.run(ms(100));
    assert_eq!(link.peers[0].only_end().0, "call.hung-up");
}

#[test]
fn no_secret_is_ever_printed() {
    let config = config("mina");
    assert!(!format!("{config:?}").contains("secret"));
    let token = call::Credentials::Token("secret".into());
    assert!(!format!("{token:?}").contains("secret"));
}

/// RFC 3261 §22.3: whatever is asked within a call may be challenged, and counts on in its dialog.
#[test]
fn challenges_within_a_call_are_answered_whatever_was_asked() {
    let mut link = Link::with(&["mina", "jun"]);
    let (a, b) = link.talk();
    let passwords = [("mina", "mina's secret"), ("jun", "jun's secret")];
    link.server.accounts = Some(Accounts::new(&passwords));
    link.order(0, |phone, now| phone.hold(now, a)).unwrap();
    link.run(ms(200));
    assert_eq!(link.peers[0].answered(Method::Invite), [180, 200, 407, 200]);
    assert!(link.peers[1].phone.call(b).unwrap().held_by_remote());
    // The nonce of then is stale at half of the session.
    link.run(secs(930));
    assert_eq!(link.peers[0].answered(Method::Update).last(), Some(&200));
    link.hang_up(0, a);
    link.assert_at_rest();
}

/// RFC 3262 §4: a PRACK is a request like any other, in the early dialog of its fork.
#[test]
fn a_challenged_prack_goes_again_in_its_early_dialog() {
    let mut link = Link::with(&["mina"]);
    silent(&mut link);
    link.dial(0, "kim");
    link.run(ms(50));
    let invite = sent(&link, Method::Invite);
    link.server.script = None;
    link.server.accounts = Some(Accounts::new(&[("mina", "mina's secret")]));
    let reliable = [(HeaderName::Require, "100rel"), (HeaderName::Rseq, "1")];
    answer(&mut link, &invite, 180, "one", &reliable, "");
    let pracks = link.peers[0].sent_requests(Method::Prack);
    let numbers: Vec<u32> = pracks.iter().map(|r| r.headers.cseq_number()).collect();
    assert_eq!(numbers, [2, 3]);
    assert_eq!(pracks[1].headers.get(HeaderName::Rack), Some("1 1 INVITE"));
    assert!(pracks[1].headers.has(HeaderName::ProxyAuthorization));
}
