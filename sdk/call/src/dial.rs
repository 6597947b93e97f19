//! What is dialled, and how a call is refused.

use alloc::string::String;
use alloc::vec::Vec;

use sip::{HeaderName, Scheme, Status, Uri};

use crate::config::has_control;
use crate::{DialError, MediaKind};

/// How to place a call.
#[derive(Clone, Debug, Default)]
pub struct DialOptions {
    /// The name the called side sees; the configured one when absent.
    pub display_name: Option<String>,
    /// The number the called side sees, where the server allows it (RFC 3325 §9.2): a number or name of our own domain, an
    /// address, or `anonymous`.
    pub caller: Option<String>,
    /// What the call carries.
    pub media: MediaKind,
    /// Further headers of the INVITE, name and value. Headers that the phone writes itself are refused.
    pub headers: Vec<(String, String)>,
    /// The call of the called side to come to, as the value of a Join header (RFC 3911): `call-id;to-tag=…;from-tag=…`. Who does not
    /// know how, or has no such call, refuses.
    pub join: Option<String>,
    /// Whether to speak there from the start.
    pub listen: Listen,
}

/// Whether who joins a call of others is heard by them.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Listen {
    /// It is: both sides speak.
    #[default]
    AndSpeak,
    /// It is not, until [`crate::Phone::speak`].
    Only,
}

/// How to refuse a call.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Decline {
    /// 486: this phone is busy; others may ring on.
    Busy,
    /// 603: nobody here wants the call.
    Declined,
    /// 480: not now.
    Unavailable,
    /// Any other final status from 300 on; anything below counts as 603.
    Status(Status),
}

impl Decline {
    pub(crate) fn status(self) -> Status {
        match self {
            Decline::Busy => Status::BUSY_HERE,
            Decline::Declined => Status::DECLINE,
            Decline::Unavailable => Status::UNAVAILABLE,
            Decline::Status(status) if status.code() >= 300 => status,
            Decline::Status(_) => Status::DECLINE,
        }
    }
}

/// The headers that only the phone writes.
static OURS: &[HeaderName] = &[
    HeaderName::Via,
    HeaderName::From,
    HeaderName::To,
    HeaderName::CallId,
    HeaderName::CSeq,
    HeaderName::Contact,
    HeaderName::MaxForwards,
    HeaderName::Route,
    HeaderName::RecordRoute,
    HeaderName::ContentType,
    HeaderName::ContentLength,
    HeaderName::Authorization,
    HeaderName::ProxyAuthorization,
    HeaderName::Require,
    HeaderName::ProxyRequire,
    HeaderName::Supported,
    HeaderName::Allow,
    HeaderName::UserAgent,
];

impl DialOptions {
    pub(crate) fn check(&self) -> Result<(), DialError> {
        if self
            .display_name
            .as_ref()
            .is_some_and(|name| has_control(name))
        {
            return Err(DialError::BadDisplayName);
        }
        if let Some(join) = &self.join
            && (has_control(join) || sip::Replaces::parse(join).is_none())
        {
            return Err(DialError::BadHeader("Join".into()));
        }
        for (name, value) in &self.headers {
            let ours = OURS.contains(&HeaderName::new(name));
            if !sip::is_token(name) || ours || has_control(value) {
                return Err(DialError::BadHeader(name.clone()));
            }
        }
        Ok(())
    }
}

/// The Request-URI for what a person or an application typed.
///
/// A number or name is one of our own domain, and so is a `tel:` number, whose separators are for people only (RFC 3966 §5.1.1).
pub(crate) fn target(text: &str, own: &Uri) -> Result<Uri, DialError> {
    let text = text.trim_ascii();
    if text.is_empty() || text.len() > 512 || has_control(text) {
        return Err(DialError::BadTarget);
    }
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if starts("tel:") {
        let (number, _) = sip::cut_or_all(text.get(4..).unwrap_or_default(), b';');
        let mut number = String::from(number);
        number.retain(|c| !matches!(c, '-' | '.' | '(' | ')' | ' '));
        if number.is_empty() {
            return Err(DialError::BadTarget);
        }
        return Ok(at_home(&number, own));
    }
    let parsed = if starts("sip:") || starts("sips:") {
        Uri::parse(text)
    } else if sip::cut(text, b'@').is_some() {
        Uri::parse(&(String::from("sip:") + text))
    } else {
        return Ok(at_home(text, own));
    };
    let mut uri = parsed.map_err(|_| DialError::BadTarget)?;
    if !matches!(uri.scheme, Scheme::Sip | Scheme::Sips) || uri.host.is_empty() {
        return Err(DialError::BadTarget);
    }
    // RFC 3261 §19.1.5: headers and method in a URI make another request of it; nobody who dials means that.
    uri.headers = None;
    uri.params.remove("method");
    uri.password = None;
    Ok(uri)
}

fn at_home(user: &str, own: &Uri) -> Uri {
    let mut uri = Uri::sip(user, &own.host);
    uri.scheme = own.scheme.clone();
    uri.port = own.port;
    uri
}
