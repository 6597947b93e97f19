//! Addresses: `sip:`, `sips:`, `tel:` and the others we only carry.

use crate::param::{Dialect, Params};
use crate::text;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// The word before the colon.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// `sip:`
    Sip,
    /// `sips:`
    Sips,
    /// `tel:` (RFC 3966)
    Tel,
    /// Any other, in lower case.
    Other(String),
}

impl Scheme {
    /// The scheme without its colon.
    pub fn as_str(&self) -> &str {
        match self {
            Scheme::Sip => "sip",
            Scheme::Sips => "sips",
            Scheme::Tel => "tel",
            Scheme::Other(name) => name,
        }
    }
}

/// Why a text is no URI.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UriError {
    /// There is no scheme before a colon.
    #[error("the address has no scheme")]
    Scheme,
    /// The host is missing or holds a character that no host has.
    #[error("the address has no valid host")]
    Host,
    /// The port is not a number up to 65535.
    #[error("the address has no valid port")]
    Port,
    /// The user part, or the number of a `tel:` address, is empty.
    #[error("the address has an empty user part")]
    User,
    /// A blank, a control character, a quote or an angle bracket stands in it.
    #[error("the address holds a character that must be escaped")]
    Character,
}

/// An address.
///
/// `tel:+49-30-1` has the number in `user` and no host. An address of another scheme has everything after its colon in `host`.
/// Display writes it; what would break out of a header is escaped there.
///
/// The parts are read and set like fields: see [`UriParts`]. They lie behind a pointer, for addresses are passed on a lot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Uri(Box<UriParts>);

/// The parts of a [`Uri`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UriParts {
    /// The scheme.
    pub scheme: Scheme,
    /// The part before the `@`, as written, escapes and all; see [`Uri::user_decoded`].
    pub user: Option<String>,
    /// The password after the user, as written. Never used, only carried.
    pub password: Option<String>,
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub host: String,
    /// The port, if one is written.
    pub port: Option<u16>,
    /// Parameters after the host.
    pub params: Params,
    /// What follows the `?`, as written: `Replaces=…&Subject=…`; see [`Uri::header`].
    pub headers: Option<String>,
}

impl Deref for Uri {
    type Target = UriParts;

    fn deref(&self) -> &UriParts {
        &self.0
    }
}

impl DerefMut for Uri {
    fn deref_mut(&mut self) -> &mut UriParts {
        &mut self.0
    }
}

impl Uri {
    fn new(scheme: Scheme, host: &str) -> Uri {
        Uri(Box::new(UriParts {
            scheme,
            user: None,
            password: None,
            host: host.into(),
            port: None,
            params: Params::new(),
            headers: None,
        }))
    }

    /// `sip:user@host` for a user part in plain words: what must be escaped is escaped, `%HH` already there stays.
    pub fn sip(user: &str, host: &str) -> Uri {
        let mut escaped = String::new();
        text::push_escaped(&mut escaped, user, keep_in_user);
        // The host may bring its port along.
        let (host, port) = split_port(host).unwrap_or((host, None));
        let mut uri = Uri::new(Scheme::Sip, host);
        uri.user = Some(escaped).filter(|user| !user.is_empty());
        uri.port = port;
        uri
    }

    /// Reads an address without angle brackets.
    pub fn parse(text: &str) -> Result<Uri, UriError> {
        let (scheme, rest) = text::cut(text, b':').ok_or(UriError::Scheme)?;
        if !scheme
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphabetic)
            || !text::all(scheme, is_scheme_byte)
        {
            return Err(UriError::Scheme);
        }
        if !text::all(rest, keep_opaque) {
            return Err(UriError::Character);
        }
        let known = [Scheme::Sip, Scheme::Sips, Scheme::Tel];
        let known = known
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(scheme));
        let Some(scheme) = known else {
            let scheme = Scheme::Other(scheme.to_ascii_lowercase());
            return Ok(Uri::new(scheme, rest));
        };
        let mut uri = Uri::new(scheme, "");
        if uri.scheme == Scheme::Tel {
            let (number, params) = text::cut_or_all(rest, b';');
            uri.user = Some(number.into());
            uri.read_params(params);
        } else {
            // Neither host nor parameters may hold an `@`, but a user part may hold `;`, `?` and `/`.
            let rest = match text::cut(rest, b'@') {
                Some((info, rest)) => {
                    let (user, password) = text::cut_or_all(info, b':');
                    uri.user = Some(user.into());
                    if user.len() < info.len() {
                        uri.password = Some(password.into());
                    }
                    rest
                }
                None => rest,
            };
            let (rest, headers) = match text::cut(rest, b'?') {
                Some((rest, headers)) => (rest, Some(headers.into())),
                None => (rest, None),
            };
            let (host, params) = text::cut_or_all(rest, b';');
            let (host, port) = split_port(host)?;
            if !is_host(host) {
                return Err(UriError::Host);
            }
            uri.host = host.into();
            uri.port = port;
            uri.headers = headers;
            uri.read_params(params);
        }
        if uri.user.as_ref().is_some_and(String::is_empty) {
            return Err(UriError::User);
        }
        Ok(uri)
    }

    fn read_params(&mut self, params: &str) {
        self.params = Params::parse(params, b';', Dialect::Uri).unwrap_or_default();
    }

    /// The user part with its escapes undone.
    pub fn user_decoded(&self) -> Option<String> {
        self.user.as_deref().map(text::unescape)
    }

    /// The address of record: scheme, user, host and port alone.
    pub fn aor(&self) -> Uri {
        let mut uri = Uri::new(self.scheme.clone(), &self.host);
        uri.user = self.user.clone();
        uri.port = self.port;
        uri
    }

    /// The header of this name in the part after the `?`, unescaped: a Refer-To carries its Replaces there.
    pub fn header(&self, name: &str) -> Option<String> {
        let mut rest = self.headers.as_deref()?;
        while !rest.is_empty() {
            let (piece, tail) = text::cut_or_all(rest, b'&');
            let (key, value) = text::cut_or_all(piece, b'=');
            if text::unescape(key).eq_ignore_ascii_case(name) {
                return Some(text::unescape(value));
            }
            rest = tail;
        }
        None
    }

    /// Adds a header behind the `?`, its value escaped to the last sign: a `%` in a Call-ID is no escape.
    pub fn add_header(&mut self, name: &str, value: &str) {
        let headers = self.0.headers.get_or_insert_default();
        if !headers.is_empty() {
            headers.push('&');
        }
        text::push_token(headers, name);
        headers.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
                headers.push(char::from(byte));
            } else {
                text::push_escape(headers, byte);
            }
        }
    }

    /// Whether both mean the same by RFC 3261 §19.1.4 (for `tel:`, RFC 3966 §4). Not transitive: see the RFC's `carol`.
    pub fn equivalent(&self, other: &Uri) -> bool {
        if self.scheme != other.scheme || self.port != other.port {
            return false;
        }
        match self.scheme {
            Scheme::Tel => return self.equivalent_tel(other),
            Scheme::Other(_) => return self.host == other.host,
            Scheme::Sip | Scheme::Sips => {}
        }
        canonical(self.user.as_deref()) == canonical(other.user.as_deref())
            && canonical(self.password.as_deref()) == canonical(other.password.as_deref())
            && self.host.eq_ignore_ascii_case(&other.host)
            && agrees(&self.params, &other.params)
            && agrees(&other.params, &self.params)
            && same_headers(self, other)
            && same_headers(other, self)
    }

    fn equivalent_tel(&self, other: &Uri) -> bool {
        let digits = |uri: &Uri| -> String {
            uri.user
                .iter()
                .flat_map(|number| number.chars())
                .filter(|c| !matches!(c, '-' | '.' | '(' | ')'))
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let covers = |a: &Params, b: &Params| {
            a.iter().all(|(name, _)| match (a.get(name), b.get(name)) {
                (Some(x), Some(y)) => x.eq_ignore_ascii_case(y),
                (None, None) => b.has(name),
                _ => false,
            })
        };
        digits(self) == digits(other)
            && covers(&self.params, &other.params)
            && covers(&other.params, &self.params)
    }

    /// The address as it is written.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Appends the address.
    pub(crate) fn write(&self, out: &mut String) {
        text::push_escaped(out, self.scheme.as_str(), is_scheme_byte);
        out.push(':');
        if matches!(self.scheme, Scheme::Other(_)) {
            text::push_escaped(out, &self.host, keep_opaque);
            return;
        }
        if let Some(user) = &self.user {
            let keep = if self.scheme == Scheme::Tel {
                keep_in_number
            } else {
                keep_as_user
            };
            text::push_escaped(out, user, keep);
            if let Some(password) = &self.password {
                out.push(':');
                text::push_escaped(out, password, keep_as_user);
            }
            if self.scheme != Scheme::Tel {
                out.push('@');
            }
        }
        text::push_escaped(out, &self.host, |byte| {
            is_host_byte(byte) || matches!(byte, b'[' | b']' | b':')
        });
        if let Some(port) = self.port {
            out.push(':');
            text::push_number(out, port.into());
        }
        self.params.write(out, Dialect::Uri);
        if let Some(headers) = &self.headers {
            out.push('?');
            text::push_escaped(out, headers, keep_opaque);
        }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// RFC 3261 §25.1 `unreserved` and `user-unreserved`.
fn keep_in_user(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'_'
                | b'.'
                | b'!'
                | b'~'
                | b'*'
                | b'\''
                | b'('
                | b')'
                | b'&'
                | b'='
                | b'+'
                | b'$'
                | b','
                | b';'
                | b'?'
                | b'/'
        )
}

fn is_scheme_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

fn keep_opaque(byte: u8) -> bool {
    !matches!(byte, 0..=b' ' | 0x7f | b'"' | b'<' | b'>')
}

/// What was read is written as it was, within reason.
fn keep_as_user(byte: u8) -> bool {
    keep_opaque(byte) && byte != b'@'
}

fn keep_in_number(byte: u8) -> bool {
    keep_opaque(byte) && byte != b';'
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

fn is_ipv6_byte(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')
}

/// A name, an IPv4 address, or an IPv6 address in brackets.
pub(crate) fn is_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|inner| {
            text::cut(inner, b':').is_some() && text::all(inner, is_ipv6_byte)
        }),
        None => !host.is_empty() && text::all(host, is_host_byte),
    }
}

/// Parts `host:port`, where the host may be `[v6]`. The host is not looked into.
pub(crate) fn split_port(text: &str) -> Result<(&str, Option<u16>), UriError> {
    let (host, port) = if text.starts_with('[') {
        let (host, rest) = text::cut(text, b']').ok_or(UriError::Host)?;
        let host = text.get(..host.len() + 1).ok_or(UriError::Host)?;
        match text::cut(text::trim(rest), b':') {
            Some(("", port)) => (host, Some(port)),
            None if rest.is_empty() => (host, None),
            _ => return Err(UriError::Host),
        }
    } else {
        match text::cut(text, b':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        }
    };
    let Some(port) = port else {
        return Ok((host, None));
    };
    let port = text::read_number(text::trim(port), u64::MAX).ok_or(UriError::Port)?;
    u16::try_from(port)
        .map(|port| (text::trim(host), Some(port)))
        .map_err(|_| UriError::Port)
}

/// Escapes undone except those of reserved characters, which are not equal to them (§19.1.4).
fn canonical(part: Option<&str>) -> Option<String> {
    let mut rest = part?.as_bytes();
    let mut out = String::new();
    while let Some((&first, tail)) = rest.split_first() {
        match text::read_escape(rest) {
            Some(byte) => {
                if byte.is_ascii_graphic() && !b";/?:@&=+$,%".contains(&byte) {
                    out.push(char::from(byte));
                } else {
                    text::push_escape(&mut out, byte);
                }
                rest = rest.get(3..).unwrap_or_default();
            }
            None if first.is_ascii() => {
                out.push(char::from(first));
                rest = tail;
            }
            None => {
                text::push_escape(&mut out, first);
                rest = tail;
            }
        }
    }
    Some(out)
}

/// Whether every parameter of `a` agrees with `b`: some must be in both, the others only must not differ. One that comes twice (§19.1.1
/// forbids it) counts once.
fn agrees(a: &Params, b: &Params) -> bool {
    a.iter().all(|(name, _)| {
        if b.has(name) {
            match (canonical(a.get(name)), canonical(b.get(name))) {
                (Some(x), Some(y)) => x.eq_ignore_ascii_case(&y),
                (None, None) => true,
                _ => false,
            }
        } else {
            !["user", "ttl", "method", "maddr", "transport"]
                .iter()
                .any(|kind| name.eq_ignore_ascii_case(kind))
        }
    })
}

fn same_headers(a: &Uri, b: &Uri) -> bool {
    let Some(headers) = a.headers.as_deref() else {
        return true;
    };
    headers.split('&').all(|piece| {
        let (name, _) = text::cut_or_all(piece, b'=');
        let name = text::unescape(name);
        a.header(&name) == b.header(&name)
    })
}
