//! The first adapter: Zendesk's Ticketing API, version 2.

mod read;
mod write;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::TicketError;
use crate::helpdesk::Helpdesk;
use crate::http::{HttpMethod, HttpRequest, HttpResponse, push_encoded};
use crate::number::search_digits;
use crate::record::{
    Comment, Contact, NewTicket, Requester, Ticket, TicketQuery, call_external_id,
};

/// Zendesk's Ticketing API (`/api/v2`), and every server that speaks it.
///
/// A new requester without an e-mail address: Zendesk itself wants a contact first ([`Helpdesk::create_contact`]), then its
/// `contact_id` in [`NewTicket::requester`].
#[derive(Copy, Clone, Debug, Default)]
pub struct Zendesk(());

impl Zendesk {
    /// The adapter. It keeps nothing: the host and the sign-in belong to whoever sends the requests.
    pub const fn new() -> Self {
        Self(())
    }
}

impl Helpdesk for Zendesk {
    fn find_contact(&self, number: &str) -> HttpRequest {
        // Zendesk indexes the digits of a number and finds no `+`; the wildcard reaches over country code and trunk zero.
        let query = match search_digits(number) {
            Some(digits) => {
                let mut query = String::from("phone:*");
                query.push_str(&digits);
                query
            }
            None => phrase("", number),
        };
        let mut path = String::from("/api/v2/users/search.json?query=");
        push_encoded(&mut path, &query);
        HttpRequest::get(path)
    }

    fn create_contact(&self, requester: &Requester) -> HttpRequest {
        let path = String::from("/api/v2/users.json");
        HttpRequest::with_body(HttpMethod::Post, path, write::contact(requester))
    }

    fn read_contacts(&self, response: &HttpResponse) -> Result<Vec<Contact>, TicketError> {
        read::contacts(response)
    }

    fn find_tickets(&self, query: &TicketQuery<'_>) -> HttpRequest {
        let (mut path, words) = match query {
            TicketQuery::Id(id) => {
                let mut path = ticket_path(*id);
                path.push_str("?include=users");
                return HttpRequest::get(path);
            }
            // Search learns of a new ticket minutes late; the list knows it at once.
            TicketQuery::ForCall(call_id) => {
                let mut path = String::from("/api/v2/tickets.json?external_id=");
                push_encoded(&mut path, &call_external_id(call_id));
                path.push_str("&include=users");
                return HttpRequest::get(path);
            }
            TicketQuery::Requester(who) => (String::new(), phrase("requester:", who)),
            TicketQuery::Subject(words) => (String::new(), phrase("subject:", words)),
            TicketQuery::Text(words) => (String::new(), phrase("", words)),
        };
        path.push_str("/api/v2/search.json?query=");
        push_encoded(&mut path, "type:ticket ");
        push_encoded(&mut path, &words);
        path.push_str("&sort_by=updated_at&sort_order=desc&per_page=25&include=tickets%28users%29");
        HttpRequest::get(path)
    }

    fn read_tickets(&self, response: &HttpResponse) -> Result<Vec<Ticket>, TicketError> {
        read::tickets(response)
    }

    fn create_ticket(&self, ticket: &NewTicket) -> HttpRequest {
        let path = String::from("/api/v2/tickets.json");
        let mut request = HttpRequest::with_body(HttpMethod::Post, path, write::new_ticket(ticket));
        if let Some(key) = ticket.external_id.as_deref().and_then(idempotency_key) {
            request.headers.push(("Idempotency-Key".into(), key));
        }
        request
    }

    fn comment(&self, ticket: u64, comment: &Comment) -> HttpRequest {
        HttpRequest::with_body(
            HttpMethod::Put,
            ticket_path(ticket),
            write::comment(comment),
        )
    }

    fn tag(&self, ticket: u64, tags: &[&str]) -> HttpRequest {
        HttpRequest::with_body(HttpMethod::Put, ticket_path(ticket), write::tags_only(tags))
    }

    fn read_ticket(&self, response: &HttpResponse) -> Result<Ticket, TicketError> {
        read::ticket(response)
    }
}

fn ticket_path(id: u64) -> String {
    let mut path = String::from("/api/v2/tickets/");
    path.push_str(&id.to_string());
    path.push_str(".json");
    path
}

/// `field:"words"`. The search language can not escape a quotation mark inside of a phrase, so it becomes a space.
fn phrase(field: &str, words: &str) -> String {
    let mut query = String::from(field);
    query.push('"');
    let safe = words.trim().chars().map(|c| match c {
        '"' | '\\' => ' ',
        c if c.is_control() => ' ',
        c => c,
    });
    query.extend(safe.take(200));
    query.push('"');
    query
}

/// The header value under which a repeated creation is recognised; `None` when the key is not fit for a header.
fn idempotency_key(external_id: &str) -> Option<String> {
    let fits = external_id.len() <= 255 && external_id.bytes().all(|b| b.is_ascii_graphic());
    fits.then(|| external_id.to_string())
}
