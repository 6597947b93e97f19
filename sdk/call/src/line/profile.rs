//! What an organisation lets its agents do with calls, and what follows from what.

use alloc::string::String;
use core::time::Duration;

/// Who this phone is in a call (WX-89 to WX-128).
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Role {
    /// Who talks with the customer, and starts the consult and the conference: "agent 1".
    #[default]
    Agent,
    /// Who is asked about a customer: "agent 2".
    Consulted,
    /// The customer.
    Customer,
}

impl Role {
    /// The name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Consulted => "consulted",
            Role::Customer => "customer",
        }
    }
}

/// What becomes of the line that waits when the other one ends.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum SecondLine {
    /// It is resumed.
    #[default]
    Resume,
    /// It stays on hold until the agent resumes it (KC-26).
    KeepHeld,
}

/// What the agent's end of a consult or conference ends.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum EndConsult {
    /// The consult: the agent is back with the customer.
    #[default]
    ReturnToCustomer,
    /// Everything (WX-98, WX-122).
    EndAll,
}

/// What becomes of the colleague when the customer hangs up during a consult, or a conference that came of one.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum CustomerLeft {
    /// The call with the colleague ends, too (WX-97, WX-105, WX-116, WX-121, WX-128).
    #[default]
    EndAll,
    /// It goes on.
    GoOn,
}

/// What becomes of somebody who asks to join a call (RFC 3911).
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Joins {
    /// It is refused.
    Refuse,
    /// It rings, and joins when it is answered.
    #[default]
    Ask,
    /// It joins at once.
    Accept,
}

/// When calls are recorded.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Record {
    /// Never.
    #[default]
    Off,
    /// When the agent says so.
    OnDemand,
    /// From the answer on (FD-26).
    Always,
}

/// Who records.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum RecordBy {
    /// This browser.
    #[default]
    Browser,
    /// The server, told by INFO with `Record: on` or `Record: off`.
    Server,
}

/// What is permitted, and what follows from what.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Who this phone is, unless a call says otherwise.
    pub role: Role,
    /// Whether there are parallel calls (FD-41).
    pub parallel: bool,
    /// Whether there are consults (FD-56).
    pub warm_transfer: bool,
    /// Whether there are conferences (FD-65).
    pub conference: bool,
    /// Whether somebody may be called straight into a conversation (FD-40), and lines be merged (FD-48); else a conference comes of a
    /// consult only (WX-106).
    pub conference_without_consult: bool,
    /// Whether a call may be ended while it is on hold; not so in WX-38.
    pub end_while_held: bool,
    /// What becomes of the line that waits when the other one ends.
    pub second_line_ended: SecondLine,
    /// What the agent's end of a consult ends.
    pub end_consult: EndConsult,
    /// What becomes of the colleague when the customer hangs up.
    pub customer_left: CustomerLeft,
    /// The server's conference (RFC 4579); mixed here when absent.
    pub conference_uri: Option<String>,
    /// Whether calls are answered with the microphone silenced (CT-38).
    pub mute_on_join: bool,
    /// What becomes of somebody who asks to join.
    pub join: Joins,
    /// When calls are recorded.
    pub record: Record,
    /// Who records.
    pub record_by: RecordBy,
    /// After how long a paused recording goes on by itself (WX-46).
    pub pause_limit: Option<Duration>,
}

impl Default for Profile {
    fn default() -> Self {
        Profile {
            role: Role::Agent,
            parallel: true,
            warm_transfer: true,
            conference: true,
            conference_without_consult: true,
            end_while_held: true,
            second_line_ended: SecondLine::Resume,
            end_consult: EndConsult::ReturnToCustomer,
            customer_left: CustomerLeft::EndAll,
            conference_uri: None,
            mute_on_join: false,
            join: Joins::Ask,
            record: Record::Off,
            record_by: RecordBy::Browser,
            pause_limit: None,
        }
    }
}

impl Profile {
    /// The rules of the Webex agent desktop: no parallel calls, conferences from a consult only, no end while on hold, and the end of
    /// a consult or conference ends everything.
    pub fn webex() -> Self {
        Profile {
            parallel: false,
            conference_without_consult: false,
            end_while_held: false,
            end_consult: EndConsult::EndAll,
            ..Profile::default()
        }
    }
}
