//! The JSON that Zendesk is sent.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value};

use crate::record::{CallFacts, Comment, NewTicket, Requester, TicketStatus, Visibility};

pub(super) fn contact(requester: &Requester) -> Vec<u8> {
    let mut user = person(requester);
    user.insert("role".into(), "end-user".into());
    // Nobody with only a telephone number can be mailed a verification.
    user.insert("skip_verify_email".into(), Value::Bool(true));
    wrap("user", user)
}

pub(super) fn new_ticket(new: &NewTicket) -> Vec<u8> {
    let mut ticket = Map::new();
    put(&mut ticket, "subject", &new.subject);
    ticket.insert(
        "comment".into(),
        comment_object(&new.comment, new.visibility),
    );
    match new.requester.contact_id {
        Some(id) => ticket.insert("requester_id".into(), id.into()),
        None => ticket.insert("requester".into(), Value::Object(person(&new.requester))),
    };
    put_tags(&mut ticket, "tags", new.tags.iter().map(String::as_str));
    put_some(&mut ticket, "external_id", new.external_id.as_deref());
    put_call(&mut ticket, new.call.as_ref());
    wrap("ticket", ticket)
}

pub(super) fn comment(comment: &Comment) -> Vec<u8> {
    let mut ticket = Map::new();
    if !comment.body.is_empty() {
        ticket.insert(
            "comment".into(),
            comment_object(&comment.body, comment.visibility),
        );
    }
    put_tags(
        &mut ticket,
        "additional_tags",
        comment.tags.iter().map(String::as_str),
    );
    match &comment.status {
        Some(TicketStatus::Custom(id)) => {
            ticket.insert("custom_status_id".into(), (*id).into());
        }
        Some(status) => put(&mut ticket, "status", status.as_str()),
        None => {}
    }
    put_call(&mut ticket, comment.call.as_ref());
    if let Some(stamp) = &comment.updated_stamp {
        ticket.insert("safe_update".into(), Value::Bool(true));
        put(&mut ticket, "updated_stamp", stamp);
    }
    wrap("ticket", ticket)
}

pub(super) fn tags_only(tags: &[&str]) -> Vec<u8> {
    let mut ticket = Map::new();
    put_tags(&mut ticket, "additional_tags", tags.iter().copied());
    wrap("ticket", ticket)
}

fn person(requester: &Requester) -> Map<String, Value> {
    let mut user = Map::new();
    // Zendesk refuses a user without a name.
    let name = requester.name.as_deref().filter(|name| !name.is_empty());
    let name = name.or(requester.number.as_deref()).unwrap_or("Unknown");
    put(&mut user, "name", name);
    put_some(&mut user, "phone", requester.number.as_deref());
    user
}

fn comment_object(body: &str, visibility: Visibility) -> Value {
    let mut comment = Map::new();
    put(&mut comment, "body", body);
    let public = visibility == Visibility::Public;
    comment.insert("public".into(), Value::Bool(public));
    Value::Object(comment)
}

/// Metadata stays with the audit entry of the change: readable by programs, never shown to the requester.
fn put_call(ticket: &mut Map<String, Value>, call: Option<&CallFacts>) {
    let Some(facts) = call else { return };
    let mut call = Map::new();
    put(&mut call, "call_id", &facts.call_id);
    put(&mut call, "direction", &facts.direction);
    put(&mut call, "from", &facts.from);
    put(&mut call, "to", &facts.to);
    put_some(&mut call, "queue", facts.queue.as_deref());
    put(&mut call, "started_at", &facts.started_at);
    put_some(&mut call, "answered_at", facts.answered_at.as_deref());
    put_some(&mut call, "ended_at", facts.ended_at.as_deref());
    if let Some(seconds) = facts.duration_s {
        call.insert("duration_s".into(), seconds.into());
    }
    put_some(&mut call, "outcome", facts.outcome.as_deref());
    put_some(&mut call, "missed_reason", facts.missed_reason.as_deref());
    let mut metadata = Map::new();
    metadata.insert("call".into(), Value::Object(call));
    ticket.insert("metadata".into(), Value::Object(metadata));
}

/// Tags are one word each: Zendesk splits at spaces and commas.
fn put_tags<'a>(ticket: &mut Map<String, Value>, key: &str, tags: impl Iterator<Item = &'a str>) {
    let mut list = Vec::new();
    for tag in tags {
        let word: String = tag
            .trim()
            .chars()
            .map(|c| match c {
                ' ' | ',' | '"' => '_',
                c => c.to_ascii_lowercase(),
            })
            .filter(|c| !c.is_control())
            .collect();
        if !word.is_empty() {
            list.push(Value::String(word));
        }
    }
    if !list.is_empty() {
        ticket.insert(key.into(), Value::Array(list));
    }
}

fn put(object: &mut Map<String, Value>, key: &str, value: &str) {
    object.insert(key.into(), Value::String(value.into()));
}

fn put_some(object: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(object, key, value);
    }
}

fn wrap(key: &str, inner: Map<String, Value>) -> Vec<u8> {
    let mut outer = Map::new();
    outer.insert(key.into(), Value::Object(inner));
    Value::Object(outer).to_string().into_bytes()
}
