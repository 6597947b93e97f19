//! `<ringdesk-phone>`: the agent's phone.

mod call;
mod dial;
mod frame;
mod head;
mod incoming;
mod logged_out;
mod model;
mod notes;
mod pad;
mod screen;
mod snapshot;
mod trouble;

pub use model::{Command, Model, Perform, Popover, Ui};
pub use screen::phone;
pub use trouble::{emblem, is_calm};
pub use snapshot::{
    EndedBy, Hint, HintKind, Line, Link, NumberNote, Past, Phase, Presence, Recent, Snapshot, TicketRow, Trouble,
};
