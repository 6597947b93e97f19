//! A phone made of the `sip` crate and a WebSocket.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use sip::{
    ClientTransaction, Credentials, Dialog, DigestClient, Endpoint, EndpointConfig, Event, Flow,
    HeaderName, Input, Instant, Limits, Method, Output, Request, Response, ServerTransaction,
    Status, Uri,
};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::rig::{Exchange, PATIENCE};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const FLOW: Flow = Flow(0);
pub const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

/// Opens `/sip` with these headers.
pub async fn open(exchange: &Exchange, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let url = format!("ws://{}/sip", exchange.address);
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let opened = timeout(PATIENCE, tokio_tungstenite::connect_async(request));
    opened.await.unwrap().map(|(socket, _)| socket)
}

pub struct Phone {
    socket: Socket,
    endpoint: Endpoint,
    digest: DigestClient,
    pub credentials: Credentials,
    pub aor: Uri,
    pub contact: String,
    unseen: Vec<Event>,
    cseq: u32,
    etag: Option<String>,
}

fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_millis(since.as_millis() as u64)
}

fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    seed
}

impl Phone {
    /// Connects with an account as the exchange hands it out.
    pub async fn connect(exchange: &Exchange, account: &Value) -> Self {
        let text = |key: &str| account[key].as_str().unwrap().to_owned();
        let aor = Uri::parse(&text("uri")).unwrap();
        let mut names = sip::Entropy::new(seed());
        let host = format!("{}.invalid", names.token(8));
        let mut phone = Self {
            socket: open(exchange, &[("sec-websocket-protocol", "sip")])
                .await
                .unwrap(),
            endpoint: endpoint(&host),
            digest: DigestClient::new(),
            credentials: Credentials::Password {
                username: text("username"),
                password: text("password"),
            },
            aor,
            contact: format!("sip:{}@{host};transport=ws", names.token(8)),
            unseen: Vec::new(),
            cseq: 0,
            etag: None,
        };
        phone.endpoint.handle(now(), Input::Connected(FLOW));
        phone
    }

    /// Connects and registers.
    pub async fn registered(exchange: &Exchange, account: &Value) -> Self {
        let mut phone = Self::connect(exchange, account).await;
        let response = phone.register(600).await;
        assert_eq!(response.status, Status::OK);
        phone
    }

    /// An agent who is registered and available.
    pub async fn available(exchange: &Exchange, user: &str) -> Self {
        let account = exchange.sign_in(user).await.account().await;
        let mut phone = Self::registered(exchange, &account).await;
        phone.publish("open", "available").await;
        phone
    }

    /// A new socket with the same contact, as after the exchange came back.
    pub async fn reconnect(&mut self, exchange: &Exchange) {
        self.endpoint.handle(now(), Input::Disconnected(FLOW));
        self.socket = open(exchange, &[("sec-websocket-protocol", "sip")])
            .await
            .unwrap();
        let host = Uri::parse(&self.contact).unwrap().host.clone();
        self.endpoint = endpoint(&host);
        self.endpoint.handle(now(), Input::Connected(FLOW));
        self.unseen.clear();
    }

    pub fn request(&mut self, method: Method, target: &str) -> Request {
        let mut request = Request::new(method.clone(), Uri::parse(target).unwrap());
        self.cseq += 1;
        let tag = self.endpoint.token(8);
        let call_id = self.endpoint.token(20);
        let headers = &mut request.headers;
        headers.push(HeaderName::From, format!("<{}>;tag={tag}", self.aor));
        headers.push(HeaderName::To, format!("<{target}>"));
        headers.push(HeaderName::CallId, call_id);
        headers.push(HeaderName::CSeq, format!("{} {method}", self.cseq));
        headers.push(HeaderName::Contact, format!("<{}>", self.contact));
        request
    }

    /// Registers, answering a challenge; the last response comes back.
    pub async fn register(&mut self, expires: u32) -> Response {
        let target = format!("sip:{}", self.aor.host);
        let mut request = self.request(Method::Register, &target);
        request
            .headers
            .set(HeaderName::To, format!("<{}>", self.aor));
        request
            .headers
            .push(HeaderName::Expires, expires.to_string());
        self.ask(request).await
    }

    pub async fn publish(&mut self, basic: &str, note: &str) -> Response {
        let mut request = self.request(Method::Publish, &self.aor.to_string());
        request.headers.push(HeaderName::Event, "presence");
        request.headers.push(HeaderName::Expires, "600");
        request
            .headers
            .push(HeaderName::ContentType, "application/pidf+xml");
        if let Some(etag) = &self.etag {
            request.headers.push(HeaderName::SipIfMatch, etag.as_str());
        }
        request.body = format!(
            "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"{}\"><tuple id=\"a\"><status><basic>{basic}</basic>\
             </status><note>{note}</note></tuple></presence>",
            self.aor
        )
        .into_bytes();
        let response = self.ask(request).await;
        assert_eq!(response.status, Status::OK);
        self.etag = response.headers.get(HeaderName::SipEtag).map(String::from);
        response
    }

    /// Sends a request, answers one challenge, and gives the final response.
    pub async fn ask(&mut self, mut request: Request) -> Response {
        let tx = self.send(request.clone()).await;
        let response = self.final_response(tx).await;
        if ![401, 407].contains(&response.status.code()) {
            return response;
        }
        let credentials = self.credentials.clone();
        self.digest
            .answer(&mut request, &response, &credentials, "cnonce")
            .unwrap();
        let cseq = request.headers.cseq().unwrap();
        self.cseq = self.cseq.max(cseq.number) + 1;
        let raised = format!("{} {}", self.cseq, request.method);
        request.headers.set(HeaderName::CSeq, raised);
        let tx = self.send(request).await;
        self.final_response(tx).await
    }

    /// An INVITE to `target`; what was sent comes back with its transaction.
    pub async fn invite(&mut self, target: &str) -> (ClientTransaction, Request) {
        let mut request = self.request(Method::Invite, target);
        request
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        request.body = SDP.into();
        (self.send(request.clone()).await, request)
    }

    /// An INVITE with more headers.
    pub async fn invite_with(
        &mut self,
        target: &str,
        headers: &[(HeaderName<'static>, &str)],
    ) -> (ClientTransaction, Request) {
        let mut request = self.request(Method::Invite, target);
        for (name, value) in headers {
            request.headers.set(*name, *value);
        }
        request
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        request.body = SDP.into();
        (self.send(request.clone()).await, request)
    }

    /// Asks the far side of a call to call somebody; what it got comes back once it has said 202.
    pub async fn refer(
        &mut self,
        dialog: &mut Dialog,
        target: &str,
        far: &mut Phone,
    ) -> (ServerTransaction, Request) {
        let mut refer = dialog.request(Method::Refer);
        refer
            .headers
            .push(HeaderName::ReferTo, format!("<{target}>"));
        let by = format!("<{}>", self.aor);
        refer.headers.push(HeaderName::ReferredBy, by);
        let tx = self.send(refer).await;
        let (far_tx, request) = far.incoming(Method::Refer).await;
        far.reply(far_tx, &request, Status::ACCEPTED).await;
        self.response(tx, Status::ACCEPTED).await;
        (far_tx, request)
    }

    /// Hangs up, and the far side says 200.
    pub async fn hang_up(&mut self, dialog: &mut Dialog, far: &mut Phone) {
        let bye = self.send(dialog.request(Method::Bye)).await;
        let (tx, request) = far.incoming(Method::Bye).await;
        far.reply(tx, &request, Status::OK).await;
        self.response(bye, Status::OK).await;
    }

    pub async fn send(&mut self, request: Request) -> ClientTransaction {
        let tx = self.endpoint.send(now(), FLOW, request);
        self.flush().await;
        tx
    }

    pub async fn send_ack(&mut self, request: Request) {
        self.endpoint.send_ack(now(), FLOW, request);
        self.flush().await;
    }

    pub async fn cancel(&mut self, tx: ClientTransaction) {
        self.endpoint.cancel(now(), tx, None);
        self.flush().await;
    }

    pub async fn respond(&mut self, tx: ServerTransaction, response: Response) {
        self.endpoint.respond(now(), tx, response);
        self.flush().await;
    }

    /// Answers with a status, a tag and our contact.
    pub async fn reply(
        &mut self,
        tx: ServerTransaction,
        request: &Request,
        status: Status,
    ) -> String {
        let tag = self.endpoint.token(8);
        let mut response = request.response(status).with_to_tag(&tag);
        response
            .headers
            .push(HeaderName::Contact, format!("<{}>", self.contact));
        self.respond(tx, response).await;
        tag
    }

    /// Takes a call; our side of its dialog comes back once the ACK is there.
    pub async fn accept(&mut self, tx: ServerTransaction, request: &Request) -> Box<Dialog> {
        let tag = self.endpoint.token(8);
        let mut response = request.response(Status::OK).with_to_tag(&tag);
        response
            .headers
            .push(HeaderName::Contact, format!("<{}>", self.contact));
        response
            .headers
            .push(HeaderName::ContentType, "application/sdp");
        response.body = SDP.into();
        self.respond(tx, response.clone()).await;
        let mut dialog = Dialog::from_request(request, &tag).unwrap();
        dialog.confirm(&response);
        self.expect("an ACK", |event| match event {
            Event::Ack { request, .. } => Some(request.clone()),
            _ => None,
        })
        .await;
        dialog
    }

    /// Waits for the 200 of an INVITE, confirms it, and gives the dialog.
    pub async fn confirmed(&mut self, tx: ClientTransaction, invite: &Request) -> Box<Dialog> {
        let accepted = self.response(tx, Status::OK).await;
        let mut dialog = Dialog::from_response(invite, &accepted).unwrap();
        dialog.confirm(&accepted);
        let ack = dialog.ack(invite.headers.cseq().unwrap().number);
        self.send_ack(ack).await;
        dialog
    }

    /// The response of this status; provisional ones before it are passed over, another final one is a failure.
    pub async fn response(&mut self, tx: ClientTransaction, status: Status) -> Response {
        let what = format!("a {status}");
        let found = self
            .expect(&what, |event| match event {
                Event::Response {
                    tx: of, response, ..
                } if *of == tx && (response.status == status || response.status.is_final()) => {
                    Some(response.clone())
                }
                _ => None,
            })
            .await;
        assert_eq!(found.status, status, "{}", found.reason);
        found
    }

    pub async fn final_response(&mut self, tx: ClientTransaction) -> Response {
        self.expect("a final response", |event| match event {
            Event::Response {
                tx: of, response, ..
            } if *of == tx && response.status.is_final() => Some(response.clone()),
            _ => None,
        })
        .await
    }

    /// A request of this method.
    pub async fn incoming(&mut self, method: Method) -> (ServerTransaction, Request) {
        self.expect(method.as_str(), |event| match event {
            Event::Request { tx, request, .. } if request.method == method => {
                Some((*tx, request.clone()))
            }
            _ => None,
        })
        .await
    }

    /// The CANCEL of an INVITE; the INVITE is then answered 487.
    pub async fn cancelled(&mut self, invite: &Request) -> Request {
        let (tx, cancel) = self
            .expect("a CANCEL", |event| match event {
                Event::Cancelled { tx, request, .. } => Some((*tx, request.clone())),
                _ => None,
            })
            .await;
        self.reply(tx, invite, Status::TERMINATED).await;
        cancel
    }

    /// Whether such an event has come so far. What is on its way is fetched by asking the exchange something.
    pub async fn has_seen(&mut self, pick: impl Fn(&Event) -> bool) -> bool {
        let target = format!("sip:{}", self.aor.host);
        let options = self.request(Method::Options, &target);
        let response = self.ask(options).await;
        assert_eq!(response.status, Status::OK);
        self.unseen.iter().any(pick)
    }

    /// The first event, seen already or still to come, out of which `pick` makes something.
    async fn expect<T>(&mut self, what: &str, pick: impl Fn(&Event) -> Option<T>) -> T {
        let found = timeout(PATIENCE, async {
            let mut from = 0;
            loop {
                while let Some(event) = self.unseen.get(from) {
                    if let Some(found) = pick(event) {
                        self.unseen.remove(from);
                        return found;
                    }
                    from += 1;
                }
                self.receive().await;
            }
        });
        found
            .await
            .unwrap_or_else(|_| panic!("{what} did not come"))
    }

    async fn receive(&mut self) {
        let frame = match self.socket.next().await {
            Some(Ok(Message::Text(text))) => text.as_bytes().to_vec(),
            Some(Ok(Message::Binary(bytes))) => bytes.to_vec(),
            Some(Ok(_)) => return,
            other => panic!("the socket ended: {other:?}"),
        };
        self.endpoint.handle(now(), Input::Received(FLOW, &frame));
        self.flush().await;
    }

    async fn flush(&mut self) {
        while let Some(output) = self.endpoint.poll() {
            match output {
                Output::Send(_, frame) => {
                    let text = String::from_utf8(frame).unwrap();
                    self.socket.send(Message::text(text)).await.unwrap();
                }
                Output::Event(event) => self.unseen.push(event),
                Output::Wake(_) => {}
            }
        }
    }
}

fn endpoint(host: &str) -> Endpoint {
    let config = EndpointConfig {
        sent_by: host.into(),
        transport: "WS".into(),
        user_agent: "test".into(),
        limits: Limits::default(),
        t1: Duration::from_millis(500),
    };
    Endpoint::new(config, seed())
}
