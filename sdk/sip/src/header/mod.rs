//! The lines between start line and body.

mod name;
mod typed;

pub use name::HeaderName;
pub use typed::HeaderError;

use crate::text;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Headers in order, unknown ones and repeated ones included.
///
/// Names are compared case-insensitively and compact forms are understood. No value holds CR, LF or NUL: on the way in they become
/// spaces, so an application's string can not add a header. Content-Length is not kept here: the body's length says it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(HeaderName, String)>);

fn clean(value: impl Into<String>) -> String {
    let mut value = value.into();
    text::neutralise(&mut value);
    let trimmed = text::trim(&value);
    if trimmed.len() == value.len() {
        value
    } else {
        trimmed.into()
    }
}

impl Headers {
    /// No headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first header of this name, as written.
    pub fn get(&self, name: HeaderName) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether there is a header of this name.
    pub fn has(&self, name: HeaderName) -> bool {
        self.get(name).is_some()
    }

    /// Every header of this name, one item per line.
    pub fn all(&self, name: HeaderName) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every value of this name, comma lists split; quotes and angle brackets are respected. Not for Date and the
    /// authorization headers, whose commas are their own.
    pub fn values(&self, name: HeaderName) -> impl Iterator<Item = &str> {
        self.all(name)
            .flat_map(|line| text::split_outside(line, b','))
    }

    /// Adds a header at the end.
    pub fn push(&mut self, name: HeaderName, value: impl Into<String>) {
        self.0.push((name.clean(), clean(value)));
    }

    /// Puts a header in place of all of this name: where the first one stood, or at the end.
    pub fn set(&mut self, name: HeaderName, value: impl Into<String>) {
        let (name, value) = (name.clean(), clean(value));
        match self.0.iter().position(|(known, _)| *known == name) {
            Some(at) => {
                let mut value = Some(value);
                let mut index = 0;
                self.0.retain_mut(|(known, old)| {
                    let here = index == at;
                    index += 1;
                    if here && let Some(value) = value.take() {
                        *old = value;
                    }
                    here || *known != name
                });
            }
            None => self.0.push((name, value)),
        }
    }

    /// Adds a header at the front.
    pub fn prepend(&mut self, name: HeaderName, value: impl Into<String>) {
        self.0.insert(0, (name.clean(), clean(value)));
    }

    /// Takes all headers of this name away.
    pub fn remove(&mut self, name: HeaderName) {
        self.0.retain(|(known, _)| *known != name);
    }

    /// Takes the first value of this name away, be it a line or the head of a comma list, and returns it: a proxy's own Via.
    pub fn remove_first_value(&mut self, name: HeaderName) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| *known == name)?;
        let (_, line) = self.0.get_mut(at)?;
        match text::find_outside(line, b',') {
            Some(comma) => {
                let first = clean(line.get(..comma).unwrap_or_default());
                let rest = clean(line.get(comma + 1..).unwrap_or_default());
                *line = rest;
                Some(first)
            }
            None => Some(self.0.remove(at).1),
        }
    }

    /// Every header in order.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
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
        for (name, value) in &self.0 {
            if *name != HeaderName::ContentLength {
                out.push_str(name.as_str());
                out.push_str(": ");
                out.push_str(value);
                out.push_str("\r\n");
            }
        }
    }
}

impl fmt::Debug for Headers {
    /// Credentials are left out: even a digest answer lets a password be guessed at leisure.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.iter() {
            let secret = matches!(
                name,
                HeaderName::Authorization | HeaderName::ProxyAuthorization
            );
            map.entry(&name.as_str(), &if secret { "(hidden)" } else { value });
        }
        map.finish()
    }
}
