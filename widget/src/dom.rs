//! Draws: elements made by plain calls, kept up to date by Leptos's signals.
//!
//! Leptos's `view!` compiles building, rebuilding and removing anew for the type of every element, which
//! was a third of the module. Here each of them exists once, and a screen costs little more than its words.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use any_spawner::Executor;
use gloo::events::{EventListener, EventListenerOptions};
use leptos::{prelude::*, reactive::diagnostics::SpecialNonReactiveZone};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, Node, Text};

use crate::local::Local;

/// An element being made.
pub struct El(Element);

/// What stands at one place: text, elements, or nothing.
pub enum Content {
    Text(Cow<'static, str>),
    Elements(Vec<El>),
}

/// The value of an attribute; absent for none.
pub struct Value(Option<Cow<'static, str>>);

/// What is drawn into one place of the page, and lives there until it is dropped.
pub struct Mounted {
    owner: Owner,
    root: Element,
}

/// Draws into `root`. What `make` gives beside the element is handed through.
pub fn mount<T>(root: Element, make: impl FnOnce() -> (El, T)) -> (Mounted, T) {
    // It only fails when an earlier element of the page has done so.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let (drawn, beside) = owner.with(make);
    drawn.mount(&root);
    (Mounted { owner, root }, beside)
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.owner.cleanup();
        self.root.set_text_content(None);
    }
}

/// Where an element is remembered for later.
#[derive(Clone, Copy)]
pub struct Place(Local<RefCell<Option<Element>>>);

impl Place {
    pub fn new() -> Self {
        Self(Local::new(RefCell::default()))
    }

    /// The element, while its screen is there.
    pub fn get(self) -> Option<Element> {
        self.0.get()?.borrow().clone()
    }
}

/// Makes an element.
#[inline(never)]
pub fn el(tag: &'static str) -> El {
    // Every tag in this crate is a valid name.
    El(document()
        .create_element(tag)
        .unwrap_or_else(|_| unreachable!("{tag}")))
}

/// Makes an element of a class.
#[inline(never)]
pub fn classed(tag: &'static str, class: &'static str) -> El {
    el(tag).set("class", class)
}

/// Makes a button of a class.
#[inline(never)]
pub fn button(class: &'static str) -> El {
    classed("button", class).set("type", "button")
}

/// Makes an SVG element.
#[inline(never)]
pub fn svg(tag: &'static str) -> El {
    let made = document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag);
    El(made.unwrap_or_else(|_| unreachable!("{tag}")))
}

/// Several elements at one place of the layout.
pub fn group() -> El {
    classed("div", "group")
}

impl El {
    /// Remembers the element.
    pub fn place(self, place: Place) -> Self {
        if let Some(place) = place.0.get() {
            place.replace(Some(self.0.clone()));
        }
        self
    }

    fn mount(self, parent: &Element) {
        // An element that was just made can be put anywhere.
        let _ = parent.append_child(&self.0);
    }

    /// Sets an attribute to words of ours.
    #[inline(never)]
    pub fn set(self, name: &'static str, value: &'static str) -> Self {
        // Every name in this crate is a valid one.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Sets an attribute to what was made up.
    pub fn put(self, name: &'static str, value: impl Into<Value>) -> Self {
        write(&self.0, name, value.into());
        self
    }

    /// Adds words of ours.
    #[inline(never)]
    pub fn text(self, words: &'static str) -> Self {
        let _ = self.0.append_child(&document().create_text_node(words));
        self
    }

    /// Keeps an attribute up to date.
    pub fn bind<T: Into<Value>>(self, name: &'static str, read: impl Fn() -> T + 'static) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || write(&element, name, read().into())));
        self
    }

    /// Keeps the value of a field up to date.
    pub fn bind_value(self, signal: RwSignal<String>) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || {
            let value = JsValue::from_str(&signal.get());
            let name = JsValue::from_str("value");
            // Setting what is there already would move the cursor to the end.
            if js_sys::Reflect::get(&element, &name).as_ref() != Ok(&value) {
                let _ = js_sys::Reflect::set(&element, &name, &value);
            }
        }));
        self
    }

    /// Adds text or elements.
    #[inline(never)]
    pub fn child(self, content: impl Into<Content>) -> Self {
        self.add(content.into());
        self
    }

    #[inline(never)]
    fn add(&self, content: Content) {
        for node in nodes(content) {
            // An element that was just made takes every child.
            let _ = self.0.append_child(&node);
        }
    }

    /// Adds text or elements that are kept up to date.
    pub fn live<T: Into<Content>>(self, read: impl Fn() -> T + 'static) -> Self {
        slot(&self.0, Box::new(move || read().into()));
        self
    }

    /// Adds what is made from `key`, and makes it anew only when that has changed.
    pub fn each<K: PartialEq + 'static, T: Into<Content>>(
        self,
        key: impl Fn() -> K + 'static,
        make: impl Fn(&K) -> T + 'static,
    ) -> Self {
        let last = Rc::new(RefCell::new(None));
        let known = last.clone();
        let changed = move || {
            let now = Some(key());
            let changed = *last.borrow() != now;
            if changed {
                *last.borrow_mut() = now;
            }
            changed
        };
        let make = move || known.borrow().as_ref().map(&make).into();
        kept_slot(&self.0, Box::new(changed), Box::new(make));
        self
    }

    /// Adds elements while `when` holds. They are made once for each time that it begins to.
    pub fn show<T: Into<Content>>(
        self,
        when: impl Fn() -> bool + 'static,
        make: impl Fn() -> T + 'static,
    ) -> Self {
        self.each(when, move |is| is.then(&make))
    }

    /// Listens to an event.
    pub fn on<E: JsCast>(self, name: &'static str, handle: impl Fn(&E) + 'static) -> Self {
        listen(
            &self.0,
            name,
            Box::new(move |event| handle(event.unchecked_ref())),
        );
        self
    }

    /// Listens to a press, by whatever means it comes.
    pub fn press(self, handle: impl Fn() + 'static) -> Self {
        listen(&self.0, "click", Box::new(move |_| handle()));
        self
    }
}

#[inline(never)]
pub fn listen(target: &EventTarget, name: &'static str, handle: Box<dyn Fn(&Event)>) {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(target, name, options, move |event| {
        // A handler reads signals as they are; it does not follow them.
        let _reading = SpecialNonReactiveZone::enter();
        handle(event);
    });
    // The owner of the moment keeps it, and ends it when the screen goes.
    Local::new(listener);
}

#[inline(never)]
fn write(element: &Element, name: &str, value: Value) {
    // Every name in this crate is a valid one.
    let _ = match value.0 {
        Some(value) => element.set_attribute(name, &value),
        None => element.remove_attribute(name),
    };
}

/// Runs now, and whenever a signal that it read has changed, as long as the owner of the moment lives.
#[inline(never)]
fn follow(run: Box<dyn Fn()>) {
    Local::new(RenderEffect::new(move |_: Option<()>| run()));
}

/// A place among the children of an element, whose content changes.
struct Slot {
    parent: Element,
    end: Node,
    shown: RefCell<Vec<Node>>,
}

impl Slot {
    fn new(parent: &Element) -> Self {
        let end: Node = document().create_comment("").into();
        let _ = parent.append_child(&end);
        Self {
            parent: parent.clone(),
            end,
            shown: RefCell::default(),
        }
    }

    #[inline(never)]
    fn fill(&self, content: Content) {
        let mut shown = self.shown.borrow_mut();
        // Text changes in place, so that a screen reader is not told the same again.
        if let (Content::Text(text), [only]) = (&content, shown.as_slice())
            && let Some(only) = only.dyn_ref::<Text>()
        {
            if only.data() != *text {
                only.set_data(text);
            }
            return;
        }
        for node in shown.drain(..) {
            let _ = self.parent.remove_child(&node);
        }
        *shown = nodes(content);
        for node in shown.iter() {
            let _ = self.parent.insert_before(node, Some(&self.end));
        }
    }
}

#[inline(never)]
fn slot(parent: &Element, read: Box<dyn Fn() -> Content>) {
    let slot = Slot::new(parent);
    follow(Box::new(move || slot.fill(read())));
}

/// A slot whose content outlives the runs that found nothing changed: it has an owner of its own.
#[inline(never)]
fn kept_slot(parent: &Element, changed: Box<dyn Fn() -> bool>, make: Box<dyn Fn() -> Content>) {
    let slot = Slot::new(parent);
    let outer = Owner::current().unwrap_or_default();
    let kept: RefCell<Option<Owner>> = RefCell::default();
    follow(Box::new(move || {
        if changed() {
            if let Some(old) = kept.take() {
                old.cleanup();
            }
            let owner = outer.with(Owner::new);
            slot.fill(owner.with(|| untrack(&make)));
            *kept.borrow_mut() = Some(owner);
        }
    }));
}

fn nodes(content: Content) -> Vec<Node> {
    match content {
        Content::Text(text) => vec![document().create_text_node(&text).into()],
        Content::Elements(elements) => elements
            .into_iter()
            .map(|element| element.0.into())
            .collect(),
    }
}

impl From<()> for Content {
    fn from((): ()) -> Self {
        Self::Elements(Vec::new())
    }
}

impl From<&'static str> for Content {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<El> for Content {
    fn from(element: El) -> Self {
        Self::Elements(vec![element])
    }
}

impl From<Vec<El>> for Content {
    fn from(elements: Vec<El>) -> Self {
        Self::Elements(elements)
    }
}

impl<T: Into<Content>> From<Option<T>> for Content {
    fn from(content: Option<T>) -> Self {
        content.map_or_else(|| ().into(), Into::into)
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(Some(Cow::Owned(text)))
    }
}

/// `true` and `false` in words, as ARIA has them.
impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self(Some(Cow::Borrowed(if is { "true" } else { "false" })))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        Self(value.and_then(|value| value.into().0))
    }
}
