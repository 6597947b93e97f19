//! What is known of a recording beside its sound.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::Store;
use super::owner::Owner;
use crate::PhoneError;

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
    pub(crate) fn begin(started_ms: f64, call_id: &str, number: &str, name: Option<&str>) -> Self {
        let begun = Self(Object::new());
        // Later ones sort after earlier ones, and two tabs that begin in one moment are told apart.
        let mut id = (started_ms as u64).to_string();
        let mut random = [0; 4];
        // Without randomness the moment has to do.
        let _ = getrandom::fill(&mut random);
        id.push('-');
        id.push_str(&u32::from_ne_bytes(random).to_string());
        let state = SavedState::Running.as_str();
        for (key, value) in [
            ("id", id.as_str()),
            ("callId", call_id),
            ("number", number),
            ("state", state),
        ] {
            begun.set(key, value.into());
        }
        if let Some(name) = name {
            begun.set("name", name.into());
        }
        begun.set("startedMs", started_ms.into());
        begun
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

impl Store {
    /// What pages that died have left turns into `to`. Resolves with these; the others are not touched.
    pub(crate) async fn adopt(&self, to: SavedState) -> Result<Vec<SavedRecording>, PhoneError> {
        let mut adopted = Vec::new();
        for facts in self.all(None).await? {
            let id = facts.id();
            if facts.state() != SavedState::Running {
                continue;
            }
            let Some(_owner) = Owner::of(&id).await else {
                continue;
            };
            // It may have been finished between the two looks.
            let again = self.all(Some(&id)).await?.pop();
            if let Some(facts) = again.filter(|facts| facts.state() == SavedState::Running) {
                facts.transition(to);
                // Where the storage is full it is found again the next time.
                let _ = self.save(&facts, 0, &[]).await;
                adopted.push(facts);
            }
        }
        Ok(adopted)
    }

    /// What nobody records at this moment, oldest first.
    pub(crate) async fn saved(&self) -> Result<Vec<SavedRecording>, PhoneError> {
        let mut saved = self.all(None).await?;
        saved.retain(|facts| facts.state() != SavedState::Running);
        Ok(saved)
    }
}
