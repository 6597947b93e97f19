//! Whom an agent can call or transfer to: agents, teams, queues, customers and the agent's own frequent numbers.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Body, Failure, Query};
use super::session::SignedIn;
use crate::store::{Agent, StoreError};
use crate::switch::AgentStatus;

const QUERY_CHARS: usize = 100;
const NAME_CHARS: usize = 80;
const NUMBER_CHARS: usize = 120;
/// So many agents are listed at most.
const AGENTS: usize = 100;
const CONTACTS: u32 = 20;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /api/directory?q=`: what fits the words; everything without words. Whoever asks is not in it himself.
pub async fn search(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let words = asked.q.trim().to_lowercase();
    if words.chars().count() > QUERY_CHARS {
        let message = "A search has at most 100 characters.";
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            "directory.query-too-long",
            message,
        ));
    }
    let statuses = app.0.switch.agents().await.ok_or_else(Failure::internal)?;
    let queues = app.0.switch.queues().await.ok_or_else(Failure::internal)?;
    let (own, wanted) = (me.id, words.clone());
    let stored = app.ask(move |store| {
        let contacts = store.find_callable(&wanted, CONTACTS)?;
        Ok((store.agents()?, contacts, store.frequent(own)?))
    });
    let (mut agents, contacts, mut frequent) = stored.await?;
    agents.retain(|agent| agent.user != me.user);
    let fits = |texts: &[&str]| {
        let mut texts = texts.iter();
        texts.any(|text| text.to_lowercase().contains(&words))
    };
    let agent_fits = |agent: &Agent| {
        let extension = agent.extension.as_deref().unwrap_or_default();
        fits(&[&agent.name, &agent.user, extension])
    };
    let address = |user: &str| format!("sip:{user}@{}", app.0.config.domain);
    let shape = |agent: &Agent| agent_shape(agent, &address(&agent.user), &statuses);

    let teams = app.0.config.team.iter().filter_map(|team| {
        let members = agents.iter().filter(|one| team.members.contains(&one.user));
        let members: Vec<&Agent> = members.collect();
        let named = fits(&[&team.name, &team.id]);
        if !named && !members.iter().any(|agent| agent_fits(agent)) {
            return None;
        }
        let free = |agent: &&&Agent| statuses.get(&agent.user).is_some_and(|one| one.available);
        Some(json!({
            "name": team.name,
            "address": address(&team.id),
            "available": members.iter().filter(free).count(),
            "agents": members.iter().map(|agent| shape(agent)).collect::<Value>(),
        }))
    });
    let teams: Value = teams.collect();
    let queues = queues
        .iter()
        .filter(|queue| fits(&[&queue.name, &queue.id]));
    let queues = queues.map(|queue| {
        json!({"name": queue.name, "address": address(&queue.id), "waiting": queue.waiting})
    });
    let queues: Value = queues.collect();
    frequent.retain(|one| fits(&[&one.name, &one.number]));
    let contacts = contacts
        .iter()
        .map(|contact| json!({"name": contact.name, "number": contact.phone}));
    let contacts: Value = contacts.collect();
    let agents = agents.iter().filter(|agent| agent_fits(agent));
    Ok(Json(json!({
        "agents": agents.take(AGENTS).map(shape).collect::<Value>(),
        "teams": teams,
        "queues": queues,
        "contacts": contacts,
        "frequent": frequent,
    })))
}

fn agent_shape(agent: &Agent, address: &str, statuses: &BTreeMap<String, AgentStatus>) -> Value {
    let status = statuses.get(&agent.user);
    json!({
        "name": agent.name,
        "address": address,
        "extension": agent.extension,
        "state": status.map_or("logged-out", |status| status.state.as_str()),
        "available": status.is_some_and(|status| status.available),
    })
}

/// A frequent number as it is sent.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    name: String,
    number: String,
}

/// `POST` or `PUT /api/directory/frequent`: keeps a number of the agent's own, or gives it another name (KC-22).
pub async fn keep(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Body(given): Body<Given>,
) -> Result<Json<Value>, Failure> {
    let (name, number) = (given.name.trim(), given.number.trim());
    let plain = |text: &str, most: usize| {
        text.chars().count() <= most && !text.chars().any(char::is_control)
    };
    if !plain(number, NUMBER_CHARS) || !number.chars().any(char::is_alphanumeric) {
        return Err(invalid(
            "A number has 1 to 120 characters, one of them a digit or letter.",
        ));
    }
    if !plain(name, NAME_CHARS) {
        return Err(invalid("A name has at most 80 characters."));
    }
    let name = String::from(if name.is_empty() { number } else { name });
    let number = String::from(number);
    let body = json!({"name": name, "number": number});
    let kept = app.ask(
        move |store| match store.put_frequent(me.id, &name, &number) {
            Err(StoreError::Conflict(_)) => Ok(false),
            other => other.map(|()| true),
        },
    );
    if !kept.await? {
        let message = "There are 50 frequent numbers already; remove one first.";
        return Err(Failure::new(
            StatusCode::CONFLICT,
            "directory.frequent-full",
            message,
        ));
    }
    Ok(Json(body))
}

/// `DELETE /api/directory/frequent/{number}`
pub async fn forget(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Path(number): Path<String>,
) -> Result<StatusCode, Failure> {
    let gone = app.ask(move |store| store.remove_frequent(me.id, &number));
    match gone.await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::new(
            StatusCode::NOT_FOUND,
            "directory.no-such-number",
            "There is no such frequent number.",
        )),
    }
}

fn invalid(message: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::new(status, "directory.invalid-number", message)
}
