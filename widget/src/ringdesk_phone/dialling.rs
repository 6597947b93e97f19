//! The dial field at work: dialling, pasting, suggestions.

use std::rc::Rc;

use call::DialOptions;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    driver::Driver,
    reading::number_note,
    snapshot::{HintKind, NumberNote},
};

/// How many suggestions are shown.
const HINTS: usize = 6;

impl Driver {
    /// Calls a number, a name or an address.
    pub fn dial(self: &Rc<Self>, target: String) {
        let Some(phone) = self.phone() else { return };
        let target = target.trim().to_owned();
        if target.is_empty() {
            return;
        }
        self.model.hints.try_set(Vec::new());
        self.ring.prepare();
        let this = self.clone();
        spawn_local(async move {
            match phone.dial(&target, DialOptions::default()).await {
                Ok(id) => {
                    if let Some(call) = phone.call(id) {
                        this.begin(&call);
                    }
                    this.model.draft.try_set(String::new());
                    this.model.number_note.try_set(None);
                    this.model.open.try_set(true);
                }
                Err(error) => match number_note(error.code()) {
                    Some(note) => {
                        this.model.number_note.try_set(Some(note));
                    }
                    // The call's end has told of it.
                    None if error.code().starts_with("media.") => {}
                    None => this.trouble(&error, None),
                },
            }
            this.sync();
        });
        self.sync();
    }

    /// Keeps the characters that a number may have (WX-64); text with letters is a name and stays whole.
    pub(super) fn paste(self: &Rc<Self>, pasted: &str) {
        let pasted = pasted.trim();
        let named = pasted
            .chars()
            .any(|c| crate::text::is_letter(c) || c == '@');
        let kept: String = if named {
            pasted.chars().filter(|c| !c.is_control()).collect()
        } else {
            pasted
                .chars()
                .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '*' | ':'))
                .collect()
        };
        // Spaces, dashes and brackets are how people write numbers: only other losses are worth a word.
        let plain =
            |c: char| kept.contains(c) || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}');
        let lost = !named && !pasted.chars().all(plain);
        self.model.draft.try_set(kept);
        self.model
            .number_note
            .try_set(lost.then_some(NumberNote::Stripped));
        self.search();
    }

    pub(super) fn search(self: &Rc<Self>) {
        let draft = self.model.draft.try_get_untracked().unwrap_or_default();
        let turn = self.search.get().wrapping_add(1);
        self.search.set(turn);
        if draft.trim().chars().count() < 2 {
            self.model.hints.try_set(Vec::new());
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            gloo::timers::future::TimeoutFuture::new(180).await;
            if this.search.get() != turn {
                return;
            }
            let mut hints = this.cases.suggest(&draft).await;
            // Typed on meanwhile: another search is under way.
            if this.search.get() == turn {
                hints.sort_by_key(|hint| hint.kind == HintKind::Contact);
                hints.truncate(HINTS);
                this.model.hints.try_set(hints);
            }
        });
    }
}
