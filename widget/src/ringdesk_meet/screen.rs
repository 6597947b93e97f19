//! The customer's card: name, connecting, waiting, in call, ended, failed.

use leptos::prelude::*;
use web_sys::Event;

use super::model::{Act, Command, Model, Perform, Snapshot};
use crate::{
    clock,
    dom::{El, Place, button, classed, el, group},
    fault::{Fault, Remedy},
    focus,
    icon::{self, icon, live_icon},
    local::Local,
    ringdesk_phone::{emblem, is_calm, steps},
    text::Text,
};

/// The model in one language.
#[derive(Clone, Copy)]
struct Ui {
    model: Model,
    text: &'static Text,
    perform: Local<Perform>,
}

impl Ui {
    fn perform(self, command: Command) {
        if let Some(perform) = self.perform.get() {
            perform(command);
        }
    }

    fn read<T>(self, read: impl FnOnce(&Snapshot) -> T) -> T {
        self.model.snapshot.with(read)
    }
}

/// Which form the card has: what changes inside one form changes in place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Name,
    Progress,
    Talking,
    Over,
}

fn form(act: Act) -> Form {
    match act {
        Act::Name => Form::Name,
        Act::Connecting | Act::Calling | Act::Waiting(_) => Form::Progress,
        Act::Talking => Form::Talking,
        Act::Ended | Act::Failed(_) => Form::Over,
    }
}

/// Draws the card.
pub fn meet(model: Model, text: &'static Text, perform: Local<Perform>) -> El {
    let ui = Ui {
        model,
        text,
        perform,
    };
    let shown = move || form(ui.read(|now| now.act));
    let card = Place::new();
    // The pressed button is gone with its form, so the focus goes to the next thing to do.
    Effect::new_sync(move |before: Option<Form>| {
        let now = shown();
        if let Some(card) = card.get().filter(|_| before != Some(now)) {
            request_animation_frame(move || {
                if let Ok(Some(next)) = card.query_selector("[data-primary]") {
                    focus::focus(&next);
                }
            });
        }
        now
    });
    classed("div", "card")
        .set("part", "card")
        .set("role", "region")
        .bind("aria-label", move || model.title.get())
        .place(card)
        .child(
            classed("header", "head")
                .child(
                    classed("span", "title")
                        .child(icon(icon::PHONE))
                        .child(classed("b", "who").live(move || model.title.get())),
                )
                .child(classed("span", "gap"))
                .child(classed("span", "soft").live(move || ui.read(|now| now.queue.clone())))
                .show(
                    move || matches!(shown(), Form::Name | Form::Over),
                    move || {
                        button("round")
                            .set("aria-label", text.close)
                            .set("title", text.close)
                            .press(move || ui.perform(Command::Close))
                            .child(icon(icon::CLOSE))
                    },
                ),
        )
        .each(shown, move |form| match form {
            Form::Name => name(ui),
            Form::Progress => progress(ui),
            Form::Talking => talking(ui),
            Form::Over => over(ui),
        })
        .child(
            classed("div", "quiet")
                .set("role", "status")
                .live(move || words(ui).0),
        )
}

/// What happens, and what that means.
fn words(ui: Ui) -> (String, String) {
    let text = ui.text;
    let own = |title: &str, meaning: &str| (title.to_owned(), meaning.to_owned());
    ui.read(|now| match now.act {
        Act::Name => own(text.meet_name, text.meet_name_means),
        Act::Connecting => own(text.meet_connecting, text.meet_microphone),
        Act::Calling => own(text.meet_calling, ""),
        Act::Waiting(Some(position)) => (
            (text.meet_waiting)(position),
            text.meet_waiting_means.to_owned(),
        ),
        Act::Waiting(None) => own(text.queued, text.meet_waiting_means),
        Act::Talking if now.muted => own(text.muted, ""),
        Act::Talking => (
            now.agent.as_ref().map_or_else(
                || text.meet_talking.to_owned(),
                |agent| (text.meet_talking_with)(agent),
            ),
            String::new(),
        ),
        Act::Ended => own(text.meet_ended, text.meet_ended_means),
        Act::Failed(fault) => {
            let (title, meaning) = (text.meet_fault)(fault);
            own(title, meaning)
        }
    })
}

fn name(ui: Ui) -> El {
    let text = ui.text;
    let empty = move || ui.model.name.with(|name| name.trim().is_empty());
    let start = move || {
        if !empty() {
            ui.perform(Command::Start(
                ui.model.name.get_untracked().trim().to_owned(),
            ));
        }
    };
    classed("form", "form")
        .on("submit", move |event: &Event| {
            event.prevent_default();
            start();
        })
        .child(el("label").set("for", "name").text(text.meet_name))
        .child(
            el("input")
                .set("id", "name")
                .set("part", "name")
                .set("type", "text")
                .set("autocomplete", "name")
                .set("maxlength", "80")
                .set("aria-describedby", "name-means")
                .set("data-primary", "")
                .bind_value(ui.model.name)
                .on("input", move |event: &Event| {
                    ui.model.name.set(event_target_value(event))
                }),
        )
        .child(
            classed("p", "soft")
                .set("id", "name-means")
                .text(text.meet_name_means),
        )
        .child(
            el("button")
                .set("type", "submit")
                .set("class", "primary wide")
                .set("part", "start")
                .bind("aria-disabled", move || empty().then_some("true"))
                .bind("aria-description", move || {
                    if empty() { text.meet_name } else { "" }
                })
                .child(icon(icon::PHONE))
                .child(el("span").text(text.meet_start)),
        )
}

fn progress(ui: Ui) -> El {
    let text = ui.text;
    let place = move || {
        ui.read(|now| match now.act {
            Act::Waiting(place) => place,
            _ => None,
        })
    };
    let waits = move || ui.read(|now| matches!(now.act, Act::Waiting(_)));
    group()
        .child(
            classed("div", "centre")
                .child(
                    classed("span", "beacon").child(classed("span", "portrait").each(
                        place,
                        |place| match place {
                            Some(place) => classed("b", "figures").child(place.to_string()),
                            None => icon(icon::PHONE_CALL),
                        },
                    )),
                )
                .child(el("h2").live(move || words(ui).0))
                .child(classed("p", "soft").live(move || words(ui).1))
                .show(waits, move || {
                    classed("p", "soft").text(text.meet_waited).text(" ").child(
                        classed("b", "figures").live(move || {
                            clock::duration(ui.model.now.get() - ui.read(|now| now.started_ms))
                        }),
                    )
                }),
        )
        .child(
            classed("footer", "foot").child(
                button("secondary wide")
                    .set("part", "end")
                    .set("data-primary", "")
                    .press(move || ui.perform(Command::Leave))
                    .child(el("span").live(move || {
                        if waits() {
                            text.meet_leave
                        } else {
                            text.cancel
                        }
                    })),
            ),
        )
}

fn talking(ui: Ui) -> El {
    let text = ui.text;
    let muted = move || ui.read(|now| now.muted);
    group()
        .child(
            classed("div", "centre")
                .child(
                    classed("b", "timer figures")
                        .set("role", "timer")
                        .set("aria-live", "off")
                        .live(move || {
                            clock::duration(
                                ui.model.now.get()
                                    - ui.read(|now| now.answered_ms.unwrap_or_default()),
                            )
                        }),
                )
                .child(el("h2").live(move || {
                    ui.read(|now| {
                        now.agent.as_ref().map_or_else(
                            || text.meet_talking.to_owned(),
                            |agent| (text.meet_talking_with)(agent),
                        )
                    })
                }))
                .child(
                    el("p")
                        .bind("class", move || if muted() { "soft warn" } else { "soft" })
                        .live(move || {
                            if ui.read(|now| now.returning) {
                                text.returning
                            } else if ui.read(|now| now.reconnecting) {
                                text.reconnecting_in_call
                            } else if muted() {
                                text.muted_means
                            } else {
                                ""
                            }
                        }),
                ),
        )
        .child(
            classed("footer", "foot")
                .child(
                    button("control")
                        .set("part", "mute")
                        .bind("aria-pressed", muted)
                        .press(move || ui.perform(Command::ToggleMute))
                        .child(live_icon(
                            move || if muted() { icon::MIC_OFF } else { icon::MIC },
                        ))
                        .child(el("span").text(text.mute)),
                )
                .child(
                    button("primary danger grow")
                        .set("part", "end")
                        .set("data-primary", "")
                        .press(move || ui.perform(Command::Leave))
                        .child(icon(icon::PHONE_OFF))
                        .child(el("span").text(text.end)),
                ),
        )
}

fn over(ui: Ui) -> El {
    let text = ui.text;
    let fault = move || {
        ui.read(|now| {
            if let Act::Failed(fault) = now.act {
                Some(fault)
            } else {
                None
            }
        })
    };
    group()
        .child(
            classed("div", "centre")
                .child(
                    el("span")
                        .bind("class", move || {
                            if fault().is_some_and(|fault| !is_calm(fault)) {
                                "emblem bad"
                            } else {
                                "emblem"
                            }
                        })
                        .live(move || icon(fault().map_or(icon::CHECK, emblem))),
                )
                .child(el("h2").live(move || words(ui).0))
                .child(classed("p", "soft").live(move || words(ui).1))
                .live(move || {
                    ui.read(|now| now.ended_ms.zip(now.answered_ms))
                        .filter(|_| fault().is_none())
                        .map(|(end, start)| {
                            classed("p", "soft figures").child(clock::duration(end - start))
                        })
                })
                .show(
                    move || fault() == Some(Fault::MicrophoneDenied),
                    move || steps(text),
                ),
        )
        .child(
            classed("footer", "foot").child(
                button("primary wide")
                    .set("part", "retry")
                    .set("data-primary", "")
                    .press(move || ui.perform(Command::Again))
                    .child(icon(icon::RETRY))
                    .child(el("span").live(move || match fault().map(Fault::remedy) {
                        Some(Remedy::Retry | Remedy::ShowSteps | Remedy::LogIn | Remedy::Close) => {
                            (text.remedy)(Remedy::Retry)
                        }
                        Some(_) | None => text.meet_again,
                    })),
            ),
        )
}
