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
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

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

/// A request. Its parts are read and set like fields: see [`RequestParts`].
///
/// They lie behind a pointer, for messages go through many hands.
#[derive(Clone, PartialEq, Debug)]
pub struct Request(Box<RequestParts>);

/// The parts of a [`Request`].
#[derive(Clone, PartialEq, Debug)]
pub struct RequestParts {
    /// What is asked.
    pub method: Method,
    /// Of whom.
    pub uri: Uri,
    /// The headers, without Content-Length.
    pub headers: Headers,
    /// The body, in bytes.
    pub body: Vec<u8>,
}

/// A response. Its parts are read and set like fields: see [`ResponseParts`].
#[derive(Clone, PartialEq, Debug)]
pub struct Response(Box<ResponseParts>);

/// The parts of a [`Response`].
#[derive(Clone, PartialEq, Debug)]
pub struct ResponseParts {
    /// The answer in digits.
    pub status: Status,
    /// The answer in words.
    pub reason: String,
    /// The headers, without Content-Length.
    pub headers: Headers,
    /// The body, in bytes.
    pub body: Vec<u8>,
}

impl Deref for Request {
    type Target = RequestParts;

    fn deref(&self) -> &RequestParts {
        &self.0
    }
}

impl DerefMut for Request {
    fn deref_mut(&mut self) -> &mut RequestParts {
        &mut self.0
    }
}

impl Deref for Response {
    type Target = ResponseParts;

    fn deref(&self) -> &ResponseParts {
        &self.0
    }
}

impl DerefMut for Response {
    fn deref_mut(&mut self) -> &mut ResponseParts {
        &mut self.0
    }
}

impl Request {
    /// A request without headers.
    pub fn new(method: Method, uri: Uri) -> Self {
        Request(Box::new(RequestParts {
            method,
            uri,
            headers: Headers::new(),
            body: Vec::new(),
        }))
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
        let mut response = Response::new(status, status.default_reason().into());
        response.headers = headers;
        response
    }
}

impl Response {
    /// A response without headers.
    pub fn new(status: Status, reason: String) -> Self {
        Response(Box::new(ResponseParts {
            status,
            reason,
            headers: Headers::new(),
            body: Vec::new(),
        }))
    }

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
