//! What JavaScript gives, as generated TypeScript declarations. `option.rs` reads it key by key.

use tsify::Tsify;

/// The account that a phone registers with. The password is meant to be short-lived.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AccountOptions {
    /// The address of record, `sip:mina@example.com`.
    pub uri: String,
    /// The name that others see.
    #[tsify(optional)]
    pub display_name: Option<String>,
    /// The user name of the digest. Often, but not always, the user part of `uri`.
    pub username: String,
    /// The password of the digest.
    pub password: String,
    /// When the password stops working, ISO 8601. Fresh credentials are asked for one minute before.
    #[tsify(optional)]
    pub expires_at: Option<String>,
    /// WebSocket addresses, best first. When present they replace those of the phone's options.
    #[tsify(optional)]
    pub servers: Option<Vec<String>>,
    /// STUN and TURN servers. When present they replace those of the phone's options.
    #[tsify(optional)]
    pub ice_servers: Option<Vec<IceServerOptions>>,
}

/// One STUN or TURN server.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct IceServerOptions {
    /// `stun:` or `turn:` addresses.
    #[tsify(type = "string | string[]")]
    pub urls: Vec<String>,
    /// The user name of a TURN server.
    #[tsify(optional)]
    pub username: Option<String>,
    /// The password of a TURN server.
    #[tsify(optional)]
    pub credential: Option<String>,
}

/// What is asked of the microphone.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AudioOptions {
    /// The microphone to use; any when absent.
    #[tsify(optional)]
    pub device_id: Option<String>,
    /// Remove the loudspeaker's sound from the microphone's. On by default.
    #[tsify(optional)]
    pub echo_cancellation: Option<bool>,
    /// Remove steady background noise. On by default.
    #[tsify(optional)]
    pub noise_suppression: Option<bool>,
    /// Even out the level. On by default.
    #[tsify(optional)]
    pub auto_gain_control: Option<bool>,
}

/// How a phone is made. Unknown keys are refused with `api.unknown-option`.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PhoneOptions {
    /// WebSocket addresses, best first; the next is tried when one fails.
    #[tsify(optional)]
    pub servers: Option<Vec<String>>,
    /// The account, when it is known in advance. Else `credentials` is asked.
    #[tsify(optional)]
    pub account: Option<AccountOptions>,
    /// STUN and TURN servers.
    #[tsify(optional)]
    pub ice_servers: Option<Vec<IceServerOptions>>,
    /// What is asked of the microphone.
    #[tsify(optional)]
    pub audio: Option<AudioOptions>,
    /// Whether an agent sits here: states, after-call work, presence. Without it, the default, every call rings.
    #[tsify(optional)]
    pub desk: Option<bool>,
    /// For how long a call waits for ICE candidates at most. 1000 by default.
    #[tsify(optional)]
    pub ice_gathering_cap_ms: Option<u32>,
    /// The `User-Agent` header.
    #[tsify(optional)]
    pub user_agent: Option<String>,
}
