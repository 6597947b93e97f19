//! The helpdesk behind the page: asks it for contacts and tickets, and keeps what it could not say yet.

mod fetch;
mod outbox;

use std::rc::Rc;

use call::{Direction, Instant};
use gloo::timers::future::TimeoutFuture;
use ticket::{
    CallFacts, Comment, Contact, Helpdesk, HttpRequest, HttpResponse, NewTicket, Requester, Ticket,
    TicketError, TicketQuery, Zendesk, call_external_id, iso_8601, same_number,
};

use crate::CallView;
use outbox::Outbox;

/// Gives the header fields of the sign-in, asked anew for every request.
pub type HeadersProvider = Rc<dyn Fn() -> Vec<(String, String)>>;

/// How often a question is asked again when the helpdesk is not available.
const TRIES: u32 = 5;

/// Talks to one helpdesk.
#[derive(Clone)]
pub struct HelpdeskClient(Rc<Inner>);

struct Inner {
    base_url: String,
    headers: HeadersProvider,
    adapter: Zendesk,
    outbox: Outbox,
}

/// The ticket of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// Whether it was made for this call just now.
    pub created: bool,
    /// Who calls, when the helpdesk knows the number.
    pub contact: Option<Contact>,
}

impl HelpdeskClient {
    /// A client of the helpdesk at `base_url` (empty: the page's own origin). What an earlier page could not
    /// deliver to the same helpdesk is delivered now.
    pub fn new(base_url: &str, headers: HeadersProvider) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let client = Self(Rc::new(Inner {
            outbox: Outbox::open(&base_url),
            base_url,
            headers,
            adapter: Zendesk::default(),
        }));
        client.deliver();
        client
    }

    /// Contacts whose name or number matches, best first as the helpdesk ranks them (FD-13).
    ///
    /// # Errors
    /// What the helpdesk answered instead.
    pub async fn contacts(&self, text: &str) -> Result<Vec<Contact>, TicketError> {
        let response = self.ask(self.0.adapter.find_contact(text)).await;
        self.0.adapter.read_contacts(&response)
    }

    /// Tickets that match (FD-24).
    ///
    /// # Errors
    /// What the helpdesk answered instead.
    pub async fn tickets(&self, query: TicketQuery<'_>) -> Result<Vec<Ticket>, TicketError> {
        let response = self.ask(self.0.adapter.find_tickets(&query)).await;
        self.0.adapter.read_tickets(&response)
    }

    /// The ticket of a call: the one that is there, or a new one (FD-20). `subject` and `comment` are used for
    /// a new one.
    ///
    /// # Errors
    /// What the helpdesk answered instead, after several tries when it was not available.
    pub async fn link(
        &self,
        call: &CallView,
        subject: String,
        comment: String,
    ) -> Result<LinkedTicket, TicketError> {
        let known = self.tickets(TicketQuery::ForCall(&call.call_id)).await?;
        let external_id = call_external_id(&call.call_id);
        if let Some(ticket) = known
            .into_iter()
            .find(|ticket| ticket.external_id.as_ref() == Some(&external_id))
        {
            return Ok(LinkedTicket {
                ticket,
                created: false,
                contact: None,
            });
        }
        // A caller whom the helpdesk does not know is no reason not to have a ticket.
        let contact = self
            .contacts(&call.number)
            .await
            .unwrap_or_default()
            .into_iter()
            .find(|contact| {
                contact
                    .number
                    .as_deref()
                    .is_some_and(|number| same_number(number, &call.number))
            });
        let requester = Requester {
            contact_id: contact.as_ref().map(|contact| contact.id),
            name: call.name.clone(),
            number: is_number(&call.number).then(|| call.number.clone()),
        };
        let new = NewTicket {
            subject,
            requester,
            comment,
            external_id: Some(external_id),
            call: Some(call_facts(call)),
            ..NewTicket::default()
        };
        let response = self.ask(self.0.adapter.create_ticket(&new)).await;
        let ticket = self.0.adapter.read_ticket(&response)?;
        Ok(LinkedTicket {
            ticket,
            created: true,
            contact,
        })
    }

    /// Adds a comment, now or as soon as the helpdesk takes it. It survives the page: what is not
    /// acknowledged is kept in local storage.
    pub fn add(&self, ticket: u64, comment: &Comment) {
        self.0.outbox.keep(&self.0.adapter.comment(ticket, comment));
        self.deliver();
    }

    /// How many comments wait for the helpdesk.
    pub fn undelivered(&self) -> usize {
        self.0.outbox.len()
    }

    /// Sends a question, and asks again while the helpdesk says that this may help.
    async fn ask(&self, request: HttpRequest) -> HttpResponse {
        let mut wait_s = 1;
        for _ in 1..TRIES {
            let response = fetch::send(&self.0.base_url, &request, &(self.0.headers)()).await;
            if !worth_repeating(response.status) {
                return response;
            }
            TimeoutFuture::new(wait_s * 1_000).await;
            wait_s *= 2;
        }
        fetch::send(&self.0.base_url, &request, &(self.0.headers)()).await
    }

    /// Works the outbox off, oldest first, one run at a time.
    fn deliver(&self) {
        let Some(run) = self.0.outbox.begin() else {
            return;
        };
        let client = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut wait_s = 1;
            while let Some((key, request)) = client.0.outbox.first() {
                let response =
                    fetch::send(&client.0.base_url, &request, &(client.0.headers)()).await;
                if worth_repeating(response.status) || response.status == 401 {
                    TimeoutFuture::new(wait_s * 1_000).await;
                    wait_s = (wait_s * 2).min(60);
                } else {
                    // Taken, or refused for good: a refusal does not turn into a yes by repeating it.
                    client.0.outbox.forget(&key);
                    wait_s = 1;
                }
            }
            drop(run);
        });
    }
}

/// A guest of the lounge has an address and no number; a helpdesk would keep it as one.
fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+*#".contains(&byte))
}

/// 0 is a network that is down; 408, 429 and 5xx say themselves that it may work later.
fn worth_repeating(status: u16) -> bool {
    matches!(status, 0 | 408 | 429 | 500..=599)
}

/// What a ticket is told about a call (CT-25 to CT-37).
pub fn call_facts(call: &CallView) -> CallFacts {
    let iso = |ms: f64| iso_8601(ms as u64);
    let us = call.queue.clone().unwrap_or_default();
    let (direction, from, to) = match call.direction {
        Direction::Inbound => ("inbound", call.number.clone(), us),
        Direction::Outbound => ("outbound", us, call.number.clone()),
    };
    CallFacts {
        call_id: call.call_id.clone(),
        direction: direction.to_owned(),
        from,
        to,
        queue: call.queue.clone(),
        started_at: iso(call.started_ms),
        answered_at: call.answered_ms.map(iso),
        ended_at: call.ended_ms.map(iso),
        duration_s: call.ended_ms.map(|ended| {
            let begun = call.answered_ms.unwrap_or(call.started_ms);
            Instant::from_millis(ended as u64)
                .since(Instant::from_millis(begun as u64))
                .as_secs() as u32
        }),
        outcome: call.ended_ms.map(|_| outcome(call).to_owned()),
        missed_reason: None,
    }
}

fn outcome(call: &CallView) -> &'static str {
    match (&call.end, call.answered_ms) {
        (_, Some(_)) => "answered",
        (Some(end), None) => end.code,
        (None, None) => "missed",
    }
}
