//! The grammar's small change: tokens, quoted strings, separators outside quotes, `%HH`.

use alloc::string::String;
use alloc::vec::Vec;

/// RFC 3261 §25.1 `token`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~'
        )
}

/// Whether a text is a `token`: the name of a header, a method or a parameter.
#[inline(never)]
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && all(text, is_token_byte)
}

/// Whether every byte is one of these. A loop for each kind: a call for each byte of every address is felt.
pub(crate) fn all(text: &str, fits: impl Fn(u8) -> bool) -> bool {
    for byte in text.bytes() {
        if !fits(byte) {
            return false;
        }
    }
    true
}

/// Trims what the grammar calls linear white space.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_ascii()
}

/// Parts a text at the first of this byte, which is ASCII and goes away.
///
/// `str::split_once` and its kin compile their own search for every kind of pattern: the module would grow by kilobytes.
pub fn cut(text: &str, separator: u8) -> Option<(&str, &str)> {
    cut_at(text, text.bytes().position(|byte| byte == separator)?)
}

/// Parts a text around the ASCII byte at this place.
pub(crate) fn cut_at(text: &str, at: usize) -> Option<(&str, &str)> {
    let (head, tail) = text.split_at_checked(at)?;
    Some((head, tail.get(1..)?))
}

/// The same as [`cut`], and all of the text is the head when the byte is not in it.
pub fn cut_or_all(text: &str, separator: u8) -> (&str, &str) {
    cut(text, separator).unwrap_or((text, ""))
}

/// Parts a text at its first blank.
pub(crate) fn split_word(text: &str) -> Option<(&str, &str)> {
    cut_at(
        text,
        text.bytes().position(|byte| matches!(byte, b' ' | b'\t'))?,
    )
}

/// Whether no CR, LF or NUL is in a text.
#[inline(never)]
pub(crate) fn is_line(text: &str) -> bool {
    all(text, |byte| {
        byte > b'\r' || !matches!(byte, b'\r' | b'\n' | 0)
    })
}

/// Appends a value in which no CR, LF or NUL is left, for they end a header or a message for somebody: they become spaces.
pub(crate) fn push_line(out: &mut String, text: &str) {
    for c in text.chars() {
        out.push(if matches!(c, '\r' | '\n' | '\0') {
            ' '
        } else {
            c
        });
    }
}

/// Appends a token, whatever it was given: other characters become `-`.
pub(crate) fn push_token(out: &mut String, text: &str) {
    if is_token(text) {
        return out.push_str(text);
    }
    if text.is_empty() {
        out.push('-');
    }
    for c in text.chars() {
        let fits = u8::try_from(c).is_ok_and(|byte| byte.is_ascii() && is_token_byte(byte));
        out.push(if fits { c } else { '-' });
    }
}

/// Appends the tag parameter behind an address.
pub(crate) fn push_tag(out: &mut String, tag: &str) {
    out.push_str(";tag=");
    push_token(out, tag);
}

/// Appends `text` as a quoted string.
pub(crate) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\r' | '\n' | '\0' => out.push(' '),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Reads a quoted string that starts at the first character; what follows the closing quote comes back beside it.
pub(crate) fn read_quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut out = String::new();
    loop {
        let at = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let (plain, tail) = rest.split_at_checked(at)?;
        out.push_str(plain);
        let mut chars = tail.chars();
        if chars.next()? == '"' {
            return Some((out, chars.as_str()));
        }
        out.push(chars.next()?);
        rest = chars.as_str();
    }
}

/// Appends a number in decimal digits.
pub fn push_number(out: &mut String, number: u64) {
    if number >= 10 {
        push_number(out, number / 10);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Decimal digits and nothing else; more than `max` counts as `max`.
pub fn read_number(text: &str, max: u64) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let mut number: u64 = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number
            .saturating_mul(10)
            .saturating_add(u64::from(byte - b'0'));
    }
    Some(number.min(max))
}

/// The position of the first `separator` outside of quotes and angle brackets.
pub(crate) fn find_outside(text: &str, separator: u8) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    let mut bracketed = false;
    for (at, byte) in text.bytes().enumerate() {
        if escaped {
            escaped = false;
        } else if quoted {
            match byte {
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
        } else if bracketed {
            bracketed = byte != b'>';
        } else if byte == separator {
            return Some(at);
        } else if byte == b'"' {
            quoted = true;
        } else if byte == b'<' {
            bracketed = true;
        }
    }
    None
}

/// Splits at each `separator` outside of quotes and angle brackets; empty pieces are left out.
pub(crate) fn split_outside(text: &str, separator: u8) -> Pieces<'_> {
    Pieces {
        rest: text,
        separator,
    }
}

/// What [`split_outside`] gives.
#[derive(Clone)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    separator: u8,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let at = find_outside(self.rest, self.separator).unwrap_or(self.rest.len());
            let (piece, rest) = cut_at(self.rest, at).unwrap_or((self.rest, ""));
            self.rest = rest;
            let piece = trim(piece);
            if !piece.is_empty() {
                return Some(piece);
            }
        }
        None
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `%HH`.
pub(crate) fn push_escape(out: &mut String, byte: u8) {
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        out.push(char::from(
            HEX.get(usize::from(digit)).copied().unwrap_or(b'0'),
        ));
    }
}

fn hex_digit(byte: Option<&u8>) -> Option<u8> {
    char::from(*byte?).to_digit(16).map(|digit| digit as u8)
}

/// The byte that an escape at the start of `bytes` stands for.
pub(crate) fn read_escape(bytes: &[u8]) -> Option<u8> {
    if bytes.first() != Some(&b'%') {
        return None;
    }
    Some(hex_digit(bytes.get(1))? << 4 | hex_digit(bytes.get(2))?)
}

/// Undoes `%HH`; an escape that is none stays as it stands, bytes that are not UTF-8 become U+FFFD.
pub(crate) fn unescape(text: &str) -> String {
    let mut bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    while let Some((&first, tail)) = bytes.split_first() {
        if let Some(byte) = read_escape(bytes) {
            out.push(byte);
            bytes = bytes.get(3..).unwrap_or_default();
        } else {
            out.push(first);
            bytes = tail;
        }
    }
    readable(&out)
}

/// The bytes as text; when they are none, every byte beyond ASCII becomes U+FFFD.
pub(crate) fn readable(bytes: &[u8]) -> String {
    if let Ok(text) = core::str::from_utf8(bytes) {
        return text.into();
    }
    let mut text = String::new();
    for &byte in bytes {
        text.push(if byte.is_ascii() {
            char::from(byte)
        } else {
            char::REPLACEMENT_CHARACTER
        });
    }
    text
}

/// Appends `text` with every byte escaped that `keep` refuses. Escapes already there stay: `%20` never becomes `%2520`.
pub(crate) fn push_escaped(out: &mut String, text: &str, keep: fn(u8) -> bool) {
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        let mut buffer = [0; 4];
        let encoded = c.encode_utf8(&mut buffer).as_bytes();
        let stays = match encoded.first() {
            Some(b'%') => read_escape(bytes.get(at..).unwrap_or_default()).is_some(),
            Some(&first) => keep(first),
            None => true,
        };
        if stays {
            out.push(c);
        } else {
            for &byte in encoded {
                push_escape(out, byte);
            }
        }
    }
}
