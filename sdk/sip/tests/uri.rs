//! Addresses: what is read, what is written, and which are the same.

use sip::{NameAddr, Scheme, Uri, UriError};

fn uri(text: &str) -> Uri {
    Uri::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_equivalent_uris_of_rfc_3261_section_19_1_4_are_equivalent() {
    for (a, b) in [
        (
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtlanTa.CoM;Transport=tcp",
        ),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
        (
            "sip:carol@chicago.com;newparam=5",
            "sip:carol@chicago.com;security=on",
        ),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        ),
        ("tel:+1-201-555-0123", "tel:+1.201.555.0123"),
        (
            "tel:7042;phone-context=example.com",
            "TEL:7042;Phone-Context=EXAMPLE.com",
        ),
    ] {
        assert!(uri(a).equivalent(&uri(b)), "{a} {b}");
        assert!(uri(b).equivalent(&uri(a)), "{b} {a}");
    }
}

#[test]
fn the_different_uris_of_rfc_3261_section_19_1_4_are_different() {
    for (a, b) in [
        (
            "SIP:ALICE@AtLanTa.CoM;Transport=udp",
            "sip:alice@AtLanTa.CoM;Transport=UDP",
        ),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        (
            "sip:bob@biloxi.com",
            "sip:bob@biloxi.com:6000;transport=tcp",
        ),
        (
            "sip:carol@chicago.com",
            "sip:carol@chicago.com?Subject=next%20meeting",
        ),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;security=off",
        ),
        ("sip:bob@biloxi.com", "sips:bob@biloxi.com"),
        // A reserved character is not equal to its escape.
        ("sip:a%3Bb@biloxi.com", "sip:a;b@biloxi.com"),
        ("sip:bob@biloxi.com", "sip:bob:secret@biloxi.com"),
        ("tel:+12015550123", "tel:12015550123"),
        ("tel:7042;phone-context=a.com", "tel:7042"),
    ] {
        assert!(!uri(a).equivalent(&uri(b)), "{a} {b}");
        assert!(!uri(b).equivalent(&uri(a)), "{b} {a}");
    }
}

#[test]
fn every_form_of_address_a_phone_meets_is_read_and_written_back_as_it_was() {
    for text in [
        "sip:mina@ringdesk.localhost",
        "sips:mina:pass%20word@ringdesk.localhost:5061;transport=wss;lr?Subject=next%20meeting",
        "sip:[2001:db8::1]:5060;transport=ws",
        "sip:user@[::1]",
        "sip:u83n1k@x7fk2.invalid;transport=ws;ob",
        "sip:+12125551212;phone-context=+1@gateway.com;user=phone",
        "sip:a%20b@example.com",
        "sip:100%25@example.com",
        "sip:bob@192.0.2.4;maddr=239.255.255.1;ttl=15",
        "sip:sips%3Auser%40example.com@example.net",
        "sip:j%C3%BCrgen@example.com",
        "sip:J\u{fc}rgen@example.com",
        "tel:+1-201-555-0123;ext=22",
        "tel:*97",
        "urn:service:sos",
        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
    ] {
        assert_eq!(uri(text).to_string(), text);
    }
}

#[test]
fn the_parts_of_an_address_are_where_they_belong() {
    let all = uri(
        "SIPS:mina%20p:pw@[2001:db8::1]:5061;transport=wss;lr?Replaces=a%3Bto-tag%3D1&Subject=x",
    );
    assert_eq!(all.scheme, Scheme::Sips);
    assert_eq!(all.user.as_deref(), Some("mina%20p"));
    assert_eq!(all.user_decoded().as_deref(), Some("mina p"));
    assert_eq!(all.password.as_deref(), Some("pw"));
    assert_eq!((all.host.as_str(), all.port), ("[2001:db8::1]", Some(5061)));
    assert_eq!(all.params.get("Transport"), Some("wss"));
    assert!(all.params.has("lr") && all.params.get("lr").is_none());
    assert_eq!(all.header("replaces").as_deref(), Some("a;to-tag=1"));
    assert_eq!(all.aor().to_string(), "sips:mina%20p@[2001:db8::1]:5061");
    let tel = uri("tel:+4930123;ext=5");
    assert_eq!(
        (
            tel.user.as_deref(),
            tel.host.as_str(),
            tel.params.get("ext")
        ),
        (Some("+4930123"), "", Some("5"))
    );
}

#[test]
fn what_is_no_address_says_why() {
    for (text, error) in [
        ("", UriError::Scheme),
        ("mina", UriError::Scheme),
        (":mina@host", UriError::Scheme),
        ("1sip:mina@host", UriError::Scheme),
        ("sip:", UriError::Host),
        ("sip:mina@", UriError::Host),
        ("sip:mina@@host", UriError::Host),
        ("sip:a@b@host", UriError::Host),
        ("sip:@host", UriError::User),
        ("sip:[::1", UriError::Host),
        ("sip:[host]", UriError::Host),
        ("sip:ho\u{df}t", UriError::Host),
        ("sip:host:", UriError::Port),
        ("sip:host:65536", UriError::Port),
        ("sip:host:99999999999999999999999", UriError::Port),
        ("sip:host:-1", UriError::Port),
        ("tel:", UriError::User),
        ("sip:mi na@host", UriError::Character),
        ("sip:mina@host\r\nX: y", UriError::Character),
        ("sip:mina\0@host", UriError::Character),
        ("sip:mina@host>", UriError::Character),
    ] {
        assert_eq!(Uri::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn a_user_part_in_plain_words_is_escaped_once_and_never_twice() {
    let user = |user| Uri::sip(user, "example.com").to_string();
    assert_eq!(user("mina park"), "sip:mina%20park@example.com");
    assert_eq!(user("mina%20park"), "sip:mina%20park@example.com");
    assert_eq!(user("100%"), "sip:100%25@example.com");
    assert_eq!(user("a@b"), "sip:a%40b@example.com");
    assert_eq!(user("j\u{fc}rgen"), "sip:j%C3%BCrgen@example.com");
    assert_eq!(user("*97#"), "sip:*97%23@example.com");
    assert_eq!(user("x>\r\nVia: y"), "sip:x%3E%0D%0AVia%3A%20y@example.com");
    assert_eq!(user(""), "sip:example.com");
    let read = uri(&user("\u{bbfc}\u{c544} #1@home"));
    assert_eq!(
        read.user_decoded().as_deref(),
        Some("\u{bbfc}\u{c544} #1@home")
    );
    assert_eq!(
        Uri::sip("mina", "127.0.0.1:8070").to_string(),
        "sip:mina@127.0.0.1:8070"
    );
    assert_eq!(Uri::sip("mina", "127.0.0.1:8070").port, Some(8070));
}

#[test]
fn names_and_addresses_are_read_in_every_form() {
    let read = |text: &str| NameAddr::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let quoted = read(r#""Mina \"M\" \\ Park" <sip:mina@example.com;lr>;tag=ab;q=0.5"#);
    assert_eq!(quoted.display.as_deref(), Some(r#"Mina "M" \ Park"#));
    assert_eq!(
        (quoted.tag(), quoted.params.get("q")),
        (Some("ab"), Some("0.5"))
    );
    assert!(quoted.uri.params.has("lr"));
    assert_eq!(
        quoted.to_string(),
        r#""Mina \"M\" \\ Park" <sip:mina@example.com;lr>;tag=ab;q=0.5"#
    );
    assert_eq!(
        read("Mina Park <sip:mina@example.com>").display.as_deref(),
        Some("Mina Park")
    );
    assert_eq!(read("<sip:mina@example.com>").display, None);
    assert_eq!(read("\"\"<sip:mina@example.com>").display, None);
    // RFC 3261 §20.10: without brackets, parameters are the header's.
    let bare = read("sip:mina@example.com;tag=9");
    assert_eq!((bare.tag(), bare.uri.params.is_empty()), (Some("9"), true));
    assert_eq!(bare.to_string(), "<sip:mina@example.com>;tag=9");
    assert_eq!(
        read("tel:+4930123;tag=9").uri.user.as_deref(),
        Some("+4930123")
    );
    // RFC 5626: an instance in quotes and brackets, even when the address has none.
    let urn = "<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";
    for text in [
        format!("<sip:u@h.invalid;transport=ws>;reg-id=1;+sip.instance=\"{urn}\";expires=600"),
        format!("sip:u@h.invalid;+sip.instance=\"{urn}\""),
    ] {
        assert_eq!(read(&text).params.get("+SIP.instance"), Some(urn));
        assert_eq!(read(&read(&text).to_string()), read(&text));
    }
    let folded =
        read("\"A , B ; C <sip:x@y>\"  \t <sip:mina@example.com> ; tag = 1 ;x=\"a\\\"b;c\"");
    assert_eq!(folded.display.as_deref(), Some("A , B ; C <sip:x@y>"));
    assert_eq!(
        (folded.tag(), folded.params.get("x")),
        (Some("1"), Some("a\"b;c"))
    );
}

#[test]
fn what_is_no_name_and_address_is_refused() {
    for text in [
        "",
        "\"open <sip:a@b>",
        "<sip:a@b",
        "Mina",
        "\"Mina\" sip:a@b",
        "<sip:a@b> tag=1",
        "<sip:a@b>;tag=\"open",
        "<sip:a@b>;=x",
        "<mina>",
    ] {
        assert!(NameAddr::parse(text).is_err(), "{text}");
    }
}

#[test]
fn an_address_that_says_something_twice_still_equals_itself() {
    // RFC 3261 §19.1.1 forbids it; a fuzzer did it.
    for text in [
        "sip:a@h;transport=ws;transport=tcp",
        "sip:a@h;lr;lr=1",
        "tel:+1;ext=1;ext=2",
    ] {
        let uri = Uri::parse(text).unwrap();
        assert!(uri.equivalent(&uri), "{text}");
    }
}
