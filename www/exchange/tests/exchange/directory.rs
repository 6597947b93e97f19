//! Whom an agent can call or transfer to (FD-58, FD-59, FD-66, KC-22, KC-23).

use reqwest::Method;
use serde_json::{Value, json};
use sip::{Method as Sip, Status};

use super::phone::Phone;
use super::rig::Exchange;
use super::team::CARE;

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn everybody_else_is_listed_with_who_is_free_and_how_many_wait() {
    let exchange = Exchange::with(CARE, &[]);
    let mut jun = Phone::available(&exchange, "jun").await;
    let mut sora = Phone::available(&exchange, "sora").await;
    sora.publish("closed", "break").await;
    let mina = exchange.sign_in("mina").await;
    let found = mina.get("/api/directory").await;
    assert_eq!(names(&found["agents"]), ["Jun Lee", "Sora Kim"]);
    assert_eq!(
        found["agents"][0],
        json!({"name": "Jun Lee", "address": "sip:jun@ringdesk.localhost", "extension": "102",
               "state": "available", "available": true})
    );
    assert_eq!(found["agents"][1]["state"], "break");
    assert_eq!(found["agents"][1]["available"], false);
    let team = &found["teams"][0];
    assert_eq!(
        (&team["name"], &team["available"]),
        (&json!("Customer care"), &json!(1))
    );
    assert_eq!(team["address"], "sip:care@ringdesk.localhost");
    assert_eq!(names(&team["agents"]), ["Jun Lee", "Sora Kim"]);
    assert_eq!(
        found["queues"],
        json!([{"name": "Support", "address": "sip:support@ringdesk.localhost", "waiting": 0}])
    );
    assert_eq!(
        names(&found["frequent"]),
        ["Accounts office", "Carrier hotline"]
    );

    // Who rings is not free, nor is who logged out; a caller waits.
    jun.publish("closed", "work").await;
    let account = exchange.guest("Ada").await;
    let mut ada = Phone::registered(&exchange, &account).await;
    let (call, _) = ada.invite("sip:support@ringdesk.localhost").await;
    ada.response(call, Status::QUEUED).await;
    assert_eq!(sora.register(0).await.status, Status::OK);
    let found = mina.get("/api/directory").await;
    assert_eq!(found["queues"][0]["waiting"], 1);
    assert_eq!(found["teams"][0]["available"], 0);
    assert_eq!(found["agents"][1]["state"], "logged-out");
    jun.publish("open", "available").await;
    jun.incoming(Sip::Invite).await;
    assert_eq!(
        mina.get("/api/directory").await["agents"][0]["available"],
        false
    );
}

#[tokio::test]
async fn words_and_digits_find_names_extensions_and_numbers() {
    let exchange = Exchange::with(CARE, &[]);
    let mina = exchange.sign_in("mina").await;
    let search = |words: &'static str| mina.get(words);
    let found = search("/api/directory?q=SORA").await;
    assert_eq!(names(&found["agents"]), ["Sora Kim"]);
    // A team is found by its members.
    assert_eq!(names(&found["teams"]), ["Customer care"]);
    assert!(names(&found["queues"]).is_empty() && names(&found["contacts"]).is_empty());
    assert_eq!(
        names(&search("/api/directory?q=102").await["agents"]),
        ["Jun Lee"]
    );
    assert_eq!(
        names(&search("/api/directory?q=supp").await["queues"]),
        ["Support"]
    );
    let spelt = search("/api/directory?q=%2B44%2020-7946%200321").await;
    assert_eq!(
        spelt["contacts"],
        json!([{"name": "Oliver Grant", "number": "+44 20 7946 0321"}])
    );
    let hana = search("/api/directory?q=hana").await;
    assert_eq!(names(&hana["contacts"]), ["Hana Sato"]);
    assert!(names(&search("/api/directory?q=100%25").await["contacts"]).is_empty());
}

#[tokio::test]
async fn a_frequent_number_is_kept_renamed_and_forgotten_by_its_agent() {
    let exchange = Exchange::demo();
    let mina = exchange.sign_in("mina").await;
    let jun = exchange.sign_in("jun").await;
    let path = "/api/directory/frequent";
    let depot = json!({"name": "Depot", "number": "+82 2 555 0199"});
    let (status, body) = mina.send(Method::POST, path, depot.clone()).await;
    assert_eq!((status.as_u16(), body), (200, depot));
    let renamed = json!({"name": "The depot", "number": "+8225550199"});
    assert_eq!(mina.send(Method::PUT, path, renamed.clone()).await.0, 200);
    let found = mina.get("/api/directory?q=depot").await;
    assert_eq!(found["frequent"], json!([renamed]));
    assert!(names(&jun.get("/api/directory?q=depot").await["frequent"]).is_empty());
    let nameless = json!({"number": "199"});
    let (_, body) = jun.send(Method::POST, path, nameless).await;
    assert_eq!(body, json!({"name": "199", "number": "199"}));

    let (status, body) = jun
        .send(
            Method::DELETE,
            "/api/directory/frequent/%2B8225550199",
            Value::Null,
        )
        .await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (404, &json!("directory.no-such-number"))
    );
    let (status, _) = mina
        .send(
            Method::DELETE,
            "/api/directory/frequent/%2B82%202%20555%200199",
            Value::Null,
        )
        .await;
    assert_eq!(status, 204);
    assert!(names(&mina.get("/api/directory?q=depot").await["frequent"]).is_empty());
}

#[tokio::test]
async fn the_directory_is_for_agents_and_refuses_what_makes_no_sense() {
    let exchange = Exchange::demo();
    let (status, body) = exchange.get("/api/directory").await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (401, &json!("session.required"))
    );
    let (status, _) = exchange
        .post("/api/directory/frequent", json!({"number": "1"}))
        .await;
    assert_eq!(status, 401);
    let mina = exchange.sign_in("mina").await;
    let long = format!("/api/directory?q={}", "x".repeat(101));
    let (status, body) = mina.send(Method::GET, &long, Value::Null).await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (400, &json!("directory.query-too-long"))
    );
    let path = "/api/directory/frequent";
    for refused in [
        json!({"number": ""}),
        json!({"number": "+- "}),
        json!({"number": "1\r\n2"}),
        json!({"number": "1".repeat(121)}),
        json!({"number": "1", "name": "x".repeat(81)}),
    ] {
        let (status, body) = mina.send(Method::POST, path, refused).await;
        assert_eq!(
            (status.as_u16(), &body["error"]),
            (422, &json!("directory.invalid-number"))
        );
    }
    // Two are kept from the start.
    for number in 0..48 {
        let (status, _) = mina
            .send(
                Method::POST,
                path,
                json!({"number": format!("7{number:02}")}),
            )
            .await;
        assert_eq!(status, 200);
    }
    let (status, body) = mina
        .send(Method::POST, path, json!({"number": "800"}))
        .await;
    assert_eq!(
        (status.as_u16(), &body["error"]),
        (409, &json!("directory.frequent-full"))
    );
}
