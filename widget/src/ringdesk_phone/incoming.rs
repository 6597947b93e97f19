//! Someone calls: who, through which queue, for how long, and the two answers.

use leptos::prelude::Get;

use super::{
    call::portrait,
    model::{Command, Ui},
    snapshot::{Line, Phase},
};
use crate::{
    clock,
    dom::{El, button, classed, el, group},
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

pub fn stage(ui: Ui) -> El {
    let text = ui.text;
    classed("section", "centre calling")
        .set("part", "incoming")
        .set("aria-label", text.incoming_call)
        .child(classed("p", "eyebrow").text(text.incoming_call))
        .child(classed("span", "beacon").child(portrait(ui)))
        .child(classed("h2", "name").live(move || who(ui)))
        .child(classed("p", "soft figures").live(move || line(ui, Line::number_beside).flatten()))
        .child(
            classed("dl", "facts")
                .child(
                    el("dd")
                        .child(icon(icon::USERS))
                        .child(el("span").live(move || way(ui))),
                )
                .child(el("dd").child(icon(icon::CLOCK)).child(
                    el("span").text(text.ringing_for).text(" ").child(
                        classed("b", "figures").live(move || {
                            clock::duration(
                                ui.model.now.get()
                                    - line(ui, |line| line.started_ms).unwrap_or_default(),
                            )
                        }),
                    ),
                )),
        )
}

pub fn foot(ui: Ui) -> El {
    let text = ui.text;
    group()
        .child(
            button("secondary danger")
                .set("part", "decline")
                .bind("aria-disabled", move || is_answering(ui).then_some("true"))
                .press(move || {
                    if !is_answering(ui) {
                        ui.perform(Command::Decline);
                    }
                })
                .child(icon(icon::PHONE_OFF))
                .child(el("span").text(text.decline)),
        )
        .child(
            button("primary ready grow")
                .set("part", "answer")
                .set("data-primary", "")
                .bind("aria-disabled", move || is_answering(ui).then_some("true"))
                .bind("aria-busy", move || is_answering(ui).then_some("true"))
                .press(move || {
                    if !is_answering(ui) {
                        ui.perform(Command::Answer);
                    }
                })
                .child(icon(icon::PHONE))
                .child(el("span").live(move || {
                    if is_answering(ui) {
                        text.answering
                    } else {
                        text.answer
                    }
                })),
        )
}

/// What a screen reader says at once.
pub fn announcement(ui: Ui) -> String {
    (ui.text.announce_incoming)(&who(ui), &way(ui))
}
