//! Teams: everybody who is free rings, the first answer wins (FD-62).

use sip::{Event, Method, Status};

use super::phone::Phone;
use super::rig::Exchange;

pub const CARE: &str =
    "[[team]]\nid = \"care\"\nname = \"Customer care\"\nmembers = [\"jun\", \"sora\"]\n";
const TEAM: &str = "sip:care@ringdesk.localhost";

fn is_invite(event: &Event) -> bool {
    matches!(event, Event::Request { request, .. } if request.method == Method::Invite)
}

#[tokio::test]
async fn every_free_member_rings_at_once_and_the_first_answer_wins() {
    let exchange = Exchange::with(CARE, &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    let (call, invite) = mina.invite(TEAM).await;
    let (jun_tx, jun_invite) = jun.incoming(Method::Invite).await;
    let (sora_tx, sora_invite) = sora.incoming(Method::Invite).await;
    sora.reply(sora_tx, &sora_invite, Status::RINGING).await;
    mina.response(call, Status::RINGING).await;
    let (mut theirs, _) = tokio::join!(
        jun.accept(jun_tx, &jun_invite),
        mina.confirmed(call, &invite)
    );
    // RFC 3326: the others are told that it was answered elsewhere.
    let cancel = sora.cancelled(&sora_invite).await;
    assert_eq!(cancel.headers.reasons()[0].cause, Some(200));
    jun.send(theirs.request(Method::Bye)).await;
    let (tx, bye) = mina.incoming(Method::Bye).await;
    mina.reply(tx, &bye, Status::OK).await;
    let desk = exchange.sign_in("mina").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(
        (record["to"].as_str(), record["callee"].as_str()),
        (Some("care"), Some("jun"))
    );
}

#[tokio::test]
async fn a_member_who_declines_leaves_the_others_ringing_and_the_last_refusal_is_told() {
    let exchange = Exchange::with(CARE, &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut mobile = Phone::available(&exchange, "jun").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    let (call, _) = mina.invite(TEAM).await;
    let (tx, invite) = jun.incoming(Method::Invite).await;
    let (mobile_tx, on_mobile) = mobile.incoming(Method::Invite).await;
    mobile.reply(mobile_tx, &on_mobile, Status::RINGING).await;
    mina.response(call, Status::RINGING).await;
    // RFC 3261 §21.6: 603 speaks for a user, and Jun is one of two.
    jun.reply(tx, &invite, Status::DECLINE).await;
    mobile.cancelled(&on_mobile).await;
    let cancelled = |event: &Event| matches!(event, Event::Cancelled { .. });
    assert!(!sora.has_seen(cancelled).await);
    let (tx, invite) = sora.incoming(Method::Invite).await;
    sora.reply(tx, &invite, Status::BUSY_HERE).await;
    assert_eq!(mina.final_response(call).await.status, Status::DECLINE);
}

#[tokio::test]
async fn members_who_are_away_busy_or_the_caller_himself_do_not_ring() {
    let exchange = Exchange::with(CARE, &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    // Sora talks with Mina; Jun, a member himself, calls the team.
    let (call, invite) = mina.invite("sip:sora@ringdesk.localhost").await;
    let (tx, ringing) = sora.incoming(Method::Invite).await;
    tokio::join!(sora.accept(tx, &ringing), mina.confirmed(call, &invite));
    let (tx, _) = jun.invite(TEAM).await;
    assert_eq!(jun.final_response(tx).await.status, Status::UNAVAILABLE);
    jun.publish("closed", "break").await;
    let (tx, _) = mina.invite(TEAM).await;
    assert_eq!(mina.final_response(tx).await.status, Status::UNAVAILABLE);
    assert!(!jun.has_seen(is_invite).await);
}

#[tokio::test]
async fn a_team_that_nobody_answers_is_told_so_after_the_ring_time() {
    let config = format!("ring_seconds = 1\n{CARE}");
    let exchange = Exchange::with(&config, &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let (call, _) = mina.invite(TEAM).await;
    let (tx, invite) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &invite, Status::RINGING).await;
    jun.cancelled(&invite).await;
    assert_eq!(mina.final_response(call).await.status, Status::TIMEOUT);
}

#[tokio::test]
async fn a_guest_does_not_call_a_team_by_himself() {
    let exchange = Exchange::with(CARE, &[]);
    let _jun = Phone::available(&exchange, "jun").await;
    let account = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let (tx, _) = ada.invite(TEAM).await;
    assert_eq!(ada.final_response(tx).await.status, Status::FORBIDDEN);
}
