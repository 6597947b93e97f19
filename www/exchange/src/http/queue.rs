//! The state of queues and agents.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Failure, Query};
use super::session::SignedIn;

#[derive(Deserialize)]
pub struct Asked {
    queue: Option<String>,
}

/// `GET /api/queue`: for everybody.
pub async fn status(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let id = match asked.queue {
        Some(id) => id,
        None => app
            .0
            .config
            .queue
            .first()
            .map(|queue| queue.id.clone())
            .unwrap_or_default(),
    };
    shown(&app, &id).await.map(Json)
}

/// A queue as JSON.
pub async fn shown(app: &App, id: &str) -> Result<Value, Failure> {
    let statuses = app.0.switch.queues().await.ok_or_else(Failure::internal)?;
    let status = statuses.into_iter().find(|status| status.id == id);
    let status = status.ok_or_else(Failure::not_found)?;
    Ok(json!({
        "id": status.id,
        "name": status.name,
        "open": status.open,
        "waiting": status.waiting,
        "agents": status.agents,
        "agentsAvailable": status.available,
        "estimatedWaitS": status.estimated_wait_s,
    }))
}

/// `GET /api/agents`
pub async fn agents(State(app): State<App>, _: SignedIn) -> Result<Json<Value>, Failure> {
    let agents = app.ask(|store| store.agents()).await?;
    let states = app.0.switch.agents().await.ok_or_else(Failure::internal)?;
    let domain = &app.0.config.domain;
    let list: Value = agents
        .iter()
        .map(|agent| {
            json!({
                "id": agent.id,
                "user": agent.user,
                "name": agent.name,
                "extension": agent.extension,
                "uri": format!("sip:{}@{domain}", agent.user),
                "state": states.get(&agent.user).map_or("logged-out", |status| status.state.as_str()),
            })
        })
        .collect();
    Ok(Json(list))
}
