//! A sound file of the integrator's: music for those who wait, or an announcement.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AudioBuffer, OfflineAudioContext, RequestInit, Response};

use crate::lent::settled;

/// What the header of a file is looked for in. Some programs put kilobytes of notes in front of it.
const HEAD: u32 = 65_536;
/// The one rate, in samples a second.
const RATE: u32 = 48_000;

/// Which rule a file breaks. The texts are for people; the code says which file it is about.
pub(crate) type Rule = &'static str;

const NOT_FETCHED: Rule = "The sound file could not be fetched.";
const NOT_WAV: Rule = "The sound file is no WAV file.";
const NOT_PCM: Rule = "The WAV file is compressed: it has to be plain PCM.";
const NOT_MONO: Rule = "The WAV file has to have one channel.";
const NOT_48000: Rule = "The WAV file has to have 48,000 samples a second.";
const BROKEN: Rule = "The WAV file is broken.";

/// Fetches the file and checks it: WAV, mono, 48,000 Hz (CT-39). Another rate would be played too fast or too slowly by
/// an engine that trusts it, so that the same file is good everywhere or nowhere.
pub(crate) async fn load(url: &str) -> Result<AudioBuffer, Rule> {
    let bytes: ArrayBuffer = fetch(url).await.map_err(|_| NOT_FETCHED)?.unchecked_into();
    check(&Uint8Array::new(&bytes).subarray(0, HEAD).to_vec())?;
    decode(&bytes).await.map_err(|_| BROKEN)
}

async fn fetch(url: &str) -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    // The browser itself escapes what is not ASCII in a name (URL Standard §4.3; CT-40).
    let response = settled(window.fetch_with_str_and_init(url, &RequestInit::new())).await?;
    let response: Response = response.unchecked_into();
    match response.status() {
        200 => settled(response.array_buffer()?).await,
        _ => Err(JsValue::NULL),
    }
}

async fn decode(bytes: &ArrayBuffer) -> Result<AudioBuffer, JsValue> {
    // One that is never rendered: it needs neither a loudspeaker nor a click.
    let context = OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(
        1,
        1,
        RATE as f32,
    )?;
    let buffer = settled(context.decode_audio_data(bytes)?).await?;
    Ok(buffer.unchecked_into())
}

/// Reads the chunks up to the format (RIFF, Multimedia Programming Interface 1.0; RFC 2361 for the formats).
pub(super) fn check(head: &[u8]) -> Result<(), Rule> {
    let word = |at: usize| {
        let bytes = head.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    };
    if head.get(..4) != Some(b"RIFF") || head.get(8..12) != Some(b"WAVE") {
        return Err(NOT_WAV);
    }
    let mut at = 12;
    while head.get(at..at + 4) != Some(b"fmt ") {
        let size = word(at + 4).ok_or(NOT_WAV)? as usize;
        // Chunks begin at even places.
        at = size.saturating_add((size & 1) + 8 + at);
        if at > head.len() {
            return Err(NOT_WAV);
        }
    }
    let (Some(kind), Some(rate)) = (word(at + 8), word(at + 12)) else {
        return Err(NOT_WAV);
    };
    match (kind & 0xffff, kind >> 16) {
        // PCM, floating point, and the form that names one of both further on.
        (1 | 3 | 0xfffe, 1) if rate == RATE => Ok(()),
        (1 | 3 | 0xfffe, 1) => Err(NOT_48000),
        (1 | 3 | 0xfffe, _) => Err(NOT_MONO),
        _ => Err(NOT_PCM),
    }
}
