//! A contact centre on a virtual link with virtual time: a desk, a scripted server and a scripted media engine.
#![allow(dead_code, reason = "each file of stories needs a part of it")]

use std::time::Duration;

use ringdesk_desk::{
    AgentState, Call, CallId, CallRecord, Choice, Config, Credentials, Desk, DialOptions, Event,
    Flow, Input, Instant, MediaCommand, MediaError, MediaInput, Output, Phone, Policy,
    Registration,
};
use sip::{HeaderName, Limits, Message, Method, Request, Response, Status, Uri};

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:111 opus/48000/2\r\na=sendrecv\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=rtcp-mux\r\n";

/// What the server answers to a REGISTER.
#[derive(Copy, Clone, Eq, PartialEq)]
pub enum Registrar {
    Agrees,
    Refuses,
    Silent,
}

pub struct Centre {
    pub desk: Desk,
    pub now: Instant,
    pub registrar: Registrar,
    /// What the microphone is like.
    pub microphone: Result<(), MediaError>,
    pub events: Vec<Event>,
    /// Whether the server answers a BYE.
    pub answers_bye: bool,
    /// The presence documents that were published, as (open, note).
    pub published: Vec<(bool, String)>,
    /// Every response of the desk to an INVITE, as (Call-ID, status).
    pub answers: Vec<(String, u16)>,
    /// Requests within calls, as (method, Call-ID).
    pub requests: Vec<(Method, String)>,
    /// INVITEs of the desk.
    pub invites: Vec<Request>,
    /// INVITEs to the desk with the tag of its answers.
    sent: Vec<(String, Option<String>)>,
    wake: Option<Instant>,
    etag: u32,
}

impl Centre {
    /// Mina's desk, logged out, its socket open.
    pub fn new(policy: Policy) -> Self {
        let uri = Uri::parse("sip:mina@ringdesk.localhost").unwrap();
        let credentials = Credentials::Password {
            username: "mina".into(),
            password: "secret".into(),
        };
        let config = Config::new(
            uri,
            credentials,
            "urn:uuid:6a5e7a7e-1111-4222-8333-944445555666".into(),
        );
        let phone = Phone::new(config, [7; 32]).unwrap();
        let mut centre = Self {
            desk: Desk::new(phone, policy),
            now: Instant::from_millis(1_772_440_000_000),
            registrar: Registrar::Agrees,
            microphone: Ok(()),
            events: Vec::new(),
            answers_bye: true,
            published: Vec::new(),
            answers: Vec::new(),
            requests: Vec::new(),
            invites: Vec::new(),
            sent: Vec::new(),
            wake: None,
            etag: 0,
        };
        centre.input(Input::TransportUp(Flow(0)));
        centre
    }

    /// Mina's desk, logged in and in the state she chose.
    pub fn with(policy: Policy, choice: Choice) -> Self {
        let mut centre = Self::new(policy);
        centre.log_in();
        centre.choose(choice);
        centre.events.clear();
        centre
    }

    pub fn available() -> Self {
        Self::with(Policy::default(), Choice::Available)
    }

    pub fn log_in(&mut self) {
        self.desk.log_in(self.now);
        self.pump();
    }

    pub fn choose(&mut self, choice: Choice) {
        self.desk.choose(self.now, choice).unwrap();
        self.pump();
    }

    pub fn finish(&mut self) {
        self.desk.finish(self.now).unwrap();
        self.pump();
    }

    pub fn dial(&mut self, target: &str) -> CallId {
        let id = self
            .desk
            .dial(self.now, target, DialOptions::default())
            .unwrap();
        self.pump();
        id
    }

    pub fn answer(&mut self, id: CallId) {
        self.desk.answer(self.now, id).unwrap();
        self.pump();
    }

    pub fn hang_up(&mut self, id: CallId) {
        self.desk.hang_up(self.now, id).unwrap();
        self.pump();
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.desk.handle(self.now, input);
        self.pump();
    }

    /// Lets time pass, with every wake-up on the way.
    pub fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.wake.filter(|at| *at <= end) {
            self.wake = None;
            self.now = self.now.max(at);
            self.input(Input::Tick);
        }
        self.now = end;
    }

    /// A customer calls; the desk's handle, if it rings.
    pub fn ring(&mut self, call_id: &str) -> Option<CallId> {
        self.ring_through(call_id, "\"Support\" <sip:support@ringdesk.localhost>")
    }

    pub fn ring_through(&mut self, call_id: &str, to: &str) -> Option<CallId> {
        self.sent.push((call_id.into(), None));
        let before = self.events.len();
        let invite = format!(
            "INVITE sip:mina@ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WSS server.invalid;branch=z9hG4bK-i-{call_id}\r\nMax-Forwards: 70\r\nFrom: \"Sora Kim\" <sip:guest-1@ringdesk.localhost>;tag=far\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: 1 INVITE\r\nContact: <sip:guest-1@far.invalid;transport=ws>\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{SDP}",
            SDP.len()
        );
        self.input(Input::Received(Flow(0), invite.as_bytes()));
        self.events[before..].iter().find_map(|event| match event {
            Event::Incoming(id) => Some(*id),
            _ => None,
        })
    }

    /// The caller gives up; `cause` is the Reason header's, if there is one.
    pub fn cancel(&mut self, call_id: &str, cause: Option<u16>) {
        let reason = cause.map_or(String::new(), |cause| {
            format!("Reason: SIP;cause={cause};text=\"x\"\r\n")
        });
        let cancel = format!(
            "CANCEL sip:mina@ringdesk.localhost SIP/2.0\r\nVia: SIP/2.0/WSS server.invalid;branch=z9hG4bK-i-{call_id}\r\nMax-Forwards: 70\r\nFrom: \"Sora Kim\" <sip:guest-1@ringdesk.localhost>;tag=far\r\nTo: \"Support\" <sip:support@ringdesk.localhost>\r\nCall-ID: {call_id}\r\nCSeq: 1 CANCEL\r\n{reason}Content-Length: 0\r\n\r\n"
        );
        self.input(Input::Received(Flow(0), cancel.as_bytes()));
    }

    /// The customer hangs up a call that the desk answered.
    pub fn bye(&mut self, call_id: &str) {
        let tag = self.tag(call_id);
        self.within(call_id, &tag, "BYE", 2);
    }

    /// The called party hangs up a call that the desk dialled.
    pub fn far_hangs_up(&mut self) {
        let invite = self.invites.last().unwrap().clone();
        let from = invite.headers.get(HeaderName::From).unwrap();
        let to = invite.headers.get(HeaderName::To).unwrap();
        let call_id = invite.headers.get(HeaderName::CallId).unwrap();
        let bye = format!(
            "BYE sip:mina@x.invalid SIP/2.0\r\nVia: SIP/2.0/WSS server.invalid;branch=z9hG4bK-b-{call_id}\r\nMax-Forwards: 70\r\nFrom: {to};tag=callee\r\nTo: {from}\r\nCall-ID: {call_id}\r\nCSeq: 9 BYE\r\nContent-Length: 0\r\n\r\n"
        );
        self.input(Input::Received(Flow(0), bye.as_bytes()));
    }

    /// The called party's answer to the last INVITE of the desk.
    pub fn reply(&mut self, status: u16) {
        let invite = self.invites.last().unwrap().clone();
        let status = Status::new(status).unwrap();
        let mut response = invite.response(status).with_to_tag("callee");
        if status.is_success() {
            response
                .headers
                .push(HeaderName::Contact, "<sip:callee@far.invalid;transport=ws>");
            response
                .headers
                .push(HeaderName::ContentType, "application/sdp");
            response.body = SDP.as_bytes().to_vec();
        }
        self.receive(&response);
    }

    pub fn state(&self) -> AgentState {
        self.desk.state()
    }

    /// The states the agent went through since the events were last cleared.
    pub fn path(&self) -> Vec<AgentState> {
        let steps = self.events.iter().filter_map(|event| match event {
            Event::StateChanged { to, .. } => Some(*to),
            _ => None,
        });
        steps.collect()
    }

    /// The ends that were told.
    pub fn ends(&self) -> Vec<(&Call, &CallRecord)> {
        let ends = self.events.iter().filter_map(|event| match event {
            Event::Ended { call, record } => Some((&**call, &**record)),
            _ => None,
        });
        ends.collect()
    }

    pub fn statuses(&self, call_id: &str) -> Vec<u16> {
        let of_call = self.answers.iter().filter(|(id, _)| id == call_id);
        of_call
            .map(|(_, status)| *status)
            .filter(|s| *s != 100)
            .collect()
    }

    pub fn registered(&self) -> bool {
        matches!(
            self.desk.phone().registration(),
            Registration::Registered { .. }
        )
    }

    /// Our tag in a call that the desk answered.
    pub fn tag(&self, call_id: &str) -> String {
        let sent = self.sent.iter().find(|(id, _)| id == call_id);
        sent.and_then(|(_, tag)| tag.clone()).unwrap()
    }

    fn within(&mut self, call_id: &str, tag: &str, method: &str, cseq: u32) {
        let request = format!(
            "{method} sip:mina@x.invalid SIP/2.0\r\nVia: SIP/2.0/WSS server.invalid;branch=z9hG4bK-{method}-{call_id}\r\nMax-Forwards: 70\r\nFrom: \"Sora Kim\" <sip:guest-1@ringdesk.localhost>;tag=far\r\nTo: \"Support\" <sip:support@ringdesk.localhost>;tag={tag}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n"
        );
        self.input(Input::Received(Flow(0), request.as_bytes()));
    }

    fn receive(&mut self, response: &Response) {
        self.input(Input::Received(Flow(0), &response.to_bytes()));
    }

    fn pump(&mut self) {
        while let Some(output) = self.desk.poll() {
            match output {
                Output::Send(_, bytes) => self.on_message(&bytes),
                Output::Media(id, command) => self.on_media(id, command),
                Output::Event(Event::Phone(call::Event::LinesChanged)) => {
                    // It has no call in it; what is told of a call comes as itself.
                }
                Output::Event(event) => self.events.push(event),
                Output::Wake(at) => self.wake = Some(at),
                Output::Suspect(_) | Output::Record(..) => {}
            }
        }
    }

    fn on_media(&mut self, id: CallId, command: MediaCommand) {
        let input = match command {
            MediaCommand::Offer { exchange, .. } | MediaCommand::Answer { exchange, .. } => {
                match self.microphone {
                    Ok(()) => MediaInput::Described {
                        exchange,
                        sdp: SDP.into(),
                    },
                    Err(error) => MediaInput::Failed { exchange, error },
                }
            }
            MediaCommand::Accept { exchange, .. } => MediaInput::Accepted { exchange },
            _ => return,
        };
        self.desk.handle(self.now, Input::Media(id, input));
    }

    fn on_message(&mut self, bytes: &[u8]) {
        match Message::parse(bytes, &Limits::default()) {
            Ok(Message::Request(request)) => self.on_request(request),
            Ok(Message::Response(response)) => self.on_response(&response),
            Err(_) => {}
        }
    }

    fn on_request(&mut self, request: Request) {
        let call_id = request.headers.call_id().unwrap().to_string();
        let mut response = request.response(Status::OK).with_to_tag("server");
        match request.method {
            Method::Register => {
                match self.registrar {
                    Registrar::Agrees => {}
                    Registrar::Refuses => {
                        response = request.response(Status::FORBIDDEN).with_to_tag("server");
                    }
                    Registrar::Silent => return,
                }
                if let Some(contact) = request.headers.get(HeaderName::Contact) {
                    response.headers.push(HeaderName::Contact, contact);
                }
                response.headers.push(HeaderName::Expires, "600");
            }
            Method::Publish => {
                let body = String::from_utf8(request.body.clone()).unwrap();
                if !body.is_empty() {
                    let note = body.split("<note>").nth(1).unwrap();
                    let note = note.split("</note>").next().unwrap();
                    self.published
                        .push((body.contains("<basic>open</basic>"), note.into()));
                }
                self.etag += 1;
                response
                    .headers
                    .push(HeaderName::SipEtag, self.etag.to_string());
            }
            // An offer within a call: agreed, with a description that is as good as any.
            Method::Invite if !request.headers.to_tag().is_empty() => {
                let contact = request.headers.get(HeaderName::Contact).unwrap();
                response.headers.push(HeaderName::Contact, contact);
                response.body = request.body.clone();
            }
            Method::Invite => {
                self.invites.push(request);
                return;
            }
            Method::Ack => return,
            Method::Cancel => {
                self.requests.push((Method::Cancel, call_id));
                self.receive(&response);
                return self.reply(487);
            }
            Method::Bye => {
                self.requests.push((Method::Bye, call_id));
                if !self.answers_bye {
                    return;
                }
            }
            _ => {}
        }
        self.receive(&response);
    }

    fn on_response(&mut self, response: &Response) {
        if response.headers.cseq().unwrap().method != Method::Invite {
            return;
        }
        let call_id = response.headers.call_id().unwrap().to_string();
        self.answers.push((call_id.clone(), response.status.code()));
        if response.status.is_success() {
            let tag = response.headers.to().unwrap().tag().unwrap().to_string();
            for (id, kept) in &mut self.sent {
                if *id == call_id {
                    *kept = Some(tag.clone());
                }
            }
            self.within(&call_id, &tag, "ACK", 1);
        }
    }
}
