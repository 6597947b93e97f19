//! Options as JavaScript gives them, checked key by key.

use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web::{Account, AudioConstraints, CredentialsProvider, IceServer, Options, PhoneError};

use crate::error::api;
use crate::event::{AccountOptions, IceServerOptions, PhoneOptions};

const PHONE_KEYS: &[&str] = &[
    "servers",
    "account",
    "iceServers",
    "audio",
    "desk",
    "iceGatheringCapMs",
    "userAgent",
];
const ACCOUNT_KEYS: &[&str] = &[
    "uri",
    "displayName",
    "username",
    "password",
    "expiresAt",
    "servers",
    "iceServers",
];
const AUDIO_KEYS: &[&str] = &[
    "deviceId",
    "echoCancellation",
    "noiseSuppression",
    "autoGainControl",
];

/// `serde_wasm_bindgen` passes over keys that a struct does not have; a misspelt option must not pass.
fn refuse_unknown(value: &JsValue, known: &[&str]) -> Result<(), JsValue> {
    let Some(object) = value.dyn_ref::<Object>() else {
        return Ok(());
    };
    for key in Object::keys(object)
        .iter()
        .filter_map(|key| key.as_string())
    {
        if !known.contains(&key.as_str()) {
            return Err(api("api.unknown-option", &key));
        }
    }
    Ok(())
}

fn read<T: DeserializeOwned>(value: JsValue, known: &[&str]) -> Result<T, JsValue> {
    refuse_unknown(&value, known)?;
    serde_wasm_bindgen::from_value(value).map_err(|error| api("api.bad-option", &error.to_string()))
}

fn servers(servers: Vec<IceServerOptions>) -> Vec<IceServer> {
    let server = |server: IceServerOptions| IceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    };
    servers.into_iter().map(server).collect()
}

fn account(options: AccountOptions) -> Result<Account, JsValue> {
    let expires_at_ms = match &options.expires_at {
        None => None,
        Some(text) => {
            let ms = js_sys::Date::parse(text);
            if ms.is_nan() {
                return Err(api("api.bad-option", "expiresAt"));
            }
            Some(ms)
        }
    };
    Ok(Account {
        uri: options.uri,
        display_name: options.display_name,
        username: options.username,
        password: options.password,
        expires_at_ms,
        servers: options.servers,
        ice_servers: options.ice_servers.map(servers),
    })
}

/// Reads the options of a phone.
pub(crate) fn phone(value: JsValue, credentials: Option<Function>) -> Result<Options, JsValue> {
    for (key, known) in [("account", ACCOUNT_KEYS), ("audio", AUDIO_KEYS)] {
        refuse_unknown(
            &Reflect::get(&value, &JsValue::from_str(key)).unwrap_or_default(),
            known,
        )?;
    }
    let options: PhoneOptions = read(value, PHONE_KEYS)?;
    let defaults = Options::default();
    let audio = match options.audio {
        None => defaults.audio,
        Some(audio) => {
            let on = AudioConstraints::default();
            AudioConstraints {
                device_id: audio.device_id,
                echo_cancellation: audio.echo_cancellation.unwrap_or(on.echo_cancellation),
                noise_suppression: audio.noise_suppression.unwrap_or(on.noise_suppression),
                auto_gain_control: audio.auto_gain_control.unwrap_or(on.auto_gain_control),
            }
        }
    };
    Ok(Options {
        servers: options.servers.unwrap_or_default(),
        account: options.account.map(account).transpose()?,
        credentials: credentials.map(provider),
        ice_servers: options.ice_servers.map(servers).unwrap_or_default(),
        audio,
        desk: options.desk.unwrap_or(defaults.desk),
        ice_gathering_cap_ms: options
            .ice_gathering_cap_ms
            .unwrap_or(defaults.ice_gathering_cap_ms),
        user_agent: options.user_agent.unwrap_or(defaults.user_agent),
    })
}

/// A JavaScript function that gives an account, or a promise of one, as the phone asks for it.
pub fn provider(ask: Function) -> CredentialsProvider {
    Rc::new(move || {
        let ask = ask.clone();
        Box::pin(async move {
            let refused = |_| PhoneError::of("api.credentials-refused");
            let answer = ask.call0(&JsValue::UNDEFINED).map_err(refused)?;
            let answer = JsFuture::from(Promise::resolve(&answer))
                .await
                .map_err(refused)?;
            // The page's own fields beside the account's (a queue, a target) are none of our business here.
            let options: AccountOptions = serde_wasm_bindgen::from_value(answer)
                .map_err(|_| PhoneError::of("api.bad-credentials"))?;
            account(options).map_err(|_| PhoneError::of("api.bad-credentials"))
        })
    })
}
