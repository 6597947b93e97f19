//! The call controls: how each is drawn, which key stands for it, and why it can not be had now.

use std::rc::Rc;

use call::{Purpose, Refusal};
use leptos::prelude::*;
use web::PhoneError;

pub use call::Control;

use super::{
    model::{Command, Ui},
    snapshot::Standing,
};
use crate::{
    dom::{El, button, el},
    icon::{self, Icon, live_icon},
};

/// How many there are.
pub const COUNT: usize = Control::ALL.len();

const ICONS: [Icon; COUNT] = [
    icon::PHONE,
    icon::PHONE_OFF,
    icon::PHONE_OFF,
    icon::PAUSE,
    icon::PLAY,
    icon::MIC,
    icon::KEYPAD,
    icon::FORWARD,
    icon::PHONE_CALL,
    icon::SPLIT,
    icon::SWAP,
    icon::CHECK,
    icon::PHONE_OFF,
    icon::USERS,
    icon::MERGE,
    icon::USERS,
    icon::CLOSE,
    icon::LOG_OUT,
    icon::PHONE_OFF,
    icon::RECORD,
    icon::PAUSE,
    icon::BLOCKED,
];

/// The keys of a call, in the order in which the menu lists them.
pub const KEYS: [(&str, Control); 12] = [
    ("M", Control::Mute),
    ("H", Control::Hold),
    ("K", Control::Dtmf),
    ("T", Control::Transfer),
    ("S", Control::Swap),
    ("F", Control::CompleteTransfer),
    ("C", Control::Conference),
    ("J", Control::Merge),
    ("L", Control::Leave),
    ("P", Control::PauseRecording),
    ("E", Control::End),
    ("X", Control::Terminate),
];

/// How many reasons the phone has.
pub const REFUSALS: usize = Refusal::ALL.len();

/// What speaks against a control; nothing by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Denial(u8);

impl Denial {
    /// Reads a code of the phone: the place of its sentence in each language. The last is for a code that has none.
    pub fn of(code: &str) -> Self {
        let known = Refusal::ALL.iter().position(|known| known.code() == code);
        Self(known.unwrap_or(REFUSALS) as u8 + 1)
    }

    /// Reads an answer of the phone.
    pub fn from(answer: Result<(), PhoneError>) -> Self {
        answer.map_or_else(|error| Self::of(error.code()), |()| Self::default())
    }

    /// Whether nothing speaks against it.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl Ui {
    /// Why something can not be had now, in words; empty when it can.
    pub fn why(self, denial: Denial) -> &'static str {
        let at = usize::from(denial.0).wrapping_sub(1);
        self.text.refusals.get(at).copied().unwrap_or_default()
    }

    /// What speaks against a control of the line in front.
    pub fn denial(self, control: Control) -> Denial {
        self.read(|now| {
            now.denied
                .get(control as usize)
                .copied()
                .unwrap_or_default()
        })
    }

    /// What a control is called.
    pub fn word(self, control: Control) -> &'static str {
        self.text.controls[control as usize]
    }

    /// Acts on a control of the line in front, unless something speaks against it. What can not be taken back
    /// asks first, what needs a target opens the call actions.
    pub fn run(self, control: Control) {
        use Control::*;
        if !self.denial(control).is_none() {
            return;
        }
        match control {
            Merge | EndForAll | Terminate => self.model.asking.set(Some(control)),
            Transfer | Consult | Parallel | AddParty => self.act(),
            Dtmf => {
                self.model.acting.set(false);
                self.model.keypad.update(|open| *open = !*open);
            }
            _ => self.perform(Command::Do(control)),
        }
    }

    /// Opens the call actions, or closes them.
    pub fn act(self) {
        self.model.keypad.set(false);
        self.model.acting.update(|open| *open = !*open);
        if self.model.acting.get_untracked() {
            self.model.chosen.set(None);
            self.perform(Command::Look);
        }
    }

    /// The control that a button or a key means at this moment: what holds resumes what is held, and what
    /// ends ends what is in front.
    pub fn meant(self, control: Control) -> Control {
        use Control::*;
        self.read(|now| match control {
            Hold if matches!(now.standing, Standing::Held | Standing::ConsultHeld) => Resume,
            End if now.denied[EndForAll as usize].is_none() => EndForAll,
            End if now.purpose == Purpose::Consult => EndConsult,
            control => control,
        })
    }
}

/// Makes a button that acts while nothing speaks against it, and says what does.
pub fn guarded(
    button: El,
    why: impl Fn() -> &'static str + 'static,
    press: impl Fn() + 'static,
) -> El {
    guard(button, Rc::new(why), Box::new(press))
}

#[inline(never)]
fn guard(button: El, why: Rc<dyn Fn() -> &'static str>, press: Box<dyn Fn()>) -> El {
    let (blocked, title, description) = (why.clone(), why.clone(), why.clone());
    button
        .bind("aria-disabled", move || {
            (!blocked().is_empty()).then_some("true")
        })
        .bind("title", move || title())
        .bind("aria-description", move || description())
        .press(move || {
            if why().is_empty() {
                press();
            }
        })
}

/// Draws a control of the line in front.
#[inline(never)]
pub fn control(ui: Ui, class: &'static str, which: fn(Ui) -> Control) -> El {
    guarded(
        button(class),
        move || ui.why(ui.denial(which(ui))),
        move || ui.run(which(ui)),
    )
    .child(live_icon(move || icon_of(which(ui))))
    .child(el("span").live(move || ui.word(which(ui))))
}

/// The picture of a control.
pub fn icon_of(control: Control) -> Icon {
    ICONS[control as usize]
}
