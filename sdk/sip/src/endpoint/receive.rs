//! Where a frame belongs.

use super::client::id_of;
use super::event::{ClientTransaction, Event, Flow, ServerTransaction};
use super::server::{Server, key};
use super::{Endpoint, OPEN_PER_FLOW};
use crate::header::{HeaderError, HeaderName, Headers};
use crate::instant::Instant;
use crate::message::{Message, ParseError, Request, Response, salvage};
use crate::method::Method;
use crate::status::Status;
use crate::via::Via;
use alloc::string::String;

impl From<HeaderError> for ParseError {
    fn from(error: HeaderError) -> Self {
        ParseError::BadHeader { name: error.name() }
    }
}

/// What a message has once, and no answer can do without.
const SINGLE: [HeaderName<'static>; 4] = [
    HeaderName::From,
    HeaderName::To,
    HeaderName::CallId,
    HeaderName::CSeq,
];

/// What every message needs (RFC 3261 §8.1.1): the topmost Via comes back.
fn check(headers: &Headers) -> Result<Via, ParseError> {
    // One is read here and another there if there are two (§7.3.1).
    for name in SINGLE {
        if headers.all(name).nth(1).is_some() {
            return Err(ParseError::BadHeader { name });
        }
    }
    headers.from()?;
    headers.to()?;
    headers.call_id()?;
    headers.cseq()?;
    Ok(headers.via()?)
}

impl Endpoint {
    pub(super) fn receive(&mut self, now: Instant, flow: Flow, bytes: &[u8]) {
        match bytes {
            b"\r\n\r\n" => self.outputs.send(flow, b"\r\n".to_vec()),
            b"\r\n" => self.outputs.tell(Event::Pong { flow }),
            b"" => {}
            _ => {
                let taken = match Message::parse(bytes, &self.config.limits) {
                    Ok(Message::Request(request)) => self.receive_request(now, flow, request),
                    Ok(Message::Response(response)) => self.receive_response(now, flow, response),
                    Err(error) => Err(error),
                };
                if let Err(error) = taken {
                    self.refuse(flow, bytes, &error);
                    self.outputs.tell(Event::Malformed { flow, error });
                }
                self.sweep();
            }
        }
    }

    /// Answers a malformed request, if enough of it can be read and it is not an ACK.
    fn refuse(&mut self, flow: Flow, bytes: &[u8], error: &ParseError) {
        let Some(request) = salvage(bytes, &self.config.limits) else {
            return;
        };
        let headers = &request.headers;
        if request.method == Method::Ack
            // It is sent back as it came, on the connection it came from: that of another version too.
            || !headers.has(HeaderName::Via)
            || SINGLE.into_iter().any(|name| !headers.has(name))
        {
            return;
        }
        self.reply(flow, &request, error.status(), "");
    }

    /// Answers a request by ourselves, with this tag or a fresh one.
    fn reply(&mut self, flow: Flow, request: &Request, status: Status, tag: &str) {
        let fresh = self.entropy.token(10);
        let tag = if tag.is_empty() { &fresh } else { tag };
        let mut response = request.response(status).with_to_tag(tag);
        response
            .headers
            .push(HeaderName::Server, &self.config.user_agent);
        self.outputs.send(flow, response.to_bytes());
    }

    fn receive_request(
        &mut self,
        now: Instant,
        flow: Flow,
        request: Request,
    ) -> Result<(), ParseError> {
        let via = check(&request.headers)?;
        if request.headers.cseq_method() != request.method.as_str() {
            return Err(ParseError::BadHeader {
                name: HeaderName::CSeq,
            });
        }
        let key = key(&request, &via);
        // An ACK and a CANCEL belong to an INVITE; nobody else's connection can touch it.
        let wanted = match request.method {
            Method::Ack | Method::Cancel => &Method::Invite,
            _ => &request.method,
        };
        let found = self.servers.iter().position(|server| {
            server.flow == flow && server.method == *wanted && server.key == key
        });
        match (&request.method, found) {
            (Method::Ack, found) => self.receive_ack(flow, request, found),
            (Method::Cancel, found) => self.receive_cancel(flow, request, found),
            (_, Some(at)) => {
                if let Some(server) = self.servers.get_mut(at) {
                    server.receive_again(&mut self.outputs);
                }
            }
            (_, None) if self.is_crowded(flow) => {
                self.reply(flow, &request, Status::SERVICE_UNAVAILABLE, "");
            }
            (_, None) => {
                let id = self.next_id();
                let server = Server::new(id, flow, key, &request, now, self.later(now));
                self.servers.push(server);
                let tx = ServerTransaction(id);
                self.outputs.tell(Event::Request { tx, flow, request });
            }
        }
        Ok(())
    }

    fn is_crowded(&self, flow: Flow) -> bool {
        let open = self.servers.iter().filter(|server| server.flow == flow);
        open.count() >= OPEN_PER_FLOW
    }

    fn receive_ack(&mut self, flow: Flow, request: Request, found: Option<usize>) {
        if let Some(at) = found
            && let Some(server) = self.servers.get_mut(at)
            && !server.receive_ack()
        {
            return;
        }
        self.outputs.tell(Event::Ack { flow, request });
    }

    fn receive_cancel(&mut self, flow: Flow, request: Request, found: Option<usize>) {
        let Some(server) = found.and_then(|at| self.servers.get(at)) else {
            return self.reply(flow, &request, Status::NO_SUCH_CALL, "");
        };
        let (tx, pending) = (ServerTransaction(server.id), server.is_pending());
        let tag = String::from(server.to_tag());
        self.reply(flow, &request, Status::OK, &tag);
        if pending {
            self.outputs.tell(Event::Cancelled { tx, flow, request });
        }
    }

    fn receive_response(
        &mut self,
        now: Instant,
        flow: Flow,
        response: Response,
    ) -> Result<(), ParseError> {
        let via = check(&response.headers)?;
        let method = response.headers.cseq_method();
        if method == Method::Cancel.as_str() {
            // §17.1.3: it has its INVITE's branch.
            return Ok(());
        }
        let branch = via.branch().unwrap_or_default();
        let (id, later) = (id_of(branch), self.later(now));
        for client in &mut self.clients {
            if Some(client.id) == id
                && client.flow == flow
                && client.branch == branch
                && client.method().as_str() == method
            {
                client.receive(response, later, &mut self.outputs);
                return Ok(());
            }
        }
        // RFC 3261 §18.1.2: a response to somebody else is dropped.
        if via.sent_by().eq_ignore_ascii_case(&self.config.sent_by) {
            self.outputs.tell(Event::StrayResponse { flow, response });
        }
        Ok(())
    }
}

impl ClientTransaction {
    /// A number that no other client transaction of the endpoint has.
    pub fn number(self) -> u64 {
        self.0
    }
}
