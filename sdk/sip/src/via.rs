//! One hop of a message's way.

use crate::param::{Dialect, Params};
use crate::text;
use crate::uri::{is_host, split_port};
use alloc::string::String;
use core::fmt;

/// One value of the Via header (RFC 3261 §20.42).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Via {
    /// `WS`, `WSS`, `UDP`, …
    pub transport: String,
    /// The host the sender calls itself.
    pub host: String,
    /// The port, if one is written.
    pub port: Option<u16>,
    /// `branch`, `received`, `rport` and others.
    pub params: Params,
}

impl Via {
    /// Reads one value; blanks around the slashes and the colon are allowed.
    pub fn parse(text: &str) -> Option<Via> {
        let end = text::find_outside(text, b';').unwrap_or(text.len());
        let (sent, params) = text::cut_at(text, end).unwrap_or((text, ""));
        let (name, rest) = text::cut(sent, b'/')?;
        let (version, rest) = text::cut(rest, b'/')?;
        let (name, version, rest) = (text::trim(name), text::trim(version), text::trim(rest));
        if !name.eq_ignore_ascii_case("SIP") || version != "2.0" {
            return None;
        }
        let (transport, sent_by) = text::split_word(rest)?;
        let (host, port) = split_port(text::trim(sent_by)).ok()?;
        if !text::is_token(transport) || !is_host(host) {
            return None;
        }
        let params = Params::parse(params, b';', Dialect::Header)?;
        Some(Via {
            transport: transport.into(),
            host: host.into(),
            port,
            params,
        })
    }

    /// The `branch` parameter.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch")
    }

    /// The sender's `host[:port]`.
    pub fn sent_by(&self) -> String {
        let mut out = self.host.clone();
        if let Some(port) = self.port {
            out.push(':');
            text::push_number(&mut out, port.into());
        }
        out
    }

    /// The value as it is written.
    pub fn to_text(&self) -> String {
        let mut out = String::from("SIP/2.0/");
        text::push_token(&mut out, &self.transport);
        out.push(' ');
        out.push_str(&self.sent_by());
        self.params.write(&mut out, Dialect::Header);
        out
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
