//! Waits for ICE candidates, but never for long.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use web_sys::{RtcIceGatheringState, RtcPeerConnection};

use crate::PhoneError;

/// Resolves when all candidates are gathered, or after `cap_ms`: a STUN server that does not answer must
/// not delay a call by more than that. What was gathered by then is in the local description.
pub(crate) async fn gathered(pc: &RtcPeerConnection, cap_ms: u32) {
    if pc.ice_gathering_state() == RtcIceGatheringState::Complete {
        return;
    }
    let (tell, told) = oneshot::channel::<Result<(), PhoneError>>();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let enough = move || {
        if let Some(tell) = tell.take() {
            let _ = tell.send(Ok(()));
        }
    };
    let watched = pc.clone();
    let complete = enough.clone();
    let _listener = EventListener::new(pc, "icegatheringstatechange", move |_| {
        if watched.ice_gathering_state() == RtcIceGatheringState::Complete {
            complete();
        }
    });
    let _cap = Timeout::new(cap_ms, enough);
    let _ = told.await;
}
