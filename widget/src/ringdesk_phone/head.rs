//! The head: the agent's state and for how long, the connection, the menu.

use leptos::{ev, prelude::*};

use super::{
    model::{Command, Popover, Ui},
    snapshot::{Link, Presence},
};
use crate::{
    clock,
    icon::{self, icon, live_icon},
};

pub fn head(ui: Ui) -> impl IntoView {
    let text = ui.text;
    let presence = move || ui.read(|now| now.presence);
    let link = move || ui.read(|now| now.link);
    let toggle = move |which: Popover| {
        ui.model
            .popover
            .update(|open| *open = if *open == which { Popover::None } else { which });
    };
    view! {
        <header class="head" part="head">
            <button
                type="button"
                class=move || format!("state {}", presence().tone())
                part="state"
                aria-haspopup="menu"
                aria-expanded=move || (ui.model.popover.get() == Popover::State).to_string()
                aria-label=move || format!("{}: {}", text.change_state, (text.presence)(presence()))
                aria-disabled=move || (!presence().can_change()).then_some("true")
                title=move || match presence() {
                    Presence::OnCall | Presence::Dialling => text.state_locked,
                    _ => "",
                }
                on:click=move |_| {
                    if presence().can_change() {
                        toggle(Popover::State)
                    }
                }
            >
                <span class="disc">{live_icon(move || presence().icon())}</span>
                <span class="word">{move || (text.presence)(presence())}</span>
                <span class="since">
                    {move || match presence() {
                        Presence::LoggedOut | Presence::LoggingIn => String::new(),
                        _ => clock::duration(ui.model.now.get() - ui.read(|now| now.since_ms)),
                    }}
                </span>
                {move || presence().can_change().then(|| icon(icon::CHEVRON))}
            </button>
            <span class="gap"></span>
            <span
                class=move || match link() {
                    Link::Up | Link::Down => "link",
                    Link::Opening | Link::Lost => "link bad",
                }
                role="img"
                aria-label=move || link_word(ui)
                title=move || link_word(ui)
            >
                {move || (link() != Link::Down)
                    .then(|| icon(if link() == Link::Lost { icon::LINK_LOST } else { icon::LINK_UP }))}
            </span>
            <button
                type="button"
                class="round"
                aria-haspopup="menu"
                aria-expanded=move || (ui.model.popover.get() == Popover::Menu).to_string()
                aria-label=text.menu
                title=text.menu
                on:click=move |_| toggle(Popover::Menu)
            >
                {icon(icon::MORE)}
            </button>
            {move || (!ui.model.docked.get()).then(|| view! {
                <button
                    type="button"
                    class="round"
                    aria-label=text.minimise
                    title=text.minimise
                    on:click=move |_| ui.model.open.set(false)
                >
                    {icon(icon::MINIMISE)}
                </button>
            })}
            {move || match ui.model.popover.get() {
                Popover::None => ().into_any(),
                Popover::State => states(ui),
                Popover::Menu => menu(ui),
            }}
        </header>
    }
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
pub fn banner(ui: Ui) -> impl IntoView {
    let text = ui.text;
    move || {
        let (link, busy, notice) = ui.read(|now| (now.link, now.is_busy(), now.notice));
        if link == Link::Lost {
            let means = if busy {
                text.reconnecting_in_call
            } else {
                text.reconnecting_means
            };
            return view! {
                <div class="banner" part="banner" role="status">
                    <span class="spin">{icon(icon::SPINNER)}</span>
                    <p><b>{text.reconnecting}</b>" "{means}</p>
                </div>
            }
            .into_any();
        }
        let Some(fault) = notice else {
            return ().into_any();
        };
        let (title, means) = (text.fault)(fault);
        view! {
            <div class="banner" part="banner" role="alert">
                {icon(icon::ALERT)}
                <p><b>{title}</b>" "{means}</p>
                <button
                    type="button"
                    class="round"
                    aria-label=text.hide
                    title=text.hide
                    on:click=move |_| ui.perform(Command::HideNotice)
                >
                    {icon(icon::CLOSE)}
                </button>
            </div>
        }
        .into_any()
    }
}

fn states(ui: Ui) -> AnyView {
    let text = ui.text;
    let items = Presence::CHOICES
        .map(|choice| {
            let picked = ui.read(|now| now.presence) == choice;
            view! {
                <button
                    type="button"
                    role="menuitemradio"
                    aria-checked=picked.to_string()
                    class=format!("item {}", choice.tone())
                    on:click=move |_| {
                        ui.model.popover.set(Popover::None);
                        ui.perform(Command::Choose(choice));
                    }
                >
                    <span class="disc">{icon(choice.icon())}</span>
                    <span class="lines">
                        <b>{(text.presence)(choice)}</b>
                        <small>{(text.presence_means)(choice)}</small>
                    </span>
                    {picked.then(|| icon(icon::CHECK))}
                </button>
            }
        })
        .into_iter()
        .collect_view()
        .into_any();
    popover(ui, text.change_state, items)
}

fn menu(ui: Ui) -> AnyView {
    let text = ui.text;
    let keys = [
        ("Enter", text.answer),
        ("D", text.decline),
        ("M", text.mute),
        ("K", text.keypad),
        ("E", text.end),
    ];
    let items = view! {
        {switch(text.ring_sound, ui.model.ring_sound)}
        {switch(text.shortcuts, ui.model.shortcuts)}
        {move || ui.model.shortcuts.get().then(|| view! {
            <ul class="keys" role="none">
                {keys
                    .map(|(key, word)| view! { <li role="none"><kbd>{key}</kbd><span>{word}</span></li> })
                    .into_iter()
                    .collect_view()}
            </ul>
        })}
        {ui.read(|now| now.presence != Presence::LoggedOut).then(|| view! {
            <button
                type="button"
                role="menuitem"
                class="item rule"
                aria-disabled=move || ui.read(|now| now.is_busy()).then_some("true")
                title=move || if ui.read(|now| now.is_busy()) { text.state_locked } else { "" }
                on:click=move |_| {
                    if !ui.read(|now| now.is_busy()) {
                        ui.model.popover.set(Popover::None);
                        ui.perform(Command::LogOut);
                    }
                }
            >
                <span class="disc plain">{icon(icon::LOG_OUT)}</span>
                <span class="lines"><b>{text.log_out}</b></span>
            </button>
        })}
    }
    .into_any();
    popover(ui, text.menu, items)
}

fn switch(word: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitemcheckbox"
            class="item"
            aria-checked=move || on.get().to_string()
            on:click=move |_| on.update(|on| *on = !*on)
        >
            <span class="lines"><b>{word}</b></span>
            <span class="switch"></span>
        </button>
    }
}

/// A menu below the head: arrow keys walk it, Esc and a press elsewhere close it.
fn popover(ui: Ui, name: &'static str, items: AnyView) -> AnyView {
    let menu = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            step(&menu, Step::First);
        }
    });
    view! {
        <div class="shade" on:click=move |_| ui.model.popover.set(Popover::None)></div>
        <div
            class="popover"
            role="menu"
            aria-label=name
            node_ref=menu
            on:keydown=move |event: ev::KeyboardEvent| {
                let Some(menu) = menu.get_untracked() else { return };
                match event.key().as_str() {
                    "Escape" | "Tab" => ui.model.popover.set(Popover::None),
                    "ArrowDown" => step(&menu, Step::Next),
                    "ArrowUp" => step(&menu, Step::Back),
                    _ => return,
                }
                event.prevent_default();
                event.stop_propagation();
            }
        >
            {items}
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Next,
    Back,
}

fn step(menu: &web_sys::Element, step: Step) {
    let Ok(items) = menu.query_selector_all("[role^=menuitem]") else {
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
