//! What a request asks for.

use crate::text;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

macro_rules! methods {
    ($($variant:ident $name:literal $doc:literal),* $(,)?) => {
        /// A request method. Compared case-sensitively (RFC 3261 §7.1).
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Method {
            $(#[doc = $doc] $variant,)*
            /// A method this crate has no name for.
            Other(Box<str>),
        }

        impl Method {
            /// The method as written on the request line.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Method::$variant => $name,)*
                    Method::Other(name) => name,
                }
            }

            /// Reads a method; `None` when it is not a token.
            pub fn parse(text: &str) -> Option<Method> {
                if !text::is_token(text) {
                    return None;
                }
                $(if text == $name {
                    return Some(Method::$variant);
                })*
                Some(Method::Other(text.into()))
            }
        }
    };
}

methods! {
    Invite "INVITE" "Sets up a session, or changes it.",
    Ack "ACK" "Confirms the final response to an INVITE.",
    Bye "BYE" "Ends a session.",
    Cancel "CANCEL" "Takes an INVITE back.",
    Register "REGISTER" "Binds an address of record to contacts.",
    Options "OPTIONS" "Asks what the peer can do, and whether it is there.",
    Info "INFO" "Mid-call information (RFC 6086).",
    Prack "PRACK" "Confirms a reliable provisional response (RFC 3262).",
    Update "UPDATE" "Changes a session without an INVITE (RFC 3311).",
    Refer "REFER" "Asks the peer to contact somebody (RFC 3515).",
    Notify "NOTIFY" "Tells a subscriber the state (RFC 6665).",
    Subscribe "SUBSCRIBE" "Asks to be told a state (RFC 6665).",
    Publish "PUBLISH" "Tells the server a state (RFC 3903).",
    Message "MESSAGE" "An instant message (RFC 3428).",
}

impl Method {
    /// Appends the method; a made-up one can not break out of the line.
    pub(crate) fn write(&self, out: &mut String) {
        text::push_token(out, self.as_str());
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
