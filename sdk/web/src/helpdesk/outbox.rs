//! Requests that the helpdesk has not acknowledged, kept in local storage until it does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ticket::{HttpMethod, HttpRequest};
use web_sys::Storage;

use crate::clock::now_ms;

/// The requests of one helpdesk, oldest first.
///
/// Each stands under a key of its own, `ringdesk.outbox <base> <time>`, as method, path and body on a line
/// each. Without storage (private windows) they live as long as the page.
pub(super) struct Outbox {
    prefix: String,
    storage: Option<Storage>,
    waiting: RefCell<Vec<(String, HttpRequest)>>,
    running: Rc<Cell<bool>>,
}

/// A run through the outbox; there is one at a time.
pub(super) struct Run(Rc<Cell<bool>>);

impl Drop for Run {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Outbox {
    pub(super) fn open(base_url: &str) -> Self {
        let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        let prefix = format!("ringdesk.outbox {base_url} ");
        let mut waiting: Vec<(String, HttpRequest)> = Vec::new();
        if let Some(storage) = &storage {
            let keys = (0..storage.length().unwrap_or(0))
                .filter_map(|index| storage.key(index).ok().flatten());
            for key in keys.filter(|key| key.starts_with(&prefix)) {
                if let Some(request) = storage
                    .get_item(&key)
                    .ok()
                    .flatten()
                    .and_then(|text| read(&text))
                {
                    waiting.push((key, request));
                }
            }
        }
        // The keys end in the time, in digits of equal number.
        waiting.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self {
            prefix,
            storage,
            waiting: RefCell::new(waiting),
            running: Rc::default(),
        }
    }

    pub(super) fn keep(&self, request: &HttpRequest) {
        let mut waiting = self.waiting.borrow_mut();
        let mut micros = (now_ms() * 1_000.0) as u64;
        // Two in the same microsecond keep their order.
        while waiting
            .last()
            .is_some_and(|(last, _)| *last >= format!("{}{micros}", self.prefix))
        {
            micros += 1;
        }
        let key = format!("{}{micros}", self.prefix);
        if let Some(storage) = &self.storage {
            // A full storage is no reason to lose the request: it still lives in memory.
            let _ = storage.set_item(&key, &write(request));
        }
        waiting.push((key, request.clone()));
    }

    pub(super) fn first(&self) -> Option<(String, HttpRequest)> {
        self.waiting.borrow().first().cloned()
    }

    pub(super) fn forget(&self, key: &str) {
        self.waiting.borrow_mut().retain(|(known, _)| known != key);
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(key);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.borrow().len()
    }

    /// Starts a run, unless one is under way.
    pub(super) fn begin(&self) -> Option<Run> {
        (!self.running.replace(true)).then(|| Run(self.running.clone()))
    }
}

fn write(request: &HttpRequest) -> String {
    let body = request.body.as_deref().unwrap_or_default();
    format!(
        "{}\n{}\n{}",
        request.method.as_str(),
        request.path,
        String::from_utf8_lossy(body)
    )
}

fn read(text: &str) -> Option<HttpRequest> {
    let mut lines = text.splitn(3, '\n');
    let method = match lines.next()? {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        _ => return None,
    };
    let path = lines.next()?.to_owned();
    let body = lines.next()?.as_bytes().to_vec();
    let json = ("Content-Type".to_owned(), "application/json".to_owned());
    Some(HttpRequest {
        method,
        path,
        headers: vec![json],
        body: Some(body),
    })
}
