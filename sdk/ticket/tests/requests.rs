//! What the Zendesk adapter asks, byte by byte where it matters.

use ringdesk_ticket::{
    CallFacts, Comment, Helpdesk, HttpMethod, HttpRequest, NewTicket, Requester, TicketQuery,
    TicketStatus, Visibility, Zendesk, call_external_id,
};
use serde_json::{Value, json};

const ZENDESK: Zendesk = Zendesk::new();

fn body(request: &HttpRequest) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap()).unwrap()
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let field = request.headers.iter().find(|(key, _)| key == name);
    field.map(|(_, value)| value.as_str())
}

#[test]
fn a_number_is_searched_by_the_digits_that_all_its_forms_share() {
    for number in [
        "+821012345678",
        "010-1234-5678",
        "+82 (0)10 1234 5678",
        "008210 1234 5678",
    ] {
        let request = ZENDESK.find_contact(number);
        assert_eq!(request.method, HttpMethod::Get);
        assert_eq!(
            request.path, "/api/v2/users/search.json?query=phone%3A%2A12345678",
            "{number}"
        );
        assert_eq!(header(&request, "Accept"), Some("application/json"));
    }
}

#[test]
fn a_user_name_is_searched_as_a_phrase() {
    let request = ZENDESK.find_contact("guest-4f2a");
    assert_eq!(
        request.path,
        "/api/v2/users/search.json?query=%22guest-4f2a%22"
    );
}

#[test]
fn tickets_are_found_by_id_requester_subject_and_call() {
    let path = |query| ZENDESK.find_tickets(&query).path;
    assert_eq!(
        path(TicketQuery::Id(42)),
        "/api/v2/tickets/42.json?include=users"
    );
    assert!(path(TicketQuery::Requester("Sora Kim")).starts_with(
        "/api/v2/search.json?query=type%3Aticket%20requester%3A%22Sora%20Kim%22&sort_by=updated_at"
    ));
    assert!(
        path(TicketQuery::Subject("printer"))
            .starts_with("/api/v2/search.json?query=type%3Aticket%20subject%3A%22printer%22&")
    );
    assert!(
        path(TicketQuery::Text("lamp"))
            .starts_with("/api/v2/search.json?query=type%3Aticket%20%22lamp%22&")
    );
    // Not by search: a ticket made a second ago is not in the index yet.
    assert_eq!(
        path(TicketQuery::ForCall("a+b@host")),
        "/api/v2/tickets.json?external_id=call%3Aa%2Bb%40host&include=users"
    );
}

#[test]
fn words_can_not_break_out_of_their_phrase_or_of_the_url() {
    let hostile = "x\" status<closed type:user \\\"&page=2#\r\nHost: evil";
    let path = ZENDESK.find_tickets(&TicketQuery::Subject(hostile)).path;
    assert_eq!(path.matches("%22").count(), 2);
    assert_eq!(path.matches('&').count(), 4);
    assert!(
        !path
            .bytes()
            .any(|b| b.is_ascii_control() || b == b' ' || b == b'#' || b == b'"')
    );
    let long = "가".repeat(5_000);
    assert!(ZENDESK.find_tickets(&TicketQuery::Text(&long)).path.len() < 2_500);
}

fn facts() -> CallFacts {
    CallFacts {
        call_id: "abc".into(),
        direction: "inbound".into(),
        from: "guest-1".into(),
        to: "support".into(),
        queue: Some("Support".into()),
        started_at: "2026-03-02T09:00:00.000Z".into(),
        answered_at: Some("2026-03-02T09:00:05.000Z".into()),
        ended_at: Some("2026-03-02T09:01:00.000Z".into()),
        duration_s: Some(60),
        outcome: Some("answered".into()),
        missed_reason: None,
    }
}

#[test]
fn the_ticket_of_a_call_carries_its_facts_and_can_be_asked_for_twice() {
    let request = ZENDESK.create_ticket(&NewTicket {
        subject: "Voice call from \"Sora\"".into(),
        requester: Requester {
            contact_id: None,
            name: Some("Sora Kim".into()),
            number: Some("guest-1".into()),
        },
        comment: "Through Support\n".into(),
        visibility: Visibility::Internal,
        tags: vec!["Phone".into(), "voice meet".into(), " ".into()],
        external_id: Some(call_external_id("abc")),
        call: Some(facts()),
    });
    assert_eq!(request.method, HttpMethod::Post);
    assert_eq!(request.path, "/api/v2/tickets.json");
    assert_eq!(header(&request, "Content-Type"), Some("application/json"));
    assert_eq!(header(&request, "Idempotency-Key"), Some("call:abc"));
    assert_eq!(
        body(&request),
        json!({"ticket": {
            "subject": "Voice call from \"Sora\"",
            "comment": {"body": "Through Support\n", "public": false},
            "requester": {"name": "Sora Kim", "phone": "guest-1"},
            "tags": ["phone", "voice_meet"],
            "external_id": "call:abc",
            "metadata": {"call": {
                "call_id": "abc", "direction": "inbound", "from": "guest-1", "to": "support", "queue": "Support",
                "started_at": "2026-03-02T09:00:00.000Z", "answered_at": "2026-03-02T09:00:05.000Z",
                "ended_at": "2026-03-02T09:01:00.000Z", "duration_s": 60, "outcome": "answered"
            }}
        }})
    );
}

#[test]
fn a_known_contact_is_named_by_its_id_alone() {
    let request = ZENDESK.create_ticket(&NewTicket {
        subject: "Call".into(),
        requester: Requester {
            contact_id: Some(20_978_392),
            name: Some("ignored".into()),
            number: None,
        },
        comment: "…".into(),
        ..NewTicket::default()
    });
    let ticket = &body(&request)["ticket"];
    assert_eq!(ticket["requester_id"], 20_978_392);
    assert!(ticket.get("requester").is_none());
    assert!(ticket.get("tags").is_none());
    assert_eq!(header(&request, "Idempotency-Key"), None);
}

#[test]
fn a_key_that_is_unfit_for_a_header_stays_out_of_it() {
    for key in ["call:a\r\nX-Evil: 1".to_string(), "k".repeat(300)] {
        let request = ZENDESK.create_ticket(&NewTicket {
            external_id: Some(key.clone()),
            ..NewTicket::default()
        });
        assert_eq!(header(&request, "Idempotency-Key"), None);
        assert_eq!(body(&request)["ticket"]["external_id"], json!(key));
    }
}

#[test]
fn a_caller_without_a_name_becomes_a_contact_named_by_the_number() {
    let request = ZENDESK.create_contact(&Requester {
        contact_id: None,
        name: None,
        number: Some("+12015532447".into()),
    });
    assert_eq!(request.path, "/api/v2/users.json");
    assert_eq!(
        body(&request),
        json!({"user": {"name": "+12015532447", "phone": "+12015532447", "role": "end-user", "skip_verify_email": true}})
    );
}

#[test]
fn note_tags_status_and_facts_travel_in_one_update() {
    let request = ZENDESK.comment(
        4711,
        &Comment {
            body: "She will call back.".into(),
            visibility: Visibility::Public,
            call: Some(facts()),
            tags: vec!["callback".into()],
            status: Some(TicketStatus::Pending),
            updated_stamp: Some("2026-03-02T08:15:40Z".into()),
        },
    );
    assert_eq!(request.method, HttpMethod::Put);
    assert_eq!(request.path, "/api/v2/tickets/4711.json");
    let ticket = &body(&request)["ticket"];
    assert_eq!(
        ticket["comment"],
        json!({"body": "She will call back.", "public": true})
    );
    assert_eq!(ticket["additional_tags"], json!(["callback"]));
    assert_eq!(ticket["status"], "pending");
    assert_eq!(ticket["metadata"]["call"]["duration_s"], 60);
    assert_eq!(ticket["safe_update"], true);
    assert_eq!(ticket["updated_stamp"], "2026-03-02T08:15:40Z");
}

#[test]
fn an_accounts_own_status_is_set_by_its_id() {
    let request = ZENDESK.comment(
        1,
        &Comment {
            status: Some(TicketStatus::Custom(9_900_112)),
            ..Comment::default()
        },
    );
    assert_eq!(
        body(&request),
        json!({"ticket": {"custom_status_id": 9_900_112}})
    );
}

#[test]
fn tags_are_added_and_never_replaced() {
    let request = ZENDESK.tag(7, &["vip", "Bad Line"]);
    assert_eq!(request.path, "/api/v2/tickets/7.json");
    assert_eq!(
        body(&request),
        json!({"ticket": {"additional_tags": ["vip", "bad_line"]}})
    );
}
