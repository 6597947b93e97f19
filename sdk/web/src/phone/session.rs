//! Carries out what a call asks of its media.

use std::rc::Rc;

use call::{CallId, MediaCommand, MediaDirection, MediaError, MediaInput, Record, Transport};
use desk::Input;
use web_sys::{RtcPeerConnection, RtcSdpType};

use super::driver::Driver;
use crate::lent::spawn;
use crate::media::{Capture, Enough, Patience, Peer, Pulse, Strip};
use crate::timer::Timer;
use crate::view::Event;

/// The media of one call, from its first command until `Close`.
#[derive(Default)]
pub(crate) struct Session {
    /// What the call goes through.
    pub(super) peer: Option<Peer>,
    /// What it will go through when both sides agree.
    pub(super) fresh: Option<Peer>,
    /// What it went through before: the far side may still be heard there while the successor connects.
    pub(super) old: Option<Peer>,
    pub(super) capture: Option<Rc<Capture>>,
    /// Its nodes in the audio graph, where it has any.
    pub(super) strip: Strip,
    /// Whether the far side hears the other parties of its line.
    pub(super) mixed: bool,
    /// While an announcement is played: until it is over.
    pub(super) announcing: Option<Timer>,
    /// Whether the far side was told, or is being told, what we can do.
    described: bool,
    /// The last sign of the far side, and how often there was none since.
    pub(super) pulse: Pulse,
    pub(super) missed: u32,
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

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut (CallId, Session)> {
        self.0.iter_mut()
    }

    pub(super) fn remove(&mut self, id: CallId) -> Option<Session> {
        let index = self.0.iter().position(|(known, _)| *known == id)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Empties the list; the caller drops what was in it once no borrow is held.
    pub(super) fn clear(&mut self) -> Vec<(CallId, Session)> {
        std::mem::take(&mut self.0)
    }

    pub(super) fn ids(&self) -> Vec<CallId> {
        self.0.iter().map(|(id, _)| *id).collect()
    }

    pub(super) fn peer(&self, id: CallId) -> Option<&Peer> {
        self.get(id)?.peer.as_ref()
    }
}

impl Driver {
    pub(super) fn carry(&self, id: CallId, command: MediaCommand) {
        match command {
            MediaCommand::Offer {
                exchange,
                direction,
                transport,
                ..
            } => self.negotiate(id, exchange, None, direction, transport),
            MediaCommand::Answer {
                exchange,
                offer,
                direction,
                transport,
                ..
            } => self.negotiate(id, exchange, Some(offer), direction, transport),
            MediaCommand::Accept {
                exchange,
                answer,
                early,
            } => self.accept(id, exchange, answer, early),
            MediaCommand::Rollback => self.roll_back(id),
            MediaCommand::SetMuted(_) => self.route(),
            MediaCommand::Mix(line) => {
                // A call of the page before is told of before it has asked for anything.
                self.sessions.borrow_mut().of(id).mixed = line.is_some();
                self.route();
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
            MediaCommand::Announce => self.announce(id),
            MediaCommand::Close => {
                // The removed session is dropped after the borrow: closing may call back.
                let session = self.sessions.borrow_mut().remove(id);
                drop(session);
                self.route();
            }
        }
    }

    fn roll_back(&self, id: CallId) {
        let (fresh, kept) = match self.sessions.borrow_mut().get_mut(id) {
            Some(session) => (
                session.fresh.take(),
                session.peer.as_ref().map(Peer::connection),
            ),
            None => return,
        };
        if let (None, Some(pc)) = (fresh, kept) {
            Peer::rollback(&pc);
        }
    }

    /// Makes our offer, or our answer to `offer`.
    fn negotiate(
        &self,
        id: CallId,
        exchange: u32,
        mut offer: Option<String>,
        direction: MediaDirection,
        transport: Transport,
    ) {
        // Two phones may answer a forked call in the same moment. If both greet the caller (DTLS), Chromium keeps
        // the greeting it hears before it has an answer, and that may be the loser's: no sound for the whole
        // call. So the caller greets, and only whom it has chosen. Later offers keep the roles.
        if !self.sessions.borrow_mut().of(id).described {
            offer = offer.map(|offer| greeting(&offer));
        }
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let Some(driver) = this.upgrade() else { return };
            let described = async {
                let capture = driver.capture(id).await?;
                let (pc, patience) = driver.peer_connection(id, transport, &capture)?;
                Peer::describe(&pc, &capture, offer.as_deref(), direction, patience).await
            };
            let described = described.await;
            if described.is_ok() {
                if let Some(session) = driver.sessions.borrow_mut().get_mut(id) {
                    session.described = true;
                }
                driver.route();
                if offer.is_some() {
                    driver.agreed(id);
                }
            }
            let input = match described {
                Ok(sdp) => MediaInput::Described { exchange, sdp },
                Err(error) => MediaInput::Failed { exchange, error },
            };
            driver.feed(Input::Media(id, input));
            // Whoever waits for the INVITE to be on its way is told by this, even when nothing else changed.
            if let Some(call) = driver.view(id) {
                driver.tell(Event::CallChange(call));
            }
        }));
    }

    pub(super) fn is_described(&self, id: CallId) -> bool {
        self.sessions
            .borrow()
            .get(id)
            .is_some_and(|session| session.described)
    }

    fn accept(&self, id: CallId, exchange: u32, answer: String, early: bool) {
        let connection = match self.sessions.borrow().get(id) {
            Some(session) => session.fresh.as_ref().or(session.peer.as_ref()),
            None => None,
        }
        .map(Peer::connection);
        let Some(pc) = connection else { return };
        let this = self.this.clone();
        spawn(Box::pin(async move {
            let kind = if early {
                RtcSdpType::Pranswer
            } else {
                RtcSdpType::Answer
            };
            let result = Peer::accept(&pc, kind, &answer).await;
            let Some(driver) = this.upgrade() else { return };
            let input = match result {
                Ok(()) => {
                    if !early {
                        driver.agreed(id);
                    }
                    MediaInput::Accepted { exchange }
                }
                Err(error) => MediaInput::Failed { exchange, error },
            };
            driver.feed(Input::Media(id, input));
        }));
    }

    /// Both sides know the fresh connection, if there is one: from now on it is the call's.
    fn agreed(&self, id: CallId) {
        let before = {
            let mut sessions = self.sessions.borrow_mut();
            let Some(session) = sessions.get_mut(id) else {
                return;
            };
            let Some(fresh) = session.fresh.take() else {
                return;
            };
            session.missed = 0;
            session.pulse = Pulse::default();
            let before = std::mem::replace(&mut session.old, session.peer.replace(fresh));
            drop(sessions);
            before
        };
        drop(before);
        self.route();
        self.flows(id);
        self.tell(Event::Media { id: id.as_u32() });
    }

    /// The microphone of this call, opened the first time.
    pub(super) async fn capture(&self, id: CallId) -> Result<Rc<Capture>, MediaError> {
        let open = |session: &Session| session.capture.clone();
        if let Some(capture) = self.sessions.borrow().get(id).and_then(open) {
            return Ok(capture);
        }
        let capture = Rc::new(Capture::open(&self.options.audio).await?);
        // The call may have ended during the permission prompt: dropping the capture stops the microphone.
        let mut sessions = self.sessions.borrow_mut();
        let session = sessions.get_mut(id).ok_or(MediaError::Failed)?;
        let capture = session.capture.get_or_insert(capture).clone();
        drop(sessions);
        // A graph that opens only with the recording would miss its first word.
        if self.options.profile.record != Record::Off {
            self.open_mixer();
        }
        self.route();
        Ok(capture)
    }

    /// The peer connection for an exchange, and how long its candidates are waited for.
    fn peer_connection(
        &self,
        id: CallId,
        transport: Transport,
        capture: &Rc<Capture>,
    ) -> Result<(RtcPeerConnection, Patience), MediaError> {
        let ice_servers = self.account.borrow().ice_servers.clone();
        let ice_servers = ice_servers.unwrap_or_else(|| self.options.ice_servers.clone());
        let mut patience = Patience {
            cap_ms: self.options.ice_gathering_cap_ms,
            until: ice_servers.enough(),
        };
        let dropped = {
            let mut sessions = self.sessions.borrow_mut();
            let session = sessions.get_mut(id).ok_or(MediaError::Failed)?;
            if let Some(peer) = &session.peer {
                if transport == Transport::Kept {
                    return Ok((peer.connection(), patience));
                }
                // What did not get through with few addresses may get through with all.
                if !peer.is_connected() {
                    patience.until = Enough::All;
                }
            }
            let pc = ice_servers
                .peer_connection(self.options.ice_policy)
                .ok_or(MediaError::Unsupported)?;
            let (this, own) = (self.this.clone(), pc.clone());
            let tell = Rc::new(move |event| {
                if let Some(driver) = this.upgrade() {
                    driver.peer_event(id, &own, event);
                }
            });
            let peer = Peer::new(capture.clone(), pc.clone(), tell);
            let place = match session.peer {
                Some(_) => &mut session.fresh,
                None => &mut session.peer,
            };
            (place.replace(peer), pc)
        };
        Ok((dropped.1, patience))
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
