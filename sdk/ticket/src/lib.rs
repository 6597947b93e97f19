//! Helpdesks without input or output: requests out, responses in, one adapter for each helpdesk.
//!
//! A [`Helpdesk`] builds [`HttpRequest`] values and reads [`HttpResponse`] values. Who sends them is up to the caller:
//! a browser with fetch, a server with its own client, a test to nobody.
//!
//! ```
//! use ringdesk_ticket::{Helpdesk, HttpResponse, TicketQuery, Zendesk};
//!
//! let helpdesk = Zendesk::new();
//! let request = helpdesk.find_tickets(&TicketQuery::Subject("printer"));
//! assert!(request.path.starts_with("/api/v2/search.json?query=type%3Aticket"));
//!
//! let response = HttpResponse::new(200, br#"{"results":[{"id":42,"subject":"The printer","status":"open"}]}"#);
//! assert_eq!(helpdesk.read_tickets(&response).unwrap()[0].id, 42);
//! ```
#![no_std]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

extern crate alloc;

mod date;
mod error;
mod helpdesk;
mod http;
mod json;
mod number;
mod record;
mod zendesk;

pub use date::iso_8601;
pub use error::TicketError;
pub use helpdesk::Helpdesk;
pub use http::{HttpMethod, HttpRequest, HttpResponse};
pub use number::same_number;
pub use record::{
    CallFacts, Comment, Contact, NewTicket, Requester, Ticket, TicketQuery, TicketStatus,
    Visibility, call_external_id,
};
pub use zendesk::Zendesk;
