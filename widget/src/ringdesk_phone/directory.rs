//! Whom the call actions can reach: what the page's directory answers, and what was typed (FD-66, WX-51, WX-56, WX-62, KC-22).

use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web::{DialNumber, DialRules};

use super::{
    driver::Driver,
    reading::number_note,
    snapshot::{HintKind, NumberNote, Presence},
};
use crate::host::{self, settled};

/// What a target is. The order is that of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Typed in full: a number or an address.
    Typed,
    Agent,
    Team,
    Queue,
    Contact,
    Frequent,
}

/// Somebody who can be reached.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    pub kind: Kind,
    pub name: String,
    /// What the phone calls.
    pub address: String,
    /// An agent's state.
    pub presence: Option<Presence>,
    /// A team's available agents (FD-59), a queue's waiting callers.
    pub count: Option<u32>,
    /// A team's agents (FD-58).
    pub members: Vec<Self>,
    /// Whether the agent keeps this number.
    pub marked: bool,
}

impl Target {
    pub fn new(kind: Kind, name: String, address: String) -> Self {
        Self {
            kind,
            name,
            address,
            presence: None,
            count: None,
            members: Vec::new(),
            marked: false,
        }
    }
}

/// What a search has found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    pub targets: Vec<Target>,
    pub note: Option<NumberNote>,
    pub looks: bool,
    pub failed: bool,
}

fn presence(word: &str) -> Presence {
    match word {
        "available" => Presence::Available,
        "work" => Presence::Work,
        "break" => Presence::Break,
        "dialling" => Presence::Dialling,
        "on-call" => Presence::OnCall,
        "after-call-work" => Presence::AfterCallWork,
        _ => Presence::LoggedOut,
    }
}

/// Reads one list of the directory's answer.
fn read(answer: &JsValue, list: &str, kind: Kind) -> Vec<Target> {
    let entries = host::property(answer, list);
    if !Array::is_array(&entries) {
        return Vec::new();
    }
    let entries = Array::from(&entries);
    entries
        .iter()
        .filter_map(|entry| {
            let address = host::text(&entry, "address").or_else(|| host::text(&entry, "number"))?;
            let mut target = Target::new(kind, host::text(&entry, "name")?, address);
            let count = match kind {
                Kind::Team => "available",
                _ => "waiting",
            };
            target.count = host::property(&entry, count)
                .as_f64()
                .map(|count| count as u32);
            if kind == Kind::Agent {
                let available = host::property(&entry, "available").is_truthy();
                let state = host::text(&entry, "state").unwrap_or_default();
                target.presence = Some(match available {
                    true => Presence::Available,
                    false => presence(&state),
                });
            }
            target.members = read(&entry, "agents", Kind::Agent);
            Some(target)
        })
        .collect()
}

/// What the text itself names: a number that may be dialled (WX-63 to WX-69), or an address.
fn typed(text: &str) -> Result<Option<Target>, NumberNote> {
    let target = |address: &str| {
        Some(Target::new(
            Kind::Typed,
            text.to_owned(),
            address.to_owned(),
        ))
    };
    if text.contains('@') {
        return Ok(target(text));
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+*#(".contains(first)) {
        return Ok(None);
    }
    match DialNumber::parse(text, &DialRules::default()) {
        Ok(number) => Ok(target(number.as_str())),
        Err(error) => number_note(error.code()).map_or(Ok(None), Err),
    }
}

impl Driver {
    /// Looks for whom the text in the call actions may mean. Nothing typed: everybody (WX-71).
    pub(super) fn look(self: &Rc<Self>) {
        let query = self.model.query.try_get_untracked().unwrap_or_default();
        let query = query.trim().to_owned();
        let turn = self.search.get().wrapping_add(1);
        self.search.set(turn);
        self.model.found.try_update(|found| {
            found.looks = true;
            found.failed = false;
        });
        let this = self.clone();
        spawn_local(async move {
            if !query.is_empty() {
                gloo::timers::future::TimeoutFuture::new(180).await;
            }
            if this.search.get() != turn {
                return;
            }
            let answer = this.ask_directory(&query).await;
            // Typed on meanwhile: another search is under way.
            if this.search.get() == turn {
                let failed = answer.is_none();
                this.show_found(&query, answer.unwrap_or_default(), failed);
            }
        });
    }

    /// What the page's directory knows; without one, whom the dial field would suggest. None when it does
    /// not answer.
    async fn ask_directory(&self, query: &str) -> Option<Vec<Target>> {
        let ask = self.directory.borrow().clone();
        let answer = match ask {
            Some(ask) => settled(ask.call1(&JsValue::UNDEFINED, &JsValue::from_str(query)))
                .await
                .ok()?,
            None => JsValue::UNDEFINED,
        };
        if answer.is_undefined() {
            let hints = self.cases.suggest(query).await.into_iter();
            return Some(
                hints
                    .map(|hint| {
                        let kind = match hint.kind {
                            HintKind::Colleague => Kind::Agent,
                            HintKind::Contact => Kind::Contact,
                        };
                        Target::new(kind, hint.name, hint.number)
                    })
                    .collect(),
            );
        }
        let lists = [
            ("agents", Kind::Agent),
            ("teams", Kind::Team),
            ("queues", Kind::Queue),
            ("contacts", Kind::Contact),
            ("frequent", Kind::Frequent),
        ];
        Some(
            lists
                .iter()
                .flat_map(|(list, kind)| read(&answer, list, *kind))
                .collect(),
        )
    }

    fn show_found(&self, query: &str, answer: Vec<Target>, failed: bool) {
        let (typed, note) = match typed(query) {
            Ok(typed) => (typed, None),
            Err(note) => (None, Some(note)),
        };
        let mut targets: Vec<Target> = typed.into_iter().chain(answer).collect();
        let frequent = |target: &&Target| target.kind == Kind::Frequent;
        let kept: Vec<String> = targets
            .iter()
            .filter(frequent)
            .map(|kept| kept.address.clone())
            .collect();
        for target in &mut targets {
            target.marked = kept.contains(&target.address);
        }
        self.model.found.try_set(Found {
            targets,
            note,
            looks: false,
            failed,
        });
    }

    /// Keeps a number with those in frequent use, or no longer (KC-22).
    pub(super) fn mark(self: &Rc<Self>, target: Target) {
        let Some(ask) = self.directory.borrow().clone() else {
            return;
        };
        let this = self.clone();
        spawn_local(async move {
            let name = match target.marked {
                true => JsValue::UNDEFINED,
                false => target.name.into(),
            };
            // What was not kept is not marked after the search that follows.
            let _ = settled(ask.call3(
                &JsValue::UNDEFINED,
                &JsValue::UNDEFINED,
                &target.address.into(),
                &name,
            ))
            .await;
            this.look();
        });
    }
}
