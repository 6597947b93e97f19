//! Where a frame belongs.

use super::client::{id_of, is_cancel_answer};
use super::event::{ClientTransaction, Event, Flow, Output, ServerTransaction};
use super::server::{Key, Server};
use super::{Endpoint, OPEN_PER_FLOW};
use crate::header::{HeaderError, HeaderName, Headers};
use crate::instant::Instant;
use crate::message::{Message, ParseError, Request, Response, salvage};
use crate::method::Method;
use crate::status::Status;
use crate::via::Via;

impl From<HeaderError> for ParseError {
    fn from(error: HeaderError) -> Self {
        ParseError::BadHeader { name: error.name() }
    }
}

/// What every message needs (RFC 3261 §8.1.1): the topmost Via and the method of the CSeq come back.
fn check(headers: &Headers) -> Result<(Via, Method), ParseError> {
    headers.from()?;
    headers.to()?;
    headers.call_id()?;
    let cseq = headers.cseq()?;
    Ok((headers.via()?, cseq.method))
}

impl Endpoint {
    pub(super) fn receive(&mut self, now: Instant, flow: Flow, bytes: &[u8]) {
        match bytes {
            b"\r\n\r\n" => self.outputs.push_back(Output::Send(flow, b"\r\n".to_vec())),
            b"\r\n" => self.outputs.push_back(Output::Event(Event::Pong { flow })),
            b"" => {}
            _ => {
                let taken = match Message::parse(bytes, &self.config.limits) {
                    Ok(Message::Request(request)) => self.receive_request(now, flow, request),
                    Ok(Message::Response(response)) => self.receive_response(now, flow, response),
                    Err(error) => Err(error),
                };
                if let Err(error) = taken {
                    self.refuse(flow, bytes, &error);
                    self.outputs
                        .push_back(Output::Event(Event::Malformed { flow, error }));
                }
            }
        }
    }

    /// Answers a malformed request, if enough of it can be read and it is not an ACK.
    fn refuse(&mut self, flow: Flow, bytes: &[u8], error: &ParseError) {
        let Some(request) = salvage(bytes, &self.config.limits) else {
            return;
        };
        let headers = &request.headers;
        let needed = [
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ];
        if request.method == Method::Ack
            || headers.via().is_err()
            || needed.into_iter().any(|name| !headers.has(name))
        {
            return;
        }
        let mut response = request
            .response(error.status())
            .with_to_tag(&self.entropy.token(10));
        response
            .headers
            .push(HeaderName::Server, self.config.user_agent.as_str());
        self.outputs
            .push_back(Output::Send(flow, response.to_bytes()));
    }

    fn receive_request(
        &mut self,
        now: Instant,
        flow: Flow,
        request: Request,
    ) -> Result<(), ParseError> {
        let (via, method) = check(&request.headers)?;
        if method != request.method {
            return Err(ParseError::BadHeader {
                name: HeaderName::CSeq,
            });
        }
        let key = Key::of(&request, via);
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
                let response = request.response(Status::SERVICE_UNAVAILABLE);
                let response = response.with_to_tag(&self.entropy.token(10));
                self.outputs
                    .push_back(Output::Send(flow, response.to_bytes()));
            }
            (_, None) => {
                let id = self.next_id();
                let server = Server::new(id, flow, key, &request, now, self.patience());
                self.servers.push(server);
                let tx = ServerTransaction(id);
                self.outputs
                    .push_back(Output::Event(Event::Request { tx, flow, request }));
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
        {
            let for_owner = server.receive_ack();
            if server.is_done() {
                self.servers.remove(at);
            }
            if !for_owner {
                return;
            }
        }
        self.outputs
            .push_back(Output::Event(Event::Ack { flow, request }));
    }

    fn receive_cancel(&mut self, flow: Flow, request: Request, found: Option<usize>) {
        let server = found.and_then(|at| self.servers.get(at));
        let status = if server.is_some() {
            Status::OK
        } else {
            Status::NO_SUCH_CALL
        };
        let tag = match server.and_then(Server::to_tag) {
            Some(tag) => tag.into(),
            None => self.entropy.token(10),
        };
        let mut response = request.response(status).with_to_tag(&tag);
        response
            .headers
            .push(HeaderName::Server, self.config.user_agent.as_str());
        self.outputs
            .push_back(Output::Send(flow, response.to_bytes()));
        if let Some(server) = server.filter(|server| server.is_pending()) {
            let tx = ServerTransaction(server.id);
            self.outputs
                .push_back(Output::Event(Event::Cancelled { tx, flow, request }));
        }
    }

    fn receive_response(
        &mut self,
        now: Instant,
        flow: Flow,
        response: Response,
    ) -> Result<(), ParseError> {
        let (via, method) = check(&response.headers)?;
        if is_cancel_answer(&response) {
            return Ok(());
        }
        let branch = via.branch().unwrap_or_default();
        let patience = self.patience();
        if let Some(id) = id_of(branch)
            && let Ok(at) = self.clients.binary_search_by_key(&id, |client| client.id)
            && let Some(client) = self.clients.get_mut(at)
            && client.flow == flow
            && client.branch == branch
            && *client.method() == method
        {
            client.receive(now, response, patience, &mut self.outputs);
            if client.is_done() {
                self.clients.remove(at);
            }
        } else if via.sent_by().eq_ignore_ascii_case(&self.config.sent_by) {
            // RFC 3261 §18.1.2: a response to somebody else is dropped.
            self.outputs
                .push_back(Output::Event(Event::StrayResponse { flow, response }));
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
