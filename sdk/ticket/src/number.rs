//! Telephone numbers as people write them: one number in E.164, in local and in IDD form.

use alloc::string::String;

/// The shortest number that may match a longer one by its ending; an extension of 4 digits never does.
const SUBSCRIBER_DIGITS: usize = 7;
/// How many last digits the national and the international form of a number share: `+82 10-1234-5678` and `010-1234-5678`.
const SHARED_DIGITS: usize = 8;

/// Whether two written numbers are the same line, as far as that can be told without a numbering plan.
///
/// Two international numbers (`+…`) must agree in every digit. A local number matches an international one that ends with
/// it, without its trunk zero. Text without digits never matches.
///
/// ```
/// use ringdesk_ticket::same_number;
/// assert!(same_number("+82 10-1234-5678", "010-1234-5678"));
/// assert!(same_number("(201) 553-2447", "+12015532447"));
/// assert!(!same_number("+12015532447", "+442015532447"));
/// ```
pub fn same_number(a: &str, b: &str) -> bool {
    let (left, right) = (significant(a), significant(b));
    let short = left.len().min(right.len());
    if short == 0 {
        return false;
    }
    if left == right {
        return true;
    }
    if short < SUBSCRIBER_DIGITS || (international(a) && international(b)) {
        return false;
    }
    left.ends_with(&right) || right.ends_with(&left)
}

/// Whether this makes a name of what it stands in. Unicode's own table of letters is larger than all that is done with it here; what is
/// told apart is letters of any script from the signs that numbers are written with, U+2000 to U+2FFF among them.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (c >= '\u{c0}' && !('\u{2000}'..'\u{3000}').contains(&c))
}

/// What to search for so that every written form of `number` is found: its last digits. `None` when it is no number.
pub(crate) fn search_digits(number: &str) -> Option<String> {
    if number.chars().any(is_letter) {
        return None;
    }
    let digits = significant(number);
    if digits.is_empty() {
        return None;
    }
    let skip = digits.len().saturating_sub(SHARED_DIGITS);
    Some(digits.chars().skip(skip).collect())
}

fn international(number: &str) -> bool {
    number.trim_start().starts_with('+')
}

/// The digits without punctuation and without leading zeros (trunk and IDD prefixes begin with them).
fn significant(number: &str) -> String {
    let digits = number.chars().filter(char::is_ascii_digit);
    digits.skip_while(|digit| *digit == '0').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_international_number_and_its_local_forms_are_the_same() {
        for local in [
            "02-123-4567",
            "+82 2 123 4567",
            "00822 1234567",
            "(02) 1234567",
        ] {
            assert!(same_number("+8221234567", local), "{local}");
            assert_eq!(search_digits(local).as_deref(), Some("21234567"));
        }
    }

    #[test]
    fn an_extension_matches_only_itself() {
        assert!(same_number("101", "101"));
        assert!(!same_number("101", "+12015532101"));
    }

    #[test]
    fn a_user_name_is_no_number() {
        assert!(!same_number("mina", "mina"));
        assert_eq!(search_digits("guest-4f2a"), None);
        assert_eq!(search_digits("+-()"), None);
    }
}
