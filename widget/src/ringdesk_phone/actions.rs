//! The call actions (FD-32): one field over agents, teams, queues, contacts and frequent numbers, and for
//! whoever is chosen: transfer, consult, a parallel call, a conference.

use leptos::prelude::*;
use web_sys::{Event, KeyboardEvent};

use super::{
    control::{Control, Denial, control, guarded, icon_of},
    dial::note_words,
    directory::{Kind, Target},
    head::{Step, step},
    model::{Command, Ui},
    snapshot::{NumberNote, Presence},
};
use crate::{
    dom::{El, Place, button, classed, el, group},
    fault::Fault,
    icon::{self, Icon, icon},
    text::fill,
};

/// What can be done with a target.
const ACTIONS: [Control; 4] = [
    Control::Transfer,
    Control::Consult,
    Control::Conference,
    Control::Parallel,
];

pub fn actions(ui: Ui) -> El {
    let text = ui.text;
    let list = Place::new();
    let field = Place::new();
    let walk = move |event: &KeyboardEvent| {
        let Some(list) = list.get() else { return };
        match event.key().as_str() {
            "ArrowDown" => step(&list, ".target", Step::Next),
            "ArrowUp" => step(&list, ".target", Step::Back),
            "Escape" => ui.act(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    Effect::new_sync(move |_| {
        if let Some(field) = field.get() {
            crate::focus::focus(&field);
        }
    });
    let search = move || {
        ui.model.chosen.set(None);
        ui.perform(Command::Look);
    };
    let note = move || ui.model.found.with(|found| found.note);
    let marked = move || {
        ui.model
            .found
            .with(|found| (found.targets.clone(), found.failed))
    };
    classed("section", "actions")
        .set("part", "actions")
        .set("aria-label", text.actions)
        .on("keydown", walk)
        .child(
            classed("div", "field")
                .child(icon(icon::SEARCH))
                .child(
                    classed("input", "seek")
                        .set("type", "text")
                        .set("autocomplete", "off")
                        .set("spellcheck", "false")
                        .set("aria-label", text.seek)
                        .set("placeholder", text.seek)
                        .bind("aria-invalid", move || {
                            note().is_some_and(NumberNote::is_error).then_some("true")
                        })
                        .place(field)
                        .bind_value(ui.model.query)
                        .on("input", move |event: &Event| {
                            ui.model.query.set(event_target_value(event));
                            search();
                        }),
                )
                .child(
                    button("round")
                        .set("aria-label", text.refresh)
                        .set("title", text.refresh)
                        .press(search)
                        .child(
                            el("span")
                                .bind("class", move || {
                                    match ui.model.found.with(|found| found.looks) {
                                        true => "spin",
                                        false => "disc plain",
                                    }
                                })
                                .child(icon(icon::RETRY)),
                        ),
                ),
        )
        .show(
            move || note().is_some(),
            move || {
                classed("p", "note bad")
                    .set("role", "status")
                    .live(move || note().map(|note| note_words(note, text)))
            },
        )
        .child(
            classed("div", "targets")
                .place(list)
                .each(marked, move |(targets, failed)| {
                    let mut rows = Vec::new();
                    let mut heading = None;
                    if targets.is_empty() || *failed {
                        rows.push(classed("p", "note").set("role", "status").live(move || {
                            ui.model.found.with(|found| match found {
                                found if found.looks => text.looking,
                                found if found.failed => text.look_failed,
                                found if found.note.is_some() => "",
                                _ => text.nobody,
                            })
                        }));
                    }
                    for (at, target) in targets.iter().enumerate() {
                        if heading != Some(target.kind) {
                            heading = Some(target.kind);
                            rows.push(el("h3").child(text.kinds[target.kind as usize]));
                        }
                        rows.push(entry(ui, target.clone(), (at, 0)));
                    }
                    rows
                }),
        )
        .child(control(ui, "row end", |_| Control::Terminate).set("part", "terminate"))
}

fn mark(target: &Target) -> (Icon, &'static str) {
    match target.kind {
        Kind::Typed => (icon::PHONE, "off"),
        Kind::Agent => target.presence.map_or((icon::HEADSET, "off"), |presence| {
            (presence.icon(), presence.tone())
        }),
        Kind::Team => (icon::USERS, "off"),
        Kind::Queue => (icon::QUEUE, "off"),
        Kind::Contact => (icon::USER, "off"),
        Kind::Frequent => (icon::BOOKMARK, "off"),
    }
}

/// What stands beside the name.
fn beside(ui: Ui, target: &Target) -> String {
    let text = ui.text;
    let count = target.count.unwrap_or_default().to_string();
    match (target.kind, target.presence) {
        (Kind::Team, _) => fill(text.available_count, &count),
        (Kind::Queue, _) => fill(text.waiting_count, &count),
        (_, Some(presence)) => (text.presence)(presence).to_owned(),
        (Kind::Typed, _) => String::new(),
        _ => target.address.clone(),
    }
}

/// What speaks against reaching this target in this way, beside what speaks against the control.
fn against(ui: Ui, control: Control, target: &Target) -> &'static str {
    match (target.presence, control) {
        (Some(Presence::AfterCallWork), _) => ui.text.in_wrap_up,
        (Some(Presence::LoggedOut | Presence::LoggingIn), _) => {
            (ui.text.fault)(Fault::Unavailable).0
        }
        (Some(presence), Control::Transfer) if presence != Presence::Available => {
            ui.text.only_available
        }
        _ if target.kind == Kind::Team && target.count == Some(0) => {
            (ui.text.fault)(Fault::Unavailable).0
        }
        _ => "",
    }
}

fn entry(ui: Ui, target: Target, at: (usize, usize)) -> El {
    let (mark, tone) = mark(&target);
    let chosen = ui.model.chosen;
    let is_chosen = move || chosen.get() == Some(at);
    // A team stays open while one of its agents is chosen.
    let is_open = move || match at.1 {
        0 => chosen.get().map(|chosen| chosen.0) == Some(at.0),
        _ => is_chosen(),
    };
    let beside = beside(ui, &target);
    let (for_actions, for_members) = (target.clone(), target.members);
    let has_members = !for_members.is_empty();
    group()
        .child(
            button(match at.1 {
                0 => "row target",
                _ => "row target inner",
            })
            .bind("aria-expanded", is_open)
            .press(move || {
                chosen.update(|chosen| {
                    *chosen = match *chosen {
                        Some(now) if now == at => None,
                        _ => Some(at),
                    }
                })
            })
            .child(
                el("span")
                    .put("class", String::from("disc ") + tone)
                    .child(icon(mark)),
            )
            .child(classed("span", "who").child(target.name))
            .child(
                el("span")
                    .put("class", String::from("meta ") + tone)
                    .child(beside),
            )
            .child(has_members.then(|| icon(icon::CHEVRON))),
        )
        .show(is_chosen, move || reach(ui, &for_actions))
        .show(
            move || has_members && is_open(),
            move || {
                let members = for_members.iter().enumerate();
                members
                    .map(|(member, target)| entry(ui, target.clone(), (at.0, member + 1)))
                    .collect::<Vec<El>>()
            },
        )
}

/// What can be done with the chosen one.
fn reach(ui: Ui, target: &Target) -> El {
    let buttons = ACTIONS.map(|control| {
        let against = against(ui, control, target);
        // A third party comes into the line in front (FD-40).
        let control = match control {
            Control::Conference => Control::AddParty,
            control => control,
        };
        let target = target.clone();
        guarded(
            button("control"),
            move || match ui.denial(control) {
                denial if denial == Denial::default() => against,
                denial => ui.why(denial),
            },
            move || ui.perform(Command::Reach(control, target.clone())),
        )
        .child(icon(icon_of(control)))
        .child(el("span").child(ui.word(match control {
            Control::AddParty => Control::Conference,
            control => control,
        })))
    });
    let can_mark = matches!(target.kind, Kind::Typed | Kind::Contact | Kind::Frequent);
    let (mark, marked) = (target.clone(), target.marked);
    classed("div", "reach")
        .set("role", "group")
        .put("aria-label", target.name.clone())
        .child(Vec::from(buttons))
        .child(can_mark.then(|| {
            button("chip")
                .put("aria-pressed", marked)
                .press(move || ui.perform(Command::Mark(mark.clone())))
                .child(icon(icon::BOOKMARK))
                .child(el("span").text(ui.text.keep_frequent))
        }))
}
