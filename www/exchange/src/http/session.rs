//! Signing in: a password, or a link of the demo, for a bearer token.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Body, Failure};
use crate::store::Agent;
use crate::{clock, secret};

#[derive(Deserialize)]
pub struct SignIn {
    user: Option<String>,
    password: Option<String>,
    demo: Option<String>,
}

/// `POST /api/session`
pub async fn open(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(asked): Body<SignIn>,
) -> Result<Json<Value>, Failure> {
    // Every attempt takes a token and a right one gives it back: guessing is slow, signing in is not.
    let limit = &app.0.sign_ins;
    limit
        .take(peer.ip())
        .map_err(|seconds| Failure::too_many("session.rate-limited", seconds))?;
    let agent = match (asked.demo, asked.user, asked.password) {
        (Some(mark), _, _) => by_mark(&app, mark).await?,
        (None, Some(user), Some(password)) => by_password(&app, user, password).await?,
        _ => {
            limit.give_back(peer.ip());
            let message = "Give \"user\" and \"password\".";
            return Err(Failure::new(
                StatusCode::BAD_REQUEST,
                "request.invalid",
                message,
            ));
        }
    };
    let Some(agent) = agent else {
        let message = "User name or password is wrong.";
        return Err(Failure::new(
            StatusCode::UNAUTHORIZED,
            "session.wrong-password",
            message,
        ));
    };
    limit.give_back(peer.ip());
    tracing::info!(user = agent.user, "signed in");
    let owner = agent.clone();
    let session = app.ask(move |store| store.open_session(&owner)).await?;
    Ok(Json(json!({
        "token": session.token,
        "user": {"id": agent.id, "user": agent.user, "name": agent.name, "extension": agent.extension},
        "expiresAt": clock::iso(session.expires_at_ms),
    })))
}

/// `DELETE /api/session`
pub async fn close(State(app): State<App>, headers: HeaderMap) -> Result<StatusCode, Failure> {
    if let Some(token) = bearer(&headers).map(String::from) {
        app.ask(move |store| store.close_session(&token)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn by_password(app: &App, user: String, password: String) -> Result<Option<Agent>, Failure> {
    app.ask(move |store| {
        match store.agent_for_sign_in(&user)? {
            Some((agent, hash)) => Ok(secret::password_fits(&password, &hash).then_some(agent)),
            None => {
                // The same work as for a known user, so that the time taken does not tell who exists.
                let _ = secret::hash_password(&password)?;
                Ok(None)
            }
        }
    })
    .await
}

async fn by_mark(app: &App, mark: String) -> Result<Option<Agent>, Failure> {
    if !app.0.demo {
        return Ok(None);
    }
    let agents = app.ask(|store| store.agents()).await?;
    // Hashes are compared, so that the time taken says nothing about the mark.
    let wanted = secret::token_hash(&mark);
    let fits =
        |agent: &Agent| secret::token_hash(&super::demo_mark(&app.0.secret, &agent.user)) == wanted;
    Ok(agents.into_iter().find(fits))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
        .filter(|token| token.len() <= 128)
}

/// The agent whose bearer token came with the request.
pub struct SignedIn(pub Agent);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer(&parts.headers)
            .map(String::from)
            .ok_or_else(Failure::unauthorized)?;
        let agent = app.ask(move |store| store.session_agent(&token)).await?;
        agent.map(Self).ok_or_else(Failure::unauthorized)
    }
}
