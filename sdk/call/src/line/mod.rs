//! Lines: what an agent sees of calls. A line is one conversation, with one party or more; at most one line is not on hold.

mod focus;
mod handover;
mod keep;
mod order;
mod profile;
mod refusal;
mod room;
mod stage;
mod table;
mod tape;

use alloc::vec::Vec;

use crate::{CallId, Recording};

pub(crate) use focus::Focus;
use handover::Handover;
pub(crate) use keep::kept_line;
pub use profile::{CustomerLeft, EndConsult, Joins, Profile, Record, RecordBy, Role, SecondLine};
pub use refusal::{LineError, Refusal};
pub(crate) use room::Removal;
pub use stage::Stage;
pub use table::{Control, OtherLine, Parties, Progress, Situation, permits};
pub(crate) use tape::Tape;

/// The phone's handle of a line. It is never used twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct LineId(pub(crate) u32);

impl LineId {
    /// The handle with this number, as it comes back from a place that only keeps numbers.
    pub const fn from_u32(number: u32) -> Self {
        LineId(number)
    }

    /// The number of this handle.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// What a line is for.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Purpose {
    /// A call of its own.
    Primary,
    /// A colleague is asked about the call of the other line.
    Consult,
    /// Somebody is called while the other line waits.
    Parallel,
}

impl Purpose {
    /// The name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Primary => "primary",
            Purpose::Consult => "consult",
            Purpose::Parallel => "parallel",
        }
    }
}

/// One conversation, to be read.
#[derive(Clone, Debug)]
pub struct Line {
    id: LineId,
    purpose: Purpose,
    stage: Stage,
    parties: Vec<CallId>,
    conference: bool,
    recording: Recording,
    terminating: bool,
    /// The line that this one was opened beside.
    beside: Option<LineId>,
    /// The conference came of a consult: it is about the first party (WX-116).
    about_first: bool,
    handover: Option<Handover>,
}

impl Line {
    fn new(id: LineId, purpose: Purpose, stage: Stage, call: CallId) -> Self {
        Line {
            id,
            purpose,
            stage,
            parties: alloc::vec![call],
            conference: false,
            recording: Recording::Off,
            terminating: false,
            beside: None,
            about_first: false,
            handover: None,
        }
    }

    /// The phone's handle.
    pub fn id(&self) -> LineId {
        self.id
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Its calls, the customer's first.
    pub fn parties(&self) -> &[CallId] {
        &self.parties
    }

    /// Whether more than one party talks.
    pub fn is_conference(&self) -> bool {
        self.conference
    }

    /// Whether it is recorded.
    pub fn recording(&self) -> Recording {
        self.recording
    }

    /// Whether it is being ended by force.
    pub fn terminating(&self) -> bool {
        self.terminating
    }

    /// The only writer of the stage. Says whether that is news.
    fn transition(&mut self, next: Stage) -> bool {
        let moves = self.stage != next && self.stage != Stage::Ended;
        if moves {
            self.stage = next;
        }
        moves
    }
}
