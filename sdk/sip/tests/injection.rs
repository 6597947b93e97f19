//! What an application puts into a message can not add a header, a message or a parameter to it.

use sip::{
    CSeq, Dialog, Endpoint, EndpointConfig, Event, Flow, HeaderName, Headers, Input, Instant,
    Limits, Message, Method, NameAddr, Output, Params, Request, Status, Uri,
};

const ATTACK: &str = "x\r\nEvil: 1\r\n\r\nINVITE sip:evil@evil SIP/2.0\0\n";

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8(bytes.to_vec())
        .unwrap()
        .split("\r\n")
        .map(Into::into)
        .collect()
}

#[test]
fn values_names_reasons_and_methods_can_not_break_a_line() {
    let mut request = Request::new(Method::Other(ATTACK.into()), Uri::sip(ATTACK, "host"));
    let headers = &mut request.headers;
    headers.push(HeaderName::Subject, ATTACK);
    headers.set(HeaderName::new(ATTACK), ATTACK);
    headers.prepend(HeaderName::new("A: b\r\nC"), "d");
    headers.push(HeaderName::new(""), "empty");
    headers.push(
        HeaderName::CSeq,
        CSeq {
            number: 1,
            method: Method::Other("A\r\nB".into()),
        }
        .to_string(),
    );
    let bytes = request.to_bytes();
    assert!(!bytes.contains(&0));
    let written = lines(&bytes);
    // Start line, five headers, Content-Length, the empty line and the empty body.
    assert_eq!(written.len(), 9, "{written:#?}");
    assert!(
        written
            .iter()
            .all(|line| !line.starts_with("Evil") && !line.contains('\n'))
    );
    let Ok(Message::Request(read)) = Message::parse(&bytes, &Limits::default()) else {
        panic!()
    };
    assert_eq!(read.headers, request.headers);
    let mut response = read.response(Status::OK);
    response.reason = ATTACK.into();
    assert!(lines(&response.to_bytes())[0].starts_with("SIP/2.0 200 x  Evil: 1    INVITE"));
}

#[test]
fn every_part_of_an_address_that_an_application_sets_is_escaped() {
    let mut uri = Uri::sip("mina", "host");
    uri.user = Some("a>@\r\n<b".into());
    uri.password = Some("p@q\n".into());
    uri.host = "ho st>\r\nVia: x".into();
    uri.params.set("x;y", "1>\r\n;lr?@");
    uri.params.set_flag("z\r\n");
    uri.headers = Some("a=b>\r\nEvil: 1".into());
    let mut request = Request::new(Method::Options, uri.clone());
    let mut address = NameAddr::new(uri);
    address.display = Some("Mina\" <sip:evil@evil>\r\nEvil: 1".into());
    address.params.set("tag", "1;\"x\\\r\nEvil: 1");
    request.headers.push(HeaderName::From, address.to_string());
    let written = lines(&request.to_bytes());
    assert_eq!(written.len(), 5, "{written:#?}");
    assert_eq!(written[0].split(' ').count(), 3);
    assert_eq!(written[0].matches('@').count(), 1);
    assert_eq!(
        written[1].matches('>').count() - written[1].matches("evil>").count(),
        1
    );
}

#[test]
fn display_names_come_back_as_they_were_but_for_line_ends() {
    for (set, got) in [
        ("Mina \"M\" \\ Park", "Mina \"M\" \\ Park"),
        ("\\", "\\"),
        ("\"", "\""),
        ("<sip:a@b>, ;tag=1", "<sip:a@b>, ;tag=1"),
        ("\u{bbfc}\u{c544} \u{1f600}", "\u{bbfc}\u{c544} \u{1f600}"),
        ("a\r\nb\0c", "a  b c"),
    ] {
        let mut address = NameAddr::new(Uri::sip("mina", "host"));
        address.display = Some(set.into());
        let mut headers = Headers::new();
        headers.push(HeaderName::Contact, address.to_string());
        let read = headers.contacts().unwrap();
        assert_eq!((read.len(), read[0].display.as_deref()), (1, Some(got)));
        assert!(read[0].params.is_empty());
    }
}

#[test]
fn parameters_quote_what_needs_quotes() {
    let mut address = NameAddr::new(Uri::sip("mina", "host"));
    for value in [
        "plain",
        "",
        "two words",
        "a;b",
        "a,b",
        "\"",
        "\\",
        "<urn:x>",
        "a=b",
        "\u{e9}",
    ] {
        address.params.set("p", value);
        let read = NameAddr::parse(&address.to_string()).unwrap();
        assert_eq!(read.params.get("p"), Some(value));
        assert_eq!(*read, address);
    }
    let mut params = Params::new();
    params.set("A", "1");
    params.set("a", "2");
    params.set_flag("lr");
    assert_eq!(
        params.iter().collect::<Vec<_>>(),
        [("A", Some("2")), ("lr", None)]
    );
    params.remove("LR");
    assert!(!params.has("lr") && !params.is_empty());
}

#[test]
fn what_an_endpoint_is_told_of_itself_stays_where_it_belongs() {
    let config = EndpointConfig {
        sent_by: ATTACK.into(),
        transport: ATTACK.into(),
        user_agent: ATTACK.into(),
        ..EndpointConfig::default()
    };
    let now = Instant::from_millis(1_000);
    let mut endpoint = Endpoint::new(config, [3; 32]);
    endpoint.handle(now, Input::Connected(Flow(0)));
    let mut invite = Request::new(Method::Invite, Uri::sip("a", "b"));
    for (name, value) in [
        (HeaderName::From, "<sip:a@b>;tag=1"),
        (HeaderName::To, "<sip:b@b>"),
        (HeaderName::CallId, "c"),
        (HeaderName::CSeq, "1 INVITE"),
    ] {
        invite.headers.push(name, value);
    }
    let mut asked = invite.clone();
    asked
        .headers
        .prepend(HeaderName::Via, "SIP/2.0/WS h;branch=z9hG4bKx");
    let tx = endpoint.send(now, Flow(0), invite);
    endpoint.cancel(now, tx, Some(ATTACK));
    endpoint.handle(now, Input::Received(Flow(0), &asked.to_bytes()));
    let mut sent = 0;
    while let Some(output) = endpoint.poll() {
        match output {
            Output::Send(_, bytes) => {
                sent += 1;
                let written = lines(&bytes);
                assert!(written.iter().all(|line| !line.starts_with("Evil")));
                assert!(!bytes.contains(&0));
            }
            Output::Event(Event::Request { tx, request, .. }) => {
                let mut response = request.response(Status::BUSY_HERE).with_to_tag(ATTACK);
                response.reason = ATTACK.into();
                endpoint.respond(now, tx, response);
            }
            _ => {}
        }
    }
    assert_eq!(sent, 2);
}

#[test]
fn a_dialog_and_a_refer_to_carry_no_more_than_they_were_given() {
    let mut invite = Request::new(Method::Invite, Uri::sip("a", "b"));
    for (name, value) in [
        (HeaderName::From, "<sip:a@b>;tag=1"),
        (HeaderName::To, "<sip:b@b>"),
        (HeaderName::CallId, ATTACK),
        (HeaderName::CSeq, "1 INVITE"),
        (HeaderName::Contact, "<sip:a@b>"),
    ] {
        invite.headers.push(name, value);
    }
    let mut dialog = Dialog::from_request(&invite, ATTACK).unwrap();
    let written = lines(&dialog.request(Method::Bye).to_bytes());
    assert!(
        written.iter().all(|line| !line.starts_with("Evil")),
        "{written:#?}"
    );
    let kept = dialog.keep();
    assert!(kept.lines().all(|line| !line.starts_with("Evil")));
    assert_eq!(kept.lines().count(), 7);
    let mut uri = Uri::sip("a", "b");
    uri.add_header(ATTACK, ATTACK);
    let text = uri.to_string();
    assert!(!text.contains(['\r', '\n', '\0', ' ']), "{text:?}");
    assert_eq!(text.matches('=').count(), 1);
}
