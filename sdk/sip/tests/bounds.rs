//! What a message costs in memory is bounded by what it measures, whatever is in it. A file of its own, for its allocator counts.
#![allow(
    unsafe_code,
    reason = "an allocator is unsafe by nature; this one counts and hands on"
)]

use sip::{Limits, Message, NameAddr, Uri};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// What is held now, and the most that was held since last asked.
    static HELD: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

struct Counting;

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = HELD.try_with(|held| {
            let now = held.get().0 + layout.size();
            held.set((now, held.get().1.max(now)));
        });
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        let _ = HELD.try_with(|held| {
            let (now, most) = held.get();
            held.set((now.saturating_sub(layout.size()), most));
        });
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most that is held at once while this runs.
fn most<T>(run: impl FnOnce() -> T) -> usize {
    let before = HELD.get().0;
    HELD.set((before, before));
    drop(run());
    HELD.get().1 - before
}

/// A line of one letter is five bytes long and held in a record of its own: nothing is worth more than that, and the lists grow by doubling.
const FACTOR: usize = 24;
/// What the smallest message is worth.
const FLOOR: usize = 4_096;

#[track_caller]
fn bounded(bytes: &[u8]) {
    let cost = most(|| Message::parse(bytes, &Limits::default()));
    let bound = FLOOR + FACTOR * bytes.len();
    assert!(cost <= bound, "{} bytes cost {cost}", bytes.len());
    if bytes.len() > Limits::default().message_bytes {
        assert_eq!(cost, 0, "what is too large is not even looked at");
    }
    if let Ok(message) = Message::parse(bytes, &Limits::default()) {
        let headers = match &message {
            Message::Request(request) => &request.headers,
            Message::Response(response) => &response.headers,
        };
        let cost = most(|| {
            let read = (headers.from(), headers.to(), headers.via(), headers.cseq());
            let lists = (
                headers.contacts(),
                headers.routes(),
                headers.record_routes(),
            );
            (read, lists, headers.reasons(), headers.rack())
        });
        // Every address of a list is taken apart, and every parameter has a name and a value.
        let bound = FLOOR + 4 * FACTOR * bytes.len();
        assert!(cost <= bound, "to read {} bytes costs {cost}", bytes.len());
    }
}

const HEAD: &str = "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n\
    Call-ID: c\r\nCSeq: 1 INVITE\r\n";

#[test]
fn a_message_costs_no_more_than_its_size_times_a_factor() {
    bounded(b"");
    bounded(b"INVITE");
    for piece in [
        "a:\r\n",
        "a:b\r\n",
        "m: <sip:a@b>\r\n",
        "m: sip:a@b,sip:c@d\r\n",
        "Route: a:b,c:d\r\n",
        "X: a\r\n b\r\n\tc\r\n",
        "\r\n",
        "f: ;;;;;;;\r\n",
        "l: 0\r\n",
    ] {
        for count in [1, 10, 200, 256, 257, 3_000, 20_000] {
            bounded(format!("{HEAD}{}\r\n", piece.repeat(count)).as_bytes());
            bounded(piece.repeat(count).as_bytes());
        }
    }
    for (start, piece, end) in [
        ("m: ", "a:b,", "\r\n\r\n"),
        ("m: ", ",", "\r\n\r\n"),
        ("m: <sip:a@b>", ";a", "\r\n\r\n"),
        ("m: <sip:a@b", ";a", ">\r\n\r\n"),
        ("Route: ", "<a:b>,", "\r\n\r\n"),
        ("Reason: ", "a,", "\r\n\r\n"),
        ("v: ", "\\\"", "\r\n\r\n"),
        ("X: ", "\r\n ", "\r\n\r\n"),
        ("X: ", "\0", "\r\n\r\n"),
        ("X: ", "\u{1f600}", "\r\n\r\n"),
        ("\r\n", "\0", ""),
    ] {
        for count in [1, 100, 2_000, 4_000, 60_000] {
            bounded(format!("{HEAD}{start}{}{end}", piece.repeat(count)).as_bytes());
        }
    }
    for at in 0..HEAD.len() {
        bounded(&HEAD.as_bytes()[..at]);
    }
}

#[test]
fn a_content_length_that_boasts_costs_nothing() {
    for length in ["99999999999999999999", "4294967295", "65536", "-1", "1e9"] {
        let bytes = format!("{HEAD}Content-Length: {length}\r\n\r\nv=0\r\n");
        bounded(bytes.as_bytes());
    }
}

#[test]
fn a_line_costs_no_more_than_its_size_times_a_factor() {
    for piece in [
        ";a", "a", "%41", "\"", "\\", "<", ",", ";a=b", "&x=y", "@", ":", "\u{e9}",
    ] {
        for start in ["", "sip:a@b", "<sip:a@b>", "tel:+1", "\"", "sip:a@b?x=y"] {
            let text = format!("{start}{}", piece.repeat(4_000));
            let bound = FLOOR + 4 * FACTOR * text.len();
            assert!(most(|| Uri::parse(&text)) <= bound, "{start}{piece}");
            assert!(most(|| NameAddr::parse(&text)) <= bound, "{start}{piece}");
        }
    }
}
