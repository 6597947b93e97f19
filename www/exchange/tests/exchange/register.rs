//! Registration and the credentials behind it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sip::{HeaderName, Method, Status};

use super::phone::Phone;
use super::rig::Exchange;

#[tokio::test]
async fn an_agent_registers_with_digest_and_is_listed() {
    let exchange = Exchange::demo();
    let desk = exchange.sign_in("mina").await;
    let account = desk.account().await;
    assert_eq!(account["uri"], "sip:mina@ringdesk.localhost");
    assert_eq!(
        account["servers"][0],
        format!("ws://{}/sip", exchange.address)
    );
    let mut phone = Phone::registered(&exchange, &account).await;
    phone.publish("closed", "break").await;
    let agents = desk.get("/api/agents").await;
    let state = |user: &str| {
        let mut list = agents.as_array().unwrap().iter();
        list.find(|agent| agent["user"] == user).unwrap()["state"].clone()
    };
    assert_eq!(state("mina"), "break");
    assert_eq!(state("jun"), "logged-out");
}

#[tokio::test]
async fn a_trusted_flow_is_not_challenged_again() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut phone = Phone::registered(&exchange, &account).await;
    let target = format!("sip:{}", phone.aor.host);
    let mut refresh = phone.request(Method::Register, &target);
    let own = format!("<{}>", phone.aor);
    refresh.headers.set(HeaderName::To, own);
    let tx = phone.send(refresh).await;
    let response = phone.final_response(tx).await;
    assert_eq!(response.status, Status::OK);
    let contacts = response.headers.contacts().unwrap();
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].params.get("expires"), Some("600"));
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut phone = Phone::connect(&exchange, &account).await;
    phone.credentials = sip::Credentials::Password {
        username: account["username"].as_str().unwrap().into(),
        password: "wrong".into(),
    };
    assert_eq!(phone.register(600).await.status, Status::UNAUTHORIZED);
    let target = "sip:102@ringdesk.localhost";
    let (tx, _) = phone.invite(target).await;
    assert_eq!(phone.final_response(tx).await.status, Status::PROXY_AUTH);
}

#[tokio::test]
async fn credentials_that_expired_are_refused_though_they_were_right() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let secret: String = exchange
        .database()
        .query_row(
            "SELECT value FROM setting WHERE key = 'secret'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut phone = Phone::connect(&exchange, &account).await;
    let username = "1700000000:mina";
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(username.as_bytes());
    phone.credentials = sip::Credentials::Password {
        username: username.into(),
        password: STANDARD.encode(mac.finalize().into_bytes()),
    };
    let response = phone.register(600).await;
    assert_eq!(response.status, Status::FORBIDDEN);
    assert_eq!(response.reason, "Credentials expired");
}

#[tokio::test]
async fn nobody_registers_or_calls_under_another_name() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut phone = Phone::registered(&exchange, &account).await;
    phone.aor = sip::Uri::parse("sip:jun@ringdesk.localhost").unwrap();
    assert_eq!(phone.register(600).await.status, Status::FORBIDDEN);
    let (tx, _) = phone.invite("sip:102@ringdesk.localhost").await;
    assert_eq!(phone.final_response(tx).await.status, Status::FORBIDDEN);
}

#[tokio::test]
async fn too_brief_a_registration_is_told_the_minimum() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut phone = Phone::connect(&exchange, &account).await;
    let response = phone.register(3).await;
    assert_eq!(response.status, Status::INTERVAL_TOO_BRIEF);
    assert_eq!(response.headers.get(HeaderName::MinExpires), Some("10"));
}

#[tokio::test]
async fn a_password_signs_in_and_a_wrong_one_does_not() {
    let exchange = Exchange::demo();
    let arguments = ["ada", "--name", "Ada Byron", "--extension", "203"];
    assert!(exchange.add_agent(&arguments, "analytical engine\n"));
    assert!(!exchange.add_agent(
        &["eve", "--name", "Eve", "--extension", "203"],
        "long enough"
    ));
    assert!(!exchange.add_agent(&["eve", "--name", "Eve"], "short"));
    let right = json!({"user": "ada", "password": "analytical engine"});
    let (status, body) = exchange.post("/api/session", right).await;
    assert_eq!(status, 200);
    assert_eq!(body["user"]["name"], "Ada Byron");
    for wrong in ["difference engine", ""] {
        let body = json!({"user": "ada", "password": wrong});
        let (status, body) = exchange.post("/api/session", body).await;
        assert_eq!(status, 401);
        assert_eq!(body["error"], "session.wrong-password");
    }
    let (status, _) = exchange
        .post("/api/session", json!({"demo": "guessed"}))
        .await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let exchange = Exchange::demo();
    let mut last = 401;
    for attempt in 0..12 {
        let body = json!({"user": "nobody", "password": attempt.to_string()});
        last = exchange.post("/api/session", body).await.0.as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_session_that_was_closed_opens_nothing() {
    let exchange = Exchange::demo();
    let desk = exchange.sign_in("mina").await;
    let closed = desk
        .request(reqwest::Method::DELETE, "/api/session")
        .send()
        .await;
    assert_eq!(closed.unwrap().status(), 204);
    let answer = desk
        .request(reqwest::Method::GET, "/api/agents")
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 401);
}
