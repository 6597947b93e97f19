//! Who hears what: a party that is held music, a conference each other, one that is sent away an announcement.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use call::{CallId, Hold, LineId, MediaInput};
use desk::Input;
use web_sys::{AudioBuffer, MediaStream};

use super::driver::Driver;
use super::session::Session;
use crate::lent::spawn;
use crate::media::{Channel, Mixer, load, tune};
use crate::view::Event;
use crate::{HoldMusic, PhoneError};

/// After its last sample an announcement has this long, in milliseconds, to get to the far side's ear.
const TAIL_MS: u32 = 500;
/// An announcement that takes so much longer than it is, in milliseconds, is not being played.
const STUCK_MS: u32 = 4_000;

/// What there is to be heard besides people.
#[derive(Default)]
pub(crate) struct Sound {
    mixer: RefCell<Option<Rc<Mixer>>>,
    music: RefCell<Option<AudioBuffer>>,
    announcement: RefCell<Option<AudioBuffer>>,
    /// Whether the files were asked for, and whether the music is still on its way.
    asked: Cell<bool>,
    awaited: Cell<bool>,
}

/// All that is said on a line, for whoever records it: our microphone as the line hears it, and every party.
///
/// One mixed track, behind which everybody who comes and goes is followed: a muted microphone and that of a line that is
/// held are silent there. It is silent as well while the page waits for its first click. The graph closes when the last
/// call and the last of these is gone.
pub(crate) struct LineSound {
    /// What to record. Its track ends when this is dropped.
    pub stream: MediaStream,
    mixer: Rc<Mixer>,
}

impl Drop for LineSound {
    fn drop(&mut self) {
        self.mixer.untap(&self.stream);
    }
}

impl Driver {
    /// Fetches what the integrator wants to be heard, once, so that a file that can not be used is known before a call.
    pub(super) fn load_sounds(&self) {
        if self.sound.asked.replace(true) {
            return;
        }
        let music = match &self.options.hold_music {
            HoldMusic::File(url) => Some(url.clone()),
            _ => None,
        };
        self.sound.awaited.set(music.is_some());
        let files = [
            (music, "media.bad-music"),
            (self.options.announcement.clone(), "media.bad-announcement"),
        ];
        for (index, (url, code)) in files.into_iter().enumerate() {
            let Some(url) = url else { continue };
            let this = self.this.clone();
            spawn(Box::pin(async move {
                let loaded = load(&url).await;
                let Some(driver) = this.upgrade() else { return };
                if index == 0 {
                    driver.sound.awaited.set(false);
                }
                match loaded {
                    Ok(sound) => {
                        let sounds = [&driver.sound.music, &driver.sound.announcement];
                        sounds[index].replace(Some(sound));
                    }
                    Err(rule) => {
                        driver.tell(Event::Error(PhoneError::of(code).because(rule)));
                    }
                }
                // A call that was held when its page was reloaded waits for its music.
                driver.route();
            }));
        }
    }

    /// What those who are held hear.
    fn music(&self) -> Option<AudioBuffer> {
        let mut music = self.sound.music.borrow_mut();
        if music.is_none()
            && !self.sound.awaited.get()
            && self.options.hold_music != HoldMusic::Silence
        {
            *music = tune();
        }
        music.clone()
    }

    /// Lets everybody hear what they are to hear now.
    pub(super) fn route(&self) {
        let mut sessions = self.sessions.borrow_mut();
        let facts = |id| {
            self.read(|desk| {
                let call = desk.phone().call(id)?;
                let line = desk.phone().line_of(id).map(|line| line.id());
                Some((call.hold() != Hold::Off, call.muted(), line))
            })
            .flatten()
            .unwrap_or_default()
        };
        let mut waits = false;
        let mut channels = Vec::new();
        for (id, session) in sessions.iter_mut() {
            let (held, muted, line) = facts(*id);
            let Session {
                peer,
                fresh,
                capture,
                strip,
                mixed,
                ..
            } = session;
            let Some(capture) = capture else { continue };
            // Whoever is held is not to overhear us, whatever becomes of the music.
            capture.set_muted(muted || held);
            waits |= held || *mixed;
            channels.push(Channel {
                strip,
                capture,
                peers: [peer.as_ref(), fresh.as_ref()],
                line,
                mixed: *mixed,
                held,
                muted,
            });
        }
        if waits {
            self.open_mixer();
        }
        let mixer = self.sound.mixer.borrow().clone();
        let Some(mixer) = mixer else { return };
        let music = match waits {
            true => self.music(),
            false => None,
        };
        mixer.route(&mut channels, music.as_ref());
        if channels.is_empty() {
            // It closes now, or with the recording that still has it.
            self.sound.mixer.take();
        }
    }

    pub(super) fn open_mixer(&self) {
        let mut mixer = self.sound.mixer.borrow_mut();
        if mixer.is_none() {
            let this = self.this.clone();
            let changed = Box::new(move |_| {
                if let Some(driver) = this.upgrade() {
                    driver.route();
                }
            });
            *mixer = Mixer::open(changed).map(Rc::new);
        }
    }

    /// What is said on a line from now on. `None` where there is no Web Audio.
    pub(crate) fn line_sound(&self, line: LineId) -> Option<LineSound> {
        self.open_mixer();
        let mixer = self.sound.mixer.borrow().clone()?;
        let sound = LineSound {
            stream: mixer.tap(line)?,
            mixer,
        };
        self.route();
        Some(sound)
    }

    /// Plays the announcement to one party, in place of everything else.
    pub(super) fn announce(&self, id: CallId) {
        self.open_mixer();
        let sound = self.sound.announcement.borrow().clone();
        let mixer = self.sound.mixer.borrow().clone();
        let this = self.this.clone();
        let ended = Box::new(move |_| {
            if let Some(driver) = this.upgrade() {
                driver.announced_in(id, TAIL_MS);
            }
        });
        let wait_ms = match (sound, mixer, self.sessions.borrow_mut().get_mut(id)) {
            (Some(sound), Some(mixer), Some(session)) => {
                mixer.announce(&mut session.strip, &sound, ended);
                (sound.duration() * 1_000.0) as u32 + STUCK_MS
            }
            _ => 0,
        };
        self.announced_in(id, wait_ms);
        self.route();
    }

    fn announced_in(&self, id: CallId, wait_ms: u32) {
        let timer = self.after(wait_ms, Driver::announced, id.as_u32());
        if let Some(session) = self.sessions.borrow_mut().get_mut(id) {
            session.announcing = Some(timer);
        }
    }

    fn announced(&self, id: u32) {
        let id = CallId::from_u32(id);
        self.feed(Input::Media(id, MediaInput::Announced));
    }
}
