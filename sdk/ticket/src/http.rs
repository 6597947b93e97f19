//! HTTP as plain values, sent and received by somebody else.

use alloc::string::String;
use alloc::vec::Vec;

/// The methods that helpdesks use.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum HttpMethod {
    /// Read.
    Get,
    /// Create.
    Post,
    /// Change.
    Put,
}

impl HttpMethod {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A request to send to the helpdesk. Who sends it adds the host and the sign-in.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct HttpRequest {
    /// The method.
    pub method: HttpMethod,
    /// Path and query, percent-encoded, starting with `/`.
    pub path: String,
    /// Header fields in order, without the sign-in.
    pub headers: Vec<(String, String)>,
    /// The body, JSON in UTF-8.
    pub body: Option<Vec<u8>>,
}

impl HttpRequest {
    pub(crate) fn get(path: String) -> Self {
        Self {
            method: HttpMethod::Get,
            path,
            headers: Vec::from([("Accept".into(), "application/json".into())]),
            body: None,
        }
    }

    pub(crate) fn with_body(method: HttpMethod, path: String, body: Vec<u8>) -> Self {
        let mut request = Self::get(path);
        request.method = method;
        request
            .headers
            .push(("Content-Type".into(), "application/json".into()));
        request.body = Some(body);
        request
    }
}

/// What came back.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct HttpResponse {
    /// The status; 0 when the request never reached the helpdesk.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// A response without header fields.
    pub fn new(status: u16, body: &[u8]) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_vec(),
        }
    }

    /// The first header field of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// Appends `text` to a URL as one value: RFC 3986 §2.3 unreserved characters stay, every other byte is escaped.
pub(crate) fn push_encoded(url: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).map_or('0', |d| char::from(*d));
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            url.push('%');
            url.push(digit(byte >> 4));
            url.push(digit(byte & 15));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reserved_byte_of_a_value_is_escaped() {
        let mut url = String::new();
        push_encoded(&mut url, "a b&c=d+e%\"/?#:박~");
        assert_eq!(url, "a%20b%26c%3Dd%2Be%25%22%2F%3F%23%3A%EB%B0%95~");
    }
}
