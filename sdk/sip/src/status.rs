//! The three digits of a response.

use core::fmt;

/// A status code from 100 to 699.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Status(u16);

impl Status {
    /// A status of this code, if it lies in 100..=699.
    pub const fn new(code: u16) -> Option<Self> {
        if code >= 100 && code < 700 {
            Some(Self(code))
        } else {
            None
        }
    }

    /// The code as a number.
    pub const fn code(self) -> u16 {
        self.0
    }

    /// 1xx: more will follow.
    pub const fn is_provisional(self) -> bool {
        self.0 < 200
    }

    /// 2xx.
    pub const fn is_success(self) -> bool {
        self.0 >= 200 && self.0 < 300
    }

    /// Anything but 1xx.
    pub const fn is_final(self) -> bool {
        self.0 >= 200
    }
}

macro_rules! statuses {
    ($table:ident $(#[$attribute:meta])* $($code:literal $name:ident $reason:literal),* $(,)?) => {
        impl Status {
            $(#[doc = concat!("`", $code, " ", $reason, "`")] pub const $name: Status = Status($code);)*
        }

        $(#[$attribute])*
        static $table: &[(u16, &str)] = &[$(($code, $reason),)*];
    };
}

// What a phone says, and what it may have to say of others.
statuses! {
    OF_PHONES
    100 TRYING "Trying",
    180 RINGING "Ringing",
    182 QUEUED "Queued",
    183 PROGRESS "Session Progress",
    200 OK "OK",
    400 BAD_REQUEST "Bad Request",
    405 METHOD_NOT_ALLOWED "Method Not Allowed",
    408 TIMEOUT "Request Timeout",
    415 UNSUPPORTED_MEDIA_TYPE "Unsupported Media Type",
    420 BAD_EXTENSION "Bad Extension",
    480 UNAVAILABLE "Temporarily Unavailable",
    481 NO_SUCH_CALL "Call/Transaction Does Not Exist",
    482 LOOP_DETECTED "Loop Detected",
    486 BUSY_HERE "Busy Here",
    487 TERMINATED "Request Terminated",
    488 NOT_ACCEPTABLE_HERE "Not Acceptable Here",
    491 PENDING "Request Pending",
    500 INTERNAL_ERROR "Server Internal Error",
    503 SERVICE_UNAVAILABLE "Service Unavailable",
    505 VERSION_NOT_SUPPORTED "Version Not Supported",
    513 MESSAGE_TOO_LARGE "Message Too Large",
    603 DECLINE "Decline",
}

statuses! {
    OF_SERVERS
    #[cfg(feature = "server")]
    181 FORWARDED "Call Is Being Forwarded",
    199 EARLY_DIALOG_TERMINATED "Early Dialog Terminated",
    202 ACCEPTED "Accepted",
    204 NO_NOTIFICATION "No Notification",
    300 MULTIPLE_CHOICES "Multiple Choices",
    301 MOVED_PERMANENTLY "Moved Permanently",
    302 MOVED_TEMPORARILY "Moved Temporarily",
    305 USE_PROXY "Use Proxy",
    380 ALTERNATIVE_SERVICE "Alternative Service",
    401 UNAUTHORIZED "Unauthorized",
    403 FORBIDDEN "Forbidden",
    404 NOT_FOUND "Not Found",
    406 NOT_ACCEPTABLE "Not Acceptable",
    407 PROXY_AUTH "Proxy Authentication Required",
    410 GONE "Gone",
    412 CONDITIONAL_REQUEST_FAILED "Conditional Request Failed",
    413 REQUEST_TOO_LARGE "Request Entity Too Large",
    414 URI_TOO_LONG "Request-URI Too Long",
    416 UNSUPPORTED_URI_SCHEME "Unsupported URI Scheme",
    421 EXTENSION_REQUIRED "Extension Required",
    422 SESSION_INTERVAL_TOO_SMALL "Session Interval Too Small",
    423 INTERVAL_TOO_BRIEF "Interval Too Brief",
    429 PROVIDE_REFERRER "Provide Referrer Identity",
    430 FLOW_FAILED "Flow Failed",
    439 NO_OUTBOUND "First Hop Lacks Outbound Support",
    469 BAD_INFO_PACKAGE "Bad Info Package",
    483 TOO_MANY_HOPS "Too Many Hops",
    484 ADDRESS_INCOMPLETE "Address Incomplete",
    485 AMBIGUOUS "Ambiguous",
    489 BAD_EVENT "Bad Event",
    493 UNDECIPHERABLE "Undecipherable",
    501 NOT_IMPLEMENTED "Not Implemented",
    502 BAD_GATEWAY "Bad Gateway",
    504 SERVER_TIMEOUT "Server Time-out",
    580 PRECONDITION_FAILURE "Precondition Failure",
    600 BUSY_EVERYWHERE "Busy Everywhere",
    604 DOES_NOT_EXIST_ANYWHERE "Does Not Exist Anywhere",
    606 NOT_ACCEPTABLE_ANYWHERE "Not Acceptable",
    607 UNWANTED "Unwanted",
}

impl Status {
    /// The reason phrase of the RFC that defines the code, or that of its class. Those that only servers send need the feature `server`.
    pub fn default_reason(self) -> &'static str {
        let known = OF_PHONES.iter();
        #[cfg(feature = "server")]
        let known = known.chain(OF_SERVERS);
        for (code, reason) in known {
            if *code == self.0 {
                return reason;
            }
        }
        match self.0 {
            100..=199 => "Progress",
            200..=299 => "OK",
            300..=399 => "Redirect",
            400..=499 => "Request Failure",
            500..=599 => "Server Failure",
            _ => "Global Failure",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
