//! Whether a line is recorded.

/// Whether a line is recorded.
///
/// ```text
///          start              pause
///   Off ─────────► On ──────────────────► Paused
///    ▲              │ ▲  resume, start, or  │
///    │     stop     │ └─ the pause's limit ─┘
///    └──────────────┴──────────── stop ─────┘
/// ```
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Recording {
    /// It is not.
    #[default]
    Off,
    /// It is.
    On,
    /// It is, and what is said now is left out.
    Paused,
}

impl Recording {
    /// The name, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Recording::Off => "off",
            Recording::On => "on",
            Recording::Paused => "paused",
        }
    }

    /// Where a command leads, and what whoever records has to do for it; `None` where it leads nowhere.
    pub(crate) fn lead(self, command: RecordCommand) -> Option<(Recording, RecordCommand)> {
        use RecordCommand::*;
        Some(match (self, command) {
            (Recording::Off, Start) => (Recording::On, Start),
            (Recording::On, Pause) => (Recording::Paused, Pause),
            (Recording::Paused, Start | Resume) => (Recording::On, Resume),
            (Recording::On | Recording::Paused, Stop) => (Recording::Off, Stop),
            _ => return None,
        })
    }

    /// The only writer of the state.
    pub(crate) fn transition(&mut self, command: RecordCommand) {
        if let Some((next, _)) = self.lead(command) {
            *self = next;
        }
    }
}

/// What becomes of a recording, and what whoever records is told.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum RecordCommand {
    /// Begin one.
    Start,
    /// Leave out what is said from now on.
    Pause,
    /// Go on with it.
    Resume,
    /// Finish it.
    Stop,
}
