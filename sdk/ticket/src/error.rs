//! What a helpdesk can answer instead of what was asked for.

use alloc::string::String;

/// Why a helpdesk did not do what it was asked.
#[derive(Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum TicketError {
    /// 401: the sign-in is missing, wrong or expired.
    #[error("the helpdesk does not accept the sign-in")]
    Unauthorized,
    /// 403: signed in, yet not permitted.
    #[error("the helpdesk does not permit this")]
    Forbidden,
    /// 404 or 410: no such ticket or contact.
    #[error("the helpdesk has no such record")]
    NotFound,
    /// 409 or 412, or a repeated creation with other content: somebody else was faster. Read again, then decide.
    #[error("the record was changed by somebody else")]
    Conflict,
    /// 429: too many requests; try again after so many seconds.
    #[error("the helpdesk asks to wait {retry_after_s} seconds")]
    RateLimited {
        /// Seconds to wait, from Retry-After; 60 when the helpdesk does not say. At most 3600.
        retry_after_s: u32,
    },
    /// 400, 413, 422 and other refusals of what was sent.
    #[error("the helpdesk refused the request: {message}")]
    Rejected {
        /// The helpdesk's own words, cut to 300 characters; empty when it gave none.
        message: String,
    },
    /// 5xx, 408, or a status that no helpdesk should send: the service is ill, try later.
    #[error("the helpdesk is not available (status {status})")]
    Unavailable {
        /// The HTTP status; 0 when there was no response at all.
        status: u16,
    },
    /// A success whose body can not be read.
    #[error("the helpdesk's answer can not be read")]
    Malformed,
}

impl TicketError {
    /// The stable name of the error, `ticket.conflict` for example.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "ticket.unauthorized",
            Self::Forbidden => "ticket.forbidden",
            Self::NotFound => "ticket.not-found",
            Self::Conflict => "ticket.conflict",
            Self::RateLimited { .. } => "ticket.rate-limited",
            Self::Rejected { .. } => "ticket.rejected",
            Self::Unavailable { .. } => "ticket.unavailable",
            Self::Malformed => "ticket.malformed",
        }
    }

    /// How many seconds to wait before the same request may succeed by itself; `None` when repeating it is pointless.
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited { retry_after_s } => Some(*retry_after_s),
            Self::Unavailable { .. } => Some(5),
            // A new sign-in may come: the request itself is sound.
            Self::Unauthorized => Some(30),
            Self::Forbidden
            | Self::NotFound
            | Self::Conflict
            | Self::Rejected { .. }
            | Self::Malformed => None,
        }
    }
}
