//! What stays of a call: its ticket, the notes and the tags.

use leptos::{ev, prelude::*};

use super::{
    model::{Command, Ui},
    snapshot::TicketRow,
};
use crate::icon::{self, icon};

/// The ticket of the call; absent without a helpdesk.
pub fn ticket(ui: Ui) -> impl IntoView {
    let text = ui.text;
    move || {
        ui.read(|now| now.ticket.clone())
            .map(|ticket| match ticket {
                TicketRow::Searching => view! {
                    <p class="ticket">
                        <span class="spin">{icon(icon::SPINNER)}</span>
                        <span>{text.ticket_searching}</span>
                    </p>
                }
                .into_any(),
                TicketRow::Waiting => view! {
                    <p class="ticket warn">{icon(icon::CLOCK)}<span>{text.ticket_waiting}</span></p>
                }
                .into_any(),
                TicketRow::Linked { id, subject } => view! {
                    <button
                        type="button"
                        class="ticket"
                        part="ticket"
                        aria-label=format!("{} {id}: {subject}", text.ticket_open)
                        on:click=move |_| ui.perform(Command::OpenTicket)
                    >
                        {icon(icon::TICKET)}
                        <b class="figures">{format!("#{id}")}</b>
                        <span class="who">{subject.clone()}</span>
                        {icon(icon::ARROW)}
                    </button>
                }
                .into_any(),
            })
    }
}

/// The notes, kept as they are typed, and the tags.
pub fn notes(ui: Ui) -> impl IntoView {
    let text = ui.text;
    let add = move |tag: String| {
        let tag = tag.trim().replace(char::is_whitespace, "-");
        if !tag.is_empty() && !ui.model.tags.with_untracked(|tags| tags.contains(&tag)) {
            ui.model.tags.update(|tags| tags.push(tag));
            ui.perform(Command::Keep);
        }
    };
    view! {
        <div class="notes">
            <label for="notes">
                <span>{text.notes}</span>
                <small>{move || ui.model.notes.with(|notes| !notes.is_empty()).then_some(text.saved)}</small>
            </label>
            <textarea
                id="notes"
                part="notes"
                placeholder=text.notes_placeholder
                prop:value=move || ui.model.notes.get()
                on:input=move |event| {
                    ui.model.notes.set(event_target_value(&event));
                    ui.perform(Command::Keep);
                }
            ></textarea>
            <div class="tags">
                <ul aria-label=text.tags>
                    {move || ui.model.tags.get().into_iter().map(|tag| view! {
                        <li class="tag">
                            <span>{tag.clone()}</span>
                            <button
                                type="button"
                                aria-label=(text.tag_remove)(&tag)
                                on:click=move |_| {
                                    ui.model.tags.update(|tags| tags.retain(|kept| *kept != tag));
                                    ui.perform(Command::Keep);
                                }
                            >
                                {icon(icon::CLOSE)}
                            </button>
                        </li>
                    }).collect_view()}
                </ul>
                <input
                    type="text"
                    autocomplete="off"
                    aria-label=text.tags_placeholder
                    placeholder=text.tags_placeholder
                    on:keydown=move |event: ev::KeyboardEvent| {
                        if !event.is_composing() && matches!(event.key().as_str(), "Enter" | ",") {
                            event.prevent_default();
                            let field = event_target::<web_sys::HtmlInputElement>(&event);
                            add(field.value());
                            field.set_value("");
                        }
                    }
                    on:change=move |event| {
                        let field = event_target::<web_sys::HtmlInputElement>(&event);
                        add(field.value());
                        field.set_value("");
                    }
                />
            </div>
        </div>
    }
}
