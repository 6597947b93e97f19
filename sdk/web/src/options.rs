//! What a phone is made from.

use std::rc::Rc;

use call::{Profile, Transfers};
use desk::SecondCall;
use futures::future::LocalBoxFuture;
use js_sys::Array;
use web_sys::{RtcConfiguration, RtcIceTransportPolicy, RtcPeerConnection};

use crate::media::Enough;
use crate::{PhoneError, Sink};

/// Asks the page for fresh credentials: at connect, and one minute before they expire.
pub type CredentialsProvider = Rc<dyn Fn() -> LocalBoxFuture<'static, Result<Account, PhoneError>>>;

/// Who the phone is, and how it proves it. The password is meant to be short-lived.
#[derive(Clone, Default, PartialEq)]
pub struct Account {
    /// The address of record, `sip:mina@example.com`.
    pub uri: String,
    /// The name that others see.
    pub display_name: Option<String>,
    /// The user name of the digest. Often, but not always, the user part of `uri`.
    pub username: String,
    /// The password of the digest.
    pub password: String,
    /// A bearer token (RFC 8898), in place of user name and password.
    pub token: Option<String>,
    /// When the password stops working, in milliseconds since the Unix epoch.
    pub expires_at_ms: Option<f64>,
    /// WebSocket addresses, best first. When present they replace [`Options::servers`].
    pub servers: Option<Vec<String>>,
    /// STUN and TURN servers. When present they replace [`Options::ice_servers`].
    pub ice_servers: Option<IceServers>,
}

/// STUN and TURN servers, as an array of `RTCIceServer` that the browser itself has accepted.
#[derive(Clone, Default, PartialEq)]
pub struct IceServers(Array);

/// Which of its addresses a phone may use for media.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum IcePolicy {
    /// Every address.
    #[default]
    All,
    /// Only a TURN server's: nobody learns where the phone is, and a network that lets nothing else out is no obstacle.
    Relay,
}

impl IceServers {
    /// The servers of a JavaScript array; `None` when a peer connection does not take them.
    pub fn of(servers: &Array) -> Option<Self> {
        let servers = Self(servers.clone());
        // A first peer connection takes a browser milliseconds, which a page that starts has better uses for.
        if servers.0.length() > 0 {
            servers.peer_connection(IcePolicy::All)?.close();
        }
        Some(servers)
    }

    /// Which candidates a description with these servers waits for.
    pub(crate) fn enough(&self) -> Enough {
        // `urls` is a text or an array of texts; a TURN address begins with `turn:` or `turns:` (RFC 7065 §3.1).
        match js_sys::JSON::stringify(&self.0) {
            Ok(text) if text.includes("\"turn", 0) => Enough::Relayed,
            _ if self.0.length() == 0 => Enough::Own,
            _ => Enough::Reflexive,
        }
    }

    pub(crate) fn peer_connection(&self, policy: IcePolicy) -> Option<RtcPeerConnection> {
        let configuration = RtcConfiguration::new();
        configuration.set_ice_servers(&self.0);
        if policy == IcePolicy::Relay {
            configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
        }
        RtcPeerConnection::new_with_configuration(&configuration).ok()
    }
}

/// What is asked of the microphone. All processing is on by default (CO-14).
#[derive(Clone, Debug, PartialEq)]
pub struct AudioConstraints {
    /// The microphone to use; any when absent.
    pub device_id: Option<String>,
    /// Remove the loudspeaker's sound from the microphone's.
    pub echo_cancellation: bool,
    /// Remove steady background noise.
    pub noise_suppression: bool,
    /// Even out the level.
    pub auto_gain_control: bool,
}

impl Default for AudioConstraints {
    fn default() -> Self {
        Self {
            device_id: None,
            echo_cancellation: true,
            noise_suppression: true,
            auto_gain_control: true,
        }
    }
}

/// What somebody hears whom we hold.
#[derive(Clone, Default, PartialEq)]
pub enum HoldMusic {
    /// A tune that is built in.
    #[default]
    Tune,
    /// Nothing: the server has music of its own.
    Silence,
    /// The file at this address, WAV, mono, 48 kHz (CT-39).
    File(String),
}

/// How calls are recorded in this browser.
#[derive(Clone, Default)]
pub struct RecordingOptions {
    /// Where recordings go.
    pub sink: Sink,
}

/// How to make a [`crate::Phone`].
#[derive(Clone)]
pub struct Options {
    /// WebSocket addresses, best first; the next is tried when one fails.
    pub servers: Vec<String>,
    /// The account, when it is known in advance. Either this or `credentials` is needed.
    pub account: Option<Account>,
    /// Where fresh credentials come from.
    pub credentials: Option<CredentialsProvider>,
    /// STUN and TURN servers.
    pub ice_servers: IceServers,
    /// What is asked of the microphone.
    pub audio: AudioConstraints,
    /// Whether an agent sits here: states, after-call work, presence. Without it every call rings.
    pub desk: bool,
    /// What becomes of the far side's wish that we call somebody else in its place.
    pub transfers: Transfers,
    /// Which addresses media may use.
    pub ice_policy: IcePolicy,
    /// After how long, in seconds, the two sides of a call make sure that it is still there (RFC 4028); never when absent.
    pub session_timer_s: Option<u32>,
    /// For how long, in milliseconds, a call waits for ICE candidates at most. It waits that long only for a relay, and
    /// for a connection that replaces one that failed; else for 150 ms after the first candidate.
    pub ice_gathering_cap_ms: u32,
    /// How many servers the phone is registered with at a time (RFC 5626 §4.2): 1, or 2 for calls that reach it while
    /// one of them is away.
    pub flows: u8,
    /// Whether calls outlive a reload of the page, or its navigation within the site.
    pub keep_calls: bool,
    /// Whether the tabs of a site share one phone, so that calls are kept where each of them finds them.
    pub shared: bool,
    /// What an agent may do with calls, and what follows from what.
    pub profile: Profile,
    /// What becomes of a call that comes while the agent talks; only with [`Options::desk`].
    pub second_call: SecondCall,
    /// What somebody hears whom we hold.
    pub hold_music: HoldMusic,
    /// The address of what is played before a call is terminated (KC-30): WAV, mono, 48 kHz.
    pub announcement: Option<String>,
    /// What becomes of recordings in the browser; absent when there are none.
    pub recording: Option<RecordingOptions>,
    /// The `User-Agent` header.
    pub user_agent: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            servers: Vec::new(),
            account: None,
            credentials: None,
            ice_servers: IceServers::default(),
            audio: AudioConstraints::default(),
            desk: false,
            transfers: Transfers::Accept,
            ice_policy: IcePolicy::All,
            session_timer_s: Some(1_800),
            ice_gathering_cap_ms: 1_000,
            flows: 1,
            keep_calls: true,
            shared: false,
            profile: Profile::default(),
            second_call: SecondCall::Hold,
            hold_music: HoldMusic::Tune,
            announcement: None,
            recording: None,
            user_agent: concat!("Ringdesk/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
