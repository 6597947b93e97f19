//! The count of requests.

use crate::method::Method;
use crate::text;
use alloc::string::String;
use core::fmt;

/// The CSeq header: a number and the method again (RFC 3261 §20.16).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CSeq {
    /// The number, below 2^31.
    pub number: u32,
    /// The method of the request.
    pub method: Method,
}

impl CSeq {
    /// Reads `4711 INVITE`.
    pub fn parse(text: &str) -> Option<CSeq> {
        let (number, method) = CSeq::split(text)?;
        Some(CSeq {
            number,
            method: Method::parse(method)?,
        })
    }

    /// Number and method, the latter as it stands there.
    pub(crate) fn split(text: &str) -> Option<(u32, &str)> {
        let (number, method) = text::split_word(text::trim(text))?;
        let number = text::read_number(number, u64::MAX)?;
        // §8.1.1.5: less than 2^31.
        let fits = number < 1 << 31 && text::is_token(text::trim(method));
        fits.then(|| (number as u32, text::trim(method)))
    }

    /// The value as it is written.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        text::push_number(&mut out, self.number.into());
        out.push(' ');
        self.method.write(&mut out);
        out
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
