//! What is known of a recording beside its sound.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What becomes of a recording.
///
/// ```text
/// running ──► stopped ──► delivering ──► (acknowledged: deleted)
///    │                         ▲
///    └─────────────────────────┘
/// ```
///
/// One that is running and that nobody owns was left by a page that died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedState {
    /// It is being recorded, in this page or in another.
    Running,
    /// It waits for somebody to take it.
    Stopped,
    /// It is handed to the sink until that has acknowledged it.
    Delivering,
}

impl SavedState {
    /// The word that JavaScript sees.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Delivering => "delivering",
        }
    }
}

/// A recording in the browser's storage. What JavaScript sees of it is the object that is stored, with the keys `id`,
/// `callId`, `number`, `name`, `startedMs`, `durationMs`, `mimeType` and `state`.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedRecording(Object);

impl AsRef<JsValue> for SavedRecording {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}

impl SavedRecording {
    /// Its name in the storage, and in that of whoever takes it.
    pub fn id(&self) -> String {
        self.text("id")
    }

    /// The SIP Call-ID of the call that was recorded.
    pub fn call_id(&self) -> String {
        self.text("callId")
    }

    /// The far side's number.
    pub fn number(&self) -> String {
        self.text("number")
    }

    /// When it began, in milliseconds since the Unix epoch.
    pub fn started_ms(&self) -> f64 {
        self.get("startedMs").as_f64().unwrap_or_default()
    }

    /// How long it is, in milliseconds, without what was left out while it was paused.
    pub fn duration_ms(&self) -> f64 {
        self.get("durationMs").as_f64().unwrap_or_default()
    }

    /// What its sound is written in, such as `audio/webm;codecs=opus`.
    pub fn mime_type(&self) -> String {
        self.text("mimeType")
    }

    /// What becomes of it.
    pub fn state(&self) -> SavedState {
        match self.text("state").as_str() {
            "running" => SavedState::Running,
            "stopped" => SavedState::Stopped,
            _ => SavedState::Delivering,
        }
    }

    /// The facts of a recording that begins.
    pub(crate) fn begin(call_id: &str, number: &str, name: Option<&str>) -> Self {
        Self(super::store::begin(call_id, number, name))
    }

    pub(crate) fn of(stored: JsValue) -> Self {
        Self(stored.unchecked_into())
    }

    /// Whether it may turn into `to`; if so, it has.
    pub(crate) fn transition(&self, to: SavedState) -> bool {
        let may = match to {
            SavedState::Running => false,
            SavedState::Stopped => self.state() == SavedState::Running,
            SavedState::Delivering => true,
        };
        if may {
            self.set("state", to.as_str().into());
        }
        may
    }

    pub(crate) fn set(&self, key: &str, value: JsValue) {
        // Setting a property of a plain object can not fail.
        let _ = Reflect::set(&self.0, &key.into(), &value);
    }

    pub(crate) fn get(&self, key: &str) -> JsValue {
        Reflect::get(&self.0, &key.into()).unwrap_or_default()
    }

    fn text(&self, key: &str) -> String {
        self.get(key).as_string().unwrap_or_default()
    }
}
