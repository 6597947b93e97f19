//! The WebSocket of SIP (RFC 7118): one message per frame, text or binary.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{State, WebSocketUpgrade as Upgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, interval_at, timeout};

use super::failure::Failure;
use super::{App, host};
use crate::switch::{Frames, Handle, MESSAGE_BYTES};

/// A larger frame closes the socket; one between this and [`MESSAGE_BYTES`] is answered 513.
const FRAME_BYTES: usize = 2 * MESSAGE_BYTES;
const PING: Duration = Duration::from_secs(20);
/// A browser that slept or lost its network answers no ping.
const SILENCE: Duration = Duration::from_secs(65);
/// Nobody blocks us by not reading.
const WRITE: Duration = Duration::from_secs(10);

/// `GET /sip`
pub async fn open(State(app): State<App>, headers: HeaderMap, upgrade: Upgrade) -> Response {
    if !host::origin_is_allowed(&app.0.config, &headers) {
        let message = "This page may not open a SIP connection.";
        return Failure::new(StatusCode::FORBIDDEN, "sip.origin", message).into_response();
    }
    let upgrade: WebSocketUpgrade = upgrade
        .protocols(["sip"])
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES);
    if upgrade.selected_protocol().is_none() {
        let message = "The subprotocol is \"sip\".";
        return Failure::new(StatusCode::BAD_REQUEST, "sip.subprotocol", message).into_response();
    }
    let switch = app.0.switch.clone();
    upgrade.on_upgrade(move |socket| async move {
        if let Some((flow, frames)) = switch.connect().await {
            tracing::debug!(flow = flow.0, "socket open");
            serve(socket, &switch, flow, frames).await;
            tracing::debug!(flow = flow.0, "socket closed");
            // The switch may be gone already.
            let _ = switch.disconnected(flow).await;
        }
    })
}

async fn serve(mut socket: WebSocket, switch: &Handle, flow: sip::Flow, mut frames: Frames) {
    let mut ping = interval_at(Instant::now() + PING, PING);
    let mut heard = Instant::now();
    loop {
        let sent = tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => send(&mut socket, framed(frame)).await,
                None => {
                    let farewell = CloseFrame { code: close_code::AWAY, reason: "".into() };
                    // The peer may not be there to hear it.
                    let _ = send(&mut socket, Message::Close(Some(farewell))).await;
                    return;
                }
            },
            message = socket.recv() => {
                heard = Instant::now();
                let frame = match message {
                    Some(Ok(Message::Text(text))) => Bytes::from(text),
                    Some(Ok(Message::Binary(bytes))) => bytes,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                };
                switch.received(flow, frame.to_vec()).await
            }
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE {
                    return;
                }
                send(&mut socket, Message::Ping(Bytes::new())).await
            }
        };
        if sent.is_none() {
            return;
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> Option<()> {
    timeout(WRITE, socket.send(message)).await.ok()?.ok()
}

/// Text where it is text, as browsers expect.
fn framed(frame: Vec<u8>) -> Message {
    match String::from_utf8(frame) {
        Ok(text) => Message::Text(text.into()),
        Err(error) => Message::Binary(error.into_bytes().into()),
    }
}
