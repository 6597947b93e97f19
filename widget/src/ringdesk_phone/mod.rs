//! `<ringdesk-phone>`: the agent's phone.

mod actions;
mod call;
mod calling;
mod case;
mod confirm;
mod control;
mod dial;
mod dialling;
mod directory;
mod driver;
mod element;
mod frame;
mod head;
mod incoming;
mod lines;
mod logged_out;
mod model;
mod notes;
mod pad;
mod reading;
mod screen;
mod snapshot;
mod trouble;

/// How many controls there are, and how many reasons why one can not be had.
pub const CONTROLS: usize = control::COUNT;
pub const REFUSALS: usize = control::REFUSALS;

#[cfg(feature = "gallery")]
pub use control::{Control, Denial};
#[cfg(feature = "gallery")]
pub use directory::{Found, Kind, Target};
pub use element::{PhoneElement, mount_phone};
#[cfg(feature = "gallery")]
pub use model::{Model, Perform, Popover, Ui};
#[cfg(feature = "gallery")]
pub use screen::phone;
#[cfg(feature = "gallery")]
pub use snapshot::{
    Answer, Behind, EndedBy, Handover, Hint, HintKind, Line, Link, Member, NumberNote, Past, Phase,
    Recent, Recording, Second, Snapshot, Sound, Standing, TicketRow, Trouble,
};
pub use snapshot::{Presence, STANDINGS};
pub use trouble::{emblem, is_calm, steps};
