//! `;name=value` lists, of URIs and of headers.

use crate::text;
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug)]
struct Param {
    name: String,
    value: Option<String>,
    quoted: bool,
}

/// Parameters in order. Names are compared case-insensitively, quotes around values are taken off and put back.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<Param>);

/// How a list is read: URIs know no quotes (RFC 3261 §25.1 `uri-parameters` against `generic-param`).
#[derive(Copy, Clone, PartialEq)]
pub(crate) enum Dialect {
    Uri,
    Header,
}

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value, without quotes. `None` when the parameter is absent or has no value (see [`Params::has`]).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).and_then(|param| param.value.as_deref())
    }

    /// Whether the parameter is there, with a value or without.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Gives the parameter this value, in place or at the end. Quotes are added when the value needs them.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, Some(value));
    }

    /// Adds the parameter without a value, like `lr`.
    pub fn set_flag(&mut self, name: &str) {
        self.put(name, None);
    }

    /// Takes the parameter away.
    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|param| !param.name.eq_ignore_ascii_case(name));
    }

    /// Every parameter in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0
            .iter()
            .map(|param| (param.name.as_str(), param.value.as_deref()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, name: &str) -> Option<&Param> {
        self.0
            .iter()
            .find(|param| param.name.eq_ignore_ascii_case(name))
    }

    fn put(&mut self, name: &str, value: Option<&str>) {
        let quoted = value.is_some_and(needs_quotes);
        let value = value.map(|value| {
            let mut clean = String::new();
            text::push_line(&mut clean, value);
            clean
        });
        for param in &mut self.0 {
            if param.name.eq_ignore_ascii_case(name) {
                param.value = value;
                param.quoted = quoted;
                return;
            }
        }
        self.add(name, value, quoted);
    }

    /// Reads `a=b;c;d="e"`, without a leading separator. `None` when a name is no token or a quote stays open.
    pub(crate) fn parse(text: &str, separator: u8, dialect: Dialect) -> Option<Params> {
        let mut params = Params::new();
        if dialect == Dialect::Uri {
            let mut rest = text;
            while !rest.is_empty() {
                let (piece, tail) = text::cut_or_all(rest, separator);
                rest = tail;
                match text::cut(piece, b'=') {
                    Some((name, value)) => params.add(name, Some(value.into()), false),
                    None if piece.is_empty() => {}
                    None => params.add(piece, None, false),
                }
            }
            return Some(params);
        }
        for piece in text::split_outside(text, separator) {
            let (name, value) = match text::cut(piece, b'=') {
                Some((name, value)) => (text::trim(name), Some(text::trim(value))),
                None => (piece, None),
            };
            if !text::is_token(name) {
                return None;
            }
            let quoted = value.is_some_and(|value| value.starts_with('"'));
            let value = match value {
                Some(value) if quoted => match text::read_quoted(value)? {
                    (value, "") => Some(value),
                    _ => return None,
                },
                value => value.map(String::from),
            };
            params.add(name, value, quoted);
        }
        Some(params)
    }

    fn add(&mut self, name: &str, value: Option<String>, quoted: bool) {
        self.0.push(Param {
            name: name.into(),
            value,
            quoted,
        });
    }

    /// Appends `;a=b;c`.
    pub(crate) fn write(&self, out: &mut String, dialect: Dialect) {
        for param in &self.0 {
            out.push(';');
            if dialect == Dialect::Uri {
                text::push_escaped(out, &param.name, keep_in_uri);
            } else {
                text::push_token(out, &param.name);
            }
            let Some(value) = &param.value else { continue };
            out.push('=');
            if dialect == Dialect::Uri {
                text::push_escaped(out, value, keep_in_uri);
            } else if param.quoted || needs_quotes(value) {
                text::push_quoted(out, value);
            } else {
                out.push_str(value);
            }
        }
    }
}

fn keep_in_uri(byte: u8) -> bool {
    !matches!(
        byte,
        0..=b' ' | 0x7f | b'"' | b'<' | b'>' | b';' | b'?' | b'@' | b','
    )
}

fn needs_quotes(value: &str) -> bool {
    value.is_empty() || !text::all(value, is_plain)
}

fn is_plain(byte: u8) -> bool {
    !matches!(
        byte,
        0..=b' ' | 0x7f.. | b'"' | b'\\' | b'<' | b'>' | b';' | b',' | b'?' | b'(' | b')'
    )
}

impl PartialEq for Params {
    /// The same parameters in the same order; whether a value came in quotes does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|(a, b)| a.name.eq_ignore_ascii_case(&b.name) && a.value == b.value)
    }
}

impl Eq for Params {}
