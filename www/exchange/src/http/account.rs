//! SIP accounts that expire: for agents who signed in, and for guests of the lounge.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::failure::{Body, Failure};
use super::session::SignedIn;
use super::{App, host};
use crate::store::Guest;
use crate::{clock, secret};

const NAME_CHARS: usize = 80;

/// `POST /api/sip-credentials`
pub async fn agent(
    State(app): State<App>,
    SignedIn(agent): SignedIn,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    let life = app.0.config.credentials_seconds;
    account(&app, &headers, &agent.user, &agent.name, expiry(life)).map(Json)
}

#[derive(Deserialize)]
pub struct Visitor {
    name: String,
    queue: Option<String>,
}

/// `POST /api/guest`
pub async fn guest(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(visitor): Body<Visitor>,
) -> Result<Json<Value>, Failure> {
    let config = &app.0.config;
    let name = visitor.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        let message = "A name has 1 to 80 characters.";
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "guest.invalid-name",
            message,
        ));
    }
    let queue = match &visitor.queue {
        Some(id) => config.queue(id),
        None => config.queue.first(),
    };
    let Some(queue) = queue else {
        let message = "There is no such queue.";
        return Err(Failure::new(
            StatusCode::NOT_FOUND,
            "guest.no-such-queue",
            message,
        ));
    };
    app.0
        .guests
        .take(peer.ip())
        .map_err(|seconds| Failure::too_many("guest.rate-limited", seconds))?;
    let expiry = expiry(config.guest.credentials_seconds);
    let guest = Guest {
        user: format!("guest-{}", secret::word(16)?),
        name: name.into(),
        queue: queue.id.clone(),
        expires_at_ms: expiry * 1_000,
    };
    let mut body = account(&app, &headers, &guest.user, &guest.name, expiry)?;
    app.ask(move |store| store.put_guest(&guest)).await?;
    body["target"] = json!(format!("sip:{}@{}", queue.id, config.domain));
    body["queue"] = super::queue::shown(&app, &queue.id).await?;
    Ok(Json(body))
}

fn expiry(life_s: u32) -> i64 {
    clock::now_ms() / 1_000 + i64::from(life_s)
}

fn account(
    app: &App,
    headers: &HeaderMap,
    user: &str,
    name: &str,
    expiry: i64,
) -> Result<Value, Failure> {
    let config = &app.0.config;
    let username = format!("{expiry}:{user}");
    let server = match (&config.public_url, host::authority(headers)) {
        (Some(url), _) => url.clone(),
        (None, Some(host)) => {
            let https = headers
                .get("x-forwarded-proto")
                .is_some_and(|proto| proto == "https");
            format!("{}://{host}/sip", if https { "wss" } else { "ws" })
        }
        (None, None) => {
            let message = "The request names no host.";
            return Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "request.host",
                message,
            ));
        }
    };
    Ok(json!({
        "uri": format!("sip:{user}@{}", config.domain),
        "displayName": name,
        "password": app.0.secret.password_of(&username),
        "username": username,
        "expiresAt": clock::iso(expiry * 1_000),
        "servers": [server],
        "iceServers": ice_servers(app, user, expiry),
    }))
}

fn ice_servers(app: &App, user: &str, expiry: i64) -> Value {
    let servers = app.0.config.ice.iter().map(|ice| {
        let mut server = json!({"urls": ice.urls});
        let (username, credential) = match &ice.secret {
            Some(secret) => {
                let username = format!("{expiry}:{user}");
                let credential = secret::Secret::new(secret.as_str()).password_of(&username);
                (Some(username), Some(credential))
            }
            None => (ice.username.clone(), ice.credential.clone()),
        };
        if let (Some(username), Some(credential)) = (username, credential) {
            server["username"] = json!(username);
            server["credential"] = json!(credential);
        }
        server
    });
    servers.collect()
}
