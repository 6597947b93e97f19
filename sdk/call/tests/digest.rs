//! Passwords: answered challenges, and refused ones.

extern crate ringdesk_call as call;

mod link;

use call::{Config, Credentials, Presence, RegisterError, Registration};
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

#[test]
fn no_secret_is_ever_printed() {
    let config = config("mina");
    assert!(!format!("{config:?}").contains("secret"));
    let token = call::Credentials::Token("secret".into());
    assert!(!format!("{token:?}").contains("secret"));
}
