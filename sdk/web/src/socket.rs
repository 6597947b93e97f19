//! One WebSocket that speaks the `sip` subprotocol (RFC 7118).

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{BinaryType, Event, MessageEvent, WebSocket};

use crate::lent::{Listener, listen};
use crate::timer::{Timer, after};

/// How long an address may take to accept us, in milliseconds.
pub(crate) const OPEN_WITHIN_MS: u32 = 5_000;

/// What a socket tells its owner. `Lost` comes exactly once, as the last one.
pub(crate) enum SocketEvent {
    Open,
    Message(Vec<u8>),
    Lost,
}

/// An open or opening socket; dropping it closes it and silences it.
pub(crate) struct Socket {
    inner: WebSocket,
    _listeners: [Listener; 3],
    _deadline: Timer,
}

impl Socket {
    /// Starts to open `url`. `tell` is called for everything that happens, never from inside this function.
    ///
    /// Fails when the browser refuses the address itself: bad syntax, or `ws:` from an `https:` page.
    pub(crate) fn open(
        url: &str,
        within_ms: u32,
        tell: Rc<dyn Fn(SocketEvent)>,
    ) -> Result<Self, ()> {
        let inner = WebSocket::new_with_str(url, "sip").map_err(|_| ())?;
        inner.set_binary_type(BinaryType::Arraybuffer);
        let told = tell.clone();
        let opened = Box::new(move |_: Event| told(SocketEvent::Open));
        let told = tell.clone();
        let message = Box::new(move |event: Event| {
            if let Some(bytes) = event.dyn_ref().and_then(payload) {
                told(SocketEvent::Message(bytes));
            }
        });
        // An `error` is always followed by a `close` (WebSockets §4), so one listener is enough.
        let told = tell.clone();
        let closed = Box::new(move |_: Event| told(SocketEvent::Lost));
        let watched = inner.clone();
        let late = Box::new(move || {
            if watched.ready_state() == WebSocket::CONNECTING {
                tell(SocketEvent::Lost);
            }
        });
        Ok(Self {
            _listeners: [
                listen(&inner, "open", opened),
                listen(&inner, "message", message),
                listen(&inner, "close", closed),
            ],
            _deadline: after(within_ms, late),
            inner,
        })
    }

    /// Sends one SIP message as a text frame when it is UTF-8, else as a binary one (RFC 7118 §4.2).
    /// What can not be sent is dropped here: the transaction's timer reports it.
    pub(crate) fn send(&self, bytes: &[u8]) {
        let _ = match std::str::from_utf8(bytes) {
            Ok(text) => self.inner.send_with_str(text),
            Err(_) => self.inner.send_with_u8_array(bytes),
        };
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.inner.close();
    }
}

fn payload(event: &MessageEvent) -> Option<Vec<u8>> {
    let data = event.data();
    if let Some(text) = data.as_string() {
        return Some(text.into_bytes());
    }
    let buffer = data.dyn_into::<js_sys::ArrayBuffer>().ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
