//! Options as JavaScript gives them, checked key by key.

use std::rc::Rc;
use std::time::Duration;

use call::{
    CustomerLeft, DialOptions, DialogName, EndConsult, Joins, Listen, Profile, Record, RecordBy,
    Role, SecondLine, Transfers,
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web::{
    Account, AudioConstraints, CredentialsProvider, HoldMusic, IcePolicy, IceServers, Options,
    PhoneError, Placing, RecordingOptions, SecondCall, Sink,
};

use crate::error::api;

const PHONE_KEYS: &[&str] = &[
    "servers",
    "account",
    "iceServers",
    "audio",
    "desk",
    "flows",
    "sessionTimer",
    "transfers",
    "keepCalls",
    "tabs",
    "iceTransportPolicy",
    "iceGatheringCapMs",
    "profile",
    "secondCall",
    "holdMusic",
    "announcement",
    "recording",
    "userAgent",
];
const ACCOUNT_KEYS: &[&str] = &[
    "uri",
    "displayName",
    "username",
    "password",
    "token",
    "expiresAt",
    "servers",
    "iceServers",
];
const DIAL_KEYS: &[&str] = &["displayName", "caller"];
const JOIN_KEYS: &[&str] = &["callId", "localTag", "remoteTag", "listen"];
const PROFILE_KEYS: &[&str] = &[
    "role",
    "parallel",
    "warmTransfer",
    "conference",
    "conferenceWithoutConsult",
    "endWhileHeld",
    "secondLineEnded",
    "endConsult",
    "customerLeft",
    "conferenceUri",
    "muteOnJoin",
    "join",
];
const RECORDING_KEYS: &[&str] = &["mode", "by", "pauseResumesAfterMs", "sink"];
const AUDIO_KEYS: &[&str] = &[
    "deviceId",
    "echoCancellation",
    "noiseSuppression",
    "autoGainControl",
];

/// An object of the page, read key by key. A misspelt option must not pass, nor one of the wrong type.
struct Fields {
    object: JsValue,
    path: &'static str,
}

impl Fields {
    fn of(
        object: JsValue,
        path: &'static str,
        known: Option<&[&str]>,
    ) -> Result<Option<Self>, JsValue> {
        if object.is_undefined() || object.is_null() {
            return Ok(None);
        }
        let Some(keys) = object.dyn_ref::<Object>().map(Object::keys) else {
            return Err(api("api.bad-option", path));
        };
        if let Some(known) = known {
            for index in 0..keys.length() {
                let key = keys.get(index).as_string().unwrap_or_default();
                if !known.contains(&key.as_str()) {
                    return Err(api("api.unknown-option", &key));
                }
            }
        }
        Ok(Some(Self { object, path }))
    }

    fn get(&self, key: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.object, &JsValue::from_str(key)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    fn bad<T>(&self, key: &str) -> Result<T, JsValue> {
        let mut path = String::from(self.path);
        path.push_str(key);
        Err(api("api.bad-option", &path))
    }

    fn read<T>(&self, key: &str, as_type: fn(&JsValue) -> Option<T>) -> Result<Option<T>, JsValue> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => match as_type(&value) {
                None => self.bad(key),
                read => Ok(read),
            },
        }
    }

    fn text(&self, key: &str) -> Result<Option<String>, JsValue> {
        self.read(key, JsValue::as_string)
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, JsValue> {
        self.read(key, JsValue::as_bool)
    }

    fn needed(&self, key: &str) -> Result<String, JsValue> {
        match self.text(key)? {
            Some(text) => Ok(text),
            None => self.bad(key),
        }
    }

    /// One of these words, by its place among them; the first when there is none.
    fn word(&self, key: &str, words: &[&str]) -> Result<usize, JsValue> {
        match self.text(key)? {
            None => Ok(0),
            Some(text) => match words.iter().position(|word| *word == text) {
                Some(place) => Ok(place),
                None => self.bad(key),
            },
        }
    }

    fn array(&self, key: &str) -> Result<Option<Vec<JsValue>>, JsValue> {
        self.read(key, |value| {
            let array = value.dyn_ref::<Array>()?;
            Some((0..array.length()).map(|index| array.get(index)).collect())
        })
    }

    fn texts(&self, key: &str) -> Result<Option<Vec<String>>, JsValue> {
        let Some(array) = self.array(key)? else {
            return Ok(None);
        };
        let mut texts = Vec::new();
        for value in array {
            match value.as_string() {
                Some(text) => texts.push(text),
                None => return self.bad(key),
            }
        }
        Ok(Some(texts))
    }

    fn ice_servers(&self) -> Result<Option<IceServers>, JsValue> {
        self.read("iceServers", |value| IceServers::of(value.dyn_ref()?))
    }

    fn account(&self) -> Result<Account, JsValue> {
        let expires_at_ms = match self.text("expiresAt")? {
            None => None,
            Some(text) => {
                let ms = js_sys::Date::parse(&text);
                if ms.is_nan() {
                    return self.bad("expiresAt");
                }
                Some(ms)
            }
        };
        let token = self.text("token")?;
        let proof = |key| match &token {
            Some(_) => Ok(String::new()),
            None => self.needed(key),
        };
        Ok(Account {
            uri: self.needed("uri")?,
            display_name: self.text("displayName")?,
            username: proof("username")?,
            password: proof("password")?,
            token,
            expires_at_ms,
            servers: self.texts("servers")?,
            ice_servers: self.ice_servers()?,
        })
    }
}

/// Reads what is permitted, and what follows from what.
fn profile(value: JsValue) -> Result<Profile, JsValue> {
    if value.as_string().as_deref() == Some("webex") {
        return Ok(Profile::webex());
    }
    let mut profile = Profile::default();
    if value.is_undefined() {
        return Ok(profile);
    }
    let Some(fields) = Fields::of(value, "profile.", Some(PROFILE_KEYS))? else {
        return Ok(profile);
    };
    for (key, value) in [
        ("parallel", &mut profile.parallel),
        ("warmTransfer", &mut profile.warm_transfer),
        ("conference", &mut profile.conference),
        (
            "conferenceWithoutConsult",
            &mut profile.conference_without_consult,
        ),
        ("endWhileHeld", &mut profile.end_while_held),
        ("muteOnJoin", &mut profile.mute_on_join),
    ] {
        *value = fields.flag(key)?.unwrap_or(*value);
    }
    profile.role = [Role::Agent, Role::Customer][fields.word("role", &["agent", "customer"])?];
    profile.second_line_ended = [SecondLine::Resume, SecondLine::KeepHeld]
        [fields.word("secondLineEnded", &["resume", "keep-held"])?];
    profile.end_consult = [EndConsult::ReturnToCustomer, EndConsult::EndAll]
        [fields.word("endConsult", &["return-to-customer", "end-all"])?];
    profile.customer_left = [CustomerLeft::EndAll, CustomerLeft::GoOn]
        [fields.word("customerLeft", &["end-all", "go-on"])?];
    profile.join = [Joins::Ask, Joins::Refuse, Joins::Accept]
        [fields.word("join", &["ask", "refuse", "accept"])?];
    profile.conference_uri = fields.text("conferenceUri")?;
    Ok(profile)
}

/// Reads where recordings go.
fn sink(value: &JsValue) -> Option<Sink> {
    if let Some(take) = value.dyn_ref::<Function>() {
        let take = take.clone();
        return Some(Sink::Callback(Rc::new(move |recording| {
            let taken = take.call1(&JsValue::UNDEFINED, recording.as_ref());
            Box::pin(async move {
                let refused = |_| PhoneError::of("recording.not-delivered");
                let taken = Promise::resolve(&taken.map_err(refused)?);
                JsFuture::from(taken).await.map(|_| ()).map_err(refused)
            })
        })));
    }
    if value.as_string().as_deref() == Some("download") {
        return Some(Sink::Download);
    }
    let fields = Fields::of(value.clone(), "recording.sink.", Some(&["put", "headers"]));
    let fields = fields.ok()??;
    Some(Sink::Put {
        url: fields.needed("put").ok()?,
        headers: fields.get("headers").unwrap_or_default(),
    })
}

/// Reads the options of a phone.
pub fn phone(value: JsValue, credentials: Option<Function>) -> Result<Options, JsValue> {
    let Some(fields) = Fields::of(value, "", Some(PHONE_KEYS))? else {
        return Err(api("api.bad-option", "options"));
    };
    let part =
        |key, path, known| Fields::of(fields.get(key).unwrap_or_default(), path, Some(known));
    let defaults = Options::default();
    let mut audio = AudioConstraints::default();
    if let Some(wanted) = part("audio", "audio.", AUDIO_KEYS)? {
        audio.device_id = wanted.text("deviceId")?;
        for (key, value) in [
            ("echoCancellation", &mut audio.echo_cancellation),
            ("noiseSuppression", &mut audio.noise_suppression),
            ("autoGainControl", &mut audio.auto_gain_control),
        ] {
            *value = wanted.flag(key)?.unwrap_or(*value);
        }
    }
    let mut recording = None;
    let mut profile = profile(fields.get("profile").unwrap_or_default())?;
    if let Some(wanted) = part("recording", "recording.", RECORDING_KEYS)? {
        profile.record = [Record::Always, Record::OnDemand, Record::Off]
            [wanted.word("mode", &["always", "on-demand", "off"])?];
        profile.record_by =
            [RecordBy::Browser, RecordBy::Server][wanted.word("by", &["browser", "server"])?];
        profile.pause_limit = wanted
            .read("pauseResumesAfterMs", JsValue::as_f64)?
            .map(|ms| Duration::from_millis(ms as u64));
        if profile.record_by == RecordBy::Browser {
            let sink = wanted.read("sink", sink)?.unwrap_or_default();
            recording = Some(RecordingOptions { sink });
        }
    }
    Ok(Options {
        profile,
        servers: fields.texts("servers")?.unwrap_or_default(),
        account: part("account", "account.", ACCOUNT_KEYS)?
            .map(|account| account.account())
            .transpose()?,
        credentials: credentials.map(|ask| provider(move || ask.call0(&JsValue::UNDEFINED))),
        ice_servers: fields.ice_servers()?.unwrap_or_default(),
        audio,
        desk: fields.flag("desk")?.unwrap_or(defaults.desk),
        transfers: [Transfers::Accept, Transfers::Ask, Transfers::Refuse]
            [fields.word("transfers", &["accept", "ask", "refuse"])?],
        ice_policy: [IcePolicy::All, IcePolicy::Relay]
            [fields.word("iceTransportPolicy", &["all", "relay"])?],
        flows: fields
            .read("flows", |value| {
                value.as_f64().filter(|n| [1.0, 2.0].contains(n))
            })?
            .unwrap_or(1.0) as u8,
        shared: fields.word("tabs", &["single", "shared"])? == 1,
        keep_calls: fields.flag("keepCalls")?.unwrap_or(defaults.keep_calls),
        session_timer_s: fields
            .read("sessionTimer", |value| match value.as_f64() {
                // RFC 4028 §5: nobody has to take less than 90 seconds.
                Some(seconds) => (seconds >= 90.0).then_some(Some(seconds as u32)),
                None => (value.as_bool() == Some(false)).then_some(None),
            })?
            .unwrap_or(defaults.session_timer_s),
        ice_gathering_cap_ms: fields
            .read("iceGatheringCapMs", JsValue::as_f64)?
            .map_or(defaults.ice_gathering_cap_ms, |ms| ms as u32),
        second_call: [SecondCall::Hold, SecondCall::End, SecondCall::Refuse]
            [fields.word("secondCall", &["hold", "end", "refuse"])?],
        hold_music: match fields.text("holdMusic")? {
            None => HoldMusic::Tune,
            Some(word) if word == "tune" => HoldMusic::Tune,
            Some(word) if word == "none" => HoldMusic::Silence,
            Some(address) => HoldMusic::File(address),
        },
        announcement: fields.text("announcement")?,
        recording,
        user_agent: fields.text("userAgent")?.unwrap_or(defaults.user_agent),
    })
}

/// Reads the options of a call.
pub(crate) fn dial(value: JsValue) -> Result<DialOptions, JsValue> {
    let mut options = DialOptions::default();
    if let Some(fields) = Fields::of(value, "", Some(DIAL_KEYS))? {
        options.display_name = fields.text("displayName")?;
        options.caller = fields.text("caller")?;
    }
    Ok(options)
}

/// Reads what is joined, and how.
pub(crate) fn join(value: &JsValue) -> Result<Placing, JsValue> {
    let Some(fields) = Fields::of(value.clone(), "", Some(JOIN_KEYS))? else {
        return Err(api("api.bad-option", "dialog"));
    };
    let dialog = DialogName {
        call_id: fields.needed("callId")?,
        local_tag: fields.needed("localTag")?,
        remote_tag: fields.needed("remoteTag")?,
    };
    let listen = match fields.flag("listen")? {
        Some(false) => Listen::AndSpeak,
        _ => Listen::Only,
    };
    Ok(Placing::Join(dialog, listen))
}

/// What gives an account, or a promise of one, as the phone asks for it.
pub fn provider(ask: impl Fn() -> Result<JsValue, JsValue> + 'static) -> CredentialsProvider {
    Rc::new(move || {
        let answer = ask();
        Box::pin(async move {
            let refused = |_| PhoneError::of("api.credentials-refused");
            let answer = Promise::resolve(&answer.map_err(refused)?);
            let answer = JsFuture::from(answer).await.map_err(refused)?;
            // The page's own fields beside the account's (a queue, a target) are none of our business here.
            let bad = || PhoneError::of("api.bad-credentials");
            let fields = Fields::of(answer, "", None).map_err(|_| bad())?;
            fields.ok_or_else(bad)?.account().map_err(|_| bad())
        })
    })
}
