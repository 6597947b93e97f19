//! Dialogs that outlive the page (RFC 3261 §12), and dialogs that are named by others (RFC 3891, RFC 3911).

use sip::{
    Dialog, Entropy, HeaderName, Limits, Message, Method, Replaces, Request, RestoreError, Status,
    Uri,
};

fn invite(uri: &str, routes: &[&str]) -> Request {
    let mut invite = Request::new(Method::Invite, Uri::parse(uri).unwrap());
    let headers = &mut invite.headers;
    for route in routes {
        headers.push(HeaderName::RecordRoute, *route);
    }
    headers.push(
        HeaderName::From,
        "\"Mina, \\\"M\\\" 민아\" <sip:mina@h;x=%20>;tag=m;p=\"a b\"",
    );
    headers.push(HeaderName::To, "Jun\t<sip:jun@[::1]:5061>");
    headers.push(HeaderName::CallId, "c%41|;@h");
    headers.push(HeaderName::CSeq, "10 INVITE");
    headers.push(
        HeaderName::Contact,
        "\"x\" <sip:x%20y@a.invalid;transport=ws;ob>;+sip.instance=\"<urn:uuid:0>\"",
    );
    invite
}

fn dialogs() -> Vec<Dialog> {
    let mut all = Vec::new();
    for uri in ["sip:jun@h", "sips:jun@h", "tel:+49-30-1;ext=2"] {
        for routes in [
            &[][..],
            &["<sip:p1;lr>"],
            &[
                "<sip:far;lr>, \"n, n\" <sip:near;lr;a=b>;x=y",
                "<sip:strict>",
            ],
        ] {
            let invite = invite(uri, routes);
            for status in [Status::RINGING, Status::OK] {
                let mut response = invite.response(status).with_to_tag("j");
                response
                    .headers
                    .push(HeaderName::Contact, "<sip:y@b.invalid?x=y&z>");
                let mut dialog = Dialog::from_response(&invite, &response).unwrap();
                all.push((*dialog).clone());
                dialog.request(Method::Info);
                all.push(*dialog);
            }
            let mut callee = Dialog::from_request(&invite, "t").unwrap();
            all.push((*callee).clone());
            callee.confirm(&invite.response(Status::OK));
            all.push(*callee);
            let mut old = invite.clone();
            // RFC 2543: a peer without a tag.
            old.headers.set(HeaderName::From, "<sip:mina@h>");
            all.push(*Dialog::from_request(&old, "t").unwrap());
        }
    }
    all
}

#[test]
fn a_dialog_that_was_kept_is_the_one_that_comes_back() {
    let all = dialogs();
    assert_eq!(all.len(), 63);
    for mut dialog in all {
        let kept = dialog.keep();
        let mut back = Dialog::restore(&kept).unwrap_or_else(|error| panic!("{error}: {kept}"));
        assert_eq!(*back, dialog, "{kept}");
        assert_eq!(back.keep(), kept);
        assert!(kept.lines().all(|line| !line.is_empty()), "{kept}");
        assert_eq!(
            back.request(Method::Bye).to_bytes(),
            dialog.request(Method::Bye).to_bytes()
        );
    }
}

#[test]
fn a_text_that_is_no_dialog_is_refused() {
    let good = dialogs()[0].keep();
    assert!(Dialog::restore(&good).is_ok());
    let lines: Vec<&str> = good.split('\n').collect();
    for (at, line) in lines.iter().enumerate() {
        let mut other = lines.clone();
        other.remove(at);
        assert_eq!(
            Dialog::restore(&other.join("\n")),
            Err(RestoreError),
            "without {line}"
        );
        let mut other = lines.clone();
        other[at] = "";
        assert_eq!(
            Dialog::restore(&other.join("\n")),
            Err(RestoreError),
            "empty {line}"
        );
    }
    for (from, to) in [
        (" 10 ", " 4294967296 "),
        (" 10 ", " -1 "),
        (" 10 ", " "),
        ("-o-", "-x-"),
        ("-o-", "-o--"),
        ("usip:", "u"),
        ("usip:y", "usip:y y"),
        ("\nlm", "\nl"),
        ("\nic", "\nxc"),
        ("tJun\t<", "tJun"),
    ] {
        assert!(good.contains(from), "{from:?} in {good:?}");
        assert_eq!(
            Dialog::restore(&good.replacen(from, to, 1)),
            Err(RestoreError),
            "{to}"
        );
    }
    assert_eq!(Dialog::restore(""), Err(RestoreError));
}

#[test]
fn ten_thousand_spoilt_texts_are_refused_or_make_a_dialog_that_can_be_kept_again() {
    let mut entropy = Entropy::new([21; 32]);
    let all = dialogs();
    for round in 0..10_000 {
        let mut kept = all[round % all.len()].keep().into_bytes();
        for _ in 0..=entropy.below(3) {
            let at = entropy.below(kept.len() as u32) as usize;
            match entropy.below(3) {
                0 => kept[at] = b"\n\0<>;% -u\xff"[entropy.below(10) as usize],
                1 => drop(kept.remove(at)),
                _ => kept.insert(at, b"\n\r\"@:"[entropy.below(5) as usize]),
            }
        }
        if let Some(dialog) = String::from_utf8(kept)
            .ok()
            .and_then(|kept| Dialog::restore(&kept).ok())
        {
            let mut back = Dialog::restore(&dialog.keep()).expect("it was kept");
            let bytes = back.request(Method::Bye).to_bytes();
            let read = Message::parse(&bytes, &Limits::default());
            assert!(read.is_ok(), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn a_dialog_is_named_to_the_peer_as_he_knows_it() {
    // RFC 3891 §3: to-tag is the receiver's own tag, from-tag that of his peer.
    let invite = invite("sip:jun@h", &[]);
    let mut ok = invite.response(Status::OK).with_to_tag("j");
    ok.headers.push(HeaderName::Contact, "<sip:y@b.invalid>");
    let caller = Dialog::from_response(&invite, &ok).unwrap();
    let callee = Dialog::from_request(&invite, "j").unwrap();
    assert_eq!(caller.to_replaces(), "c%41|;@h;to-tag=j;from-tag=m");
    // `;` is no sign of a Call-ID; the rest comes through a Refer-To unharmed.
    let mut kept = callee.keep();
    kept = kept.replace("c%41|;@h", "c%41!\"/:?[]{}@h");
    let callee = Dialog::restore(&kept).unwrap();
    let mut refer_to = Uri::parse("sip:jun@h?Subject=x").unwrap();
    refer_to.add_header("Replaces", &callee.to_replaces());
    let read = Uri::parse(&refer_to.to_string()).unwrap();
    assert_eq!(read.header("subject").as_deref(), Some("x"));
    let named = Replaces::parse(&read.header("replaces").unwrap()).unwrap();
    assert_eq!(named.dialog.call_id, callee.id().call_id);
    assert_eq!(
        (&named.dialog.local_tag, &named.dialog.remote_tag),
        (&callee.id().remote_tag, &callee.id().local_tag)
    );
    assert!(!named.early_only);
}

#[test]
fn replaces_needs_each_tag_once() {
    let read = |text: &str| Replaces::parse(text);
    let named =
        read("98732@sip.example.com ;From-Tag=r33th4x0r; to-tag=ff87ff;early-only").unwrap();
    assert_eq!(named.dialog.call_id, "98732@sip.example.com");
    assert_eq!(
        (
            named.dialog.local_tag.as_str(),
            named.dialog.remote_tag.as_str()
        ),
        ("ff87ff", "r33th4x0r")
    );
    assert!(named.early_only);
    // RFC 3891 §3: 0 stands for the tag that a client of RFC 2543 has not.
    assert_eq!(read("a;to-tag=b;from-tag=0").unwrap().dialog.remote_tag, "");
    for bad in [
        "",
        "a",
        "a;to-tag=b",
        "a;from-tag=b",
        ";to-tag=a;from-tag=b",
        "a;to-tag=b;from-tag=c;to-tag=d",
        "a;to-tag;from-tag=b",
        "a;to-tag=\"b;from-tag=c",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
}

#[test]
fn the_headers_of_the_extensions_are_read() {
    let text = "NOTIFY sip:a@b SIP/2.0\r\nRAck: 776656 1 INVITE\r\nRSeq: 988789\r\nx: 4000;Refresher=UAC\r\nMin-SE: 90\r\n\
        o: refer ;id=93809824\r\nSubscription-State: terminated;reason=noresource;retry-after=5\r\nk: replaces, Timer\r\nSupported: 100rel\r\n\
        r: \"B\" <sip:b@h?Replaces=x>\r\nb: <sip:c@h>;cid=\"1\"\r\nRemote-Party-ID: \"D\" <sip:d@h>;party=calling;privacy=off\r\n\
        Diversion: <bad, <sip:q@h>;reason=unconditional\r\nDiversion: <sip:e@h>;reason=no-answer\r\nFlow-Timer: 120\r\n\
        Privacy: Id;critical\r\nu: presence, dialog\r\nl: 0\r\n\r\n";
    let Ok(Message::Request(request)) = Message::parse(text.as_bytes(), &Limits::default()) else {
        panic!("it is read")
    };
    let headers = &request.headers;
    let (number, cseq) = headers.rack().unwrap();
    assert_eq!((number, cseq.to_string().as_str()), (776_656, "1 INVITE"));
    for (name, number) in [
        (HeaderName::Rseq, 988_789),
        (HeaderName::MinSe, 90),
        (HeaderName::FlowTimer, 120),
    ] {
        assert_eq!(headers.read_number(name), Some(number));
    }
    let (seconds, params) = headers.with_params(HeaderName::SessionExpires).unwrap();
    assert_eq!((seconds, params.get("refresher")), ("4000", Some("UAC")));
    let (package, params) = headers.with_params(HeaderName::Event).unwrap();
    assert_eq!((package, params.get("id")), ("refer", Some("93809824")));
    let (state, params) = headers.with_params(HeaderName::SubscriptionState).unwrap();
    assert_eq!(
        (state, params.get("reason")),
        ("terminated", Some("noresource"))
    );
    assert!(
        headers.lists(HeaderName::Supported, "timer")
            && headers.lists(HeaderName::Supported, "100REL")
    );
    assert!(
        headers.lists(HeaderName::AllowEvents, "dialog")
            && !headers.lists(HeaderName::Require, "timer")
    );
    let first = |name| headers.first_address(name).unwrap();
    assert_eq!(
        first(HeaderName::ReferTo).uri.header("Replaces").as_deref(),
        Some("x")
    );
    assert_eq!(first(HeaderName::ReferredBy).params.get("cid"), Some("1"));
    assert_eq!(
        first(HeaderName::RemotePartyId).display.as_deref(),
        Some("D")
    );
    // What can not be read is passed over.
    assert_eq!(
        first(HeaderName::Diversion).params.get("reason"),
        Some("no-answer")
    );
    assert!(
        headers.wants_privacy("id")
            && headers.wants_privacy("")
            && !headers.wants_privacy("header")
    );
    let mut none = Request::new(Method::Invite, Uri::sip("a", "b"))
        .headers
        .clone();
    none.push(HeaderName::Privacy, "none");
    assert!(!none.wants_privacy(""));
    assert!(none.rack().is_none() && none.with_params(HeaderName::Event).is_none());
}
