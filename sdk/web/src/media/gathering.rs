//! Waits for ICE candidates, but never for long.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use web_sys::{Event, RtcIceGatheringState, RtcPeerConnection};

use crate::PhoneError;
use crate::lent::{after, listen};

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
    let (complete, watched) = (enough.clone(), pc.clone());
    let changed = Box::new(move |_: Event| {
        if watched.ice_gathering_state() == RtcIceGatheringState::Complete {
            complete();
        }
    });
    let _listener = listen(pc, "icegatheringstatechange", changed);
    let _cap = after(cap_ms, Box::new(enough));
    let _ = told.await;
}
