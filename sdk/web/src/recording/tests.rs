//! Recording in a real browser: captured, stored, found again, handed over.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::LineId;
use futures::channel::oneshot;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Blob, MediaStream};

use super::store::Owner;
use super::{Running, SavedRecording, SavedState, Sink, Store};
use crate::PhoneError;
use crate::lent::settled;
use crate::media::Mixer;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/src/recording/store.js")]
extern "C" {
    fn address(url: &str, facts: &JsValue) -> String;
}

#[wasm_bindgen(module = "/src/recording/measure.js")]
extern "C" {
    type Tones;
    #[wasm_bindgen(constructor)]
    fn new() -> Tones;
    #[wasm_bindgen(method, getter)]
    fn stream(this: &Tones) -> MediaStream;
    #[wasm_bindgen(method)]
    fn end(this: &Tones);
    #[wasm_bindgen(method)]
    fn play(this: &Tones, hertz: f64, seconds: f64) -> Promise;
    fn measure(blob: &JsValue, hertz: &Array) -> Promise;
    fn without(name: &str) -> Function;
}

impl Tones {
    async fn sound(&self, hertz: f64, seconds: f64) {
        settled(self.play(hertz, seconds)).await.expect("a tone");
    }
}

async fn store() -> Store {
    Store::open().await.expect("a database")
}

fn facts() -> SavedRecording {
    SavedRecording::begin("a1@b", "101", Some("Jun"))
}

/// How a recording ends.
type End = oneshot::Receiver<Result<SavedRecording, PhoneError>>;

/// Begins to record; the receiver hears the first word of the end.
fn record(stream: &MediaStream) -> Result<(Rc<Running>, End), PhoneError> {
    let (tell, told) = oneshot::channel();
    let tell = RefCell::new(Some(tell));
    let tell = Rc::new(move |end| {
        if let Some(tell) = tell.take() {
            let _ = tell.send(end);
        }
    });
    let running = Running::start(stream, facts(), SavedState::Stopped, tell)?;
    Ok((running, told))
}

async fn measured(store: &Store, id: &str, hertz: &[f64]) -> Vec<f64> {
    let facts = store.facts(id).await.expect("the facts");
    let sound = store.sound(&facts).await.expect("the sound");
    let hertz: Array = hertz.iter().map(|hertz| JsValue::from(*hertz)).collect();
    let values = settled(measure(&sound, &hertz)).await.expect("a sound");
    Array::from(&values)
        .iter()
        .filter_map(|value| value.as_f64())
        .collect()
}

/// A recording with a part that is no sound, as `state` has it.
async fn stored(store: &Store, state: SavedState) -> String {
    let facts = facts();
    facts.transition(state);
    let part = Blob::new_with_str_sequence(&Array::of1(&"part".into())).expect("a blob");
    store
        .save(&facts, 0, &Array::of1(&part))
        .await
        .expect("it is written");
    facts.id()
}

/// What is offered of that which pages that died have left.
async fn offered(store: &Store, to: SavedState) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let tell = |recording: SavedRecording| found.borrow_mut().push(recording.id());
    store.saved(to, &tell).await.expect("a look");
    found.into_inner()
}

async fn is_stored(store: &Store, id: &str) -> bool {
    store.facts(id).await.is_ok()
}

#[wasm_bindgen_test]
async fn what_is_said_while_a_recording_is_paused_is_not_in_it() {
    let tones = Tones::new();
    tones.sound(440.0, 0.1).await;
    let (running, told) = record(&tones.stream()).expect("a recording");
    tones.sound(440.0, 1.6).await;
    running.pause();
    tones.sound(1_000.0, 1.5).await;
    running.resume();
    tones.sound(620.0, 1.2).await;
    running.stop();
    let saved = told.await.expect("an end").expect("a recording");
    assert_eq!(saved.state(), SavedState::Stopped);
    assert_eq!(saved.call_id(), "a1@b");
    assert_eq!(saved.number(), "101");
    assert!(saved.mime_type().contains("opus"), "{}", saved.mime_type());
    let store = store().await;
    let heard = measured(&store, &saved.id(), &[440.0, 620.0, 1_000.0]).await;
    let [seconds, first, second, paused] = heard[..] else {
        panic!("{heard:?}")
    };
    let said = saved.duration_ms() / 1_000.0;
    assert!((2.8..3.0).contains(&said), "the facts say {said} s");
    assert!((seconds - said).abs() < 0.2, "{seconds} s of {said} s");
    assert!(first > -20.0 && second > -20.0, "{heard:?}");
    assert!(paused < first - 25.0, "{heard:?}");
    store.discard(&saved.id()).await.expect("it goes");
}

#[wasm_bindgen_test]
async fn the_time_that_a_line_is_on_hold_is_in_its_recording() {
    let (tones, mixer) = (Tones::new(), Mixer::open(Box::new(|_| {})));
    let mixer = mixer.expect("Web Audio");
    tones.sound(440.0, 0.2).await;
    assert!(mixer.runs());
    let stream = mixer.tap(LineId::from_u32(1)).expect("a tap");
    let (running, told) = record(&stream).expect("a recording");
    tones.sound(440.0, 1.6).await;
    running.stop();
    let saved = told.await.expect("an end").expect("a recording");
    let store = store().await;
    let heard = measured(&store, &saved.id(), &[440.0]).await;
    let said = saved.duration_ms() / 1_000.0;
    assert!(
        said > 1.5 && (heard[0] - said).abs() < 0.2,
        "{heard:?} of {said} s"
    );
    assert!(heard[1] < -60.0, "silence: {heard:?}");
    store.discard(&saved.id()).await.expect("it goes");
}

#[wasm_bindgen_test]
async fn what_was_recorded_two_seconds_ago_is_in_the_storage() {
    let tones = Tones::new();
    let (running, told) = record(&tones.stream()).expect("a recording");
    tones.sound(440.0, 4.0).await;
    // As a page that dies in this moment leaves it.
    let store = store().await;
    let id = running.facts.id();
    let heard = measured(&store, &id, &[440.0]).await;
    assert!(heard[0] > 2.0 && heard[1] > -20.0, "{heard:?}");
    // Nobody else takes it while it is being recorded.
    assert!(offered(&store, SavedState::Stopped).await.is_empty());
    assert_eq!(
        store.discard(&id).await.map_err(|error| error.code()),
        Err("recording.in-use")
    );
    running.stop();
    told.await.expect("an end").expect("a recording");
    store.discard(&id).await.expect("it goes");
}

#[wasm_bindgen_test]
async fn a_recording_that_the_browser_ends_is_told_of_and_kept() {
    let tones = Tones::new();
    tones.sound(440.0, 0.2).await;
    let (running, told) = record(&tones.stream()).expect("a recording");
    tones.sound(440.0, 1.5).await;
    tones.end();
    let end = told.await.expect("an end");
    assert_eq!(
        end.map_err(|error| error.code()).err(),
        Some("recording.failed")
    );
    let (store, id) = (store().await, running.facts.id());
    // It is written to its end, and then it is nobody's.
    while Owner::of(&id).await.is_none() {}
    let kept = store.facts(&id).await.expect("it is there");
    assert_eq!(kept.state(), SavedState::Stopped);
    let heard = measured(&store, &id, &[440.0]).await;
    assert!(
        (heard[0] - kept.duration_ms() / 1_000.0).abs() < 0.2,
        "{heard:?}"
    );
    assert!(heard[0] > 1.3 && heard[1] > -20.0, "{heard:?}");
    store.discard(&id).await.expect("it goes");
}

#[wasm_bindgen_test]
async fn a_recording_that_nobody_owns_any_more_is_offered_by_the_next_page_once() {
    let store = store().await;
    let (left, owned) = (
        stored(&store, SavedState::Running).await,
        stored(&store, SavedState::Running).await,
    );
    let owner = Owner::of(&owned).await.expect("nobody has it");
    let ids = offered(&store, SavedState::Delivering).await;
    assert_eq!(ids, std::slice::from_ref(&left));
    assert!(offered(&store, SavedState::Stopped).await.is_empty());
    let saved = store.saved(SavedState::Stopped, &|_| {}).await;
    let saved: Vec<SavedRecording> = saved
        .expect("a look")
        .iter()
        .map(SavedRecording::of)
        .collect();
    assert!(saved.iter().all(|saved| saved.id() != owned));
    let kept = saved.iter().find(|saved| saved.id() == left);
    assert_eq!(
        kept.map(SavedRecording::state),
        Some(SavedState::Delivering)
    );
    drop(owner);
    for id in [left, owned] {
        store.discard(&id).await.expect("it goes");
    }
}

#[wasm_bindgen_test]
async fn a_recording_is_deleted_when_it_is_acknowledged_and_not_before() {
    let store = store().await;
    let id = stored(&store, SavedState::Stopped).await;
    let taken = Rc::new(Cell::new(0));
    let count = taken.clone();
    let sink = Sink::Callback(Rc::new(move |recording| {
        assert_eq!(recording.state(), SavedState::Delivering);
        count.set(count.get() + 1);
        let answer = match count.get() {
            1 => Err(PhoneError::of("recording.not-delivered")),
            _ => Ok(()),
        };
        Box::pin(async move { answer })
    }));
    let code = |done: Result<(), PhoneError>| done.map_err(|error| error.code());
    assert_eq!(
        code(store.deliver(&id, &sink).await),
        Err("recording.not-delivered")
    );
    assert!(is_stored(&store, &id).await);
    // Two at a time, as two tabs do it: one of them hands it over.
    let both = futures::future::join(store.deliver(&id, &sink), store.deliver(&id, &sink)).await;
    assert_eq!(code(both.0), Ok(()));
    assert_eq!(code(both.1), Err("recording.in-use"));
    assert!(!is_stored(&store, &id).await);
    assert_eq!(
        code(store.deliver(&id, &sink).await),
        Err("recording.not-found")
    );
    assert_eq!(taken.get(), 2);
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_take_a_recording_does_not_cost_it() {
    let store = store().await;
    let id = stored(&store, SavedState::Stopped).await;
    // Port 9, `discard`: nobody listens there.
    let sink = Sink::Put {
        url: "http://127.0.0.1:9".to_owned(),
        headers: JsValue::UNDEFINED,
    };
    let done = store.deliver(&id, &sink).await;
    assert_eq!(
        done.map_err(|error| error.code()),
        Err("recording.not-delivered")
    );
    assert_eq!(
        store.facts(&id).await.map(|facts| facts.state()),
        Ok(SavedState::Delivering)
    );
    store.discard(&id).await.expect("it goes");
}

#[wasm_bindgen_test]
fn an_address_names_the_recording() {
    let facts = facts();
    let (id, started) = (facts.id(), facts.started_ms());
    assert_eq!(
        address("https://crm.example/rec", facts.as_ref()),
        format!("https://crm.example/rec/{id}")
    );
    assert_eq!(
        address(
            "https://crm.example/{callId}/{id}?at={startedMs}&of={name}{nothing}",
            facts.as_ref()
        ),
        format!("https://crm.example/a1%40b/{id}?at={started}&of=Jun")
    );
}

#[wasm_bindgen_test]
async fn a_browser_that_can_not_record_or_store_says_so() {
    let tones = Tones::new();
    let put_back = without("MediaRecorder");
    let refused = record(&tones.stream()).err().map(|error| error.code());
    put_back.call0(&JsValue::UNDEFINED).expect("it is back");
    assert_eq!(refused, Some("recording.unsupported"));
    let put_back = without("indexedDB");
    let refused = Store::open().await.err().map(|error| error.code());
    let (_running, told) = record(&tones.stream()).expect("a recording");
    let end = told.await.expect("an end");
    put_back.call0(&JsValue::UNDEFINED).expect("it is back");
    assert_eq!(refused, Some("recording.no-storage"));
    assert_eq!(
        end.map_err(|error| error.code()).err(),
        Some("recording.no-storage")
    );
}
