//! Messages: every form of header a phone meets, bodies, and limits.

use sip::{HeaderName, Limits, Message, Method, ParseError, Request, Response, Status};

fn parse(text: &str) -> Result<Message, ParseError> {
    Message::parse(text.as_bytes(), &Limits::default())
}

fn request(text: &str) -> Request {
    match parse(text) {
        Ok(Message::Request(request)) => request,
        other => panic!("{other:?}"),
    }
}

fn response(text: &str) -> Response {
    match parse(text) {
        Ok(Message::Response(response)) => response,
        other => panic!("{other:?}"),
    }
}

/// After RFC 4475 §3.1.1.1, the short tortuous INVITE: folds, odd blanks, compact and unknown names, escaped quotes.
const TORTUOUS: &str = "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n\
TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n\
from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\n\
MaX-fOrWaRdS: 0068\r\n\
Call-ID: wsinv.ndaksdj@192.0.2.1\r\n\
Content-Length   : 5\r\n\
cseq: 0009\r\n  INVITE\r\n\
Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\n\
s :\r\n\
NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n\
UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n\
Content-Type: application/sdp\r\n\
Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n\
v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n\
m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n\
\r\n\
v=0\r\n";

#[test]
fn the_tortuous_invite_of_rfc_4475_section_3_1_1_1_is_understood() {
    let invite = request(TORTUOUS);
    assert_eq!(invite.method, Method::Invite);
    assert!(invite.uri.params.has("unknownparam"));
    let headers = &invite.headers;
    assert_eq!(headers.to().unwrap().tag(), Some("1918181833n"));
    let from = headers.from().unwrap();
    assert_eq!(
        (from.display.as_deref(), from.tag()),
        (Some("J Rosenberg \\\""), Some("98asjd8"))
    );
    assert_eq!(headers.max_forwards(), Some(68));
    let cseq = headers.cseq().unwrap();
    assert_eq!((cseq.number, cseq.method), (9, Method::Invite));
    let vias: Vec<sip::Via> = headers
        .values(HeaderName::Via)
        .map(|via| sip::Via::parse(via).unwrap())
        .collect();
    let hosts: Vec<&str> = vias.iter().map(|via| via.host.as_str()).collect();
    assert_eq!(
        hosts,
        ["192.0.2.2", "spindle.example.com", "192.168.255.111"]
    );
    assert_eq!(vias[1].branch(), Some("z9hG4bK9ikj8"));
    assert_eq!(vias[2].branch(), Some("z9hG4bK30239"));
    assert_eq!(headers.get(HeaderName::Subject), Some(""));
    assert_eq!(
        headers.get(HeaderName::new("newfangledheader")),
        Some("newfangled value continued newfangled value")
    );
    let contact = &headers.contacts().unwrap()[0];
    assert_eq!(contact.display.as_deref(), Some("Quoted string \"\""));
    assert_eq!(
        (
            contact.params.get("newparam"),
            contact.params.has("secondparam")
        ),
        (Some("newvalue"), true)
    );
    assert_eq!(
        headers.routes().unwrap()[0].uri.params.get("unknownwith"),
        Some("value")
    );
    assert_eq!(invite.body, b"v=0\r\n");
    // What was understood is written in a plainer form, and says the same.
    assert_eq!(
        Message::parse(&invite.to_bytes(), &Limits::default()),
        Ok(Message::Request(invite))
    );
}

#[test]
fn unknown_methods_and_headers_keep_their_place_and_number() {
    let text = "!interesting-Method0123456789_*+`.%indeed'~ sip:a@b SIP/2.0\r\n\
                X-B: 1\r\nVia: SIP/2.0/WS a\r\nX-A: 2\r\nx-b: 3\r\n\r\n";
    let odd = request(text);
    assert_eq!(
        odd.method,
        Method::Other("!interesting-Method0123456789_*+`.%indeed'~".into())
    );
    let names: Vec<&str> = odd.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["X-B", "Via", "X-A", "x-b"]);
    assert_eq!(
        odd.headers.all(HeaderName::new("X-b")).collect::<Vec<_>>(),
        ["1", "3"]
    );
    assert!(
        String::from_utf8(odd.to_bytes())
            .unwrap()
            .starts_with(&text[..text.len() - 2])
    );
    // Methods are case-sensitive (RFC 3261 §7.1).
    assert_eq!(
        request("invite sip:a@b SIP/2.0\r\n\r\n").method,
        Method::Other("invite".into())
    );
}

#[test]
fn compact_names_are_the_long_ones() {
    let text = "INVITE sip:a@b SIP/2.0\r\nv: SIP/2.0/WS x\r\nf: <sip:a@b>;tag=1\r\nt: <sip:c@d>\r\ni: id\r\n\
                m: <sip:a@b>\r\nc: application/sdp\r\nk: outbound\r\ns: hi\r\no: presence\r\nr: <sip:r@r>\r\nl: 2\r\n\r\nab";
    let headers = request(text).headers.clone();
    for name in [
        HeaderName::Via,
        HeaderName::From,
        HeaderName::To,
        HeaderName::CallId,
        HeaderName::Contact,
        HeaderName::ContentType,
        HeaderName::Supported,
        HeaderName::Subject,
        HeaderName::Event,
        HeaderName::ReferTo,
    ] {
        assert!(headers.has(name), "{name}");
    }
    assert!(headers.has(HeaderName::new("CALL-id")));
}

#[test]
fn comma_lists_and_repeated_lines_are_one_list() {
    let text = "SIP/2.0 200 OK\r\n\
                Contact: \"Park, Mina\" <sip:a@b;x=1,2>;q=1, <sip:c@d>,sip:e@f;x=\"1,2\"\r\n\
                Contact: <sip:g@h>\r\n\r\n";
    let mut headers = response(text).headers.clone();
    let contacts = headers.contacts().unwrap();
    assert_eq!(contacts.len(), 4);
    assert_eq!(contacts[0].display.as_deref(), Some("Park, Mina"));
    assert_eq!(contacts[2].params.get("x"), Some("1,2"));
    assert_eq!(
        headers.remove_first_value(HeaderName::Contact).as_deref(),
        Some("\"Park, Mina\" <sip:a@b;x=1,2>;q=1")
    );
    assert_eq!(headers.contacts().unwrap().len(), 3);
    for _ in 0..3 {
        assert!(headers.remove_first_value(HeaderName::Contact).is_some());
    }
    assert_eq!(headers.remove_first_value(HeaderName::Contact), None);
    assert!(headers.is_empty());
}

#[test]
fn content_length_counts_bytes_and_may_be_absent() {
    let body = "\u{d55c}\u{ad6d}\u{c5b4}";
    let mut message = Request::new(Method::Message, sip::Uri::sip("a", "b"));
    message.body = body.into();
    let written = message.to_bytes();
    assert!(String::from_utf8_lossy(&written).contains("Content-Length: 9\r\n"));
    assert_eq!(
        request(core::str::from_utf8(&written).unwrap()).body,
        body.as_bytes()
    );
    // RFC 7118 §5: the frame ends the message.
    assert_eq!(
        request("MESSAGE sip:a@b SIP/2.0\r\n\r\nhello").body,
        b"hello"
    );
    assert_eq!(
        request("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 2\r\n\r\nhello").body,
        b"he"
    );
    let with = |length: &str| {
        parse(&format!(
            "MESSAGE sip:a@b SIP/2.0\r\nl: {length}\r\n\r\nhello"
        ))
    };
    assert_eq!(with("6"), Err(ParseError::Truncated));
    assert_eq!(
        with("99999999999999999999999999999"),
        Err(ParseError::Truncated)
    );
    for bad in ["-1", "five", "", "5 5", "0x5", "5;x"] {
        assert_eq!(with(bad), Err(ParseError::BadContentLength), "{bad}");
    }
    assert_eq!(
        with("5\r\nContent-Length: 4"),
        Err(ParseError::BadContentLength)
    );
    assert!(with("5\r\nContent-Length: 05").is_ok());
}

#[test]
fn a_body_is_bytes_whatever_they_are() {
    let mut bytes = b"MESSAGE sip:a@b SIP/2.0\r\n\r\n".to_vec();
    let body: Vec<u8> = (0..=255).chain(*b"\r\n\r\n").collect();
    bytes.extend_from_slice(&body);
    match Message::parse(&bytes, &Limits::default()) {
        Ok(Message::Request(request)) => assert_eq!(request.body, body),
        other => panic!("{other:?}"),
    }
}

#[test]
fn line_ends_in_front_and_bare_line_feeds_are_forgiven() {
    let odd =
        request("\r\n\r\nOPTIONS sip:a@b SIP/2.0\nVia: SIP/2.0/WS x\nXx: a\n b\r\n\tc\n\nbody");
    assert_eq!(odd.headers.get(HeaderName::new("xX")), Some("a b c"));
    assert_eq!(odd.body, b"body");
    assert_eq!(request("OPTIONS sip:a@b SIP/2.0\r\n\r\n").headers.len(), 0);
}

#[test]
fn start_lines_are_read_strictly() {
    for bad in [
        "INVITE\r\n\r\n",
        "INVITE sip:a@b\r\n\r\n",
        "INVITE  sip:a@b SIP/2.0\r\n\r\n",
        "INVITE sip:a@b; lr SIP/2.0\r\n\r\n",
        "INVITE <sip:a@b> SIP/2.0\r\n\r\n",
        "INVITE sip:a@b HTTP/1.1\r\n\r\n",
        "IN{VITE sip:a@b SIP/2.0\r\n\r\n",
        "SIP/2.0 20 OK\r\n\r\n",
        "SIP/2.0 099 OK\r\n\r\n",
        "SIP/2.0 700 OK\r\n\r\n",
        "SIP/2.0 4294967301 better not break the receiver\r\n\r\n",
        "SIP/2.0\r\n\r\n",
    ] {
        assert_eq!(parse(bad), Err(ParseError::BadStartLine), "{bad}");
    }
    assert_eq!(
        parse("INVITE sip:a@b SIP/7.0\r\n\r\n"),
        Err(ParseError::Version)
    );
    assert_eq!(parse("SIP/3.0 200 OK\r\n\r\n"), Err(ParseError::Version));
    assert_eq!(parse("sip/2.0 200\r\n\r\n").map(|_| ()), Ok(()));
    let unicode =
        response("SIP/2.0 486 \u{41f}\u{440}\u{438}\u{432}\u{435}\u{442} \u{1f600}\r\n\r\n");
    assert_eq!(
        unicode.reason,
        "\u{41f}\u{440}\u{438}\u{432}\u{435}\u{442} \u{1f600}"
    );
}

#[test]
fn what_is_no_message_says_why() {
    assert_eq!(parse(""), Err(ParseError::Truncated));
    assert_eq!(parse("\r\n\r\n\r\n"), Err(ParseError::Truncated));
    assert_eq!(
        parse("INVITE sip:a@b SIP/2.0\r\nVia: x\r\n"),
        Err(ParseError::Truncated)
    );
    assert_eq!(
        parse("INVITE sip:a@b SIP/2.0\r\nno colon\r\n\r\n"),
        Err(ParseError::BadLine)
    );
    assert_eq!(
        parse("INVITE sip:a@b SIP/2.0\r\n: x\r\n\r\n"),
        Err(ParseError::BadLine)
    );
    assert_eq!(
        parse("INVITE sip:a@b SIP/2.0\r\na b: x\r\n\r\n"),
        Err(ParseError::BadLine)
    );
    let latin = b"INVITE sip:a@b SIP/2.0\r\nFrom: \"J\xfcrgen\" <sip:j@b>\r\n\r\n";
    assert_eq!(
        Message::parse(latin, &Limits::default()),
        Err(ParseError::NotUtf8)
    );
}

#[test]
fn each_limit_has_its_error_and_each_error_its_status() {
    let limits = Limits {
        message_bytes: 400,
        header_count: 4,
        header_bytes: 60,
    };
    let parse = |text: &str| Message::parse(text.as_bytes(), &limits);
    let start = "OPTIONS sip:a@b SIP/2.0\r\n";
    let cases = [
        (
            format!("{start}\r\n{}", "x".repeat(400)),
            ParseError::TooLarge { limit: 400 },
            513,
        ),
        (
            format!("{start}{}\r\n", "X: y\r\n".repeat(5)),
            ParseError::TooManyHeaders { limit: 4 },
            513,
        ),
        (
            format!("{start}X: {}\r\n\r\n", "y".repeat(60)),
            ParseError::HeaderTooLong { limit: 60 },
            513,
        ),
        (
            format!("{start}X: {}\r\n\r\n", "y\r\n ".repeat(20)),
            ParseError::HeaderTooLong { limit: 60 },
            513,
        ),
        (
            format!("OPTIONS sip:{} SIP/2.0\r\n\r\n", "a".repeat(60)),
            ParseError::HeaderTooLong { limit: 60 },
            513,
        ),
        (
            "OPTIONS sip:a@b SIP/3.0\r\n\r\n".into(),
            ParseError::Version,
            505,
        ),
        ("OPTIONS\r\n\r\n".into(), ParseError::BadStartLine, 400),
    ];
    for (text, error, status) in cases {
        assert_eq!(error.status().code(), status);
        assert_eq!(parse(&text), Err(error));
    }
    assert!(parse(&format!("{start}{}\r\n", "X: y\r\n".repeat(4))).is_ok());
    let usual = Limits::default();
    assert_eq!(
        (usual.message_bytes, usual.header_count, usual.header_bytes),
        (65_536, 256, 8_192)
    );
}

#[test]
fn a_response_takes_from_its_request_what_rfc_3261_section_8_2_6_2_asks_for() {
    let invite = request(
        "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS p;branch=z9hG4bK2\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\nRecord-Route: <sip:p;lr>\r\n\
         From: <sip:c@d>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: i\r\nCSeq: 7 INVITE\r\nMax-Forwards: 70\r\nSubject: s\r\n\r\n",
    );
    let ringing = invite.response(Status::RINGING).with_to_tag("t1");
    assert_eq!(
        (ringing.status.code(), ringing.reason.as_str()),
        (180, "Ringing")
    );
    assert_eq!(ringing.headers.values(HeaderName::Via).count(), 2);
    assert_eq!(ringing.headers.to().unwrap().tag(), Some("t1"));
    assert_eq!(ringing.headers.cseq().unwrap().number, 7);
    assert_eq!(ringing.headers.record_routes().unwrap().len(), 1);
    assert!(
        !ringing.headers.has(HeaderName::Subject) && !ringing.headers.has(HeaderName::MaxForwards)
    );
    assert_eq!(
        ringing
            .clone()
            .with_to_tag("t2")
            .headers
            .to()
            .unwrap()
            .tag(),
        Some("t1")
    );
    assert!(
        !invite
            .response(Status::TRYING)
            .headers
            .has(HeaderName::RecordRoute)
    );
    assert!(
        !invite
            .response(Status::BUSY_HERE)
            .headers
            .has(HeaderName::RecordRoute)
    );
}

#[test]
fn headers_read_as_numbers_reasons_and_identities_are_forgiving() {
    let headers = request(
        "BYE sip:a@b SIP/2.0\r\nMax-Forwards: 999\r\nExpires: 99999999999\r\nRetry-After: 18 (in a meeting);duration=3600\r\n\
         Reason: SIP;cause=200;text=\"Call completed elsewhere\", Q.850 ;cause=16;text=\"a, b\"\r\n\
         P-Asserted-Identity: \"Mina\" <sip:mina@b>, <tel:+4930>\r\n\r\n",
    )
    .headers
    .clone();
    assert_eq!(
        (
            headers.max_forwards(),
            headers.expires(),
            headers.retry_after()
        ),
        (Some(255), Some(u32::MAX), Some(18))
    );
    let reasons = headers.reasons();
    assert_eq!(
        (reasons[0].protocol.as_str(), reasons[0].cause),
        ("SIP", Some(200))
    );
    assert_eq!(reasons[0].text.as_deref(), Some("Call completed elsewhere"));
    assert_eq!(
        (reasons[1].cause, reasons[1].text.as_deref()),
        (Some(16), Some("a, b"))
    );
    assert_eq!(
        headers.asserted_identity().unwrap().display.as_deref(),
        Some("Mina")
    );
    let none = request(
        "BYE sip:a@b SIP/2.0\r\nExpires: soon\r\nContact: *\r\nCSeq: 2147483648 BYE\r\n\r\n",
    )
    .headers
    .clone();
    assert_eq!((none.expires(), none.max_forwards()), (None, None));
    assert!(none.contact_star() && none.contacts().unwrap().is_empty());
    assert!(none.cseq().is_err());
    assert_eq!(
        none.from().unwrap_err().to_string(),
        "the header From is missing"
    );
}

#[test]
fn setting_a_header_keeps_its_place_and_leaves_one() {
    let mut headers = request("BYE sip:a@b SIP/2.0\r\nAa: 1\r\nBb: 2\r\nCc: 3\r\nbB: 4\r\n\r\n")
        .headers
        .clone();
    headers.set(HeaderName::new("bb"), "5");
    headers.prepend(HeaderName::Via, "first");
    headers.set(HeaderName::Expires, "6");
    let all: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(all, ["Via=first", "Aa=1", "bb=5", "Cc=3", "Expires=6"]);
    headers.remove(HeaderName::new("VIA"));
    assert_eq!(headers.len(), 4);
}

#[test]
fn a_reason_of_signs_that_no_line_has_is_read_as_it_is_written() {
    // A fuzzer found that it lost its blanks the second time.
    for (sent, read) in [
        ("\r\0\0\0g", "g"),
        ("OK\0", "OK"),
        ("O\0K", "O K"),
        ("  Not  Found ", "Not  Found"),
    ] {
        let text = format!("SIP/2.0 200 {sent}\r\nCall-ID: c\r\n\r\n");
        let Ok(Message::Response(response)) = Message::parse(text.as_bytes(), &Limits::default())
        else {
            panic!("{sent:?}")
        };
        assert_eq!(response.reason, read);
        let again = Message::parse(&response.to_bytes(), &Limits::default());
        assert_eq!(again, Ok(Message::Response(response)));
    }
}
