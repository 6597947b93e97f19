//! The time, as the pure crates count it.

use std::cell::Cell;

use call::Instant;

/// A wall clock that is ahead by more than this, in milliseconds, is believed.
const SLEPT_MS: f64 = 2_000.0;

thread_local! {
    /// What the steady clock is behind the wall.
    static BEHIND: Cell<f64> = const { Cell::new(0.0) };
}

/// Milliseconds since the Unix epoch that never run backwards while the page lives. They come from
/// `performance.now()`, which stands still while the machine sleeps (High Resolution Time §10): when the wall clock
/// has gone ahead, so does this one, or registrations would be renewed after they have expired.
pub fn now_ms() -> f64 {
    let wall = js_sys::Date::now();
    let Some(steady) = web_sys::window().and_then(|window| window.performance()) else {
        return wall;
    };
    let steady = steady.now();
    BEHIND.with(|behind| {
        if wall - steady > behind.get() + SLEPT_MS {
            behind.set(wall - steady);
        }
        behind.get() + steady
    })
}

pub(crate) fn now() -> Instant {
    Instant::from_millis(now_ms() as u64)
}
