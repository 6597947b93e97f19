//! A call from dialling to the end of its after-call work.

use leptos::prelude::*;

use super::{
    actions::actions,
    control::{Control, control, guarded},
    lines::{behind, between, handover, members, recording, second},
    model::{Command, Ui},
    notes::{notes, ticket},
    pad::pad,
    snapshot::{EndedBy, Line, Phase, Sound},
};
use crate::{
    clock,
    dom::{El, button, classed, el, group},
    icon::{self, icon, live_icon},
    text::{Text, fill},
};

fn line<T: Default>(ui: Ui, read: impl FnOnce(&Line) -> T) -> T {
    ui.read(|now| now.line.as_ref().map(read))
        .unwrap_or_default()
}

fn is(ui: Ui, phase: Phase) -> bool {
    line(ui, |line| line.phase == phase)
}

fn was_answered(ui: Ui) -> bool {
    line(ui, |line| line.answered_ms.is_some())
}

/// The first letter of the name in a disc; a person when there is only a number.
pub fn portrait(ui: Ui) -> El {
    let letter = move || {
        line(ui, |line| {
            line.name
                .as_ref()
                .and_then(|name| name.chars().next())
                .filter(|letter| crate::text::is_letter(*letter))
        })
    };
    classed("span", "portrait")
        .set("aria-hidden", "true")
        .each(letter, |letter| match letter {
            Some(letter) => el("span").child(letter.to_string()),
            None => icon(icon::USER),
        })
}

fn phase_words(ui: Ui) -> String {
    let text = ui.text;
    ui.read(|now| {
        let Some(line) = &now.line else {
            return String::new();
        };
        let standing = text.standings[now.standing as usize];
        if !standing.is_empty() && line.phase != Phase::Over {
            return standing.to_owned();
        }
        match line.phase {
            Phase::Dialling => text.dialling.to_owned(),
            Phase::Ringing => text.ringing.to_owned(),
            Phase::Queued => line
                .position
                .map_or_else(|| text.queued.to_owned(), text.queued_at),
            Phase::Incoming => text.incoming_call.to_owned(),
            Phase::Answering => text.answering.to_owned(),
            Phase::Talking => text.in_call.to_owned(),
            Phase::Ending => text.ending.to_owned(),
            Phase::Over => text.call_ended.to_owned(),
        }
    })
}

/// What there is to say about the far side's sound.
fn sound_words(text: &Text, sound: Sound) -> Option<(&'static str, &'static str)> {
    match sound {
        Sound::Returning => Some((text.returning, text.returning_means)),
        Sound::Lost => Some((text.unheard, text.unheard_means)),
        Sound::Held => Some((text.held, text.held_means)),
        Sound::Heard => None,
    }
}

fn ended_by(ui: Ui) -> &'static str {
    match line(ui, |line| line.ended_by) {
        Some(EndedBy::Us) => ui.text.ended_by_you,
        Some(EndedBy::Them) => ui.text.ended_by_them,
        Some(EndedBy::Network) => ui.text.ended_by_network,
        None => "",
    }
}

/// Who is on the line in front: everybody in a conference.
fn who(ui: Ui) -> String {
    ui.read(|now| match now.members.len() {
        2.. => {
            let mut names = String::new();
            for member in &now.members {
                crate::text::list(&mut names, ", ", &member.who);
            }
            names
        }
        _ => now
            .line
            .as_ref()
            .map(|line| line.who().to_owned())
            .unwrap_or_default(),
    })
}

/// How long the call has lasted, or lasted.
pub fn elapsed(ui: Ui) -> String {
    let now = ui.model.now.get();
    clock::duration(line(ui, |line| {
        line.ended_ms.unwrap_or(now) - line.answered_ms.unwrap_or(line.started_ms)
    }))
}

pub fn stage(ui: Ui) -> El {
    // A second line has its place beside the first from the beginning.
    let in_place = move || was_answered(ui) || ui.read(|now| now.behind.is_some());
    group()
        .child(second(ui))
        .child(behind(ui))
        .each(in_place, move |in_place| match in_place {
            true => answered_call(ui),
            false => outgoing(ui),
        })
}

/// Before anybody has answered.
fn outgoing(ui: Ui) -> El {
    classed("section", "centre out")
        .set("part", "call")
        .child(classed("span", "beacon").child(portrait(ui)))
        .child(classed("h2", "name").live(move || line(ui, |line| line.who().to_owned())))
        .child(classed("p", "soft figures").live(move || line(ui, Line::number_beside)))
        .child(
            classed("dl", "facts")
                .child(
                    el("dd")
                        .child(icon(icon::PHONE_OUTGOING))
                        .child(el("span").live(move || phase_words(ui))),
                )
                .child(
                    el("dd")
                        .child(icon(icon::CLOCK))
                        .child(classed("b", "figures").live(move || elapsed(ui))),
                ),
        )
}

fn answered_call(ui: Ui) -> El {
    let text = ui.text;
    let keypad = move || ui.model.keypad.get() && is(ui, Phase::Talking);
    let acting = move || ui.model.acting.get() && is(ui, Phase::Talking);
    let muted = move || line(ui, |line| line.muted) && is(ui, Phase::Talking);
    let sound = move || match is(ui, Phase::Talking) {
        true => line(ui, |line| line.sound),
        false => Sound::Heard,
    };
    group()
        .child(
            classed("section", "party")
                .set("part", "call")
                .child(portrait(ui))
                .child(
                    classed("div", "lines")
                        .child(classed("h2", "name").live(move || who(ui)))
                        .child(classed("p", "soft figures").live(move || {
                            let about = ui.read(|now| now.about.clone());
                            line(ui, |line| {
                                let queue = line.queue.clone().map(|queue| (text.through)(&queue));
                                let about = about.map(|about| fill(text.about, &about));
                                let known = [about, line.number_beside(), queue];
                                let mut words = String::new();
                                for word in known.iter().flatten() {
                                    crate::text::list(&mut words, " · ", word);
                                }
                                words
                            })
                        })),
                )
                .child(
                    button("round")
                        .set("aria-label", text.copy_number)
                        .bind("title", move || {
                            if ui.model.copied.get() {
                                text.copied
                            } else {
                                text.copy_number
                            }
                        })
                        .press(move || {
                            ui.perform(Command::Copy(line(ui, |line| line.number.clone())))
                        })
                        .child(live_icon(move || {
                            if ui.model.copied.get() {
                                icon::CHECK
                            } else {
                                icon::COPY
                            }
                        })),
                ),
        )
        .child(
            el("div")
                .bind("class", move || {
                    if is(ui, Phase::Talking) && !ui.read(|now| now.standing.waits()) {
                        "clock live"
                    } else {
                        "clock"
                    }
                })
                .child(
                    classed("b", "figures")
                        .set("role", "timer")
                        .set("aria-live", "off")
                        .live(move || elapsed(ui)),
                )
                .child(
                    classed("span", "gap")
                        .live(move || phase_words(ui))
                        .live(move || is(ui, Phase::Over).then(|| format!(" · {}", ended_by(ui)))),
                )
                .child(recording(ui)),
        )
        .child(handover(ui))
        .each(sound, move |sound| {
            sound_words(text, *sound).map(|(what, means)| {
                classed("p", "strip")
                    .set("role", "status")
                    .child(icon(icon::ALERT))
                    .child(el("b").text(what))
                    .child(el("span").text(means))
            })
        })
        .show(muted, move || {
            classed("p", "strip")
                .child(icon(icon::MIC_OFF))
                .child(el("b").text(text.muted))
                .child(el("span").text(text.muted_means))
        })
        .show(
            move || ui.read(|now| now.listens),
            move || {
                classed("p", "strip")
                    .set("role", "status")
                    .child(icon(icon::MIC_OFF))
                    .child(el("b").text(text.listening))
                    .child(classed("span", "gap").text(text.listening_means))
                    .child(
                        button("chip")
                            .press(move || ui.perform(Command::Speak))
                            .child(el("span").text(text.speak)),
                    )
            },
        )
        .child(members(ui))
        .child(between(ui))
        .show(move || !acting(), move || ticket(ui))
        .show(acting, move || actions(ui))
        .show(keypad, move || {
            classed("div", "tones")
                .child(
                    classed("p", "sent figures")
                        .set("role", "status")
                        .set("aria-label", text.keys_sent)
                        .live(move || ui.model.keys.get()),
                )
                .child(pad(text.keypad, move |key| ui.perform(Command::Key(key))))
        })
        .show(move || !keypad() && !acting(), move || notes(ui))
}

pub fn foot(ui: Ui) -> El {
    group()
        .show(move || is(ui, Phase::Over), move || done(ui))
        .show(
            move || !is(ui, Phase::Over) && was_answered(ui),
            move || controls(ui),
        )
        .show(
            move || !is(ui, Phase::Over) && !was_answered(ui),
            move || cancel(ui),
        )
}

fn done(ui: Ui) -> El {
    let text = ui.text;
    button("primary wide")
        .set("part", "primary")
        .set("aria-description", text.done_means)
        .set("title", text.done_means)
        .press(move || ui.perform(Command::Finish))
        .child(icon(icon::CHECK))
        .child(el("span").text(text.done))
}

fn cancel(ui: Ui) -> El {
    let ending = move || is(ui, Phase::Ending);
    button("primary danger wide")
        .set("part", "end")
        .set("data-primary", "")
        .bind("aria-disabled", move || ending().then_some("true"))
        .press(move || {
            if !ending() {
                ui.perform(Command::HangUp);
            }
        })
        .child(icon(icon::PHONE_OFF))
        .child(el("span").child(ui.text.cancel))
}

fn controls(ui: Ui) -> El {
    let text = ui.text;
    let talking = move || is(ui, Phase::Talking);
    let muted = move || line(ui, |line| line.muted);
    group()
        .child(
            guarded(
                button("control"),
                move || ui.why(ui.denial(Control::Mute)),
                move || ui.run(Control::Mute),
            )
            .set("part", "mute")
            .bind("aria-pressed", muted)
            .child(live_icon(
                move || if muted() { icon::MIC_OFF } else { icon::MIC },
            ))
            .child(el("span").text(text.mute)),
        )
        .child(control(ui, "control", |ui| ui.meant(Control::Hold)).set("part", "hold"))
        .child(
            control(ui, "control", |_| Control::Dtmf)
                .set("part", "keypad")
                .bind("aria-pressed", move || ui.model.keypad.get()),
        )
        .child(
            button("control")
                .set("part", "call-actions")
                .bind("aria-pressed", move || ui.model.acting.get())
                .bind("aria-disabled", move || (!talking()).then_some("true"))
                .press(move || {
                    if talking() {
                        ui.act();
                    }
                })
                .child(icon(icon::PHONE_FORWARDED))
                .child(el("span").text(text.actions_short)),
        )
        .child(
            control(ui, "control fill danger", |ui| ui.meant(Control::End))
                .set("part", "end")
                .set("data-primary", ""),
        )
}

/// What a screen reader says when its turn comes.
pub fn announcement(ui: Ui) -> String {
    format!("{} {}", who(ui), phase_words(ui))
}
