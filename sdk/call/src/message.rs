//! Short texts outside of any call (RFC 3428).

use sip::{HeaderName, Instant, Method, Request, Status};

use crate::identity::party;
use crate::user_agent::Owner;
use crate::{Event, Phone, dial};

/// The phone's handle of a message that it sends, never used twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct MessageId(pub(crate) u32);

impl MessageId {
    /// The handle with this number, as it comes back from a place that only keeps numbers.
    pub const fn from_u32(number: u32) -> Self {
        MessageId(number)
    }

    /// The number of this handle.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// The longest text, in bytes: RFC 3428 §8.
const LONGEST: usize = 1300;

/// Why a message was not sent.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum MessageError {
    /// The target is no number, name or address.
    #[error("nobody can be written to there")]
    BadTarget,
    /// The text is empty or has more than 1,300 bytes.
    #[error("a message has between 1 and 1,300 bytes")]
    BadLength,
    /// There is no connection to the server.
    #[error("there is no connection to the server")]
    NoTransport,
}

impl MessageError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            MessageError::BadTarget => "api.bad-target",
            MessageError::BadLength => "api.bad-length",
            MessageError::NoTransport => "transport.down",
        }
    }
}

impl Phone {
    /// Sends a plain text of at most 1,300 bytes. [`crate::Event::MessageDone`] tells what became of it.
    ///
    /// `target` is what [`Phone::dial`] takes.
    pub fn message(
        &mut self,
        now: Instant,
        target: &str,
        text: &str,
    ) -> Result<MessageId, MessageError> {
        let target =
            dial::target(target, &self.ua.config.uri).map_err(|_| MessageError::BadTarget)?;
        if text.is_empty() || text.len() > LONGEST {
            return Err(MessageError::BadLength);
        }
        if !self.ua.ready {
            return Err(MessageError::NoTransport);
        }
        self.last_message = self.last_message.wrapping_add(1);
        let id = MessageId(self.last_message);
        let ua = &mut self.ua;
        let call_id = ua.entropy.token(20);
        let name = ua.config.display_name.clone();
        let name = name.as_deref();
        let mut request = ua.request(Method::Message, target.clone(), &target, name, &call_id, 1);
        request
            .headers
            .push(HeaderName::ContentType, "text/plain;charset=utf-8");
        request.body = text.as_bytes().to_vec();
        ua.send(now, request, Owner::Message(id));
        self.settle(now);
        Ok(id)
    }

    pub(crate) fn message_done(&mut self, id: MessageId, status: Status) {
        let done = if status.is_success() {
            Ok(())
        } else {
            Err(status)
        };
        self.ua.event(Event::MessageDone(id, done));
    }

    /// A MESSAGE came; the status to answer it with.
    pub(crate) fn written_to(&mut self, request: &Request) -> Status {
        let headers = &request.headers;
        let plain = headers.content_type().eq_ignore_ascii_case("text/plain");
        let text = core::str::from_utf8(&request.body).ok();
        let (Some(text), true) = (text, plain) else {
            return Status::UNSUPPORTED_MEDIA_TYPE;
        };
        let Some(from) = headers.asserted_identity().or(headers.from().ok()) else {
            return Status::BAD_REQUEST;
        };
        self.ua.event(Event::Message {
            from: party(&from),
            text: text.into(),
        });
        Status::OK
    }
}
