//! What the element class holds: one mounted card.

use std::rc::Rc;

use gloo::timers::callback::Interval;
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::{
    driver::Driver,
    model::{Model, Perform},
    screen::meet,
};
use crate::{
    dom::{Mounted, group, mount},
    local::Local,
    text,
};

/// A customer's card in its element. `free()` hangs up and takes it off the page.
#[wasm_bindgen]
pub struct MeetElement {
    driver: Rc<Driver>,
    _mounted: Mounted,
    _clock: Interval,
}

/// Draws the card into `root`, which is in the shadow root of `host`. `ask(name)` gives a promise of a
/// guest's account; `closed()` is called when the button is wanted back.
#[wasm_bindgen(js_name = mountMeet)]
pub fn mount_meet(
    root: HtmlElement,
    host: HtmlElement,
    language: &str,
    title: &str,
    ask: Function,
    closed: Function,
) -> MeetElement {
    let (mounted, driver) = mount(root.into(), || {
        let model = Model::new();
        model.language.set(language.to_owned());
        model.title.set(title.to_owned());
        model.now.set(web::now_ms());
        let driver = Driver::new(model, host, ask, closed);
        let acting = driver.clone();
        let perform: Perform = Rc::new(move |command| acting.perform(command));
        let perform = Local::new(perform);
        let language = move || text::of(&model.language.get()).code;
        let drawn = group().each(language, move |language| {
            meet(model, text::of(language), perform)
        });
        (drawn, driver)
    });
    let model = driver.model;
    let clock = Interval::new(500, move || {
        model.now.try_set(web::now_ms());
    });
    MeetElement {
        driver,
        _mounted: mounted,
        _clock: clock,
    }
}

#[wasm_bindgen]
impl MeetElement {
    /// The language of everything visible, and the element's title in it.
    #[wasm_bindgen(js_name = setLanguage)]
    pub fn set_language(&self, language: &str, title: &str) {
        self.driver.model.title.try_set(title.to_owned());
        self.driver.model.language.try_set(language.to_owned());
    }

    /// Starts the call under this name, without asking for one.
    pub fn start(&self, name: String) {
        self.driver.start(name, None);
    }

    /// Takes up the call of the page before, which had this name and account.
    pub fn resume(&self, name: String, account: JsValue) {
        self.driver.start(name, Some(account));
    }

    /// The SDK's handle of this phone, while there is a call.
    pub fn phone(&self) -> Option<js::RawPhone> {
        self.driver.phone().map(js::RawPhone::of)
    }
}

impl Drop for MeetElement {
    fn drop(&mut self) {
        self.driver.close();
    }
}
