//! As much XML as documents of state need: elements, attributes and text, in one pass and without a tree.
//!
//! No document type, so no entity can grow; no way to an element longer than [`LONGEST`].

use alloc::string::String;

const LONGEST: usize = 200;

/// What stands next in a document. Names are without their prefix.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Piece<'a> {
    /// An element begins: its attributes, for [`attribute`].
    Open(&'a str),
    /// The innermost element ends; it still is in [`Xml::path`].
    Close,
    /// Text as written, for [`unescape`].
    Text(&'a str),
}

pub(crate) struct Xml<'a> {
    rest: &'a str,
    path: String,
    /// The element that is open ends with its own tag.
    empty: bool,
    /// The piece before closed the innermost element.
    closed: bool,
    seen: bool,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Self {
        Xml {
            rest: text,
            path: String::new(),
            empty: false,
            closed: false,
            seen: false,
        }
    }

    /// The names of the open elements, from the outermost, with a stroke before each.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The outer part of the path, and the name of the innermost element.
    fn innermost(&self) -> Option<(&str, &str)> {
        let at = self.path.bytes().rposition(|byte| byte == b'/')?;
        Some((self.path.get(..at)?, self.path.get(at + 1..)?))
    }

    /// Whether the document was read to its end and every element was closed.
    pub fn is_whole(&self) -> bool {
        self.seen && self.rest.is_empty() && self.path.is_empty()
    }

    /// The next piece; `None` at the end, and where this is no XML that we read.
    pub fn next(&mut self) -> Option<Piece<'a>> {
        if core::mem::take(&mut self.closed) {
            let outer = self.innermost().map_or(0, |(outer, _)| outer.len());
            self.path.truncate(outer);
        }
        if core::mem::take(&mut self.empty) {
            self.closed = true;
            return Some(Piece::Close);
        }
        loop {
            let rest = self.rest;
            let Some(tag) = rest.strip_prefix('<') else {
                let end = rest.bytes().position(|byte| byte == b'<');
                let (text, tail) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
                self.rest = tail;
                if text.trim_ascii().is_empty() {
                    if tail.is_empty() {
                        return None;
                    }
                    continue;
                }
                return Some(Piece::Text(text));
            };
            if let Some(comment) = tag.strip_prefix("!--") {
                self.rest = past(comment, b"-->")?.1;
                continue;
            }
            if let Some(data) = tag.strip_prefix("![CDATA[") {
                let (text, tail) = past(data, b"]]>")?;
                self.rest = tail;
                return Some(Piece::Text(text));
            }
            if let Some(instruction) = tag.strip_prefix('?') {
                self.rest = past(instruction, b"?>")?.1;
                continue;
            }
            let (tag, tail) = split_tag(tag)?;
            let (name, attributes) = split_name(tag);
            if let Some(name) = name.strip_prefix('/') {
                if self.innermost()?.1 != local(name) {
                    return None;
                }
                self.rest = tail;
                self.closed = true;
                return Some(Piece::Close);
            }
            let known = name.bytes().next().is_some_and(|byte| byte != b'!');
            let second = self.path.is_empty() && self.seen;
            if !known || second || self.path.len() > LONGEST {
                return None;
            }
            self.seen = true;
            self.rest = tail;
            self.path.push('/');
            self.path.push_str(local(name));
            self.empty = tag.ends_with('/');
            return Some(Piece::Open(attributes));
        }
    }
}

/// Parts a text around the first of these bytes, which are ASCII.
fn past<'a>(text: &'a str, end: &[u8]) -> Option<(&'a str, &'a str)> {
    let at = text
        .as_bytes()
        .windows(end.len())
        .position(|window| window == end)?;
    Some((text.get(..at)?, text.get(at + end.len()..)?))
}

/// What stands up to the `>` that is in no quotes, and what follows it.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// The name of a tag, and its attributes.
fn split_name(tag: &str) -> (&str, &str) {
    let inner = tag.strip_suffix('/').unwrap_or(tag);
    let end = inner.bytes().position(|byte| byte.is_ascii_whitespace());
    inner
        .split_at_checked(end.unwrap_or(inner.len()))
        .unwrap_or((inner, ""))
}

fn local(name: &str) -> &str {
    sip::cut(name, b':').map_or(name, |(_, local)| local)
}

/// The value of the attribute of this name.
pub(crate) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        let (name, tail) = sip::cut(rest, b'=')?;
        let tail = tail.trim_ascii_start();
        let quote = tail
            .bytes()
            .next()
            .filter(|byte| matches!(byte, b'"' | b'\''))?;
        let (value, tail) = sip::cut(tail.get(1..)?, quote)?;
        if name.trim_ascii() == wanted {
            return Some(unescape(value));
        }
        rest = tail;
    }
}

/// The text with its five entities and its characters by number put in; what is none of these stays.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((plain, tail)) = sip::cut(rest, b'&') {
        out.push_str(plain);
        let known = sip::cut(tail, b';').and_then(|(name, after)| Some((entity(name)?, after)));
        match known {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let (digits, radix) = match code.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    let mut number: u32 = 0;
    for c in digits.chars() {
        number = number.checked_mul(radix)?.checked_add(c.to_digit(radix)?)?;
    }
    char::from_u32(number).filter(|c| *c != '\0')
}
