//! What the screens share: the signals they read, the language, and the way to act.

use std::rc::Rc;

use leptos::prelude::*;

use super::{
    control::Control,
    directory::{Found, Target},
    snapshot::{Hint, NumberNote, Presence, Snapshot},
};
use crate::{local::Local, text::Text};

/// Something the agent asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    LogIn,
    LogOut,
    Choose(Presence),
    /// The dial field changed: look for suggestions.
    Search,
    /// Text was pasted into the dial field.
    Paste(String),
    Dial(String),
    Answer,
    Decline,
    HangUp,
    /// Acts on the line in front.
    Do(Control),
    /// Acts on one call.
    Call(Control, u32),
    /// Transfers to somebody, or calls them beside the call in front.
    Reach(Control, Target),
    /// Looks for whom the call actions may reach.
    Look,
    /// Keeps a number with those in frequent use, or no longer.
    Mark(Target),
    Key(char),
    /// Notes or tags changed: keep them.
    Keep,
    OpenTicket,
    Copy(String),
    Finish,
    /// Does what the trouble on the stage offers.
    Remedy,
    Dismiss,
    /// Takes the banner away.
    HideNotice,
    /// Speaks in a call that was joined to listen.
    Speak,
    /// Takes what is told about a failed transfer away.
    HideHandover,
}

/// Which pop-up of the head is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Popover {
    None,
    State,
    Menu,
}

/// The state of one phone element.
#[derive(Clone, Copy)]
pub struct Model {
    pub language: RwSignal<String>,
    pub docked: RwSignal<bool>,
    pub snapshot: RwSignal<Snapshot>,
    /// The time, told twice a second.
    pub now: RwSignal<f64>,
    /// The dial field.
    pub draft: RwSignal<String>,
    pub number_note: RwSignal<Option<NumberNote>>,
    pub hints: RwSignal<Vec<Hint>>,
    pub notes: RwSignal<String>,
    pub tags: RwSignal<Vec<String>>,
    /// The keys sent in this call.
    pub keys: RwSignal<String>,
    pub keypad: RwSignal<bool>,
    /// Whether the call actions are open.
    pub acting: RwSignal<bool>,
    /// What they look for.
    pub query: RwSignal<String>,
    pub found: RwSignal<Found>,
    /// Whom of them: the place of a target, and that of a team's agent counted from one.
    pub chosen: RwSignal<Option<(usize, usize)>>,
    /// The control that waits for a yes.
    pub asking: RwSignal<Option<Control>>,
    /// The words that a caller hears before the agent's side ends the call; empty: ours.
    pub announcement: RwSignal<String>,
    /// Whether the floating panel is open.
    pub open: RwSignal<bool>,
    pub popover: RwSignal<Popover>,
    /// Whether the steps that unblock the microphone are shown.
    pub steps: RwSignal<bool>,
    /// Whether something was copied a moment ago.
    pub copied: RwSignal<bool>,
    pub ring_sound: RwSignal<bool>,
    pub shortcuts: RwSignal<bool>,
}

impl Model {
    /// To be called with the element's owner current, which these signals then live as long as.
    pub fn new() -> Self {
        Self {
            language: RwSignal::new("en".to_owned()),
            docked: RwSignal::new(false),
            snapshot: RwSignal::new(Snapshot::default()),
            now: RwSignal::new(0.0),
            draft: RwSignal::new(String::new()),
            number_note: RwSignal::new(None),
            hints: RwSignal::new(Vec::new()),
            notes: RwSignal::new(String::new()),
            tags: RwSignal::new(Vec::new()),
            keys: RwSignal::new(String::new()),
            keypad: RwSignal::new(false),
            acting: RwSignal::new(false),
            query: RwSignal::new(String::new()),
            found: RwSignal::new(Found::default()),
            chosen: RwSignal::new(None),
            asking: RwSignal::new(None),
            announcement: RwSignal::new(String::new()),
            open: RwSignal::new(false),
            popover: RwSignal::new(Popover::None),
            steps: RwSignal::new(false),
            copied: RwSignal::new(false),
            ring_sound: RwSignal::new(true),
            shortcuts: RwSignal::new(true),
        }
    }
}

/// What acts on commands.
pub type Perform = Rc<dyn Fn(Command)>;

/// A model seen in one language: what every screen is given.
#[derive(Clone, Copy)]
pub struct Ui {
    pub model: Model,
    pub text: &'static Text,
    pub perform: Local<Perform>,
}

impl Ui {
    /// Acts on a command.
    pub fn perform(self, command: Command) {
        if let Some(perform) = self.perform.get() {
            perform(command);
        }
    }

    /// Reads the snapshot and follows it.
    pub fn read<T>(self, read: impl FnOnce(&Snapshot) -> T) -> T {
        self.model.snapshot.with(read)
    }
}
