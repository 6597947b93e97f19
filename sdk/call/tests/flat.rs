//! Hundreds of calls leave nothing behind in a phone.
#![allow(unsafe_code, reason = "an allocator can not be counted otherwise")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

extern crate ringdesk_call as call;

mod link;
use link::*;

static LIVE: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// Counts what is lent, and leaves the lending to the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What the two phones occupy, a minute after so many calls.
fn occupied(calls: usize) -> usize {
    let mut link = Link::with(&["mina", "jun"]);
    for _ in 0..calls {
        let (a, _) = link.talk();
        link.hang_up(0, a);
        link.run(ms(500));
        // The virtual link remembers everything; the phones are what is weighed.
        for peer in &mut link.peers {
            peer.events.clear();
        }
    }
    link.run(secs(60));
    link.peers
        .into_iter()
        .map(|peer| {
            let phone = peer.phone;
            let before = LIVE.load(Ordering::Relaxed);
            drop(phone);
            before - LIVE.load(Ordering::Relaxed)
        })
        .sum()
}

#[test]
fn five_hundred_calls_leave_no_more_in_a_phone_than_fifty() {
    let (few, many) = (occupied(50), occupied(500));
    eprintln!("{few} {many}");
    assert!(many <= few + 1_024, "{few} bytes, {many} bytes");
}
