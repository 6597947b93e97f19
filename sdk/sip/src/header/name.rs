//! What headers are called, in long and in short.

use crate::text;
use alloc::string::String;
use core::fmt;

macro_rules! names {
    ($($variant:ident $name:literal $compact:literal),* $(,)?) => {
        /// The name of a header.
        #[derive(Clone, Eq, Debug)]
        pub enum HeaderName {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
            /// A header this crate has no name for, spelled as it came.
            Other(String),
        }

        static KNOWN: &[(HeaderName, &str, &str)] = &[$((HeaderName::$variant, $name, $compact),)*];

        impl HeaderName {
            /// The name in its long form.
            pub fn as_str(&self) -> &str {
                match self {
                    $(HeaderName::$variant => $name,)*
                    HeaderName::Other(name) => name,
                }
            }
        }
    };
}

names! {
    Via "Via" "v",
    From "From" "f",
    To "To" "t",
    CallId "Call-ID" "i",
    CSeq "CSeq" "",
    Contact "Contact" "m",
    MaxForwards "Max-Forwards" "",
    Route "Route" "",
    RecordRoute "Record-Route" "",
    Path "Path" "",
    ServiceRoute "Service-Route" "",
    ContentType "Content-Type" "c",
    ContentLength "Content-Length" "l",
    ContentEncoding "Content-Encoding" "e",
    ContentDisposition "Content-Disposition" "",
    Expires "Expires" "",
    MinExpires "Min-Expires" "",
    Authorization "Authorization" "",
    WwwAuthenticate "WWW-Authenticate" "",
    ProxyAuthorization "Proxy-Authorization" "",
    ProxyAuthenticate "Proxy-Authenticate" "",
    AuthenticationInfo "Authentication-Info" "",
    Supported "Supported" "k",
    Require "Require" "",
    ProxyRequire "Proxy-Require" "",
    Unsupported "Unsupported" "",
    Allow "Allow" "",
    Accept "Accept" "",
    Event "Event" "o",
    AllowEvents "Allow-Events" "u",
    SubscriptionState "Subscription-State" "",
    SipEtag "SIP-ETag" "",
    SipIfMatch "SIP-If-Match" "",
    RetryAfter "Retry-After" "",
    Reason "Reason" "",
    PAssertedIdentity "P-Asserted-Identity" "",
    PPreferredIdentity "P-Preferred-Identity" "",
    Privacy "Privacy" "",
    UserAgent "User-Agent" "",
    Server "Server" "",
    Warning "Warning" "",
    Date "Date" "",
    Subject "Subject" "s",
    ReferTo "Refer-To" "r",
    ReferredBy "Referred-By" "b",
    Replaces "Replaces" "",
    SessionExpires "Session-Expires" "x",
    MinSe "Min-SE" "",
    Rseq "RSeq" "",
    Rack "RAck" "",
    AlertInfo "Alert-Info" "",
    CallInfo "Call-Info" "",
    HistoryInfo "History-Info" "",
    Diversion "Diversion" "",
    InfoPackage "Info-Package" "",
    RecvInfo "Recv-Info" "",
    Timestamp "Timestamp" "",
    AcceptContact "Accept-Contact" "a",
    RejectContact "Reject-Contact" "j",
    RequestDisposition "Request-Disposition" "d",
    Identity "Identity" "y",
}

impl HeaderName {
    /// The header of this name, in any case, long or compact. A name that is no token is kept as it is and cleaned when written.
    pub fn parse(name: &str) -> HeaderName {
        KNOWN
            .iter()
            .find(|(_, long, short)| {
                long.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
            })
            .filter(|_| !name.is_empty())
            .map_or_else(
                || HeaderName::Other(name.into()),
                |(known, _, _)| known.clone(),
            )
    }

    /// The same, but known by its variant if it has one, and always a token.
    pub(crate) fn clean(self) -> HeaderName {
        match self {
            HeaderName::Other(name) => {
                let mut token = String::new();
                text::push_token(&mut token, &name);
                HeaderName::parse(&token)
            }
            known => known,
        }
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (HeaderName::Other(_), _) | (_, HeaderName::Other(_)) => {
                self.as_str().eq_ignore_ascii_case(other.as_str())
            }
            _ => core::mem::discriminant(self) == core::mem::discriminant(other),
        }
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
