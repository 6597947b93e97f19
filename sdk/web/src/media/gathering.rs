//! Waits for ICE candidates, but never for long.

use futures::channel::oneshot;
use futures::future::{Either, select};
use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use web_sys::{RtcIceGatheringState, RtcPeerConnection};

/// Resolves when all candidates are gathered, or after `cap_ms`: a STUN server that does not answer must
/// not delay a call by more than that. What was gathered by then is in the local description.
pub(crate) async fn gathered(pc: &RtcPeerConnection, cap_ms: u32) {
    if pc.ice_gathering_state() == RtcIceGatheringState::Complete {
        return;
    }
    let (tell, told) = oneshot::channel::<()>();
    let mut tell = Some(tell);
    let watched = pc.clone();
    let _listener = EventListener::new(pc, "icegatheringstatechange", move |_| {
        if watched.ice_gathering_state() == RtcIceGatheringState::Complete
            && let Some(tell) = tell.take()
        {
            let _ = tell.send(());
        }
    });
    match select(told, TimeoutFuture::new(cap_ms)).await {
        Either::Left(_) | Either::Right(_) => {}
    }
}
