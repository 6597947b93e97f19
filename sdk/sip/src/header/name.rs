//! What headers are called, in long and in short.

use core::fmt;

/// The name of a header. Compared case-insensitively; the long form and the compact one are the same name.
///
/// Headers without a constant here are named by [`HeaderName::new`].
#[derive(Copy, Clone)]
pub struct HeaderName<'a>(&'a str);

macro_rules! names {
    ($($constant:ident $name:literal),* $(,)?) => {
        #[allow(non_upper_case_globals, reason = "they read as what they were before names could be any text: variants")]
        impl HeaderName<'static> {
            $(#[doc = concat!("`", $name, "`")] pub const $constant: Self = HeaderName($name);)*
        }
    };
}

names! {
    Via "Via",
    From "From",
    To "To",
    CallId "Call-ID",
    CSeq "CSeq",
    Contact "Contact",
    MaxForwards "Max-Forwards",
    Route "Route",
    RecordRoute "Record-Route",
    Path "Path",
    ServiceRoute "Service-Route",
    ContentType "Content-Type",
    ContentLength "Content-Length",
    ContentEncoding "Content-Encoding",
    ContentDisposition "Content-Disposition",
    Expires "Expires",
    MinExpires "Min-Expires",
    Authorization "Authorization",
    WwwAuthenticate "WWW-Authenticate",
    ProxyAuthorization "Proxy-Authorization",
    ProxyAuthenticate "Proxy-Authenticate",
    AuthenticationInfo "Authentication-Info",
    Supported "Supported",
    Require "Require",
    ProxyRequire "Proxy-Require",
    Unsupported "Unsupported",
    Allow "Allow",
    Accept "Accept",
    Event "Event",
    AllowEvents "Allow-Events",
    SubscriptionState "Subscription-State",
    SipEtag "SIP-ETag",
    SipIfMatch "SIP-If-Match",
    RetryAfter "Retry-After",
    Reason "Reason",
    PAssertedIdentity "P-Asserted-Identity",
    PPreferredIdentity "P-Preferred-Identity",
    RemotePartyId "Remote-Party-ID",
    Privacy "Privacy",
    UserAgent "User-Agent",
    Server "Server",
    Warning "Warning",
    Date "Date",
    Subject "Subject",
    ReferTo "Refer-To",
    ReferredBy "Referred-By",
    ReferSub "Refer-Sub",
    Replaces "Replaces",
    Join "Join",
    TargetDialog "Target-Dialog",
    SessionExpires "Session-Expires",
    MinSe "Min-SE",
    Rseq "RSeq",
    Rack "RAck",
    FlowTimer "Flow-Timer",
    MimeVersion "MIME-Version",
    AlertInfo "Alert-Info",
    CallInfo "Call-Info",
    HistoryInfo "History-Info",
    Diversion "Diversion",
    InfoPackage "Info-Package",
    RecvInfo "Recv-Info",
    Timestamp "Timestamp",
    Record "Record",
}

/// The compact forms as registered with IANA, each before its name.
static COMPACT: &[&str] = &[
    "aAccept-Contact",
    "bReferred-By",
    "cContent-Type",
    "dRequest-Disposition",
    "eContent-Encoding",
    "fFrom",
    "iCall-ID",
    "jReject-Contact",
    "kSupported",
    "lContent-Length",
    "mContact",
    "nIdentity-Info",
    "oEvent",
    "rRefer-To",
    "sSubject",
    "tTo",
    "uAllow-Events",
    "vVia",
    "xSession-Expires",
    "yIdentity",
];

impl<'a> HeaderName<'a> {
    /// The header of this name, in any case, long or compact. A name that is no token is cleaned when it is written.
    pub fn new(name: &'a str) -> Self {
        if let [letter] = name.as_bytes() {
            for known in COMPACT {
                if let Some((short, long)) = known.split_at_checked(1)
                    && short.as_bytes() == [letter.to_ascii_lowercase()]
                {
                    return HeaderName(long);
                }
            }
        }
        HeaderName(name)
    }

    /// The name, compact forms in full.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

impl PartialEq for HeaderName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for HeaderName<'_> {}

impl fmt::Debug for HeaderName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for HeaderName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
