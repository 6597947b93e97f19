//! What Zendesk's clients send and read.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::failure::Failure;
use super::super::user::NewUser;
use super::STATUSES;
use crate::store::{Agent, NewTicket, Person, Ticket, TicketChange};

const SUBJECT_CHARS: usize = 500;
const TAGS: usize = 100;
const PRIORITIES: [&str; 4] = ["low", "normal", "high", "urgent"];
const KINDS: [&str; 4] = ["problem", "incident", "question", "task"];

/// A ticket as JSON.
pub fn ticket(ticket: &Ticket) -> Value {
    json!({
        "id": ticket.id,
        "url": format!("/api/v2/tickets/{}.json", ticket.id),
        "external_id": ticket.external_id,
        "subject": ticket.subject,
        "description": ticket.description,
        "status": ticket.status,
        "priority": ticket.priority,
        "type": ticket.kind,
        "tags": ticket.tags,
        "requester_id": ticket.requester_id,
        "submitter_id": ticket.requester_id,
        "assignee_id": ticket.assignee_id,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
        "custom_fields": [],
    })
}

/// `{"ticket": {…}}`
#[derive(Deserialize)]
pub struct Wrapped {
    pub(super) ticket: Fields,
}

/// The fields of a ticket that is created or changed.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Fields {
    subject: Option<String>,
    comment: Option<Comment>,
    description: Option<String>,
    requester: Option<NewUser>,
    requester_id: Option<i64>,
    assignee_id: Option<i64>,
    external_id: Option<String>,
    status: Option<String>,
    priority: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    tags: Option<Vec<String>>,
    additional_tags: Vec<String>,
    remove_tags: Vec<String>,
    metadata: Value,
    safe_update: bool,
    updated_stamp: Option<String>,
}

#[derive(Deserialize)]
struct Comment {
    body: Option<String>,
    html_body: Option<String>,
    public: Option<bool>,
}

impl Comment {
    fn text(self) -> (String, bool) {
        let public = self.public.unwrap_or(true);
        (self.body.or(self.html_body).unwrap_or_default(), public)
    }
}

impl Fields {
    fn check(&self) -> Result<(), Failure> {
        let known = |value: &Option<String>, list: &[&str], what: &str| match value {
            Some(value) if !list.contains(&value.as_str()) => {
                Err(Failure::invalid(format!("There is no {what} \"{value}\".")))
            }
            _ => Ok(()),
        };
        known(&self.status, &STATUSES, "status")?;
        known(&self.priority, &PRIORITIES, "priority")?;
        known(&self.kind, &KINDS, "type")?;
        let long = |text: &Option<String>| {
            text.as_ref()
                .is_some_and(|text| text.chars().count() > SUBJECT_CHARS)
        };
        if long(&self.subject) || long(&self.external_id) {
            return Err(Failure::invalid(
                "Subject and external_id have at most 500 characters.",
            ));
        }
        let tags = self.tags.as_ref().map_or(0, Vec::len) + self.additional_tags.len();
        if tags > TAGS {
            return Err(Failure::invalid("A ticket has at most 100 tags."));
        }
        if !self.metadata.is_null() && !self.metadata.is_object() {
            return Err(Failure::invalid("metadata is an object."));
        }
        Ok(())
    }

    /// Zendesk fills in as here: status new, requester the one who asks.
    pub fn new_ticket(self, me: &Agent) -> Result<NewTicket, Failure> {
        self.check()?;
        let (body, public) = match self.comment {
            Some(comment) => comment.text(),
            None => (self.description.unwrap_or_default(), true),
        };
        let first_line = || {
            body.lines()
                .next()
                .unwrap_or_default()
                .chars()
                .take(80)
                .collect::<String>()
        };
        let subject = self.subject.unwrap_or_else(first_line);
        if subject.is_empty() && body.is_empty() {
            return Err(Failure::invalid("A ticket needs a subject or a comment."));
        }
        let requester = match (self.requester_id, self.requester) {
            (Some(id), _) => Person::Known(id),
            (None, Some(person)) => Person::Named(person.contact()?),
            (None, None) => Person::Known(me.id),
        };
        let mut tags = self.tags.unwrap_or_default();
        tags.extend(self.additional_tags);
        tags.sort();
        tags.dedup();
        Ok(NewTicket {
            external_id: self.external_id,
            subject,
            body,
            public,
            status: self.status.unwrap_or_else(|| "new".into()),
            priority: self.priority,
            kind: self.kind,
            tags,
            requester,
            assignee_id: self.assignee_id,
            author_id: me.id,
            metadata: self.metadata,
        })
    }

    pub fn change(self) -> Result<TicketChange, Failure> {
        self.check()?;
        let comment = self.comment.map(Comment::text);
        Ok(TicketChange {
            subject: self.subject,
            status: self.status,
            priority: self.priority,
            kind: self.kind,
            assignee_id: self.assignee_id,
            requester_id: self.requester_id,
            external_id: self.external_id,
            tags: self.tags,
            add_tags: self.additional_tags,
            remove_tags: self.remove_tags,
            comment: comment.filter(|(body, _)| !body.is_empty()),
            metadata: self.metadata,
            only_if_updated_at: self.updated_stamp.filter(|_| self.safe_update),
        })
    }
}
