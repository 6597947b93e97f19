//! The audio graph against real peer connections, all in one page: who hears whom is told by tones.

use std::cell::Cell;
use std::rc::Rc;

use call::{LineId, MediaDirection};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AudioBuffer, MediaStream, RtcPeerConnection, RtcSdpType};

use super::clip::{check, load};
use super::tune::{samples, tune};
use super::{Capture, Channel, Enough, Mixer, Patience, Peer, Strip};
use crate::lent::settled;
use crate::timer::after;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/src/media/tests.js")]
extern "C" {
    fn tone(hertz: f64) -> MediaStream;
    fn wav(rate: u32, channels: u32, format: u32, seconds: f64, tones: &[f64]) -> Uint8Array;
    fn serve(status: u32, bytes: &Uint8Array) -> Array;
    #[wasm_bindgen(js_name = serveNoMore)]
    fn serve_no_more();

    type FarSide;
    #[wasm_bindgen(constructor)]
    fn new(hertz: f64) -> FarSide;
    #[wasm_bindgen(method)]
    fn answer(this: &FarSide, offer: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn offer(this: &FarSide, direction: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn accept(this: &FarSide, answer: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn hear(this: &FarSide, stream: &MediaStream);
    #[wasm_bindgen(method)]
    fn hears(this: &FarSide, these: &[f64], but_not: &[f64]) -> Promise;
    #[wasm_bindgen(method, js_name = hearsMusic)]
    fn hears_music(this: &FarSide, but_not: f64) -> Promise;
    #[wasm_bindgen(method)]
    fn note(this: &FarSide);
    #[wasm_bindgen(method)]
    fn seconds(this: &FarSide, hertz: f64) -> f64;
    #[wasm_bindgen(method)]
    fn close(this: &FarSide);

    type Ledger;
    #[wasm_bindgen(constructor)]
    fn open() -> Ledger;
    #[wasm_bindgen(method)]
    fn lent(this: &Ledger) -> String;
    #[wasm_bindgen(method)]
    fn silence(this: &Ledger) -> Promise;
    #[wasm_bindgen(method)]
    fn click(this: &Ledger);
    #[wasm_bindgen(method, js_name = allIsBack)]
    fn all_is_back(this: &Ledger) -> Promise;
    #[wasm_bindgen(method, js_name = close)]
    fn shut(this: &Ledger);
}

/// Our own voice.
const MICROPHONE: f64 = 700.0;
/// The voices of the far sides.
const VOICES: [f64; 3] = [1_100.0, 1_500.0, 1_900.0];
const LINE: LineId = LineId::from_u32(1);

async fn must(promise: Promise) -> JsValue {
    settled(promise)
        .await
        .unwrap_or_else(|thrown| panic!("{}", text(&thrown)))
}

fn text(thrown: &JsValue) -> String {
    js_sys::Object::from(thrown.clone()).to_string().into()
}

/// One call: our side of it, and the far one.
struct Party {
    far: FarSide,
    voice: f64,
    capture: Rc<Capture>,
    peer: Option<Peer>,
    fresh: Option<Peer>,
    strip: Strip,
    mixed: bool,
    held: bool,
    muted: bool,
}

const PATIENCE: Patience = Patience {
    cap_ms: 1_000,
    until: Enough::All,
};

async fn connect(capture: &Rc<Capture>, far: &FarSide) -> Peer {
    let pc = RtcPeerConnection::new().expect("a connection");
    let peer = Peer::new(capture.clone(), pc.clone(), Rc::new(|_| {}));
    let offer = Peer::describe(&pc, capture, None, MediaDirection::SendReceive, PATIENCE)
        .await
        .expect("an offer");
    let answer = must(far.answer(&offer))
        .await
        .as_string()
        .expect("an answer");
    Peer::accept(&pc, RtcSdpType::Answer, &answer)
        .await
        .expect("an agreement");
    peer
}

impl Party {
    async fn call(voice: f64) -> Self {
        let far = FarSide::new(voice);
        let capture = Rc::new(Capture::of(tone(MICROPHONE)));
        let peer = connect(&capture, &far).await;
        Self {
            far,
            voice,
            capture,
            peer: Some(peer),
            fresh: None,
            strip: Strip::default(),
            mixed: false,
            held: false,
            muted: false,
        }
    }

    async fn hears(&self, these: &[f64], but_not: &[f64]) {
        must(self.far.hears(these, but_not)).await;
    }
}

fn route(mixer: &Mixer, parties: &mut [Party], music: Option<&AudioBuffer>) {
    let mut channels: Vec<Channel<'_>> = parties
        .iter_mut()
        .map(|party| {
            party.capture.set_muted(party.held || party.muted);
            Channel {
                strip: &mut party.strip,
                capture: &party.capture,
                peers: [party.peer.as_ref(), party.fresh.as_ref()],
                line: Some(LINE),
                mixed: party.mixed,
                held: party.held,
                muted: party.muted,
            }
        })
        .collect();
    mixer.route(&mut channels, music);
}

async fn parties(count: usize) -> Vec<Party> {
    let mut parties = Vec::new();
    for voice in &VOICES[..count] {
        parties.push(Party::call(*voice).await);
    }
    parties
}

async fn mixer() -> Mixer {
    let mixer = Mixer::open(Box::new(|_| {})).expect("a context");
    while !mixer.runs() {
        pause(10).await;
    }
    mixer
}

/// Until the browser has had time for something that tells nobody when it is done.
async fn pause(wait_ms: u32) {
    let (tell, told) = futures::channel::oneshot::channel::<()>();
    let _timer = after(wait_ms, Box::new(move || drop(tell)));
    let _ = told.await;
}

#[wasm_bindgen_test]
async fn in_a_conference_everybody_hears_all_others_and_the_microphone_and_never_itself() {
    let mixer = mixer().await;
    let mut parties = parties(3).await;
    for party in &parties {
        party.hears(&[MICROPHONE], &VOICES).await;
    }
    for party in &mut parties {
        party.mixed = true;
    }
    route(&mixer, &mut parties, None);
    for party in &parties {
        let others: Vec<f64> = VOICES
            .into_iter()
            .filter(|voice| *voice != party.voice)
            .collect();
        party
            .hears(&[&others[..], &[MICROPHONE]].concat(), &[party.voice])
            .await;
    }
    // Muted, only our part of the mix is gone (WX-119).
    for party in &mut parties {
        party.muted = true;
    }
    route(&mixer, &mut parties, None);
    parties[0]
        .hears(&VOICES[1..], &[MICROPHONE, VOICES[0]])
        .await;
    for party in &mut parties {
        party.muted = false;
    }
    // Held together and resumed, they hear each other again (WX-117).
    let music = tune().expect("a tune");
    for party in &mut parties {
        party.held = true;
    }
    route(&mixer, &mut parties, Some(&music));
    must(parties[0].far.hears_music(MICROPHONE)).await;
    for party in &mut parties {
        party.held = false;
    }
    route(&mixer, &mut parties, None);
    parties[0]
        .hears(&[MICROPHONE, VOICES[1], VOICES[2]], &[VOICES[0]])
        .await;
    // One who leaves is not heard by the others any more, nor hears them.
    parties[2].mixed = false;
    route(&mixer, &mut parties, None);
    parties[0]
        .hears(&[MICROPHONE, VOICES[1]], &[VOICES[0], VOICES[2]])
        .await;
    parties[2].hears(&[MICROPHONE], &VOICES).await;
}

#[wasm_bindgen_test]
async fn a_held_party_hears_music_and_not_the_microphone_and_is_not_heard() {
    let mixer = mixer().await;
    let mut parties = parties(2).await;
    let music = tune().expect("a tune");
    for party in &mut parties {
        party.held = true;
    }
    route(&mixer, &mut parties, Some(&music));
    must(parties[0].far.hears_music(MICROPHONE)).await;
    must(parties[1].far.hears_music(MICROPHONE)).await;
    assert!(!parties[0].peer.as_ref().is_some_and(Peer::is_aloud));
    // The other of two lines: one is held, the other one is not (WX-42).
    parties[0].held = false;
    route(&mixer, &mut parties, Some(&music));
    parties[0].hears(&[MICROPHONE], &VOICES).await;
    assert!(parties[0].peer.as_ref().is_some_and(Peer::is_aloud));
    must(parties[1].far.hears_music(MICROPHONE)).await;
    // Without music there is silence.
    route(&mixer, &mut parties, None);
    parties[1].hears(&[], &[MICROPHONE, 784.0, 1_046.5]).await;
}

#[wasm_bindgen_test]
async fn what_a_party_hears_goes_on_over_a_fresh_connection() {
    let mixer = mixer().await;
    let mut parties = parties(2).await;
    for party in &mut parties {
        party.mixed = true;
    }
    route(&mixer, &mut parties, None);
    parties[1]
        .hears(&[MICROPHONE, VOICES[0]], &[VOICES[1]])
        .await;
    // The page of the first one was reloaded: it has another voice now.
    let far = FarSide::new(VOICES[2]);
    let fresh = connect(&parties[0].capture, &far).await;
    parties[0].fresh = Some(fresh);
    route(&mixer, &mut parties, None);
    must(far.hears(&[MICROPHONE, VOICES[1]], &[VOICES[2]])).await;
    parties[0].peer = parties[0].fresh.take();
    parties[0].far.close();
    parties[0].far = far;
    route(&mixer, &mut parties, None);
    parties[1]
        .hears(&[MICROPHONE, VOICES[2]], &[VOICES[0], VOICES[1]])
        .await;
}

#[wasm_bindgen_test]
async fn who_is_held_over_a_fresh_connection_is_heard_when_the_hold_ends() {
    let far = FarSide::new(VOICES[0]);
    let capture = Rc::new(Capture::of(tone(MICROPHONE)));
    let pc = RtcPeerConnection::new().expect("a connection");
    let _peer = Peer::new(capture.clone(), pc.clone(), Rc::new(|_| {}));
    for (theirs, ours) in [
        ("sendonly", MediaDirection::ReceiveOnly),
        ("sendrecv", MediaDirection::SendReceive),
    ] {
        let offer = must(far.offer(theirs)).await.as_string();
        let answer = Peer::describe(&pc, &capture, offer.as_deref(), ours, PATIENCE).await;
        must(far.accept(&answer.expect("an answer"))).await;
    }
    must(far.hears(&[MICROPHONE], &[VOICES[0]])).await;
}

#[wasm_bindgen_test]
async fn an_announcement_is_heard_whole_by_the_one_whom_it_is_for() {
    let mixer = mixer().await;
    let mut parties = parties(2).await;
    serve(200, &wav(48_000, 1, 1, 2.0, &[300.0, 2_400.0, 2_900.0]));
    let sound = load("/announcement.wav").await.expect("an announcement");
    serve_no_more();
    for party in &mut parties {
        party.mixed = true;
    }
    route(&mixer, &mut parties, None);
    parties[1]
        .hears(&[MICROPHONE, VOICES[0]], &[VOICES[1]])
        .await;
    parties[0].far.note();
    let over = Rc::new(Cell::new(false));
    let ended = over.clone();
    mixer.announce(
        &mut parties[0].strip,
        &sound,
        Box::new(move |_| ended.set(true)),
    );
    route(&mixer, &mut parties, None);
    while !over.get() {
        pause(20).await;
    }
    pause(500).await;
    for hertz in [300.0, 2_400.0, 2_900.0] {
        let heard = parties[0].far.seconds(hertz);
        // A decoder that gets nothing more draws out what it has.
        assert!((0.6..1.0).contains(&heard), "{hertz} Hz for {heard} s");
    }
    // It hears nothing else, neither meanwhile nor until the call is over; and nobody else hears it.
    parties[0].hears(&[], &[MICROPHONE, VOICES[1]]).await;
    parties[1]
        .hears(&[MICROPHONE, VOICES[0]], &[300.0, 2_400.0, 2_900.0])
        .await;
}

#[wasm_bindgen_test]
async fn a_recording_hears_the_microphone_and_all_parties_of_its_line() {
    let mixer = mixer().await;
    let mut parties = parties(2).await;
    let tap = mixer.tap(LINE).expect("a tap");
    let other = mixer.tap(LineId::from_u32(2)).expect("a tap");
    route(&mixer, &mut parties, None);
    let (ear, wall) = (FarSide::new(300.0), FarSide::new(300.0));
    ear.hear(&tap);
    wall.hear(&other);
    must(ear.hears(&[MICROPHONE, VOICES[0], VOICES[1]], &[])).await;
    must(wall.hears(&[], &[MICROPHONE, VOICES[0], VOICES[1]])).await;
    for party in &mut parties {
        party.muted = true;
    }
    route(&mixer, &mut parties, None);
    must(ear.hears(&VOICES[..2], &[MICROPHONE])).await;
}

#[wasm_bindgen_test]
async fn every_node_track_and_context_is_given_back() {
    let mut parties = parties(3).await;
    let music = tune().expect("a tune");
    let ledger = Ledger::open();
    // Only what is made from now on is counted.
    let mixer = mixer().await;
    route(&mixer, &mut parties, Some(&music));
    assert_eq!(ledger.lent(), "0 contexts, 0 cables, 0 tracks, 0 sounds");
    for party in &mut parties {
        party.mixed = true;
    }
    let tap = mixer.tap(LINE).expect("a tap");
    route(&mixer, &mut parties, Some(&music));
    // To each party the microphone and two others, and to the recording the microphone, all three and silence.
    assert_eq!(ledger.lent(), "1 contexts, 14 cables, 4 tracks, 1 sounds");
    for party in &mut parties {
        party.held = true;
    }
    route(&mixer, &mut parties, Some(&music));
    assert_eq!(ledger.lent(), "1 contexts, 5 cables, 2 tracks, 2 sounds");
    mixer.announce(&mut parties[0].strip, &music, Box::new(|_| {}));
    route(&mixer, &mut parties, Some(&music));
    assert_eq!(ledger.lent(), "1 contexts, 6 cables, 3 tracks, 3 sounds");
    mixer.untap(&tap);
    for party in parties.drain(..) {
        party.far.close();
    }
    route(&mixer, &mut parties, Some(&music));
    drop(mixer);
    must(ledger.all_is_back()).await;
    ledger.shut();
}

#[wasm_bindgen_test]
async fn while_the_browser_plays_nothing_the_microphone_is_heard_but_never_by_who_is_held() {
    let mut parties = parties(2).await;
    let ledger = Ledger::open();
    let mixer = mixer().await;
    let music = tune().expect("a tune");
    for party in &mut parties {
        party.mixed = true;
    }
    route(&mixer, &mut parties, Some(&music));
    parties[0].hears(&[MICROPHONE, VOICES[1]], &[]).await;
    must(ledger.silence()).await;
    route(&mixer, &mut parties, Some(&music));
    parties[0].hears(&[MICROPHONE], &VOICES).await;
    for party in &mut parties {
        party.held = true;
    }
    route(&mixer, &mut parties, Some(&music));
    parties[0]
        .hears(&[], &[MICROPHONE, VOICES[1], 784.0, 1_046.5])
        .await;
    ledger.click();
    route(&mixer, &mut parties, Some(&music));
    must(parties[0].far.hears_music(MICROPHONE)).await;
    while !mixer.runs() {
        pause(10).await;
    }
    for party in &mut parties {
        party.held = false;
    }
    route(&mixer, &mut parties, None);
    parties[0]
        .hears(&[MICROPHONE, VOICES[1]], &[VOICES[0]])
        .await;
    ledger.shut();
}

#[wasm_bindgen_test]
async fn a_sound_file_that_is_not_mono_at_48000_hz_is_refused_by_its_rule() {
    for (rate, channels, format, rule) in [
        (44_100, 1, 1, "48,000"),
        (8_000, 1, 1, "48,000"),
        (48_000, 2, 1, "one channel"),
        (48_000, 1, 7, "compressed"),
    ] {
        serve(200, &wav(rate, channels, format, 0.1, &[500.0]));
        let refused = load("/music.wav").await.expect_err("a refusal");
        assert!(refused.contains(rule), "{refused}");
    }
    serve(404, &wav(48_000, 1, 1, 0.1, &[500.0]));
    assert!(
        load("/music.wav")
            .await
            .is_err_and(|rule| rule.contains("fetched"))
    );
    serve(200, &Uint8Array::from(&b"<!doctype html>"[..]));
    assert!(
        load("/music.wav")
            .await
            .is_err_and(|rule| rule.contains("no WAV"))
    );
    serve_no_more();
}

#[wasm_bindgen_test]
async fn the_name_of_a_sound_file_may_be_korean() {
    let asked = serve(200, &wav(48_000, 1, 1, 0.5, &[500.0]));
    let sound = load("/안내 말씀.wav").await.expect("a sound");
    serve_no_more();
    assert!(
        (sound.duration() - 0.5).abs() < 0.001,
        "{}",
        sound.duration()
    );
    let asked = asked.get(0).as_string().unwrap_or_default();
    assert!(
        asked.ends_with("/%EC%95%88%EB%82%B4%20%EB%A7%90%EC%94%80.wav"),
        "{asked}"
    );
}

#[wasm_bindgen_test]
fn whatever_bytes_a_file_has_the_check_ends() {
    let good = wav(48_000, 1, 1, 0.01, &[500.0]).to_vec();
    assert!(check(&good).is_ok());
    for end in 0..36 {
        assert!(check(&good[..end.min(24)]).is_err(), "{end}");
    }
    let mut seed = 1_u32;
    for _ in 0..2_000 {
        let mut bytes = good[..64].to_vec();
        for _ in 0..4 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes[(seed >> 24) as usize % 64] = (seed >> 16) as u8;
        }
        let _ = check(&bytes);
    }
    // What some programs write in front of the format.
    let mut noted = good[..12].to_vec();
    noted.extend(b"LIST\x03\0\0\0abc\0");
    noted.extend(&good[12..]);
    assert!(check(&noted).is_ok());
    let mut endless = good[..12].to_vec();
    endless.extend(b"LIST\xff\xff\xff\xff");
    assert!(check(&endless).is_err());
}

#[wasm_bindgen_test]
fn the_tune_is_quiet_and_has_no_seam() {
    let samples = samples();
    let seconds = samples.len() as f64 / 16_000.0;
    assert!((15.0..30.0).contains(&seconds), "{seconds} s");
    let loudest = samples
        .iter()
        .fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!((0.05..0.35).contains(&loudest), "{loudest}");
    let step = |pair: &[f32]| (pair[1] - pair[0]).abs();
    let steepest = samples.windows(2).map(step).fold(0.0_f32, f32::max);
    let seam = (samples[0] - samples[samples.len() - 1]).abs();
    assert!(seam <= steepest && steepest < 0.1, "{seam} {steepest}");
    let squares: f64 = samples
        .iter()
        .map(|sample| f64::from(sample * sample))
        .sum();
    let level = 10.0 * (squares / samples.len() as f64).log10();
    assert!((-40.0..-18.0).contains(&level), "{level} dB");
}
