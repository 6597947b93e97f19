//! Wall-clock time: milliseconds since the Unix epoch, and its ISO 8601 form.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Milliseconds since the Unix epoch.
pub fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-11-20T09:30:00.125Z`.
pub fn iso(ms: i64) -> String {
    let at = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

/// The instant that [`iso`] wrote.
pub fn parse(text: &str) -> Option<i64> {
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

/// Minutes since midnight UTC and the day of the week, Monday 0.
pub fn minute_of_week(ms: i64, offset_minutes: i64) -> (i64, i64) {
    let minutes = ms.div_euclid(60_000) + offset_minutes;
    // 1970-01-01 was a Thursday.
    let day = (minutes.div_euclid(1_440) + 3).rem_euclid(7);
    (minutes.rem_euclid(1_440), day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_with_milliseconds_and_read_again() {
        assert_eq!(iso(1_795_163_400_125), "2026-11-20T08:30:00.125Z");
        assert_eq!(iso(1_795_163_400_000), "2026-11-20T08:30:00.000Z");
        assert_eq!(parse("2026-11-20T08:30:00.125Z"), Some(1_795_163_400_125));
    }

    #[test]
    fn the_day_of_the_week_is_known() {
        // 2026-11-20 is a Friday.
        assert_eq!(minute_of_week(1_795_163_400_000, 0), (8 * 60 + 30, 4));
        assert_eq!(minute_of_week(1_795_163_400_000, 540), (17 * 60 + 30, 4));
    }
}
