//! Options as JavaScript gives them, checked key by key.

use std::cell::{Cell, RefCell};
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

/// What was wrong first. It is told when all is read: an early return after each key would cost every page its bytes.
type Wrong = Cell<Option<JsValue>>;

/// An object of the page, read key by key. A misspelt option must not pass, nor one of the wrong type.
struct Fields<'a> {
    object: JsValue,
    path: &'static str,
    /// The keys that were asked for.
    known: RefCell<Vec<&'static str>>,
    wrong: &'a Wrong,
}

impl<'a> Fields<'a> {
    fn of(object: JsValue, path: &'static str, wrong: &'a Wrong) -> Self {
        Self {
            object,
            path,
            known: RefCell::default(),
            wrong,
        }
    }

    fn blame(&self, code: &'static str, detail: &str) {
        let error = self.wrong.take().unwrap_or_else(|| api(code, detail));
        self.wrong.set(Some(error));
    }

    fn bad(&self, key: &str) {
        let mut path = String::from(self.path);
        path.push_str(key);
        self.blame("api.bad-option", &path);
    }

    /// What was given.
    fn get(&self, key: &'static str) -> Option<JsValue> {
        self.known.borrow_mut().push(key);
        let value = Reflect::get(&self.object, &JsValue::from_str(key)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    /// An object within this one.
    fn part(&self, key: &'static str, path: &'static str) -> Option<Self> {
        let value = self.get(key)?;
        if !value.has_type::<Object>() {
            self.bad(key);
        }
        Some(Self::of(value, path, self.wrong))
    }

    /// To be called when all keys were asked for.
    fn end(&self) {
        let Some(object) = self.object.dyn_ref::<Object>() else {
            return;
        };
        let keys = Object::keys(object);
        for index in 0..keys.length() {
            let key = keys.get(index).as_string().unwrap_or_default();
            if !self.known.borrow().contains(&key.as_str()) {
                self.blame("api.unknown-option", &key);
            }
        }
    }

    /// Something was given, and is this.
    fn checked<T>(&self, key: &str, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.bad(key);
        }
        read
    }

    #[inline(never)]
    fn text(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        self.checked(key, value.as_string())
    }

    #[inline(never)]
    fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        self.checked(key, value.as_bool())
    }

    #[inline(never)]
    fn number(&self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        self.checked(key, value.as_f64())
    }

    fn needed(&self, key: &'static str) -> String {
        let text = self.text(key);
        self.checked(key, text).unwrap_or_default()
    }

    /// One of these words, by its place among them; the first when there is none.
    #[inline(never)]
    fn word(&self, key: &'static str, words: &[&str]) -> usize {
        let place = |text: String| {
            let place = words.iter().position(|word| *word == text);
            self.checked(key, place)
        };
        self.text(key).and_then(place).unwrap_or(0)
    }

    fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let value = self.get(key)?;
        let array = self.checked(key, value.dyn_ref::<Array>())?;
        let mut texts = Vec::new();
        for index in 0..array.length() {
            texts.push(self.checked(key, array.get(index).as_string())?);
        }
        Some(texts)
    }

    fn ice_servers(&self) -> Option<IceServers> {
        const KEY: &str = "iceServers";
        let value = self.get(KEY)?;
        self.checked(KEY, value.dyn_ref().and_then(IceServers::of))
    }

    fn account(&self) -> Account {
        let expires_at_ms = self.text("expiresAt").and_then(|text| {
            let ms = js_sys::Date::parse(&text);
            self.checked("expiresAt", (!ms.is_nan()).then_some(ms))
        });
        let token = self.text("token");
        let proof = |key| match &token {
            Some(_) => self.text(key).unwrap_or_default(),
            None => self.needed(key),
        };
        Account {
            uri: self.needed("uri"),
            display_name: self.text("displayName"),
            username: proof("username"),
            password: proof("password"),
            token,
            expires_at_ms,
            servers: self.texts("servers"),
            ice_servers: self.ice_servers(),
        }
    }

    /// What is permitted, and what follows from what.
    fn profile(&self) -> Profile {
        const KEY: &str = "profile";
        let Some(value) = self.get(KEY) else {
            return Profile::default();
        };
        if value.as_string().as_deref() == Some("webex") {
            return Profile::webex();
        }
        let mut profile = Profile::default();
        let Some(fields) = self.part(KEY, "profile.") else {
            return profile;
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
            *value = fields.flag(key).unwrap_or(*value);
        }
        profile.role = [Role::Agent, Role::Customer][fields.word("role", &["agent", "customer"])];
        profile.second_line_ended = [SecondLine::Resume, SecondLine::KeepHeld]
            [fields.word("secondLineEnded", &["resume", "keep-held"])];
        profile.end_consult = [EndConsult::ReturnToCustomer, EndConsult::EndAll]
            [fields.word("endConsult", &["return-to-customer", "end-all"])];
        profile.customer_left = [CustomerLeft::EndAll, CustomerLeft::GoOn]
            [fields.word("customerLeft", &["end-all", "go-on"])];
        profile.join = [Joins::Ask, Joins::Refuse, Joins::Accept]
            [fields.word("join", &["ask", "refuse", "accept"])];
        profile.conference_uri = fields.text("conferenceUri");
        fields.end();
        profile
    }

    /// Where recordings go.
    fn sink(&self) -> Option<Sink> {
        const KEY: &str = "sink";
        let value = self.get(KEY)?;
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
        let fields = self.part(KEY, "recording.sink.")?;
        let url = fields.needed("put");
        let headers = fields.get("headers").unwrap_or_default();
        fields.end();
        Some(Sink::Put { url, headers })
    }
}

/// What was read, unless something was wrong.
fn unless<T>(wrong: &Wrong, read: T) -> Result<T, JsValue> {
    match wrong.take() {
        Some(wrong) => Err(wrong),
        None => Ok(read),
    }
}

/// Reads the options of a phone.
pub fn phone(value: JsValue, credentials: Option<Function>) -> Result<Options, JsValue> {
    let wrong = Wrong::default();
    let fields = Fields::of(value, "", &wrong);
    if !fields.object.has_type::<Object>() {
        fields.bad("options");
    }
    let defaults = Options::default();
    let mut audio = AudioConstraints::default();
    if let Some(wanted) = fields.part("audio", "audio.") {
        audio.device_id = wanted.text("deviceId");
        for (key, value) in [
            ("echoCancellation", &mut audio.echo_cancellation),
            ("noiseSuppression", &mut audio.noise_suppression),
            ("autoGainControl", &mut audio.auto_gain_control),
        ] {
            *value = wanted.flag(key).unwrap_or(*value);
        }
        wanted.end();
    }
    let mut recording = None;
    let mut profile = fields.profile();
    if let Some(wanted) = fields.part("recording", "recording.") {
        profile.record = [Record::Always, Record::OnDemand, Record::Off]
            [wanted.word("mode", &["always", "on-demand", "off"])];
        profile.record_by =
            [RecordBy::Browser, RecordBy::Server][wanted.word("by", &["browser", "server"])];
        profile.pause_limit = wanted
            .number("pauseResumesAfterMs")
            .map(|ms| Duration::from_millis(ms as u64));
        let sink = wanted.sink().unwrap_or_default();
        if profile.record_by == RecordBy::Browser {
            recording = Some(RecordingOptions { sink });
        }
        wanted.end();
    }
    let account = fields.part("account", "account.").map(|given| {
        let account = given.account();
        given.end();
        account
    });
    let session_timer = |value: JsValue| {
        let known = match value.as_f64() {
            // RFC 4028 §5: nobody has to take less than 90 seconds.
            Some(seconds) => (seconds >= 90.0).then_some(Some(seconds as u32)),
            None => (value.as_bool() == Some(false)).then_some(None),
        };
        fields.checked("sessionTimer", known)
    };
    let options = Options {
        profile,
        servers: fields.texts("servers").unwrap_or_default(),
        account,
        credentials: credentials.map(|ask| provider(move || ask.call0(&JsValue::UNDEFINED))),
        ice_servers: fields.ice_servers().unwrap_or_default(),
        audio,
        desk: fields.flag("desk").unwrap_or(defaults.desk),
        transfers: [Transfers::Accept, Transfers::Ask, Transfers::Refuse]
            [fields.word("transfers", &["accept", "ask", "refuse"])],
        ice_policy: [IcePolicy::All, IcePolicy::Relay]
            [fields.word("iceTransportPolicy", &["all", "relay"])],
        flows: fields
            .number("flows")
            .and_then(|n| fields.checked("flows", [1.0, 2.0].contains(&n).then_some(n as u8)))
            .unwrap_or(defaults.flows),
        shared: fields.word("tabs", &["single", "shared"]) == 1,
        keep_calls: fields.flag("keepCalls").unwrap_or(defaults.keep_calls),
        session_timer_s: fields
            .get("sessionTimer")
            .and_then(session_timer)
            .unwrap_or(defaults.session_timer_s),
        ice_gathering_cap_ms: fields
            .number("iceGatheringCapMs")
            .map_or(defaults.ice_gathering_cap_ms, |ms| ms as u32),
        second_call: [SecondCall::Hold, SecondCall::End, SecondCall::Refuse]
            [fields.word("secondCall", &["hold", "end", "refuse"])],
        hold_music: match fields.text("holdMusic") {
            None => HoldMusic::Tune,
            Some(word) if word == "tune" => HoldMusic::Tune,
            Some(word) if word == "none" => HoldMusic::Silence,
            Some(address) => HoldMusic::File(address),
        },
        announcement: fields.text("announcement"),
        recording,
        user_agent: fields.text("userAgent").unwrap_or(defaults.user_agent),
    };
    fields.end();
    unless(&wrong, options)
}

/// Reads the options of a call.
pub(crate) fn dial(value: JsValue) -> Result<DialOptions, JsValue> {
    let wrong = Wrong::default();
    let fields = Fields::of(value, "", &wrong);
    let options = DialOptions {
        display_name: fields.text("displayName"),
        caller: fields.text("caller"),
        ..DialOptions::default()
    };
    fields.end();
    unless(&wrong, options)
}

/// Reads what is joined, and how.
pub(crate) fn join(value: &JsValue) -> Result<Placing, JsValue> {
    let wrong = Wrong::default();
    let fields = Fields::of(value.clone(), "", &wrong);
    if !value.has_type::<Object>() {
        fields.bad("dialog");
    }
    let dialog = DialogName {
        call_id: fields.needed("callId"),
        local_tag: fields.needed("localTag"),
        remote_tag: fields.needed("remoteTag"),
    };
    let listen = match fields.flag("listen") {
        Some(false) => Listen::AndSpeak,
        _ => Listen::Only,
    };
    fields.end();
    unless(&wrong, Placing::Join(dialog, listen))
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
            let wrong = Wrong::default();
            let account = Fields::of(answer, "", &wrong).account();
            unless(&wrong, account).map_err(|_| bad())
        })
    })
}
