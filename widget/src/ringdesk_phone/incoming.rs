//! Someone calls: who, through which queue, for how long, and the two answers.

use leptos::prelude::*;

use super::{
    call::portrait,
    model::{Command, Ui},
    snapshot::{Line, Phase},
};
use crate::{
    clock,
    icon::{self, icon},
};

fn line<T>(ui: Ui, read: impl FnOnce(&Line) -> T) -> Option<T> {
    ui.read(|now| now.line.as_ref().map(read))
}

fn who(ui: Ui) -> String {
    line(ui, |line| line.who().to_owned())
        .filter(|who| !who.is_empty())
        .unwrap_or_else(|| ui.text.unknown_caller.to_owned())
}

fn way(ui: Ui) -> String {
    match line(ui, |line| line.queue.clone()).flatten() {
        Some(queue) => (ui.text.through)(&queue),
        None => ui.text.direct.to_owned(),
    }
}

fn is_answering(ui: Ui) -> bool {
    line(ui, |line| line.phase == Phase::Answering).unwrap_or_default()
}

pub fn stage(ui: Ui) -> AnyView {
    let text = ui.text;
    view! {
        <section
            class="centre calling"
            part="incoming"
            aria-label=text.incoming_call
        >
            <p class="eyebrow">{text.incoming_call}</p>
            <span class="beacon">{portrait(ui)}</span>
            <h2 class="name">{move || who(ui)}</h2>
            <p class="soft figures">
                {move || line(ui, Line::number_beside).flatten()}
            </p>
            <dl class="facts">
                <dd>{icon(icon::USERS)}<span>{move || way(ui)}</span></dd>
                <dd>
                    {icon(icon::CLOCK)}
                    <span>
                        {text.ringing_for} " "
                        <b class="figures">{move || clock::duration(
                            ui.model.now.get() - line(ui, |line| line.started_ms).unwrap_or_default(),
                        )}</b>
                    </span>
                </dd>
            </dl>
        </section>
    }
    .into_any()
}

pub fn foot(ui: Ui) -> AnyView {
    let text = ui.text;
    view! {
        <button
            type="button"
            class="secondary danger"
            part="decline"
            aria-disabled=move || is_answering(ui).then_some("true")
            on:click=move |_| {
                if !is_answering(ui) {
                    ui.perform(Command::Decline);
                }
            }
        >
            {icon(icon::PHONE_OFF)}
            <span>{text.decline}</span>
        </button>
        <button
            type="button"
            class="primary ready grow"
            part="answer"
            data-primary
            aria-disabled=move || is_answering(ui).then_some("true")
            aria-busy=move || is_answering(ui).then_some("true")
            on:click=move |_| {
                if !is_answering(ui) {
                    ui.perform(Command::Answer);
                }
            }
        >
            {icon(icon::PHONE)}
            <span>{move || if is_answering(ui) { text.answering } else { text.answer }}</span>
        </button>
    }
    .into_any()
}

/// What a screen reader says at once.
pub fn announcement(ui: Ui) -> String {
    (ui.text.announce_incoming)(&who(ui), &way(ui))
}
