//! Types that only TypeScript sees: what `option.rs` reads key by key, and what `event.rs` writes.

use tsify::Tsify;

use crate::event::{CallRecord, CallSnapshot, Failure, LineSnapshot, Sender, WatchedDialog};

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
    #[tsify(optional)]
    pub username: Option<String>,
    /// The password of the digest.
    #[tsify(optional)]
    pub password: Option<String>,
    /// A bearer token (RFC 8898), in place of user name and password.
    #[tsify(optional)]
    pub token: Option<String>,
    /// When the password or the token stops working, ISO 8601. Fresh credentials are asked for one minute before.
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

/// What is permitted, and what follows from what.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ProfileOptions {
    /// Who this phone is: an agent, the default, or a customer, who can not consult, transfer or conference.
    #[tsify(optional, type = "\"agent\" | \"customer\"")]
    pub role: Option<String>,
    /// Whether there are parallel calls. On by default.
    #[tsify(optional)]
    pub parallel: Option<bool>,
    /// Whether colleagues can be consulted. On by default.
    #[tsify(optional)]
    pub warm_transfer: Option<bool>,
    /// Whether there are conferences. On by default.
    #[tsify(optional)]
    pub conference: Option<bool>,
    /// Whether a conference may begin without a consultation. On by default.
    #[tsify(optional)]
    pub conference_without_consult: Option<bool>,
    /// Whether a call may be ended while it is on hold. On by default.
    #[tsify(optional)]
    pub end_while_held: Option<bool>,
    /// What becomes of the line that waits when the other one ends; `resume` by default.
    #[tsify(optional, type = "\"resume\" | \"keep-held\"")]
    pub second_line_ended: Option<String>,
    /// What the end of a consultation by its agent ends: the consultation alone, the default, or the customer's call as well.
    #[tsify(optional, type = "\"return-to-customer\" | \"end-all\"")]
    pub end_consult: Option<String>,
    /// What becomes of the call with the colleague when the customer hangs up; `end-all` by default.
    #[tsify(optional, type = "\"end-all\" | \"go-on\"")]
    pub customer_left: Option<String>,
    /// The server's conference (RFC 4579). Without it conferences are mixed here.
    #[tsify(optional)]
    pub conference_uri: Option<String>,
    /// Whether calls are answered with the microphone muted. Off by default.
    #[tsify(optional)]
    pub mute_on_join: Option<bool>,
    /// What becomes of somebody who asks to join a call: it rings (`ask`, the default), is refused, or joins at once.
    #[tsify(optional, type = "\"ask\" | \"refuse\" | \"accept\"")]
    pub join: Option<String>,
}

/// Whether calls are recorded, by whom, and where recordings go.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RecordingOptions {
    /// From the answer on (`always`, the default), or when `call.record` says so.
    #[tsify(optional, type = "\"always\" | \"on-demand\" | \"off\"")]
    pub mode: Option<String>,
    /// This browser, the default, or the server, which is told by INFO with `Record: on` or `Record: off`.
    #[tsify(optional, type = "\"browser\" | \"server\"")]
    pub by: Option<String>,
    /// After how long a paused recording goes on by itself; never by default.
    #[tsify(optional)]
    pub pause_resumes_after_ms: Option<f64>,
    /// Where recordings go: nowhere by themselves by default, into the user's downloads, or to a server by PUT; see
    /// `savedRecordings`. In the address `{id}`, `{callId}`, `{number}`, `{name}`, `{startedMs}` and `{durationMs}` stand for the
    /// recording's own.
    #[tsify(
        optional,
        type = "\"download\" | { put: string; headers?: Record<string, string> }"
    )]
    pub sink: Option<String>,
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
    /// How many of the servers the phone is registered with at a time (RFC 5626): 1, the default, or 2.
    #[tsify(optional, type = "1 | 2")]
    pub flows: Option<u8>,
    /// After how many seconds the two sides of a call make sure that it is still there (RFC 4028); 1800 by default, `false` for never.
    #[tsify(optional, type = "number | false")]
    pub session_timer: Option<u32>,
    /// What becomes of the far side's wish that we call somebody else in its place; `accept` by default.
    #[tsify(optional, type = "\"accept\" | \"ask\" | \"refuse\"")]
    pub transfers: Option<String>,
    /// Whether calls survive a reload of the page. On by default.
    #[tsify(optional)]
    pub keep_calls: Option<bool>,
    /// `shared`: one tab of the site is the phone, the others show and steer it. By default every tab is a phone of its own.
    #[tsify(optional, type = "\"single\" | \"shared\"")]
    pub tabs: Option<String>,
    /// Which addresses media may use: `all`, the default, or only a TURN server's.
    #[tsify(optional, type = "\"all\" | \"relay\"")]
    pub ice_transport_policy: Option<String>,
    /// For how long a call waits for ICE candidates at most. 1000 by default.
    #[tsify(optional)]
    pub ice_gathering_cap_ms: Option<u32>,
    /// What an agent may do with calls, and what follows from what: rules of your own, or those of the Webex agent desktop.
    #[tsify(optional, type = "\"webex\" | ProfileOptions")]
    pub profile: Option<ProfileOptions>,
    /// With `desk`: a call that comes while the agent talks is told of, and whoever answers it holds (`hold`, the default) or ends
    /// the present one; or it is refused.
    #[tsify(optional, type = "\"hold\" | \"end\" | \"refuse\"")]
    pub second_call: Option<String>,
    /// What somebody hears whom this phone holds: a tune that is built in (`tune`, the default), nothing (`none`, where the
    /// server plays), or the file at an address: WAV, mono, 48 kHz.
    #[tsify(optional, type = "\"tune\" | \"none\" | (string & {})")]
    pub hold_music: Option<String>,
    /// The address of what somebody hears before his call is terminated: WAV, mono, 48 kHz.
    #[tsify(optional)]
    pub announcement: Option<String>,
    /// Whether calls are recorded, by whom, and where recordings go. Nothing is recorded without it.
    #[tsify(optional)]
    pub recording: Option<RecordingOptions>,
    /// The `User-Agent` header.
    #[tsify(optional)]
    pub user_agent: Option<String>,
}

/// What an agent is doing.
#[derive(Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum DeskState {
    /// Not signed in.
    LoggedOut,
    /// Asking the server.
    LoggingIn,
    /// Calls may come.
    Available,
    /// Busy with other work; no calls.
    Work,
    /// Away; no calls.
    Break,
    /// Calling someone.
    Dialling,
    /// In a call.
    OnCall,
    /// Writing up the last call; no calls.
    AfterCallWork,
}

/// Whether there is a way to the server.
#[derive(Tsify)]
pub struct ConnectionChange {
    /// The state now.
    #[tsify(type = "\"disconnected\" | \"connecting\" | \"connected\" | \"reconnecting\"")]
    pub state: &'static str,
}

/// Whether calls can reach this phone.
#[derive(Tsify)]
pub struct RegistrationChange {
    /// The state now.
    #[tsify(
        type = "\"unregistered\" | \"registering\" | \"registered\" | \"retrying\" | \"rejected\""
    )]
    pub state: &'static str,
    /// Why it is not registered.
    #[tsify(optional)]
    pub error: Option<Failure>,
}

/// The agent's state changed.
#[derive(Tsify)]
pub struct StateChange {
    /// The state before.
    #[tsify(type = "DeskState")]
    pub from: &'static str,
    /// The state now.
    #[tsify(type = "DeskState")]
    pub to: &'static str,
}

/// Someone calls.
#[derive(Tsify)]
pub struct IncomingCall {
    /// The call.
    pub call: CallSnapshot,
}

/// Something about a call changed.
#[derive(Tsify)]
pub struct CallChange {
    /// The call.
    pub call: CallSnapshot,
}

/// A call is over.
#[derive(Tsify)]
pub struct EndedCall {
    /// The call, with its end.
    pub call: CallSnapshot,
    /// The record made of it.
    pub record: CallRecord,
}

/// The far side's sound can be had.
#[derive(Tsify)]
pub struct MediaChange {
    /// The phone's own number of the call.
    pub handle: u32,
}

/// The far side pressed a key.
#[derive(Tsify)]
pub struct DigitPress {
    /// The phone's own number of the call.
    pub handle: u32,
    /// The key: `0` to `9`, `*`, `#`, `A` to `D`.
    pub digit: char,
}

/// What became of a command that was under way.
#[derive(Tsify)]
pub struct CommandOutcome {
    /// The command.
    #[tsify(type = "\"hold\" | \"record\" | \"transfer\" | \"watch\" | \"message\"")]
    pub of: &'static str,
    /// The phone's own number of the call, the watch or the message.
    pub handle: u32,
    /// Why it failed. A watch may do so at any time.
    #[tsify(optional)]
    pub error: Option<Failure>,
}

/// A call took the place of another.
#[derive(Tsify)]
pub struct CallReplacement {
    /// The call that is.
    pub handle: u32,
    /// The call that was.
    pub old: u32,
}

/// The far side wants us to call somebody else in its place.
#[derive(Tsify)]
pub struct TransferRequest {
    /// The phone's own number of the call.
    pub handle: u32,
    /// Whom.
    pub target: String,
}

/// What somebody who is watched shows of himself.
#[derive(Tsify)]
pub struct PresenceReport {
    /// The watch.
    pub handle: u32,
    /// Whether calls are welcome.
    pub open: bool,
    /// A word on it.
    pub note: String,
}

/// All calls of somebody who is watched.
#[derive(Tsify)]
pub struct DialogReport {
    /// The watch.
    pub handle: u32,
    /// The calls.
    pub dialogs: Vec<WatchedDialog>,
}

/// Somebody sent a text.
#[derive(Tsify)]
pub struct TextMessage {
    /// Who.
    pub from: Sender,
    /// What.
    pub text: String,
}

/// A recording is in the browser's storage.
#[derive(Tsify)]
pub struct RecordingResult {
    /// The recording.
    pub recording: RecordingFacts,
}

/// What is known of a recording beside its sound.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RecordingFacts {
    /// Its name in the storage, and in that of whoever takes it.
    pub id: String,
    /// The SIP Call-ID of the call that was recorded.
    pub call_id: String,
    /// The far side's number.
    pub number: String,
    /// The far side's name.
    #[tsify(optional)]
    pub name: Option<String>,
    /// When it began, in milliseconds since the Unix epoch.
    pub started_ms: f64,
    /// How long it is, without what was left out while it was paused.
    pub duration_ms: f64,
    /// What its sound is written in, such as `audio/webm;codecs=opus`.
    pub mime_type: String,
    /// Whether it waits for somebody to take it, or is on its way.
    #[tsify(type = "\"running\" | \"stopped\" | \"delivering\"")]
    pub state: String,
}

/// Everything that can happen, by its event name.
#[derive(Tsify)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum PhoneEvent {
    /// The way to the server opened, was lost or came back.
    ConnectionChange(ConnectionChange),
    /// Calls can, or can no longer, reach this phone.
    RegistrationChange(RegistrationChange),
    /// The agent's state changed.
    StateChange(StateChange),
    /// Someone calls.
    Incoming(IncomingCall),
    /// Something about a call changed: its state, its place in a queue, whether it is muted.
    CallChange(CallChange),
    /// A call is over. Exactly once for each call, as its last event.
    Ended(EndedCall),
    /// The far side's sound can be had.
    Media(MediaChange),
    /// The far side pressed a key.
    Digit(DigitPress),
    /// What became of a command that was under way.
    Outcome(CommandOutcome),
    /// A line came, went, or changed: `PhoneStatus.lines`.
    LineChange,
    /// A call took the place of another, which ends by itself.
    Replaced(CallReplacement),
    /// The far side wants us to call somebody else in its place.
    TransferAsked(TransferRequest),
    /// What somebody who is watched shows of himself.
    Presence(PresenceReport),
    /// All calls of somebody who is watched.
    Dialogs(DialogReport),
    /// Somebody sent a text.
    Message(TextMessage),
    /// A recording is whole, or was left by a page that died, and is in the browser's storage.
    RecordingSaved(RecordingResult),
    /// Something went wrong that belongs to no command.
    Error(Failure),
}

/// How things stand with a phone.
#[derive(Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PhoneStatus {
    /// Whether there is a way to the server.
    #[tsify(type = "ConnectionChange[\"state\"]")]
    pub connection: &'static str,
    /// Whether calls can reach this phone.
    #[tsify(type = "RegistrationChange[\"state\"]")]
    pub registration: &'static str,
    /// What the agent is doing.
    pub state: DeskState,
    /// Since when, in milliseconds since the Unix epoch.
    pub state_since_ms: f64,
    /// What the calls are to the agent.
    pub lines: Vec<LineSnapshot>,
}

/// What can be done with a call, and may be refused.
#[derive(Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// An incoming call is answered.
    Answer,
    /// An incoming call is refused.
    Decline,
    /// The call ends.
    End,
    /// The line is put on hold.
    Hold,
    /// The hold ends.
    Resume,
    /// The microphone sends silence.
    Mute,
    /// Keys are sent.
    Dtmf,
    /// The far side is handed over.
    Transfer,
    /// A colleague is asked about the call.
    Consult,
    /// Somebody is called on a second line.
    Parallel,
    /// The other line is talked on.
    Swap,
    /// The far side is handed over to the colleague who is consulted.
    CompleteTransfer,
    /// The consultation ends.
    EndConsult,
    /// The consultation becomes a conference.
    Conference,
    /// Two lines become one conversation.
    Merge,
    /// Somebody is called who joins the line.
    AddParty,
    /// Somebody is taken out of the conference.
    RemoveParty,
    /// We leave the conference to the others.
    Leave,
    /// The conference ends for everybody.
    EndForAll,
    /// The line is recorded, or no longer.
    Record,
    /// The recording pauses, or goes on.
    PauseRecording,
    /// An announcement is played, and the call ends after it.
    Terminate,
}

/// The verbs of `RawPhone.command`.
#[derive(Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Nothing is done; what is not possible now throws. The control is the detail.
    Can,
    /// What the agent is doing: `available`, `work` or `break`.
    Choose,
    /// After-call work is over.
    Finish,
    /// An incoming call is refused: `busy`, `declined` or `unavailable`.
    Decline,
    /// A call is ended, whatever it is doing.
    End,
    /// Silence is sent instead of the microphone's sound.
    Mute,
    /// The microphone's sound is sent again.
    Unmute,
    /// Keys are sent.
    Tones,
    /// The line is put on hold. `outcome` tells of a failure, `linechange` of success.
    Hold,
    /// The hold ends.
    Resume,
    /// The far side is handed over to an address.
    Transfer,
    /// The far side is handed over to that of the call with this handle.
    #[serde(rename = "transferto")]
    TransferTo,
    /// The other line is talked on.
    Swap,
    /// The far side is handed over to the colleague of this call.
    CompleteTransfer,
    /// The consultation with the colleague of this call ends.
    EndConsult,
    /// The consultation with the colleague of this call becomes a conference.
    Conference,
    /// Two lines become one.
    Merge,
    /// The far side of this call is taken out of the conference.
    RemoveParty,
    /// We leave the conference to the others.
    Leave,
    /// The conference ends for everybody.
    EndForAll,
    /// An announcement is played, and the call ends after it.
    Terminate,
    /// The line's recording: `start`, `pause`, `resume` or `stop`.
    Record,
    /// A call that was joined to listen is spoken in.
    Speak,
    /// The transfer that was asked for is followed.
    #[serde(rename = "accepttransfer")]
    AcceptTransfer,
    /// The transfer that was asked for is refused.
    #[serde(rename = "refusetransfer")]
    RefuseTransfer,
    /// Somebody's presence is watched.
    Presence,
    /// Somebody's telephone is watched.
    Dialog,
    /// A watch ends.
    Unwatch,
    /// A text is sent.
    Message,
    /// The phone is closed, and its calls are left to the tab that takes over.
    Handover,
}
