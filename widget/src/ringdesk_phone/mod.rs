//! `<ringdesk-phone>`: the agent's phone.

mod call;
mod case;
mod dial;
mod dialling;
mod driver;
mod element;
mod frame;
mod head;
mod incoming;
mod logged_out;
mod model;
mod notes;
mod pad;
mod reading;
mod screen;
mod snapshot;
mod trouble;

pub use element::{PhoneElement, mount_phone};
#[cfg(feature = "gallery")]
pub use model::{Model, Perform, Popover, Ui};
#[cfg(feature = "gallery")]
pub use screen::phone;
pub use snapshot::Presence;
#[cfg(feature = "gallery")]
pub use snapshot::{
    EndedBy, Hint, HintKind, Line, Link, NumberNote, Past, Phase, Recent, Snapshot, Sound,
    TicketRow, Trouble,
};
pub use trouble::{emblem, is_calm, steps};
