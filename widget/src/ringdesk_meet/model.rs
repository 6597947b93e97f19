//! What the customer's call shows, as plain data, and what the customer can do.

use std::rc::Rc;

use leptos::prelude::*;

use crate::fault::Fault;

/// Where the customer's call is.
///
/// ```text
/// Name ──► Connecting ──► Calling ──► Talking ──► Ended
///              │             │  ▲
///              │             ▼  │
///              └──────────► Waiting          any of them ──► Failed
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Name,
    Connecting,
    Calling,
    Waiting(Option<u32>),
    Talking,
    Ended,
    Failed(Fault),
}

impl Act {
    /// The word that the page sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connecting => "connecting",
            Self::Calling => "calling",
            Self::Waiting(_) => "waiting",
            Self::Talking => "in-call",
            Self::Ended => "ended",
            Self::Failed(_) => "failed",
        }
    }
}

/// Everything at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    pub act: Act,
    /// The queue, as the customer knows it.
    pub queue: Option<String>,
    /// Who answered.
    pub agent: Option<String>,
    pub muted: bool,
    pub reconnecting: bool,
    /// The page was reloaded, and the call is not agreed again yet.
    pub returning: bool,
    /// When waiting began.
    pub started_ms: f64,
    pub answered_ms: Option<f64>,
    pub ended_ms: Option<f64>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            act: Act::Name,
            queue: None,
            agent: None,
            muted: false,
            reconnecting: false,
            returning: false,
            started_ms: 0.0,
            answered_ms: None,
            ended_ms: None,
        }
    }
}

/// Something the customer asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Start, with this name.
    Start(String),
    ToggleMute,
    Leave,
    /// Call again, or try again after a failure.
    Again,
    /// Back to the button.
    Close,
}

/// The state of one meet element.
#[derive(Clone, Copy)]
pub struct Model {
    pub language: RwSignal<String>,
    /// What the element's button says.
    pub title: RwSignal<String>,
    pub snapshot: RwSignal<Snapshot>,
    /// The time, told twice a second.
    pub now: RwSignal<f64>,
    pub name: RwSignal<String>,
}

impl Model {
    /// To be called with the element's owner current, which these signals then live as long as.
    pub fn new() -> Self {
        Self {
            language: RwSignal::new("en".to_owned()),
            title: RwSignal::new(String::new()),
            snapshot: RwSignal::new(Snapshot::default()),
            now: RwSignal::new(0.0),
            name: RwSignal::new(String::new()),
        }
    }
}

/// What acts on commands.
pub type Perform = Rc<dyn Fn(Command)>;
