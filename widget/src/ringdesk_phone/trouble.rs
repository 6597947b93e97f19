//! Something went wrong: what happened, what it means, and the one thing to do.

use leptos::prelude::*;

use super::model::{Command, Ui};
use crate::{
    fault::{Fault, Remedy},
    icon::{self, Icon, icon},
};

fn fault(ui: Ui) -> Fault {
    ui.read(|now| {
        now.trouble
            .as_ref()
            .map_or(Fault::Internal, |trouble| trouble.fault)
    })
}

/// The picture of a fault.
pub fn emblem(fault: Fault) -> Icon {
    match fault {
        Fault::MicrophoneDenied | Fault::MicrophoneMissing | Fault::MicrophoneInUse => {
            icon::MIC_OFF
        }
        Fault::SocketRefused | Fault::SocketLost | Fault::Garbled => icon::UNPLUGGED,
        Fault::WrongPassword | Fault::NoCredentials => icon::LOCK,
        Fault::UnknownNumber => icon::UNKNOWN,
        Fault::Busy | Fault::Declined => icon::PHONE_OFF,
        Fault::NoAnswer | Fault::Unavailable => icon::PHONE_MISSED,
        Fault::Forbidden | Fault::Closed => icon::BLOCKED,
        Fault::TooMany => icon::QUEUE,
        Fault::MediaFailed
        | Fault::Unsupported
        | Fault::Incompatible
        | Fault::SoundBlocked
        | Fault::Failed
        | Fault::Internal => icon::ALERT,
    }
}

/// Whether the far side's choice or absence explains it, rather than something broken.
pub fn is_calm(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::Busy
            | Fault::Declined
            | Fault::NoAnswer
            | Fault::Unavailable
            | Fault::Closed
            | Fault::UnknownNumber
    )
}

pub fn stage(ui: Ui) -> AnyView {
    let text = ui.text;
    let words = move || (text.fault)(fault(ui));
    view! {
        <section class="centre" part="error">
            <span class=move || if is_calm(fault(ui)) { "emblem" } else { "emblem bad" }>
                {move || icon(emblem(fault(ui)))}
            </span>
            <p class="soft figures">
                {move || ui.read(|now| now.trouble.as_ref().and_then(|trouble| {
                    trouble.who.clone().or_else(|| trouble.number.clone())
                }))}
            </p>
            <h2>{move || words().0}</h2>
            <p class="soft">{move || words().1}</p>
            {move || ui.model.steps.get().then(|| view! {
                <ol class="steps">
                    {text.microphone_steps.map(|step| view! { <li>{step}</li> }).into_iter().collect_view()}
                </ol>
            })}
        </section>
    }
    .into_any()
}

pub fn foot(ui: Ui) -> AnyView {
    let text = ui.text;
    let remedy = move || match fault(ui).remedy() {
        // Once the steps are on the stage, the next thing to do is to try.
        Remedy::ShowSteps if ui.model.steps.get() => Remedy::Retry,
        remedy => remedy,
    };
    view! {
        {move || (remedy() != Remedy::Close).then(|| view! {
            <button type="button" class="secondary" on:click=move |_| ui.perform(Command::Dismiss)>
                <span>{text.close}</span>
            </button>
        })}
        <button type="button" class="primary grow" part="primary" data-primary on:click=move |_| ui.perform(Command::Remedy)>
            <span>{move || (text.remedy)(remedy())}</span>
        </button>
    }
    .into_any()
}

/// What a screen reader says at once.
pub fn announcement(ui: Ui) -> String {
    let (title, meaning) = (ui.text.fault)(fault(ui));
    format!("{title}. {meaning}")
}
