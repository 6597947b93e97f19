//! `<ringdesk-meet>`: the customer's button that becomes a call.

mod model;
mod screen;

pub use model::{Act, Command, Model, Perform, Snapshot};
pub use screen::meet;
