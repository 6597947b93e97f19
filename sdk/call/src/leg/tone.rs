//! Tones: in the audio where both sides know how (RFC 4733), else by INFO, one after the other.

use sip::{HeaderName, Instant, Method, Request, Status};

use super::*;
use crate::{DtmfError, sdp};

const DURATION_MS: u32 = 160;
const GAP_MS: u32 = 70;
/// What a comma means, to people and to RTCDTMFSender.
const PAUSE: Duration = Duration::from_secs(2);
const MOST: usize = 64;

impl Leg {
    pub fn send_tones(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        tones: &str,
    ) -> Result<(), DtmfError> {
        if let Some(bad) = tones
            .chars()
            .find(|c| !matches!(c, '0'..='9' | '*' | '#' | 'A'..='D' | 'a'..='d' | ','))
        {
            return Err(DtmfError::BadTone(bad));
        }
        if self.call.state() != CallState::Connected {
            return Err(DtmfError::NotConnected);
        }
        if self.tones.len() + tones.len() > MOST {
            return Err(DtmfError::TooMany);
        }
        let tones = tones.to_ascii_uppercase();
        if self.events {
            let command = MediaCommand::Dtmf {
                tones,
                duration_ms: DURATION_MS,
                gap_ms: GAP_MS,
            };
            ua.media(self.call.id, command);
        } else {
            self.tones.extend_from_slice(tones.as_bytes());
            if !self.tone_pending {
                self.next_tone(ua, now);
            }
        }
        Ok(())
    }

    pub(super) fn next_tone(&mut self, ua: &mut UserAgent, now: Instant) {
        self.tone_pending = false;
        if self.tones.is_empty() {
            return;
        }
        let tone = char::from(self.tones.remove(0));
        self.tone_pending = true;
        if tone == ',' {
            return self.set(ua, CallTimer::Tone, now + PAUSE);
        }
        let Some(dialog) = self.dialog.as_mut().filter(|_| ua.ready) else {
            return self.tones_lost(ua);
        };
        let mut info = dialog.request(Method::Info);
        info.headers
            .push(HeaderName::ContentType, "application/dtmf-relay");
        let mut relay = String::from("Signal=");
        relay.push(tone);
        relay.push_str("\r\nDuration=160\r\n");
        info.body = relay.into_bytes();
        ua.send(now, info, Owner::Call(self.call.id));
    }

    pub(super) fn tone_done(&mut self, ua: &mut UserAgent, now: Instant, status: Status) {
        if status == Status::NO_SUCH_CALL {
            self.unknown_there(ua, now);
        } else if status.is_success() {
            self.next_tone(ua, now);
        } else {
            // Whoever refuses one refuses the rest.
            self.tones_lost(ua);
        }
    }

    /// Tones that come late are wrong tones.
    pub(super) fn tones_lost(&mut self, ua: &mut UserAgent) {
        self.tones.clear();
        self.tone_pending = false;
        self.cancel(ua, CallTimer::Tone);
    }
}

/// The key an INFO tells of; `None` when it is about something else.
pub(crate) fn digit(info: &Request) -> Option<char> {
    let kind = info.headers.content_type();
    let body = core::str::from_utf8(&info.body).ok()?;
    let signal = if kind.eq_ignore_ascii_case("application/dtmf-relay") {
        sdp::lines(body).find_map(|line| {
            let (name, value) = sip::cut(line, b'=')?;
            let signal = name.trim_ascii().eq_ignore_ascii_case("signal");
            signal.then_some(value)
        })?
    } else if kind.eq_ignore_ascii_case("application/dtmf") {
        body
    } else {
        return None;
    };
    // Some gateways write the number of the event (RFC 4733 §3.2).
    match signal.trim_ascii() {
        "10" => Some('*'),
        "11" => Some('#'),
        signal => {
            let mut chars = signal.chars();
            let tone = chars.next()?.to_ascii_uppercase();
            (chars.next().is_none() && matches!(tone, '0'..='9' | '*' | '#' | 'A'..='D'))
                .then_some(tone)
        }
    }
}
