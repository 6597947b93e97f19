//! The whole phone: head, stage and foot in their places.

use leptos::prelude::*;

use super::{
    call, dial, frame,
    head::{banner, head},
    incoming, logged_out,
    model::Ui,
    snapshot::{Phase, Stage},
    trouble,
};

/// Draws the phone.
pub fn phone(ui: Ui) -> impl IntoView {
    let stage = Memo::new(move |_| ui.read(|now| now.stage()));
    let body = view! {
        {head(ui)}
        {banner(ui)}
        <main class="stage" part="stage">
            {move || match stage.get() {
                Stage::LoggedOut => logged_out::stage(ui),
                Stage::Idle => dial::stage(ui),
                Stage::Incoming => incoming::stage(ui),
                Stage::Call => call::stage(ui),
                Stage::Trouble => trouble::stage(ui),
            }}
        </main>
        <footer class="foot" part="foot">
            {move || match stage.get() {
                Stage::LoggedOut => logged_out::foot(ui),
                Stage::Idle => dial::foot(ui),
                Stage::Incoming => incoming::foot(ui),
                Stage::Call => call::foot(ui),
                Stage::Trouble => trouble::foot(ui),
            }}
        </footer>
        // What a screen reader is told without being asked: calls and errors at once, the rest in turn.
        <div class="quiet" role="alert">
            {move || match stage.get() {
                Stage::Incoming => incoming::announcement(ui),
                Stage::Trouble => trouble::announcement(ui),
                _ => String::new(),
            }}
        </div>
        <div class="quiet" role="status">
            {move || match stage.get() {
                Stage::Call => call::announcement(ui),
                Stage::LoggedOut | Stage::Idle => ui.read(|now| (ui.text.presence)(now.presence)).to_owned(),
                _ => String::new(),
            }}
        </div>
    };
    let rings = move || {
        ui.read(|now| {
            now.line
                .as_ref()
                .is_some_and(|line| line.phase == Phase::Incoming)
        })
    };
    frame::frame(ui, stage, rings, body.into_any())
}
