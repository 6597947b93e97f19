//! Tickets over REST.

use reqwest::Method;
use serde_json::json;

use super::rig::Exchange;

#[tokio::test]
async fn a_call_ticket_is_created_once_commented_and_read_back() {
    let exchange = Exchange::demo();
    let desk = exchange.sign_in("mina").await;
    let new = json!({"ticket": {
        "subject": "Call from Ada",
        "comment": {"body": "Asked about her parcel.", "public": false},
        "requester": {"name": "Ada Byron", "phone": "+44 20 7946 0999"},
        "external_id": "call:abc:1@x",
        "tags": ["call"],
        "metadata": {"call": {"call_id": "abc:1@x", "direction": "inbound"}},
    }});
    let (status, first) = desk
        .send(Method::POST, "/api/v2/tickets.json", new.clone())
        .await;
    assert_eq!(status, 201, "{first}");
    let (status, again) = desk.send(Method::POST, "/api/v2/tickets.json", new).await;
    assert_eq!(status, 200);
    assert_eq!(first["ticket"]["id"], again["ticket"]["id"]);
    let id = &first["ticket"]["id"];

    let change = json!({"ticket": {
        "status": "solved",
        "comment": {"body": "Call ended after 61 s.", "public": false},
        "additional_tags": ["answered"],
        "metadata": {"call": {"duration_s": 61}},
    }});
    let path = format!("/api/v2/tickets/{id}.json");
    let (status, changed) = desk.send(Method::PUT, &path, change).await;
    assert_eq!(status, 200);
    assert_eq!(changed["ticket"]["tags"], json!(["answered", "call"]));
    assert_eq!(changed["ticket"]["status"], "solved");

    let stale = json!({"ticket": {"status": "open", "safe_update": true, "updated_stamp": first["ticket"]["updated_at"]}});
    assert_eq!(desk.send(Method::PUT, &path, stale).await.0, 409);

    let comments = desk
        .get(&format!("/api/v2/tickets/{id}/comments.json"))
        .await;
    assert_eq!(comments["count"], 2);
    let audits = desk.get(&format!("/api/v2/tickets/{id}/audits.json")).await;
    assert_eq!(
        audits["audits"][1]["metadata"]["custom"]["call"]["duration_s"],
        61
    );
    assert_eq!(audits["audits"][1]["events"][0]["previous_value"], "new");

    for query in [
        "type:ticket%20external_id:call:abc:1@x",
        "type:ticket%20external_id:%22call:abc:1@x%22",
        "type:ticket%20requester:%22Ada%20Byron%22",
        "type:ticket%20subject:%22from%20Ada%22",
        "her%20parcel",
    ] {
        let found = desk
            .get(&format!("/api/v2/search.json?query={query}"))
            .await;
        assert_eq!(found["results"][0]["id"], *id, "{query}");
    }
    let found = desk
        .get("/api/v2/tickets.json?external_id=call:abc:1@x&include=users")
        .await;
    assert_eq!(found["tickets"][0]["id"], *id);
    assert_eq!(found["users"][0]["phone"], "+44 20 7946 0999");
}

#[tokio::test]
async fn contacts_are_found_by_number_mail_and_name() {
    let exchange = Exchange::demo();
    let desk = exchange.sign_in("mina").await;
    for query in [
        "phone:*2025550117",
        "phone:+12025550117",
        "daniel",
        "email:daniel.reyes@example.com",
    ] {
        let path = format!(
            "/api/v2/users/search.json?query={}",
            query.replace('+', "%2B")
        );
        let found = desk.get(&path).await;
        assert_eq!(found["users"][0]["name"], "Daniel Reyes", "{query}");
        assert_eq!(found["count"], 1, "{query}");
    }
    let none = desk.get("/api/v2/users/search.json?query=phone:*").await;
    assert_eq!(none["count"], 0);
    let me = desk.get("/api/v2/users/me.json").await;
    assert_eq!(me["user"]["name"], "Mina Park");
    let (status, made) = desk
        .send(
            Method::POST,
            "/api/v2/users.json",
            json!({"user": {"name": "New One", "phone": "+1 202 555 0100"}}),
        )
        .await;
    assert_eq!(status, 201);
    let shown = desk
        .get(&format!("/api/v2/users/{}.json", made["user"]["id"]))
        .await;
    assert_eq!(shown["user"]["phone"], "+1 202 555 0100");
}

#[tokio::test]
async fn faults_are_told_and_strangers_kept_out() {
    let exchange = Exchange::demo();
    let desk = exchange.sign_in("mina").await;
    let bad = json!({"ticket": {"subject": "x", "status": "lost"}});
    assert_eq!(
        desk.send(Method::POST, "/api/v2/tickets.json", bad).await.0,
        422
    );
    let missing = desk
        .request(Method::GET, "/api/v2/tickets/99999.json")
        .send()
        .await
        .unwrap();
    assert_eq!(missing.status(), 404);
    let (status, body) = exchange.get("/api/v2/tickets.json").await;
    assert_eq!(
        (status.as_u16(), body["error"].as_str()),
        (401, Some("session.required"))
    );
    let plain = desk
        .request(Method::POST, "/api/v2/tickets.json")
        .body("{\"ticket\":{}}")
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), 415);
    let huge = json!({"ticket": {"subject": "x".repeat(300_000)}});
    assert_eq!(
        desk.send(Method::POST, "/api/v2/tickets.json", huge)
            .await
            .0,
        413
    );
}
