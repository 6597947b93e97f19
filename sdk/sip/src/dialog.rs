//! Two peers who know each other: the state that requests within a dialog share (RFC 3261 §12).

use crate::cseq::CSeq;
use crate::header::{HeaderError, HeaderName, Headers};
use crate::message::{Request, Response};
use crate::method::Method;
use crate::name_addr::NameAddr;
use crate::text;
use crate::uri::{Scheme, Uri};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// What a dialog is recognised by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialogId {
    /// The Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The peer's tag; empty for a client of RFC 2543, which has none.
    pub remote_tag: String,
}

/// Whether the dialog is there to stay.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum DialogState {
    /// Made by a provisional response, or not yet answered.
    Early,
    /// Made or confirmed by a 2xx.
    Confirmed,
}

/// Why there is no dialog, or why a request does not fit into it.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DialogError {
    /// A header that makes a dialog is missing or malformed.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The response is a 100, a refusal, or has no tag.
    #[error("the response makes no dialog")]
    NoDialog,
    /// The request belongs to another dialog: to be answered 481.
    #[error("the request belongs to another dialog")]
    Mismatch,
    /// The request is older than one that came before it: to be answered 500 (§12.2.2).
    #[error("the request came out of order")]
    OldCSeq,
}

/// One side of a dialog.
#[derive(Clone, PartialEq, Debug)]
pub struct Dialog {
    pub(crate) id: DialogId,
    pub(crate) state: DialogState,
    pub(crate) caller: bool,
    pub(crate) local: String,
    pub(crate) remote: String,
    pub(crate) local_cseq: u32,
    pub(crate) remote_cseq: Option<u32>,
    /// As they are written.
    pub(crate) routes: Vec<String>,
    pub(crate) target: Uri,
    pub(crate) secure: bool,
}

fn target(headers: &Headers) -> Result<Uri, DialogError> {
    let name = HeaderName::Contact;
    let contact = headers.values(name).next();
    let contact = NameAddr::parse(contact.ok_or(HeaderError::Missing { name })?);
    let contact = contact.map_err(|_| HeaderError::Malformed { name })?;
    Ok(contact.uri)
}

fn routes(headers: &Headers) -> Vec<String> {
    let mut routes = Vec::new();
    for route in headers.values(HeaderName::RecordRoute) {
        routes.push(route.into());
    }
    routes
}

impl Dialog {
    /// The caller's side, from its request and a response with a tag (§12.1.2).
    ///
    /// A provisional response without Contact is taken: the request's address stands in until [`Dialog::confirm`].
    pub fn from_response(
        request: &Request,
        response: &Response,
    ) -> Result<Box<Dialog>, DialogError> {
        let status = response.status.code();
        let headers = &response.headers;
        if !(101..300).contains(&status) || headers.to_tag().is_empty() {
            return Err(DialogError::NoDialog);
        }
        let target = match target(headers) {
            Err(DialogError::Header(HeaderError::Missing { .. })) if status < 200 => {
                request.uri.clone()
            }
            found => found?,
        };
        let mut dialog = Dialog::new(request, target)?;
        dialog.caller = true;
        dialog.id.local_tag = request.headers.from_tag().into();
        dialog.id.remote_tag = headers.to_tag().into();
        dialog.local = request
            .headers
            .get(HeaderName::From)
            .unwrap_or_default()
            .into();
        dialog.remote = headers.get(HeaderName::To).unwrap_or_default().into();
        dialog.local_cseq = request.headers.cseq_number();
        dialog.routes = routes(headers);
        dialog.routes.reverse();
        if status >= 200 {
            dialog.state = DialogState::Confirmed;
        }
        Ok(dialog)
    }

    /// The callee's side, from the request and the tag of its responses (§12.1.1). Early until [`Dialog::confirm`].
    pub fn from_request(request: &Request, local_tag: &str) -> Result<Box<Dialog>, DialogError> {
        let headers = &request.headers;
        let mut dialog = Dialog::new(request, target(headers)?)?;
        dialog.id.local_tag = local_tag.into();
        dialog.id.remote_tag = headers.from_tag().into();
        dialog.local = headers.get(HeaderName::To).unwrap_or_default().into();
        text::push_tag(&mut dialog.local, local_tag);
        dialog.remote = headers.get(HeaderName::From).unwrap_or_default().into();
        dialog.remote_cseq = Some(headers.cseq()?.number);
        dialog.routes = routes(headers);
        Ok(dialog)
    }

    /// What both sides begin with.
    fn new(request: &Request, target: Uri) -> Result<Box<Dialog>, DialogError> {
        Ok(Box::new(Dialog {
            id: DialogId {
                call_id: request.headers.call_id()?.into(),
                local_tag: String::new(),
                remote_tag: String::new(),
            },
            state: DialogState::Early,
            caller: false,
            local: String::new(),
            remote: String::new(),
            local_cseq: 0,
            remote_cseq: None,
            routes: Vec::new(),
            target,
            secure: request.uri.scheme == Scheme::Sips,
        }))
    }

    /// What it is recognised by.
    pub fn id(&self) -> &DialogId {
        &self.id
    }

    /// Whether it is there to stay.
    pub fn state(&self) -> DialogState {
        self.state
    }

    /// Where requests end up.
    pub fn remote_target(&self) -> &Uri {
        &self.target
    }

    /// The proxies on the way as values of Route, the nearest first.
    pub fn route_set(&self) -> &[String] {
        &self.routes
    }

    /// Whether it began with a `sips:` request.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The number of our last request, or 0.
    pub fn local_cseq(&self) -> u32 {
        self.local_cseq
    }

    /// Takes in a 2xx to an INVITE or UPDATE: one that we received (for the caller the first one sets the route set anew, §13.2.2.4, and each sets
    /// the target, §12.2.1.2), or as the callee of an early dialog the one that we sent.
    pub fn confirm(&mut self, response: &Response) {
        let first = self.state == DialogState::Early;
        self.state = DialogState::Confirmed;
        if first && !self.caller {
            return;
        }
        if let Ok(target) = target(&response.headers) {
            self.target = target;
        }
        if first {
            self.routes = routes(&response.headers);
            self.routes.reverse();
        }
    }

    /// The next request to the peer: everything but Via, Contact and body.
    pub fn request(&mut self, method: Method) -> Request {
        let number = self.next_cseq();
        self.build(method, number)
    }

    /// Counts a request that is built by others: a repetition of the last one with credentials.
    pub fn next_cseq(&mut self) -> u32 {
        self.local_cseq = self.local_cseq.saturating_add(1);
        self.local_cseq
    }

    /// The ACK of a 2xx to the INVITE of this number (§13.2.2.4).
    pub fn ack(&self, invite_cseq: u32) -> Request {
        self.build(Method::Ack, invite_cseq)
    }

    /// §12.2.1.1.
    fn build(&self, method: Method, number: u32) -> Request {
        let first = self
            .routes
            .first()
            .and_then(|first| NameAddr::parse(first).ok());
        // A strict router (RFC 2543) wants to be the request's address, and the target at the end of the way.
        let strict = first.filter(|first| !first.uri.params.has("lr"));
        let direct = usize::from(strict.is_some());
        let mut uri = self.target.clone();
        let mut last = None;
        if let Some(router) = strict {
            last = Some(NameAddr::new(uri));
            uri = router.uri;
            uri.params.remove("method");
        }
        // Neither may be in a request's address (§19.1.1).
        uri.headers = None;
        let mut request = Request::new(method.clone(), uri);
        let headers = &mut request.headers;
        for route in self.routes.iter().skip(direct) {
            headers.push(HeaderName::Route, route);
        }
        if let Some(last) = last {
            headers.push(HeaderName::Route, last.to_text());
        }
        headers.push(HeaderName::From, &self.local);
        headers.push(HeaderName::To, &self.remote);
        headers.push(HeaderName::CallId, &self.id.call_id);
        headers.push(HeaderName::CSeq, CSeq { number, method }.to_text());
        request
    }

    /// Whether a request from the peer belongs here (§12.2.2).
    pub fn matches(&self, request: &Request) -> bool {
        let headers = &request.headers;
        headers.call_id() == Ok(self.id.call_id.as_str())
            && headers.to_tag() == self.id.local_tag
            && headers.from_tag() == self.id.remote_tag
    }

    /// Takes in a request from the peer: checks its CSeq, and follows the peer's new target on INVITE and UPDATE (§12.2.2).
    pub fn receive(&mut self, request: &Request) -> Result<(), DialogError> {
        if !self.matches(request) {
            return Err(DialogError::Mismatch);
        }
        // An ACK and a CANCEL have their INVITE's number.
        if matches!(request.method, Method::Ack | Method::Cancel) {
            return Ok(());
        }
        let number = request.headers.cseq()?.number;
        if self.remote_cseq.is_some_and(|last| number <= last) {
            return Err(DialogError::OldCSeq);
        }
        self.remote_cseq = Some(number);
        if matches!(request.method, Method::Invite | Method::Update)
            && let Ok(target) = target(&request.headers)
        {
            self.target = target;
        }
        Ok(())
    }
}
