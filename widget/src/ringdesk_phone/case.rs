//! The ticket of a call: found or made on answer, told of the end, given notes and tags.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Function, JSON, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web::ticket::{Comment, TicketError, Visibility};
use web::{CallView, HelpdeskClient, call_facts};
use web_sys::Storage;

use super::{
    driver::Driver,
    snapshot::{Hint, HintKind, Past, Recent, TicketRow},
};
use crate::host::{self, settled};

/// Where notes are kept while they are typed, so that a closed page loses none; what follows is the call's Call-ID.
const KEPT: &str = "ringdesk-case:";
/// The wait before a helpdesk that did not answer is asked again.
const AGAIN_MS: u32 = 10_000;

/// The helpdesk of the page, and the case of the call in front.
#[derive(Default)]
pub struct Cases {
    helpdesk: RefCell<Option<Desk>>,
    case: RefCell<Option<Rc<Case>>>,
    /// Those of calls that wait behind it.
    behind: RefCell<Vec<Rc<Case>>>,
    /// Calls that the page knows of, latest first.
    pub recent: RefCell<Vec<Recent>>,
}

#[derive(Clone)]
struct Desk {
    client: HelpdeskClient,
    given: JsValue,
}

/// What belongs to one call.
struct Case {
    call_id: RefCell<String>,
    ticket: Cell<Option<u64>>,
    asked: Cell<bool>,
    /// What is to be said as soon as the ticket is known.
    pending: RefCell<Vec<Comment>>,
    created: Cell<bool>,
    /// What had been written when another call came in front, and its ticket's row.
    written: RefCell<(String, Vec<String>, Option<TicketRow>)>,
    over: Cell<bool>,
}

impl Case {
    fn say(&self, client: &HelpdeskClient, comment: Comment) {
        match self.ticket.get() {
            Some(ticket) => client.add(ticket, &comment),
            None => self.pending.borrow_mut().push(comment),
        }
    }
}

impl Cases {
    /// Takes what the page gave: `{ baseUrl, headers(), directory?(text), recent?() }`.
    pub fn set_helpdesk(&self, given: JsValue) {
        let base_url = host::text(&given, "baseUrl");
        let desk = base_url.map(|base_url| {
            let page = given.clone();
            let headers = Rc::new(move || headers_of(&page));
            Desk {
                client: HelpdeskClient::new(&base_url, headers),
                given,
            }
        });
        *self.helpdesk.borrow_mut() = desk;
    }

    fn desk(&self) -> Option<Desk> {
        self.helpdesk.borrow().clone()
    }

    fn current(&self) -> Option<Rc<Case>> {
        self.case.borrow().clone()
    }

    /// Whether the case of the moment is that of this call.
    pub fn is_of(&self, call: &CallView) -> bool {
        self.current()
            .is_some_and(|case| *case.call_id.borrow() == call.call_id)
    }

    /// A new call is in front.
    pub fn open(&self, driver: &Driver, call: &CallView) {
        if self.is_of(call) {
            return;
        }
        self.put_behind(driver);
        let back = self.take_behind(&call.call_id);
        if let Some(case) = back {
            let (notes, tags, row) = case.written.take();
            *self.case.borrow_mut() = Some(case);
            driver.model.notes.try_set(notes);
            driver.model.tags.try_set(tags);
            driver.show_ticket(row);
            return;
        }
        driver.show_ticket(None);
        // A call that comes back after a reload has its notes already.
        let kept = kept(&call.call_id).unwrap_or_default();
        let case = Case {
            call_id: RefCell::new(call.call_id.clone()),
            ticket: Cell::new(None),
            asked: Cell::new(false),
            pending: RefCell::default(),
            created: Cell::new(false),
            written: RefCell::default(),
            over: Cell::new(false),
        };
        *self.case.borrow_mut() = Some(Rc::new(case));
        let notes = host::text(&kept, "notes").unwrap_or_default();
        driver.model.notes.try_set(notes);
        driver.model.tags.try_set(tags(&kept));
    }

    /// Another call comes in front: what was written stays with its own call, or goes onto its ticket if that is over.
    fn put_behind(&self, driver: &Driver) {
        let Some(case) = self.case.take() else { return };
        let model = driver.model;
        let notes = model.notes.try_get_untracked().unwrap_or_default();
        let tags = model.tags.try_get_untracked().unwrap_or_default();
        if case.over.get() {
            return self.deposit(&case, notes, tags);
        }
        let row = model.snapshot.try_with_untracked(|now| now.ticket.clone());
        case.written.replace((notes, tags, row.flatten()));
        self.behind.borrow_mut().push(case);
    }

    fn take_behind(&self, call_id: &str) -> Option<Rc<Case>> {
        let mut behind = self.behind.borrow_mut();
        let at = behind
            .iter()
            .position(|case| *case.call_id.borrow() == call_id)?;
        Some(behind.swap_remove(at))
    }

    /// Puts what was written onto the ticket.
    fn deposit(&self, case: &Case, notes: String, tags: Vec<String>) {
        forget(&case.call_id.borrow());
        if let (Some(Desk { client, .. }), Some(comment)) = (self.desk(), comment(notes, tags)) {
            case.say(&client, comment);
        }
    }

    /// The case of the call in front is that of this call from now on.
    pub fn pass(&self, call: &CallView) {
        if let Some(case) = self.current() {
            forget(&case.call_id.replace(call.call_id.clone()));
        }
    }

    /// The call was answered: finds its ticket or has one made (FD-20, KC-13, KC-19).
    pub fn link(&self, driver: &Rc<Driver>, call: &CallView) {
        self.open(driver, call);
        let (Some(Desk { client, .. }), Some(case)) = (self.desk(), self.current()) else {
            return;
        };
        if case.asked.replace(true) {
            return;
        }
        driver.show_ticket(Some(TicketRow::Searching));
        let (driver, mut call) = (driver.clone(), call.clone());
        // A colleague who asks about a customer is not what the ticket is about: it is that of the customer's own call.
        if let Some(about) = call.about.take() {
            call.number = about.number;
            call.name = about.display_name;
        }
        if let Some(call_id) = call.about_call.take() {
            call.call_id = call_id;
        }
        spawn_local(async move {
            let subject = driver.subject(&call);
            loop {
                let row = match client.link(&call, subject.clone(), subject.clone()).await {
                    Ok(linked) => {
                        case.ticket.set(Some(linked.ticket.id));
                        case.created.set(linked.created);
                        for comment in case.pending.take() {
                            client.add(linked.ticket.id, &comment);
                        }
                        Some(TicketRow::Linked {
                            id: linked.ticket.id.to_string(),
                            subject: linked.ticket.subject,
                        })
                    }
                    Err(TicketError::Unavailable { .. } | TicketError::RateLimited { .. }) => {
                        Some(TicketRow::Waiting)
                    }
                    Err(error) => {
                        let detail = [
                            ("code", error.code().into()),
                            ("message", error.to_string().into()),
                        ];
                        host::dispatch(&driver.host, "ringdesk-error", &detail);
                        None
                    }
                };
                let waits = row == Some(TicketRow::Waiting);
                let in_front = driver
                    .cases
                    .current()
                    .is_some_and(|current| Rc::ptr_eq(&current, &case));
                if in_front {
                    driver.show_ticket(row);
                    if case.ticket.get().is_some() {
                        driver.cases.tell(&driver);
                        driver.cases.keep(&driver);
                    }
                }
                if !waits || driver.phone().is_none() {
                    return;
                }
                gloo::timers::future::TimeoutFuture::new(AGAIN_MS).await;
            }
        });
    }

    /// Tells the page of the ticket, so that it can open it.
    pub fn tell(&self, driver: &Driver) {
        let Some(case) = self.current() else { return };
        let Some(ticket) = case.ticket.get() else {
            return;
        };
        let detail = [
            ("ticketId", JsValue::from_f64(ticket as f64)),
            ("callId", case.call_id.borrow().as_str().into()),
            ("created", case.created.get().into()),
        ];
        host::dispatch(&driver.host, "ringdesk-ticket", &detail);
    }

    /// The call is over: its facts go onto the ticket.
    pub fn ended(&self, driver: &Driver, call: &CallView) {
        let behind = self.take_behind(&call.call_id);
        let own = || self.current().filter(|_| self.is_of(call));
        let waited = behind.is_some();
        let Some(case) = behind.or_else(own) else {
            return;
        };
        case.over.set(true);
        if let Some(Desk { client, .. }) = self.desk() {
            let body = driver.closing_line(call);
            let call = Some(call_facts(call));
            case.say(
                &client,
                Comment {
                    body,
                    call,
                    visibility: Visibility::Internal,
                    ..Comment::default()
                },
            );
        }
        if waited {
            let (notes, tags, _) = case.written.take();
            self.deposit(&case, notes, tags);
        }
    }

    /// Keeps notes and tags where the next page finds them.
    pub fn keep(&self, driver: &Driver) {
        let Some(case) = self.current() else { return };
        let Some(storage) = storage() else { return };
        let kept = Object::new();
        let notes = driver.model.notes.try_get_untracked().unwrap_or_default();
        let tags: Array = driver
            .model
            .tags
            .try_get_untracked()
            .unwrap_or_default()
            .iter()
            .map(|tag| JsValue::from_str(tag))
            .collect();
        let ticket = case
            .ticket
            .get()
            .map_or(JsValue::NULL, |ticket| JsValue::from_f64(ticket as f64));
        for (key, value) in [
            ("notes", JsValue::from_str(&notes)),
            ("tags", tags.into()),
            ("ticket", ticket),
        ] {
            // Setting a property on a fresh object can not fail.
            let _ = Reflect::set(&kept, &JsValue::from_str(key), &value);
        }
        if let Ok(json) = JSON::stringify(&kept) {
            // A full or forbidden storage leaves the notes on the screen, where they are anyway.
            let _ = storage.set_item(&kept_as(&case.call_id.borrow()), &String::from(json));
        }
    }

    /// After-call work is done: notes and tags go onto the ticket (FD-31).
    pub fn finish(&self, driver: &Driver) {
        let notes = driver.model.notes.try_get_untracked().unwrap_or_default();
        let tags = driver.model.tags.try_get_untracked().unwrap_or_default();
        if let Some(case) = self.case.take() {
            self.deposit(&case, notes, tags);
        }
        driver.show_ticket(None);
    }

    /// Delivers what an earlier page kept.
    pub fn deliver(&self, driver: &Driver) {
        if driver.is_busy() {
            return;
        }
        let (Some(Desk { client, .. }), Some(storage)) = (self.desk(), storage()) else {
            return;
        };
        for key in Object::keys(storage.unchecked_ref::<Object>()).iter() {
            let key = key.as_string().unwrap_or_default();
            let Some(call_id) = key.strip_prefix(KEPT) else {
                continue;
            };
            let kept = kept(call_id).unwrap_or_default();
            let notes = host::text(&kept, "notes").unwrap_or_default();
            let comment = comment(notes, tags(&kept));
            let ticket = host::property(&kept, "ticket").as_f64();
            if let (Some(ticket), Some(comment)) = (ticket, comment) {
                client.add(ticket as u64, &comment);
            }
            forget(call_id);
        }
    }

    /// Whom a text may mean: colleagues that the page knows, contacts that the helpdesk knows (FD-13).
    pub async fn suggest(&self, text: &str) -> Vec<Hint> {
        let Some(Desk { client, given }) = self.desk() else {
            return Vec::new();
        };
        let mut hints: Vec<Hint> = Vec::new();
        if let Some(directory) = method(&given, "directory")
            && let Ok(found) = settled(directory.call1(&given, &JsValue::from_str(text))).await
        {
            hints.extend(Array::from(&found).iter().filter_map(|entry| {
                let name = host::text(&entry, "name")?;
                let kind = match host::text(&entry, "kind").as_deref() {
                    Some("contact") => HintKind::Contact,
                    _ => HintKind::Colleague,
                };
                Some(Hint {
                    kind,
                    name,
                    number: host::text(&entry, "number")?,
                })
            }));
        }
        for contact in client.contacts(text).await.unwrap_or_default() {
            if let Some(number) = contact.number.filter(|number| !number.is_empty()) {
                hints.push(Hint {
                    kind: HintKind::Contact,
                    name: contact.name,
                    number,
                });
            }
        }
        hints
    }

    /// Asks the page for the account's recent calls (FD-11).
    pub fn refresh(&self, driver: &Rc<Driver>) {
        let Some(Desk { given, .. }) = self.desk() else {
            return;
        };
        let Some(ask) = method(&given, "recent") else {
            return;
        };
        let driver = driver.clone();
        spawn_local(async move {
            // Without an answer the phone's own calls are shown.
            let Ok(found) = settled(ask.call0(&given)).await else {
                return;
            };
            let calls = host::property(&found, "calls");
            let calls = if Array::is_array(&found) {
                found
            } else {
                calls
            };
            *driver.cases.recent.borrow_mut() = Array::from(&calls)
                .iter()
                .filter_map(|call| past(&call))
                .collect();
            driver.sync();
        });
    }
}

fn comment(notes: String, tags: Vec<String>) -> Option<Comment> {
    let silent = notes.trim().is_empty() && tags.is_empty();
    (!silent).then(|| Comment {
        body: notes,
        tags,
        visibility: Visibility::Internal,
        ..Comment::default()
    })
}

fn method(given: &JsValue, name: &str) -> Option<Function> {
    host::property(given, name).dyn_into().ok()
}

fn headers_of(given: &JsValue) -> Vec<(String, String)> {
    let headers = match method(given, "headers") {
        Some(headers) => headers.call0(given).unwrap_or_default(),
        None => host::property(given, "headers"),
    };
    let Some(headers) = headers.dyn_ref::<Object>() else {
        return Vec::new();
    };
    Object::entries(headers)
        .iter()
        .filter_map(|entry| {
            let entry = Array::from(&entry);
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect()
}

/// One call as `GET /api/calls` tells it.
fn past(call: &JsValue) -> Option<Recent> {
    let time = |key| {
        host::text(call, key)
            .map(|text| Date::parse(&text))
            .filter(|ms| !ms.is_nan())
    };
    let inbound = host::text(call, "direction")? == "inbound";
    let answered = time("answeredAt");
    let (number, name) = if inbound {
        ("from", "fromName")
    } else {
        ("to", "toName")
    };
    Some(Recent {
        past: match (inbound, answered) {
            (false, _) => Past::Outgoing,
            (true, Some(_)) => Past::Incoming,
            (true, None) => Past::Missed,
        },
        number: host::text(call, number)?,
        name: host::text(call, name),
        queue: host::text(call, "queue"),
        started_ms: time("startedAt")?,
        duration_ms: host::property(call, "durationS")
            .as_f64()
            .map(|seconds| seconds * 1_000.0),
    })
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn kept_as(call_id: &str) -> String {
    String::from(KEPT) + call_id
}

/// What an earlier page kept of the case of this call.
fn kept(call_id: &str) -> Option<JsValue> {
    JSON::parse(&storage()?.get_item(&kept_as(call_id)).ok()??).ok()
}

fn tags(kept: &JsValue) -> Vec<String> {
    let tags: Option<Array> = host::property(kept, "tags").dyn_into().ok();
    let tags = tags.unwrap_or_default();
    tags.iter().filter_map(|tag| tag.as_string()).collect()
}

fn forget(call_id: &str) {
    if let Some(storage) = storage() {
        // What can not be removed was not kept either.
        let _ = storage.remove_item(&kept_as(call_id));
    }
}
