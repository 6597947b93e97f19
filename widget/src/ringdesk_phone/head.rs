//! The head: the agent's state and for how long, the connection, the menu.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::{
    control::KEYS,
    model::{Command, Popover, Ui},
    snapshot::{Link, Presence},
};
use crate::{
    clock,
    dom::{Content, El, Place, button, classed, el, group},
    icon::{self, icon, live_icon},
};

pub fn head(ui: Ui) -> El {
    let text = ui.text;
    let presence = move || ui.read(|now| now.presence);
    let link = move || ui.read(|now| now.link);
    let toggle = move |which: Popover| {
        ui.model
            .popover
            .update(|open| *open = if *open == which { Popover::None } else { which });
    };
    classed("header", "head")
        .set("part", "head")
        .child(
            el("button")
                .set("type", "button")
                .bind("class", move || format!("state {}", presence().tone()))
                .set("part", "state")
                .set("aria-haspopup", "menu")
                .bind("aria-expanded", move || {
                    ui.model.popover.get() == Popover::State
                })
                .bind("aria-label", move || {
                    format!("{}: {}", text.change_state, (text.presence)(presence()))
                })
                .bind("aria-disabled", move || {
                    (!presence().can_change()).then_some("true")
                })
                .bind("title", move || match presence() {
                    Presence::OnCall | Presence::Dialling => text.state_locked,
                    _ => "",
                })
                .press(move || {
                    if presence().can_change() {
                        toggle(Popover::State)
                    }
                })
                .child(classed("span", "disc").child(live_icon(move || presence().icon())))
                .child(classed("span", "word").live(move || (text.presence)(presence())))
                .child(classed("span", "since").live(move || match presence() {
                    Presence::LoggedOut | Presence::LoggingIn => String::new(),
                    _ => clock::duration(ui.model.now.get() - ui.read(|now| now.since_ms)),
                }))
                .show(move || presence().can_change(), || icon(icon::CHEVRON)),
        )
        .child(classed("span", "gap"))
        .child(
            el("span")
                .bind("class", move || match link() {
                    Link::Up | Link::Down => "link",
                    Link::Opening | Link::Lost => "link bad",
                })
                .set("role", "img")
                .bind("aria-label", move || link_word(ui))
                .bind("title", move || link_word(ui))
                .live(move || {
                    (link() != Link::Down).then(|| {
                        icon(if link() == Link::Lost {
                            icon::LINK_LOST
                        } else {
                            icon::LINK_UP
                        })
                    })
                }),
        )
        .child(
            button("round")
                .set("aria-haspopup", "menu")
                .bind("aria-expanded", move || {
                    ui.model.popover.get() == Popover::Menu
                })
                .set("aria-label", text.menu)
                .set("title", text.menu)
                .press(move || toggle(Popover::Menu))
                .child(icon(icon::MORE)),
        )
        .show(
            move || !ui.model.docked.get(),
            move || {
                button("round")
                    .set("aria-label", text.minimise)
                    .set("title", text.minimise)
                    .press(move || ui.model.open.set(false))
                    .child(icon(icon::MINIMISE))
            },
        )
        .each(
            move || ui.model.popover.get(),
            move |open| match open {
                Popover::None => None,
                Popover::State => Some(states(ui)),
                Popover::Menu => Some(menu(ui)),
            },
        )
}

fn link_word(ui: Ui) -> &'static str {
    match ui.read(|now| now.link) {
        Link::Up => ui.text.connected,
        Link::Opening => ui.text.connecting,
        Link::Lost => ui.text.reconnecting,
        Link::Down => "",
    }
}

/// The banner below the head: the connection is being got back, or something else to know.
pub fn banner(ui: Ui) -> El {
    let text = ui.text;
    let shown = move || ui.read(|now| (now.link == Link::Lost, now.is_busy(), now.notice));
    group().each(shown, move |&(lost, busy, notice)| {
        if lost {
            let means = if busy {
                text.reconnecting_in_call
            } else {
                text.reconnecting_means
            };
            return Content::from(
                classed("div", "banner")
                    .set("part", "banner")
                    .set("role", "status")
                    .child(classed("span", "spin").child(icon(icon::SPINNER)))
                    .child(
                        el("p")
                            .child(el("b").text(text.reconnecting))
                            .text(" ")
                            .text(means),
                    ),
            );
        }
        let Some(fault) = notice else {
            return ().into();
        };
        let (title, means) = (text.fault)(fault);
        Content::from(
            classed("div", "banner")
                .set("part", "banner")
                .set("role", "alert")
                .child(icon(icon::ALERT))
                .child(el("p").child(el("b").text(title)).text(" ").text(means))
                .child(
                    button("round")
                        .set("aria-label", text.hide)
                        .set("title", text.hide)
                        .press(move || ui.perform(Command::HideNotice))
                        .child(icon(icon::CLOSE)),
                ),
        )
    })
}

fn states(ui: Ui) -> El {
    let text = ui.text;
    let items = Presence::CHOICES
        .map(|choice| {
            let picked = ui.read(|now| now.presence) == choice;
            el("button")
                .set("type", "button")
                .set("role", "menuitemradio")
                .put("aria-checked", picked)
                .put("class", format!("item {}", choice.tone()))
                .press(move || {
                    ui.model.popover.set(Popover::None);
                    ui.perform(Command::Choose(choice));
                })
                .child(classed("span", "disc").child(icon(choice.icon())))
                .child(
                    classed("span", "lines")
                        .child(el("b").child((text.presence)(choice)))
                        .child(el("small").child((text.presence_means)(choice))),
                )
                .child(picked.then(|| icon(icon::CHECK)))
        })
        .into_iter()
        .collect::<Vec<El>>();
    popover(ui, text.change_state, items)
}

fn menu(ui: Ui) -> El {
    let text = ui.text;
    let keys = [
        ("Enter", text.answer),
        ("D", text.decline),
        ("A", text.answers[0]),
    ];
    let keys = move || {
        let of_call = KEYS
            .iter()
            .map(move |(key, control)| (*key, ui.word(*control)));
        keys.into_iter().chain(of_call)
    };
    let items = group()
        .child(switch(text.ring_sound, ui.model.ring_sound))
        .child(switch(text.shortcuts, ui.model.shortcuts))
        .live(move || {
            ui.model.shortcuts.get().then(|| {
                classed("ul", "keys").set("role", "none").child(
                    keys()
                        .map(|(key, word)| {
                            el("li")
                                .set("role", "none")
                                .child(el("kbd").text(key))
                                .child(el("span").text(word))
                        })
                        .collect::<Vec<El>>(),
                )
            })
        })
        .child(ui.read(|now| now.presence != Presence::LoggedOut).then(|| {
            el("button")
                .set("type", "button")
                .set("role", "menuitem")
                .set("class", "item rule")
                .bind("aria-disabled", move || {
                    ui.read(|now| now.is_busy()).then_some("true")
                })
                .bind("title", move || {
                    if ui.read(|now| now.is_busy()) {
                        text.state_locked
                    } else {
                        ""
                    }
                })
                .press(move || {
                    if !ui.read(|now| now.is_busy()) {
                        ui.model.popover.set(Popover::None);
                        ui.perform(Command::LogOut);
                    }
                })
                .child(classed("span", "disc plain").child(icon(icon::LOG_OUT)))
                .child(classed("span", "lines").child(el("b").text(text.log_out)))
        }));
    popover(ui, text.menu, items)
}

fn switch(word: &'static str, on: RwSignal<bool>) -> El {
    el("button")
        .set("type", "button")
        .set("role", "menuitemcheckbox")
        .set("class", "item")
        .bind("aria-checked", move || on.get())
        .press(move || on.update(|on| *on = !*on))
        .child(classed("span", "lines").child(el("b").text(word)))
        .child(classed("span", "switch"))
}

/// The entries of a menu.
const ITEMS: &str = "[role^=menuitem]";

/// A menu below the head: arrow keys walk it, Esc and a press elsewhere close it.
fn popover(ui: Ui, name: &'static str, items: impl Into<Content>) -> El {
    let menu = Place::new();
    Effect::new_sync(move |_| {
        if let Some(menu) = menu.get() {
            step(&menu, ITEMS, Step::First);
        }
    });
    group()
        .child(classed("div", "shade").press(move || ui.model.popover.set(Popover::None)))
        .child(
            classed("div", "popover")
                .set("role", "menu")
                .set("aria-label", name)
                .place(menu)
                .on("keydown", move |event: &KeyboardEvent| {
                    let Some(menu) = menu.get() else {
                        return;
                    };
                    match event.key().as_str() {
                        "Escape" | "Tab" => ui.model.popover.set(Popover::None),
                        "ArrowDown" => step(&menu, ITEMS, Step::Next),
                        "ArrowUp" => step(&menu, ITEMS, Step::Back),
                        _ => return,
                    }
                    event.prevent_default();
                    event.stop_propagation();
                })
                .child(items),
        )
}

/// Which of several buttons the focus goes to.
#[derive(Clone, Copy)]
pub enum Step {
    First,
    Next,
    Back,
}

/// Moves the focus among what the selector names, round and round.
pub fn step(menu: &web_sys::Element, of: &str, step: Step) {
    let Ok(items) = menu.query_selector_all(of) else {
        return;
    };
    let focused = menu.query_selector(":focus").ok().flatten();
    let count = items.length();
    let place = (0..count)
        .find(|at| items.get(*at).as_deref() == focused.as_deref().map(|item| item.as_ref()));
    let next = match (step, place) {
        (Step::First, _) | (_, None) => 0,
        (Step::Next, Some(place)) => (place + 1) % count,
        (Step::Back, Some(place)) => (place + count - 1) % count,
    };
    if let Some(item) = items.get(next) {
        crate::focus::focus(&item);
    }
}
