//! Logged out: the way in.

use super::{
    model::{Command, Ui},
    snapshot::Presence,
};
use crate::{
    dom::{El, button, classed, el},
    icon::{self, icon},
};

fn is_logging_in(ui: Ui) -> bool {
    ui.read(|now| now.presence == Presence::LoggingIn)
}

pub fn stage(ui: Ui) -> El {
    let text = ui.text;
    classed("div", "centre")
        .child(classed("span", "emblem").child(icon(icon::HEADSET)))
        .child(el("h2").live(move || {
            if is_logging_in(ui) {
                text.logging_in
            } else {
                text.logged_out
            }
        }))
        .child(classed("p", "soft").live(move || {
            if is_logging_in(ui) {
                text.logging_in_means
            } else {
                text.logged_out_means
            }
        }))
}

pub fn foot(ui: Ui) -> El {
    let text = ui.text;
    let blocked = move || !ui.read(|now| now.has_account);
    button("primary wide")
        .set("part", "primary")
        .set("data-primary", "")
        .bind("aria-disabled", move || {
            (blocked() || is_logging_in(ui)).then_some("true")
        })
        .bind("aria-busy", move || is_logging_in(ui).then_some("true"))
        .bind("aria-description", move || {
            if blocked() { text.no_account } else { "" }
        })
        .bind(
            "title",
            move || if blocked() { text.no_account } else { "" },
        )
        .press(move || {
            if !blocked() && !is_logging_in(ui) {
                ui.perform(Command::LogIn);
            }
        })
        .show(
            move || is_logging_in(ui),
            || classed("span", "spin").child(icon(icon::SPINNER)),
        )
        .show(move || !is_logging_in(ui), || icon(icon::LOG_IN))
        .child(el("span").live(move || {
            if is_logging_in(ui) {
                text.logging_in
            } else {
                text.log_in
            }
        }))
}
