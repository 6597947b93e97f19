//! Instants as text: Unix milliseconds to ISO 8601 in UTC.

use alloc::string::String;

/// An instant as ISO 8601 in UTC with milliseconds, as JavaScript's `toISOString` writes it.
///
/// Source: milliseconds since the Unix epoch. Years beyond 9999 are written as 9999-12-31T23:59:59.999Z.
///
/// ```
/// assert_eq!(ringdesk_ticket::iso_8601(951_782_400_007), "2000-02-29T00:00:00.007Z");
/// ```
pub fn iso_8601(epoch_ms: u64) -> String {
    const LAST: u64 = 253_402_300_799_999;
    let ms = epoch_ms.min(LAST);
    let (days, of_day) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month, day) = civil(days);
    let mut out = String::with_capacity(24);
    for (value, width, after) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (of_day / 3_600_000, 2, ':'),
        (of_day / 60_000 % 60, 2, ':'),
        (of_day / 1_000 % 60, 2, '.'),
        (of_day % 1_000, 3, 'Z'),
    ] {
        let mut scale = 10_u64.pow(width - 1);
        while scale > 0 {
            out.push(char::from(b'0' + (value / scale % 10) as u8));
            scale /= 10;
        }
        out.push(after);
    }
    out
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
fn civil(days: u64) -> (u64, u64, u64) {
    // Years are counted from March so that the leap day is the last of its year; an era is 400 years or 146,097 days.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::iso_8601;

    #[test]
    fn known_instants_are_written_as_javascript_writes_them() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (1_709_210_096_789, "2024-02-29T12:34:56.789Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (u64::MAX, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(iso_8601(ms), text);
        }
    }
}
