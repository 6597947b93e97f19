//! Bytes that are no SIP, and sockets that have no business here.

use futures::{SinkExt, StreamExt};
use sip::{HeaderName, Method, Status};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::phone::{self, Phone};
use super::rig::{Exchange, PATIENCE};

const SIP: (&str, &str) = ("sec-websocket-protocol", "sip");

async fn still_serves(exchange: &Exchange) {
    let account = exchange.sign_in("mina").await.account().await;
    Phone::registered(exchange, &account).await;
}

/// Reads until the socket ends.
async fn drained(socket: &mut phone::Socket) {
    let end = async { while let Some(Ok(_)) = socket.next().await {} };
    timeout(PATIENCE, end)
        .await
        .expect("the socket did not end");
}

#[tokio::test]
async fn ten_thousand_random_bytes_do_not_stop_the_exchange() {
    let exchange = Exchange::demo();
    let mut noise = vec![0; 10_000];
    getrandom::fill(&mut noise).unwrap();
    let mut socket = phone::open(&exchange, &[SIP]).await.unwrap();
    socket.send(Message::binary(noise.clone())).await.unwrap();
    // The same socket is still heard: the exchange answers a keep-alive.
    socket.send(Message::text("\r\n\r\n")).await.unwrap();
    let answer = timeout(PATIENCE, socket.next()).await.unwrap();
    assert_eq!(answer.unwrap().unwrap().into_data().as_ref(), b"\r\n");
    still_serves(&exchange).await;
}

#[tokio::test]
async fn a_flood_of_noise_closes_its_socket_and_nothing_else() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut mina = Phone::registered(&exchange, &account).await;
    let mut socket = phone::open(&exchange, &[SIP]).await.unwrap();
    for _ in 0..60 {
        if socket.send(Message::text("noise")).await.is_err() {
            break;
        }
    }
    drained(&mut socket).await;
    assert_eq!(mina.register(600).await.status, Status::OK);
}

#[tokio::test]
async fn an_oversized_message_is_answered_513_and_an_oversized_frame_closes_the_socket() {
    let exchange = Exchange::demo();
    let account = exchange.sign_in("mina").await.account().await;
    let mut mina = Phone::registered(&exchange, &account).await;
    let mut large = mina.request(Method::Options, "sip:ringdesk.localhost");
    large.body = vec![b'x'; 70_000];
    assert_eq!(mina.ask(large).await.status, Status::MESSAGE_TOO_LARGE);

    let mut socket = phone::open(&exchange, &[SIP]).await.unwrap();
    // The exchange may hang up while we still write.
    let _ = socket.send(Message::binary(vec![0; 1_000_000])).await;
    drained(&mut socket).await;
    assert_eq!(mina.register(600).await.status, Status::OK);
}

#[tokio::test]
async fn only_own_pages_and_sip_open_a_socket() {
    let exchange = Exchange::with("allowed_origins = [\"https://desk.example\"]", &[]);
    let own = format!("http://{}", exchange.address);
    for origin in [own.as_str(), "https://desk.example"] {
        assert!(
            phone::open(&exchange, &[SIP, ("origin", origin)])
                .await
                .is_ok()
        );
    }
    let status = |opened: Result<phone::Socket, Error>| match opened {
        Err(Error::Http(response)) => response.status().as_u16(),
        _ => 0,
    };
    for origin in ["https://evil.example", "null"] {
        let opened = phone::open(&exchange, &[SIP, ("origin", origin)]).await;
        assert_eq!(status(opened), 403, "{origin}");
    }
    assert_eq!(status(phone::open(&exchange, &[]).await), 400);
    let rebound = phone::open(&exchange, &[SIP, ("host", "evil.example")]).await;
    assert_eq!(status(rebound), 421);
}

#[tokio::test]
async fn a_phone_that_vanishes_while_calling_leaves_the_queue() {
    let exchange = Exchange::demo();
    let ada = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &ada).await;
    let (call, _) = ada.invite("sip:support@ringdesk.localhost").await;
    ada.response(call, Status::QUEUED).await;
    drop(ada);
    let desk = exchange.sign_in("mina").await;
    assert_eq!(exchange.ended_call(&desk).await["missedReason"], "userleft");
}

#[tokio::test]
async fn strange_but_wellformed_requests_are_answered_and_harm_nobody() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let account = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let queue = "sip:support@ringdesk.localhost";

    let mut huge = ada.request(Method::Register, "sip:ringdesk.localhost");
    huge.headers.set(HeaderName::To, format!("<{}>", ada.aor));
    huge.headers.push(HeaderName::Expires, "99999999999999");
    assert_eq!(ada.ask(huge).await.status, Status::OK);
    let mut star = ada.request(Method::Register, "sip:ringdesk.localhost");
    star.headers.set(HeaderName::To, format!("<{}>", ada.aor));
    star.headers.set(HeaderName::Contact, "*");
    assert_eq!(ada.ask(star).await.status, Status::BAD_REQUEST);
    for (event, status) in [("presence", 400), ("dialog", 489)] {
        let mut publish = ada.request(Method::Publish, &ada.aor.to_string());
        publish.headers.push(HeaderName::Event, event);
        publish.body = b"<".repeat(30_000);
        assert_eq!(ada.ask(publish).await.status.code(), status);
    }

    let mut unreachable = ada.request(Method::Invite, queue);
    unreachable.headers.remove(HeaderName::Contact);
    assert_eq!(ada.ask(unreachable).await.status, Status::BAD_REQUEST);

    // The greatest CSeq that leaves room for a BYE, and an agent who answers after the caller has left.
    let mut invite = ada.request(Method::Invite, queue);
    invite
        .headers
        .set(HeaderName::CSeq, format!("{} INVITE", i32::MAX - 1));
    let call = ada.send(invite).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    ada.cancel(call).await;
    assert_eq!(ada.final_response(call).await.status, Status::TERMINATED);
    mina.accept(tx, &ringing).await;
    let (tx, bye) = mina.incoming(Method::Bye).await;
    mina.reply(tx, &bye, Status::OK).await;
    still_serves(&exchange).await;
}
