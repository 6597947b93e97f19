//! The music that a held party hears when the integrator has no other: a musical box, made when it is first needed.

use web_sys::{AudioBuffer, AudioBufferOptions};

/// Samples a second. The tune has nothing above 1.4 kHz, and the browser makes of it what it needs.
const RATE: u32 = 16_000;
/// Samples from one note to the next: 0.36 seconds.
const STEP: usize = 5_760;
/// How many samples a note rings.
const RING: usize = 7 * STEP;
/// What is left of a note from sample to sample, and of what softens its beginning.
const DECAY: f32 = 0.999_8;
const ATTACK: f32 = 0.998;
/// How loud a note begins, of 1: it is music to wait by.
const LEVEL: f32 = 0.08;

/// A note a step, by the letters of [`pitch`]; a dot is a rest. Eight bars: C, a minor, F and G, and homewards again.
const MELODY: &[u8] = b"e.dcg..ca.cdc...c.aga..cd.edg...e.dcg..eg.edc.a.a.cdc.agg.adc...";
/// One low note every four steps.
const BASS: &[u8] = b"CGAAFCGGCGAAFCGC";

/// The frequency of a letter. A capital is two octaves lower: what lies between is left to voices.
fn pitch(letter: u8) -> Option<f32> {
    let hertz = match letter.to_ascii_lowercase() {
        b'f' => 698.5,
        b'g' => 784.0,
        b'a' => 880.0,
        b'c' => 1_046.5,
        b'd' => 1_174.7,
        b'e' => 1_318.5,
        _ => return None,
    };
    Some(match letter.is_ascii_uppercase() {
        true => hertz / 4.0,
        false => hertz,
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
    for (notes, steps, level) in [(MELODY, 1, LEVEL), (BASS, 4, LEVEL * 1.5)] {
        for (index, letter) in notes.iter().enumerate() {
            if let Some(hertz) = pitch(*letter) {
                strike(&mut samples, index * steps * STEP, hertz, level, DECAY);
                strike(&mut samples, index * steps * STEP, hertz, -level, ATTACK);
            }
        }
    }
    samples
}

/// Adds a note that dies away. It rings from the end of the tune into its beginning, so that no seam is heard.
fn strike(samples: &mut [f32], at: usize, hertz: f32, level: f32, decay: f32) {
    // A resonator that is struck once: y[n] = 2r cos(w) y[n-1] - r² y[n-2]. The series are exact to a cent here.
    let w = std::f32::consts::TAU * hertz / RATE as f32;
    let turn = 2.0 * decay * (1.0 - w * w / 2.0 + w * w * w * w / 24.0);
    let (mut before, mut last) = (0.0, level * (w - w * w * w / 6.0));
    let length = samples.len();
    for index in at..at + RING {
        samples[index % length] += last;
        (before, last) = (last, turn * last - decay * decay * before);
    }
}
