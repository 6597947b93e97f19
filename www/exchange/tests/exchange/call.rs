//! Calls between agents.

use sip::{Event, HeaderName, Method, Status};

use super::phone::Phone;
use super::rig::Exchange;

#[tokio::test]
async fn an_agent_calls_another_by_extension_and_hangs_up() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let (call, invite) = mina.invite("sip:102@ringdesk.localhost").await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    let asserted = ringing.headers.asserted_identity().unwrap();
    assert_eq!(asserted.display.as_deref(), Some("Mina Park"));
    assert_eq!(ringing.headers.max_forwards(), Some(69));
    assert_eq!(ringing.headers.record_routes().unwrap().len(), 1);
    jun.reply(tx, &ringing, Status::RINGING).await;
    mina.response(call, Status::RINGING).await;
    let accepted = jun.accept(tx, &ringing);
    let (mut theirs, mut ours) = tokio::join!(accepted, mina.confirmed(call, &invite));

    let info = ours.request(Method::Info);
    let info = mina.send(info).await;
    let (tx, request) = jun.incoming(Method::Info).await;
    assert!(!request.headers.has(HeaderName::Route));
    jun.reply(tx, &request, Status::OK).await;
    mina.response(info, Status::OK).await;

    let bye = jun.send(theirs.request(Method::Bye)).await;
    let (tx, request) = mina.incoming(Method::Bye).await;
    mina.reply(tx, &request, Status::OK).await;
    jun.response(bye, Status::OK).await;

    let desk = exchange.sign_in("jun").await;
    let record = exchange.ended_call(&desk).await;
    assert_eq!(record["outcome"], "answered");
    assert_eq!(record["direction"], "outbound");
    assert_eq!(record["from"], "mina");
    assert_eq!(record["to"], "jun");
    assert_eq!(record["callee"], "jun");
    assert!(record["missedReason"].is_null());
    assert!(record["ringingAt"].is_string() && record["answeredAt"].is_string());
}

#[tokio::test]
async fn a_client_can_not_assert_an_identity() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut invite = mina.request(Method::Invite, "sip:jun@ringdesk.localhost");
    let forged = "\"The Boss\" <sip:boss@ringdesk.localhost>";
    invite.headers.push(HeaderName::PAssertedIdentity, forged);
    mina.send(invite).await;
    let (_, ringing) = jun.incoming(Method::Invite).await;
    let lines: Vec<&str> = ringing.headers.all(HeaderName::PAssertedIdentity).collect();
    assert_eq!(lines, ["\"Mina Park\" <sip:mina@ringdesk.localhost>"]);
}

#[tokio::test]
async fn an_unknown_number_is_not_found_and_an_absent_agent_unavailable() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    for (target, status) in [
        ("sip:999@ringdesk.localhost", Status::NOT_FOUND),
        ("sip:102@elsewhere.example", Status::NOT_FOUND),
        ("tel:+999", Status::NOT_FOUND),
        ("sip:102@ringdesk.localhost", Status::UNAVAILABLE),
    ] {
        let (tx, _) = mina.invite(target).await;
        assert_eq!(mina.final_response(tx).await.status, status, "{target}");
    }
    let desk = exchange.sign_in("mina").await;
    let calls = desk.get("/api/calls?limit=9").await;
    let outcomes: Vec<_> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["outcome"].clone())
        .collect();
    assert_eq!(
        outcomes,
        ["unavailable", "not-found", "not-found", "not-found"]
    );
}

#[tokio::test]
async fn busy_and_declined_are_passed_through() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    for status in [Status::BUSY_HERE, Status::DECLINE, Status::UNAVAILABLE] {
        let (call, _) = mina.invite("sip:jun@ringdesk.localhost").await;
        let (tx, ringing) = jun.incoming(Method::Invite).await;
        jun.reply(tx, &ringing, status).await;
        assert_eq!(mina.final_response(call).await.status, status);
    }
}

#[tokio::test]
async fn all_phones_of_an_agent_ring_and_the_losers_are_told_why_they_stop() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut desk = Phone::available(&exchange, "jun").await;
    let mut mobile = Phone::available(&exchange, "jun").await;
    let (call, invite) = mina.invite("sip:jun@ringdesk.localhost").await;
    let (desk_tx, desk_invite) = desk.incoming(Method::Invite).await;
    let (mobile_tx, mobile_invite) = mobile.incoming(Method::Invite).await;
    desk.reply(desk_tx, &desk_invite, Status::RINGING).await;
    mobile
        .reply(mobile_tx, &mobile_invite, Status::RINGING)
        .await;
    let accepted = mobile.accept(mobile_tx, &mobile_invite);
    let _ = tokio::join!(accepted, mina.confirmed(call, &invite));
    let cancel = desk.cancelled(&desk_invite).await;
    let reason = &cancel.headers.reasons()[0];
    assert_eq!(reason.cause, Some(200));
}

#[tokio::test]
async fn two_phones_that_answer_at_once_leave_one_call() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut desk = Phone::available(&exchange, "jun").await;
    let mut mobile = Phone::available(&exchange, "jun").await;
    let (call, invite) = mina.invite("sip:jun@ringdesk.localhost").await;
    let (desk_tx, desk_invite) = desk.incoming(Method::Invite).await;
    let (mobile_tx, mobile_invite) = mobile.incoming(Method::Invite).await;
    // Both 200 are under way before either phone hears of the other.
    let (first, second) = (
        desk.accept(desk_tx, &desk_invite),
        mobile.accept(mobile_tx, &mobile_invite),
    );
    let (_, _, _) = tokio::join!(first, second, mina.confirmed(call, &invite));
    let bye = |event: &Event| matches!(event, Event::Request { request, .. } if request.method == Method::Bye);
    let dismissed = [desk.has_seen(bye).await, mobile.has_seen(bye).await];
    assert_eq!(dismissed.iter().filter(|gone| **gone).count(), 1);
    let further = |event: &Event| matches!(event, Event::Response { response, .. } if response.status == Status::OK);
    assert!(!mina.has_seen(further).await);
}

#[tokio::test]
async fn a_caller_who_hangs_up_before_the_answer_stops_the_ringing() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let (call, _) = mina.invite("sip:jun@ringdesk.localhost").await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &ringing, Status::RINGING).await;
    mina.response(call, Status::RINGING).await;
    mina.cancel(call).await;
    assert_eq!(mina.final_response(call).await.status, Status::TERMINATED);
    jun.cancelled(&ringing).await;
    let desk = exchange.sign_in("mina").await;
    assert_eq!(exchange.ended_call(&desk).await["outcome"], "cancelled");
}

#[tokio::test]
async fn a_call_that_nobody_answers_ends_after_the_ring_time() {
    let exchange = Exchange::with("ring_seconds = 1", &[]);
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let (call, _) = mina.invite("sip:jun@ringdesk.localhost").await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &ringing, Status::RINGING).await;
    let cancel = jun.cancelled(&ringing).await;
    assert_eq!(cancel.headers.reasons()[0].cause, Some(408));
    assert_eq!(mina.final_response(call).await.status, Status::TIMEOUT);
    let desk = exchange.sign_in("mina").await;
    assert_eq!(exchange.ended_call(&desk).await["outcome"], "no-answer");
}

#[tokio::test]
async fn a_request_without_hops_left_and_an_unknown_method_are_refused() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut invite = mina.request(Method::Invite, "sip:jun@ringdesk.localhost");
    invite.headers.push(HeaderName::MaxForwards, "0");
    assert_eq!(mina.ask(invite).await.status, Status::TOO_MANY_HOPS);
    let foo = mina.request(Method::Other("FOO".into()), "sip:jun@ringdesk.localhost");
    assert_eq!(mina.ask(foo).await.status, Status::NOT_IMPLEMENTED);
    let bye = mina.request(Method::Bye, "sip:jun@ringdesk.localhost");
    assert_eq!(mina.ask(bye).await.status, Status::NO_SUCH_CALL);
}

#[tokio::test]
async fn a_guest_reaches_its_queue_and_nothing_else() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let account = exchange.guest("Ada").await;
    let mut guest = Phone::registered(&exchange, &account).await;
    for target in [
        "sip:mina@ringdesk.localhost",
        "sip:101@ringdesk.localhost",
        "sip:nobody@ringdesk.localhost",
    ] {
        let (tx, _) = guest.invite(target).await;
        assert_eq!(
            guest.final_response(tx).await.status,
            Status::FORBIDDEN,
            "{target}"
        );
    }
    // A contact is no way around it, nor is a dialog of somebody else.
    let (tx, _) = guest.invite(&mina.contact.clone()).await;
    assert_eq!(guest.final_response(tx).await.status, Status::FORBIDDEN);
    let mut bye = guest.request(Method::Bye, &mina.contact.clone());
    bye.headers
        .set(HeaderName::To, "<sip:mina@ringdesk.localhost>;tag=x");
    assert_eq!(guest.ask(bye).await.status, Status::FORBIDDEN);

    let (tx, _) = mina.invite(account["uri"].as_str().unwrap()).await;
    assert_eq!(mina.final_response(tx).await.status, Status::NOT_FOUND);
    let (status, _) = exchange.get("/api/agents").await;
    assert_eq!(status, 401);
}
