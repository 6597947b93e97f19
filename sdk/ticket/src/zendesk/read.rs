//! What Zendesk answers. Nothing in a response is trusted: sizes are capped, unknown and ill-typed fields are passed over.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::TicketError;
use crate::http::HttpResponse;
use crate::json::Json;
use crate::record::{Contact, Ticket, TicketStatus};

/// A page of 100 full tickets stays well below.
const BODY_BYTES: usize = 4 << 20;
/// Zendesk's largest page.
const RECORDS: usize = 100;
/// The longest text that is kept of a field.
const TEXT_CHARS: usize = 500;
const MESSAGE_CHARS: usize = 300;
const RETRY_AFTER_S: u32 = 60;
const RETRY_AFTER_CAP_S: u32 = 3_600;

pub(super) fn contacts(response: &HttpResponse) -> Result<Vec<Contact>, TicketError> {
    let body = success(response)?;
    if let Some(one) = body.get("user") {
        return contact(one)
            .map(|one| Vec::from([one]))
            .ok_or(TicketError::Malformed);
    }
    let list = array(&body, &["users", "results"]).ok_or(TicketError::Malformed)?;
    let users = list
        .iter()
        .filter(|item| is_kind(item, "user"))
        .filter_map(contact);
    Ok(users.take(RECORDS).collect())
}

pub(super) fn tickets(response: &HttpResponse) -> Result<Vec<Ticket>, TicketError> {
    let body = success(response)?;
    if let Some(one) = body.get("ticket") {
        return one_ticket(&body, one)
            .map(|one| Vec::from([one]))
            .ok_or(TicketError::Malformed);
    }
    let list = array(&body, &["results", "tickets"]).ok_or(TicketError::Malformed)?;
    let found = list
        .iter()
        .filter(|item| is_kind(item, "ticket"))
        .filter_map(|item| one_ticket(&body, item));
    Ok(found.take(RECORDS).collect())
}

pub(super) fn ticket(response: &HttpResponse) -> Result<Ticket, TicketError> {
    let body = success(response)?;
    body.get("ticket")
        .and_then(|one| one_ticket(&body, one))
        .ok_or(TicketError::Malformed)
}

fn contact(user: &Json) -> Option<Contact> {
    Some(Contact {
        id: id(user, "id")?,
        name: text(user, "name").unwrap_or_default(),
        number: text(user, "phone"),
        email: text(user, "email"),
    })
}

fn one_ticket(body: &Json, ticket: &Json) -> Option<Ticket> {
    let requester_id = id(ticket, "requester_id");
    let status = text(ticket, "status").unwrap_or_default();
    let tags = array(ticket, &["tags"]).unwrap_or_default();
    Some(Ticket {
        id: id(ticket, "id")?,
        subject: text(ticket, "subject").unwrap_or_default(),
        status: TicketStatus::read(&status),
        custom_status_id: id(ticket, "custom_status_id"),
        requester_id,
        requester: requester_id.and_then(|id| sideloaded_name(body, id)),
        external_id: text(ticket, "external_id"),
        tags: tags
            .iter()
            .filter_map(Json::as_text)
            .take(RECORDS)
            .map(clean)
            .collect(),
        created_at: text(ticket, "created_at"),
        updated_at: text(ticket, "updated_at"),
    })
}

/// The name of a user that the response carries along (`include=users`).
fn sideloaded_name(body: &Json, wanted: u64) -> Option<String> {
    let users = array(body, &["users"])?;
    let user = users.iter().find(|user| id(user, "id") == Some(wanted))?;
    text(user, "name")
}

/// The body of a success, or the error that the status names.
fn success(response: &HttpResponse) -> Result<Json, TicketError> {
    let body = || {
        if response.body.len() > BODY_BYTES {
            return None;
        }
        Json::parse(&response.body)
    };
    match response.status {
        200..=299 => body()
            .filter(|body| matches!(body, Json::Object(_)))
            .ok_or(TicketError::Malformed),
        401 => Err(TicketError::Unauthorized),
        403 => Err(TicketError::Forbidden),
        404 | 410 => Err(TicketError::NotFound),
        409 | 412 => Err(TicketError::Conflict),
        429 => Err(TicketError::RateLimited {
            retry_after_s: retry_after(response),
        }),
        400 | 405..=407 | 411 | 413..=428 | 430..=499 => {
            let body = body();
            // The same Idempotency-Key with another body: the first one stands.
            if body
                .as_ref()
                .and_then(|body| text(body, "error"))
                .as_deref()
                == Some("IdempotentRequestError")
            {
                return Err(TicketError::Conflict);
            }
            let message = body.as_ref().map(complaint).unwrap_or_default();
            Err(TicketError::Rejected { message })
        }
        status => Err(TicketError::Unavailable { status }),
    }
}

/// Zendesk's own words: the first detail, else the description, else the title, else the error's name.
fn complaint(body: &Json) -> String {
    let detail = body
        .get("details")
        .and_then(|fields| match fields {
            Json::Object(fields) => fields.first(),
            _ => None,
        })
        .and_then(Json::as_list)
        .and_then(|list| list.first())
        .and_then(|first| text(first, "description"));
    let error = body.get("error");
    let said = detail
        .or_else(|| text(body, "description"))
        .or_else(|| error.and_then(|error| text(error, "message")))
        .or_else(|| error.and_then(|error| text(error, "title")))
        .or_else(|| text(body, "message"))
        .or_else(|| text(body, "error"));
    said.map(|said| said.chars().take(MESSAGE_CHARS).collect())
        .unwrap_or_default()
}

fn retry_after(response: &HttpResponse) -> u32 {
    let stated = response
        .header("retry-after")
        .and_then(|value| value.parse::<u32>().ok());
    stated.unwrap_or(RETRY_AFTER_S).min(RETRY_AFTER_CAP_S)
}

fn array<'a>(object: &'a Json, keys: &[&str]) -> Option<&'a [Json]> {
    keys.iter().find_map(|key| object.get(key)?.as_list())
}

/// Search mixes kinds unless told otherwise; the plain lists do not say the kind.
fn is_kind(item: &Json, kind: &str) -> bool {
    match item.get("result_type").and_then(Json::as_text) {
        Some(named) => named == kind,
        None => true,
    }
}

fn id(object: &Json, key: &str) -> Option<u64> {
    match object.get(key)? {
        Json::Number(id) => Some(*id),
        _ => None,
    }
}

fn text(object: &Json, key: &str) -> Option<String> {
    let value = object.get(key)?.as_text()?;
    Some(clean(value)).filter(|value| !value.is_empty())
}

fn clean(value: &str) -> String {
    if value.len() <= TEXT_CHARS && !value.chars().any(char::is_control) {
        return value.to_string();
    }
    let shown = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    shown.take(TEXT_CHARS).collect()
}
