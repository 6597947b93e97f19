//! The phone as the server sees it: one endpoint, one identity, one set of credentials.

mod flow;

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use sip::{
    CSeq, ClientTransaction, DigestClient, Endpoint, EndpointConfig, Entropy, HeaderName, Instant,
    Method, NameAddr, Request, Response, ServerTransaction, Status, Uri,
};

use crate::timer::Timers;
use crate::{
    CallId, Config, ConfigError, Event, Flow, MediaCommand, MessageId, Output, Registration,
    WatchId,
};
use flow::{MOST_FLOWS, Slot};

/// RFC 3261 §17.1.1.1.
pub(crate) const T1: Duration = Duration::from_millis(500);
/// RFC 3261 §17.1.2.2.
pub(crate) const T2: Duration = Duration::from_secs(4);
/// The end of every patience.
pub(crate) const T1_64: Duration = Duration::from_secs(32);

/// One challenge of the registrar, one of each of two proxies, and each of them stale once.
const MOST_ANSWERS: u8 = 6;

const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, INFO, OPTIONS, PRACK, UPDATE, \
    REFER, NOTIFY, MESSAGE";
/// The extensions that a peer may rely on; session timers are one more where they are wanted.
const SUPPORTED: &str = "outbound, 100rel, replaces, join, norefersub";
const SUPPORTED_TIMED: &str = "outbound, 100rel, replaces, join, norefersub, timer";
const ACCEPT: &str = "application/sdp, application/dtmf-relay, text/plain";

/// Who waits for the answer to a request.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub(crate) enum Owner {
    Register(Flow),
    Publish,
    Probe(Flow),
    Call(CallId),
    Watch(WatchId),
    Message(MessageId),
    /// A fork that answered too late is told to hang up, and nobody wants to know how it took it.
    Nobody,
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct Sent {
    pub tx: ClientTransaction,
    pub owner: Owner,
    /// As it was sent, without the Via.
    pub request: Request,
    /// How many challenges were answered on the way to this request.
    answers: u8,
}

pub(crate) struct UserAgent {
    pub config: Config,
    pub entropy: Entropy,
    pub timers: Timers,
    /// A socket is open.
    pub up: bool,
    /// Requests within calls can go: a socket is open and its registration, where one is wanted, is renewed.
    pub ready: bool,
    slots: Vec<Slot>,
    /// The flow that each call goes by.
    homes: Vec<(CallId, Flow)>,
    /// The best that the registrations of all flows come to.
    registration: Registration,
    endpoint: Endpoint,
    digest: DigestClient,
    /// A handful at a time: no ring buffer is worth its code.
    out: Vec<Output>,
    sent: Vec<Sent>,
    connections: u64,
    contact: Uri,
    /// What the registrar made of it, to be reached from everywhere, for all to see and for nobody to know (RFC 5627).
    gruu: [Option<Uri>; 2],
    /// The registrar knows flows (RFC 5626 §4.2.1).
    outbound: bool,
    endpoint_wake: Option<Instant>,
    announced: Option<Instant>,
}

impl UserAgent {
    pub fn new(config: Config, seed: [u8; 32]) -> Result<Self, ConfigError> {
        config.check()?;
        let mut entropy = Entropy::new(seed);
        let endpoint_seed = entropy.seed();
        let host = entropy.token(12) + ".invalid";
        // One Contact for life: a server that restarts finds its dialogs again. RFC 7118 §5.2.1 for `.invalid` and the transport,
        // RFC 5626 §4.3 for `ob`.
        let mut contact = Uri::sip(&entropy.token(10), &host);
        contact.params.set("transport", "ws");
        contact.params.set_flag("ob");
        let endpoint = Endpoint::new(
            EndpointConfig {
                sent_by: host,
                transport: String::from(if config.secure { "WSS" } else { "WS" }),
                user_agent: config.user_agent.clone(),
                limits: config.limits,
                t1: T1,
            },
            endpoint_seed,
        );
        let mut slots = Vec::new();
        for _ in 0..u64::from(config.flows).clamp(1, MOST_FLOWS) {
            slots.push(Slot {
                up: false,
                ready: false,
                number: 0,
                state: Registration::Unregistered,
                routes: Vec::new(),
            });
        }
        Ok(UserAgent {
            slots,
            homes: Vec::new(),
            registration: Registration::Unregistered,
            config,
            entropy,
            timers: Timers::default(),
            up: false,
            ready: false,
            endpoint,
            digest: DigestClient::new(),
            out: Vec::new(),
            sent: Vec::new(),
            connections: 0,
            contact,
            gruu: [None, None],
            outbound: false,
            endpoint_wake: None,
            announced: None,
        })
    }

    // What goes out of the phone.

    pub fn event(&mut self, event: Event) {
        self.put(Output::Event(event));
    }

    pub fn media(&mut self, call: CallId, command: MediaCommand) {
        self.put(Output::Media(call, command));
    }

    #[inline(never)]
    pub fn put(&mut self, output: Output) {
        self.out.push(output);
    }

    pub fn suspect(&mut self, flow: Flow) {
        self.put(Output::Suspect(flow));
    }

    pub fn poll(&mut self) -> Option<Output> {
        if !self.out.is_empty() {
            return Some(self.out.remove(0));
        }
        let next = Instant::earlier(self.timers.next(), self.endpoint_wake);
        if next == self.announced {
            return None;
        }
        self.announced = next;
        next.map(Output::Wake)
    }

    pub fn tick(&mut self, now: Instant) {
        if self.endpoint_wake.is_some_and(|at| at <= now) {
            self.endpoint_wake = None;
        }
        if self.announced.is_some_and(|at| at <= now) {
            self.announced = None;
        }
        self.endpoint.handle(now, sip::Input::Tick);
    }

    /// Takes what the endpoint has to say; what is for the socket goes there.
    pub fn next_event(&mut self) -> Option<sip::Event> {
        loop {
            match self.endpoint.poll()? {
                sip::Output::Send(flow, bytes) => {
                    let slot = UserAgent::flow_of(flow);
                    if self.is_up(slot) && flow == self.number(slot) {
                        self.put(Output::Send(slot, bytes));
                    }
                }
                sip::Output::Wake(at) => self.endpoint_wake = Some(at),
                sip::Output::Event(event) => return Some(event),
            }
        }
    }

    // Requests.

    /// A request outside of any dialog, in our own name.
    pub fn request(
        &mut self,
        method: Method,
        uri: Uri,
        to: &Uri,
        display_name: Option<&str>,
        call_id: &str,
        cseq: u32,
    ) -> Request {
        let mut request = Request::new(method, uri);
        if !matches!(request.method, Method::Register | Method::Options) {
            let best = usize::from(self.best().0);
            for route in self.slots.get(best).map_or(&[][..], |slot| &slot.routes) {
                request.headers.push(HeaderName::Route, route);
            }
        }
        let mut from = NameAddr::new(self.config.uri.aor()).with_tag(&self.entropy.token(10));
        from.display = display_name.map(String::from);
        let to = NameAddr::new(to.clone());
        let method = request.method.clone();
        let cseq = CSeq {
            number: cseq,
            method,
        };
        request.headers.push(HeaderName::From, from.to_text());
        request.headers.push(HeaderName::To, to.to_text());
        request.headers.push(HeaderName::CallId, call_id);
        request.headers.push(HeaderName::CSeq, cseq.to_text());
        request
    }

    /// Ours, for the registrar: `<sip:…>`.
    pub fn own_contact(&self) -> String {
        NameAddr::new(self.contact.clone()).to_text()
    }

    /// Ours, for those who are not to know us.
    pub fn hidden_contact(&self) -> Option<String> {
        let [_, hidden] = &self.gruu;
        hidden.clone().map(|uri| NameAddr::new(uri).to_text())
    }

    /// Ours, for everybody else.
    pub fn contact(&self) -> String {
        let gruu = self.gruu.iter().flatten().next();
        NameAddr::new(gruu.unwrap_or(&self.contact).clone()).to_text()
    }

    pub fn is_own_contact(&self, uri: &Uri) -> bool {
        self.contact.user == uri.user && self.contact.host.eq_ignore_ascii_case(&uri.host)
    }

    /// What every request that opens or changes a dialog, and every answer to one, says of us.
    pub fn introduce(&self, headers: &mut sip::Headers) {
        headers.push(HeaderName::Contact, self.contact());
        headers.push(HeaderName::Allow, ALLOW);
        headers.push(HeaderName::Supported, self.supported());
    }

    /// The extensions that we know.
    pub fn supported(&self) -> &'static str {
        match self.config.session_expires {
            Some(_) => SUPPORTED_TIMED,
            None => SUPPORTED,
        }
    }

    pub fn send(&mut self, now: Instant, mut request: Request, owner: Owner) -> ClientTransaction {
        let cnonce = self.entropy.token(16);
        self.digest
            .authorize(&mut request, &self.config.credentials, &cnonce);
        self.dispatch(now, request, owner, 0)
    }

    fn dispatch(
        &mut self,
        now: Instant,
        request: Request,
        owner: Owner,
        answers: u8,
    ) -> ClientTransaction {
        let flow = match owner {
            Owner::Register(flow) | Owner::Probe(flow) => flow,
            Owner::Call(id) => self.home(id),
            Owner::Publish | Owner::Watch(_) | Owner::Message(_) | Owner::Nobody => self.best(),
        };
        let number = self.number(flow);
        let tx = self.endpoint.send(now, number, request.clone());
        self.sent.push(Sent {
            tx,
            owner,
            request,
            answers,
        });
        tx
    }

    /// The ACK of a 2xx goes where its INVITE went.
    pub fn send_ack(&mut self, now: Instant, call: Option<CallId>, ack: Request) {
        let flow = match call {
            Some(id) => self.home(id),
            None => self.best(),
        };
        let number = self.number(flow);
        self.endpoint.send_ack(now, number, ack);
    }

    pub fn cancel(&mut self, now: Instant, tx: ClientTransaction, reason: Option<&str>) {
        self.endpoint.cancel(now, tx, reason);
    }

    /// The request this transaction carries, which stays under way.
    pub fn sent(&self, tx: ClientTransaction) -> Option<&Sent> {
        self.sent.iter().find(|sent| sent.tx == tx)
    }

    /// The request of this owner that is under way.
    pub fn sent_by(&self, owner: Owner) -> Option<&Sent> {
        self.sent.iter().find(|sent| sent.owner == owner)
    }

    /// The request this transaction carried, which has come to its end.
    pub fn take_sent(&mut self, tx: ClientTransaction) -> Option<Sent> {
        let position = self.sent.iter().position(|sent| sent.tx == tx)?;
        Some(self.sent.swap_remove(position))
    }

    /// Answers a challenge by the same request under another CSeq number.
    ///
    /// `None` when the server has been told the truth and did not believe it: asking again would be hammering.
    pub fn answer_challenge(
        &mut self,
        now: Instant,
        sent: &Sent,
        challenge: &Response,
        cseq: u32,
    ) -> Option<ClientTransaction> {
        if sent.answers >= MOST_ANSWERS || !self.up {
            return None;
        }
        let mut request = sent.request.clone();
        let method = request.method.clone();
        let cseq = CSeq {
            number: cseq,
            method,
        };
        request.headers.set(HeaderName::CSeq, cseq.to_text());
        let cnonce = self.entropy.token(16);
        self.digest
            .answer(&mut request, challenge, &self.config.credentials, &cnonce)
            .ok()?;
        Some(self.dispatch(now, request, sent.owner, sent.answers + 1))
    }

    /// Forgets what was learnt with the old credentials.
    pub fn set_credentials(&mut self, credentials: sip::Credentials) {
        self.config.credentials = credentials;
        self.digest = DigestClient::new();
        // A refusal still on its way is one of the old credentials.
        for sent in &mut self.sent {
            sent.request.headers.remove(HeaderName::Authorization);
            sent.request.headers.remove(HeaderName::ProxyAuthorization);
            sent.answers = 0;
        }
    }

    // Answers.

    pub fn respond(&mut self, now: Instant, tx: ServerTransaction, response: Response) {
        self.endpoint.respond(now, tx, response);
    }

    /// An answer with nothing in it but what the status demands.
    pub fn answer(
        &mut self,
        now: Instant,
        tx: ServerTransaction,
        request: &Request,
        status: Status,
        tag: Option<&str>,
    ) {
        let mut response = request.response(status);
        match tag {
            Some(tag) => response = response.with_to_tag(tag),
            None => response = response.with_to_tag(&self.entropy.token(10)),
        }
        let asked = request.method == Method::Options && status.is_success();
        if asked || status == Status::BAD_EVENT {
            let known = "presence, dialog, refer";
            response.headers.push(HeaderName::AllowEvents, known);
        }
        if asked || status == Status::METHOD_NOT_ALLOWED {
            response.headers.push(HeaderName::Allow, ALLOW);
        }
        if asked || status == Status::UNSUPPORTED_MEDIA_TYPE {
            response.headers.push(HeaderName::Accept, ACCEPT);
        }
        if asked {
            response
                .headers
                .push(HeaderName::Supported, self.supported());
        }
        self.respond(now, tx, response);
    }
}
