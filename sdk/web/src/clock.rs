//! The time, as the pure crates count it.

use call::Instant;

/// Milliseconds since the Unix epoch that never run backwards while the page lives:
/// `performance.timeOrigin + performance.now()` (High Resolution Time §6). A change of the
/// system's clock does not move it.
pub fn now_ms() -> f64 {
    match web_sys::window().and_then(|window| window.performance()) {
        Some(performance) => performance.time_origin() + performance.now(),
        None => js_sys::Date::now(),
    }
}

pub(crate) fn now() -> Instant {
    Instant::from_millis(now_ms() as u64)
}
