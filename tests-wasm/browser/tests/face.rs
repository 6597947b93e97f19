//! The JavaScript face, as JavaScript meets it: options, errors, listeners and the end of a phone.
#![cfg(target_arch = "wasm32")]

use js::RawPhone;
use js_sys::{Array, Function, JSON, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Port 9, `discard`: nobody listens there, so a connection is refused at once.
const NOBODY: &str = r#"{
    "servers": ["ws://127.0.0.1:9/one", "ws://127.0.0.1:9/two"],
    "account": { "uri": "sip:mina@example.com", "username": "mina", "password": "secret" }
}"#;

fn options(json: &str) -> JsValue {
    JSON::parse(json).expect("the test's own JSON")
}

fn made(json: &str) -> RawPhone {
    RawPhone::new(options(json), None).expect("a phone")
}

fn text(thrown: &JsValue, key: &str) -> String {
    Reflect::get(thrown, &JsValue::from_str(key))
        .ok()
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

fn refused(json: &str) -> (String, String) {
    let thrown = RawPhone::new(options(json), None).err().expect("a refusal");
    (text(&thrown, "code"), text(&thrown, "message"))
}

fn connection(phone: &RawPhone) -> String {
    text(&phone.status(), "connection")
}

async fn rejection(promise: Promise) -> String {
    let thrown = JsFuture::from(promise).await.expect_err("a rejection");
    assert_eq!(text(&thrown, "name"), "PhoneError");
    text(&thrown, "code")
}

/// Keeps what a phone tells, as `type state` pairs.
fn heard(phone: &RawPhone) -> Array {
    let log = Array::new();
    let kept = log.clone();
    let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        kept.push(&JsValue::from_str(&format!(
            "{} {}",
            text(&event, "type"),
            text(&event, "state")
        )));
    });
    phone.listen(listener.into_js_value().unchecked_into());
    log
}

fn lines(log: &Array) -> Vec<String> {
    log.iter().filter_map(|line| line.as_string()).collect()
}

#[wasm_bindgen_test]
fn a_misspelt_option_is_refused_by_its_name() {
    let (code, message) = refused(r#"{ "server": ["ws://127.0.0.1:9"] }"#);
    assert_eq!(code, "api.unknown-option");
    assert!(message.contains("server"), "{message}");
    let (code, message) = refused(r#"{ "audio": { "echoCancelation": true } }"#);
    assert_eq!(code, "api.unknown-option");
    assert!(message.contains("echoCancelation"), "{message}");
}

#[wasm_bindgen_test]
fn an_option_of_the_wrong_type_is_refused_by_its_path() {
    for (json, path) in [
        (r#"{ "servers": "ws://127.0.0.1:9" }"#, "servers"),
        (r#"{ "servers": [1] }"#, "servers"),
        (
            r#"{ "audio": { "noiseSuppression": "yes" } }"#,
            "audio.noiseSuppression",
        ),
        (r#"{ "account": { "uri": "sip:a@b" } }"#, "account.username"),
        (
            r#"{ "account": { "uri": "sip:a@b", "username": "a", "password": "p", "expiresAt": "soon" } }"#,
            "account.expiresAt",
        ),
        (
            r#"{ "iceServers": [{ "urls": "nowhere:x" }] }"#,
            "iceServers",
        ),
        (r#"{ "transfers": "maybe" }"#, "transfers"),
        (r#"{ "tabs": "both" }"#, "tabs"),
        (r#"{ "iceTransportPolicy": "none" }"#, "iceTransportPolicy"),
        (r#"{ "flows": 3 }"#, "flows"),
        (r#"{ "sessionTimer": 10 }"#, "sessionTimer"),
        (r#"{ "sessionTimer": true }"#, "sessionTimer"),
        (r#"{ "profile": "genesys" }"#, "profile"),
        (r#"{ "profile": { "role": "consulted" } }"#, "profile.role"),
        (r#"{ "profile": { "parallel": 1 } }"#, "profile.parallel"),
        (r#"{ "secondCall": "queue" }"#, "secondCall"),
        (r#"{ "holdMusic": false }"#, "holdMusic"),
        (r#"{ "recording": "always" }"#, "recording"),
        (r#"{ "recording": { "mode": "often" } }"#, "recording.mode"),
        (r#"{ "recording": { "sink": "cloud" } }"#, "recording.sink"),
        (
            r#"{ "recording": { "sink": { "url": "/recordings" } } }"#,
            "recording.sink",
        ),
    ] {
        let (code, message) = refused(json);
        assert_eq!(code, "api.bad-option", "{json}");
        assert!(message.contains(path), "{json}: {message}");
    }
}

#[wasm_bindgen_test]
fn a_token_stands_for_user_name_and_password() {
    let account = r#"{ "uri": "sip:mina@example.com", "token": "t0k3n" }"#;
    made(&format!(
        r#"{{ "account": {account}, "sessionTimer": false, "flows": 2 }}"#
    ));
}

#[wasm_bindgen_test]
async fn an_option_of_a_call_that_does_not_exist_is_refused() {
    let phone = made(NOBODY);
    let dialled = phone.dial(
        "101".into(),
        options(r#"{ "callerId": "102" }"#),
        None,
        None,
    );
    assert_eq!(rejection(dialled).await, "api.unknown-option");
}

#[wasm_bindgen_test]
fn a_phone_without_an_account_is_refused() {
    assert_eq!(refused("{}").0, "api.no-account");
}

#[wasm_bindgen_test]
async fn a_connection_that_nobody_takes_is_refused_after_every_address() {
    let phone = made(NOBODY);
    let log = heard(&phone);
    assert_eq!(rejection(phone.connect()).await, "transport.refused");
    assert_eq!(connection(&phone), "disconnected");
    let lines = lines(&log);
    assert_eq!(
        lines.first().map(String::as_str),
        Some("connectionchange connecting")
    );
    assert_eq!(
        lines.last().map(String::as_str),
        Some("connectionchange disconnected")
    );
    // It may be tried again.
    assert_eq!(rejection(phone.connect()).await, "transport.refused");
    phone.close();
}

#[wasm_bindgen_test]
async fn a_bad_address_is_told_before_anything_is_opened() {
    let phone = made(
        r#"{ "servers": ["ws://127.0.0.1:9"], "account": { "uri": "mina", "username": "m", "password": "p" } }"#,
    );
    assert_eq!(rejection(phone.connect()).await, "api.bad-address");
    assert_eq!(connection(&phone), "disconnected");
}

#[wasm_bindgen_test]
async fn a_page_that_gives_no_account_is_told_so() {
    let throws = Function::new_no_args("throw new Error('signed out')");
    let phone = RawPhone::new(options("{}"), Some(throws)).expect("a phone");
    assert_eq!(rejection(phone.connect()).await, "api.credentials-refused");
    let nonsense = Function::new_no_args("return { uri: 3 }");
    let phone = RawPhone::new(options("{}"), Some(nonsense)).expect("a phone");
    assert_eq!(rejection(phone.connect()).await, "api.bad-credentials");
    let rejects = Function::new_no_args("return Promise.reject(new Error('down'))");
    let phone = RawPhone::new(options("{}"), Some(rejects)).expect("a phone");
    assert_eq!(rejection(phone.connect()).await, "api.credentials-refused");
}

#[wasm_bindgen_test]
async fn commands_before_a_connect_are_refused() {
    let phone = made(NOBODY);
    assert_eq!(
        rejection(phone.dial("101".into(), JsValue::UNDEFINED, None, None)).await,
        "api.not-connected"
    );
    assert_eq!(rejection(phone.answer(1)).await, "api.not-connected");
    assert_eq!(rejection(phone.disconnect()).await, "api.not-connected");
    let thrown = phone.command("end", 1, "", None).expect_err("a refusal");
    assert_eq!(text(&thrown, "code"), "api.not-connected");
}

#[wasm_bindgen_test]
async fn a_closed_phone_refuses_everything_and_closes_again_in_peace() {
    let phone = made(NOBODY);
    let connecting = phone.connect();
    phone.close();
    assert_eq!(rejection(connecting).await, "api.closed");
    phone.close();
    assert_eq!(rejection(phone.connect()).await, "api.closed");
    assert_eq!(
        rejection(phone.dial("101".into(), JsValue::UNDEFINED, None, None)).await,
        "api.closed"
    );
    let thrown = phone.command("mute", 1, "", None).expect_err("a refusal");
    assert_eq!(text(&thrown, "code"), "api.closed");
}

#[wasm_bindgen_test]
async fn a_phone_may_be_freed_while_a_promise_is_pending() {
    let phone = made(NOBODY);
    let connecting = phone.connect();
    // What `free()` does in JavaScript: a method that borrowed the phone would make it throw.
    drop(phone);
    assert_eq!(rejection(connecting).await, "transport.refused");
}

#[wasm_bindgen_test]
async fn a_listener_may_call_back_into_the_phone() {
    let phone = std::rc::Rc::new(made(NOBODY));
    let seen = Array::new();
    let (inner, kept) = (phone.clone(), seen.clone());
    let listener = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        // The state is updated before its event is told.
        if text(&event, "type") == "connectionchange" {
            assert_eq!(text(&event, "state"), connection(&inner));
            assert!(inner.command("end", 7, "", None).is_err());
            assert_eq!(Array::from(&inner.calls()).length(), 0);
            kept.push(&event);
        }
    });
    phone.listen(listener.into_js_value().unchecked_into());
    assert_eq!(rejection(phone.connect()).await, "transport.refused");
    assert!(seen.length() >= 2);
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_does_not_stop_the_phone() {
    let phone = made(NOBODY);
    phone.listen(Function::new_no_args(
        "globalThis.__told = (globalThis.__told ?? 0) + 1; throw new Error('page bug')",
    ));
    // The page hears of its bug as an unhandled rejection, which the test runner must not take for its own.
    let window = js_sys::global();
    let hush = Function::new_with_args("event", "event.preventDefault()");
    let add: Function = Reflect::get(&window, &"addEventListener".into())
        .expect("a window")
        .unchecked_into();
    add.call2(&window, &"unhandledrejection".into(), &hush)
        .expect("a listener");
    assert_eq!(rejection(phone.connect()).await, "transport.refused");
    let told = Reflect::get(&window, &"__told".into())
        .ok()
        .and_then(|told| told.as_f64());
    assert!(told.is_some_and(|told| told >= 2.0), "{told:?}");
}

#[wasm_bindgen_test]
fn every_code_is_in_the_one_table_once() {
    let codes: Vec<&str> = web::CODES.iter().map(|(code, _)| *code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(
        codes, sorted,
        "the table is in order and has each code once"
    );
    let committed = include_str!("../../../sdk/call/tests/codes.txt");
    for code in committed
        .lines()
        .map(str::trim)
        .filter(|line| line.contains('.'))
    {
        assert!(codes.contains(&code), "{code} is not in the table");
    }
    for (code, message) in web::CODES {
        assert!(
            message.ends_with('.') && !message.contains("{:"),
            "{code}: {message}"
        );
    }
}

#[wasm_bindgen_test]
fn every_code_is_in_the_readme() {
    let readme = include_str!("../../../pkg/sdk/README.md");
    for (code, _) in web::CODES {
        let (whose, what) = code.split_once('.').expect("a dotted code");
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{whose}.*` |")));
        assert!(
            row.is_some_and(|row| row.contains(&format!("`{what}`"))),
            "{code} is not in pkg/sdk/README.md"
        );
    }
}
