//! What asks before it is done: merging (FD-50), ending for all, and forced termination (KC-29).

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    control::Control,
    head::{Step, step},
    model::{Command, Ui},
};
use crate::{
    dom::{El, Place, button, classed, el, group},
    text::fill,
};

/// The question, while there is one. The focus is on the answer that changes nothing.
pub fn confirm(ui: Ui) -> El {
    group().each(
        move || ui.model.asking.get(),
        move |asking| asking.map(|control| question(ui, control)),
    )
}

fn question(ui: Ui, control: Control) -> El {
    let text = ui.text;
    let (title, means) = match control {
        Control::Merge => text.ask_merge,
        Control::EndForAll => text.ask_end,
        _ => text.ask_terminate,
    };
    let words = (control == Control::Terminate).then(|| {
        let own = ui.model.announcement.get_untracked();
        classed("blockquote", "said").child(match own.is_empty() {
            true => text.announcement.to_owned(),
            false => own,
        })
    });
    let who = ui.read(|now| {
        let line = now.line.as_ref().map(|line| line.who().to_owned());
        let behind = now.behind.as_ref().map(|behind| behind.who.clone());
        let mut who = String::new();
        for one in [line, behind].iter().flatten() {
            crate::text::list(&mut who, ", ", one);
        }
        who
    });
    let dialog = Place::new();
    let close = move || ui.model.asking.set(None);
    Effect::new_sync(move |_| {
        if let Some(dialog) = dialog.get() {
            step(&dialog, "button", Step::First);
        }
    });
    group()
        .child(classed("div", "shade dim").press(close))
        .child(
            classed("div", "dialog")
                .set("part", "dialog")
                .set("role", "alertdialog")
                .set("aria-modal", "true")
                .set("aria-labelledby", "asks")
                .set("aria-describedby", "means")
                .place(dialog)
                .on("keydown", move |event: &KeyboardEvent| {
                    let Some(dialog) = dialog.get() else {
                        return;
                    };
                    match event.key().as_str() {
                        "Escape" => close(),
                        "Tab" | "ArrowDown" | "ArrowRight" => step(&dialog, "button", Step::Next),
                        "ArrowUp" | "ArrowLeft" => step(&dialog, "button", Step::Back),
                        // No key of the call behind the question does anything now.
                        _ => return event.stop_propagation(),
                    }
                    event.prevent_default();
                    event.stop_propagation();
                })
                .child(el("h2").set("id", "asks").text(title))
                .child(
                    classed("p", "soft")
                        .set("id", "means")
                        .child(fill(means, &who)),
                )
                .child(words)
                .child(
                    classed("div", "chips")
                        .child(
                            button("secondary")
                                .press(close)
                                .child(el("span").text(text.cancel)),
                        )
                        .child(
                            button(if control == Control::Merge {
                                "primary grow"
                            } else {
                                "primary danger grow"
                            })
                            .press(move || {
                                close();
                                ui.perform(Command::Do(control));
                            })
                            .child(el("span").child(ui.word(control))),
                        ),
                ),
        )
}
