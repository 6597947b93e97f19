//! One error for everything that a command can fail with, and the one table of codes.

use std::fmt;

/// Why a command failed. [`PhoneError::code`] is stable and meant for programs, the message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneError {
    code: &'static str,
    message: &'static str,
    status: Option<u16>,
}

/// Every code that this SDK gives out, with what it tells people. The part before the dot says whose matter
/// it is: `api`, `dial`, `line` and `state` the caller's, `media` and `transport` the environment's, `register` the
/// account's, `call` the far side's, `internal` ours.
pub const CODES: &[(&str, &str)] = &[
    ("api.already-connected", "The phone is connected already."),
    ("api.bad-address", "The account has no SIP address."),
    ("api.bad-caller", "This can not be shown as the caller."),
    ("api.bad-credentials", "The page gave no usable account."),
    (
        "api.bad-display-name",
        "The name has characters that it can not have.",
    ),
    (
        "api.bad-expires",
        "The registration's length is out of range.",
    ),
    ("api.bad-header", "The header is not permitted."),
    ("api.bad-instance-id", "The instance id is not a URN."),
    ("api.bad-kept-calls", "The kept calls can not be read."),
    ("api.bad-length", "A message has between 1 and 1,300 bytes."),
    ("api.bad-option", "The option can not have this value."),
    ("api.bad-target", "This is no number and no address."),
    (
        "api.bad-tone",
        "Tones are 0 to 9, *, #, A to D and a comma.",
    ),
    (
        "api.bad-user-agent",
        "The user agent has characters that it can not have.",
    ),
    ("api.closed", "The phone is closed."),
    ("api.credentials-refused", "The page gave no account."),
    ("api.no-account", "The phone has no account."),
    ("api.no-such-call", "There is no such call."),
    ("api.not-connected", "The phone is not connected."),
    ("api.too-many-calls", "There are too many calls."),
    ("api.too-many-tones", "There are too many tones."),
    ("api.too-many-watches", "Too many are watched."),
    ("api.unknown-option", "There is no such option."),
    ("api.wrong-state", "The call does not permit this now."),
    ("call.answered-elsewhere", "Somebody else answered."),
    ("call.busy", "The other side is busy."),
    ("call.cancelled", "The call was cancelled."),
    ("call.declined", "The other side declined."),
    ("call.failed", "The call was not connected."),
    ("call.forbidden", "This call is not permitted."),
    ("call.hung-up", "The call was ended."),
    (
        "call.incompatible",
        "The two sides have no media format in common.",
    ),
    ("call.lost", "The call was lost."),
    ("call.no-answer", "Nobody answered."),
    ("call.not-found", "There is no such number."),
    ("call.protocol", "The other side broke the protocol."),
    ("call.replaced", "Another call took over."),
    (
        "call.terminated",
        "The call was ended after an announcement.",
    ),
    ("call.timeout", "The server did not answer."),
    ("call.transferred", "The call was transferred."),
    (
        "call.unauthorized",
        "The server did not accept the account.",
    ),
    ("call.unavailable", "The other side is not available."),
    ("dial.bad-plus", "A plus may only begin a number."),
    ("dial.empty", "There is no number."),
    ("dial.not-a-number", "This is no number."),
    ("dial.not-permitted", "This number is not permitted."),
    ("dial.too-long", "The number has too many digits."),
    ("dial.too-short", "The number has too few digits."),
    ("hold.failed", "The other side did not agree to the hold."),
    ("internal.no-randomness", "The browser has no randomness."),
    ("line.already-held", "The call is on hold already."),
    ("line.busy", "A transfer is under way; wait for it."),
    ("line.consult-only", "Consult somebody first."),
    (
        "line.hold-in-conference",
        "Nobody can be put on hold in a conference.",
    ),
    (
        "line.in-conference",
        "This is not possible in a conference.",
    ),
    (
        "line.merge-in-conference",
        "Lines can not be merged while one is a conference.",
    ),
    ("line.no-other-line", "There is no other line."),
    ("line.not-a-conference", "This is no conference."),
    ("line.not-a-consult", "This is no consultation."),
    ("line.not-answered", "The call has not been answered."),
    ("line.not-on-hold", "The call is not on hold."),
    ("line.not-recording", "Nothing is being recorded."),
    ("line.on-hold", "The call is on hold; resume it first."),
    ("line.over", "The call is over."),
    ("line.primary-left", "The first caller has left."),
    (
        "line.role-consulted",
        "Only the colleague who consults you can do this.",
    ),
    ("line.role-customer", "Only the agent can do this."),
    ("line.switched-off", "This is switched off here."),
    ("line.terminating", "The call is being terminated."),
    (
        "line.too-many-parties",
        "There are too many people in this call.",
    ),
    (
        "line.transfer-in-parallel",
        "Beside a parallel call nothing can be transferred.",
    ),
    ("line.two-lines", "There are two lines already."),
    ("media.failed", "The browser could not set up the sound."),
    ("media.in-use", "Another program is using the microphone."),
    ("media.microphone-lost", "The microphone was taken away."),
    ("media.no-device", "There is no microphone."),
    ("media.no-inbound", "Nothing is heard of the other side."),
    (
        "media.permission-denied",
        "The microphone is blocked for this site.",
    ),
    (
        "media.playback-blocked",
        "The browser plays no sound before a click.",
    ),
    (
        "media.unsupported",
        "A microphone needs https and a current browser.",
    ),
    ("message.failed", "The message was not taken."),
    ("recording.failed", "The browser stopped recording."),
    (
        "recording.in-use",
        "The recording is in use in this tab or another.",
    ),
    (
        "recording.no-storage",
        "The browser has no storage for recordings.",
    ),
    (
        "recording.not-delivered",
        "The recording could not be delivered yet.",
    ),
    ("recording.not-found", "There is no such recording."),
    (
        "recording.quota",
        "The browser's storage is full: the recording was stopped.",
    ),
    (
        "recording.refused",
        "The server did not agree to the recording.",
    ),
    ("recording.unsupported", "This browser can not record."),
    (
        "register.failed",
        "The server could not register the account.",
    ),
    (
        "register.forbidden",
        "The server does not permit the account.",
    ),
    (
        "register.malformed",
        "The server's answer can not be understood.",
    ),
    (
        "register.not-found",
        "The server does not know the account.",
    ),
    ("register.timeout", "The server did not answer."),
    (
        "register.unauthorized",
        "The user name or the password is wrong.",
    ),
    ("state.bare", "The phone has no desk."),
    ("state.not-after-call", "There is no after-call work."),
    ("state.not-logged-in", "The agent is not signed in."),
    ("state.on-call", "This can not be done during a call."),
    ("transfer.failed", "The call was not transferred."),
    ("transport.down", "There is no connection to the server."),
    ("transport.lost", "The connection to the server was lost."),
    ("transport.refused", "The server could not be reached."),
    ("watch.failed", "The server ended the watch."),
    ("watch.not-found", "There is nobody to watch."),
    ("watch.rejected", "Watching is not permitted."),
    ("watch.unsupported", "The server knows no such watch."),
];

impl PhoneError {
    /// The error with this code. A code that the table does not have is our own mistake.
    pub fn of(code: &'static str) -> Self {
        let known = CODES.iter().find(|(known, _)| *known == code);
        let message = known.map_or("Something went wrong inside the phone.", |(_, message)| {
            message
        });
        Self {
            code,
            message,
            status: None,
        }
    }

    /// The same error, with the SIP status behind it.
    #[must_use]
    pub fn with_status(self, status: Option<u16>) -> Self {
        Self { status, ..self }
    }

    /// The same error, in words that say more than the table does.
    #[must_use]
    pub fn because(self, message: &'static str) -> Self {
        Self { message, ..self }
    }

    /// A stable dotted code, such as `media.permission-denied`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What happened, for people. Carries no secrets.
    pub fn message(&self) -> &'static str {
        self.message
    }

    /// The SIP status behind it, when there was one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}

impl fmt::Display for PhoneError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.message)
    }
}

impl std::error::Error for PhoneError {}
