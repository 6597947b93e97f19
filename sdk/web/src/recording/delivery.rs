//! Hands a recording to whoever is to have it, and deletes it when that has acknowledged it.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, RequestInit, Response, Url};

use super::owner::Owner;
use super::{SavedRecording, SavedState, Store};
use crate::PhoneError;
use crate::lent::settled;
use crate::timer::after;

/// For how long, in milliseconds, a browser may take to begin a download.
const DOWNLOAD_MS: u32 = 60_000;

/// Takes a recording; `Ok` acknowledges it.
pub type Taker = Rc<dyn Fn(&SavedRecording) -> LocalBoxFuture<'static, Result<(), PhoneError>>>;

/// Where recordings go.
#[derive(Clone, Default)]
pub enum Sink {
    /// Nowhere by themselves: the page lists them, and downloads or discards them.
    #[default]
    Keep,
    /// Into the user's downloads. A browser tells nothing of them, so that the start of one acknowledges the recording.
    Download,
    /// To a server, whose answer 2xx acknowledges the recording.
    Put {
        /// `{id}`, `{callId}`, `{number}`, `{name}`, `{startedMs}` and `{durationMs}` in it stand for the recording's own.
        /// An address without any has `/` and the id put behind it.
        url: String,
        /// The header fields, as an object of texts; or nothing.
        headers: JsValue,
    },
    /// To the page.
    Callback(Taker),
}

impl Store {
    /// Hands a recording over once. It is deleted when that is acknowledged, and never before.
    pub(crate) async fn deliver(&self, id: &str, sink: &Sink) -> Result<(), PhoneError> {
        let (_owner, facts) = self.own(id).await?;
        if !matches!(sink, Sink::Keep) {
            facts.transition(SavedState::Delivering);
            // Full or not: what was asked for is tried now.
            let _ = self.save(&facts, 0, &[]).await;
        }
        let taken = match sink {
            Sink::Callback(taker) => taker(&facts).await.is_ok(),
            Sink::Put { url, headers } => {
                let sound = self.sound(id).await?;
                put(&address(url, &facts), headers, &sound).await.is_some()
            }
            Sink::Keep | Sink::Download => {
                let sound = self.sound(id).await?;
                download(&facts, &sound).is_some()
            }
        };
        match taken {
            true => self.remove(id).await.map(|_| ()),
            false => Err(PhoneError::of("recording.not-delivered")),
        }
    }

    /// Deletes a recording that nobody works on.
    pub(crate) async fn discard(&self, id: &str) -> Result<(), PhoneError> {
        let _owned = self.own(id).await?;
        self.remove(id).await.map(|_| ())
    }

    /// The facts as they are now that nobody else can change them.
    async fn own(&self, id: &str) -> Result<(Owner, SavedRecording), PhoneError> {
        let owner = Owner::of(id).await;
        let owner = owner.ok_or(PhoneError::of("recording.in-use"))?;
        Ok((owner, self.facts(id).await?))
    }
}

/// Where a recording goes to.
pub(super) fn address(url: &str, facts: &SavedRecording) -> String {
    let mut parts = url.split('{');
    let mut address = parts.next().unwrap_or_default().to_owned();
    let mut named = false;
    for part in parts {
        named = true;
        let (key, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = facts.get(key);
        let value = match value.as_f64() {
            Some(number) => (number as u64).to_string(),
            None => value.as_string().unwrap_or_default(),
        };
        address.push_str(&String::from(js_sys::encode_uri_component(&value)));
        address.push_str(rest);
    }
    if !named {
        address.push('/');
        address.push_str(&facts.id());
    }
    address
}

async fn put(url: &str, headers: &JsValue, sound: &Blob) -> Option<()> {
    let request = Object::new();
    for (key, value) in [
        ("method", &JsValue::from_str("PUT")),
        ("headers", headers),
        ("body", sound.as_ref()),
    ] {
        Reflect::set(&request, &key.into(), value).ok()?;
    }
    let request: RequestInit = request.unchecked_into();
    let answer = web_sys::window()?.fetch_with_str_and_init(url, &request);
    let answer: Response = settled(answer).await.ok()?.unchecked_into();
    answer.ok().then_some(())
}

fn download(facts: &SavedRecording, sound: &Blob) -> Option<()> {
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    let url = Url::create_object_url_with_blob(sound).ok()?;
    // `audio/webm;codecs=opus` is a file of the type `webm`.
    let kind = facts.mime_type();
    let kind = kind.split(['/', ';']).nth(1).unwrap_or_default();
    let mut name = facts.id();
    name.push('.');
    name.push_str(kind);
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", &name).ok()?;
    link.unchecked_into::<HtmlElement>().click();
    // The browser reads it once more after the click. The timer rings by itself, whoever has forgotten it.
    std::mem::forget(after(
        DOWNLOAD_MS,
        Box::new(move || {
            let _ = Url::revoke_object_url(&url);
        }),
    ));
    Some(())
}
