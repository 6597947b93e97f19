//! The ringtone: two soft notes, made in the browser.

use std::cell::RefCell;

use gloo::timers::callback::Interval;
use web_sys::{AudioContext, OscillatorType};

/// One ring every so often, as a telephone does.
const EVERY_MS: u32 = 2_400;
/// The notes of one ring: hertz, and seconds after its start.
const NOTES: [(f32, f64); 4] = [
    (659.26, 0.0),
    (830.61, 0.16),
    (659.26, 0.48),
    (830.61, 0.64),
];
/// How long a note fades, in seconds.
const FADE_S: f64 = 0.5;

/// Rings while it is told to.
#[derive(Default)]
pub struct Ring {
    audio: RefCell<Option<AudioContext>>,
    beat: RefCell<Option<Interval>>,
}

impl Ring {
    /// To be called from a press: browsers let a page sound only after one.
    pub fn prepare(&self) {
        let mut audio = self.audio.borrow_mut();
        if audio.is_none() {
            *audio = AudioContext::new().ok();
        }
        if let Some(audio) = audio.as_ref() {
            // Refused before the first press, and then asked again at the next.
            let _ = audio.resume();
        }
    }

    /// Starts to ring; does nothing while ringing.
    pub fn start(&self) {
        if self.beat.borrow().is_some() {
            return;
        }
        self.prepare();
        let Some(audio) = self.audio.borrow().clone() else {
            return;
        };
        strike(&audio);
        *self.beat.borrow_mut() = Some(Interval::new(EVERY_MS, move || strike(&audio)));
    }

    /// Stops ringing.
    pub fn stop(&self) {
        self.beat.take();
    }

    /// Gives the sound device back.
    pub fn close(&self) {
        self.stop();
        if let Some(audio) = self.audio.take() {
            // It only fails when it is closed already.
            let _ = audio.close();
        }
    }
}

fn strike(audio: &AudioContext) {
    for (hertz, after) in NOTES {
        // A browser without one of these nodes rings silently; the screen still tells of the call.
        let (Ok(tone), Ok(volume)) = (audio.create_oscillator(), audio.create_gain()) else {
            return;
        };
        let begin = audio.current_time() + after;
        tone.set_type(OscillatorType::Sine);
        tone.frequency().set_value(hertz);
        let gain = volume.gain();
        let _ = gain.set_value_at_time(0.0001, begin);
        let _ = gain.exponential_ramp_to_value_at_time(0.2, begin + 0.02);
        let _ = gain.exponential_ramp_to_value_at_time(0.0001, begin + FADE_S);
        let _ = tone.connect_with_audio_node(&volume);
        let _ = volume.connect_with_audio_node(&audio.destination());
        let _ = tone.start_with_when(begin);
        let _ = tone.stop_with_when(begin + FADE_S);
    }
}
