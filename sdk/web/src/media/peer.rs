//! One peer connection: the media of one call.

use std::cell::RefCell;
use std::rc::Rc;

use call::{MediaDirection, MediaError};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, MediaStream, MediaStreamTrack, RtcPeerConnection, RtcPeerConnectionState, RtcRtpSender,
    RtcRtpTransceiver, RtcSdpType, RtcSessionDescriptionInit, RtcTrackEvent,
};

use super::gathering::{Patience, gathered};
use super::playback::Playback;
use super::{Capture, media_error};
use crate::lent::{Listener, listen, settled, spawn};

/// What a peer connection reports by itself.
pub(crate) enum PeerEvent {
    Connected,
    /// Nothing comes through; that may be over in a moment.
    Disconnected,
    /// Nothing will come through any more.
    Failed,
    /// The far side's stream is here.
    Remote,
    /// The browser wants a gesture before it plays sound.
    PlaybackBlocked,
    /// The microphone was unplugged or taken away in mid-call.
    CaptureEnded,
}

/// Whom a peer connection reports to.
pub(crate) type Tell = Rc<dyn Fn(PeerEvent)>;

/// The far side's stream, and what plays it.
struct Remote {
    stream: MediaStream,
    playback: Option<Playback>,
}

/// A peer connection and its loudspeaker. Dropping it closes both; the microphone stops with the last that has it.
pub(crate) struct Peer {
    pc: RtcPeerConnection,
    capture: Rc<Capture>,
    remote: Rc<RefCell<Option<Remote>>>,
    /// What sends our sound, and which track it was told to send.
    sent: RefCell<Option<(RtcRtpSender, MediaStreamTrack)>>,
    _listeners: Vec<Listener>,
}

impl Peer {
    /// Joins a microphone to a new peer connection. `tell` is never called from inside this function.
    pub(crate) fn new(capture: Rc<Capture>, pc: RtcPeerConnection, tell: Tell) -> Self {
        let remote = Rc::new(RefCell::new(None::<Remote>));
        let mut listeners = Vec::with_capacity(3);
        for track in capture.tracks() {
            let tell = tell.clone();
            let ended = Box::new(move |_: Event| tell(PeerEvent::CaptureEnded));
            listeners.push(listen(&track, "ended", ended));
        }
        let (told, watched) = (tell.clone(), pc.clone());
        let changed = Box::new(move |_: Event| match watched.connection_state() {
            RtcPeerConnectionState::Connected => told(PeerEvent::Connected),
            RtcPeerConnectionState::Disconnected => told(PeerEvent::Disconnected),
            RtcPeerConnectionState::Failed => told(PeerEvent::Failed),
            _ => {}
        });
        listeners.push(listen(&pc, "connectionstatechange", changed));
        let kept = remote.clone();
        let arrived = Box::new(move |event: Event| {
            let Some(event) = event.dyn_ref::<RtcTrackEvent>() else {
                return;
            };
            let mut remote = kept.borrow_mut();
            if let Some(remote) = &*remote {
                remote.stream.add_track(&event.track());
            } else if let Ok(stream) = MediaStream::new() {
                // Of our own: the browser takes tracks out of its streams for a hold, and for an offer that is taken back.
                stream.add_track(&event.track());
                *remote = Some(Remote {
                    playback: Playback::start(&stream, tell.clone()),
                    stream,
                });
            }
            drop(remote);
            tell(PeerEvent::Remote);
        });
        listeners.push(listen(&pc, "track", arrived));
        Self {
            pc,
            capture,
            remote,
            sent: RefCell::default(),
            _listeners: listeners,
        }
    }

    /// Makes our offer, or our answer to `offer`, and waits for its candidates.
    pub(crate) async fn describe(
        pc: &RtcPeerConnection,
        capture: &Capture,
        offer: Option<&str>,
        direction: MediaDirection,
        patience: Patience,
    ) -> Result<String, MediaError> {
        if let Some(offer) = offer {
            Self::accept(pc, RtcSdpType::Offer, offer).await?;
        }
        // Not sooner: an offer that only speaks, as of somebody who holds us, takes none of the tracks that it finds (RFC 8829
        // §5.10), and we would have no way to speak when the hold ends.
        if sender(pc).is_none() {
            for track in capture.tracks() {
                pc.add_track_0(&track, capture.stream());
            }
        }
        direct(pc, direction);
        let made = match offer {
            None => pc.create_offer(),
            Some(_) => pc.create_answer(),
        };
        let made = settled(made).await.map_err(media_error)?;
        settled(pc.set_local_description(made.unchecked_ref()))
            .await
            .map_err(media_error)?;
        gathered(pc, patience).await;
        pc.local_description()
            .map(|local| local.sdp())
            .ok_or(MediaError::Failed)
    }

    /// Takes a description of the far side.
    pub(crate) async fn accept(
        pc: &RtcPeerConnection,
        kind: RtcSdpType,
        sdp: &str,
    ) -> Result<(), MediaError> {
        let description = RtcSessionDescriptionInit::new(kind);
        description.set_sdp(sdp);
        match settled(pc.set_remote_description(&description)).await {
            Ok(_) => Ok(()),
            // Whatever the browser calls it, the fault is in the description.
            Err(_) => Err(MediaError::BadDescription),
        }
    }

    /// Takes back an offer of ours that lost a race. Whether that worked shows in the next description.
    pub(crate) fn rollback(pc: &RtcPeerConnection) {
        let description = RtcSessionDescriptionInit::new(RtcSdpType::Rollback);
        let done = settled(pc.set_local_description(&description));
        spawn(Box::pin(async move {
            let _ = done.await;
        }));
    }

    /// Whether sound can flow.
    pub(crate) fn is_connected(&self) -> bool {
        self.pc.connection_state() == RtcPeerConnectionState::Connected
    }

    /// Whether sound could flow and can not any more.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(
            self.pc.connection_state(),
            RtcPeerConnectionState::Disconnected | RtcPeerConnectionState::Failed
        )
    }

    /// The connection itself, for work that awaits: the `Peer` may be dropped (and so closed) meanwhile.
    pub(crate) fn connection(&self) -> RtcPeerConnection {
        self.pc.clone()
    }

    pub(crate) fn remote_stream(&self) -> Option<MediaStream> {
        self.remote
            .borrow()
            .as_ref()
            .map(|remote| remote.stream.clone())
    }

    pub(crate) fn local_stream(&self) -> MediaStream {
        self.capture.stream().clone()
    }

    /// Sends this track in place of the one before. Nobody has to be asked (WebRTC §5.2, `replaceTrack`).
    pub(crate) fn send(&self, track: &MediaStreamTrack) {
        let Some(sender) = sender(&self.pc) else {
            return;
        };
        // What the sender itself says is behind while an order is under way.
        let order = Some((sender, track.clone()));
        if *self.sent.borrow() != order {
            if let Some((sender, track)) = &order {
                drop(settled(sender.replace_track(Some(track))));
            }
            self.sent.replace(order);
        }
    }

    /// Plays what the far side says, or keeps still.
    pub(crate) fn listen(&self, aloud: bool) {
        if let Some(remote) = &*self.remote.borrow()
            && let Some(playback) = &remote.playback
        {
            playback.set_muted(!aloud);
        }
    }

    /// Whether the far side is played.
    #[cfg(test)]
    pub(super) fn is_aloud(&self) -> bool {
        let remote = self.remote.borrow();
        let playback = remote.as_ref().and_then(|remote| remote.playback.as_ref());
        playback.is_some_and(Playback::is_aloud)
    }

    /// Plays `tones` to the far side as telephone events (RFC 4733).
    pub(crate) fn send_dtmf(&self, tones: &str, duration_ms: u32, gap_ms: u32) {
        let sender = sender(&self.pc).and_then(|sender| sender.dtmf());
        if let Some(sender) = sender {
            // What still waits stays in front: inserting replaces the buffer.
            let tones = sender.tone_buffer() + tones;
            sender.insert_dtmf_with_duration_and_inter_tone_gap(&tones, duration_ms, gap_ms);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.pc.close();
    }
}

/// What sends our sound.
fn sender(pc: &RtcPeerConnection) -> Option<RtcRtpSender> {
    let senders = pc.get_senders();
    let mut senders = senders.iter().map(RtcRtpSender::unchecked_from_js);
    senders.find(|sender| sender.track().is_some())
}

/// Says of every stream whether we send and whether we listen.
fn direct(pc: &RtcPeerConnection, direction: MediaDirection) {
    for transceiver in pc.get_transceivers() {
        let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
        // What we have no track for, such as a picture that was offered, is not promised.
        let direction = match direction {
            _ if transceiver.sender().track().is_some() => direction,
            MediaDirection::SendReceive => MediaDirection::ReceiveOnly,
            MediaDirection::SendOnly => MediaDirection::Inactive,
            other => other,
        };
        let word = JsValue::from_str(direction.as_str());
        // A transceiver that was stopped throws, and needs no direction.
        let _ = Reflect::set(&transceiver, &"direction".into(), &word);
    }
}
