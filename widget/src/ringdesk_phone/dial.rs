//! Between calls: the dial field with its suggestions, the dial pad, the recent calls.

use leptos::{ev, html, prelude::*};

use super::{
    model::{Command, Ui},
    pad::pad,
    snapshot::{Hint, HintKind, Link, NumberNote, Past, Recent},
};
use crate::{
    clock,
    icon::{self, icon},
    text::Text,
};

pub fn stage(ui: Ui) -> AnyView {
    let text = ui.text;
    let field = NodeRef::<html::Input>::new();
    let lit = RwSignal::new(None::<usize>);
    let hints = move || ui.model.hints.with(Vec::len);
    let change = move |value: String| {
        ui.model.draft.set(value);
        ui.model.number_note.set(None);
        lit.set(None);
        ui.perform(Command::Search);
    };
    view! {
        <div class="field">
            <input
                class="number"
                part="number"
                type="text"
                inputmode="tel"
                autocomplete="off"
                spellcheck="false"
                role="combobox"
                aria-label=text.dial_label
                aria-autocomplete="list"
                aria-controls="hints"
                aria-expanded=move || (hints() > 0).to_string()
                aria-activedescendant=move || lit.get().map(|at| format!("hint-{at}"))
                aria-invalid=move || is_invalid(ui).then_some("true")
                aria-describedby="number-note"
                placeholder=text.dial_placeholder
                node_ref=field
                prop:value=move || ui.model.draft.get()
                on:input=move |event| change(event_target_value(&event))
                on:paste=move |event: ev::ClipboardEvent| {
                    if let Some(pasted) = pasted(&event) {
                        event.prevent_default();
                        ui.perform(Command::Paste(pasted));
                    }
                }
                on:keydown=move |event: ev::KeyboardEvent| {
                    // An input method uses these keys itself while it composes.
                    if event.is_composing() {
                        return;
                    }
                    let count = ui.model.hints.with_untracked(Vec::len);
                    match event.key().as_str() {
                        "Enter" => match lit.get_untracked() {
                            Some(at) => pick(ui, at),
                            None => ui.perform(Command::Dial(ui.model.draft.get_untracked())),
                        },
                        "ArrowDown" if count > 0 => {
                            lit.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count)));
                        }
                        "ArrowUp" if count > 0 => {
                            lit.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
                        }
                        "Escape" => ui.model.hints.set(Vec::new()),
                        _ => return,
                    }
                    event.prevent_default();
                }
            />
            {move || ui.model.draft.with(|draft| !draft.is_empty()).then(|| view! {
                <button
                    type="button"
                    class="round"
                    aria-label=text.backspace
                    title=text.backspace
                    on:click=move |_| {
                        let mut draft = ui.model.draft.get_untracked();
                        draft.pop();
                        change(draft);
                    }
                >
                    {icon(icon::BACKSPACE)}
                </button>
            })}
        </div>
        <p
            id="number-note"
            role="status"
            class=move || if is_invalid(ui) { "note bad" } else { "note" }
        >
            {move || ui.model.number_note.get().map(|note| note_words(note, text))}
        </p>
        <div class="under">
            <ul class="hints" id="hints" role="listbox" aria-label=text.suggestions>
                {move || ui
                    .model
                    .hints
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, hint)| hint_row(ui, at, hint, lit))
                    .collect_view()}
            </ul>
            {pad(text.dial_pad, move |key| {
                let mut draft = ui.model.draft.get_untracked();
                draft.push(key);
                change(draft);
            })}
            <section class="recent" aria-label=text.recent>
                <h3>{text.recent}</h3>
                {move || ui.read(|now| now.recent.is_empty()).then(|| view! {
                    <p class="soft">{text.recent_none}</p>
                })}
                <ul>
                    {move || {
                        let now = ui.model.now.get();
                        let recent = ui.read(|shown| shown.recent.clone());
                        recent.into_iter().take(5).map(|past| recent_row(ui, past, now)).collect_view()
                    }}
                </ul>
            </section>
        </div>
    }
    .into_any()
}

fn is_invalid(ui: Ui) -> bool {
    ui.model.number_note.get().is_some_and(NumberNote::is_error)
}

fn note_words(note: NumberNote, text: &Text) -> String {
    match note {
        NumberNote::Stripped => text.stripped.to_owned(),
        NumberNote::Characters => text.number_characters.to_owned(),
        NumberNote::Plus => text.number_plus.to_owned(),
        NumberNote::Forbidden => text.number_forbidden.to_owned(),
        NumberNote::Short(least) => (text.number_short)(least),
        NumberNote::Long(most) => (text.number_long)(most),
    }
}

fn pasted(event: &ev::ClipboardEvent) -> Option<String> {
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

fn hint_row(ui: Ui, at: usize, hint: Hint, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let (mark, kind) = match hint.kind {
        HintKind::Colleague => (icon::HEADSET, ui.text.colleague),
        HintKind::Contact => (icon::USER, ui.text.contact),
    };
    view! {
        <li
            id=format!("hint-{at}")
            class="row"
            role="option"
            aria-selected=move || (lit.get() == Some(at)).to_string()
            on:click=move |_| pick(ui, at)
        >
            <span class="mark">{icon(mark)}</span>
            <span class="who">{hint.name}</span>
            <span class="meta">{hint.number}</span>
            <span class="quiet">{kind}</span>
        </li>
    }
}

fn recent_row(ui: Ui, past: Recent, now: f64) -> impl IntoView {
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
    view! {
        <li>
            <button
                type="button"
                class=class
                title=(text.call_number)(&who)
                on:click=move |_| ui.perform(Command::Dial(number.clone()))
            >
                <span class="mark" role="img" aria-label=word>{icon(mark)}</span>
                <span class="who">{who.clone()}</span>
                <span class="meta">{detail}</span>
                <time class="meta when" title=clock::exact(past.started_ms, text)>
                    {clock::ago(now - past.started_ms, text)}
                </time>
            </button>
        </li>
    }
}

pub fn foot(ui: Ui) -> AnyView {
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
    view! {
        <button
            type="button"
            class="primary wide"
            part="primary"
            aria-disabled=move || (!reason().is_empty()).then_some("true")
            aria-description=reason
            title=reason
            on:click=move |_| {
                if reason().is_empty() {
                    ui.perform(Command::Dial(ui.model.draft.get_untracked()));
                }
            }
        >
            {icon(icon::PHONE)}
            <span>{text.call}</span>
        </button>
    }
    .into_any()
}
