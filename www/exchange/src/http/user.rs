//! Agents and contacts in the shape of Zendesk's users.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Body, Failure, Query};
use super::session::SignedIn;
use super::ticket::id_of;
use crate::store::{
    Agent, Contact, EXCHANGE, FIRST_CONTACT, NewContact, Store, StoreError, UserSearch,
};

pub(super) fn agent_shape(agent: &Agent) -> Value {
    json!({
        "id": agent.id,
        "name": agent.name,
        "email": agent.email,
        "phone": agent.extension,
        "role": "agent",
        "user": agent.user,
    })
}

fn contact_shape(contact: &Contact) -> Value {
    json!({
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "notes": contact.notes,
        "role": "end-user",
        "created_at": contact.created_at,
    })
}

/// The users of these ids, each once.
pub(super) fn find_all(
    store: &Store,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<Value>, StoreError> {
    let ids: BTreeSet<i64> = ids.into_iter().collect();
    let mut users = Vec::new();
    for id in ids {
        users.extend(find(store, id)?);
    }
    Ok(users)
}

/// A user by id, whoever it is.
fn find(store: &Store, id: i64) -> Result<Option<Value>, StoreError> {
    if id >= FIRST_CONTACT {
        return Ok(store.contact(id)?.as_ref().map(contact_shape));
    }
    if id == EXCHANGE {
        return Ok(Some(
            json!({"id": EXCHANGE, "name": "Ringdesk", "role": "agent"}),
        ));
    }
    let agents = store.agents()?;
    let agent = agents.iter().find(|agent| agent.id == id);
    Ok(agent.map(agent_shape))
}

/// `GET /api/v2/users/{id}.json`, and `me.json`.
pub async fn show(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Path(name): Path<String>,
) -> Result<Json<Value>, Failure> {
    if name == "me.json" || name == "me" {
        return Ok(Json(json!({"user": agent_shape(&me)})));
    }
    let id = id_of(&name)?;
    let user = app.ask(move |store| find(store, id)).await?;
    let user = user.ok_or_else(Failure::not_found)?;
    Ok(Json(json!({"user": user})))
}

#[derive(Deserialize)]
pub struct Asked {
    query: String,
}

/// `GET /api/v2/users/search.json?query=`: `phone:…` (with `*` for any beginning), `email:…`, or words.
pub async fn search(
    State(app): State<App>,
    _: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Failure> {
    let words = asked.query.replace("type:user", "");
    let words = words.trim();
    let bare = |text: &str| text.trim().trim_matches('"').to_owned();
    let search = if let Some(number) = words.strip_prefix("phone:") {
        UserSearch::Phone(bare(number))
    } else if let Some(email) = words.strip_prefix("email:") {
        UserSearch::Email(bare(email))
    } else {
        UserSearch::Words(bare(words.strip_prefix("name:").unwrap_or(words)))
    };
    let found = app.ask(move |store| store.find_contacts(&search)).await?;
    let users: Vec<Value> = found.iter().map(contact_shape).collect();
    Ok(Json(
        json!({"count": users.len(), "users": users, "next_page": null}),
    ))
}

#[derive(Deserialize)]
pub struct Wrapped {
    user: NewUser,
}

#[derive(Deserialize)]
pub(super) struct NewUser {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub notes: Option<String>,
}

impl NewUser {
    pub(super) fn contact(self) -> Result<NewContact, Failure> {
        let full = |text: Option<String>| {
            text.map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let (phone, email) = (full(self.phone), full(self.email));
        let name = full(self.name)
            .or_else(|| phone.clone())
            .or_else(|| email.clone());
        let name = name.ok_or_else(|| Failure::invalid("A person needs a name."))?;
        Ok(NewContact {
            name,
            phone,
            email,
            notes: full(self.notes),
        })
    }
}

/// `POST /api/v2/users.json`
pub async fn create(
    State(app): State<App>,
    _: SignedIn,
    Body(Wrapped { user }): Body<Wrapped>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let new = user.contact()?;
    let made = app.ask(move |store| store.add_contact(&new)).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({"user": contact_shape(&made)})),
    ))
}
