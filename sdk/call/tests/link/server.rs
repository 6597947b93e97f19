//! A small registrar and stateless forking proxy, which a story can bend.

use std::collections::BTreeMap;

use sip::{
    DigestServer, Entropy, HeaderName, Instant, Limits, Message, Method, Request, Response,
    Staleness, Status, VerifyError,
};

/// What a story makes of a message that reached the server.
pub enum Verdict {
    /// Nothing special.
    Pass,
    /// It was never there.
    Drop,
    /// Answered by the server itself.
    Answer(Box<Response>),
    /// Passed on in another form.
    Instead(Box<Message>),
}

type Script = Box<dyn FnMut(usize, &Message) -> Verdict>;

/// Who may register with which password.
pub struct Accounts {
    pub digest: DigestServer,
    pub passwords: BTreeMap<String, String>,
    /// Challenges proxied requests with 407, too.
    pub proxy: bool,
}

impl Accounts {
    pub fn new(users: &[(&str, &str)]) -> Self {
        let passwords = users
            .iter()
            .map(|(user, password)| (user.to_string(), password.to_string()));
        Accounts {
            digest: DigestServer::new("ringdesk.test", [9; 32]),
            passwords: passwords.collect(),
            proxy: true,
        }
    }
}

pub struct Binding {
    pub user: String,
    pub contact: sip::Uri,
    pub peer: usize,
}

pub struct Server {
    pub accounts: Option<Accounts>,
    pub bindings: Vec<Binding>,
    /// Every request, and who sent it when.
    pub log: Vec<(Instant, usize, Request)>,
    pub script: Option<Script>,
    pub expires: u32,
    entropy: Entropy,
    etags: u32,
}

impl Server {
    pub fn new() -> Self {
        Server {
            accounts: None,
            bindings: Vec::new(),
            log: Vec::new(),
            script: None,
            expires: 600,
            entropy: Entropy::new([0; 32]),
            etags: 0,
        }
    }

    pub fn forget(&mut self, peer: usize) {
        self.bindings.retain(|binding| binding.peer != peer);
    }

    /// Every request of this method from this phone, with its time.
    pub fn requests(&self, peer: usize, method: Method) -> Vec<(Instant, &Request)> {
        self.log
            .iter()
            .filter(|(_, from, request)| *from == peer && request.method == method)
            .map(|(at, _, request)| (*at, request))
            .collect()
    }

    pub fn receive(&mut self, now: Instant, from: usize, bytes: &[u8]) -> Vec<(usize, Vec<u8>)> {
        let mut message = Message::parse(bytes, &Limits::default()).unwrap();
        if let Message::Request(request) = &message {
            self.log.push((now, from, request.clone()));
        }
        if let Some(script) = &mut self.script {
            match script(from, &message) {
                Verdict::Pass => {}
                Verdict::Drop => return Vec::new(),
                Verdict::Answer(response) => return vec![(from, response.to_bytes())],
                Verdict::Instead(other) => message = *other,
            }
        }
        match message {
            Message::Response(response) => self.backward(response),
            Message::Request(request) => match self.judge(now, &request) {
                Some(refusal) => vec![(from, refusal.to_bytes())],
                None => self.forward(from, request),
            },
        }
    }

    fn judge(&mut self, now: Instant, request: &Request) -> Option<Response> {
        let accounts = self.accounts.as_ref()?;
        if matches!(request.method, Method::Ack | Method::Cancel) {
            return None;
        }
        let registers = request.method == Method::Register || request.method == Method::Publish;
        if !registers && !accounts.proxy {
            return None;
        }
        let (header, challenge, status) = if registers {
            (
                HeaderName::Authorization,
                HeaderName::WwwAuthenticate,
                Status::UNAUTHORIZED,
            )
        } else {
            (
                HeaderName::ProxyAuthorization,
                HeaderName::ProxyAuthenticate,
                Status::PROXY_AUTH,
            )
        };
        let user = DigestServer::username(request).unwrap_or_default();
        let password = accounts.passwords.get(&user).map_or("", String::as_str);
        let staleness = match accounts.digest.verify(now, request, header, password) {
            Ok(_) => return None,
            Err(VerifyError::Stale) => Staleness::Stale,
            Err(_) => Staleness::Fresh,
        };
        let mut response = request.response(status).with_to_tag("challenge");
        for value in accounts.digest.challenge(now, staleness, &mut self.entropy) {
            response.headers.push(challenge, value);
        }
        Some(response)
    }

    fn forward(&mut self, from: usize, mut request: Request) -> Vec<(usize, Vec<u8>)> {
        let answer = |request: &Request, status: Status| {
            vec![(
                from,
                request.response(status).with_to_tag("server").to_bytes(),
            )]
        };
        match request.method {
            Method::Register => return vec![(from, self.register(from, &request).to_bytes())],
            Method::Publish => {
                self.etags += 1;
                let mut response = request.response(Status::OK).with_to_tag("server");
                response
                    .headers
                    .push(HeaderName::SipEtag, format!("etag{}", self.etags));
                response.headers.push(HeaderName::Expires, "600");
                return vec![(from, response.to_bytes())];
            }
            _ => {}
        }
        if request.uri.user.is_none() {
            return answer(&request, Status::OK);
        }
        // Loose routing: our own Route comes off.
        request.headers.remove_first_value(HeaderName::Route);
        let target = &request.uri;
        let to: Vec<&Binding> = self
            .bindings
            .iter()
            .filter(|binding| {
                binding.contact.user == target.user
                    || (Some(&binding.user) == target.user.as_ref()
                        && target.host == "ringdesk.test")
            })
            .collect();
        if to.is_empty() {
            if request.method == Method::Ack {
                return Vec::new();
            }
            return answer(&request, Status::NOT_FOUND);
        }
        let branch = request
            .headers
            .via()
            .unwrap()
            .branch()
            .unwrap_or_default()
            .to_string();
        request.headers.prepend(
            HeaderName::Via,
            format!("SIP/2.0/WS ringdesk.test;branch=z9hG4bKp{from}.{branch}"),
        );
        if request.method == Method::Invite {
            request
                .headers
                .prepend(HeaderName::RecordRoute, "<sip:ringdesk.test;lr>");
        }
        let mut out = Vec::new();
        for binding in to {
            let mut copy = request.clone();
            copy.uri = binding.contact.clone();
            out.push((binding.peer, copy.to_bytes()));
        }
        out
    }

    fn backward(&mut self, mut response: Response) -> Vec<(usize, Vec<u8>)> {
        let via = response.headers.via().unwrap();
        let back = via
            .branch()
            .and_then(|branch| branch.strip_prefix("z9hG4bKp"))
            .and_then(|rest| rest.split_once('.'))
            .and_then(|(peer, _)| peer.parse().ok());
        response.headers.remove_first_value(HeaderName::Via);
        match back {
            Some(peer) => vec![(peer, response.to_bytes())],
            // An answer to something that was forged.
            None => Vec::new(),
        }
    }

    fn register(&mut self, from: usize, request: &Request) -> Response {
        let user = request
            .headers
            .to()
            .unwrap()
            .uri
            .user
            .clone()
            .unwrap_or_default();
        let contact = request.headers.contacts().unwrap().remove(0);
        let asked = request.headers.expires().unwrap();
        self.bindings
            .retain(|binding| binding.contact.user != contact.uri.user);
        let mut response = request.response(Status::OK).with_to_tag("registrar");
        if asked > 0 {
            self.bindings.push(Binding {
                user,
                contact: contact.uri.clone(),
                peer: from,
            });
            response.headers.push(
                HeaderName::Contact,
                format!(
                    "<sip:somebody@else.invalid>;expires=7, {contact};expires={}",
                    asked.min(self.expires)
                ),
            );
        }
        response
    }
}
