//! Waits for ICE candidates, but never for long.

use std::cell::RefCell;
use std::rc::Rc;

use futures::channel::oneshot;
use wasm_bindgen::JsCast;
use web_sys::{Event, RtcIceGatheringState, RtcPeerConnection, RtcPeerConnectionIceEvent};

use crate::PhoneError;
use crate::lent::listen;
use crate::timer::after;

/// After the machine's own addresses a STUN server has this long to say what they look like from outside.
const REFLEXIVE_MS: u32 = 150;
/// After the first of the machine's own addresses the others have this long. They come together.
const OWN_MS: u32 = 20;

/// How long a description waits for its candidates. There is no trickle in SIP (RFC 8840 is rarely spoken), so that
/// what is not in the description is not there.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// At most so many milliseconds.
    pub cap_ms: u32,
    /// What is worth waiting for.
    pub until: Enough,
}

/// What a description has to have before it goes out, unless gathering is over first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enough {
    /// The machine's own addresses: without a server there are no others. What comes a tenth of a second after them is
    /// for TCP, which no telephone takes.
    Own,
    /// The machine's own addresses, and what STUN says within a moment: an engine with a public address learns the
    /// rest from our checks (RFC 8445 §7.3.1.3).
    Reflexive,
    /// A relay's address: a phone that has a relay may not get through without.
    Relayed,
    /// All that come within twice that moment: for a connection whose predecessor did not get through.
    All,
}

/// Resolves when there are enough candidates. What was gathered by then is in the local description.
pub(crate) async fn gathered(pc: &RtcPeerConnection, patience: Patience) {
    if pc.ice_gathering_state() == RtcIceGatheringState::Complete {
        return;
    }
    let (tell, told) = oneshot::channel::<Result<(), PhoneError>>();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let enough = Rc::new(move || {
        if let Some(tell) = tell.take() {
            let _ = tell.send(Ok(()));
        }
    });
    let (complete, watched) = (enough.clone(), pc.clone());
    let changed = Box::new(move |_: Event| {
        if watched.ice_gathering_state() == RtcIceGatheringState::Complete {
            complete();
        }
    });
    let _state = listen(pc, "icegatheringstatechange", changed);
    let (found, mut moment) = (enough.clone(), None);
    let candidate = Box::new(move |event: Event| {
        let event: RtcPeerConnectionIceEvent = event.unchecked_into();
        let Some(candidate) = event.candidate() else {
            return;
        };
        let text = candidate.candidate();
        let is = |kind| text.contains(kind);
        match patience.until {
            Enough::Relayed if is(" typ relay") => found(),
            Enough::Reflexive if is(" typ srflx") => found(),
            Enough::Own | Enough::Reflexive if moment.is_none() => {
                let found = found.clone();
                let wait = match patience.until {
                    Enough::Own => OWN_MS,
                    _ => REFLEXIVE_MS,
                };
                moment = Some(after(wait, Box::new(move || found())));
            }
            _ => {}
        }
    });
    let _candidate = listen(pc, "icecandidate", candidate);
    let _cap = after(patience.cap_ms, Box::new(move || enough()));
    let _ = told.await;
}
