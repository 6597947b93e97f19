//! Lines: hold, transfer, consult, parallel calls, merge and conference, told between phones (FD-32 to FD-69, WX-36 to WX-128,
//! KC-20 to KC-32).

extern crate ringdesk_call as call;

#[path = "../link/mod.rs"]
mod link;
mod walk;

use call::{Call, CallId, CallState, DialOptions, Event};
use link::{Link, config, ms, secs};

fn calls(link: &Link, peer: usize) -> Vec<CallId> {
    link.peers[peer].phone.calls().map(Call::id).collect()
}
