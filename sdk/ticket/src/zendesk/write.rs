//! The JSON that Zendesk is sent.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Json, Object};
use crate::record::{CallFacts, Comment, NewTicket, Requester, TicketStatus, Visibility};

pub(super) fn contact(requester: &Requester) -> Vec<u8> {
    let mut user = person(requester);
    put(&mut user, "role", "end-user");
    // Nobody with only a telephone number can be mailed a verification.
    user.put("skip_verify_email", Json::Flag(true));
    wrap("user", user)
}

pub(super) fn new_ticket(new: &NewTicket) -> Vec<u8> {
    let mut ticket = Object::default();
    put(&mut ticket, "subject", &new.subject);
    put_comment(&mut ticket, &new.comment, new.visibility);
    match new.requester.contact_id {
        Some(id) => ticket.put("requester_id", Json::Number(id)),
        None => ticket.put("requester", Json::Object(person(&new.requester))),
    }
    put_tags(&mut ticket, "tags", new.tags.iter().map(String::as_str));
    put_some(&mut ticket, "external_id", &new.external_id);
    put_call(&mut ticket, new.call.as_ref());
    wrap("ticket", ticket)
}

pub(super) fn comment(comment: &Comment) -> Vec<u8> {
    let mut ticket = Object::default();
    if !comment.body.is_empty() {
        put_comment(&mut ticket, &comment.body, comment.visibility);
    }
    let tags = comment.tags.iter().map(String::as_str);
    put_tags(&mut ticket, "additional_tags", tags);
    match &comment.status {
        Some(TicketStatus::Custom(id)) => ticket.put("custom_status_id", Json::Number(*id)),
        Some(status) => put(&mut ticket, "status", status.as_str()),
        None => {}
    }
    put_call(&mut ticket, comment.call.as_ref());
    if let Some(stamp) = &comment.updated_stamp {
        ticket.put("safe_update", Json::Flag(true));
        put(&mut ticket, "updated_stamp", stamp);
    }
    wrap("ticket", ticket)
}

pub(super) fn tags_only(tags: &[&str]) -> Vec<u8> {
    let mut ticket = Object::default();
    put_tags(&mut ticket, "additional_tags", tags.iter().copied());
    wrap("ticket", ticket)
}

fn person(requester: &Requester) -> Object {
    let mut user = Object::default();
    // Zendesk refuses a user without a name.
    let name = requester.name.as_deref().filter(|name| !name.is_empty());
    let name = name.or(requester.number.as_deref()).unwrap_or("Unknown");
    put(&mut user, "name", name);
    put_some(&mut user, "phone", &requester.number);
    user
}

fn put_comment(ticket: &mut Object, body: &str, visibility: Visibility) {
    let mut comment = Object::default();
    put(&mut comment, "body", body);
    let public = visibility == Visibility::Public;
    comment.put("public", Json::Flag(public));
    ticket.put("comment", Json::Object(comment));
}

/// Metadata stays with the audit entry of the change: readable by programs, never shown to the requester.
fn put_call(ticket: &mut Object, call: Option<&CallFacts>) {
    let Some(facts) = call else { return };
    let mut call = Object::default();
    put(&mut call, "call_id", &facts.call_id);
    put(&mut call, "direction", &facts.direction);
    put(&mut call, "from", &facts.from);
    put(&mut call, "to", &facts.to);
    put_some(&mut call, "queue", &facts.queue);
    put(&mut call, "started_at", &facts.started_at);
    put_some(&mut call, "answered_at", &facts.answered_at);
    put_some(&mut call, "ended_at", &facts.ended_at);
    if let Some(seconds) = facts.duration_s {
        call.put("duration_s", Json::Number(seconds.into()));
    }
    put_some(&mut call, "outcome", &facts.outcome);
    put_some(&mut call, "missed_reason", &facts.missed_reason);
    let mut metadata = Object::default();
    metadata.put("call", Json::Object(call));
    ticket.put("metadata", Json::Object(metadata));
}

/// Tags are one word each: Zendesk splits at spaces and commas.
fn put_tags<'a>(ticket: &mut Object, key: &str, tags: impl Iterator<Item = &'a str>) {
    let mut list = Vec::new();
    for tag in tags {
        let mut word = String::new();
        for c in tag.trim().chars().filter(|c| !c.is_control()) {
            word.push(match c {
                ' ' | ',' | '"' => '_',
                c => c.to_ascii_lowercase(),
            });
        }
        if !word.is_empty() {
            list.push(Json::Text(word));
        }
    }
    if !list.is_empty() {
        ticket.put(key, Json::List(list));
    }
}

fn put(object: &mut Object, key: &str, value: &str) {
    object.put(key, value.into());
}

fn put_some(object: &mut Object, key: &str, value: &Option<String>) {
    if let Some(value) = value {
        put(object, key, value);
    }
}

fn wrap(key: &str, inner: Object) -> Vec<u8> {
    let mut outer = Object::default();
    outer.put(key, Json::Object(inner));
    let mut body = String::new();
    Json::Object(outer).write(&mut body);
    body.into_bytes()
}
