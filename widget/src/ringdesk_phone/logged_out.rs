//! Logged out: the way in.

use leptos::prelude::*;

use super::{
    model::{Command, Ui},
    snapshot::Presence,
};
use crate::icon::{self, icon};

fn is_logging_in(ui: Ui) -> bool {
    ui.read(|now| now.presence == Presence::LoggingIn)
}

pub fn stage(ui: Ui) -> AnyView {
    let text = ui.text;
    view! {
        <div class="centre">
            <span class="emblem">{icon(icon::HEADSET)}</span>
            <h2>{move || if is_logging_in(ui) { text.logging_in } else { text.logged_out }}</h2>
            <p class="soft">{move || if is_logging_in(ui) { text.logging_in_means } else { text.logged_out_means }}</p>
        </div>
    }
    .into_any()
}

pub fn foot(ui: Ui) -> AnyView {
    let text = ui.text;
    let blocked = move || !ui.read(|now| now.has_account);
    view! {
        <button
            type="button"
            class="primary wide"
            part="primary"
            data-primary
            aria-disabled=move || (blocked() || is_logging_in(ui)).then_some("true")
            aria-busy=move || is_logging_in(ui).then_some("true")
            aria-description=move || if blocked() { text.no_account } else { "" }
            title=move || if blocked() { text.no_account } else { "" }
            on:click=move |_| {
                if !blocked() && !is_logging_in(ui) {
                    ui.perform(Command::LogIn);
                }
            }
        >
            {move || if is_logging_in(ui) {
                view! { <span class="spin">{icon(icon::SPINNER)}</span> }.into_any()
            } else {
                icon(icon::LOG_IN).into_any()
            }}
            <span>{move || if is_logging_in(ui) { text.logging_in } else { text.log_in }}</span>
        </button>
    }
    .into_any()
}
