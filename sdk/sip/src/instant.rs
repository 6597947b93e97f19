//! A point in time, handed in by the caller.

use core::ops::{Add, Sub};
use core::time::Duration;

/// Milliseconds since the Unix epoch, monotonic by the caller's care (in a browser: `performance.timeOrigin + performance.now()`).
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Default)]
pub struct Instant(u64);

impl Instant {
    /// The instant this many milliseconds after the epoch.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The instant this many milliseconds later.
    pub const fn plus_millis(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The earlier one of two that may be there or not.
    pub fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
        match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Time passed since `earlier`; zero when `earlier` lies ahead.
    pub fn since(self, earlier: Instant) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

fn millis(duration: Duration) -> u64 {
    // Not `as_millis`, which counts in 128 bits: no browser lives for the half billion years that this saturates at.
    duration.as_secs().min(u64::MAX / 2000) * 1000 + u64::from(duration.subsec_millis())
}

impl Add<Duration> for Instant {
    type Output = Instant;

    #[inline(never)]
    fn add(self, duration: Duration) -> Instant {
        self.plus_millis(millis(duration))
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_sub(millis(duration)))
    }
}
