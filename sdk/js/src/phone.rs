//! The phone as JavaScript holds it.

use std::cell::RefCell;

use call::{CallId, Control, Decline, DialOptions, Package, RecordCommand};
use futures::future::LocalBoxFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;
use web::{Choice, LineCommand, PhoneError, Placing, RecordingOrder, Subscription};
use web_sys::RtcPeerConnection;

use crate::crossing::{ToJs, object};
use crate::error::{api, thrown};
use crate::option;

/// The phone behind the `Phone` class of `@ringdesk/sdk`. Not for applications: take that class.
#[wasm_bindgen]
pub struct RawPhone {
    phone: web::Phone,
    subscription: RefCell<Option<Subscription>>,
}

impl RawPhone {
    /// The face of a phone that Rust made.
    pub fn of(phone: web::Phone) -> Self {
        Self {
            phone,
            subscription: RefCell::new(None),
        }
    }
}

/// A promise of what `work` gives. Boxed by the caller, so that the machinery behind it is there once.
fn promise(work: LocalBoxFuture<'static, Result<JsValue, PhoneError>>) -> Promise {
    settling(Box::pin(async move { work.await.map_err(rejected) }))
}

/// The same where it fails with what is thrown as it is.
fn settling(work: LocalBoxFuture<'static, Result<JsValue, JsValue>>) -> Promise {
    future_to_promise(work)
}

fn rejected(error: PhoneError) -> JsValue {
    thrown(&error, None)
}

/// What a verb does with a line.
fn line_command<'a>(verb: &str, detail: &'a str) -> Option<LineCommand<'a>> {
    Some(match (verb, detail) {
        ("hold", _) => LineCommand::Hold,
        ("resume", _) => LineCommand::Resume,
        ("swap", _) => LineCommand::Swap,
        ("transfer", target) => LineCommand::Transfer(target),
        ("transferto", other) => LineCommand::TransferTo(CallId::from_u32(other.parse().ok()?)),
        ("complete-transfer", _) => LineCommand::CompleteTransfer,
        ("end-consult", _) => LineCommand::EndConsult,
        ("conference", _) => LineCommand::Conference,
        ("merge", _) => LineCommand::Merge,
        ("remove-party", _) => LineCommand::RemoveParty,
        ("leave", _) => LineCommand::Leave,
        ("end-for-all", _) => LineCommand::EndForAll,
        ("terminate", _) => LineCommand::Terminate,
        ("record", "start") => LineCommand::Record(RecordCommand::Start),
        ("record", "pause") => LineCommand::Record(RecordCommand::Pause),
        ("record", "resume") => LineCommand::Record(RecordCommand::Resume),
        ("record", "stop") => LineCommand::Record(RecordCommand::Stop),
        ("speak", _) => LineCommand::Speak,
        _ => return None,
    })
}

#[wasm_bindgen]
impl RawPhone {
    /// Makes a phone. `credentials` is asked for an account at every connect and before it expires.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "PhoneOptions")] options: JsValue,
        credentials: Option<Function>,
    ) -> Result<RawPhone, JsValue> {
        let options = option::phone(options, credentials)?;
        Ok(Self::of(web::Phone::new(options).map_err(rejected)?))
    }

    /// Calls `listener` with every event from now on; a second listener replaces the first.
    pub fn listen(
        &self,
        #[wasm_bindgen(unchecked_param_type = "(event: PhoneEvent) => void")] listener: Function,
    ) {
        let subscription = self.phone.subscribe(move |event| {
            if let Err(error) = listener.call1(&JsValue::NULL, &event.to_js()) {
                // A listener that throws is the page's bug: it becomes an unhandled rejection and does not stop us.
                let _ = Promise::reject(&error);
            }
        });
        *self.subscription.borrow_mut() = Some(subscription);
    }

    /// Opens the socket and registers.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn connect(&self) -> Promise {
        let phone = self.phone.clone();
        promise(Box::pin(async move {
            phone.connect().await.map(|()| JsValue::UNDEFINED)
        }))
    }

    /// Unregisters and closes the socket.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn disconnect(&self) -> Promise {
        let phone = self.phone.clone();
        promise(Box::pin(async move {
            phone.disconnect().await.map(|()| JsValue::UNDEFINED)
        }))
    }

    /// Ends all calls, unregisters, and gives microphone and socket back.
    pub fn close(&self) {
        self.phone.close();
    }

    /// How things stand.
    #[wasm_bindgen(unchecked_return_type = "PhoneStatus")]
    pub fn status(&self) -> JsValue {
        object(&[
            ("connection", self.phone.connection().as_str().to_js()),
            ("registration", self.phone.registration().as_str().to_js()),
            ("state", self.phone.agent_state().as_str().to_js()),
            ("stateSinceMs", self.phone.agent_state_since().to_js()),
            ("lines", self.phone.lines().as_slice().to_js()),
        ])
        .into()
    }

    /// All calls that have not ended.
    #[wasm_bindgen(unchecked_return_type = "CallSnapshot[]")]
    pub fn calls(&self) -> JsValue {
        self.phone.calls().as_slice().to_js()
    }

    /// The calls that are over, latest first.
    #[wasm_bindgen(unchecked_return_type = "CallRecord[]")]
    pub fn recent(&self) -> JsValue {
        self.phone.recent().as_slice().to_js()
    }

    /// Calls `target`, for the sake of the call `handle` where a control says so. Resolves with the call's handle when the INVITE
    /// is on its way.
    #[wasm_bindgen(unchecked_return_type = "Promise<number>")]
    pub fn dial(
        &self,
        target: String,
        #[wasm_bindgen(unchecked_param_type = "object")] options: JsValue,
        #[wasm_bindgen(
            unchecked_optional_param_type = "\"consult\" | \"parallel\" | \"add-party\" | \"join\""
        )]
        control: Option<String>,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] handle: Option<u32>,
    ) -> Promise {
        let phone = self.phone.clone();
        settling(Box::pin(async move {
            let id = CallId::from_u32(handle.unwrap_or_default());
            let placing = match control.as_deref() {
                Some("consult") => Placing::Consult(id),
                Some("parallel") => Placing::Parallel(id),
                Some("add-party") => Placing::AddParty(id),
                Some(_) => option::join(&options)?,
                None => Placing::Call,
            };
            let options = match placing {
                Placing::Join(..) => DialOptions::default(),
                _ => option::dial(options)?,
            };
            let id = phone.place(placing, &target, options).await;
            Ok(JsValue::from(id.map_err(rejected)?.as_u32()))
        }))
    }

    /// Answers an incoming call. Resolves when the far side has our answer.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn answer(&self, handle: u32) -> Promise {
        let phone = self.phone.clone();
        promise(Box::pin(async move {
            phone
                .answer(CallId::from_u32(handle))
                .await
                .map(|()| JsValue::UNDEFINED)
        }))
    }

    /// The recordings in the browser's storage: all of them (`list`), the sound of one (`blob`), or its end.
    #[wasm_bindgen(unchecked_return_type = "Promise<any>")]
    pub fn recordings(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"list\" | \"blob\" | \"deliver\" | \"discard\"")]
        verb: String,
        id: String,
    ) -> Promise {
        let order = match verb.as_str() {
            "list" => RecordingOrder::List,
            "blob" => RecordingOrder::Blob,
            "deliver" => RecordingOrder::Deliver,
            _ => RecordingOrder::Discard,
        };
        promise(self.phone.recordings(order, id))
    }

    /// The commands that are done, or under way, when they return; the answer is the number of the watch or message. One
    /// door for all: each export costs every page its bytes.
    pub fn command(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Command")] verb: &str,
        handle: u32,
        detail: &str,
        text: Option<String>,
    ) -> Result<u32, JsValue> {
        let id = CallId::from_u32(handle);
        let done = match (verb, detail) {
            ("choose", "available") => self.phone.choose_state(Choice::Available),
            ("choose", "work") => self.phone.choose_state(Choice::Work),
            ("choose", "break") => self.phone.choose_state(Choice::Break),
            ("finish", _) => self.phone.finish_wrap_up(),
            ("decline", "busy") => self.phone.decline(id, Decline::Busy),
            ("decline", "declined") => self.phone.decline(id, Decline::Declined),
            ("decline", "unavailable") => self.phone.decline(id, Decline::Unavailable),
            ("end", _) => self.phone.hang_up(id),
            ("mute", _) => self.phone.set_muted(id, true),
            ("unmute", _) => self.phone.set_muted(id, false),
            ("tones", tones) => self.phone.send_dtmf(id, tones),
            ("can", control) => {
                let known = Control::ALL.iter().find(|known| known.as_str() == control);
                match known {
                    Some(control) => self.phone.can(id, *control),
                    None => return Err(api("api.bad-option", detail)),
                }
            }
            ("accepttransfer", _) => self.phone.answer_transfer(id, true),
            ("refusetransfer", _) => self.phone.answer_transfer(id, false),
            ("unwatch", _) => self.phone.unwatch(handle),
            ("handover", _) => {
                self.phone.hand_over();
                Ok(())
            }
            _ => {
                if let Some(command) = line_command(verb, detail) {
                    return self
                        .phone
                        .perform(id, command)
                        .map(|()| 0)
                        .map_err(rejected);
                }
                let made = match verb {
                    "presence" => self.phone.watch(detail, Package::Presence),
                    "dialog" => self.phone.watch(detail, Package::Dialog),
                    "message" => self.phone.send_message(detail, &text.unwrap_or_default()),
                    _ => return Err(api("api.bad-option", detail)),
                };
                return made.map_err(rejected);
            }
        };
        done.map(|()| 0).map_err(rejected)
    }

    /// What a call's media goes through.
    #[wasm_bindgen(js_name = peerConnection)]
    pub fn peer_connection(&self, handle: u32) -> Option<RtcPeerConnection> {
        self.phone.peer_connection(CallId::from_u32(handle))
    }
}
