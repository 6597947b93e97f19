//! `<ringdesk-meet>`: the customer's button that becomes a call.

mod driver;
mod element;
mod model;
mod screen;

pub use element::{MeetElement, mount_meet};
#[cfg(feature = "gallery")]
pub use model::{Act, Model, Perform, Snapshot};
#[cfg(feature = "gallery")]
pub use screen::meet;
