//! The customer's card: name, connecting, waiting, in call, ended, failed.

use leptos::{html, prelude::*};

use super::model::{Act, Command, Model, Perform, Snapshot};
use crate::{
    clock,
    fault::{Fault, Remedy},
    focus,
    icon::{self, icon, live_icon},
    ringdesk_phone::{emblem, is_calm},
    text::Text,
};

/// The model in one language.
#[derive(Clone, Copy)]
struct Ui {
    model: Model,
    text: &'static Text,
    perform: StoredValue<Perform, LocalStorage>,
}

impl Ui {
    fn perform(self, command: Command) {
        if let Some(perform) = self.perform.try_get_value() {
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
pub fn meet(
    model: Model,
    text: &'static Text,
    perform: StoredValue<Perform, LocalStorage>,
) -> impl IntoView {
    let ui = Ui {
        model,
        text,
        perform,
    };
    let shown = Memo::new(move |_| form(ui.read(|now| now.act)));
    let card = NodeRef::<html::Div>::new();
    // The pressed button is gone with its form, so the focus goes to the next thing to do.
    Effect::new(move |_| {
        shown.get();
        if let Some(card) = card.get() {
            request_animation_frame(move || {
                if let Ok(Some(next)) = card.query_selector("[data-primary]") {
                    focus::focus(&next);
                }
            });
        }
    });
    view! {
        <div class="card" part="card" role="region" aria-label=move || model.title.get() node_ref=card>
            <header class="head">
                <span class="title">{icon(icon::PHONE)}<b class="who">{move || model.title.get()}</b></span>
                <span class="gap"></span>
                <span class="soft">{move || ui.read(|now| now.queue.clone())}</span>
                {move || matches!(shown.get(), Form::Name | Form::Over).then(|| view! {
                    <button
                        type="button"
                        class="round"
                        aria-label=text.close
                        title=text.close
                        on:click=move |_| ui.perform(Command::Close)
                    >
                        {icon(icon::CLOSE)}
                    </button>
                })}
            </header>
            {move || match shown.get() {
                Form::Name => name(ui),
                Form::Progress => progress(ui),
                Form::Talking => talking(ui),
                Form::Over => over(ui),
            }}
            <div class="quiet" role="status">{move || words(ui).0}</div>
        </div>
    }
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

fn name(ui: Ui) -> AnyView {
    let text = ui.text;
    let empty = move || ui.model.name.with(|name| name.trim().is_empty());
    let start = move || {
        if !empty() {
            ui.perform(Command::Start(
                ui.model.name.get_untracked().trim().to_owned(),
            ));
        }
    };
    view! {
        <form
            class="form"
            on:submit=move |event| {
                event.prevent_default();
                start();
            }
        >
            <label for="name">{text.meet_name}</label>
            <input
                id="name"
                part="name"
                type="text"
                autocomplete="name"
                maxlength="80"
                aria-describedby="name-means"
                data-primary
                prop:value=move || ui.model.name.get()
                on:input=move |event| ui.model.name.set(event_target_value(&event))
            />
            <p class="soft" id="name-means">{text.meet_name_means}</p>
            <button
                type="submit"
                class="primary wide"
                part="start"
                aria-disabled=move || empty().then_some("true")
                aria-description=move || if empty() { text.meet_name } else { "" }
            >
                {icon(icon::PHONE)}
                <span>{text.meet_start}</span>
            </button>
        </form>
    }
    .into_any()
}

fn progress(ui: Ui) -> AnyView {
    let text = ui.text;
    let place = move || {
        ui.read(|now| {
            if let Act::Waiting(place) = now.act {
                place
            } else {
                None
            }
        })
    };
    view! {
        <div class="centre">
            <span class="beacon">
                <span class="portrait">
                    {move || match place() {
                        Some(place) => view! { <b class="figures">{place}</b> }.into_any(),
                        None => icon(icon::PHONE_CALL).into_any(),
                    }}
                </span>
            </span>
            <h2>{move || words(ui).0}</h2>
            <p class="soft">{move || words(ui).1}</p>
            {move || ui.read(|now| matches!(now.act, Act::Waiting(_))).then(|| view! {
                <p class="soft">
                    {text.meet_waited} " "
                    <b class="figures">
                        {move || clock::duration(ui.model.now.get() - ui.read(|now| now.started_ms))}
                    </b>
                </p>
            })}
        </div>
        <footer class="foot">
            <button type="button" class="secondary wide" part="end" data-primary on:click=move |_| ui.perform(Command::Leave)>
                <span>{move || if ui.read(|now| matches!(now.act, Act::Waiting(_))) { text.meet_leave } else { text.cancel }}</span>
            </button>
        </footer>
    }
    .into_any()
}

fn talking(ui: Ui) -> AnyView {
    let text = ui.text;
    let muted = move || ui.read(|now| now.muted);
    view! {
        <div class="centre">
            <b class="timer figures" role="timer" aria-live="off">
                {move || clock::duration(ui.model.now.get() - ui.read(|now| now.answered_ms.unwrap_or_default()))}
            </b>
            <h2>{move || ui.read(|now| {
                now.agent.as_ref().map_or_else(|| text.meet_talking.to_owned(), |agent| (text.meet_talking_with)(agent))
            })}</h2>
            <p class=move || if muted() { "soft warn" } else { "soft" }>
                {move || {
                    if ui.read(|now| now.reconnecting) {
                        text.reconnecting_in_call
                    } else if muted() {
                        text.muted_means
                    } else {
                        ""
                    }
                }}
            </p>
        </div>
        <footer class="foot">
            <button
                type="button"
                class="control"
                part="mute"
                aria-pressed=move || muted().to_string()
                on:click=move |_| ui.perform(Command::ToggleMute)
            >
                {live_icon(move || if muted() { icon::MIC_OFF } else { icon::MIC })}
                <span>{text.mute}</span>
            </button>
            <button type="button" class="primary danger grow" part="end" data-primary on:click=move |_| ui.perform(Command::Leave)>
                {icon(icon::PHONE_OFF)}
                <span>{text.end}</span>
            </button>
        </footer>
    }
    .into_any()
}

fn over(ui: Ui) -> AnyView {
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
    let steps = move || fault() == Some(Fault::MicrophoneDenied);
    view! {
        <div class="centre">
            <span class=move || if fault().is_some_and(|fault| !is_calm(fault)) { "emblem bad" } else { "emblem" }>
                {move || icon(fault().map_or(icon::CHECK, emblem))}
            </span>
            <h2>{move || words(ui).0}</h2>
            <p class="soft">{move || words(ui).1}</p>
            {move || ui.read(|now| now.ended_ms.zip(now.answered_ms)).filter(|_| fault().is_none()).map(|(end, start)| {
                view! { <p class="soft figures">{clock::duration(end - start)}</p> }
            })}
            {move || steps().then(|| view! {
                <ol class="steps">
                    {text.microphone_steps.map(|step| view! { <li>{step}</li> }).into_iter().collect_view()}
                </ol>
            })}
        </div>
        <footer class="foot">
            <button type="button" class="primary wide" part="retry" data-primary on:click=move |_| ui.perform(Command::Again)>
                {icon(icon::RETRY)}
                <span>{move || match fault().map(Fault::remedy) {
                    Some(Remedy::Retry | Remedy::ShowSteps | Remedy::LogIn | Remedy::Close) => (text.remedy)(Remedy::Retry),
                    Some(_) | None => text.meet_again,
                }}</span>
            </button>
        </footer>
    }
    .into_any()
}
