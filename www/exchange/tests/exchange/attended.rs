//! Calls that take another's place (RFC 3891) or come to it (RFC 3911): they reach the phone that has the dialog.

use serde_json::json;
use sip::{Dialog, Event, HeaderName, Method, Status, Uri};

use super::phone::Phone;
use super::rig::Exchange;
use super::transfer::{Talk, record, talk};

const JUN: &str = "sip:jun@ringdesk.localhost";

fn is_invite(event: &Event) -> bool {
    matches!(event, Event::Request { request, .. } if request.method == Method::Invite)
}

/// `to` in the call of `dialog`, with that dialog to be replaced.
fn successor(dialog: &Dialog) -> String {
    let mut target: Uri = dialog.remote_target().clone();
    target.add_header("Replaces", &dialog.to_replaces());
    target.to_string()
}

/// Mina asks Jun on the first of his two phones.
async fn consult(mina: &mut Phone, jun: &mut Phone, mobile: &mut Phone) -> [Box<Dialog>; 2] {
    let (call, invite) = mina.invite(JUN).await;
    let (other_tx, on_mobile) = mobile.incoming(Method::Invite).await;
    mobile.reply(other_tx, &on_mobile, Status::RINGING).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    let (theirs, ours) = tokio::join!(jun.accept(tx, &ringing), mina.confirmed(call, &invite));
    mobile.cancelled(&on_mobile).await;
    [ours, theirs]
}

#[tokio::test]
async fn a_customer_takes_the_agents_place_in_a_consultation_on_the_phone_that_has_it() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut mobile = Phone::available(&exchange, "jun").await;
    let [ours, mut theirs] = consult(&mut mina, &mut jun, &mut mobile).await;
    let target = jun.contact.clone();
    let replaces = ours.to_replaces();
    // Nobody has sent Ada there yet.
    let headers = [(HeaderName::Replaces, replaces.as_str())];
    let (tx, _) = ada.invite_with(&target, &headers).await;
    assert_eq!(ada.final_response(tx).await.status, Status::FORBIDDEN);

    mina.refer(&mut agents, &successor(&ours), &mut ada).await;
    // Without the Replaces that was in Refer-To it is another call.
    let (tx, _) = ada.invite(&target).await;
    assert_eq!(ada.final_response(tx).await.status, Status::FORBIDDEN);
    let (call, invite) = ada.invite_with(&target, &headers).await;
    // Jun is in a call, and this is for it.
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    assert_eq!(
        ringing.headers.get(HeaderName::Replaces),
        Some(replaces.as_str())
    );
    let (mut now, _) = tokio::join!(jun.accept(tx, &ringing), ada.confirmed(call, &invite));
    assert!(!mobile.has_seen(is_invite).await);
    jun.hang_up(&mut theirs, &mut mina).await;
    mina.hang_up(&mut agents, &mut ada).await;
    let desk = exchange.sign_in("mina").await;
    let calls = desk.get("/api/calls?limit=9").await;
    let [consultation, customers] = calls["calls"].as_array().unwrap().as_slice() else {
        panic!("{calls}")
    };
    assert_eq!(consultation["outcome"], "answered");
    assert_eq!(consultation["to"], "jun");
    assert!(customers["endedAt"].is_null());
    let leg = &customers["legs"][1];
    assert_eq!(
        (&leg["kind"], &leg["by"], &leg["callee"]),
        (&json!("attended"), &json!("mina"), &json!("jun"))
    );
    ada.has_seen(|_| false).await;
    jun.hang_up(&mut now, &mut ada).await;
    let ended = desk.get("/api/calls?limit=9").await;
    assert_eq!(ended["calls"][1]["outcome"], "answered");
}

#[tokio::test]
async fn a_colleague_takes_the_agents_place_with_the_customer_and_it_stays_the_customers_call() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut mobile = Phone::available(&exchange, "jun").await;
    let [mut ours, _theirs] = consult(&mut mina, &mut jun, &mut mobile).await;
    mina.refer(&mut ours, &successor(&agents), &mut jun).await;
    let replaces = agents.to_replaces();
    let headers = [(HeaderName::Replaces, replaces.as_str())];
    let (call, invite) = jun.invite_with(&ada.contact.clone(), &headers).await;
    let (tx, ringing) = ada.incoming(Method::Invite).await;
    let (mut now, _) = tokio::join!(ada.accept(tx, &ringing), jun.confirmed(call, &invite));
    mina.hang_up(&mut agents, &mut ada).await;
    mina.hang_up(&mut ours, &mut jun).await;
    let desk = exchange.sign_in("jun").await;
    let calls = desk.get("/api/calls?limit=9").await;
    let customers = &calls["calls"][1];
    assert_eq!(
        (&customers["fromName"], &customers["endedAt"]),
        (&json!("Ada Byron"), &json!(null))
    );
    let leg = &customers["legs"][1];
    assert_eq!(
        (&leg["kind"], &leg["by"], &leg["from"]),
        (&json!("attended"), &json!("mina"), &json!("jun"))
    );
    ada.hang_up(&mut now, &mut jun).await;
    assert!(desk.get("/api/calls?limit=9").await["calls"][1]["endedAt"].is_string());
}

#[tokio::test]
async fn a_call_that_is_made_again_after_a_loss_is_the_same_call() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut guests,
        ..
    } = talk(&exchange).await;
    let mut tablet = Phone::available(&exchange, "mina").await;
    // The guest calls its queue again for the call it had (RFC 3891 §3).
    let replaces = guests.to_replaces();
    let headers = [(HeaderName::Replaces, replaces.as_str())];
    let (call, invite) = ada
        .invite_with("sip:support@ringdesk.localhost", &headers)
        .await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    let (mut again, _) = tokio::join!(mina.accept(tx, &ringing), ada.confirmed(call, &invite));
    assert!(!tablet.has_seen(is_invite).await);
    ada.hang_up(&mut guests, &mut mina).await;
    let desk = exchange.sign_in("mina").await;
    let open = record(&desk).await;
    assert_eq!(
        (&open["legs"][1]["kind"], &open["endedAt"]),
        (&json!("return"), &json!(null))
    );
    mina.hang_up(&mut again, &mut ada).await;
    exchange.ended_call(&desk).await;
}

#[tokio::test]
async fn an_agent_joins_a_running_call_and_a_guest_does_not() {
    let exchange = Exchange::demo();
    let Talk {
        mut mina,
        mut ada,
        mut agents,
        ..
    } = talk(&exchange).await;
    let mut tablet = Phone::available(&exchange, "mina").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    let mut bob = super::transfer::guest(&exchange, "Bob").await;
    // As Mina's phone knows it: to-tag is hers.
    let join = format!(
        "{};to-tag={};from-tag={}",
        agents.id().call_id,
        agents.id().local_tag,
        agents.id().remote_tag
    );
    let headers = [(HeaderName::Join, join.as_str())];
    let minas = "sip:mina@ringdesk.localhost";
    for phone in [&mut bob, &mut ada] {
        let (tx, _) = phone.invite_with(minas, &headers).await;
        assert_eq!(phone.final_response(tx).await.status, Status::FORBIDDEN);
    }
    let (call, invite) = sora.invite_with(minas, &headers).await;
    let (tx, ringing) = mina.incoming(Method::Invite).await;
    assert_eq!(ringing.headers.get(HeaderName::Join), Some(join.as_str()));
    let (mut theirs, _) = tokio::join!(mina.accept(tx, &ringing), sora.confirmed(call, &invite));
    assert!(!tablet.has_seen(is_invite).await);
    // The customer's call ends with the customer, whoever still speaks.
    mina.hang_up(&mut agents, &mut ada).await;
    let desk = exchange.sign_in("sora").await;
    let ended = exchange.ended_call(&desk).await;
    assert_eq!(
        (&ended["legs"][1]["kind"], &ended["legs"][1]["from"]),
        (&json!("join"), &json!("sora"))
    );
    assert!(ended["legs"][1]["endedAt"].is_null());
    mina.hang_up(&mut theirs, &mut sora).await;
    assert!(record(&desk).await["legs"][1]["endedAt"].is_string());
}

#[tokio::test]
async fn what_names_a_dialog_wrongly_is_refused() {
    let exchange = Exchange::demo();
    let Talk { mina, agents, .. } = talk(&exchange).await;
    let mut sora = Phone::available(&exchange, "sora").await;
    let named = agents.to_replaces();
    for (target, headers, status) in [
        (
            JUN,
            vec![(HeaderName::Replaces, "nonsense")],
            Status::BAD_REQUEST,
        ),
        (
            JUN,
            vec![
                (HeaderName::Replaces, named.as_str()),
                (HeaderName::Join, named.as_str()),
            ],
            Status::BAD_REQUEST,
        ),
        // Jun has nothing to do with that call, nor has Sora's own phone.
        (
            JUN,
            vec![(HeaderName::Replaces, named.as_str())],
            Status::NO_SUCH_CALL,
        ),
        (
            &sora.contact.clone(),
            vec![(HeaderName::Join, named.as_str())],
            Status::NO_SUCH_CALL,
        ),
    ] {
        let (tx, _) = sora.invite_with(target, &headers).await;
        assert_eq!(sora.final_response(tx).await.status, status);
    }
    drop(mina);
}

#[tokio::test]
async fn what_phones_tell_each_other_passes_as_it_is() {
    let exchange = Exchange::demo();
    let mut mina = Phone::available(&exchange, "mina").await;
    let mut jun = Phone::available(&exchange, "jun").await;
    let about = "<sip:anonymous@anonymous.invalid>;purpose=consult";
    let focus = format!("<{}>;isfocus", mina.contact);
    let headers = [
        (HeaderName::CallInfo, about),
        (HeaderName::Contact, focus.as_str()),
    ];
    let (call, invite) = mina.invite_with(JUN, &headers).await;
    let (tx, ringing) = jun.incoming(Method::Invite).await;
    assert_eq!(ringing.headers.get(HeaderName::CallInfo), Some(about));
    assert_eq!(
        ringing.headers.get(HeaderName::Contact),
        Some(focus.as_str())
    );
    let (_, mut ours) = tokio::join!(jun.accept(tx, &ringing), mina.confirmed(call, &invite));
    let mut info = ours.request(Method::Info);
    info.headers.push(HeaderName::new("Record"), "on");
    let sent = mina.send(info).await;
    let (tx, request) = jun.incoming(Method::Info).await;
    assert_eq!(request.headers.get(HeaderName::new("Record")), Some("on"));
    jun.reply(tx, &request, Status::OK).await;
    mina.response(sent, Status::OK).await;
}
