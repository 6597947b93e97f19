//! The messages of RFC 4475 (all of §3) and RFC 5118 (all of §4), byte for byte as files, each with its verdict.
//!
//! Where the Content-Length that is printed there does not count the body that is printed there (`multi01` and three of RFC 5118), ours does:
//! those messages are about something else.

use sip::{
    Endpoint, EndpointConfig, Event, Flow, HeaderName, Headers, Input, Instant, Limits, Message,
    NameAddr, Output, Via,
};
use std::collections::BTreeSet;
use std::path::PathBuf;

enum Verdict {
    /// Taken, and read like this.
    Accepted(&'static [(&'static str, &'static str)]),
    /// Refused with this status, for this reason; 0 where nobody can be answered.
    Refused(u16, &'static str),
    /// Taken and read like this, though a stricter element would not: and why.
    Although(&'static [(&'static str, &'static str)], &'static str),
}
use Verdict::{Accepted, Although, Refused};

const EARLY: &str = "the message ends too early";
const LENGTH: &str = "the Content-Length is malformed";
const CSEQ: &str = "the header CSeq is missing or malformed";
const START: &str = "the start line is malformed";

#[rustfmt::skip]
const VERDICTS: &[(&str, &str, Verdict)] = &[
    ("4475 3.1.1.1", "wsinv", Accepted(&[
        ("method", "INVITE"), ("uri", "sip:vivekg@chair-dnrc.example.com;unknownparam"), ("to.tag", "1918181833n"),
        ("from.display", "J Rosenberg \\\""), ("from.uri", "sip:jdrosen@example.com"), ("from.tag", "98asjd8"), ("forwards", "68"),
        ("cseq", "9 INVITE"), ("Subject", ""), ("NewFangledHeader", "newfangled value continued newfangled value"),
        ("UnknownHeaderWithUnusualValue", ";;,,;;,;"),
        ("vias", "UDP 192.0.2.2 390skdjuw, TCP spindle.example.com z9hG4bK9ikj8, UDP 192.168.255.111 z9hG4bK30239"),
        ("contact.display", "Quoted string \"\""), ("contact.newparam", "newvalue"), ("contact.q", "0.33"), ("body", "150"),
    ])),
    ("4475 3.1.1.2", "intmeth", Accepted(&[
        ("method", "!interesting-Method0123456789_*+`.%indeed'~"),
        ("user", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"), ("password", "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"),
        // A NUL never gets past the reader: it becomes a blank.
        ("to.display", "BEL:\u{7} NUL:  DEL:\u{7f}"), ("to.uri", "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com"),
        ("from.display", "token1~` token2'+_ token3*%!.-"), ("from.tag", "_token~1'+`*%!-."),
        ("from.fromParam''~+*_!.-%", "\u{440}\u{430}\u{431}\u{43e}\u{442}\u{430}\u{44e}\u{449}\u{438}\u{439}"),
        ("Call-ID", "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"), ("cseq", "139122385 !interesting-Method0123456789_*+`.%indeed'~"),
        ("forwards", "255"), ("extensionHeader-!.%*+_`'~", "\u{feff}\u{5927}\u{505c}\u{96fb}"), ("vias", "TCP host1.example.com z9hG4bK-.!%66*_+`'~"),
    ])),
    ("4475 3.1.1.3", "esc01", Accepted(&[
        ("uri", "sip:sips%3Auser%40example.com@example.net"), ("user", "sips:user@example.com"), ("to.user", "user"),
        ("from.user", "I have spaces"), ("contact.user", "caller"),
        ("contact.uri", "sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31"), ("body", "150"),
    ])),
    ("4475 3.1.1.4", "escnull", Accepted(&[
        ("method", "REGISTER"), ("to.user", "null-\0-null"), ("to.uri", "sip:null-%00-null@example.com"), ("contact.user", "\0"), ("contacts", "2"),
    ])),
    ("4475 3.1.1.5", "esc02", Accepted(&[
        ("method", "RE%47IST%45R"), ("to.display", "%Z%45"), ("cseq", "29344 RE%47IST%45R"), ("vias", "TCP host.example.com z9hG4bK209%fzsnel234"),
        ("contacts", "2"), ("C%6Fntact", "<sip:alias2@host2.example.com>"),
    ])),
    ("4475 3.1.1.6", "lwsdisp", Accepted(&[("from.display", "caller"), ("from.uri", "sip:caller@example.com"), ("from.tag", "323")])),
    ("4475 3.1.1.7", "longreq", Accepted(&[
        ("cseq", "3882340 INVITE"), ("via count", "34"), ("forwards", "70"), ("body", "150"),
        ("contact.user", "amazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazinglylongcallernameamazinglylongcallername"),
    ])),
    // One frame is one message (RFC 7118 §5): what follows the announced body is cut off.
    ("4475 3.1.1.8", "dblreq", Accepted(&[("method", "REGISTER"), ("cseq", "8 REGISTER"), ("body", "0")])),
    ("4475 3.1.1.9", "semiuri", Accepted(&[
        ("uri", "sip:user;par=u%40example.net@example.com"), ("user", "user;par=u@example.net"), ("host", "example.com"),
        ("Accept", "application/sdp, application/pkcs7-mime, multipart/mixed, multipart/signed, message/sip, message/sipfrag"),
    ])),
    ("4475 3.1.1.10", "transports", Accepted(&[
        ("vias", "UDP t1.example.com z9hG4bKkdjuw, SCTP t2.example.com z9hG4bKklasjdhf, TLS t3.example.com z9hG4bK2980unddj, \
                  UNKNOWN t4.example.com z9hG4bKasd0f3en, TCP t5.example.com z9hG4bK0a9idfnee"),
    ])),
    ("4475 3.1.1.11", "mpart01", Accepted(&[
        ("method", "MESSAGE"), ("Content-Type", "multipart/mixed;boundary=7a9cbec02ceef655"), ("body", "553"), ("type", "multipart/mixed"),
    ])),
    ("4475 3.1.1.12", "unreason", Accepted(&[
        ("status", "200"), ("body", "154"),
        ("reason", "= 2**3 * 5**2 \u{43d}\u{43e} \u{441}\u{442}\u{43e} \u{434}\u{435}\u{432}\u{44f}\u{43d}\u{43e}\u{441}\u{442}\u{43e} \
                    \u{434}\u{435}\u{432}\u{44f}\u{442}\u{44c} - \u{43f}\u{440}\u{43e}\u{441}\u{442}\u{43e}\u{435}"),
    ])),
    ("4475 3.1.1.13", "noreason", Accepted(&[("status", "100"), ("reason", "")])),

    ("4475 3.1.2.1", "badinv01", Although(&[("vias", "UDP 192.0.2.15 "), ("contact.uri", "sip:joe@example.org")],
        "empty list items and parameters say nothing and are passed over, as many servers write them")),
    ("4475 3.1.2.2", "clerr", Refused(400, EARLY)),
    ("4475 3.1.2.3", "ncl", Refused(400, LENGTH)),
    ("4475 3.1.2.4", "scalar02", Refused(400, CSEQ)),
    ("4475 3.1.2.5", "scalarlg", Refused(0, CSEQ)),
    ("4475 3.1.2.6", "quotbal", Refused(400, "the header To is missing or malformed")),
    ("4475 3.1.2.7", "ltgtruri", Refused(400, START)),
    ("4475 3.1.2.8", "lwsruri", Refused(400, START)),
    ("4475 3.1.2.9", "lwsstart", Refused(400, START)),
    ("4475 3.1.2.10", "trws", Refused(400, START)),
    ("4475 3.1.2.11", "escruri", Although(&[("uri", "sip:user@example.com?Route=%3Csip:example.com%3E"), ("Route", "(absent)")],
        "the headers in the address of a request are carried and never looked at: no Route comes of them")),
    ("4475 3.1.2.12", "baddate", Although(&[("Date", "Fri, 01 Jan 2010 16:00:00 EST")],
        "a phone has its own clock; nothing reads the Date")),
    ("4475 3.1.2.13", "regbadct", Although(&[("contacts", "malformed")],
        "the endpoint reads no Contact; whoever does is told that it is malformed (RFC 3261 §20)")),
    ("4475 3.1.2.14", "badaspec", Although(&[("to.display", "Watson, Thomas"), ("to.uri", "sip:t.watson@example.org")],
        "blanks inside the brackets can mean nothing else")),
    ("4475 3.1.2.15", "baddn", Although(&[("from.display", "Bell, Alexander"), ("to.display", "Watson, Thomas")],
        "From and To hold one address, so the comma can only belong to the name")),
    ("4475 3.1.2.16", "badvers", Refused(505, "the version of SIP is not 2.0")),
    ("4475 3.1.2.17", "mismatch01", Refused(400, CSEQ)),
    ("4475 3.1.2.18", "mismatch02", Refused(400, CSEQ)),
    ("4475 3.1.2.19", "bigcode", Refused(0, START)),

    // §3.2.1: nothing after the cookie, so the branch recognises nothing (see `two_requests_with_the_bare_cookie_are_two`).
    ("4475 3.2.1", "badbranch", Accepted(&[("vias", "UDP 192.0.2.1 z9hG4bK")])),

    ("4475 3.3.1", "insuf", Refused(0, "the header From is missing or malformed")),
    ("4475 3.3.2", "unkscm", Accepted(&[("uri", "nobodyknowsthisscheme:totallyopaquecontent"), ("scheme", "nobodyknowsthisscheme")])),
    ("4475 3.3.3", "novelsc", Accepted(&[("uri", "soap.beep://192.0.2.103:3002"), ("scheme", "soap.beep")])),
    ("4475 3.3.4", "unksm2", Accepted(&[("to.uri", "isbn:2983792873"), ("from.uri", "http://www.example.com"), ("contact.uri", "name:John_Smith")])),
    ("4475 3.3.5", "bext01", Accepted(&[("Require", "nothingSupportsThis, nothingSupportsThisEither")])),
    ("4475 3.3.6", "invut", Accepted(&[("type", "application/unknownformat"), ("body", "40")])),
    ("4475 3.3.7", "regaut01", Accepted(&[("Authorization", "NoOneKnowsThisScheme opaque-data=here")])),
    ("4475 3.3.8", "multi01", Refused(400, "the header From is missing or malformed")),
    ("4475 3.3.9", "mcl01", Refused(400, LENGTH)),
    ("4475 3.3.10", "bcast", Although(&[("status", "200"), ("via count", "2")],
        "the endpoint serves proxies too, whose responses have two; only a topmost Via of our own is taken, and no broadcast is sent to")),
    ("4475 3.3.11", "zeromf", Accepted(&[("forwards", "0")])),
    ("4475 3.3.12", "cparam01", Accepted(&[("contact.uri", "sip:+19725552222@gw1.example.net"), ("contact.unknownparam", "(flag)")])),
    ("4475 3.3.13", "cparam02", Accepted(&[("contact.uri", "sip:+19725552222@gw1.example.net;unknownparam"), ("contact.unknownparam", "(absent)")])),
    ("4475 3.3.14", "regescrt", Accepted(&[("contact.uri", "sip:user@example.com?Route=%3Csip:sip.example.com%3E"), ("contacts", "1")])),
    ("4475 3.3.15", "sdp01", Accepted(&[("Accept", "text/nobodyKnowsThis"), ("body", "150")])),

    ("4475 3.4.1", "inv2543", Accepted(&[("from.tag", "(absent)"), ("to.uri", "sip:+16505552222@ss1.example.net"), ("to.user", "+16505552222"), ("body", "105")])),

    ("5118 4.1", "ipv6-good", Accepted(&[("host", "[2001:db8::10]"), ("vias", "UDP [2001:db8::9:1] z9hG4bKas3-111"), ("contact.uri", "sip:caller@[2001:db8::1]")])),
    ("5118 4.2", "ipv6-bad", Refused(400, START)),
    // What looks like a port is part of the address, and the default port is meant.
    ("5118 4.3", "port-ambiguous", Accepted(&[("host", "[2001:db8::10:5070]"), ("port", "(absent)")])),
    ("5118 4.4", "port-unambiguous", Accepted(&[("host", "[2001:db8::10]"), ("port", "5070")])),
    ("5118 4.5", "via-received-param-with-delim", Accepted(&[("received", "[2001:db8::9:255]")])),
    ("5118 4.5", "via-received-param-no-delim", Accepted(&[("received", "2001:db8::9:255")])),
    ("5118 4.6", "ipv6-in-sdp", Accepted(&[("body", "251"), ("vias", "UDP [2001:db8::20] z9hG4bKas3-111")])),
    ("5118 4.7", "mult-ip-in-header", Accepted(&[
        ("vias", "UDP [2001:db8::9:1]:6050 z9hG4bKas3-111, UDP 192.0.2.1 z9hG4bKjhja8781hjuaij65144, TCP [2001:db8::9:255] z9hG4bK451jj"),
    ])),
    ("5118 4.8", "mult-ip-in-sdp", Accepted(&[("body", "189")])),
    ("5118 4.9", "ipv4-mapped-ipv6", Accepted(&[
        ("vias", "UDP [::ffff:192.0.2.10]:19823 z9hG4bKbh19, UDP [::ffff:192.0.2.2] z9hG4bKas3-111"), ("contact.uri", "sip:ted@[::ffff:192.0.2.2]"),
    ])),
    ("5118 4.10", "ipv6-bug-abnf-3-colons", Although(&[("host", "[2001:db8:::192.0.2.1]")],
        "the section asks for tolerance, since the grammar of RFC 3261 allows it by mistake; a browser looks no address up")),
    ("5118 4.10", "ipv6-correct-abnf-2-colons", Accepted(&[("host", "[2001:db8::192.0.2.1]")])),
];

/// How many messages each chapter has.
const CHAPTERS: &[(&str, usize)] = &[
    ("4475 3.1.1.", 13),
    ("4475 3.1.2.", 19),
    ("4475 3.2.", 1),
    ("4475 3.3.", 15),
    ("4475 3.4.", 1),
    ("5118 4.", 12),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/torture")
}

fn read(name: &str) -> Vec<u8> {
    let path = folder().join(format!("{name}.sip"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What an endpoint makes of a frame: the message, or the status of the answer and what was wrong.
fn receive(bytes: &[u8]) -> Result<Message, (u16, String)> {
    let sent_by = match Message::parse(bytes, &Limits::default()) {
        Ok(Message::Response(response)) => response.headers.via().unwrap().sent_by(),
        _ => "x7.invalid".into(),
    };
    let mut endpoint = Endpoint::new(
        EndpointConfig {
            sent_by,
            ..EndpointConfig::default()
        },
        [4; 32],
    );
    let now = Instant::from_millis(1_000);
    endpoint.handle(now, Input::Received(Flow(0), bytes));
    let (mut answer, mut found) = (0, None);
    while let Some(output) = endpoint.poll() {
        match output {
            Output::Send(_, bytes) => match Message::parse(&bytes, &Limits::default()) {
                Ok(Message::Response(response)) => answer = response.status.code(),
                other => panic!("{other:?}"),
            },
            Output::Event(Event::Request { request, .. }) => {
                found = Some(Ok(Message::Request(request)));
            }
            Output::Event(Event::StrayResponse { response, .. }) => {
                found = Some(Ok(Message::Response(response)));
            }
            Output::Event(Event::Malformed { error, .. }) => found = Some(Err(error.to_string())),
            Output::Event(other) => panic!("{other:?}"),
            Output::Wake(_) => {}
        }
    }
    found
        .expect("something is heard of it")
        .map_err(|error| (answer, error))
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or("(absent)".into(), |value| value.to_string())
}

fn of_address(address: &NameAddr, what: &str) -> String {
    match what {
        "display" => optional(address.display.as_ref()),
        "uri" => address.uri.to_string(),
        "user" => optional(address.uri.user_decoded()),
        param if address.params.has(param) => address.params.get(param).unwrap_or("(flag)").into(),
        _ => "(absent)".into(),
    }
}

fn via(via: &Via) -> String {
    let branch = via.branch().unwrap_or_default();
    format!("{} {} {branch}", via.transport, via.sent_by())
}

fn field(message: &Message, name: &str) -> String {
    let (headers, body): (&Headers, _) = match message {
        Message::Request(request) => (&request.headers, &request.body),
        Message::Response(response) => (&response.headers, &response.body),
    };
    let vias = || -> Vec<Via> {
        let values = headers.values(HeaderName::Via);
        values.filter_map(Via::parse).collect()
    };
    match (message, name) {
        (Message::Request(request), "method") => request.method.to_string(),
        (Message::Request(request), "uri") => request.uri.to_string(),
        (Message::Request(request), "scheme") => request.uri.scheme.as_str().into(),
        (Message::Request(request), "user") => optional(request.uri.user_decoded()),
        (Message::Request(request), "password") => optional(request.uri.password.as_ref()),
        (Message::Request(request), "host") => request.uri.host.clone(),
        (Message::Request(request), "port") => optional(request.uri.port),
        (Message::Response(response), "status") => response.status.to_string(),
        (Message::Response(response), "reason") => response.reason.clone(),
        (_, "body") => body.len().to_string(),
        (_, "type") => headers.content_type().into(),
        (_, "forwards") => optional(headers.max_forwards()),
        (_, "cseq") => headers.cseq().unwrap().to_string(),
        (_, "vias") => vias().iter().map(via).collect::<Vec<_>>().join(", "),
        (_, "via count") => vias().len().to_string(),
        (_, "received") => optional(vias()[0].params.get("received")),
        (_, "contacts") => headers
            .contacts()
            .map_or("malformed".into(), |contacts| contacts.len().to_string()),
        _ => match name.split_once('.') {
            Some(("from", what)) => of_address(&headers.from().unwrap(), what),
            Some(("to", what)) => of_address(&headers.to().unwrap(), what),
            Some(("contact", what)) => of_address(&headers.contacts().unwrap()[0], what),
            _ => optional(headers.get(HeaderName::new(name))),
        },
    }
}

#[test]
fn every_torture_message_meets_its_verdict() {
    for (section, name, verdict) in VERDICTS {
        let found = receive(&read(name));
        match (verdict, found) {
            (Accepted(fields) | Although(fields, _), Ok(message)) => {
                for (field_name, value) in *fields {
                    let found = field(&message, field_name);
                    assert_eq!(found, *value, "RFC {section} {name}: {field_name}");
                }
            }
            (Refused(status, why), Err(found)) => {
                assert_eq!(found, (*status, (*why).into()), "RFC {section} {name}");
            }
            (_, found) => panic!("RFC {section} {name}: {found:?}"),
        }
    }
}

#[test]
fn every_torture_message_has_a_file_and_every_file_a_verdict() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let judged: BTreeSet<String> = VERDICTS
        .iter()
        .map(|(_, name, _)| format!("{name}.sip"))
        .collect();
    assert_eq!(files, judged);
    assert_eq!(judged.len(), VERDICTS.len(), "one verdict for each");
    for (chapter, count) in CHAPTERS {
        let found = VERDICTS
            .iter()
            .filter(|(section, ..)| section.starts_with(chapter));
        assert_eq!(found.count(), *count, "RFC {chapter}");
    }
    for (_, name, verdict) in VERDICTS {
        if let Although(_, why) = verdict {
            assert!(!why.is_empty(), "{name}");
        }
    }
}

#[test]
fn what_was_accepted_is_written_and_read_again_as_the_same() {
    for (section, name, verdict) in VERDICTS {
        if let Accepted(_) | Although(..) = verdict {
            let message = Message::parse(&read(name), &Limits::default()).unwrap();
            let again = Message::parse(&message.to_bytes(), &Limits::default());
            assert_eq!(again.as_ref(), Ok(&message), "RFC {section} {name}");
        }
    }
}

#[test]
fn two_requests_with_the_bare_cookie_are_two() {
    // RFC 4475 §3.2.1: a branch that is nothing but the cookie is matched as RFC 2543 would be.
    let one = String::from_utf8(read("badbranch")).unwrap();
    let other = one.replace("Call-ID: badbranch", "Call-ID: another");
    let mut endpoint = Endpoint::new(EndpointConfig::default(), [4; 32]);
    for bytes in [&one, &other, &one] {
        let now = Instant::from_millis(1_000);
        endpoint.handle(now, Input::Received(Flow(0), bytes.as_bytes()));
    }
    let mut requests = 0;
    while let Some(output) = endpoint.poll() {
        requests += usize::from(matches!(output, Output::Event(Event::Request { .. })));
    }
    assert_eq!(requests, 2);
}
