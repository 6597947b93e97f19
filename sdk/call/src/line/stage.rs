//! How far a line is.

/// Where a line stands, as far as the far sides have agreed.
///
/// ```text
///   a call comes in ──► Ringing ──answer──► Active ◄──agreed── Resuming ◄──┐
///                                           ▲  │                  │        │ resume
///   dial ──► Dialling ──answer──────────────┘  │ hold             │refused │
///                                              ▼                  ▼        │
///                                           Holding ──agreed──► Held ──────┘
///                                              │ refused: Active │
///              transfer, leave: from any ──► Transferring ───────┤ failed: as it was
///                                                                ▼
///              every party hung up, from any ──────────────────► Ended
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Stage {
    /// A call came in and rings here.
    Ringing,
    /// Somebody is called.
    Dialling,
    /// The agent talks on this line.
    Active,
    /// A hold is asked for and not yet agreed.
    Holding,
    /// Every party agreed to be held, or is held by us alone: see [`crate::Hold::On`].
    Held,
    /// The end of the hold is asked for and not yet agreed by all.
    Resuming,
    /// A party is being handed over, or held for that.
    Transferring,
    /// Everybody has hung up; the line goes with the last call.
    Ended,
}

impl Stage {
    /// The name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Ringing => "ringing",
            Stage::Dialling => "dialling",
            Stage::Active => "active",
            Stage::Holding => "holding",
            Stage::Held => "held",
            Stage::Resuming => "resuming",
            Stage::Transferring => "transferring",
            Stage::Ended => "ended",
        }
    }

    /// Whether somebody has answered.
    pub(crate) fn talks(self) -> bool {
        !matches!(self, Stage::Ringing | Stage::Dialling | Stage::Ended)
    }
}
