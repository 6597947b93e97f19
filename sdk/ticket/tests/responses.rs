//! What the Zendesk adapter makes of answers: good, refused, broken and hostile ones.

use ringdesk_ticket::{Helpdesk, HttpResponse, TicketError, TicketStatus, Zendesk, same_number};

const ZENDESK: Zendesk = Zendesk::new();
const TICKETS: &[u8] = include_bytes!("zendesk/search_tickets.json");
const USERS: &[u8] = include_bytes!("zendesk/search_users.json");
const CREATED: &[u8] = include_bytes!("zendesk/created.json");
const INVALID: &[u8] = include_bytes!("zendesk/record_invalid.json");

fn status(status: u16, body: &[u8]) -> TicketError {
    ZENDESK
        .read_ticket(&HttpResponse::new(status, body))
        .unwrap_err()
}

#[test]
fn found_tickets_keep_their_order_and_carry_the_requesters_name() {
    let tickets = ZENDESK
        .read_tickets(&HttpResponse::new(200, TICKETS))
        .unwrap();
    assert_eq!(tickets.len(), 2, "the user among the results is no ticket");
    let first = &tickets[0];
    assert_eq!(first.id, 4711);
    assert_eq!(first.subject, "Voice call from Sora Kim");
    assert_eq!(first.status, TicketStatus::Open);
    assert_eq!(first.custom_status_id, Some(9_900_112));
    assert_eq!(first.requester.as_deref(), Some("Sora Kim"));
    assert_eq!(
        first.external_id.as_deref(),
        Some("call:f81d4fae-7dec@ringdesk.localhost")
    );
    assert_eq!(first.tags, ["phone", "lounge"]);
    assert_eq!(first.updated_at.as_deref(), Some("2026-03-02T08:15:40Z"));
    assert_eq!(
        tickets[1].status,
        TicketStatus::Other("waiting-for-parts".into())
    );
    assert_eq!(tickets[1].requester, None);
}

#[test]
fn one_ticket_a_list_and_a_search_are_read_alike() {
    for body in [
        r#"{"ticket":{"id":1}}"#,
        r#"{"tickets":[{"id":1}]}"#,
        r#"{"results":[{"id":1,"result_type":"ticket"}]}"#,
    ] {
        let tickets = ZENDESK
            .read_tickets(&HttpResponse::new(200, body.as_bytes()))
            .unwrap();
        assert_eq!(tickets[0].id, 1);
    }
    let none = HttpResponse::new(200, br#"{"tickets":[],"count":0}"#);
    assert_eq!(ZENDESK.read_tickets(&none), Ok(vec![]));
}

#[test]
fn the_created_ticket_is_read() {
    let ticket = ZENDESK
        .read_ticket(&HttpResponse::new(201, CREATED))
        .unwrap();
    assert_eq!((ticket.id, ticket.status), (4712, TicketStatus::New));
}

#[test]
fn of_the_contacts_found_the_right_one_can_be_picked() {
    let contacts = ZENDESK
        .read_contacts(&HttpResponse::new(200, USERS))
        .unwrap();
    assert_eq!(contacts.len(), 2);
    let caller = |number: &str| {
        contacts
            .iter()
            .find(|contact| same_number(number, contact.number.as_deref().unwrap_or_default()))
    };
    assert_eq!(caller("010-1234-5678").unwrap().name, "Sora Kim");
    assert_eq!(caller("+821012345678").unwrap().id, 20_978_392);
    assert!(caller("+12015532447").is_none());
    assert_eq!(contacts[1].email, None);
}

#[test]
fn every_refusal_has_its_own_error() {
    let codes = [
        (401, "ticket.unauthorized"),
        (403, "ticket.forbidden"),
        (404, "ticket.not-found"),
        (409, "ticket.conflict"),
        (412, "ticket.conflict"),
        (400, "ticket.rejected"),
        (422, "ticket.rejected"),
        (429, "ticket.rate-limited"),
        (408, "ticket.unavailable"),
        (500, "ticket.unavailable"),
        (503, "ticket.unavailable"),
        (302, "ticket.unavailable"),
        (0, "ticket.unavailable"),
        (200, "ticket.malformed"),
    ];
    for (code, name) in codes {
        assert_eq!(status(code, b"<html>").code(), name, "{code}");
    }
}

#[test]
fn a_refusal_says_why_in_the_helpdesks_words() {
    assert_eq!(
        status(422, INVALID),
        TicketError::Rejected {
            message: "Status: closed prevents ticket update".into()
        }
    );
    for (body, said) in [
        (
            r#"{"error":{"title":"Invalid attribute","message":"No such field"}}"#,
            "No such field",
        ),
        (
            r#"{"error":"InvalidEndpoint","description":"Not here"}"#,
            "Not here",
        ),
        (r#"{"error":"InvalidEndpoint"}"#, "InvalidEndpoint"),
        (r#"["?"]"#, ""),
    ] {
        assert_eq!(
            status(400, body.as_bytes()),
            TicketError::Rejected {
                message: said.into()
            }
        );
    }
}

#[test]
fn a_repeated_creation_with_another_body_is_a_conflict() {
    let body =
        br#"{"error":"IdempotentRequestError","description":"The request parameters do not match"}"#;
    assert_eq!(status(400, body), TicketError::Conflict);
}

#[test]
fn the_wait_that_the_helpdesk_asks_for_is_kept_within_an_hour() {
    let waits = [
        (Some("93"), 93),
        (Some(" 7 "), 7),
        (Some("999999"), 3_600),
        (Some("-1"), 60),
        (Some("Wed, 21 Oct 2026 07:28:00 GMT"), 60),
        (None, 60),
    ];
    for (value, seconds) in waits {
        let mut response = HttpResponse::new(429, b"");
        if let Some(value) = value {
            response.headers.push(("RETRY-AFTER".into(), value.into()));
        }
        let error = ZENDESK.read_tickets(&response).unwrap_err();
        assert_eq!(
            error,
            TicketError::RateLimited {
                retry_after_s: seconds
            }
        );
        assert_eq!(error.retry_after_s(), Some(seconds));
    }
}

#[test]
fn a_body_cut_anywhere_is_malformed_and_never_a_panic() {
    for whole in [TICKETS, USERS, CREATED] {
        let end = whole
            .iter()
            .rposition(|byte| !byte.is_ascii_whitespace())
            .unwrap();
        for cut in 0..end {
            let response = HttpResponse::new(200, &whole[..cut]);
            assert_eq!(
                ZENDESK.read_tickets(&response),
                Err(TicketError::Malformed),
                "{cut}"
            );
            assert!(ZENDESK.read_contacts(&response).is_err());
            assert!(ZENDESK.read_ticket(&response).is_err());
        }
    }
}

#[test]
fn a_body_with_any_byte_replaced_never_panics() {
    for whole in [TICKETS, CREATED, INVALID] {
        for at in 0..whole.len() {
            for byte in [0, b'"', b'{', b']', 0x80, 0xff] {
                let mut bad = whole.to_vec();
                bad[at] = byte;
                for status in [200, 422] {
                    let response = HttpResponse::new(status, &bad);
                    let _ = ZENDESK.read_tickets(&response);
                    let _ = ZENDESK.read_contacts(&response);
                    let _ = ZENDESK.read_ticket(&response);
                }
            }
        }
    }
}

#[test]
fn values_of_the_wrong_type_are_passed_over() {
    let body = br#"{"tickets":[7,null,"x",{},{"id":"9"},{"id":-1},{"id":1.5},{"id":1e40},
        {"id":3,"subject":{"a":1},"status":[],"requester_id":"me","tags":"phone","external_id":0,"updated_at":false}],
        "users":"none"}"#;
    let tickets = ZENDESK.read_tickets(&HttpResponse::new(200, body)).unwrap();
    assert_eq!(tickets.len(), 1);
    assert_eq!((tickets[0].id, tickets[0].subject.as_str()), (3, ""));
    assert!(tickets[0].tags.is_empty());
}

#[test]
fn hostile_sizes_and_depths_are_refused_or_cut() {
    let deep = "[".repeat(1_000_000);
    assert_eq!(status(200, deep.as_bytes()), TicketError::Malformed);
    let deep = format!("{{\"ticket\":{}", "{\"a\":".repeat(100_000));
    assert_eq!(status(200, deep.as_bytes()), TicketError::Malformed);

    let mut vast = br#"{"ticket":{"id":1,"subject":""#.to_vec();
    vast.resize(5 << 20, b'x');
    vast.extend_from_slice(br#""}}"#);
    assert_eq!(status(200, &vast), TicketError::Malformed);

    let many = format!(
        "{{\"tickets\":[{}{{\"id\":1}}]}}",
        "{\"id\":1},".repeat(10_000)
    );
    let read = ZENDESK
        .read_tickets(&HttpResponse::new(200, many.as_bytes()))
        .unwrap();
    assert_eq!(read.len(), 100);

    let subject = "\\u0000\\u001b[31m".to_string() + &"가".repeat(9_000);
    let body = format!("{{\"ticket\":{{\"id\":1,\"subject\":\"{subject}\"}}}}");
    let ticket = ZENDESK
        .read_ticket(&HttpResponse::new(200, body.as_bytes()))
        .unwrap();
    assert_eq!(ticket.subject.chars().count(), 500);
    assert!(!ticket.subject.chars().any(char::is_control));

    let complaint = format!("{{\"description\":\"{}\"}}", "no ".repeat(10_000));
    let TicketError::Rejected { message } = status(422, complaint.as_bytes()) else {
        panic!("a 422 is a refusal");
    };
    assert_eq!(message.chars().count(), 300);
}
