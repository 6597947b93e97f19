//! The whole phone: head, stage and foot in their places.

use leptos::prelude::*;

use super::{
    call,
    confirm::confirm,
    dial, frame,
    head::{banner, head},
    incoming, lines, logged_out,
    model::Ui,
    snapshot::{Phase, Stage},
    trouble,
};
use crate::dom::{El, classed, group};

/// Draws the phone.
pub fn phone(ui: Ui) -> El {
    let stage = Memo::new(move |_| ui.read(|now| now.stage()));
    let body = group()
        .child(head(ui))
        .child(banner(ui))
        .child(classed("main", "stage").set("part", "stage").each(
            move || stage.get(),
            move |stage| match stage {
                Stage::LoggedOut => logged_out::stage(ui),
                Stage::Idle => dial::stage(ui),
                Stage::Incoming => incoming::stage(ui),
                Stage::Call => call::stage(ui),
                Stage::Trouble => trouble::stage(ui),
            },
        ))
        .child(classed("footer", "foot").set("part", "foot").each(
            move || stage.get(),
            move |stage| match stage {
                Stage::LoggedOut => logged_out::foot(ui),
                Stage::Idle => dial::foot(ui),
                Stage::Incoming => incoming::foot(ui),
                Stage::Call => call::foot(ui),
                Stage::Trouble => trouble::foot(ui),
            },
        ))
        .child(confirm(ui))
        // What a screen reader is told without being asked: calls and errors at once, the rest in turn.
        .child(
            classed("div", "quiet")
                .set("role", "alert")
                .live(move || match stage.get() {
                    Stage::Incoming => incoming::announcement(ui),
                    Stage::Trouble => trouble::announcement(ui),
                    _ => lines::announcement(ui),
                }),
        )
        .child(
            classed("div", "quiet")
                .set("role", "status")
                .live(move || match stage.get() {
                    Stage::Call => call::announcement(ui),
                    Stage::LoggedOut | Stage::Idle => {
                        ui.read(|now| (ui.text.presence)(now.presence)).to_owned()
                    }
                    _ => String::new(),
                }),
        );
    let rings = move || {
        ui.read(|now| {
            now.line
                .as_ref()
                .is_some_and(|line| line.phase == Phase::Incoming)
        })
    };
    frame::frame(ui, stage, rings, body)
}
