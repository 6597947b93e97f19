//! The lines between start line and body.

mod name;
mod typed;

pub use name::HeaderName;
pub use typed::HeaderError;

use crate::text::{self, Pieces};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::{fmt, slice};

/// Headers in order, unknown ones and repeated ones included.
///
/// Names are compared case-insensitively and compact forms are understood. No value holds CR, LF or NUL: on the way in they become
/// spaces, so an application's string can not add a header. Content-Length is not kept here: the body's length says it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<Header>);

const SEPARATOR: &str = ": ";

/// The line as it is written, and where its name ends: one allocation, and most of a message is lines.
#[derive(Clone, PartialEq, Eq)]
struct Header {
    line: Box<str>,
    name: usize,
}

impl Header {
    fn new(name: HeaderName, value: &str) -> Self {
        let mut clean = String::new();
        let mut value = value;
        if !text::is_line(value) {
            text::push_line(&mut clean, value);
            value = &clean;
        }
        let (name, value) = (name.as_str(), text::trim(value));
        let mut line = String::with_capacity(name.len() + SEPARATOR.len() + value.len());
        text::push_token(&mut line, name);
        let name = line.len();
        line.push_str(SEPARATOR);
        line.push_str(value);
        Header {
            line: line.into_boxed_str(),
            name,
        }
    }

    fn name(&self) -> &str {
        self.line.get(..self.name).unwrap_or_default()
    }

    fn value(&self) -> &str {
        let value = self.line.get(self.name + SEPARATOR.len()..);
        value.unwrap_or_default()
    }

    fn is(&self, name: HeaderName) -> bool {
        self.name().eq_ignore_ascii_case(name.as_str())
    }
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first header of this name, as written.
    pub fn get(&self, name: HeaderName) -> Option<&str> {
        let header = self.0.iter().find(|header| header.is(name))?;
        Some(header.value())
    }

    /// Whether there is a header of this name.
    pub fn has(&self, name: HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// Every header of this name, one item per line.
    pub fn all<'a>(&'a self, name: HeaderName<'a>) -> Lines<'a> {
        Lines {
            headers: self.0.iter(),
            name,
        }
    }

    /// Every value of this name, comma lists split; quotes and angle brackets are respected. Not for Date and the
    /// authorization headers, whose commas are their own.
    pub fn values<'a>(&'a self, name: HeaderName<'a>) -> Values<'a> {
        Values {
            lines: self.all(name),
            pieces: text::split_outside("", b','),
        }
    }

    /// Adds a header at the end.
    pub fn push(&mut self, name: HeaderName, value: impl AsRef<str>) {
        self.add(name, value.as_ref());
    }

    /// Adds a header at the end whose value is a number.
    pub fn push_number(&mut self, name: HeaderName, number: u32) {
        let mut value = String::new();
        text::push_number(&mut value, number.into());
        self.add(name, &value);
    }

    fn add(&mut self, name: HeaderName, value: &str) {
        self.0.push(Header::new(name, value));
    }

    /// Puts a header in place of all of this name: where the first one stood, or at the end.
    pub fn set(&mut self, name: HeaderName, value: impl AsRef<str>) {
        self.replace(name, value.as_ref());
    }

    fn replace(&mut self, name: HeaderName, value: &str) {
        let new = Header::new(name, value);
        match self.position(name) {
            Some(at) => {
                self.remove(name);
                self.0.insert(at, new);
            }
            None => self.0.push(new),
        }
    }

    /// Adds a header at the front.
    pub fn prepend(&mut self, name: HeaderName, value: impl AsRef<str>) {
        self.0.insert(0, Header::new(name, value.as_ref()));
    }

    /// Takes all headers of this name away.
    pub fn remove(&mut self, name: HeaderName) {
        self.0.retain(|header| !header.is(name));
    }

    /// Takes the first value of this name away, be it a line or the head of a comma list, and returns it: a proxy's own Via.
    pub fn remove_first_value(&mut self, name: HeaderName) -> Option<String> {
        let at = self.position(name)?;
        let header = self.0.remove(at);
        let line = header.value();
        let comma = text::find_outside(line, b',').unwrap_or(line.len());
        let Some((first, rest)) = text::cut_at(line, comma) else {
            return Some(line.into());
        };
        self.0.insert(at, Header::new(name, rest));
        Some(text::trim(first).into())
    }

    fn position(&self, name: HeaderName) -> Option<usize> {
        self.0.iter().position(|header| header.is(name))
    }

    /// Every header in order.
    pub fn iter(&self) -> impl Iterator<Item = (HeaderName<'_>, &str)> {
        self.0
            .iter()
            .map(|header| (HeaderName::new(header.name()), header.value()))
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends every header with its line end.
    pub(crate) fn write(&self, out: &mut String) {
        for header in &self.0 {
            if !header.is(HeaderName::ContentLength) {
                out.push_str(&header.line);
                out.push_str("\r\n");
            }
        }
    }
}

/// What [`Headers::all`] gives.
#[derive(Clone)]
pub struct Lines<'a> {
    headers: slice::Iter<'a, Header>,
    name: HeaderName<'a>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    // One loop for everybody who looks for a header, and not one in each of their functions.
    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        for header in &mut self.headers {
            if header.is(self.name) {
                return Some(header.value());
            }
        }
        None
    }
}

/// What [`Headers::values`] gives.
#[derive(Clone)]
pub struct Values<'a> {
    lines: Lines<'a>,
    pieces: Pieces<'a>,
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        loop {
            if let Some(piece) = self.pieces.next() {
                return Some(piece);
            }
            self.pieces = text::split_outside(self.lines.next()?, b',');
        }
    }
}

impl fmt::Debug for Headers {
    /// Credentials are left out: even a digest answer lets a password be guessed at leisure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.iter() {
            let secret =
                name == HeaderName::Authorization || name == HeaderName::ProxyAuthorization;
            map.entry(&name.as_str(), &if secret { "(hidden)" } else { value });
        }
        map.finish()
    }
}
