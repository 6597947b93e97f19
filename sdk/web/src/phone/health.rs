//! Whether calls are heard, and what is done when one is not.

use std::rc::Rc;

use call::{Call, CallId, CallState, MediaInput};
use desk::{Desk, Input};
use web_sys::RtcPeerConnection;

use super::driver::Driver;
use crate::PhoneError;
use crate::lent::spawn;
use crate::media::{Peer, PeerEvent, Pulse};
use crate::view::Event;

/// How often the far side's pulse is taken, in milliseconds.
const PULSE_EVERY_MS: u32 = 1_300;
/// After so many beats that were missed the far side is not heard: that is more than the five seconds between two reports of
/// a far side that sends nothing else (RFC 3550 §6.2).
const MISSED: u32 = 4;
/// How long a connection may be without a path before another is offered, in milliseconds. Most come back by themselves, and
/// where the far side has moved it is the one to offer: an offer of ours that is on its way to where it was would cost it the
/// seconds of a glare (RFC 3261 §14.1). Our own moves are known sooner, by the page's events and by the socket.
const PATHLESS_MS: u32 = 5_000;

impl Driver {
    pub(super) fn peer_event(self: Rc<Self>, id: CallId, pc: &RtcPeerConnection, event: PeerEvent) {
        // One that is not agreed yet has nothing to say, and one that was replaced has not any more.
        if self
            .sessions
            .borrow()
            .peer(id)
            .map(Peer::connection)
            .as_ref()
            != Some(pc)
        {
            return;
        }
        match event {
            PeerEvent::Connected => self.flows(id),
            PeerEvent::Disconnected => {
                self.feed(Input::Media(id, MediaInput::Disconnected));
                let timer = self.after(PATHLESS_MS, Driver::no_path, 0);
                *self.pathless.borrow_mut() = Some(timer);
            }
            PeerEvent::Failed => {
                self.feed(Input::Media(id, MediaInput::Disconnected));
                self.no_path(0);
            }
            PeerEvent::Remote => {
                self.route();
                self.tell(Event::Media { id: id.as_u32() });
            }
            PeerEvent::PlaybackBlocked => {
                self.tell(Event::Error(PhoneError::of("media.playback-blocked")))
            }
            PeerEvent::CaptureEnded => {
                self.tell(Event::Error(PhoneError::of("media.microphone-lost")))
            }
        }
    }

    /// If the call's connection is up, its predecessor is not needed any more, and the call is told.
    pub(super) fn flows(&self, id: CallId) {
        let old = match self.sessions.borrow_mut().get_mut(id) {
            Some(session) if session.peer.as_ref().is_some_and(Peer::is_connected) => {
                session.old.take()
            }
            _ => return,
        };
        drop(old);
        self.feed(Input::Media(id, MediaInput::Connected));
        if self.pulse.borrow().is_none() {
            self.pulse_later();
        }
    }

    /// Calls that found no path for a while are offered another connection, over a socket that is known to be alive.
    fn no_path(&self, _: u32) {
        let lost = |id: &CallId| {
            let sessions = self.sessions.borrow();
            let session = sessions.get(*id);
            session.is_some_and(|session| {
                session.fresh.is_none() && session.peer.as_ref().is_some_and(Peer::is_lost)
            })
        };
        let ids = self.sessions.borrow().ids();
        for id in ids.into_iter().filter(lost) {
            self.link_check();
            self.renew_media(id);
        }
    }

    pub(super) fn renew_media(&self, id: CallId) {
        let _ = self.command(&mut |desk, now| {
            desk.order(now, |phone| phone.renew_media(now, id))
                .map_err(|error| error.code())
        });
    }

    /// Another connection for every call that is up: the machine may have other addresses now.
    pub(super) fn renew_all_media(&self, only_unheard: bool) {
        for id in self.connected_calls() {
            let heard = self.sessions.borrow().get(id).is_some_and(|session| {
                session.missed == 0 && session.peer.as_ref().is_some_and(Peer::is_connected)
            });
            if !(only_unheard && heard) {
                self.renew_media(id);
            }
        }
    }

    pub(super) fn connected_calls(&self) -> Vec<CallId> {
        self.calls_in(|state| state == CallState::Connected)
    }

    pub(super) fn calls_in(&self, wanted: fn(CallState) -> bool) -> Vec<CallId> {
        self.read(|desk| {
            let calls = desk.phone().calls();
            let wanted = calls.filter(|call| wanted(call.state()));
            wanted.map(|call| call.id()).collect()
        })
        .unwrap_or_default()
    }

    fn pulse_later(&self) {
        let timer = self.after(PULSE_EVERY_MS, Driver::take_pulses, 0);
        *self.pulse.borrow_mut() = Some(timer);
    }

    /// Listens for the pulse of every call, as long as there are calls.
    fn take_pulses(&self, _: u32) {
        self.pulse.take();
        let ids = self.sessions.borrow().ids();
        if ids.is_empty() {
            return;
        }
        self.pulse_later();
        self.keep_calls();
        for id in ids {
            let Some(pc) = self.sessions.borrow().peer(id).map(Peer::connection) else {
                continue;
            };
            let this = self.this.clone();
            spawn(Box::pin(async move {
                let pulse = Pulse::of(&pc).await;
                if let Some(driver) = this.upgrade() {
                    driver.felt(id, pulse);
                }
            }));
        }
    }

    fn felt(&self, id: CallId, pulse: Option<Pulse>) {
        // A far side that put us on hold may well be silent.
        let held = self.read(|desk| {
            desk.phone()
                .call(id)
                .is_none_or(|call| call.held_by_remote())
        });
        let (before, missed) = {
            let mut sessions = self.sessions.borrow_mut();
            let Some(session) = sessions.get_mut(id) else {
                return;
            };
            let before = session.missed;
            let beats = match pulse {
                Some(pulse) => {
                    let last = std::mem::replace(&mut session.pulse, pulse);
                    pulse.beats_since(last)
                }
                None => true,
            };
            session.missed = match beats || held != Some(false) {
                true => 0,
                false => before + 1,
            };
            (before, session.missed)
        };
        match missed {
            0 if before >= MISSED => self.feed(Input::Media(id, MediaInput::Audible)),
            MISSED => {
                self.feed(Input::Media(id, MediaInput::Silent));
                let lost = |desk: &Desk| desk.phone().call(id).is_some_and(Call::inbound_lost);
                if self.read(lost) == Some(true) {
                    self.tell(Event::Error(PhoneError::of("media.no-inbound")));
                }
            }
            // It may be our own network that is gone.
            1 => self.link_check(),
            _ => {}
        }
    }
}
