//! What happens to the page: it sleeps, wakes, moves to another network, is left and comes back.

use std::rc::Rc;

use call::{CallState, Decline};
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, VisibilityState};

use super::driver::Driver;
use super::kept::RETURNS;
use crate::timer::on_waking;
use crate::view::Connection;

impl Driver {
    /// After sleep, a change of network or a thaw the sockets may be dead without a word: look at once.
    pub(super) fn watch_page(&self) {
        let Some(window) = web_sys::window() else {
            return;
        };
        let mut page = self.page.borrow_mut();
        page.push(self.on(&window, "online", Driver::network_moved));
        page.push(self.on(&window, "online", Driver::deliver_recordings));
        page.push(self.on(&window, "pagehide", Driver::leave_page));
        page.push(self.on(&window, "pageshow", Driver::come_back));
        // Before a gesture some browsers keep an audio graph silent.
        page.push(self.on(&window, "pointerup", Driver::route));
        page.push(self.on(&window, "keydown", Driver::route));
        // Chromium only; it tells of estimates too, so that it is no more than a reason to look.
        let connection = Reflect::get(&window.navigator(), &"connection".into());
        if let Ok(connection) = connection.unwrap_or_default().dyn_into::<EventTarget>() {
            page.push(self.on(&connection, "change", Driver::link_check));
        }
        if let Some(document) = window.document() {
            page.push(self.on(&document, "resume", Driver::wake));
            page.push(self.on(&document, "visibilitychange", |driver| {
                if is_visible() {
                    driver.wake();
                }
            }));
        }
    }

    /// The same after sleep, which a worker notices.
    pub(super) fn watch_sleep(&self) {
        let this = self.this.clone();
        let waking: Rc<dyn Fn()> = Rc::new(move || {
            if let Some(driver) = this.upgrade() {
                driver.wake();
            }
        });
        on_waking(&waking);
        *self.waking.borrow_mut() = Some(waking);
    }

    /// What was to be done meanwhile is done, and what is shown is checked, not remembered.
    fn wake(&self) {
        if self.desk.borrow().is_some() {
            self.tick(0);
            self.link_check();
            let _ = self.command(&mut |desk, now| {
                desk.order(now, |phone| phone.check(now));
                Ok(())
            });
        }
    }

    /// The page goes away: by a reload, to another page, for good, or into the browser's cache; it is not told which.
    /// Calls that are up are kept for the next page to take up; without one the far side hears silence until it hangs up.
    /// All others end, so that nobody waits for this page.
    pub(super) fn leave_page(&self) {
        for id in self.calls_in(|state| state != CallState::Connected) {
            let _ = self.command(&mut |desk, now| {
                // Others may be rung in our place; what does not ring here is ours to end.
                let _ = desk
                    .decline(now, id, Decline::Unavailable)
                    .or_else(|_| desk.hang_up(now, id));
                Ok(())
            });
        }
        if self.options.keep_calls && !self.connected_calls().is_empty() {
            self.link_rest();
            self.write_kept(RETURNS);
        } else {
            self.leave();
        }
    }

    /// The page was in the browser's cache, and is shown again.
    fn come_back(&self) {
        self.clear_kept();
        if self.connection.get() == Connection::Reconnecting {
            self.network_moved();
        }
    }

    /// Says good-bye while there still is a socket: the far side must not listen to silence for minutes.
    pub(super) fn leave(&self) {
        self.clear_kept();
        let _ = self.command(&mut |desk, now| {
            desk.leave(now);
            Ok(())
        });
    }
}

fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
