//! What the far side says: responses to what the phone asked, and requests of its own, true to the protocol or not.

use super::{TARGETS, World, pick, remember};
use arbitrary::Arbitrary;
use call::{Flow, Input, Uri};
use sip::{HeaderName, Method, Request, Status};

/// A response to one of the requests that the phone sent.
#[derive(Arbitrary, Debug)]
pub struct Answer {
    status: u8,
    tag: u8,
    body: u8,
    extras: u8,
}

/// A request to the phone: a new one, or one of a dialog that it is in.
#[derive(Arbitrary, Debug)]
pub struct Ask {
    method: u8,
    inside: bool,
    cseq: u8,
    body: u8,
    extras: u8,
    state: u8,
}

const STATUSES: [u16; 34] = [
    100, 180, 182, 183, 199, 200, 202, 204, 299, 300, 302, 400, 401, 403, 404, 405, 407, 408, 412,
    415, 420, 422, 423, 439, 480, 481, 486, 487, 489, 491, 500, 503, 600, 699,
];

const METHODS: [Method; 14] = [
    Method::Invite,
    Method::Ack,
    Method::Bye,
    Method::Cancel,
    Method::Register,
    Method::Options,
    Method::Info,
    Method::Prack,
    Method::Update,
    Method::Refer,
    Method::Notify,
    Method::Subscribe,
    Method::Publish,
    Method::Message,
];

const BODIES: [(&str, &str); 12] = [
    ("", ""),
    ("application/sdp", SDP),
    ("application/sdp", HELD),
    ("application/sdp", OTHER),
    ("application/sdp", "v=0\r\nm="),
    ("application/sdp", "no description"),
    ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
    ("message/sipfrag;version=2.0", "SIP/2.0 200 OK\r\n"),
    ("message/sipfrag", "SIP/2.0 603 Decline"),
    (
        "application/pidf+xml",
        "<presence entity=\"x\"><tuple id=\"t\"><status><basic>open</basic></status><note>a &amp; b</note></tuple></presence>",
    ),
    (
        "application/dialog-info+xml",
        "<dialog-info version=\"1\" state=\"full\"><dialog id=\"d\" direction=\"initiator\"><state>confirmed</state>\
         <remote><identity display=\"x\">sip:r@h</identity></remote></dialog></dialog-info>",
    ),
    ("text/plain", "hello"),
];

pub const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 AA\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:110 telephone-event/48000\r\na=sendrecv\r\n";
const HELD: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\n";
const OTHER: &str = "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 BB\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=inactive\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n";

const STATES: [&str; 6] = [
    "active;expires=60",
    "pending",
    "terminated;reason=noresource",
    "terminated;reason=deactivated;retry-after=3",
    "active;expires=0",
    ";;",
];

impl Answer {
    /// 200, with this of the bodies.
    pub fn ok(body: u8) -> Self {
        Answer {
            status: 5,
            tag: 0,
            body,
            extras: 0,
        }
    }
}

impl Ask {
    /// The INVITE of a call with an offer, or its ACK.
    pub fn call(method: u8) -> Self {
        Ask {
            method,
            inside: method > 0,
            cseq: 1,
            body: u8::from(method == 0),
            extras: 0,
            state: 0,
        }
    }
}

impl World {
    pub fn answer(&mut self, nth: u8, answer: &Answer) {
        // The latest first: that is what a fuzzer has to find.
        let Some(request) = self.requests.iter().rev().nth(usize::from(nth % 8)) else {
            return;
        };
        let status = pick(&STATUSES, answer.status).and_then(|code| Status::new(*code));
        let Some(status) = status.filter(|_| request.method != Method::Ack) else {
            return;
        };
        let mut response = request.response(status);
        if status != Status::TRYING {
            response = response.with_to_tag(
                pick(&["one", "two", "0"], answer.tag)
                    .copied()
                    .unwrap_or("one"),
            );
        }
        let headers = &mut response.headers;
        let bit = |nth: u8| answer.extras & (1 << nth) != 0;
        if !bit(0) {
            if request.method == Method::Register {
                for contact in request.headers.all(HeaderName::Contact) {
                    headers.push(HeaderName::Contact, contact);
                }
                headers.push(HeaderName::Expires, "60");
                headers.push(HeaderName::ServiceRoute, "<sip:edge;lr>");
            } else {
                headers.push(HeaderName::Contact, "<sip:far@far.example;transport=ws>");
            }
        }
        if bit(1) {
            headers.push(HeaderName::Require, "100rel");
            headers.push(HeaderName::Rseq, "1");
        }
        if bit(2) {
            headers.push(HeaderName::SessionExpires, "90;refresher=uac");
            headers.push(HeaderName::MinSe, "1900");
        }
        if bit(3) {
            headers.push(HeaderName::RetryAfter, "2 (later);duration=3");
        }
        if matches!(status.code(), 401 | 407) && !bit(4) {
            let name = if status.code() == 401 {
                HeaderName::WwwAuthenticate
            } else {
                HeaderName::ProxyAuthenticate
            };
            headers.push(name, "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
        }
        if bit(5) {
            headers.push(HeaderName::Allow, "INVITE, UPDATE, PRACK, REFER, INFO");
            headers.push(HeaderName::Supported, "replaces, timer, 100rel, outbound");
        }
        if bit(6) {
            headers.push(HeaderName::MinExpires, "7200");
            headers.push(HeaderName::SipEtag, "tag");
            headers.push(HeaderName::FlowTimer, "5");
        }
        if bit(7) {
            headers.push(HeaderName::RecordRoute, "<sip:p1;lr>, <sip:p2>");
        }
        if let Some((kind, body)) = pick(&BODIES, answer.body).filter(|(kind, _)| !kind.is_empty())
        {
            headers.push(HeaderName::ContentType, *kind);
            response.body = body.as_bytes().to_vec();
        }
        let bytes = response.to_bytes();
        self.input(Input::Received(Flow(0), &bytes));
    }

    pub fn ask(&mut self, nth: u8, ask: &Ask) {
        let Some(method) = pick(&METHODS, ask.method).cloned() else {
            return;
        };
        let request = if method == Method::Cancel {
            let invite = self.invites.iter().rev().nth(usize::from(nth % 4));
            let Some(mut cancel) = invite.cloned() else {
                return;
            };
            let cseq = format!("{} CANCEL", cancel.headers.cseq_number());
            cancel.method = method;
            cancel.headers.set(HeaderName::CSeq, cseq);
            cancel.body.clear();
            let reason = "SIP;cause=200;text=\"Call completed elsewhere\"";
            cancel.headers.push(HeaderName::Reason, reason);
            cancel
        } else {
            self.request(nth, ask, method)
        };
        if request.method == Method::Invite {
            remember(&mut self.invites, request.clone());
        }
        let bytes = request.to_bytes();
        self.input(Input::Received(Flow(0), &bytes));
    }

    fn request(&mut self, nth: u8, ask: &Ask, method: Method) -> Request {
        self.branches += 1;
        let mut request = Request::new(method.clone(), Uri::sip("mina", "x.invalid"));
        let ends = self.ends(nth, ask.inside);
        let headers = &mut request.headers;
        let branch = format!("SIP/2.0/WSS h;branch=z9hG4bK{}", self.branches);
        headers.push(HeaderName::Via, branch);
        headers.push(HeaderName::From, &ends[0]);
        headers.push(HeaderName::To, &ends[1]);
        headers.push(HeaderName::CallId, &ends[2]);
        headers.push(HeaderName::CSeq, format!("{} {method}", ask.cseq));
        headers.push(HeaderName::MaxForwards, "70");
        let bit = |nth: u8| ask.extras & (1 << nth) != 0;
        if !bit(0) {
            headers.push(
                HeaderName::Contact,
                "\"F\" <sip:far@far.example;transport=ws>",
            );
        }
        if bit(1) {
            headers.push(HeaderName::Supported, "100rel, timer, replaces");
            headers.push(HeaderName::SessionExpires, "90;refresher=uas");
        }
        if bit(2) {
            headers.push(HeaderName::Require, "100rel");
        }
        if bit(3) {
            let other = self.ends(nth.wrapping_add(1), true);
            let tag =
                |text: &str| String::from(text.rsplit_once("tag=").map_or("x", |(_, tag)| tag));
            let value = format!(
                "{};to-tag={};from-tag={}",
                other[2],
                tag(&other[1]),
                tag(&other[0])
            );
            let name = if bit(4) {
                HeaderName::Join
            } else {
                HeaderName::Replaces
            };
            headers.push(name, value);
        }
        if bit(5) {
            headers.push(HeaderName::RecordRoute, "<sip:p1;lr>, <sip:p2;lr>");
            headers.push(
                HeaderName::PAssertedIdentity,
                "\"A\" <tel:+4930>, <sip:a@h>",
            );
            headers.push(HeaderName::HistoryInfo, "<sip:q@h>;index=1");
        }
        match method {
            Method::Refer => {
                let target = pick(&TARGETS, ask.state).copied().unwrap_or_default();
                headers.push(HeaderName::ReferTo, format!("<{target}>"));
                if bit(6) {
                    headers.push(HeaderName::ReferSub, "false");
                }
            }
            Method::Notify | Method::Subscribe => {
                let events = ["refer", "presence", "dialog", "refer;id=2", "talk"];
                headers.push(
                    HeaderName::Event,
                    pick(&events, ask.extras).copied().unwrap_or("refer"),
                );
                headers.push(
                    HeaderName::SubscriptionState,
                    pick(&STATES, ask.state).copied().unwrap_or("active"),
                );
            }
            Method::Prack => headers.push(HeaderName::Rack, format!("1 {} INVITE", ask.state)),
            Method::Invite if bit(6) => headers.push(HeaderName::MaxForwards, "0"),
            _ => {}
        }
        if let Some((kind, body)) = pick(&BODIES, ask.body).filter(|(kind, _)| !kind.is_empty()) {
            headers.push(HeaderName::ContentType, *kind);
            request.body = body.as_bytes().to_vec();
        }
        request
    }

    /// From, To and Call-ID of a dialog as its far side writes them, or those of a request that begins one.
    fn ends(&self, nth: u8, inside: bool) -> [String; 3] {
        let text =
            |headers: &sip::Headers, name| String::from(headers.get(name).unwrap_or_default());
        let at = usize::from(nth / 2 % 8);
        if inside
            && nth & 1 == 0
            && let Some(response) = self.responses.iter().rev().nth(at)
        {
            let headers = &response.headers;
            return [HeaderName::From, HeaderName::To, HeaderName::CallId]
                .map(|name| text(headers, name));
        }
        if inside && let Some(request) = self.requests.iter().rev().nth(at) {
            let headers = &request.headers;
            let mut ends = [HeaderName::To, HeaderName::From, HeaderName::CallId]
                .map(|name| text(headers, name));
            if !ends[0].contains("tag=") {
                ends[0].push_str(";tag=one");
            }
            return ends;
        }
        let name = nth % 4;
        [
            format!("\"J\" <sip:jun@far.example>;tag=j{name}"),
            "<sip:mina@ringdesk.example>".into(),
            format!("c{name}"),
        ]
    }
}
