//! A frame, as an endpoint and the readers of its headers get it.

use sip::{
    Dialog, Endpoint, EndpointConfig, Event, Flow, HeaderName, Headers, Input, Instant, Limits,
    Message, Method, NameAddr, Output, Replaces, Status,
};

/// Short names become long ones when they are written.
const WIDER: Limits = Limits {
    message_bytes: 1 << 20,
    header_count: 512,
    header_bytes: 1 << 16,
};

pub fn run(data: &[u8]) {
    if let Ok(message) = Message::parse(data, &Limits::default()) {
        let written = message.to_bytes();
        let again = Message::parse(&written, &WIDER).expect("it was written");
        assert_eq!(again.to_bytes(), written);
        match &message {
            Message::Request(request) => {
                read(&request.headers);
                let response = request.response(Status::OK).with_to_tag("t");
                assert!(Message::parse(&response.to_bytes(), &WIDER).is_ok());
                if let Ok(mut dialog) = Dialog::from_request(request, "t") {
                    dialog.confirm(&response);
                    let _ = dialog.receive(request);
                    used(&mut dialog);
                }
            }
            Message::Response(response) => {
                read(&response.headers);
                let mut request = sip::Request::new(Method::Invite, sip::Uri::sip("a", "b"));
                request.headers = response.headers.clone();
                if let Ok(mut dialog) = Dialog::from_response(&request, response) {
                    dialog.confirm(response);
                    used(&mut dialog);
                }
            }
        }
    }
    let config = EndpointConfig {
        sent_by: "x7.invalid".into(),
        ..EndpointConfig::default()
    };
    let mut endpoint = Endpoint::new(config, [5; 32]);
    let mut now = Instant::from_millis(1_000);
    for _ in 0..2 {
        endpoint.handle(now, Input::Received(Flow(0), data));
        drain(&mut endpoint, now);
    }
    now = now.plus_millis(40_000);
    endpoint.handle(now, Input::Tick);
    drain(&mut endpoint, now);
    endpoint.handle(now, Input::Disconnected(Flow(0)));
    assert!(!drain(&mut endpoint, now), "nothing is left to wait for");
}

/// Answers what wants an answer; whether a wake is asked for.
fn drain(endpoint: &mut Endpoint, now: Instant) -> bool {
    let mut wake = false;
    for _ in 0..100 {
        match endpoint.poll() {
            None => return wake,
            Some(Output::Event(Event::Request { tx, request, .. })) => {
                endpoint.respond(now, tx, request.response(Status::RINGING));
                endpoint.respond(now, tx, request.response(Status::BUSY_HERE));
            }
            Some(Output::Send(_, bytes)) => {
                assert!(bytes.len() < 5 || Message::parse(&bytes, &WIDER).is_ok());
            }
            Some(Output::Wake(at)) => wake = at > now,
            Some(Output::Event(_)) => {}
        }
    }
    panic!("it never comes to rest");
}

fn used(dialog: &mut Dialog) {
    let kept = dialog.keep();
    if let Ok(back) = Dialog::restore(&kept) {
        assert_eq!(back.keep(), kept);
    }
    let bytes = dialog.request(Method::Bye).to_bytes();
    assert!(Message::parse(&bytes, &WIDER).is_ok());
    let _ = (dialog.ack(1).to_bytes(), dialog.to_replaces());
}

fn read(headers: &Headers) {
    let _ = (headers.via(), headers.call_id(), headers.cseq());
    let _ = (headers.max_forwards(), headers.expires(), headers.rack());
    let _ = (
        headers.retry_after(),
        headers.reasons(),
        headers.content_type(),
    );
    let _ = headers.wants_privacy("id");
    for name in [
        HeaderName::From,
        HeaderName::To,
        HeaderName::Contact,
        HeaderName::Route,
        HeaderName::RecordRoute,
        HeaderName::ReferTo,
        HeaderName::Diversion,
    ] {
        if let Some(address) = headers.first_address(name) {
            let written = address.to_string();
            let read = NameAddr::parse(&written).expect("it was written");
            assert_eq!(read.to_string(), written);
            let _ = address
                .uri
                .header("Replaces")
                .map(|text| Replaces::parse(&text));
        }
        let _ = headers.with_params(name);
        let _ = headers.lists(name, "timer");
    }
}
