//! The contract every helpdesk's adapter keeps.

use alloc::vec::Vec;

use crate::error::TicketError;
use crate::http::{HttpRequest, HttpResponse};
use crate::record::{Comment, Contact, NewTicket, Requester, Ticket, TicketQuery};

/// A helpdesk: builds requests, reads responses, and does nothing else.
///
/// Every request has its reader: `find_contact` and `create_contact` are read by `read_contacts`, `find_tickets` by
/// `read_tickets`, and `create_ticket`, `comment` and `tag` by `read_ticket`.
pub trait Helpdesk {
    /// Asks for the contacts with a telephone number, in whatever form the helpdesk keeps it, or with a user name.
    ///
    /// The answer may hold more than was asked for: pick with [`crate::same_number`].
    fn find_contact(&self, number: &str) -> HttpRequest;
    /// Makes a contact of a caller the helpdesk does not know.
    fn create_contact(&self, requester: &Requester) -> HttpRequest;
    /// Reads the contacts of a response.
    fn read_contacts(&self, response: &HttpResponse) -> Result<Vec<Contact>, TicketError>;

    /// Asks for tickets (FD-24: by id, requester or subject).
    fn find_tickets(&self, query: &TicketQuery<'_>) -> HttpRequest;
    /// Reads the tickets of a response, in the helpdesk's order.
    fn read_tickets(&self, response: &HttpResponse) -> Result<Vec<Ticket>, TicketError>;

    /// Creates a ticket (FD-20). With an `external_id`, asking twice makes one ticket.
    fn create_ticket(&self, ticket: &NewTicket) -> HttpRequest;
    /// Adds a comment, and with it tags, call facts and a status, in a single request.
    fn comment(&self, ticket: u64, comment: &Comment) -> HttpRequest;
    /// Adds tags and keeps those that are there.
    fn tag(&self, ticket: u64, tags: &[&str]) -> HttpRequest;
    /// Reads the one ticket that was created or changed.
    fn read_ticket(&self, response: &HttpResponse) -> Result<Ticket, TicketError>;
}
