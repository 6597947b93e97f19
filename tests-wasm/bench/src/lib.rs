//! Reads one frame as the SDK does: the copy into WebAssembly, the message, and the headers that decide where it belongs.

use sip::{Limits, Message};
use wasm_bindgen::prelude::wasm_bindgen;

/// Returns how many headers, addresses and bytes of body were read; 0 when the frame is no message.
#[wasm_bindgen]
pub fn read(frame: String) -> usize {
    // The same steps as `web::socket` and `sip::Endpoint`: an owned copy of the frame, then the message.
    let (headers, body) = match Message::parse(frame.as_bytes(), &Limits::default()) {
        Ok(Message::Request(mut request)) => (
            std::mem::take(&mut request.headers),
            std::mem::take(&mut request.body),
        ),
        Ok(Message::Response(mut response)) => (
            std::mem::take(&mut response.headers),
            std::mem::take(&mut response.body),
        ),
        Err(_) => return 0,
    };
    // What JsSIP and SIP.js read out of their own accord, we read too.
    let ends = headers.from().is_ok() && headers.to().is_ok() && headers.via().is_ok();
    let known = headers.call_id().is_ok() && headers.cseq().is_ok();
    let (Ok(contacts), Ok(routes)) = (headers.contacts(), headers.record_routes()) else {
        return 0;
    };
    match ends && known {
        true => headers.len() + contacts.len() + routes.len() + body.len(),
        false => 0,
    }
}
