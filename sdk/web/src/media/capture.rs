//! The microphone, held for as long as a [`Capture`] lives.

use std::cell::Cell;

use call::MediaError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::media_error;
use crate::AudioConstraints;
use crate::lent::settled;

/// An open microphone. Dropping it stops the tracks, and the browser's recording light goes out.
pub(crate) struct Capture {
    stream: MediaStream,
    muted: Cell<bool>,
}

impl Capture {
    /// Opens the microphone, asking the user when the browser wants that.
    pub(crate) async fn open(audio: &AudioConstraints) -> Result<Self, MediaError> {
        // `mediaDevices` is absent outside secure contexts.
        let devices = web_sys::window()
            .and_then(|window| window.navigator().media_devices().ok())
            .filter(|devices| !devices.is_undefined())
            .ok_or(MediaError::Unsupported)?;
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio(&wanted(audio));
        let promise = devices
            .get_user_media_with_constraints(&constraints)
            .map_err(media_error)?;
        let stream = settled(promise).await.map_err(media_error)?;
        Ok(Self {
            stream: stream.unchecked_into(),
            muted: Cell::default(),
        })
    }

    /// A microphone of a test's own.
    #[cfg(test)]
    pub(super) fn of(stream: MediaStream) -> Self {
        Self {
            stream,
            muted: Cell::default(),
        }
    }

    pub(crate) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    pub(crate) fn tracks(&self) -> Vec<MediaStreamTrack> {
        let tracks = self.stream.get_audio_tracks();
        (0..tracks.length())
            .map(|index| tracks.get(index).unchecked_into())
            .collect()
    }

    /// A muted microphone sends silence; it stays open, so that unmuting is instant.
    pub(crate) fn set_muted(&self, muted: bool) {
        if self.muted.replace(muted) != muted {
            for track in self.tracks() {
                track.set_enabled(!muted);
            }
        }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        for track in self.tracks() {
            track.stop();
        }
    }
}

fn wanted(audio: &AudioConstraints) -> JsValue {
    let constraints = js_sys::Object::new();
    let set = |key: &str, value: JsValue| {
        // Setting a property of a fresh plain object can not fail.
        let _ = js_sys::Reflect::set(&constraints, &JsValue::from_str(key), &value);
    };
    set("echoCancellation", audio.echo_cancellation.into());
    set("noiseSuppression", audio.noise_suppression.into());
    set("autoGainControl", audio.auto_gain_control.into());
    if let Some(device) = &audio.device_id {
        let exact = js_sys::Object::new();
        let _ = js_sys::Reflect::set(
            &exact,
            &JsValue::from_str("exact"),
            &JsValue::from_str(device),
        );
        set("deviceId", exact.into());
    }
    constraints.into()
}
