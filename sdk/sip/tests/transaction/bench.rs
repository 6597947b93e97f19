//! An endpoint under test, with a clock of its own.

use sip::{
    ClientTransaction, Endpoint, EndpointConfig, Event, Flow, HeaderName, Input, Instant, Limits,
    Message, Method, Output, Request, Response, ServerTransaction, Status, TransactionError, Uri,
};
use std::time::Duration;

pub const FLOW: Flow = Flow(0);
/// 64 T1, the time after which timers B, F, H, L and M fire.
pub const PATIENCE: Duration = Duration::from_secs(32);

/// An endpoint, a clock, and what came out.
pub struct Bench {
    pub endpoint: Endpoint,
    pub now: Instant,
    pub wake: Option<Instant>,
    pub sent: Vec<Vec<u8>>,
    pub events: Vec<Event>,
}

impl Bench {
    pub fn new() -> Bench {
        let config = EndpointConfig {
            sent_by: "x7.invalid".into(),
            ..EndpointConfig::default()
        };
        let mut bench = Bench {
            endpoint: Endpoint::new(config, [3; 32]),
            now: Instant::from_millis(1_000_000),
            wake: None,
            sent: Vec::new(),
            events: Vec::new(),
        };
        bench.input(Input::Connected(FLOW));
        bench
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.endpoint.handle(self.now, input);
        self.drain();
    }

    pub fn drain(&mut self) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(flow, bytes) => {
                    assert_eq!(flow, FLOW);
                    self.sent.push(bytes);
                }
                Output::Wake(at) => {
                    assert!(at > self.now, "a wake in the past would spin");
                    self.wake = Some(at);
                }
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    /// Lets time pass, waking whenever that was asked for.
    pub fn pass(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(wake) = self.wake.filter(|wake| *wake <= end) {
            self.now = wake;
            self.wake = None;
            self.input(Input::Tick);
        }
        self.now = end;
    }

    pub fn receive(&mut self, bytes: &[u8]) {
        self.input(Input::Received(FLOW, bytes));
    }

    pub fn send(&mut self, method: Method) -> ClientTransaction {
        let tx = self.endpoint.send(self.now, FLOW, request(method));
        self.drain();
        tx
    }

    pub fn cancel(&mut self, tx: ClientTransaction, reason: Option<&str>) {
        self.endpoint.cancel(self.now, tx, reason);
        self.drain();
    }

    pub fn respond(&mut self, tx: ServerTransaction, response: Response) {
        self.endpoint.respond(self.now, tx, response);
        self.drain();
    }

    /// The only thing sent since last asked.
    pub fn sent(&mut self) -> Message {
        assert_eq!(self.sent.len(), 1, "{:?}", self.sent);
        Message::parse(&self.sent.remove(0), &Limits::default()).unwrap()
    }

    pub fn sent_request(&mut self) -> Request {
        match self.sent() {
            Message::Request(request) => request,
            other => panic!("{other:?}"),
        }
    }

    pub fn sent_status(&mut self) -> u16 {
        match self.sent() {
            Message::Response(response) => response.status.code(),
            other => panic!("{other:?}"),
        }
    }

    pub fn event(&mut self) -> Event {
        assert_eq!(self.events.len(), 1, "{:?}", self.events);
        self.events.remove(0)
    }

    pub fn quiet(&self) {
        assert!(
            self.sent.is_empty() && self.events.is_empty(),
            "{:?} {:?}",
            self.sent,
            self.events
        );
    }

    /// Receives an INVITE or another request and returns its transaction.
    pub fn request(&mut self, text: &str) -> ServerTransaction {
        self.receive(text.as_bytes());
        match self.event() {
            Event::Request { tx, .. } => tx,
            other => panic!("{other:?}"),
        }
    }
}

pub fn request(method: Method) -> Request {
    let mut request = Request::new(method.clone(), Uri::sip("jun", "ringdesk.localhost"));
    let headers = &mut request.headers;
    headers.push(HeaderName::Route, "<sip:proxy;lr>");
    headers.push(HeaderName::From, "<sip:mina@ringdesk.localhost>;tag=m");
    headers.push(HeaderName::To, "<sip:jun@ringdesk.localhost>");
    headers.push(HeaderName::CallId, "c1");
    headers.push(HeaderName::CSeq, format!("7 {method}"));
    request.body = b"body".to_vec();
    request
}

pub fn answer(request: &Request, status: Status, tag: &str) -> Vec<u8> {
    request.response(status).with_to_tag(tag).to_bytes()
}

pub fn incoming(method: &str, branch: &str) -> String {
    format!(
        "{method} sip:mina@x7.invalid SIP/2.0\r\nVia: SIP/2.0/WSS proxy.example;branch=z9hG4bK{branch}\r\n\
         From: <sip:jun@h>;tag=j\r\nTo: <sip:mina@h>\r\nCall-ID: c2\r\nCSeq: 3 {method}\r\n\r\n"
    )
}

pub fn read(text: &str) -> Request {
    match Message::parse(text.as_bytes(), &Limits::default()) {
        Ok(Message::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

pub fn failed(tx: ClientTransaction, error: TransactionError) -> Event {
    Event::Failed { tx, error }
}

#[track_caller]
pub fn is_response(event: &Event, tx: ClientTransaction, code: u16) {
    match event {
        Event::Response {
            tx: found,
            response,
            ..
        } => assert_eq!((*found, response.status.code()), (tx, code)),
        other => panic!("{other:?}"),
    }
}
