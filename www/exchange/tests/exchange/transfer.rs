//! Cold transfers (FD-55 to FD-63): the customer calls whom the agent referred him to, and it stays one call of his.

use reqwest::Method as Http;
use serde_json::{Value, json};
use sip::{Dialog, Event, HeaderName, Method, Status};

use super::phone::Phone;
use super::rig::{Desk, Exchange};
use super::team::CARE;

const SUPPORT: &str = "sip:support@ringdesk.localhost";
const JUN: &str = "sip:jun@ringdesk.localhost";
const MINA: &str = "<sip:mina@ringdesk.localhost>";

pub struct Talk {
    pub mina: Phone,
    pub ada: Phone,
    /// Mina's side and Ada's.
    pub agents: Box<Dialog>,
    pub guests: Box<Dialog>,
}

fn is_invite(event: &Event) -> bool {
    matches!(event, Event::Request { request, .. } if request.method == Method::Invite)
}

pub async fn guest(exchange: &Exchange, name: &str) -> Phone {
    let account = exchange.guest(name).await;
    Phone::registered(exchange, &account).await
}

/// Ada, who called the support queue, with Mina.
pub async fn talk(exchange: &Exchange) -> Talk {
    let mut mina = Phone::available(exchange, "mina").await;
    let mut ada = guest(exchange, "Ada Byron").await;
    let (call, invite) = ada.invite(SUPPORT).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    let (agents, guests) = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));
    Talk {
        mina,
        ada,
        agents,
        guests,
    }
}

/// The newest record.
pub async fn record(desk: &Desk<'_>) -> Value {
    desk.get("/api/calls").await["calls"][0].clone()
}

async fn notify(ada: &mut Phone, dialog: &mut Dialog, mina: &mut Phone, fragment: &str) {
    let mut notify = dialog.request(Method::Notify);
    notify.headers.push(HeaderName::Event, "refer");
    notify
        .headers
        .push(HeaderName::SubscriptionState, "active;expires=60");
    notify.body = fragment.into();
    let tx = ada.send(notify).await;
    let (theirs, request) = mina.incoming(Method::Notify).await;
    assert_eq!(request.body, fragment.as_bytes());
    mina.reply(theirs, &request, Status::OK).await;
    ada.response(tx, Status::OK).await;
}

#[tokio::test]
async fn a_guest_calls_whom_an_agent_referred_him_to_and_it_stays_one_call() {
    let exchange = Exchange::demo();
    let mut jun = Phone::available(&exchange, "jun").await;
    jun.publish("closed", "work").await;
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        mut guests,
    } = talk(&exchange).await;
    let (_, refer) = mina.refer(&mut agents, JUN, &mut ada).await;
    // RFC 3515, RFC 3892: it passes as it is.
    assert_eq!(
        refer.headers.get(HeaderName::ReferTo),
        Some("<sip:jun@ringdesk.localhost>")
    );
    assert_eq!(refer.headers.get(HeaderName::ReferredBy), Some(MINA));
    notify(&mut ada, &mut guests, &mut mina, "SIP/2.0 100 Trying").await;
    let (call, invite) = ada
        .invite_with(JUN, &[(HeaderName::ReferredBy, MINA)])
        .await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    assert_eq!(ringing.headers.get(HeaderName::ReferredBy), Some(MINA));
    let caller = ringing.headers.asserted_identity().unwrap();
    assert_eq!(caller.display.as_deref(), Some("Ada Byron"));
    let (mut theirs, _) = tokio::join!(jun.accept(tx, &ringing), ada.confirmed(call, &invite));
    notify(&mut ada, &mut guests, &mut mina, "SIP/2.0 200 OK").await;
    mina.hang_up(&mut agents, &mut ada).await;

    let desk = exchange.sign_in("mina").await;
    let open = record(&desk).await;
    assert!(
        open["endedAt"].is_null(),
        "the customer still talks: {open}"
    );
    jun.hang_up(&mut theirs, &mut ada).await;
    let call = exchange.ended_call(&desk).await;
    assert_eq!(call["fromName"], "Ada Byron");
    assert_eq!(
        (&call["queue"], &call["agent"]),
        (&json!("Support"), &json!("mina"))
    );
    assert_eq!(call["outcome"], "answered");
    let [first, second] = call["legs"].as_array().unwrap().as_slice() else {
        panic!("{call}")
    };
    assert_eq!(
        (&first["kind"], &first["callee"]),
        (&json!("call"), &json!("mina"))
    );
    assert_eq!(
        (&second["kind"], &second["by"]),
        (&json!("transfer"), &json!("mina"))
    );
    assert_eq!(
        (&second["to"], &second["callee"]),
        (&json!("jun"), &json!("jun"))
    );
    assert_eq!(second["callId"], invite.headers.call_id().unwrap());
    let all = desk.get("/api/calls?limit=9").await;
    assert_eq!(
        all["calls"].as_array().unwrap().len(),
        1,
        "no second record"
    );
    // Both agents find it, by the Call-ID of either leg.
    let path = format!(
        "/api/calls?agent=jun&callId={}",
        invite.headers.call_id().unwrap()
    );
    assert_eq!(desk.get(&path).await["calls"][0]["id"], call["id"]);
}

#[tokio::test]
async fn a_referral_holds_for_one_call_of_one_guest_to_one_target() {
    let exchange = Exchange::demo();
    let mut jun = Phone::available(&exchange, "jun").await;
    jun.publish("closed", "work").await;
    let mut bob = guest(&exchange, "Bob").await;
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let by_mina = [(HeaderName::ReferredBy, MINA)];
    for phone in [&mut ada, &mut bob] {
        let (tx, _) = phone.invite_with(JUN, &by_mina).await;
        assert_eq!(phone.final_response(tx).await.status, Status::FORBIDDEN);
    }
    mina.refer(&mut agents, "sip:102@ringdesk.localhost", &mut ada)
        .await;
    let somebody = [(HeaderName::ReferredBy, "<sip:sora@ringdesk.localhost>")];
    let elsewhere = "sip:sora@ringdesk.localhost";
    for (target, headers) in [
        (elsewhere, by_mina.as_slice()),
        ("sip:102@ringdesk.localhost", somebody.as_slice()),
    ] {
        let (tx, _) = ada.invite_with(target, headers).await;
        assert_eq!(
            ada.final_response(tx).await.status,
            Status::FORBIDDEN,
            "{target}"
        );
    }
    let (tx, _) = bob
        .invite_with("sip:102@ringdesk.localhost", &by_mina)
        .await;
    assert_eq!(bob.final_response(tx).await.status, Status::FORBIDDEN);
    assert!(!jun.has_seen(is_invite).await);
    // Not every phone repeats Referred-By. Jun declines, and the way is closed again.
    let (call, _) = ada.invite("sip:102@ringdesk.localhost").await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    jun.reply(tx, &ringing, Status::DECLINE).await;
    assert_eq!(ada.final_response(call).await.status, Status::DECLINE);
    let (tx, _) = ada
        .invite_with("sip:102@ringdesk.localhost", &by_mina)
        .await;
    assert_eq!(ada.final_response(tx).await.status, Status::FORBIDDEN);
}

#[tokio::test]
async fn a_transfer_that_fails_leaves_the_call_with_its_agent() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    for (target, status, outcome) in [
        ("sip:199@ringdesk.localhost", Status::NOT_FOUND, "not-found"),
        (JUN, Status::UNAVAILABLE, "unavailable"),
    ] {
        mina.refer(&mut agents, target, &mut ada).await;
        let (tx, _) = ada.invite(target).await;
        assert_eq!(ada.final_response(tx).await.status, status);
        let desk = exchange.sign_in("mina").await;
        let call = record(&desk).await;
        assert!(call["endedAt"].is_null());
        let legs = call["legs"].as_array().unwrap();
        assert_eq!(legs.last().unwrap()["outcome"], outcome);
    }
    ada.has_seen(|_| false).await;
    mina.hang_up(&mut agents, &mut ada).await;
    let desk = exchange.sign_in("mina").await;
    assert_eq!(exchange.ended_call(&desk).await["outcome"], "answered");
}

#[tokio::test]
async fn a_team_takes_a_referred_customer_whoever_answers_first() {
    let exchange = Exchange::with(CARE, &[]);
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    mina.refer(&mut agents, "sip:care@ringdesk.localhost", &mut ada)
        .await;
    let (call, invite) = ada.invite("sip:care@ringdesk.localhost").await;
    let (jun_tx, jun_invite) = jun.incoming(Method::Invite).await;
    let (sora_tx, sora_invite) = sora.incoming(Method::Invite).await;
    jun.reply(jun_tx, &jun_invite, Status::RINGING).await;
    let accepted = sora.accept(sora_tx, &sora_invite);
    let (mut theirs, _) = tokio::join!(accepted, ada.confirmed(call, &invite));
    jun.cancelled(&jun_invite).await;
    mina.hang_up(&mut agents, &mut ada).await;
    sora.hang_up(&mut theirs, &mut ada).await;
    let desk = exchange.sign_in("mina").await;
    let call = exchange.ended_call(&desk).await;
    let leg = &call["legs"][1];
    assert_eq!(
        (&leg["to"], &leg["callee"], &leg["by"]),
        (&json!("care"), &json!("sora"), &json!("mina"))
    );
}

#[tokio::test]
async fn a_queue_takes_a_referred_customer_at_its_end_and_tells_who_gave_up_there() {
    let queues = "[[queue]]\nid = \"support\"\nagents = [\"mina\"]\n[[queue]]\nid = \"billing\"\nname = \"Billing\"\nagents = [\"jun\"]\n";
    let exchange = Exchange::with(queues, &[]);
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        mut guests,
    } = talk(&exchange).await;
    let billing = "sip:billing@ringdesk.localhost";
    mina.refer(&mut agents, billing, &mut ada).await;
    let (call, invite) = ada.invite(billing).await;
    assert_eq!(
        ada.response(call, Status::QUEUED).await.reason,
        "Queued; position 1"
    );
    notify(&mut ada, &mut guests, &mut mina, "SIP/2.0 182 Queued").await;
    let waiting = "/api/queue?queue=billing";
    assert_eq!(exchange.get(waiting).await.1["waiting"], 1);
    // Mina need not wait for it. The customer still does.
    mina.hang_up(&mut agents, &mut ada).await;
    let desk = exchange.sign_in("jun").await;
    assert!(record(&desk).await["endedAt"].is_null());
    ada.cancel(call).await;
    ada.response(call, Status::TERMINATED).await;
    assert_eq!(exchange.get(waiting).await.1["waiting"], 0);
    let ended = exchange.ended_call(&desk).await;
    // He was answered once; that he gave up later is said where it happened.
    assert_eq!(
        (&ended["outcome"], &ended["missedReason"]),
        (&json!("answered"), &Value::Null)
    );
    assert_eq!(ended["queue"], "Support");
    let leg = &ended["legs"][1];
    assert_eq!(
        (&leg["queue"], &leg["missedReason"]),
        (&json!("Billing"), &json!("userleft"))
    );
    let external = format!(
        "/api/v2/search.json?query=external_id:call:{}",
        invite.headers.call_id().unwrap()
    );
    let found = desk.get(&external).await;
    assert_eq!(
        found["results"][0]["subject"],
        "Missed call from Ada Byron (Billing)"
    );

    // A queue with somebody free rings him.
    let mut jun = Phone::available(&exchange, "jun").await;
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = {
        drop(mina);
        talk(&exchange).await
    };
    mina.refer(&mut agents, billing, &mut ada).await;
    let (call, invite) = ada.invite(billing).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    tokio::join!(jun.accept(tx, &ringing), ada.confirmed(call, &invite));
    assert_eq!(exchange.get(waiting).await.1["waiting"], 0);
}

#[tokio::test]
async fn the_ticket_of_a_transferred_call_is_the_customers() {
    let queues = "[[queue]]\nid = \"support\"\nagents = [\"mina\"]\n[[queue]]\nid = \"billing\"\nname = \"Billing\"\nagents = [\"jun\"]\n";
    let exchange = Exchange::with(queues, &[]);
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let tickets = "/api/v2/tickets.json";
    let ticket = |call_id: &str| json!({"ticket": {"external_id": format!("call:{call_id}"), "subject": "Call from Ada", "comment": {"body": "-"}}});
    let desk = exchange.sign_in("mina").await;
    let (status, first) = desk
        .send(Http::POST, tickets, ticket(&agents.id().call_id))
        .await;
    assert_eq!(status, 201);
    // The queue sends him away, and the note is where the first agent wrote hers.
    mina.refer(&mut agents, "sip:billing@ringdesk.localhost", &mut ada)
        .await;
    let (call, invite) = ada.invite("sip:billing@ringdesk.localhost").await;
    ada.response(call, Status::QUEUED).await;
    ada.cancel(call).await;
    ada.response(call, Status::TERMINATED).await;
    let call_id = invite.headers.call_id().unwrap();
    let found = desk
        .get(&format!(
            "/api/v2/search.json?query=external_id:call:{call_id}"
        ))
        .await;
    assert_eq!(found["results"][0]["id"], first["ticket"]["id"]);
    assert_eq!(
        found["results"][0]["tags"],
        json!(["missed-call", "userleft"])
    );
    assert_eq!(found["results"][0]["status"], "open");
    // The next agent's helpdesk makes a ticket for the call it sees, and gets the customer's.
    let (status, again) = exchange
        .sign_in("jun")
        .await
        .send(Http::POST, tickets, ticket(call_id))
        .await;
    assert_eq!(
        (status.as_u16(), &again["ticket"]["id"]),
        (200, &first["ticket"]["id"])
    );
    assert_eq!(record(&desk).await["ticketId"], first["ticket"]["id"]);
}

#[tokio::test]
async fn a_referrer_who_hangs_up_before_the_customer_calls_ends_nothing() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut jun = Phone::available(&exchange, "jun").await;
    mina.refer(&mut agents, JUN, &mut ada).await;
    mina.hang_up(&mut agents, &mut ada).await;
    let (call, invite) = ada.invite(JUN).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    let (mut theirs, _) = tokio::join!(jun.accept(tx, &ringing), ada.confirmed(call, &invite));
    let desk = exchange.sign_in("mina").await;
    assert!(record(&desk).await["endedAt"].is_null());
    jun.hang_up(&mut theirs, &mut ada).await;
    let call = exchange.ended_call(&desk).await;
    assert_eq!(call["legs"].as_array().unwrap().len(), 2);
    assert!(call["durationS"].is_i64());
}

#[tokio::test]
async fn a_transferred_call_outlives_a_killed_exchange() {
    let mut exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut jun = Phone::available(&exchange, "jun").await;
    mina.refer(&mut agents, JUN, &mut ada).await;
    let (call, invite) = ada.invite(JUN).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    let (mut theirs, _) = tokio::join!(jun.accept(tx, &ringing), ada.confirmed(call, &invite));
    mina.hang_up(&mut agents, &mut ada).await;
    exchange.kill();
    exchange.start_again();
    for phone in [&mut jun, &mut ada] {
        phone.reconnect(&exchange).await;
        assert_eq!(phone.register(600).await.status, Status::OK);
    }
    let desk = exchange.sign_in("mina").await;
    assert!(record(&desk).await["endedAt"].is_null());
    jun.hang_up(&mut theirs, &mut ada).await;
    assert_eq!(exchange.ended_call(&desk).await["outcome"], "answered");
}

#[tokio::test]
async fn a_call_that_was_ended_by_force_is_recorded_as_such() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut bye = agents.request(Method::Bye);
    let reason = "SIP;cause=603;text=\"Terminated\"";
    bye.headers.push(HeaderName::Reason, reason);
    mina.send(bye).await;
    let (tx, request) = ada.incoming(Method::Bye).await;
    assert_eq!(request.headers.get(HeaderName::Reason), Some(reason));
    ada.reply(tx, &request, Status::OK).await;
    let desk = exchange.sign_in("mina").await;
    let call = exchange.ended_call(&desk).await;
    assert_eq!(
        (&call["outcome"], &call["legs"][0]["outcome"]),
        (&json!("terminated"), &json!("terminated"))
    );
}
