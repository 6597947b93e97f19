//! Carries out what a call asks of its media.

use std::rc::Rc;

use call::{CallId, MediaCommand, MediaError, MediaInput};
use desk::Input;
use web_sys::{RtcPeerConnection, RtcSdpType};

use super::driver::Driver;
use crate::PhoneError;
use crate::lent::spawn;
use crate::media::{Capture, Peer, PeerEvent};
use crate::view::Event;

/// The media of one call, from its first command until `Close`.
#[derive(Default)]
pub(crate) struct Session {
    pub(super) peer: Option<Peer>,
    muted: bool,
    /// Whether the far side was told, or is being told, what we can do.
    described: bool,
}

/// The sessions of all calls. They are few: a list is smaller and quicker than a map.
#[derive(Default)]
pub(crate) struct Sessions(Vec<(CallId, Session)>);

impl Sessions {
    pub(super) fn get(&self, id: CallId) -> Option<&Session> {
        self.0
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, session)| session)
    }

    pub(super) fn get_mut(&mut self, id: CallId) -> Option<&mut Session> {
        self.0
            .iter_mut()
            .find(|(known, _)| *known == id)
            .map(|(_, session)| session)
    }

    pub(super) fn of(&mut self, id: CallId) -> &mut Session {
        let index = match self.0.iter().position(|(known, _)| *known == id) {
            Some(index) => index,
            None => {
                self.0.push((id, Session::default()));
                self.0.len() - 1
            }
        };
        &mut self.0[index].1
    }

    pub(super) fn remove(&mut self, id: CallId) -> Option<Session> {
        let index = self.0.iter().position(|(known, _)| *known == id)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Empties the list; the caller drops what was in it once no borrow is held.
    pub(super) fn clear(&mut self) -> Vec<(CallId, Session)> {
        std::mem::take(&mut self.0)
    }

    pub(super) fn peer(&self, id: CallId) -> Option<&Peer> {
        self.get(id)?.peer.as_ref()
    }
}

impl Driver {
    pub(super) fn carry(&self, id: CallId, command: MediaCommand) {
        match command {
            MediaCommand::Offer { exchange, .. } => self.negotiate(id, exchange, None),
            MediaCommand::Answer {
                exchange, offer, ..
            } => self.negotiate(id, exchange, Some(offer)),
            MediaCommand::Accept {
                exchange,
                answer,
                early,
            } => self.accept(id, exchange, answer, early),
            MediaCommand::Rollback => self.with_connection(id, |pc| Peer::rollback(&pc)),
            MediaCommand::SetMuted(muted) => {
                let mut sessions = self.sessions.borrow_mut();
                let session = sessions.of(id);
                session.muted = muted;
                if let Some(peer) = &session.peer {
                    peer.set_muted(muted);
                }
            }
            MediaCommand::Dtmf {
                tones,
                duration_ms,
                gap_ms,
            } => {
                if let Some(peer) = self.sessions.borrow().peer(id) {
                    peer.send_dtmf(&tones, duration_ms, gap_ms);
                }
            }
            MediaCommand::Close => {
                // The removed session is dropped after the borrow: closing may call back.
                let session = self.sessions.borrow_mut().remove(id);
                drop(session);
            }
        }
    }

    fn with_connection(&self, id: CallId, run: impl FnOnce(RtcPeerConnection)) {
        let connection = self.sessions.borrow().peer(id).map(Peer::connection);
        if let Some(pc) = connection {
            run(pc);
        }
    }

    /// Makes our offer, or our answer to `offer`.
    fn negotiate(&self, id: CallId, exchange: u32, mut offer: Option<String>) {
        // Two phones may answer a forked call in the same moment. If both greet the caller (DTLS), Chromium keeps
        // the greeting it hears before it has an answer, and that may be the loser's: no sound for the whole
        // call. So the caller greets, and only whom it has chosen. Later offers keep the roles.
        if !self.sessions.borrow_mut().of(id).described {
            offer = offer.map(|offer| greeting(&offer));
        }
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let Some(driver) = this.upgrade() else { return };
            let cap = driver.options.ice_gathering_cap_ms;
            let described = async {
                let pc = driver.peer_connection(id).await?;
                Peer::describe(&pc, offer.as_deref(), cap).await
            };
            let input = match described.await {
                Ok(sdp) => MediaInput::Described { exchange, sdp },
                Err(error) => MediaInput::Failed { exchange, error },
            };
            if matches!(input, MediaInput::Described { .. }) {
                driver.described(id);
            }
            driver.feed(Input::Media(id, input));
            // Whoever waits for the INVITE to be on its way is told by this, even when nothing else changed.
            if let Some(call) = driver.view(id) {
                driver.tell(Event::CallChange(call));
            }
        }));
    }

    fn described(&self, id: CallId) {
        if let Some(session) = self.sessions.borrow_mut().get_mut(id) {
            session.described = true;
        }
    }

    pub(super) fn is_described(&self, id: CallId) -> bool {
        self.sessions
            .borrow()
            .get(id)
            .is_some_and(|session| session.described)
    }

    fn accept(&self, id: CallId, exchange: u32, answer: String, early: bool) {
        let this = self.this.clone();
        self.with_connection(id, move |pc| {
            spawn(Box::pin(async move {
                let kind = if early {
                    RtcSdpType::Pranswer
                } else {
                    RtcSdpType::Answer
                };
                let result = Peer::accept(&pc, kind, &answer).await;
                let Some(driver) = this.upgrade() else { return };
                let input = match result {
                    Ok(()) => MediaInput::Accepted { exchange },
                    Err(error) => MediaInput::Failed { exchange, error },
                };
                driver.feed(Input::Media(id, input));
            }));
        });
    }

    /// The peer connection of this call; the first time, with the microphone opened for it.
    async fn peer_connection(&self, id: CallId) -> Result<RtcPeerConnection, MediaError> {
        if let Some(peer) = self.sessions.borrow().peer(id) {
            return Ok(peer.connection());
        }
        let capture = Capture::open(&self.options.audio).await?;
        // The call may have ended during the permission prompt: dropping the capture stops the microphone.
        let mut sessions = self.sessions.borrow_mut();
        let Some(session) = sessions.get_mut(id) else {
            return Err(MediaError::Failed);
        };
        if let Some(peer) = &session.peer {
            return Ok(peer.connection());
        }
        capture.set_muted(session.muted);
        let ice_servers = self.account.borrow().ice_servers.clone();
        let ice_servers = ice_servers.unwrap_or_else(|| self.options.ice_servers.clone());
        let this = self.this.clone();
        let tell = Rc::new(move |event: PeerEvent| {
            if let Some(driver) = this.upgrade() {
                driver.peer_event(id, &event);
            }
        });
        let peer = Peer::new(capture, &ice_servers, tell)?;
        let connection = peer.connection();
        session.peer = Some(peer);
        Ok(connection)
    }

    fn peer_event(self: Rc<Self>, id: CallId, event: &PeerEvent) {
        match event {
            PeerEvent::Connected => self.feed(Input::Media(id, MediaInput::Connected)),
            PeerEvent::Disconnected => self.feed(Input::Media(id, MediaInput::Disconnected)),
            PeerEvent::Remote => self.tell(Event::Media { id: id.as_u32() }),
            PeerEvent::PlaybackBlocked => {
                self.tell(Event::Error(PhoneError::of("media.playback-blocked")))
            }
            PeerEvent::CaptureEnded => {
                self.tell(Event::Error(PhoneError::of("media.microphone-lost")))
            }
        }
    }
}

/// The offer of a side that begins the DTLS handshake itself (RFC 8842 §5.2).
fn greeting(mut offer: &str) -> String {
    const EITHER: &str = "a=setup:actpass";
    let mut greeting = String::new();
    while let Some(at) = offer
        .as_bytes()
        .windows(EITHER.len())
        .position(|window| window == EITHER.as_bytes())
    {
        greeting.push_str(&offer[..at]);
        greeting.push_str("a=setup:active");
        offer = &offer[at + EITHER.len()..];
    }
    greeting.push_str(offer);
    greeting
}
