//! What may be typed or pasted into the dial field (WX-62 to WX-69).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// How long a number may be, and where it may lead.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct DialRules {
    /// The fewest digits. Default: 3.
    pub min_digits: usize,
    /// The most digits. Default: 15, as in E.164; the Webex profile has 14 (WX-66).
    pub max_digits: usize,
    /// With any entry, only numbers that begin with one of them may be dialled (WX-130). Default: none, every number may.
    pub prefixes: Vec<String>,
}

impl Default for DialRules {
    fn default() -> Self {
        Self {
            min_digits: 3,
            max_digits: 15,
            prefixes: Vec::new(),
        }
    }
}

impl DialRules {
    /// The Webex profile: 3 to 14 digits (WX-66).
    pub fn webex() -> Self {
        Self {
            max_digits: 14,
            ..Self::default()
        }
    }
}

/// How a number is written.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum DialFormat {
    /// `+1`, area and 7 digits (WX-67).
    Us,
    /// `+`, country and number (WX-68).
    E164,
    /// An international prefix (`00` or `011`), country and number (WX-69).
    Idd,
    /// As it is dialled here: local numbers, extensions, service codes.
    Local,
}

/// A number that can be dialled: digits and `+ # * :`, nothing else (WX-63).
///
/// ```
/// use ringdesk_desk::{DialNumber, DialRules};
///
/// let number = DialNumber::parse(" +1 (201) 553-2447 ", &DialRules::default()).unwrap();
/// assert_eq!(number.as_str(), "+12015532447");
/// assert_eq!(DialNumber::parse("12", &DialRules::default()).unwrap_err().code(), "dial.too-short");
/// ```
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct DialNumber(String);

impl DialNumber {
    /// Reads what was typed or pasted: keeps digits and `+ # * :`, strips the rest (WX-64), and counts.
    ///
    /// Full-width digits and signs become plain ones. The `(0)` people write behind a country code is no part of the number.
    ///
    /// # Errors
    /// [`DialNumberError`], whose `code()` says which rule was broken.
    pub fn parse(text: &str, rules: &DialRules) -> Result<Self, DialNumberError> {
        let mut plain = String::new();
        for c in text.chars() {
            plain.push(narrow(c));
        }
        let bytes = plain.trim_ascii().as_bytes();
        let mut trunk = None;
        if matches!(bytes.first(), Some(b'+' | b'(')) && plain.bytes().any(|byte| byte == b'+') {
            trunk = bytes.windows(3).position(|three| three == b"(0)");
        }
        let mut number = String::new();
        for (at, &byte) in bytes.iter().enumerate() {
            if is_dialable(byte) && trunk.is_none_or(|trunk| at != trunk + 1) {
                number.push(char::from(byte));
            }
        }
        if number.is_empty() {
            return Err(DialNumberError::Empty);
        }
        // A country code follows the plus, and no country's begins with zero (E.164 §6.2.1).
        let codeless = match number.as_bytes() {
            [b'+', next, ..] => !matches!(next, b'1'..=b'9'),
            _ => false,
        };
        let last_plus = number.bytes().rposition(|byte| byte == b'+');
        if codeless || last_plus.is_some_and(|at| at > 0) {
            return Err(DialNumberError::BadPlus);
        }
        let mut digits = 0;
        for byte in number.bytes() {
            digits += usize::from(byte.is_ascii_digit());
        }
        if digits < rules.min_digits {
            return Err(DialNumberError::TooShort {
                digits,
                least: rules.min_digits,
            });
        }
        if digits > rules.max_digits {
            return Err(DialNumberError::TooLong {
                digits,
                most: rules.max_digits,
            });
        }
        let permitted = |prefix: &String| number.starts_with(prefix.as_str());
        if !rules.prefixes.is_empty() && !rules.prefixes.iter().any(permitted) {
            return Err(DialNumberError::NotPermitted);
        }
        Ok(Self(number))
    }

    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it is written.
    pub fn format(&self) -> DialFormat {
        match self.0.strip_prefix('+') {
            Some(rest) if rest.starts_with('1') && rest.len() == 11 => DialFormat::Us,
            Some(_) => DialFormat::E164,
            // The shortest number behind an international prefix; `011` also begins local numbers of some countries.
            None if self.0.len() > 9 && self.0.starts_with("00") => DialFormat::Idd,
            None if self.0.len() > 11 && self.0.starts_with("011") => DialFormat::Idd,
            None => DialFormat::Local,
        }
    }
}

/// What the dial field leads to.
#[derive(Clone, Eq, PartialEq, Debug)]
pub enum DialTarget {
    /// A number, by the rules.
    Number(DialNumber),
    /// A user name, or a `sip:`, `sips:` or `tel:` address, exactly as given.
    Address(String),
}

impl DialTarget {
    /// Reads what was typed or pasted: with letters it is a user name or an address, else a number.
    ///
    /// # Errors
    /// [`DialNumberError`]; `dial.not-a-number` for words with spaces between them.
    pub fn parse(text: &str, rules: &DialRules) -> Result<Self, DialNumberError> {
        let text = text.trim_ascii();
        let named = |c: char| !narrow(c).is_ascii() || narrow(c).is_ascii_alphabetic() || c == '@';
        if !text.chars().any(named) {
            return DialNumber::parse(text, rules).map(Self::Number);
        }
        if text.chars().any(is_blank) {
            return Err(DialNumberError::NotANumber);
        }
        Ok(Self::Address(text.to_string()))
    }

    /// What the phone is told to dial.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Address(address) => address,
        }
    }
}

/// Why something can not be dialled.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum DialNumberError {
    /// Nothing to dial in it.
    #[error("there is no number")]
    Empty,
    /// Too few digits.
    #[error("a number has at least {least} digits, this has {digits}")]
    TooShort {
        /// How many there are.
        digits: usize,
        /// How many there must be.
        least: usize,
    },
    /// Too many digits.
    #[error("a number has at most {most} digits, this has {digits}")]
    TooLong {
        /// How many there are.
        digits: usize,
        /// How many there may be.
        most: usize,
    },
    /// A plus that is not at the beginning, or not before a country code.
    #[error("a plus stands at the beginning, before the country code")]
    BadPlus,
    /// Words, neither a number nor an address.
    #[error("this is neither a number nor an address")]
    NotANumber,
    /// The profile does not let this agent call there.
    #[error("numbers of this kind may not be dialled from this desk")]
    NotPermitted,
}

impl DialNumberError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "dial.empty",
            Self::TooShort { .. } => "dial.too-short",
            Self::TooLong { .. } => "dial.too-long",
            Self::BadPlus => "dial.bad-plus",
            Self::NotANumber => "dial.not-a-number",
            Self::NotPermitted => "dial.not-permitted",
        }
    }
}

fn is_dialable(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'#' | b'*' | b':')
}

/// Blanks of every kind, and what is no character at all.
fn is_blank(c: char) -> bool {
    c.is_control()
        || matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{2028}'..='\u{202f}')
        || matches!(c, '\u{205f}' | '\u{3000}')
}

/// The plain form of a full-width digit or sign, as Japanese and Korean keyboards write them.
fn narrow(c: char) -> char {
    match u32::from(c) {
        // The long vowel mark, which Japanese keyboards write for a dash.
        0x30fc => '-',
        // The full-width blank.
        0x3000 => ' ',
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests;
