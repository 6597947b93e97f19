//! A call from dialling to the end of its after-call work.

use leptos::prelude::*;

use super::{
    model::{Command, Ui},
    notes::{notes, ticket},
    pad::pad,
    snapshot::{EndedBy, Line, Phase},
};
use crate::{
    clock,
    icon::{self, icon, live_icon},
};

fn line<T: Default>(ui: Ui, read: impl FnOnce(&Line) -> T) -> T {
    ui.read(|now| now.line.as_ref().map(read))
        .unwrap_or_default()
}

fn is(ui: Ui, phase: Phase) -> bool {
    line(ui, |line| line.phase == phase)
}

fn was_answered(ui: Ui) -> bool {
    line(ui, |line| line.answered_ms.is_some())
}

/// The first letter of the name in a disc; a person when there is only a number.
pub fn portrait(ui: Ui) -> impl IntoView {
    let letter = move || {
        line(ui, |line| {
            line.name
                .as_ref()
                .and_then(|name| name.chars().next())
                .filter(|letter| letter.is_alphabetic())
        })
    };
    view! {
        <span class="portrait" aria-hidden="true">
            {move || match letter() {
                Some(letter) => view! { <span>{letter.to_string()}</span> }.into_any(),
                None => icon(icon::USER).into_any(),
            }}
        </span>
    }
}

fn phase_words(ui: Ui) -> String {
    let text = ui.text;
    ui.read(|now| {
        let Some(line) = &now.line else {
            return String::new();
        };
        match line.phase {
            Phase::Dialling => text.dialling.to_owned(),
            Phase::Ringing => text.ringing.to_owned(),
            Phase::Queued => line
                .position
                .map_or_else(|| text.queued.to_owned(), text.queued_at),
            Phase::Incoming => text.incoming_call.to_owned(),
            Phase::Answering => text.answering.to_owned(),
            Phase::Talking => text.in_call.to_owned(),
            Phase::Ending => text.ending.to_owned(),
            Phase::Over => text.call_ended.to_owned(),
        }
    })
}

fn ended_by(ui: Ui) -> &'static str {
    match line(ui, |line| line.ended_by) {
        Some(EndedBy::Us) => ui.text.ended_by_you,
        Some(EndedBy::Them) => ui.text.ended_by_them,
        Some(EndedBy::Network) => ui.text.ended_by_network,
        None => "",
    }
}

/// How long the call has lasted, or lasted.
pub fn elapsed(ui: Ui) -> String {
    let now = ui.model.now.get();
    clock::duration(line(ui, |line| {
        line.ended_ms.unwrap_or(now) - line.answered_ms.unwrap_or(line.started_ms)
    }))
}

pub fn stage(ui: Ui) -> AnyView {
    let answered = Memo::new(move |_| was_answered(ui));
    view! { {move || if answered.get() { answered_call(ui) } else { outgoing(ui) }} }.into_any()
}

/// Before anybody has answered.
fn outgoing(ui: Ui) -> AnyView {
    view! {
        <section class="centre out" part="call">
            <span class="beacon">{portrait(ui)}</span>
            <h2 class="name">{move || line(ui, |line| line.who().to_owned())}</h2>
            <p class="soft figures">{move || line(ui, Line::number_beside)}</p>
            <dl class="facts">
                <dd>{icon(icon::PHONE_OUTGOING)}<span>{move || phase_words(ui)}</span></dd>
                <dd>{icon(icon::CLOCK)}<b class="figures">{move || elapsed(ui)}</b></dd>
            </dl>
        </section>
    }
    .into_any()
}

fn answered_call(ui: Ui) -> AnyView {
    let text = ui.text;
    let keypad = move || ui.model.keypad.get() && is(ui, Phase::Talking);
    view! {
        <section class="party" part="call">
            {portrait(ui)}
            <div class="lines">
                <h2 class="name">{move || line(ui, |line| line.who().to_owned())}</h2>
                <p class="soft figures">
                    {move || line(ui, |line| {
                        let queue = line.queue.clone().map(|queue| (text.through)(&queue));
                        [line.number_beside(), queue].into_iter().flatten().collect::<Vec<_>>()
                    }).join(" · ")}
                </p>
            </div>
            <button
                type="button"
                class="round"
                aria-label=text.copy_number
                title=move || if ui.model.copied.get() { text.copied } else { text.copy_number }
                on:click=move |_| ui.perform(Command::Copy(line(ui, |line| line.number.clone())))
            >
                {live_icon(move || if ui.model.copied.get() { icon::CHECK } else { icon::COPY })}
            </button>
        </section>
        <div class=move || if is(ui, Phase::Talking) { "clock live" } else { "clock" }>
            <b class="figures" role="timer" aria-live="off">{move || elapsed(ui)}</b>
            <span>
                {move || phase_words(ui)}
                {move || is(ui, Phase::Over).then(|| format!(" · {}", ended_by(ui)))}
            </span>
        </div>
        {move || {
            let muted = line(ui, |line| line.muted) && is(ui, Phase::Talking);
            muted.then(|| view! {
                <p class="strip">{icon(icon::MIC_OFF)}<b>{text.muted}</b><span>{text.muted_means}</span></p>
            })
        }}
        {ticket(ui)}
        {move || keypad().then(|| view! {
            <div class="tones">
                <p class="sent figures" role="status" aria-label=text.keys_sent>{move || ui.model.keys.get()}</p>
                {pad(text.keypad, move |key| ui.perform(Command::Key(key)))}
            </div>
        })}
        {move || (!keypad()).then(|| notes(ui))}
    }
    .into_any()
}

pub fn foot(ui: Ui) -> AnyView {
    let over = Memo::new(move |_| is(ui, Phase::Over));
    let answered = Memo::new(move |_| was_answered(ui));
    view! {
        {move || match (over.get(), answered.get()) {
            (true, _) => done(ui),
            (false, true) => controls(ui),
            (false, false) => cancel(ui),
        }}
    }
    .into_any()
}

fn done(ui: Ui) -> AnyView {
    let text = ui.text;
    view! {
        <button
            type="button"
            class="primary wide"
            part="primary"
            aria-description=text.done_means
            title=text.done_means
            on:click=move |_| ui.perform(Command::Finish)
        >
            {icon(icon::CHECK)}
            <span>{text.done}</span>
        </button>
    }
    .into_any()
}

fn cancel(ui: Ui) -> AnyView {
    let ending = move || is(ui, Phase::Ending);
    view! {
        <button
            type="button"
            class="primary danger wide"
            part="end"
            data-primary
            aria-disabled=move || ending().then_some("true")
            on:click=move |_| {
                if !ending() {
                    ui.perform(Command::HangUp);
                }
            }
        >
            {icon(icon::PHONE_OFF)}
            <span>{ui.text.cancel}</span>
        </button>
    }
    .into_any()
}

fn controls(ui: Ui) -> AnyView {
    let text = ui.text;
    let muted = move || line(ui, |line| line.muted);
    let talking = move || is(ui, Phase::Talking);
    let blocked = move || (!talking()).then_some("true");
    view! {
        <button
            type="button"
            class="control"
            part="mute"
            aria-pressed=move || muted().to_string()
            aria-disabled=blocked
            on:click=move |_| {
                if talking() {
                    ui.perform(Command::ToggleMute);
                }
            }
        >
            {live_icon(move || if muted() { icon::MIC_OFF } else { icon::MIC })}
            <span>{text.mute}</span>
        </button>
        <button
            type="button"
            class="control"
            part="keypad"
            aria-pressed=move || ui.model.keypad.get().to_string()
            aria-disabled=blocked
            on:click=move |_| {
                if talking() {
                    ui.model.keypad.update(|open| *open = !*open);
                }
            }
        >
            {icon(icon::KEYPAD)}
            <span>{text.keypad}</span>
        </button>
        <button
            type="button"
            class="primary danger grow"
            part="end"
            data-primary
            aria-disabled=blocked
            on:click=move |_| {
                if talking() {
                    ui.perform(Command::HangUp);
                }
            }
        >
            {icon(icon::PHONE_OFF)}
            <span>{text.end}</span>
        </button>
    }
    .into_any()
}

/// What a screen reader says when its turn comes.
pub fn announcement(ui: Ui) -> String {
    format!(
        "{} {}",
        line(ui, |line| line.who().to_owned()),
        phase_words(ui)
    )
}
