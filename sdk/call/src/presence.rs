//! Publication of presence (RFC 3903) as a PIDF document (RFC 3863).

use alloc::string::String;

use sip::{HeaderName, Instant, Method, Response};

use crate::Event;
use crate::registrar::minimum;
use crate::timer::Timer;
use crate::user_agent::{Owner, UserAgent};

/// What others see of this phone's owner.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct Presence {
    /// Whether calls are welcome.
    pub open: bool,
    /// A word on it.
    pub note: String,
}

pub(crate) struct Publisher {
    presence: Option<Presence>,
    /// The server does not have the present one yet.
    dirty: bool,
    pending: bool,
    /// What is under way takes back what was published.
    removing: bool,
    etag: Option<String>,
    call_id: String,
    tuple: String,
    cseq: u32,
    expires: u32,
}

impl Publisher {
    pub fn new(ua: &mut UserAgent) -> Self {
        Publisher {
            presence: None,
            dirty: false,
            pending: false,
            removing: false,
            etag: None,
            call_id: ua.entropy.token(20),
            tuple: String::from("t") + &ua.entropy.token(8),
            cseq: 0,
            expires: u32::try_from(ua.config.register_expires.as_secs()).unwrap_or(u32::MAX),
        }
    }

    pub fn publish(&mut self, ua: &mut UserAgent, now: Instant, presence: Presence) {
        self.presence = Some(presence);
        self.dirty = true;
        self.send(ua, now);
    }

    /// The registration is new: the server may know nothing of us.
    pub fn resume(&mut self, ua: &mut UserAgent, now: Instant) {
        self.dirty = self.presence.is_some();
        self.send(ua, now);
    }

    pub fn transport_down(&self, ua: &mut UserAgent) {
        ua.timers.cancel(Timer::Publish);
    }

    /// The phone leaves, and takes back what it published (RFC 3903 §4.5).
    pub fn leave(&mut self, ua: &mut UserAgent, now: Instant) {
        self.presence = None;
        self.dirty = false;
        ua.timers.cancel(Timer::Publish);
        self.take_back(ua, now);
    }

    fn take_back(&mut self, ua: &mut UserAgent, now: Instant) {
        if ua.ready && !self.pending && self.etag.is_some() {
            self.removing = true;
            self.request(ua, now, 0, None);
        }
    }

    pub fn due(&mut self, ua: &mut UserAgent, now: Instant) {
        self.send(ua, now);
    }

    fn send(&mut self, ua: &mut UserAgent, now: Instant) {
        let Some(presence) = self.presence.as_ref().filter(|_| ua.ready && !self.pending) else {
            return;
        };
        // RFC 3903 §4.1: a refresh has no body.
        let body = (self.dirty || self.etag.is_none())
            .then(|| document(&ua.config.uri.aor().to_text(), &self.tuple, presence));
        self.dirty = false;
        self.request(ua, now, self.expires, body);
    }

    fn request(&mut self, ua: &mut UserAgent, now: Instant, expires: u32, body: Option<String>) {
        self.cseq += 1;
        let own = ua.config.uri.aor();
        let mut request = ua.request(
            Method::Publish,
            own.clone(),
            &own,
            None,
            &self.call_id,
            self.cseq,
        );
        let headers = &mut request.headers;
        headers.push(HeaderName::Event, "presence");
        headers.push_number(HeaderName::Expires, expires);
        if let Some(etag) = &self.etag {
            headers.push(HeaderName::SipIfMatch, etag.as_str());
        }
        if let Some(body) = body {
            headers.push(HeaderName::ContentType, "application/pidf+xml");
            request.body = body.into_bytes();
        }
        self.pending = true;
        ua.timers.cancel(Timer::Publish);
        ua.send(now, request, Owner::Publish);
    }

    pub fn challenged(&mut self, cseq: u32) {
        self.cseq = cseq;
    }

    pub fn response(&mut self, ua: &mut UserAgent, now: Instant, response: &Response) {
        self.pending = false;
        let removed = core::mem::take(&mut self.removing);
        match response.status.code() {
            _ if removed => self.etag = None,
            200..=299 => {
                self.etag = response.headers.get(HeaderName::SipEtag).map(String::from);
                let granted = response.headers.expires().unwrap_or(self.expires).max(10);
                ua.timers
                    .set(Timer::Publish, now.plus_millis(u64::from(granted) * 800));
            }
            // RFC 3903 §4.3: the server forgot; start afresh.
            412 if self.etag.is_some() => {
                self.etag = None;
                self.dirty = true;
            }
            423 if minimum(response).is_some_and(|minimum| minimum > self.expires) => {
                self.expires = minimum(response).unwrap_or(self.expires);
                self.dirty = true;
            }
            _ => {
                self.etag = None;
                if self.presence.is_some() {
                    ua.event(Event::PublishFailed(response.status));
                }
            }
        }
        if self.dirty {
            self.send(ua, now);
        } else if self.presence.is_none() {
            ua.timers.cancel(Timer::Publish);
            self.take_back(ua, now);
        }
    }

    /// No response came; the next registration or change publishes again.
    pub fn unanswered(&mut self) {
        self.pending = false;
        self.removing = false;
        self.etag = None;
    }
}

fn document(entity: &str, tuple: &str, presence: &Presence) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"",
    );
    escape(&mut xml, entity);
    xml.push_str("\"><tuple id=\"");
    xml.push_str(tuple);
    xml.push_str("\"><status><basic>");
    xml.push_str(if presence.open { "open" } else { "closed" });
    xml.push_str("</basic></status><note>");
    escape(&mut xml, &presence.note);
    xml.push_str("</note></tuple></presence>\n");
    xml
}

fn escape(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            c if c.is_control() => xml.push(' '),
            c => xml.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_can_not_break_out_of_the_document() {
        let presence = Presence {
            open: false,
            note: String::from("</note>&\"\n"),
        };
        let xml = document("sip:mina@example.com", "t1", &presence);
        assert!(xml.contains("<basic>closed</basic>"));
        assert!(xml.contains("<note>&lt;/note&gt;&amp;&quot; </note>"));
        assert!(xml.contains("entity=\"sip:mina@example.com\""));
    }
}
