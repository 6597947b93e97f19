//! What there is beside one plain call: the line behind, what can be done between two lines, who takes part,
//! a transfer on its way, a second call that rings, and the recording.

use call::Purpose;
use leptos::prelude::*;

use super::{
    control::{Control, Denial, control, guarded},
    model::{Command, Ui},
    snapshot::{Behind, Handover, Member, Recording, Second, Standing},
};
use crate::{
    clock,
    dom::{El, button, classed, el, group},
    icon::{self, icon},
    text::fill,
};

/// The line behind: who waits, for how long, and the way back to them (FD-44, FD-45).
pub fn behind(ui: Ui) -> El {
    let text = ui.text;
    group().each(
        move || ui.read(|now| now.behind.clone()),
        move |behind| {
            behind.clone().map(|behind| {
                let Behind {
                    call,
                    who,
                    purpose,
                    standing,
                    since_ms,
                    denied,
                } = behind;
                let word = match (standing, purpose) {
                    (Standing::Plain, _) => text.standings[Standing::Held as usize],
                    _ => text.standings[standing as usize],
                };
                classed("section", "behind")
                    .set("part", "behind")
                    .set("aria-label", word)
                    .child(icon(icon::PAUSE))
                    .child(
                        classed("span", "lines")
                            .child(el("b").child(who.clone()))
                            .child(
                                classed("small", "figures").text(word).text(" · ").child(
                                    el("span").set("role", "timer").live(move || {
                                        clock::duration(ui.model.now.get() - since_ms)
                                    }),
                                ),
                            ),
                    )
                    .child(chip(
                        ui,
                        "chip",
                        denied,
                        text.controls[Control::Resume as usize],
                        Some(&who),
                        Command::Call(Control::Resume, call),
                    ))
            })
        },
    )
}

/// A small button with a word, for one call.
fn chip(
    ui: Ui,
    class: &'static str,
    denied: Denial,
    word: &'static str,
    whom: Option<&str>,
    command: Command,
) -> El {
    guarded(
        button(class),
        move || ui.why(denied),
        move || ui.perform(command.clone()),
    )
    .put(
        "aria-label",
        whom.map(|whom| String::from(word) + " " + whom),
    )
    .child(el("span").text(word))
}

/// What can be done between the lines, or with a conference; nothing while there is one plain call.
pub fn between(ui: Ui) -> El {
    let which = move || {
        ui.read(|now| {
            let consults = now.purpose == Purpose::Consult
                || now.behind.as_ref().map(|behind| behind.purpose) == Some(Purpose::Consult);
            match (&now.behind, now.members.len()) {
                (Some(_), _) if consults => 1,
                (Some(_), _) => 2,
                (None, 2..) => 3,
                _ => 0,
            }
        })
    };
    group().each(which, move |which| {
        let of: &[fn(Ui) -> Control] = match which {
            1 => &[
                |_| Control::CompleteTransfer,
                |_| Control::Conference,
                |_| Control::Swap,
            ],
            2 => &[|_| Control::Swap, |_| Control::Merge],
            3 => &[|_| Control::AddParty, |_| Control::Leave],
            _ => return None,
        };
        let controls = of.iter().map(|which| control(ui, "control", *which));
        Some(
            classed("div", "between")
                .set("part", "between")
                .child(controls.collect::<Vec<El>>()),
        )
    })
}

/// Who takes part in a conference, and the way to send one away.
pub fn members(ui: Ui) -> El {
    let text = ui.text;
    group().each(
        move || ui.read(|now| now.members.clone()),
        move |members| {
            (members.len() > 1).then(|| {
                let rows = members.iter().map(|member| {
                    let Member {
                        call,
                        who,
                        number,
                        denied,
                    } = member.clone();
                    classed("li", "row")
                        .child(classed("span", "mark").child(icon(icon::USER)))
                        .child(classed("span", "who").child(who.clone()))
                        .child(classed("span", "meta").child(number))
                        .child(
                            guarded(
                                button("round"),
                                move || ui.why(denied),
                                move || ui.perform(Command::Call(Control::RemoveParty, call)),
                            )
                            .put("aria-label", fill(text.remove, &who))
                            .child(icon(icon::CLOSE)),
                        )
                });
                classed("ul", "members")
                    .set("part", "members")
                    .set("aria-label", text.members)
                    .child(rows.collect::<Vec<El>>())
            })
        },
    )
}

/// A transfer on its way; a transfer that failed says why, and that nobody was lost.
pub fn handover(ui: Ui) -> El {
    let text = ui.text;
    group().each(
        move || ui.read(|now| now.handover.clone()),
        move |handover| {
            handover.clone().map(|handover| {
                let Handover {
                    to,
                    whom,
                    transfer,
                    failed,
                } = handover;
                let title = match transfer {
                    true => text.transfer_failed,
                    false => text.not_reached,
                };
                let Some(fault) = failed else {
                    return classed("div", "tell")
                        .set("role", "status")
                        .child(classed("span", "spin").child(icon(icon::SPINNER)))
                        .child(
                            el("p")
                                .child(el("b").child(fill(text.transferring_to, &to)))
                                .child(fill(text.transferring_means, &whom)),
                        );
                };
                classed("div", "tell bad")
                    .set("role", "alert")
                    .child(icon(icon::ALERT))
                    .child(
                        el("p")
                            .child(el("b").child(fill(title, &to)))
                            .child(el("span").text((text.fault)(fault).0))
                            .child(el("span").child(fill(text.still_here, &whom)))
                            .child(
                                button("chip")
                                    .press(move || {
                                        ui.perform(Command::HideHandover);
                                        ui.act();
                                    })
                                    .child(el("span").text(text.choose_another)),
                            ),
                    )
                    .child(
                        button("round")
                            .set("aria-label", text.hide)
                            .set("title", text.hide)
                            .press(move || ui.perform(Command::HideHandover))
                            .child(icon(icon::CLOSE)),
                    )
            })
        },
    )
}

/// Another call rings (CT-49): the button says what becomes of the present one (CT-50).
pub fn second(ui: Ui) -> El {
    let text = ui.text;
    group().each(
        move || ui.read(|now| now.second.clone()),
        move |second| {
            second.clone().map(|second| {
                let way = way(ui, &second);
                let Second {
                    call,
                    who,
                    since_ms,
                    answer,
                    ..
                } = second;
                let answer = text.answers[answer as usize];
                classed("section", "second")
                    .set("part", "second")
                    .set("aria-label", text.incoming_call)
                    .child(icon(icon::PHONE_INCOMING))
                    .child(classed("span", "lines").child(el("b").child(who)).child(
                        classed("small", "figures").child(way).text(" · ").child(
                            el("span").live(move || clock::duration(ui.model.now.get() - since_ms)),
                        ),
                    ))
                    .child(
                        classed("span", "chips")
                            .child(chip(
                                ui,
                                "chip danger",
                                Denial::default(),
                                text.decline,
                                None,
                                Command::Call(Control::Decline, call),
                            ))
                            .child(chip(
                                ui,
                                "chip full ready",
                                Denial::default(),
                                answer,
                                None,
                                Command::Call(Control::Answer, call),
                            )),
                    )
            })
        },
    )
}

/// What a screen reader says at once of another call that rings.
pub fn announcement(ui: Ui) -> String {
    ui.read(|now| {
        now.second
            .as_ref()
            .map(|second| (ui.text.announce_incoming)(&second.who, &way(ui, second)))
    })
    .unwrap_or_default()
}

fn way(ui: Ui, second: &Second) -> String {
    match &second.queue {
        Some(queue) => (ui.text.through)(queue),
        None => ui.text.direct.to_owned(),
    }
}

/// Whether the call is recorded, and the way to pause that (WX-45 to WX-48).
pub fn recording(ui: Ui) -> El {
    let text = ui.text;
    let left = move || match ui.read(|now| now.recording) {
        Recording::Paused(Some(until)) => clock::duration(until - ui.model.now.get()),
        _ => String::new(),
    };
    group().each(
        move || {
            ui.read(|now| match now.recording {
                Recording::Off if now.denied[Control::Record as usize] != Denial::default() => 0,
                Recording::Off => 3,
                Recording::On => 1,
                Recording::Paused(_) => 2,
            })
        },
        move |how| {
            let (class, word, mark) = match how {
                1 => ("chip rec on", text.recording, icon::RECORD),
                2 => ("chip rec", text.recording_paused, icon::PAUSE),
                3 => {
                    return Some(control(ui, "chip rec", |_| Control::Record));
                }
                _ => return None,
            };
            let press = match how {
                1 => text.controls[Control::PauseRecording as usize],
                _ => text.recording_resume,
            };
            Some(
                guarded(
                    button(class),
                    move || ui.why(ui.denial(Control::PauseRecording)),
                    move || ui.perform(Command::Do(Control::PauseRecording)),
                )
                .set("part", "recording")
                .put("aria-label", String::from(word) + ". " + press)
                .child(icon(mark))
                .child(el("span").text(word))
                .child(el("span").live(left))
                .child(icon(if *how == 1 { icon::PAUSE } else { icon::PLAY })),
            )
        },
    )
}
