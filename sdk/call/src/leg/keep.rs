//! A call as text. None of it is secret, and all of it may have been changed by somebody before it comes back.

use sip::{Dialog, DialogState, Instant};

use super::*;
use crate::{CallId, Direction, MediaKind};

/// How far the numbers of our requests jump, for a page that crashes has not kept the last ones, and a row of tones is many (RFC 3261
/// §12.2.1.1 permits gaps).
const CSEQ_MARGIN: u32 = 100;

impl Leg {
    /// The call, if it can come back, as lines of which none is empty: its marks and times, texts with a letter each, its dialog.
    pub fn keep(&self) -> Option<String> {
        let call = &self.call;
        let dialog = self.dialog.as_ref()?;
        let answered = call.answered()?;
        if call.state() != CallState::Connected || dialog.state() != DialogState::Confirmed {
            return None;
        }
        let mut out = String::new();
        for (yes, letter) in [
            (call.direction == Direction::Outbound, 'o'),
            (call.kind == MediaKind::AudioVideo, 'v'),
            (call.muted, 'm'),
            (call.on_hold, 'h'),
            (call.held, 'r'),
            (self.events, 'e'),
            (self.expiry.updates, 'u'),
            (call.listens, 'l'),
            (call.in_conference, 'c'),
            (call.terminated, 't'),
        ] {
            out.push(if yes { letter } else { '-' });
        }
        let ringing = call.ringing().map_or(0, Instant::as_millis);
        for number in [
            u64::from(call.id.as_u32()),
            call.started().as_millis(),
            ringing,
            answered.as_millis(),
        ] {
            out.push(' ');
            sip::push_number(&mut out, number);
        }
        let far = self.far.as_ref();
        for (letter, text) in [
            ('Q', call.queue.as_ref()),
            ('S', far.map(|far| &far.0)),
            ('P', far.map(|far| &far.1)),
        ] {
            keep_text(&mut out, letter, text);
        }
        for party in [
            Some(&call.remote),
            call.diversion.as_ref(),
            call.consult_about.as_ref(),
        ] {
            keep_text(&mut out, 'U', party.map(|party| &party.uri));
            keep_text(&mut out, 'N', party.map(|party| &party.number));
            let name = party.and_then(|party| party.display_name.as_ref());
            keep_text(&mut out, 'D', name);
        }
        keep_text(&mut out, 'C', call.consult_call.as_ref());
        out.push('\n');
        out.push_str(&dialog.keep());
        Some(out)
    }

    /// The call that was kept, not yet asked for again.
    pub fn restore(kept: &str) -> Option<Box<Self>> {
        let (first, mut rest) = sip::cut(kept, b'\n')?;
        let (marks, mut numbers) = sip::cut(first, b' ')?;
        let is = |letter| marks.contains(letter);
        let mut number = || {
            let (digits, tail) = sip::cut_or_all(numbers, b' ');
            numbers = tail;
            sip::read_number(digits, u64::MAX)
        };
        let id = CallId(u32::try_from(number()?).ok()?);
        let [started, ringing, answered] = [number()?, number()?, number()?];
        let mut text = |letter| {
            let (line, tail) = sip::cut(rest, b'\n')?;
            let text = line.strip_prefix(letter)?;
            rest = tail;
            Some(String::from(text)).filter(|text| !text.is_empty())
        };
        let queue = text('Q');
        let far = text('S').zip(text('P'));
        let mut party = || {
            let (uri, number, display_name) = (text('U'), text('N'), text('D'));
            Some(Party {
                uri: uri?,
                number: number?,
                display_name,
            })
        };
        let (remote, diversion, consult_about) = (party()?, party(), party());
        let consult_call = text('C');
        let mut dialog = Dialog::restore(rest).ok()?;
        if dialog.state() != DialogState::Confirmed {
            return None;
        }
        for _ in 0..CSEQ_MARGIN {
            dialog.next_cseq();
        }
        let names = dialog.id();
        let mut call = Call::new(
            id,
            names.call_id.clone(),
            if is('o') {
                Direction::Outbound
            } else {
                Direction::Inbound
            },
            remote,
            if is('v') {
                MediaKind::AudioVideo
            } else {
                MediaKind::Audio
            },
            Instant::from_millis(started),
        );
        call.restored(
            Instant::from_millis(answered),
            (ringing > 0).then(|| Instant::from_millis(ringing)),
        );
        call.queue = queue;
        call.diversion = diversion;
        call.consult_about = consult_about;
        call.consult_call = consult_call;
        call.listens = is('l');
        call.in_conference = is('c');
        call.terminated = is('t');
        call.muted = is('m');
        call.on_hold = is('h');
        call.wants_hold = is('h');
        call.held = is('r');
        call.returning = true;
        let mut leg = Leg::new(call, names.local_tag.clone());
        leg.events = is('e');
        leg.expiry.updates = is('u');
        leg.far = far;
        leg.set_dialog(dialog);
        Some(leg)
    }
}

/// A line of text, or an empty one in its place.
fn keep_text(out: &mut String, letter: char, text: Option<&String>) {
    out.push('\n');
    out.push(letter);
    if let Some(text) = text {
        out.extend(text.chars().filter(|c| !c.is_control()));
    }
}
