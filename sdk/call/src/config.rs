//! Who the phone is and how it behaves.

use alloc::string::String;
use core::time::Duration;

use sip::{Credentials, Limits, Scheme, Uri};

use crate::{Profile, Transfers};

/// Everything a phone has to know before it starts.
///
/// Start with [`Config::new`] and change the fields that differ.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address of record, such as `sip:mina@example.com`. Its host is also the registrar's.
    pub uri: Uri,
    /// The name that called people see.
    pub display_name: Option<String>,
    /// What challenges are answered with.
    pub credentials: Credentials,
    /// `urn:uuid:…`, the same for the life of this device, so that a new connection replaces the old one (RFC 5626 §4.1).
    pub instance_id: String,
    /// The User-Agent header.
    pub user_agent: String,
    /// How long a registration is asked for.
    pub register_expires: Duration,
    /// How long a call may ring, in either direction, before it is given up. For ever when absent.
    pub no_answer_after: Option<Duration>,
    /// What becomes of a transfer that the far side of a call wants of us.
    pub accept_transfers: Transfers,
    /// What agents may do with calls.
    pub profile: Profile,
    /// How long a call lives unless one side says that it is still there, which happens by itself (RFC 4028): 90 seconds at least.
    /// Calls do not expire when absent.
    pub session_expires: Option<Duration>,
    /// Whether the socket is `wss:`; it is named in every Via.
    pub secure: bool,
    /// How many connections to the server there are at the same time, 4 at most (RFC 5626).
    pub flows: u8,
    /// Whether to ask the registrar for an address that reaches this phone from everywhere (RFC 5627), and to give that to far
    /// sides. Off, for many a proxy hands such addresses out and then does not find what is sent to them within a call.
    pub gruu: bool,
    /// What a received message may measure.
    pub limits: Limits,
}

impl Config {
    /// The configuration most phones need: ten minutes of registration, no limit on ringing, a secure socket.
    pub fn new(uri: Uri, credentials: Credentials, instance_id: String) -> Self {
        Config {
            uri,
            display_name: None,
            credentials,
            instance_id,
            user_agent: String::from(concat!("Ringdesk/", env!("CARGO_PKG_VERSION"))),
            register_expires: Duration::from_secs(600),
            no_answer_after: None,
            session_expires: Some(Duration::from_secs(1800)),
            accept_transfers: Transfers::Accept,
            profile: Profile::default(),
            secure: true,
            flows: 1,
            gruu: false,
            limits: Limits::default(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let sip = matches!(self.uri.scheme, Scheme::Sip | Scheme::Sips);
        if !sip || self.uri.host.is_empty() || self.uri.user.as_ref().is_none_or(String::is_empty) {
            return Err(ConfigError::Address);
        }
        if self
            .display_name
            .as_ref()
            .is_some_and(|name| has_control(name))
        {
            return Err(ConfigError::DisplayName);
        }
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\');
        if !self.instance_id.starts_with("urn:") || !self.instance_id.chars().all(plain) {
            return Err(ConfigError::InstanceId);
        }
        if self.user_agent.is_empty() || has_control(&self.user_agent) {
            return Err(ConfigError::UserAgent);
        }
        if self.register_expires < Duration::from_secs(10) {
            return Err(ConfigError::RegisterExpires);
        }
        Ok(())
    }
}

pub(crate) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Why a [`Config`] is not one.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum ConfigError {
    /// The address of record is not `sip:user@host`.
    #[error("the address of record must be sip:user@host")]
    Address,
    /// The display name has control characters in it.
    #[error("the display name must not have control characters")]
    DisplayName,
    /// The instance id is not a URN.
    #[error("the instance id must be a URN such as urn:uuid:00000000-0000-4000-8000-000000000000")]
    InstanceId,
    /// The user agent is empty or has control characters in it.
    #[error("the user agent must be a line of text")]
    UserAgent,
    /// A registration of less than ten seconds.
    #[error("a registration must last at least ten seconds")]
    RegisterExpires,
}

impl ConfigError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            ConfigError::Address => "api.bad-address",
            ConfigError::DisplayName => "api.bad-display-name",
            ConfigError::InstanceId => "api.bad-instance-id",
            ConfigError::UserAgent => "api.bad-user-agent",
            ConfigError::RegisterExpires => "api.bad-expires",
        }
    }
}
