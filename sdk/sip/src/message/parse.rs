//! Bytes to messages.

use super::{Limits, Message, Request, Response};
use crate::header::{HeaderName, Headers};
use crate::method::Method;
use crate::status::Status;
use crate::text;
use crate::uri::Uri;
use alloc::string::String;

/// Why bytes are no message.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ParseError {
    /// The message is larger than allowed.
    #[error("the message is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The message has more headers than allowed.
    #[error("the message has more than {limit} headers")]
    TooManyHeaders {
        /// The limit, in lines.
        limit: usize,
    },
    /// A line is longer than allowed.
    #[error("a header is longer than {limit} bytes")]
    HeaderTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The first line is neither a request's nor a response's.
    #[error("the start line is malformed")]
    BadStartLine,
    /// The first line names a version of SIP other than 2.0.
    #[error("the version of SIP is not 2.0")]
    Version,
    /// A line has no valid name.
    #[error("a header has no valid name")]
    BadLine,
    /// A header that every message needs is missing or malformed.
    #[error("the header {name} is missing or malformed")]
    BadHeader {
        /// The header.
        name: HeaderName<'static>,
    },
    /// Content-Length is no number, or there are two that differ.
    #[error("the Content-Length is malformed")]
    BadContentLength,
    /// The body is shorter than Content-Length says, or the headers do not end.
    #[error("the message ends too early")]
    Truncated,
    /// The headers are not UTF-8 (RFC 3261 §7).
    #[error("the headers are not UTF-8")]
    NotUtf8,
}

impl ParseError {
    /// The status to refuse such a request with: 400, 505 or 513.
    pub fn status(&self) -> Status {
        match self {
            ParseError::TooLarge { .. }
            | ParseError::TooManyHeaders { .. }
            | ParseError::HeaderTooLong { .. } => Status::MESSAGE_TOO_LARGE,
            ParseError::Version => Status::VERSION_NOT_SUPPORTED,
            _ => Status::BAD_REQUEST,
        }
    }
}

impl Message {
    /// Reads one frame (RFC 7118 §5: a WebSocket message is a SIP message, Content-Length may be absent).
    ///
    /// A body longer than Content-Length is cut, a shorter one is [`ParseError::Truncated`]. Line ends in front are skipped and a bare LF ends
    /// a line too; folded lines are joined by a blank.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Message, ParseError> {
        if bytes.len() > limits.message_bytes {
            return Err(ParseError::TooLarge {
                limit: limits.message_bytes,
            });
        }
        let (head, body) = split_body(bytes);
        let body = body.ok_or(ParseError::Truncated)?;
        let head = core::str::from_utf8(head).map_err(|_| ParseError::NotUtf8)?;
        let (first, _, rest) = next_line(head).ok_or(ParseError::BadStartLine)?;
        if first.len() > limits.header_bytes {
            return Err(ParseError::HeaderTooLong {
                limit: limits.header_bytes,
            });
        }
        let mut message = parse_start(first)?;
        let headers = message.headers_mut();
        let length = parse_headers(rest, limits, headers)?;
        let body = match length {
            Some(length) => body.get(..length).ok_or(ParseError::Truncated)?,
            None => body,
        };
        match &mut message {
            Message::Request(request) => request.body = body.into(),
            Message::Response(response) => response.body = body.into(),
        }
        Ok(message)
    }

    fn headers_mut(&mut self) -> &mut Headers {
        match self {
            Message::Request(request) => &mut request.headers,
            Message::Response(response) => &mut response.headers,
        }
    }
}

/// What can still be read of a request that is refused, to answer it. No body; lines that can not be read are left out.
pub(crate) fn salvage(bytes: &[u8], limits: &Limits) -> Option<Request> {
    // A refused giant costs no more than a large message.
    let bytes = bytes.get(..limits.message_bytes).unwrap_or(bytes);
    let (head, _) = split_body(bytes);
    let head = text::readable(head);
    let (first, _, mut rest) = next_line(&head)?;
    if first.starts_with("SIP/") {
        return None;
    }
    let method = Method::parse(text::cut(first, b' ')?.0)?;
    let mut request = Request::new(method, Uri::sip("", "invalid"));
    let headers = &mut request.headers;
    while let Some((line, folded, tail)) = next_line(rest) {
        if line.len() <= limits.header_bytes
            && headers.len() < limits.header_count
            && let Some((name, value)) = text::cut(line, b':')
            && text::is_token(text::trim(name))
        {
            push_line(headers, HeaderName::new(text::trim(name)), value, folded);
        }
        rest = tail;
    }
    Some(request)
}

/// Parts head and body at the first empty line. The body is `None` when there is no such line.
fn split_body(bytes: &[u8]) -> (&[u8], Option<&[u8]>) {
    let blank = bytes
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    let bytes = bytes.get(blank..).unwrap_or_default();
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'\n'
            && let Some([b'\n', body @ ..] | [b'\r', b'\n', body @ ..]) = bytes.get(at + 1..)
        {
            return (bytes.get(..at).unwrap_or_default(), Some(body));
        }
    }
    (bytes, None)
}

/// The next line with its folds still in it (RFC 3261 §7.3.1), whether it has any, and what follows. `None` at the end.
fn next_line(text: &str) -> Option<(&str, bool, &str)> {
    let start = text
        .bytes()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))?;
    let text = text.get(start..)?;
    let bytes = text.as_bytes();
    let (mut end, mut folded) = (text.len(), false);
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' {
            if !matches!(bytes.get(at + 1), Some(b' ' | b'\t')) {
                end = at;
                break;
            }
            folded = true;
        }
    }
    let (line, rest) = text.split_at_checked(end)?;
    Some((line.strip_suffix('\r').unwrap_or(line), folded, rest))
}

/// Hardly any line is folded.
fn push_line(headers: &mut Headers, name: HeaderName, value: &str, folded: bool) {
    if folded {
        headers.push(name, unfold(value).as_str());
    } else {
        headers.push(name, value);
    }
}

/// Folds become one blank.
fn unfold(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    while !rest.is_empty() {
        let (line, tail) = text::cut_or_all(rest, b'\n');
        rest = tail;
        let line = text::trim(line);
        if !out.is_empty() && !line.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

fn parse_start(line: &str) -> Result<Message, ParseError> {
    if line
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("SIP/"))
    {
        let (version, rest) = text::cut(line, b' ').ok_or(ParseError::BadStartLine)?;
        check_version(version)?;
        let (code, reason) = text::cut_or_all(rest, b' ');
        let status = text::read_number(code, u16::MAX.into())
            .filter(|_| code.len() == 3)
            .and_then(|code| Status::new(code as u16))
            .ok_or(ParseError::BadStartLine)?;
        let mut line = String::new();
        text::push_line(&mut line, reason);
        let reason = text::trim(&line).into();
        return Ok(Message::Response(Response::new(status, reason)));
    }
    let (method, rest) = text::cut(line, b' ').ok_or(ParseError::BadStartLine)?;
    let (uri, version) = text::cut(rest, b' ').ok_or(ParseError::BadStartLine)?;
    let method = Method::parse(method).ok_or(ParseError::BadStartLine)?;
    check_version(version)?;
    let uri = Uri::parse(uri).map_err(|_| ParseError::BadStartLine)?;
    Ok(Message::Request(Request::new(method, uri)))
}

fn check_version(version: &str) -> Result<(), ParseError> {
    match text::cut(version, b'/') {
        Some((name, "2.0")) if name.eq_ignore_ascii_case("SIP") => Ok(()),
        Some((name, number)) if name.eq_ignore_ascii_case("SIP") && text::is_token(number) => {
            Err(ParseError::Version)
        }
        _ => Err(ParseError::BadStartLine),
    }
}

/// Reads header lines into `headers`; returns the Content-Length, which is not kept among them.
fn parse_headers(
    mut rest: &str,
    limits: &Limits,
    headers: &mut Headers,
) -> Result<Option<usize>, ParseError> {
    let mut length = None;
    let mut count = 0;
    while let Some((line, folded, tail)) = next_line(rest) {
        rest = tail;
        count += 1;
        if count > limits.header_count {
            return Err(ParseError::TooManyHeaders {
                limit: limits.header_count,
            });
        }
        if line.len() > limits.header_bytes {
            return Err(ParseError::HeaderTooLong {
                limit: limits.header_bytes,
            });
        }
        let (name, value) = text::cut(line, b':').ok_or(ParseError::BadLine)?;
        let name = name.trim_ascii_end();
        if !text::is_token(name) {
            return Err(ParseError::BadLine);
        }
        let name = HeaderName::new(name);
        if name == HeaderName::ContentLength {
            let number = text::read_number(text::trim(value), u64::MAX)
                .ok_or(ParseError::BadContentLength)?;
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            if length.is_some_and(|earlier| earlier != number) {
                return Err(ParseError::BadContentLength);
            }
            length = Some(number);
        } else {
            push_line(headers, name, value, folded);
        }
    }
    Ok(length)
}
