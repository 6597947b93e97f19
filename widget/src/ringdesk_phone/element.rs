//! What the element class holds: one mounted phone.

use std::rc::Rc;

use gloo::{
    events::{EventListener, EventListenerOptions},
    timers::callback::Interval,
};
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::{
    driver::Driver,
    model::{Model, Perform, Ui},
    screen::phone,
};
use crate::{
    dom::{Mounted, group, mount},
    local::Local,
    text,
};

/// A phone in its element. `free()` ends its calls, logs it out and takes it off the page.
#[wasm_bindgen]
pub struct PhoneElement {
    driver: Rc<Driver>,
    _mounted: Mounted,
    _clock: Interval,
    _leaving: EventListener,
}

/// Draws the phone into `root`, which is in the shadow root of `host`.
#[wasm_bindgen(js_name = mountPhone)]
pub fn mount_phone(root: HtmlElement, host: HtmlElement, language: &str) -> PhoneElement {
    let (mounted, driver) = mount(root.into(), || {
        let model = Model::new();
        model.language.set(language.to_owned());
        model.now.set(web::now_ms());
        let driver = Driver::new(model, host);
        let acting = driver.clone();
        let perform: Perform = Rc::new(move |command| acting.perform(command));
        let perform = Local::new(perform);
        let language = move || text::of(&model.language.get()).code;
        let drawn = group().each(language, move |language| {
            let text = text::of(language);
            phone(Ui {
                model,
                text,
                perform,
            })
        });
        (drawn, driver)
    });
    let model = driver.model;
    let clock = Interval::new(500, move || {
        model.now.try_set(web::now_ms());
    });
    let asking = Rc::downgrade(&driver);
    let window: JsValue = js_sys::global().into();
    let leaving = EventListener::new_with_options(
        window.unchecked_ref(),
        "beforeunload",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            if asking.upgrade().is_some_and(|driver| driver.is_busy()) {
                event.prevent_default();
            }
        },
    );
    PhoneElement {
        driver,
        _mounted: mounted,
        _clock: clock,
        _leaving: leaving,
    }
}

#[wasm_bindgen]
impl PhoneElement {
    /// The language of everything visible.
    #[wasm_bindgen(js_name = setLanguage)]
    pub fn set_language(&self, language: &str) {
        self.driver.model.language.try_set(language.to_owned());
    }

    /// `docked` fills the element's place; anything else floats in a corner.
    #[wasm_bindgen(js_name = setMode)]
    pub fn set_mode(&self, mode: &str) {
        self.driver.model.docked.try_set(mode == "docked");
    }

    /// The function that gives the account, and the options of the phone, as the SDK has them.
    #[wasm_bindgen(js_name = setCredentials)]
    pub fn set_credentials(&self, ask: Option<Function>, options: JsValue) {
        self.driver.set_credentials(ask, options);
    }

    /// The helpdesk: `{ baseUrl, headers() }`.
    #[wasm_bindgen(js_name = setHelpdesk)]
    pub fn set_helpdesk(&self, helpdesk: JsValue) {
        self.driver.cases.set_helpdesk(helpdesk);
    }

    /// The function that asks the page's directory: `(text)` looks, `(undefined, number, name)` keeps a number in
    /// frequent use, and without a name no longer.
    #[wasm_bindgen(js_name = setDirectory)]
    pub fn set_directory(&self, ask: Function) {
        *self.driver.directory.borrow_mut() = Some(ask);
    }

    /// The words of the announcement before a call is ended by force.
    #[wasm_bindgen(js_name = setAnnouncement)]
    pub fn set_announcement(&self, words: String) {
        self.driver.model.announcement.try_set(words);
    }

    /// Calls a number, a name or an address, as if it had been typed.
    pub fn dial(&self, target: String) {
        self.driver.dial(target);
    }

    /// The SDK's handle of this phone, once there are credentials.
    pub fn phone(&self) -> Option<js::RawPhone> {
        self.driver.phone().map(js::RawPhone::of)
    }
}

impl Drop for PhoneElement {
    fn drop(&mut self) {
        self.driver.close();
    }
}
