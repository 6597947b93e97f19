//! Tickets in the shape of Zendesk's Ticketing API, version 2.

mod search;
mod shape;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::App;
use super::failure::{Body, Failure, Query};
use super::session::SignedIn;
use crate::store::{Saved, Store, StoreError, Ticket, TicketSort};

pub use search::search;

const STATUSES: [&str; 6] = ["new", "open", "pending", "hold", "solved", "closed"];

/// The number of `17.json` or `17`.
pub(super) fn id_of(name: &str) -> Result<i64, Failure> {
    let number = name.strip_suffix(".json").unwrap_or(name);
    number.parse().map_err(|_| Failure::not_found())
}

/// Tickets, and the people they name when asked for by `include=users`.
fn with_users(
    store: &Store,
    key: &str,
    tickets: &[Ticket],
    include: bool,
) -> Result<Value, StoreError> {
    let shapes: Vec<Value> = tickets.iter().map(shape::ticket).collect();
    let mut body = json!({"count": shapes.len(), "next_page": null, "previous_page": null});
    body[key] = Value::Array(shapes);
    if include {
        body["users"] = Value::Array(people(store, tickets)?);
    }
    Ok(body)
}

fn people(store: &Store, tickets: &[Ticket]) -> Result<Vec<Value>, StoreError> {
    let named = tickets
        .iter()
        .flat_map(|ticket| [Some(ticket.requester_id), ticket.assignee_id]);
    super::user::find_all(store, named.flatten())
}

/// What was written on a ticket, with those who wrote it.
fn written(
    store: &Store,
    ticket: &Ticket,
    key: &str,
    list: Vec<Value>,
) -> Result<Value, StoreError> {
    let authors = list.iter().filter_map(|one| one["author_id"].as_i64());
    let users = super::user::find_all(store, authors.chain([ticket.requester_id]))?;
    let mut body = json!({"count": list.len(), "users": users, "next_page": null});
    body[key] = Value::Array(list);
    Ok(body)
}

#[derive(Deserialize)]
pub struct Listed {
    external_id: Option<String>,
    include: Option<String>,
    per_page: Option<u32>,
    sort_by: Option<String>,
}

/// `GET /api/v2/tickets.json`: newest change first.
pub async fn list(
    State(app): State<App>,
    _: SignedIn,
    Query(asked): Query<Listed>,
) -> Result<Json<Value>, Failure> {
    let include = asked.include.is_some_and(|what| what.contains("users"));
    let sort = match asked.sort_by.as_deref() {
        Some("created_at") => TicketSort::CreatedFirst,
        _ => TicketSort::UpdatedFirst,
    };
    let limit = asked.per_page.unwrap_or(100);
    let body = app.ask(move |store| {
        let terms = asked.external_id.as_deref().map(|key| ("external_id", key));
        let terms: Vec<_> = terms.into_iter().collect();
        let tickets = store.find_tickets(&terms, sort, limit)?;
        with_users(store, "tickets", &tickets, include)
    });
    body.await.map(Json)
}

/// `POST /api/v2/tickets.json`: 201, or 200 with the ticket that has this `external_id` already.
pub async fn create(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Body(asked): Body<shape::Wrapped>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let new = asked.ticket.new_ticket(&me)?;
    match app.ask(move |store| store.create_ticket(&new)).await? {
        Saved::Changed(ticket, audit) => {
            tracing::info!(ticket = ticket.id, user = me.user, "ticket created");
            let body = json!({"ticket": shape::ticket(&ticket), "audit": audit});
            Ok((StatusCode::CREATED, Json(body)))
        }
        Saved::Existing(ticket) => {
            let body = json!({"ticket": shape::ticket(&ticket)});
            Ok((StatusCode::OK, Json(body)))
        }
        Saved::Missing | Saved::Stale => Err(Failure::internal()),
    }
}

#[derive(Deserialize)]
pub struct Shown {
    include: Option<String>,
}

/// `GET /api/v2/tickets/{id}.json`
pub async fn show(
    State(app): State<App>,
    _: SignedIn,
    Path(name): Path<String>,
    Query(asked): Query<Shown>,
) -> Result<Json<Value>, Failure> {
    let id = id_of(&name)?;
    let include = asked.include.is_some_and(|what| what.contains("users"));
    let body = app
        .ask(move |store| {
            let Some(ticket) = store.ticket(id)? else {
                return Ok(None);
            };
            let mut body = json!({"ticket": shape::ticket(&ticket)});
            if include {
                body["users"] = Value::Array(people(store, &[ticket])?);
            }
            Ok(Some(body))
        })
        .await?;
    body.map(Json).ok_or_else(Failure::not_found)
}

/// `PUT /api/v2/tickets/{id}.json`
pub async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    Path(name): Path<String>,
    Body(asked): Body<shape::Wrapped>,
) -> Result<Json<Value>, Failure> {
    let id = id_of(&name)?;
    let change = asked.ticket.change()?;
    match app
        .ask(move |store| store.change_ticket(id, me.id, &change))
        .await?
    {
        Saved::Changed(ticket, audit) => Ok(Json(
            json!({"ticket": shape::ticket(&ticket), "audit": audit}),
        )),
        Saved::Stale => {
            let message = "The ticket has changed in the meantime.";
            Err(Failure::new(
                StatusCode::CONFLICT,
                "UpdateConflict",
                message,
            ))
        }
        Saved::Missing | Saved::Existing(_) => Err(Failure::not_found()),
    }
}

/// `GET /api/v2/tickets/{id}/comments.json`
pub async fn comments(
    State(app): State<App>,
    _: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let found = app.ask(move |store| match store.ticket(id)? {
        Some(ticket) => written(store, &ticket, "comments", store.comments(id)?).map(Some),
        None => Ok(None),
    });
    found.await?.map(Json).ok_or_else(Failure::not_found)
}

/// `GET /api/v2/tickets/{id}/audits.json`
pub async fn audits(
    State(app): State<App>,
    _: SignedIn,
    Path(id): Path<i64>,
) -> Result<Json<Value>, Failure> {
    let found = app.ask(move |store| match store.ticket(id)? {
        Some(ticket) => written(store, &ticket, "audits", store.audits(id)?).map(Some),
        None => Ok(None),
    });
    found.await?.map(Json).ok_or_else(Failure::not_found)
}
