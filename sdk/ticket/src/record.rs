//! What a helpdesk keeps: contacts, tickets, comments, and the facts of a call.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A person the helpdesk knows.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct Contact {
    /// The helpdesk's id.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The telephone number as it is written there.
    pub number: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// Which tickets to look for.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum TicketQuery<'a> {
    /// The ticket with this id.
    Id(u64),
    /// Tickets of a requester, by name, e-mail address or contact id.
    Requester(&'a str),
    /// Tickets with these words in the subject.
    Subject(&'a str),
    /// Tickets with these words anywhere.
    Text(&'a str),
    /// The ticket that belongs to the call with this SIP Call-ID.
    ForCall(&'a str),
}

/// Where a ticket stands.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub enum TicketStatus {
    /// Nobody has looked at it.
    New,
    /// An agent is at work on it.
    #[default]
    Open,
    /// Waits for the requester.
    Pending,
    /// Waits for somebody else.
    Hold,
    /// Done, may be reopened.
    Solved,
    /// Done for good; it takes no comments.
    Closed,
    /// One of the account's own statuses, by its id. Written only: on reading see [`Ticket::custom_status_id`].
    Custom(u64),
    /// A status this version does not know, as the helpdesk names it.
    Other(String),
}

impl TicketStatus {
    /// The name, in the helpdesk's spelling. A custom status is `custom`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Hold => "hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
            Self::Custom(_) => "custom",
            Self::Other(name) => name,
        }
    }

    pub(crate) fn read(name: &str) -> Self {
        match name {
            "new" => Self::New,
            "open" => Self::Open,
            "pending" => Self::Pending,
            "hold" => Self::Hold,
            "solved" => Self::Solved,
            "closed" => Self::Closed,
            other => Self::Other(other.to_string()),
        }
    }
}

/// A ticket as the helpdesk shows it.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct Ticket {
    /// The helpdesk's id.
    pub id: u64,
    /// The subject.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// The account's own status, where it has such.
    pub custom_status_id: Option<u64>,
    /// The requester's contact id.
    pub requester_id: Option<u64>,
    /// The requester's name, when the response carries it.
    pub requester: Option<String>,
    /// Our own key of the ticket, `call:<SIP Call-ID>` when it was made for a call.
    pub external_id: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was created, ISO 8601 in UTC.
    pub created_at: Option<String>,
    /// When it was last changed, as the helpdesk wrote it: give it back as [`Comment::updated_stamp`].
    pub updated_at: Option<String>,
}

/// Whose ticket it is.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct Requester {
    /// The known contact; name and number are then not sent.
    pub contact_id: Option<u64>,
    /// The caller's name.
    pub name: Option<String>,
    /// The caller's number or user name.
    pub number: Option<String>,
}

/// Who may read a comment.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Visibility {
    /// Agents only.
    #[default]
    Internal,
    /// The requester too, who is told about it.
    Public,
}

/// A ticket to create.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct NewTicket {
    /// The subject.
    pub subject: String,
    /// Whose it is.
    pub requester: Requester,
    /// The first comment.
    pub comment: String,
    /// Who may read the first comment.
    pub visibility: Visibility,
    /// Tags to set.
    pub tags: Vec<String>,
    /// Our own key, see [`call_external_id`].
    pub external_id: Option<String>,
    /// The call it is made for, kept beside the comment.
    pub call: Option<CallFacts>,
}

/// A comment to add, with everything that shall change along with it.
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct Comment {
    /// The text. Empty: nothing is said, only the rest changes.
    pub body: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// The call it tells of, kept beside the comment.
    pub call: Option<CallFacts>,
    /// Tags to add.
    pub tags: Vec<String>,
    /// The new status.
    pub status: Option<TicketStatus>,
    /// [`Ticket::updated_at`] as last seen: the helpdesk then refuses with [`crate::TicketError::Conflict`] when somebody changed the
    /// ticket since.
    pub updated_stamp: Option<String>,
}

/// The facts of one call, in the words that reports use (CT-25 to CT-37).
#[derive(Clone, Eq, PartialEq, Debug, Default)]
pub struct CallFacts {
    /// The SIP Call-ID.
    pub call_id: String,
    /// `inbound` or `outbound` (CT-26).
    pub direction: String,
    /// Who called.
    pub from: String,
    /// Who was called.
    pub to: String,
    /// The queue it came through.
    pub queue: Option<String>,
    /// When it began, ISO 8601 in UTC (see [`crate::iso_8601`]).
    pub started_at: String,
    /// When it was answered.
    pub answered_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Seconds it lasted in all (CT-37); absent while it lasts.
    pub duration_s: Option<u32>,
    /// `answered`, `missed` and so on; absent while it lasts.
    pub outcome: Option<String>,
    /// Why it was missed (CT-27).
    pub missed_reason: Option<String>,
}

/// The key of the ticket of a call: `call:` and the SIP Call-ID.
pub fn call_external_id(sip_call_id: &str) -> String {
    let mut key = String::from("call:");
    key.push_str(sip_call_id);
    key
}
