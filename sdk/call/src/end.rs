//! How calls end: one table from SIP status to reason, one from reason to code.

use alloc::string::String;

use sip::{HeaderName, Headers, Reason, Response, Status};

use crate::MediaError;

/// The end of a call.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct End {
    /// Why.
    pub reason: EndReason,
    /// The SIP status and phrase behind it, from a response or a Reason header.
    pub sip: Option<(u16, String)>,
    /// Who ended it.
    pub by: EndedBy,
    /// The seconds after which to try again, when whoever refused the call said so.
    pub retry_after: Option<u32>,
}

impl End {
    pub(crate) fn new(reason: EndReason, by: EndedBy) -> Self {
        End {
            reason,
            sip: None,
            by,
            retry_after: None,
        }
    }

    pub(crate) fn from_response(response: &Response) -> Self {
        let headers = &response.headers;
        let reason = match EndReason::from_status(response.status) {
            // RFC 6432: a gateway knows better than its status can say.
            vague @ (EndReason::Failed | EndReason::Unavailable) => {
                EndReason::from_q850(headers).unwrap_or(vague)
            }
            plain => plain,
        };
        End {
            sip: Some((response.status.code(), response.reason.clone())),
            retry_after: headers.retry_after(),
            ..End::new(reason, EndedBy::Remote)
        }
    }
}

/// Who ended a call.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum EndedBy {
    /// This phone.
    Local,
    /// The far side, or a server on the way.
    Remote,
    /// Nobody: the network, or the media.
    Network,
}

/// Why a call ended.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Debug)]
pub enum EndReason {
    /// Somebody hung up an answered call.
    HungUp,
    /// The caller gave up before an answer.
    Cancelled,
    /// The called side is on another call.
    Busy,
    /// The called side said no.
    Declined,
    /// It rang for long enough.
    NoAnswer,
    /// The called side can not be reached now.
    Unavailable,
    /// Nobody has this number.
    NotFound,
    /// The caller may not call there.
    Forbidden,
    /// The server does not accept the caller's credentials.
    Unauthorized,
    /// Somebody else took the call.
    AnsweredElsewhere,
    /// The two sides have no media in common.
    Incompatible,
    /// The server could not do it.
    Failed,
    /// The server never answered.
    Timeout,
    /// The connection broke before the call was answered.
    TransportLost,
    /// The microphone was refused.
    MediaPermissionDenied,
    /// There is no microphone.
    MediaNoDevice,
    /// The microphone is in use.
    MediaInUse,
    /// Media could not be set up, or stopped for good.
    MediaFailed,
    /// The far side broke the rules.
    Protocol,
    /// The far side was handed over to somebody else, or we were.
    Transferred,
    /// Another call took the place of this one.
    Replaced,
    /// The connection came back and the far side no longer had the call.
    Lost,
    /// The agent ended it for abuse, and the far side heard the announcement that says so.
    Terminated,
}

impl EndReason {
    /// Every reason.
    pub const ALL: [EndReason; 23] = [
        EndReason::HungUp,
        EndReason::Cancelled,
        EndReason::Busy,
        EndReason::Declined,
        EndReason::NoAnswer,
        EndReason::Unavailable,
        EndReason::NotFound,
        EndReason::Forbidden,
        EndReason::Unauthorized,
        EndReason::AnsweredElsewhere,
        EndReason::Incompatible,
        EndReason::Failed,
        EndReason::Timeout,
        EndReason::TransportLost,
        EndReason::MediaPermissionDenied,
        EndReason::MediaNoDevice,
        EndReason::MediaInUse,
        EndReason::MediaFailed,
        EndReason::Protocol,
        EndReason::Transferred,
        EndReason::Replaced,
        EndReason::Lost,
        EndReason::Terminated,
    ];

    /// The reason behind a final status that refuses a call. The only table of its kind.
    pub fn from_status(status: Status) -> Self {
        match status.code() {
            401 | 407 => EndReason::Unauthorized,
            403 => EndReason::Forbidden,
            404 | 410 | 484 | 485 | 604 => EndReason::NotFound,
            408 => EndReason::NoAnswer,
            415 | 488 | 606 => EndReason::Incompatible,
            480 | 482 | 483 | 502..=504 => EndReason::Unavailable,
            486 | 600 => EndReason::Busy,
            487 => EndReason::Cancelled,
            200..=299 => EndReason::AnsweredElsewhere,
            601..=699 => EndReason::Declined,
            _ => EndReason::Failed,
        }
    }

    /// The reason behind the first cause of the telephone network (ITU-T Q.850) that says more than that a call ended.
    pub(crate) fn from_q850(headers: &Headers) -> Option<Self> {
        let mut reasons = headers.values(HeaderName::Reason);
        reasons.find_map(|value| {
            let reason = Reason::parse(value)?;
            if !reason.protocol.eq_ignore_ascii_case("Q.850") {
                return None;
            }
            Some(match reason.cause? {
                1..=3 | 22 | 28 => EndReason::NotFound,
                17 => EndReason::Busy,
                18 | 19 => EndReason::NoAnswer,
                21 => EndReason::Declined,
                // Non-selected user clearing: another phone was quicker.
                26 => EndReason::AnsweredElsewhere,
                20 | 27 | 31 | 34 | 38 | 41 | 42 | 44 | 47 => EndReason::Unavailable,
                50..=57 => EndReason::Forbidden,
                58 | 65 | 69 | 70 | 79 | 88 => EndReason::Incompatible,
                _ => return None,
            })
        })
    }

    /// Why a ringing call was cancelled, by the SIP cause in the CANCEL's Reason header (RFC 3326 §3.2) or else that of the telephone network.
    pub(crate) fn from_cancel(cause: Option<u16>, headers: &Headers) -> Self {
        let sip = cause.and_then(Status::new).map(EndReason::from_status);
        match sip.or_else(|| EndReason::from_q850(headers)) {
            Some(
                reason @ (EndReason::AnsweredElsewhere | EndReason::Declined | EndReason::NoAnswer),
            ) => reason,
            _ => EndReason::Cancelled,
        }
    }

    /// The stable name of this reason.
    pub fn code(self) -> &'static str {
        match self {
            EndReason::HungUp => "call.hung-up",
            EndReason::Cancelled => "call.cancelled",
            EndReason::Busy => "call.busy",
            EndReason::Declined => "call.declined",
            EndReason::NoAnswer => "call.no-answer",
            EndReason::Unavailable => "call.unavailable",
            EndReason::NotFound => "call.not-found",
            EndReason::Forbidden => "call.forbidden",
            EndReason::Unauthorized => "call.unauthorized",
            EndReason::AnsweredElsewhere => "call.answered-elsewhere",
            EndReason::Incompatible => "call.incompatible",
            EndReason::Failed => "call.failed",
            EndReason::Timeout => "call.timeout",
            EndReason::TransportLost => "transport.lost",
            EndReason::MediaPermissionDenied => "media.permission-denied",
            EndReason::MediaNoDevice => "media.no-device",
            EndReason::MediaInUse => "media.in-use",
            EndReason::MediaFailed => "media.failed",
            EndReason::Protocol => "call.protocol",
            EndReason::Transferred => "call.transferred",
            EndReason::Replaced => "call.replaced",
            EndReason::Lost => "call.lost",
            EndReason::Terminated => "call.terminated",
        }
    }
}

impl From<MediaError> for EndReason {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::PermissionDenied => EndReason::MediaPermissionDenied,
            MediaError::NoDevice => EndReason::MediaNoDevice,
            MediaError::InUse => EndReason::MediaInUse,
            MediaError::Unsupported | MediaError::BadDescription => EndReason::Incompatible,
            MediaError::Failed => EndReason::MediaFailed,
        }
    }
}
