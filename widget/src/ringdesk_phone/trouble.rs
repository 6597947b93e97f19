//! Something went wrong: what happened, what it means, and the one thing to do.

use leptos::prelude::Get;

use super::model::{Command, Ui};
use crate::{
    dom::{El, button, classed, el, group},
    fault::{Fault, Remedy},
    icon::{self, Icon, icon},
    text::Text,
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

pub fn stage(ui: Ui) -> El {
    let text = ui.text;
    let words = move || (text.fault)(fault(ui));
    classed("section", "centre")
        .set("part", "error")
        .child(
            el("span")
                .bind("class", move || {
                    if is_calm(fault(ui)) {
                        "emblem"
                    } else {
                        "emblem bad"
                    }
                })
                .live(move || icon(emblem(fault(ui)))),
        )
        .child(classed("p", "soft figures").live(move || {
            ui.read(|now| {
                now.trouble
                    .as_ref()
                    .and_then(|trouble| trouble.who.clone().or_else(|| trouble.number.clone()))
            })
        }))
        .child(el("h2").live(move || words().0))
        .child(classed("p", "soft").live(move || words().1))
        .show(move || ui.model.steps.get(), move || steps(text))
}

/// How to let the microphone in.
pub fn steps(text: &Text) -> El {
    let steps = text.microphone_steps.map(|step| el("li").text(step));
    classed("ol", "steps").child(Vec::from(steps))
}

pub fn foot(ui: Ui) -> El {
    let text = ui.text;
    let remedy = move || match fault(ui).remedy() {
        // Once the steps are on the stage, the next thing to do is to try.
        Remedy::ShowSteps if ui.model.steps.get() => Remedy::Retry,
        remedy => remedy,
    };
    group()
        .show(
            move || remedy() != Remedy::Close,
            move || {
                button("secondary")
                    .press(move || ui.perform(Command::Dismiss))
                    .child(el("span").text(text.close))
            },
        )
        .child(
            button("primary grow")
                .set("part", "primary")
                .set("data-primary", "")
                .press(move || ui.perform(Command::Remedy))
                .child(el("span").live(move || (text.remedy)(remedy()))),
        )
}

/// What a screen reader says at once.
pub fn announcement(ui: Ui) -> String {
    let (title, meaning) = (ui.text.fault)(fault(ui));
    format!("{title}. {meaning}")
}
