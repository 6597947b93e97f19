//! The queue.

use reqwest::Method as Http;
use serde_json::Value;
use sip::{Event, Method, Status};

use super::phone::Phone;
use super::rig::Exchange;

const SUPPORT: &str = "sip:support@ringdesk.localhost";

fn is_invite(event: &Event) -> bool {
    matches!(event, Event::Request { request, .. } if request.method == Method::Invite)
}

async fn guest(exchange: &Exchange, name: &str) -> Phone {
    let account = exchange.guest(name).await;
    assert_eq!(account["target"], SUPPORT);
    Phone::registered(exchange, &account).await
}

#[tokio::test]
async fn all_agents_ring_one_answers_and_the_other_stops() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut ada = guest(&exchange, "Ada Byron").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (mina_tx, mina_invite) = mina.incoming(Method::Invite).await;
    let (jun_tx, jun_invite) = jun.incoming(Method::Invite).await;
    // The agent sees who calls through which queue.
    let to = mina_invite.headers.to().unwrap();
    assert_eq!(to.uri.user.as_deref(), Some("support"));
    let caller = mina_invite.headers.asserted_identity().unwrap();
    assert_eq!(caller.display.as_deref(), Some("Ada Byron"));
    jun.reply(jun_tx, &jun_invite, Status::RINGING).await;
    ada.response(call, Status::RINGING).await;

    let (_, mut dialog) = tokio::join!(
        mina.accept(mina_tx, &mina_invite),
        ada.confirmed(call, &invite)
    );
    let cancel = jun.cancelled(&jun_invite).await;
    let reason = &cancel.headers.reasons()[0];
    assert_eq!((reason.protocol.as_str(), reason.cause), ("SIP", Some(200)));

    let bye = ada.send(dialog.request(Method::Bye)).await;
    let (tx, request) = mina.incoming(Method::Bye).await;
    mina.reply(tx, &request, Status::OK).await;
    ada.response(bye, Status::OK).await;
    let desk = exchange.sign_in("jun").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(record["direction"], "inbound");
    assert_eq!(record["fromName"], "Ada Byron");
    assert_eq!(record["queue"], "Support");
    assert_eq!(record["agent"], "mina");
    assert_eq!(record["outcome"], "answered");
    assert!(record["ticketId"].is_null());
}

#[tokio::test]
async fn callers_hear_their_position_and_when_it_changes() {
    let exchange = Exchange::demo();
    let mut ada = guest(&exchange, "Ada").await;
    let mut bob = guest(&exchange, "Bob").await;
    let (ada_call, _) = ada.invite(SUPPORT).await;
    let first = ada.response(ada_call, Status::QUEUED).await;
    assert_eq!(first.reason, "Queued; position 1");
    assert!(first.headers.to().unwrap().tag().is_some());
    let (bob_call, _) = bob.invite(SUPPORT).await;
    assert_eq!(
        bob.response(bob_call, Status::QUEUED).await.reason,
        "Queued; position 2"
    );
    let (_, queue) = exchange.get("/api/queue").await;
    assert_eq!(queue["waiting"], 2);
    assert_eq!(queue["agentsAvailable"], 0);
    ada.cancel(ada_call).await;
    ada.response(ada_call, Status::TERMINATED).await;
    assert_eq!(
        bob.response(bob_call, Status::QUEUED).await.reason,
        "Queued; position 1"
    );
}

#[tokio::test]
async fn an_agent_who_becomes_available_is_rung_at_once() {
    let exchange = Exchange::demo();
    let mut ada = guest(&exchange, "Ada").await;
    let (call, _) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    let account = exchange.sign_in("mina").await.account().await;
    let mut mina = Phone::registered(&exchange, &account).await;
    mina.publish("closed", "break").await;
    assert!(!mina.has_seen(is_invite).await);
    mina.publish("open", "available").await;
    mina.incoming(Method::Invite).await;
}

#[tokio::test]
async fn the_agent_who_has_been_idle_longest_is_rung_first_and_then_the_next() {
    let exchange = Exchange::with("", &["--strategy", "longest-idle", "--ring-seconds", "1"]);
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut ada = guest(&exchange, "Ada").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &ringing, Status::RINGING).await;
    ada.response(call, Status::RINGING).await;
    assert!(!mina.has_seen(is_invite).await);
    // The ring time passes.
    jun.cancelled(&ringing).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    let _ = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));
}

#[tokio::test]
async fn agents_who_do_not_answer_are_rung_again_and_one_who_declines_is_left_in_peace() {
    let exchange = Exchange::with("[[queue]]\nring_seconds = 1\nretry_seconds = 60", &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut ada = guest(&exchange, "Ada").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (tx, declined) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &declined, Status::DECLINE).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    mina.reply(tx, &ringing, Status::RINGING).await;
    mina.cancelled(&ringing).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    assert!(!jun.has_seen(is_invite).await);
    let _ = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));
}

#[tokio::test]
async fn a_caller_who_leaves_is_a_missed_call_with_a_closed_ticket() {
    let exchange = Exchange::demo();
    let mut ada = guest(&exchange, "Ada Byron").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    ada.cancel(call).await;
    ada.response(call, Status::TERMINATED).await;

    let desk = exchange.sign_in("mina").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(record["outcome"], "missed");
    assert_eq!(record["missedReason"], "userleft");
    let call_id = invite.headers.call_id().unwrap();
    assert_eq!(record["callId"], call_id);
    let path = format!("/api/v2/tickets/{}.json?include=users", record["ticketId"]);
    let body = desk.get(&path).await;
    assert_eq!(body["ticket"]["status"], "closed");
    assert_eq!(body["ticket"]["external_id"], format!("call:{call_id}"));
    assert_eq!(body["users"][0]["name"], "Ada Byron");
    let audits = desk
        .get(&format!(
            "/api/v2/tickets/{}/audits.json",
            record["ticketId"]
        ))
        .await;
    let facts = &audits["audits"][0]["metadata"]["custom"]["call"];
    assert_eq!(facts["missed_reason"], "userleft");
    let comments = desk
        .get(&format!(
            "/api/v2/tickets/{}/comments.json",
            record["ticketId"]
        ))
        .await;
    let words = comments["comments"][0]["body"].as_str().unwrap();
    assert!(words.contains("hung up while waiting"), "{words}");
}

/// Calls once and gives the refusal and the record.
async fn refused(config: &str) -> (sip::Response, Value) {
    let exchange = Exchange::with(config, &[]);
    let mut ada = guest(&exchange, "Ada").await;
    let (call, _) = ada.invite(SUPPORT).await;
    let response = ada.final_response(call).await;
    let desk = exchange.sign_in("mina").await;
    let record = exchange.ended_call(&desk).await;
    (response, record)
}

#[tokio::test]
async fn every_way_of_being_sent_away_has_its_reason() {
    for (config, status, reason) in [
        ("[[queue]]\nwhen_unstaffed = \"refuse\"", 480, "noOperator"),
        ("[[queue]]\nmax_wait_seconds = 1", 480, "abandonedInQueue"),
        ("[[queue]]\nmax_waiting = 0", 486, "exceededQueue"),
        (
            "[[queue]]\nhours = [{ from = \"00:00\", to = \"00:00\" }]",
            480,
            "notInOperation",
        ),
    ] {
        let (response, record) = refused(config).await;
        assert_eq!(response.status.code(), status, "{reason}");
        assert_eq!(response.headers.reasons()[0].text.as_deref(), Some(reason));
        assert_eq!(record["missedReason"], reason);
        assert_eq!(record["outcome"], "missed");
        assert!(record["ticketId"].is_i64());
    }
}

#[tokio::test]
async fn ring_time_over_ends_the_call_where_rounds_are_limited() {
    let exchange = Exchange::with("[[queue]]\nmax_rounds = 1\nring_seconds = 1", &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut ada = guest(&exchange, "Ada").await;
    let (call, _) = ada.invite(SUPPORT).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    mina.reply(tx, &ringing, Status::RINGING).await;
    mina.cancelled(&ringing).await;
    let response = ada.final_response(call).await;
    assert_eq!(
        response.headers.reasons()[0].text.as_deref(),
        Some("ringTimeOver")
    );
}

#[tokio::test]
async fn an_agent_in_a_call_is_not_rung() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut ada = guest(&exchange, "Ada").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    let (mut dialog, _) = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));
    let mut bob = guest(&exchange, "Bob").await;
    let (bob_call, _) = bob.invite(SUPPORT).await;
    bob.response(bob_call, Status::QUEUED).await;
    assert!(!mina.has_seen(is_invite).await);
    // The call ends: the next caller rings.
    mina.send(dialog.request(Method::Bye)).await;
    mina.incoming(Method::Invite).await;
}

#[tokio::test]
async fn guests_are_limited_per_address_and_call_one_at_a_time() {
    let exchange = Exchange::with("[guest]\nper_minute = 2", &[]);
    let mut ada = guest(&exchange, "Ada").await;
    exchange.guest("Bob").await;
    let (status, body) = exchange
        .post("/api/guest", serde_json::json!({"name": "Eve"}))
        .await;
    assert_eq!(status, 429);
    assert_eq!(body["error"], "guest.rate-limited");
    let refused = exchange
        .request(Http::POST, "/api/guest")
        .json(&serde_json::json!({"name": "Eve"}));
    assert!(
        refused
            .send()
            .await
            .unwrap()
            .headers()
            .contains_key("retry-after")
    );

    let (first, _) = ada.invite(SUPPORT).await;
    ada.response(first, Status::QUEUED).await;
    let (second, _) = ada.invite(SUPPORT).await;
    assert_eq!(ada.final_response(second).await.status, Status::BUSY_HERE);
}

#[tokio::test]
async fn an_agent_whose_phone_came_back_is_rung_only_when_it_says_again_that_it_is_available() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut ada = guest(&exchange, "Ada").await;
    mina.reconnect(&exchange).await;
    assert_eq!(mina.register(600).await.status, Status::OK);
    let (call, _) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    assert!(!mina.has_seen(is_invite).await);
    mina.publish("open", "available").await;
    mina.incoming(Method::Invite).await;
}

#[tokio::test]
async fn an_agent_who_logged_out_is_not_rung() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    assert_eq!(mina.register(0).await.status, Status::OK);
    let mut ada = guest(&exchange, "Ada").await;
    let (call, _) = ada.invite(SUPPORT).await;
    ada.response(call, Status::QUEUED).await;
    assert!(!mina.has_seen(is_invite).await);
    let (_, queue) = exchange.get("/api/queue").await;
    assert_eq!(
        (queue["agents"].as_i64(), queue["agentsAvailable"].as_i64()),
        (Some(0), Some(0))
    );
}
