//! Every visible string, one file per language.

mod en;
mod ja;
mod ko;

use crate::fault::{Fault, Remedy};
use crate::ringdesk_phone::{CONTROLS, Presence, REFUSALS, STANDINGS};

/// What one language says. A new language is a new file and one arm in [`of`].
pub struct Text {
    /// The language, for dates and for the `lang` attribute.
    pub code: &'static str,

    pub phone: &'static str,
    pub open_phone: &'static str,
    pub minimise: &'static str,
    pub menu: &'static str,
    pub change_state: &'static str,
    pub presence: fn(Presence) -> &'static str,
    pub presence_means: fn(Presence) -> &'static str,
    pub state_locked: &'static str,
    pub connected: &'static str,
    pub connecting: &'static str,
    pub reconnecting: &'static str,
    pub reconnecting_means: &'static str,
    pub reconnecting_in_call: &'static str,
    pub ring_sound: &'static str,
    pub shortcuts: &'static str,
    pub log_in: &'static str,
    pub log_out: &'static str,
    pub logging_in: &'static str,
    pub logging_in_means: &'static str,
    pub logged_out: &'static str,
    pub logged_out_means: &'static str,
    pub no_account: &'static str,

    pub dial_label: &'static str,
    pub dial_placeholder: &'static str,
    pub dial_pad: &'static str,
    pub backspace: &'static str,
    pub call: &'static str,
    pub call_needs_number: &'static str,
    pub call_needs_link: &'static str,
    pub stripped: &'static str,
    pub number_characters: &'static str,
    pub number_plus: &'static str,
    pub number_forbidden: &'static str,
    pub number_short: fn(usize) -> String,
    pub number_long: fn(usize) -> String,
    pub suggestions: &'static str,
    pub colleague: &'static str,
    pub contact: &'static str,
    pub recent: &'static str,
    pub recent_none: &'static str,
    pub call_incoming: &'static str,
    pub call_outgoing: &'static str,
    pub call_missed: &'static str,
    pub call_number: fn(&str) -> String,
    pub just_now: &'static str,
    pub minutes_ago: fn(u32) -> String,
    pub hours_ago: fn(u32) -> String,
    pub days_ago: fn(u32) -> String,

    pub incoming_call: &'static str,
    pub through: fn(&str) -> String,
    pub direct: &'static str,
    pub ringing_for: &'static str,
    pub answer: &'static str,
    pub answering: &'static str,
    pub decline: &'static str,
    pub announce_incoming: fn(&str, &str) -> String,

    pub dialling: &'static str,
    pub ringing: &'static str,
    pub queued: &'static str,
    pub queued_at: fn(u32) -> String,
    pub in_call: &'static str,
    pub ending: &'static str,
    pub mute: &'static str,
    pub muted: &'static str,
    pub muted_means: &'static str,
    pub held: &'static str,
    pub held_means: &'static str,
    pub returning: &'static str,
    pub returning_means: &'static str,
    pub unheard: &'static str,
    pub unheard_means: &'static str,
    pub keypad: &'static str,
    pub keys_sent: &'static str,
    pub end: &'static str,
    pub cancel: &'static str,
    pub copy_number: &'static str,
    pub copied: &'static str,
    pub unknown_caller: &'static str,

    /// What each control is called.
    pub controls: [&'static str; CONTROLS],
    /// Why a control can not be had, in the order of the phone's codes; the last for one that is not known.
    pub refusals: [&'static str; REFUSALS + 1],
    /// How a line stands; the first is never seen.
    pub standings: [&'static str; STANDINGS],
    pub about: &'static str,
    pub members: &'static str,
    pub remove: &'static str,
    pub transferring_to: &'static str,
    pub transferring_means: &'static str,
    pub transfer_failed: &'static str,
    pub still_here: &'static str,
    pub choose_another: &'static str,
    /// What answering a second call does to the first.
    pub answers: [&'static str; 3],
    pub not_reached: &'static str,
    pub listening: &'static str,
    pub listening_means: &'static str,
    pub speak: &'static str,
    pub recording: &'static str,
    pub recording_paused: &'static str,
    pub recording_resume: &'static str,
    pub ask_merge: (&'static str, &'static str),
    pub ask_end: (&'static str, &'static str),
    pub ask_terminate: (&'static str, &'static str),
    /// What a caller hears before a call is ended by force, when the page gives no words.
    pub announcement: &'static str,
    pub actions: &'static str,
    pub actions_short: &'static str,
    pub seek: &'static str,
    pub refresh: &'static str,
    pub looking: &'static str,
    pub look_failed: &'static str,
    pub nobody: &'static str,
    /// The headings of the call actions.
    pub kinds: [&'static str; 6],
    pub available_count: &'static str,
    pub waiting_count: &'static str,
    pub in_wrap_up: &'static str,
    pub only_available: &'static str,
    pub keep_frequent: &'static str,

    pub ticket_searching: &'static str,
    pub ticket_waiting: &'static str,
    pub ticket_open: &'static str,
    pub notes: &'static str,
    pub notes_placeholder: &'static str,
    pub tags: &'static str,
    pub tags_placeholder: &'static str,
    pub tag_remove: fn(&str) -> String,
    pub subject_from: fn(&str) -> String,
    pub subject_to: fn(&str) -> String,
    pub call_lasted: fn(&str, &str) -> String,
    pub call_ended: &'static str,
    pub ended_by_them: &'static str,
    pub ended_by_you: &'static str,
    pub ended_by_network: &'static str,
    pub done: &'static str,
    pub done_means: &'static str,
    pub saved: &'static str,

    pub fault: fn(Fault) -> (&'static str, &'static str),
    pub remedy: fn(Remedy) -> &'static str,
    pub close: &'static str,
    pub hide: &'static str,
    pub microphone_steps: [&'static str; 3],

    pub meet_name: &'static str,
    pub meet_name_means: &'static str,
    pub meet_start: &'static str,
    pub meet_connecting: &'static str,
    pub meet_microphone: &'static str,
    pub meet_calling: &'static str,
    pub meet_waiting: fn(u32) -> String,
    pub meet_waiting_means: &'static str,
    pub meet_waited: &'static str,
    pub meet_talking: &'static str,
    pub meet_talking_with: fn(&str) -> String,
    pub meet_ended: &'static str,
    pub meet_ended_means: &'static str,
    pub meet_again: &'static str,
    pub meet_leave: &'static str,
    pub meet_fault: fn(Fault) -> (&'static str, &'static str),
}

/// Puts words into the place that `template` keeps for them.
pub fn fill(template: &'static str, words: &str) -> String {
    let mut pieces = template.split('{');
    let mut filled = String::from(pieces.next().unwrap_or_default());
    for piece in pieces {
        filled += words;
        filled += piece.strip_prefix('}').unwrap_or(piece);
    }
    filled
}

/// Adds a word to a list of words.
pub fn list(words: &mut String, between: &str, word: &str) {
    if !words.is_empty() {
        *words += between;
    }
    *words += word;
}

/// Whether a name may begin so, and a number may not: a letter of any script. Unicode's own table would be larger than all that it is
/// asked for; what numbers are written with ends below U+00C0, or lies between U+2000 and U+3000.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (c >= '\u{c0}' && !('\u{2000}'..'\u{3000}').contains(&c))
}

/// The text for a BCP 47 language tag; English when there is none for it.
pub fn of(language: &str) -> &'static Text {
    match language.get(..2).unwrap_or_default() {
        "ko" => &ko::TEXT,
        "ja" => &ja::TEXT,
        _ => &en::TEXT,
    }
}
