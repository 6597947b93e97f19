//! What stays of a call: its ticket, the notes and the tags.

use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::{
    model::{Command, Ui},
    snapshot::TicketRow,
};
use crate::{
    dom::{El, button, classed, el, group},
    icon::{self, icon},
};

/// The ticket of the call; absent without a helpdesk.
pub fn ticket(ui: Ui) -> El {
    let text = ui.text;
    let row = move || ui.read(|now| now.ticket.clone());
    group().each(row, move |row| {
        row.clone().map(|ticket| match ticket {
            TicketRow::Searching => classed("p", "ticket")
                .child(classed("span", "spin").child(icon(icon::SPINNER)))
                .child(el("span").text(text.ticket_searching)),
            TicketRow::Waiting => classed("p", "ticket warn")
                .child(icon(icon::CLOCK))
                .child(el("span").text(text.ticket_waiting)),
            TicketRow::Linked { id, subject } => button("ticket")
                .set("part", "ticket")
                .put(
                    "aria-label",
                    format!("{} {id}: {subject}", text.ticket_open),
                )
                .press(move || ui.perform(Command::OpenTicket))
                .child(icon(icon::TICKET))
                .child(classed("b", "figures").child(format!("#{id}")))
                .child(classed("span", "who").child(subject))
                .child(icon(icon::ARROW)),
        })
    })
}

/// The notes, kept as they are typed, and the tags.
pub fn notes(ui: Ui) -> El {
    let text = ui.text;
    let add = move |tag: String| {
        let tag = tag.trim().replace(char::is_whitespace, "-");
        if !tag.is_empty() && !ui.model.tags.with_untracked(|tags| tags.contains(&tag)) {
            ui.model.tags.update(|tags| tags.push(tag));
            ui.perform(Command::Keep);
        }
    };
    classed("div", "notes")
        .child(
            el("label")
                .set("for", "notes")
                .child(el("span").text(text.notes))
                .child(el("small").live(move || {
                    let written = ui.model.notes.with(|notes| !notes.is_empty());
                    written.then_some(text.saved)
                })),
        )
        .child(
            el("textarea")
                .set("id", "notes")
                .set("part", "notes")
                .set("placeholder", text.notes_placeholder)
                .bind_value(ui.model.notes)
                .on("input", move |event: &Event| {
                    ui.model.notes.set(event_target_value(event));
                    ui.perform(Command::Keep);
                }),
        )
        .child(
            classed("div", "tags")
                .child(el("ul").set("aria-label", text.tags).live(move || {
                    ui.model
                        .tags
                        .get()
                        .into_iter()
                        .map(|tag| {
                            classed("li", "tag")
                                .child(el("span").child(tag.clone()))
                                .child(
                                    el("button")
                                        .set("type", "button")
                                        .put("aria-label", (text.tag_remove)(&tag))
                                        .press(move || {
                                            ui.model
                                                .tags
                                                .update(|tags| tags.retain(|kept| *kept != tag));
                                            ui.perform(Command::Keep);
                                        })
                                        .child(icon(icon::CLOSE)),
                                )
                        })
                        .collect::<Vec<El>>()
                }))
                .child(
                    el("input")
                        .set("type", "text")
                        .set("autocomplete", "off")
                        .set("aria-label", text.tags_placeholder)
                        .set("placeholder", text.tags_placeholder)
                        .on("keydown", move |event: &KeyboardEvent| {
                            if !event.is_composing()
                                && matches!(event.key().as_str(), "Enter" | ",")
                            {
                                event.prevent_default();
                                let field = event_target::<HtmlInputElement>(event);
                                add(field.value());
                                field.set_value("");
                            }
                        })
                        .on("change", move |event: &Event| {
                            let field = event_target::<HtmlInputElement>(event);
                            add(field.value());
                            field.set_value("");
                        }),
                ),
        )
}
