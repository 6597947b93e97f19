//! The exchange goes away under its calls.

use sip::{Method, Status};

use super::phone::Phone;
use super::rig::Exchange;

const SUPPORT: &str = "sip:support@ringdesk.localhost";

#[tokio::test]
async fn a_call_outlives_a_killed_exchange_and_its_record_is_completed() {
    let mut exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let account = exchange.guest("Ada Byron").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    let (mut theirs, _) = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));

    exchange.kill();
    exchange.start_again();
    let call_id = invite.headers.call_id().unwrap();
    let answered: Option<String> = exchange
        .database()
        .query_row(
            "SELECT answered_at FROM call_record WHERE call_id = ?1 AND ended_at IS NULL",
            [call_id],
            |row| row.get(0),
        )
        .unwrap();
    assert!(answered.is_some());

    // The agent is back first and hangs up: the BYE waits for the guest's phone.
    mina.reconnect(&exchange).await;
    assert_eq!(mina.register(600).await.status, Status::OK);
    let bye = mina.send(theirs.request(Method::Bye)).await;
    ada.reconnect(&exchange).await;
    assert_eq!(ada.register(600).await.status, Status::OK);
    let (tx, request) = ada.incoming(Method::Bye).await;
    ada.reply(tx, &request, Status::OK).await;
    mina.response(bye, Status::OK).await;

    let desk = exchange.sign_in("mina").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(record["callId"], call_id);
    assert_eq!(record["outcome"], "answered");
    assert_eq!(record["agent"], "mina");
    assert_eq!(record["fromName"], "Ada Byron");
}

#[tokio::test]
async fn a_caller_who_waited_when_the_exchange_was_killed_is_a_missed_call() {
    let mut exchange = Exchange::demo();
    let account = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let (call, _) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    exchange.kill();
    exchange.start_again();
    let desk = exchange.sign_in("mina").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(record["missedReason"], "abandonedInQueue");
    assert!(record["ticketId"].is_i64());
}

#[tokio::test]
async fn sessions_and_tickets_survive_and_the_demo_is_seeded_once() {
    let mut exchange = Exchange::demo();
    let token = exchange.sign_in("mina").await.token;
    let count = |exchange: &Exchange| -> i64 {
        let database = exchange.database();
        database
            .query_row("SELECT count(*) FROM ticket", [], |row| row.get(0))
            .unwrap()
    };
    let before = count(&exchange);
    exchange.kill();
    exchange.start_again();
    assert_eq!(count(&exchange), before);
    let asked = exchange
        .request(reqwest::Method::GET, "/api/v2/tickets.json")
        .bearer_auth(token);
    assert_eq!(asked.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_terminated_exchange_tells_its_callers_and_exits_cleanly() {
    let mut exchange = Exchange::demo();
    let account = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let (call, _) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    assert!(exchange.terminate().success());
    assert_eq!(
        ada.final_response(call).await.status,
        Status::SERVICE_UNAVAILABLE
    );
}
