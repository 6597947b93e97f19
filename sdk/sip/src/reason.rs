//! Why a request was sent.

use crate::param::{Dialect, Params};
use crate::text;
use alloc::string::String;

/// One value of the Reason header (RFC 3326): `SIP;cause=200;text="Call completed elsewhere"`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// `SIP`, `Q.850`, …
    pub protocol: String,
    /// The status or cause, if one is given.
    pub cause: Option<u32>,
    /// Words for people.
    pub text: Option<String>,
}

impl Reason {
    /// Reads one value.
    pub fn parse(text: &str) -> Option<Reason> {
        let (protocol, params) = text::cut_or_all(text, b';');
        let protocol = text::trim(protocol);
        if !text::is_token(protocol) {
            return None;
        }
        let params = Params::parse(params, b';', Dialect::Header)?;
        Some(Reason {
            protocol: protocol.into(),
            cause: params
                .get("cause")
                .and_then(|cause| text::read_number(cause, u32::MAX.into()))
                .map(|n| n as u32),
            text: params.get("text").map(Into::into),
        })
    }
}
