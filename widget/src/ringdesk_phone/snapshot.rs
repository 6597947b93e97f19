//! What the phone shows, as plain data: the driver writes it, the screens read it.

use call::Purpose;

use super::control::{COUNT, Denial};
use crate::fault::Fault;
use crate::icon::{self, Icon};

/// The agent's state, in the words of the state picker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    LoggedOut,
    LoggingIn,
    Available,
    Work,
    Break,
    Dialling,
    OnCall,
    AfterCallWork,
}

impl Presence {
    /// The states that an agent may pick.
    pub const CHOICES: [Self; 3] = [Self::Available, Self::Work, Self::Break];

    pub fn icon(self) -> Icon {
        match self {
            Self::LoggedOut | Self::LoggingIn => icon::LOGGED_OUT,
            Self::Available => icon::AVAILABLE,
            Self::Work => icon::WORK,
            Self::Break => icon::BREAK,
            Self::Dialling => icon::PHONE_OUTGOING,
            Self::OnCall => icon::PHONE_CALL,
            Self::AfterCallWork => icon::WRAP_UP,
        }
    }

    /// The class that colours it.
    pub fn tone(self) -> &'static str {
        match self {
            Self::LoggedOut | Self::LoggingIn => "off",
            Self::Available => "ready",
            Self::Break => "away",
            Self::Work | Self::Dialling | Self::OnCall | Self::AfterCallWork => "busy",
        }
    }

    /// Whether another state can be picked now.
    pub fn can_change(self) -> bool {
        matches!(
            self,
            Self::Available | Self::Work | Self::Break | Self::AfterCallWork
        )
    }
}

/// Whether there is a way to the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    Down,
    Opening,
    Up,
    Lost,
}

/// What a call is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    Dialling,
    Queued,
    Ringing,
    Incoming,
    Answering,
    Talking,
    Ending,
    Over,
}

/// Who ended a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndedBy {
    Us,
    Them,
    Network,
}

/// How it is with the sound of the far side, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sound {
    /// The call came back and is not agreed yet.
    Returning,
    /// Nothing is heard though it should be.
    Lost,
    /// The far side put us on hold.
    Held,
    /// As it should be.
    #[default]
    Heard,
}

/// The call in front.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub id: u32,
    pub call_id: String,
    pub phase: Phase,
    pub number: String,
    pub name: Option<String>,
    pub queue: Option<String>,
    pub position: Option<u32>,
    pub muted: bool,
    pub sound: Sound,
    pub started_ms: f64,
    pub answered_ms: Option<f64>,
    pub ended_ms: Option<f64>,
    pub ended_by: Option<EndedBy>,
}

impl Line {
    /// The name, else the number.
    pub fn who(&self) -> &str {
        self.name
            .as_deref()
            .filter(|name| !name.is_empty())
            .unwrap_or(&self.number)
    }

    /// The number beside the name; none when the name is all there is, or when it is an address that only
    /// machines read.
    pub fn number_beside(&self) -> Option<String> {
        let readable = !self.number.starts_with("guest-") && self.number != self.who();
        readable.then(|| self.number.clone())
    }
}

/// How the line in front or behind stands, where its call alone does not say it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    #[default]
    Plain,
    Holding,
    Held,
    Resuming,
    /// A colleague was asked and has not answered (WX-80).
    Requested,
    Consulting,
    ConsultHeld,
    Conference,
    Transferring,
    /// The announcement is heard before the call ends (KC-30).
    Terminating,
}

impl Standing {
    /// Whether nobody is being spoken with.
    pub fn waits(self) -> bool {
        !matches!(self, Self::Plain | Self::Consulting | Self::Conference)
    }
}

/// How many there are.
pub const STANDINGS: usize = 10;

/// The line behind the one in front.
#[derive(Clone, PartialEq, Debug)]
pub struct Behind {
    /// Its first call.
    pub call: u32,
    pub who: String,
    pub purpose: Purpose,
    pub standing: Standing,
    pub since_ms: f64,
    /// What speaks against going back to it.
    pub denied: Denial,
}

/// One who takes part in a conference.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    pub call: u32,
    pub who: String,
    pub number: Option<String>,
    /// What speaks against sending them away.
    pub denied: Denial,
}

/// Whether the line in front is recorded.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Recording {
    #[default]
    Off,
    On,
    /// And when it goes on by itself (WX-46).
    Paused(Option<f64>),
}

/// A transfer under way, or one that failed.
#[derive(Clone, PartialEq, Debug)]
pub struct Handover {
    pub to: String,
    /// Who waits meanwhile.
    pub whom: String,
    /// Whether `whom` was to be transferred, and not only `to` to be asked.
    pub transfer: bool,
    pub failed: Option<Fault>,
}

/// A call that rings during another (CT-49).
#[derive(Clone, PartialEq, Debug)]
pub struct Second {
    pub call: u32,
    pub who: String,
    pub queue: Option<String>,
    pub since_ms: f64,
    pub answer: Answer,
}

/// What becomes of the present call when a second one is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Holds,
    /// CT-50.
    Ends,
    /// They are brought together: the caller asks to join (RFC 3911).
    Joins,
}

/// The ticket of the call in front.
#[derive(Clone, PartialEq, Debug)]
pub enum TicketRow {
    /// Being looked for or made.
    Searching,
    /// The helpdesk does not answer; the request waits.
    Waiting,
    /// There it is.
    Linked { id: String, subject: String },
}

/// Something that went wrong, and whom it concerned.
#[derive(Clone, PartialEq, Debug)]
pub struct Trouble {
    pub fault: Fault,
    /// The number to call again.
    pub number: Option<String>,
    /// Who that was.
    pub who: Option<String>,
}

/// How a past call went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Past {
    Incoming,
    Outgoing,
    Missed,
}

/// One of the five recent calls (FD-11).
#[derive(Clone, PartialEq, Debug)]
pub struct Recent {
    pub past: Past,
    pub number: String,
    pub name: Option<String>,
    pub queue: Option<String>,
    pub started_ms: f64,
    pub duration_ms: Option<f64>,
}

/// Whom a suggestion names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    Colleague,
    Contact,
}

/// One suggestion under the dial field (FD-13).
#[derive(Clone, PartialEq, Debug)]
pub struct Hint {
    pub kind: HintKind,
    pub name: String,
    pub number: String,
}

/// What is told about the number in the dial field (WX-63 to WX-69).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberNote {
    /// A paste lost characters that no number has (WX-64).
    Stripped,
    /// It has characters that no number has (WX-63).
    Characters,
    /// A plus stands elsewhere than at the beginning (WX-68).
    Plus,
    /// The desk's rules do not let it be dialled.
    Forbidden,
    /// It has fewer digits than this (WX-66).
    Short(usize),
    /// It has more digits than this (WX-66).
    Long(usize),
}

impl NumberNote {
    /// Whether the number can not be dialled as it is.
    pub fn is_error(self) -> bool {
        self != Self::Stripped
    }
}

/// Everything at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    pub presence: Presence,
    pub since_ms: f64,
    pub link: Link,
    /// Whether the page gave the phone a way to log in.
    pub has_account: bool,
    pub line: Option<Line>,
    pub standing: Standing,
    pub purpose: Purpose,
    /// Whom a colleague's question is about.
    pub about: Option<String>,
    /// Whether the far side does not hear us, for we joined to listen (CT-45).
    pub listens: bool,
    pub behind: Option<Behind>,
    /// Who takes part, when it is more than one.
    pub members: Vec<Member>,
    pub recording: Recording,
    pub handover: Option<Handover>,
    pub second: Option<Second>,
    /// What speaks against each control of the line in front.
    pub denied: [Denial; COUNT],
    pub ticket: Option<TicketRow>,
    pub trouble: Option<Trouble>,
    /// Something worth a banner, that does not take the stage.
    pub notice: Option<Fault>,
    pub recent: Vec<Recent>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            presence: Presence::LoggedOut,
            since_ms: 0.0,
            link: Link::Down,
            has_account: false,
            line: None,
            standing: Standing::Plain,
            purpose: Purpose::Primary,
            about: None,
            listens: false,
            behind: None,
            members: Vec::new(),
            recording: Recording::Off,
            handover: None,
            second: None,
            denied: [Denial::default(); COUNT],
            ticket: None,
            trouble: None,
            notice: None,
            recent: Vec::new(),
        }
    }
}

/// Which screen the stage shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    LoggedOut,
    Idle,
    Incoming,
    /// A call from dialling to the end of its after-call work: one screen, so that notes keep their place.
    Call,
    Trouble,
}

impl Snapshot {
    pub fn stage(&self) -> Stage {
        match self.line.as_ref().map(|line| line.phase) {
            Some(Phase::Incoming | Phase::Answering) => Stage::Incoming,
            Some(Phase::Over) | None if self.trouble.is_some() && !self.wraps_up() => {
                Stage::Trouble
            }
            Some(Phase::Over) if !self.wraps_up() => self.without_call(),
            Some(_) => Stage::Call,
            None => self.without_call(),
        }
    }

    fn without_call(&self) -> Stage {
        match self.presence {
            Presence::LoggedOut | Presence::LoggingIn => Stage::LoggedOut,
            _ => Stage::Idle,
        }
    }

    /// Whether the call in front is over and its after-call work is not.
    pub fn wraps_up(&self) -> bool {
        self.presence == Presence::AfterCallWork
            && self
                .line
                .as_ref()
                .is_some_and(|line| line.phase == Phase::Over)
    }

    /// Whether there is a call that a closed page would cut off.
    pub fn is_busy(&self) -> bool {
        self.line
            .as_ref()
            .is_some_and(|line| line.phase != Phase::Over)
    }
}
