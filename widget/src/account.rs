//! The account as the page gives it.

use std::rc::Rc;

use js_sys::{Array, Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web::{Account, CredentialsProvider, IceServer, PhoneError};

use crate::host::{property, text};

/// Awaits what a function of the page gave: a value or a promise of one.
pub async fn settled(answer: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&answer?)).await
}

/// Reads an account. Fields that are none of the account's (a queue, a target) may stand beside it.
fn read(given: &JsValue) -> Option<Account> {
    Some(Account {
        uri: text(given, "uri")?,
        display_name: text(given, "displayName"),
        username: text(given, "username")?,
        password: text(given, "password")?,
        expires_at_ms: text(given, "expiresAt")
            .map(|text| Date::parse(&text))
            .filter(|ms| !ms.is_nan()),
        servers: texts(&property(given, "servers")),
        ice_servers: array(&property(given, "iceServers"))
            .map(|servers| servers.iter().filter_map(ice).collect()),
    })
}

fn array(given: &JsValue) -> Option<Array> {
    Array::is_array(given).then(|| Array::from(given))
}

fn texts(given: &JsValue) -> Option<Vec<String>> {
    Some(
        array(given)?
            .iter()
            .filter_map(|text| text.as_string())
            .collect(),
    )
}

fn ice(server: JsValue) -> Option<IceServer> {
    let urls = property(&server, "urls");
    // RTCIceServer.urls is one address or several (WebRTC §4.2.3).
    let urls = urls
        .as_string()
        .map(|url| vec![url])
        .or_else(|| texts(&urls))?;
    Some(IceServer {
        urls,
        username: text(&server, "username"),
        credential: text(&server, "credential"),
    })
}

/// Asks the page for an account, every time that the phone wants one.
pub fn provider(ask: impl Fn() -> Result<JsValue, JsValue> + 'static) -> CredentialsProvider {
    Rc::new(move || {
        let answer = ask();
        Box::pin(async move {
            let given = settled(answer)
                .await
                .map_err(|_| PhoneError::of("api.credentials-refused"))?;
            read(&given).ok_or(PhoneError::of("api.bad-credentials"))
        })
    })
}
