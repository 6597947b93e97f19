//! Requests and responses.

mod parse;
mod write;

pub use parse::ParseError;
pub(crate) use parse::salvage;

use crate::header::{HeaderName, Headers};
use crate::method::Method;
use crate::status::Status;
use crate::text;
use crate::uri::Uri;
use alloc::string::String;
use alloc::vec::Vec;

/// A message read from one frame.
#[derive(Clone, PartialEq, Debug)]
pub enum Message {
    /// Somebody asks.
    Request(Request),
    /// Somebody answers.
    Response(Response),
}

/// How much a peer may send at once.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of a whole message: 65,536.
    pub message_bytes: usize,
    /// Header lines of a message: 256.
    pub header_count: usize,
    /// Bytes of one line, folds undone: 8,192.
    pub header_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes: 65_536,
            header_count: 256,
            header_bytes: 8_192,
        }
    }
}

/// A request.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    /// What is asked.
    pub method: Method,
    /// Of whom.
    pub uri: Uri,
    /// The headers, without Content-Length.
    pub headers: Headers,
    /// The body, in bytes.
    pub body: Vec<u8>,
}

/// A response.
#[derive(Clone, PartialEq, Debug)]
pub struct Response {
    /// The answer in digits.
    pub status: Status,
    /// The answer in words.
    pub reason: String,
    /// The headers, without Content-Length.
    pub headers: Headers,
    /// The body, in bytes.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers.
    pub fn new(method: Method, uri: Uri) -> Self {
        Self {
            method,
            uri,
            headers: Headers::new(),
            body: Vec::new(),
        }
    }

    /// A response to it with the default phrase: Via, From, To, Call-ID and CSeq are copied (RFC 3261 §8.2.6.2), and Record-Route
    /// where the response can make a dialog (§12.1.1).
    pub fn response(&self, status: Status) -> Response {
        let mut headers = Headers::new();
        let makes_dialog =
            status > Status::TRYING && status.code() < 300 && self.method != Method::Register;
        for (name, value) in self.headers.iter() {
            let copied = [
                HeaderName::Via,
                HeaderName::From,
                HeaderName::To,
                HeaderName::CallId,
                HeaderName::CSeq,
            ];
            if copied.contains(&name) || (makes_dialog && name == HeaderName::RecordRoute) {
                headers.push(name, value);
            }
        }
        Response {
            status,
            reason: status.default_reason().into(),
            headers,
            body: Vec::new(),
        }
    }
}

impl Response {
    /// The same with this tag on its To, unless it has one.
    pub fn with_to_tag(mut self, tag: &str) -> Self {
        if let Some(to) = self.headers.get(HeaderName::To)
            && self.headers.to_tag().is_empty()
        {
            let mut tagged = String::from(to);
            text::push_tag(&mut tagged, tag);
            self.headers.set(HeaderName::To, tagged);
        }
        self
    }
}
