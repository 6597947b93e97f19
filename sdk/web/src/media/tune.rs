//! The music that a held party hears when the integrator has no other: a musical box, made when it is first needed.

use web_sys::{AudioBuffer, AudioBufferOptions};

/// Samples a second. The tune has nothing above 1 kHz, and the browser makes of it what it needs.
const RATE: u32 = 16_000;
/// Samples from one note to the next: 0.36 seconds.
const STEP: usize = 5_760;
/// How many samples a note rings.
const RING: usize = 8 * STEP;
/// What is left of a note from sample to sample.
const DECAY: f32 = 0.999_85;
/// How loud a note begins, of 1: it is music to wait by.
const LEVEL: f32 = 0.07;

/// A note a step, by the letters of [`pitch`]; a dot is a rest. C, a minor, F and G, twice, the second time homewards.
const MELODY: &[u8] = b"ceghge.eaceh.ec.fach.caGbdgb.dg.ceghgeheace.hec.fac.hcfdgbd.gdc.";
/// The same, an octave lower, one note every four steps.
const BASS: &[u8] = b"cgaefcgdcgaefcgc";

/// The frequency of a letter: upper-case letters are low, `h` is the high c.
fn pitch(letter: u8) -> Option<f32> {
    Some(match letter {
        b'G' => 392.0,
        b'a' => 440.0,
        b'b' => 493.9,
        b'c' => 523.3,
        b'd' => 587.3,
        b'e' => 659.3,
        b'f' => 349.2,
        b'g' => 784.0,
        b'h' => 1_046.5,
        _ => return None,
    })
}

/// The whole tune, ready to be repeated.
pub(crate) fn tune() -> Option<AudioBuffer> {
    let samples = samples();
    let options = AudioBufferOptions::new(samples.len() as u32, RATE as f32);
    let buffer = AudioBuffer::new(&options).ok()?;
    buffer.copy_to_channel(&samples, 0).ok()?;
    Some(buffer)
}

pub(super) fn samples() -> Vec<f32> {
    let mut samples = vec![0.0; MELODY.len() * STEP];
    for (index, letter) in MELODY.iter().enumerate() {
        strike(&mut samples, index * STEP, pitch(*letter), LEVEL);
    }
    for (index, letter) in BASS.iter().enumerate() {
        let low = pitch(*letter).map(|hertz| hertz / 2.0);
        strike(&mut samples, index * 4 * STEP, low, LEVEL * 1.3);
    }
    samples
}

/// Adds a note that dies away. It rings from the end of the tune into its beginning, so that no seam is heard.
fn strike(samples: &mut [f32], at: usize, hertz: Option<f32>, level: f32) {
    let Some(hertz) = hertz else { return };
    // A resonator that is struck once: y[n] = 2r cos(w) y[n-1] - r² y[n-2]. The series are exact to a cent here.
    let w = std::f32::consts::TAU * hertz / RATE as f32;
    let turn = 2.0 * DECAY * (1.0 - w * w / 2.0 + w * w * w * w / 24.0);
    let (mut before, mut last) = (0.0, level * (w - w * w * w / 6.0));
    let length = samples.len();
    for index in at..at + RING {
        samples[index % length] += last;
        (before, last) = (last, turn * last - DECAY * DECAY * before);
    }
}
