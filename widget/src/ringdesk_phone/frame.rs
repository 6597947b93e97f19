//! The frame: the launcher, the panel, dragging, shortcuts, and where the focus goes.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, KeyboardEvent, PointerEvent};

use super::{
    call,
    control::{Control, KEYS},
    model::{Command, Popover, Ui},
    snapshot::{Phase, Stage},
};
use crate::{
    dom::{El, Place, classed, el, listen},
    focus,
    icon::{self, live_icon},
};

/// Puts the phone into its frame.
pub fn frame(
    ui: Ui,
    stage: Memo<Stage>,
    rings: impl Fn() -> bool + Copy + Send + 'static,
    body: El,
) -> El {
    let text = ui.text;
    let panel = Place::new();
    let launcher = Place::new();
    let was_inside = StoredValue::new(false);
    follow_focus(stage, panel, was_inside);
    Effect::new_sync(move |before: Option<bool>| {
        let open = ui.model.open.get() || ui.model.docked.get();
        if before.is_some_and(|before| before != open) {
            let target = if open { panel.get() } else { launcher.get() };
            if let Some(target) = target.filter(|_| was_inside.get_value()) {
                focus::focus(&target);
            }
        }
        open
    });
    let press = Drag::new();
    el("div")
        .bind("class", move || {
            match (ui.model.docked.get(), ui.model.open.get()) {
                (true, _) => "frame docked",
                (false, true) => "frame open",
                (false, false) => "frame shut",
            }
        })
        .on("focusin", move |_: &FocusEvent| was_inside.set_value(true))
        .child(
            el("button")
                .set("type", "button")
                .set("part", "launcher")
                .bind("class", move || {
                    format!(
                        "launcher {}{}",
                        ui.read(|now| now.presence.tone()),
                        if rings() { " rings" } else { "" },
                    )
                })
                .bind("aria-label", move || {
                    format!(
                        "{}: {}",
                        text.open_phone,
                        ui.read(|now| (text.presence)(now.presence))
                    )
                })
                .bind("aria-expanded", move || ui.model.open.get())
                .set("title", text.open_phone)
                .place(launcher)
                .on("pointerdown", move |event: &PointerEvent| {
                    press.start(event)
                })
                .on("pointermove", move |event: &PointerEvent| {
                    press.follow(event)
                })
                .on("pointerup", move |_: &PointerEvent| press.end())
                .press(move || {
                    if !press.moved() {
                        ui.model.open.set(true);
                    }
                })
                .child(live_icon(move || {
                    if ui.read(|now| now.is_busy()) {
                        icon::PHONE_CALL
                    } else {
                        icon::PHONE
                    }
                }))
                .child(
                    classed("span", "badge")
                        .child(live_icon(move || ui.read(|now| now.presence.icon()))),
                )
                .live(move || {
                    let talking = ui.read(|now| {
                        now.line
                            .as_ref()
                            .is_some_and(|line| line.phase == Phase::Talking)
                    });
                    talking.then(|| classed("span", "pill figures").live(move || call::elapsed(ui)))
                }),
        )
        .child(
            el("div")
                .bind(
                    "class",
                    move || if rings() { "panel rings" } else { "panel" },
                )
                .set("part", "panel")
                .set("role", "region")
                .set("aria-label", text.phone)
                .set("tabindex", "-1")
                .place(panel)
                .on("keydown", move |event: &KeyboardEvent| {
                    shortcut(ui, stage, event)
                })
                .child(body),
        )
}

/// Keeps the focus in the panel when the control that had it goes away with its screen.
fn follow_focus(stage: Memo<Stage>, panel: Place, was_inside: StoredValue<bool>) {
    let moved = move |event: &Event| {
        // Events from inside arrive here as coming from the host.
        let host = panel
            .get()
            .and_then(|panel| panel.get_root_node().dyn_into::<web_sys::ShadowRoot>().ok());
        let from = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let (Some(host), Some(from)) = (host, from) {
            let _ = was_inside.try_set_value(host.host() == from);
        }
    };
    listen(&window(), "focusin", Box::new(moved));
    Effect::new_sync(move |before: Option<Stage>| {
        let now = stage.get();
        let Some(panel) = panel.get() else { return now };
        if before.is_none_or(|before| before == now) {
            return now;
        }
        let nobody = document()
            .active_element()
            .is_none_or(|active| active.tag_name() == "BODY");
        let take = was_inside.get_value() || (now == Stage::Incoming && nobody);
        if take {
            request_animation_frame(move || {
                let kept = panel.query_selector(":focus").ok().flatten().is_some();
                let primary = panel.query_selector("[data-primary]").ok().flatten();
                if !kept || now == Stage::Incoming {
                    focus::focus(primary.as_ref().unwrap_or(&panel));
                }
            });
        }
        now
    });
}

/// Single keys work only while the focus is in the panel, and not in a text field (WCAG 2.1.4).
fn shortcut(ui: Ui, stage: Memo<Stage>, event: &KeyboardEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let tag = target.map(|target| target.tag_name()).unwrap_or_default();
    let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat());
    if !plain || !ui.model.shortcuts.get_untracked() || matches!(tag.as_str(), "INPUT" | "TEXTAREA")
    {
        return;
    }
    let stage = stage.get_untracked();
    let phase = ui
        .model
        .snapshot
        .with_untracked(|now| now.line.as_ref().map(|line| line.phase));
    let second = ui
        .model
        .snapshot
        .with_untracked(|now| now.second.as_ref().map(|second| second.call));
    let key = event.key().to_ascii_lowercase();
    let of_call = KEYS
        .iter()
        .find(|(name, _)| stage == Stage::Call && name.eq_ignore_ascii_case(&key));
    match (key.as_str(), stage) {
        ("a" | "d", _) if second.is_some() => {
            let control = match key.as_str() {
                "a" => Control::Answer,
                _ => Control::Decline,
            };
            if let Some(call) = second {
                ui.perform(Command::Call(control, call));
            }
        }
        ("enter", Stage::Incoming) if tag != "BUTTON" && phase == Some(Phase::Incoming) => {
            ui.perform(Command::Answer)
        }
        ("d", Stage::Incoming) if phase == Some(Phase::Incoming) => ui.perform(Command::Decline),
        ("e", Stage::Call)
            if matches!(
                phase,
                Some(Phase::Dialling | Phase::Queued | Phase::Ringing)
            ) =>
        {
            ui.perform(Command::HangUp)
        }
        ("escape", _) => ui.model.popover.set(Popover::None),
        (key, Stage::Call) if ui.model.keypad.get_untracked() && phase == Some(Phase::Talking) => {
            match key
                .chars()
                .next()
                .filter(|key| key.is_ascii_digit() || matches!(key, '*' | '#'))
            {
                Some(digit) if key.len() == 1 => ui.perform(Command::Key(digit)),
                _ => return,
            }
        }
        _ => match of_call {
            Some((_, control)) if phase == Some(Phase::Talking) => ui.run(ui.meant(*control)),
            _ => return,
        },
    }
    event.prevent_default();
}

/// A press on the launcher that may become a drag. Where it is left is told to the style sheet by two
/// custom properties: the style sheet decides what they mean.
#[derive(Clone, Copy)]
struct Drag(StoredValue<Option<Press>>);

#[derive(Clone, Copy)]
struct Press {
    pointer: (f64, f64),
    grip: (f64, f64),
    held: bool,
    moved: bool,
}

/// How far a finger may tremble, in CSS pixels.
const TREMBLE: f64 = 6.0;

impl Drag {
    fn new() -> Self {
        Self(StoredValue::new(None))
    }

    fn start(self, event: &PointerEvent) {
        let Some(launcher) = launcher_of(event) else {
            return;
        };
        let place = launcher.get_bounding_client_rect();
        let pointer = (f64::from(event.client_x()), f64::from(event.client_y()));
        let grip = (pointer.0 - place.left(), pointer.1 - place.top());
        self.0.set_value(Some(Press {
            pointer,
            grip,
            held: true,
            moved: false,
        }));
        // Without the capture a fast drag only loses the launcher.
        let _ = launcher.set_pointer_capture(event.pointer_id());
    }

    fn follow(self, event: &PointerEvent) {
        let (Some(mut press), Some(launcher)) = (
            self.0.get_value().filter(|press| press.held),
            launcher_of(event),
        ) else {
            return;
        };
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        press.moved |= (x - press.pointer.0).abs() + (y - press.pointer.1).abs() > TREMBLE;
        self.0.set_value(Some(press));
        if press.moved {
            place(&launcher, x - press.grip.0, y - press.grip.1);
        }
    }

    fn end(self) {
        self.0.update_value(|press| {
            if let Some(press) = press {
                press.held = false;
            }
        });
    }

    fn moved(self) -> bool {
        self.0.get_value().is_some_and(|press| press.moved)
    }
}

fn launcher_of(event: &PointerEvent) -> Option<web_sys::HtmlElement> {
    event.current_target()?.dyn_into().ok()
}

fn place(launcher: &web_sys::HtmlElement, left: f64, top: f64) {
    let (Some(frame), Some(window)) = (launcher.parent_element(), web_sys::window()) else {
        return;
    };
    let Ok(frame) = frame.dyn_into::<web_sys::HtmlElement>() else {
        return;
    };
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value
            .ok()
            .and_then(|value| value.as_f64())
            .unwrap_or_default()
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let (own_width, own_height) = (
        f64::from(launcher.offset_width()),
        f64::from(launcher.offset_height()),
    );
    // CSSOM setters are open under a Content-Security-Policy that forbids style attributes.
    for (name, value) in [
        ("--left", left.clamp(0.0, (width - own_width).max(0.0))),
        (
            "--bottom",
            (height - top - own_height).clamp(0.0, (height - own_height).max(0.0)),
        ),
    ] {
        let _ = frame
            .style()
            .set_property(name, &format!("{}px", value as i32));
    }
    let _ = frame.set_attribute("data-moved", "");
}
