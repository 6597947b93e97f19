//! `"Display" <uri>;params`, as in From, To, Contact and Route.

use crate::param::{Dialect, Params};
use crate::text;
use crate::uri::{Uri, UriError};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// An address with a name to show and parameters of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NameAddr {
    /// The name to show, without quotes and escapes.
    pub display: Option<String>,
    /// The address.
    pub uri: Uri,
    /// The parameters after the address, such as `tag` and `expires`.
    pub params: Params,
}

impl NameAddr {
    /// The bare address.
    pub fn new(uri: Uri) -> Self {
        Self {
            display: None,
            uri,
            params: Params::new(),
        }
    }

    /// Reads one value: `"Name" <uri>;p`, `Name <uri>;p`, `<uri>;p` or `uri;p`.
    pub fn parse(text: &str) -> Result<Box<NameAddr>, UriError> {
        let text = text::trim(text);
        let (display, rest) = if text.starts_with('"') {
            text::read_quoted(text).ok_or(UriError::Character)?
        } else if let Some((display, rest)) =
            text::find_outside(text, b'<').and_then(|at| text.split_at_checked(at))
        {
            (String::from(text::trim(display)), rest)
        } else {
            // RFC 3261 §20.10: without brackets the parameters are the header's, not the URI's.
            let (uri, params) = text::cut_or_all(text, b';');
            // §20: and a `?` needs them.
            if text::cut(uri, b'?').is_some() {
                return Err(UriError::Character);
            }
            return NameAddr::with_params(None, uri, params);
        };
        let Some(("", rest)) = text::cut(text::trim(rest), b'<') else {
            return Err(UriError::Character);
        };
        let (uri, rest) = text::cut(rest, b'>').ok_or(UriError::Character)?;
        let params = match text::cut(text::trim(rest), b';') {
            Some(("", params)) => params,
            None if text::trim(rest).is_empty() => "",
            _ => return Err(UriError::Character),
        };
        NameAddr::with_params(Some(display).filter(|name| !name.is_empty()), uri, params)
    }

    fn with_params(
        display: Option<String>,
        uri: &str,
        params: &str,
    ) -> Result<Box<NameAddr>, UriError> {
        let params = Params::parse(params, b';', Dialect::Header).ok_or(UriError::Character)?;
        Ok(Box::new(NameAddr {
            display,
            uri: Uri::parse(text::trim(uri))?,
            params,
        }))
    }

    /// The `tag` parameter.
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag")
    }

    /// The `expires` parameter, in seconds.
    pub fn expires(&self) -> Option<u32> {
        let number = text::read_number(self.params.get("expires")?, u32::MAX.into())?;
        Some(number as u32)
    }

    /// The same with this tag.
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", tag);
        self
    }

    /// The value as it is written.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Appends the value: always with brackets, the name always in quotes.
    pub(crate) fn write(&self, out: &mut String) {
        if let Some(display) = &self.display {
            text::push_quoted(out, display);
            out.push(' ');
        }
        out.push('<');
        self.uri.write(out);
        out.push('>');
        self.params.write(out, Dialect::Header);
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
