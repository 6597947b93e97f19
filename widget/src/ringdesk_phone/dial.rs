//! Between calls: the dial field with its suggestions, the dial pad, the recent calls.

use leptos::prelude::*;
use web_sys::{ClipboardEvent, Event, KeyboardEvent};

use super::{
    model::{Command, Ui},
    pad::pad,
    snapshot::{Hint, HintKind, Link, NumberNote, Past, Recent},
};
use crate::{
    clock,
    dom::{El, button, classed, el, group},
    icon::{self, icon},
    text::Text,
};

pub fn stage(ui: Ui) -> El {
    let text = ui.text;
    let lit = RwSignal::new(None::<usize>);
    let hints = move || ui.model.hints.with(Vec::len);
    let recent = move || ui.read(|now| now.recent.clone());
    let change = move |value: String| {
        ui.model.draft.set(value);
        ui.model.number_note.set(None);
        lit.set(None);
        ui.perform(Command::Search);
    };
    group()
        .child(
            classed("div", "field")
                .child(
                    classed("input", "number")
                        .set("part", "number")
                        .set("type", "text")
                        .set("inputmode", "tel")
                        .set("autocomplete", "off")
                        .set("spellcheck", "false")
                        .set("role", "combobox")
                        .set("aria-label", text.dial_label)
                        .set("aria-autocomplete", "list")
                        .set("aria-controls", "hints")
                        .bind("aria-expanded", move || hints() > 0)
                        .bind("aria-activedescendant", move || {
                            lit.get().map(|at| format!("hint-{at}"))
                        })
                        .bind("aria-invalid", move || is_invalid(ui).then_some("true"))
                        .set("aria-describedby", "number-note")
                        .set("placeholder", text.dial_placeholder)
                        .bind_value(ui.model.draft)
                        .on("input", move |event: &Event| {
                            change(event_target_value(event))
                        })
                        .on("paste", move |event: &ClipboardEvent| {
                            if let Some(pasted) = pasted(event) {
                                event.prevent_default();
                                ui.perform(Command::Paste(pasted));
                            }
                        })
                        .on("keydown", move |event: &KeyboardEvent| {
                            // An input method uses these keys itself while it composes.
                            if event.is_composing() {
                                return;
                            }
                            let count = ui.model.hints.with_untracked(Vec::len);
                            match event.key().as_str() {
                                "Enter" => match lit.get_untracked() {
                                    Some(at) => pick(ui, at),
                                    None => {
                                        ui.perform(Command::Dial(ui.model.draft.get_untracked()))
                                    }
                                },
                                "ArrowDown" if count > 0 => {
                                    lit.update(|at| {
                                        *at = Some(at.map_or(0, |at| (at + 1) % count))
                                    });
                                }
                                "ArrowUp" if count > 0 => {
                                    lit.update(|at| {
                                        *at = Some(
                                            at.map_or(count - 1, |at| (at + count - 1) % count),
                                        )
                                    });
                                }
                                "Escape" => ui.model.hints.set(Vec::new()),
                                _ => return,
                            }
                            event.prevent_default();
                        }),
                )
                .show(
                    move || ui.model.draft.with(|draft| !draft.is_empty()),
                    move || {
                        button("round")
                            .set("aria-label", text.backspace)
                            .set("title", text.backspace)
                            .press(move || {
                                let mut draft = ui.model.draft.get_untracked();
                                draft.pop();
                                change(draft);
                            })
                            .child(icon(icon::BACKSPACE))
                    },
                ),
        )
        .child(
            el("p")
                .set("id", "number-note")
                .set("role", "status")
                .bind(
                    "class",
                    move || if is_invalid(ui) { "note bad" } else { "note" },
                )
                .live(move || {
                    ui.model
                        .number_note
                        .get()
                        .map(|note| note_words(note, text))
                }),
        )
        .child(
            classed("div", "under")
                .child(
                    classed("ul", "hints")
                        .set("id", "hints")
                        .set("role", "listbox")
                        .set("aria-label", text.suggestions)
                        .live(move || {
                            ui.model
                                .hints
                                .get()
                                .into_iter()
                                .enumerate()
                                .map(|(at, hint)| hint_row(ui, at, hint, lit))
                                .collect::<Vec<El>>()
                        }),
                )
                .child(pad(text.dial_pad, move |key| {
                    let mut draft = ui.model.draft.get_untracked();
                    draft.push(key);
                    change(draft);
                }))
                .child(
                    classed("section", "recent")
                        .set("aria-label", text.recent)
                        .child(el("h3").text(text.recent))
                        .show(
                            move || ui.read(|now| now.recent.is_empty()),
                            move || classed("p", "soft").text(text.recent_none),
                        )
                        .child(el("ul").each(recent, move |recent| {
                            let rows = recent.iter().take(5);
                            rows.map(|past| recent_row(ui, past.clone()))
                                .collect::<Vec<El>>()
                        })),
                ),
        )
}

fn is_invalid(ui: Ui) -> bool {
    ui.model.number_note.get().is_some_and(NumberNote::is_error)
}

pub(super) fn note_words(note: NumberNote, text: &Text) -> String {
    match note {
        NumberNote::Stripped => text.stripped.to_owned(),
        NumberNote::Characters => text.number_characters.to_owned(),
        NumberNote::Plus => text.number_plus.to_owned(),
        NumberNote::Forbidden => text.number_forbidden.to_owned(),
        NumberNote::Short(least) => (text.number_short)(least),
        NumberNote::Long(most) => (text.number_long)(most),
    }
}

fn pasted(event: &ClipboardEvent) -> Option<String> {
    event.clipboard_data()?.get_data("text").ok()
}

/// Dials a suggestion (FD-14).
fn pick(ui: Ui, at: usize) {
    if let Some(number) = ui
        .model
        .hints
        .with_untracked(|hints| hints.get(at).map(|hint| hint.number.clone()))
    {
        ui.perform(Command::Dial(number));
    }
}

fn hint_row(ui: Ui, at: usize, hint: Hint, lit: RwSignal<Option<usize>>) -> El {
    let (mark, kind) = match hint.kind {
        HintKind::Colleague => (icon::HEADSET, ui.text.colleague),
        HintKind::Contact => (icon::USER, ui.text.contact),
    };
    el("li")
        .put("id", format!("hint-{at}"))
        .set("class", "row")
        .set("role", "option")
        .bind("aria-selected", move || lit.get() == Some(at))
        .press(move || pick(ui, at))
        .child(classed("span", "mark").child(icon(mark)))
        .child(classed("span", "who").child(hint.name))
        .child(classed("span", "meta").child(hint.number))
        .child(classed("span", "quiet").child(kind))
}

fn recent_row(ui: Ui, past: Recent) -> El {
    let text = ui.text;
    let (mark, word, class) = match past.past {
        Past::Incoming => (icon::PHONE_INCOMING, text.call_incoming, "row"),
        Past::Outgoing => (icon::PHONE_OUTGOING, text.call_outgoing, "row"),
        Past::Missed => (icon::PHONE_MISSED, text.call_missed, "row missed"),
    };
    let who = past.name.clone().unwrap_or_else(|| past.number.clone());
    let number = past.number.clone();
    let detail = past
        .queue
        .clone()
        .or_else(|| past.name.is_some().then(|| past.number.clone()));
    el("li").child(
        el("button")
            .set("type", "button")
            .set("class", class)
            .put("title", (text.call_number)(&who))
            .press(move || ui.perform(Command::Dial(number.clone())))
            .child(
                classed("span", "mark")
                    .set("role", "img")
                    .set("aria-label", word)
                    .child(icon(mark)),
            )
            .child(classed("span", "who").child(who.clone()))
            .child(classed("span", "meta").child(detail))
            .child(
                classed("time", "meta when")
                    .put("title", clock::exact(past.started_ms, text))
                    .live(move || clock::ago(ui.model.now.get() - past.started_ms, text)),
            ),
    )
}

pub fn foot(ui: Ui) -> El {
    let text = ui.text;
    let reason = move || {
        if ui.read(|now| now.link) != Link::Up {
            text.call_needs_link
        } else if ui.model.draft.with(|draft| draft.trim().is_empty()) {
            text.call_needs_number
        } else {
            ""
        }
    };
    button("primary wide")
        .set("part", "primary")
        .bind("aria-disabled", move || {
            (!reason().is_empty()).then_some("true")
        })
        .bind("aria-description", reason)
        .bind("title", reason)
        .press(move || {
            if reason().is_empty() {
                ui.perform(Command::Dial(ui.model.draft.get_untracked()));
            }
        })
        .child(icon(icon::PHONE))
        .child(el("span").text(text.call))
}
