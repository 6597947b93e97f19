//! The calls of somebody else (RFC 4235).

use super::*;

fn calls(version: u32, state: &str, dialogs: &[(&str, &str)]) -> String {
    let mut xml = format!(
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"{version}\" state=\"{state}\" entity=\"sip:jun@ringdesk.test\">"
    );
    for (id, state) in dialogs {
        xml += &format!(
            "<dialog id=\"{id}\" call-id=\"c\" local-tag=\"jun\" remote-tag=\"kim\" direction=\"recipient\"><state>{state}</state><remote><identity display=\"Kim &amp; Co\">sip:+8225551234@ringdesk.test</identity><target uri=\"sip:x@y\"/></remote></dialog>"
        );
    }
    xml + "</dialog-info>"
}

#[test]
fn calls_of_somebody_are_put_together_from_whole_and_partial_documents() {
    let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
    watch(&mut link, "jun", Package::Dialog);
    let first = subscribes(&link)[0].clone();
    assert_eq!(
        first.headers.get(HeaderName::Accept),
        Some("application/dialog-info+xml")
    );
    for (number, body) in [
        (1, calls(0, "full", &[])),
        (2, calls(1, "partial", &[("a", "early")])),
        (3, calls(2, "partial", &[("b", "trying")])),
        // One that was told already.
        (4, calls(2, "partial", &[("b", "terminated")])),
        (5, calls(3, "partial", &[("a", "confirmed")])),
        (6, calls(4, "partial", &[("b", "terminated")])),
        (7, calls(5, "partial", &[])),
        (8, calls(9, "full", &[("z", "proceeding")])),
        (9, calls(3, "full", &[("old", "early")])),
    ] {
        assert_eq!(
            send(
                &mut link,
                &note(&first, number, "active;expires=3600", &body)
            ),
            200
        );
    }
    assert_eq!(
        states(&link)[1..],
        [
            "",
            "a=early",
            "b=trying a=early",
            "a=confirmed b=trying",
            "b=terminated a=confirmed",
            "a=confirmed",
            "z=proceeding"
        ]
    );
    let last = link.peers[0]
        .events
        .iter()
        .rev()
        .find_map(|event| match event {
            Event::Dialogs(_, dialogs) => Some(dialogs[0].clone()),
            _ => None,
        });
    let last = last.unwrap();
    assert_eq!(last.direction, Some(Direction::Inbound));
    // RFC 4235 §4.1.1: what it takes to join it.
    let name = last.name.unwrap();
    assert_eq!(
        (&*name.call_id, &*name.local_tag, &*name.remote_tag),
        ("c", "jun", "kim")
    );
    let remote = last.remote.unwrap();
    assert_eq!(remote.number, "+8225551234");
    assert_eq!(remote.display_name.as_deref(), Some("Kim & Co"));
}

#[test]
fn a_gap_in_the_versions_makes_the_phone_ask_for_all_of_it() {
    // RFC 4235 §4.4, but not at the speed of a server that only ever sends parts.
    let mut link = watcher(200, &[(HeaderName::Expires, "3600")]);
    watch(&mut link, "jun", Package::Dialog);
    let first = subscribes(&link)[0].clone();
    send(
        &mut link,
        &note(
            &first,
            1,
            "active;expires=3600",
            &calls(0, "full", &[("a", "early")]),
        ),
    );
    send(
        &mut link,
        &note(
            &first,
            2,
            "active;expires=3600",
            &calls(2, "partial", &[("a", "confirmed")]),
        ),
    );
    assert_eq!(states(&link), ["active", "a=early"]);
    link.run(secs(4));
    assert_eq!(subscribes(&link).len(), 1);
    link.run(secs(2));
    assert_eq!(subscribes(&link).len(), 2);
    send(
        &mut link,
        &note(
            &first,
            3,
            "active;expires=3600",
            &calls(3, "full", &[("a", "confirmed")]),
        ),
    );
    assert_eq!(states(&link).last().unwrap(), "a=confirmed");
    link.run(secs(60));
    assert_eq!(subscribes(&link).len(), 2);
}

// Many.
