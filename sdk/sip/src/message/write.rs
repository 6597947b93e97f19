//! Messages to bytes.

use super::{Message, Request, Response};
use crate::header::Headers;
use crate::text;
use alloc::string::String;
use alloc::vec::Vec;

fn finish(mut head: String, headers: &Headers, body: &[u8]) -> Vec<u8> {
    headers.write(&mut head);
    head.push_str("Content-Length: ");
    text::push_number(&mut head, body.len() as u64);
    head.push_str("\r\n\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

impl Request {
    /// The request as bytes, with its true Content-Length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = String::new();
        self.method.write(&mut head);
        head.push(' ');
        self.uri.write(&mut head);
        head.push_str(" SIP/2.0\r\n");
        finish(head, &self.headers, &self.body)
    }
}

impl Response {
    /// The response as bytes, with its true Content-Length.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = String::new();
        head.push_str("SIP/2.0 ");
        text::push_number(&mut head, self.status.code().into());
        head.push(' ');
        text::push_line(&mut head, &self.reason);
        head.push_str("\r\n");
        finish(head, &self.headers, &self.body)
    }
}

impl Message {
    /// The message as bytes, with its true Content-Length.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Message::Request(request) => request.to_bytes(),
            Message::Response(response) => response.to_bytes(),
        }
    }
}
