//! Challenges and answers to them, from a server and from a client that wish us ill.

use sip::{
    Challenge, DigestClient, DigestServer, HeaderName, Instant, Limits, Message, Method, Request,
    Status, Uri,
};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    let _ = Challenge::parse(text);
    let mut request = Request::new(Method::Register, Uri::sip("", "h"));
    for (name, value) in [
        (HeaderName::Via, "SIP/2.0/WSS x.invalid;branch=z9hG4bKb"),
        (HeaderName::From, "<sip:m@h>;tag=m"),
        (HeaderName::To, "<sip:m@h>"),
        (HeaderName::CallId, "c"),
        (HeaderName::CSeq, "1 REGISTER"),
    ] {
        request.headers.push(name, value);
    }
    for (status, name) in [
        (401, HeaderName::WwwAuthenticate),
        (407, HeaderName::ProxyAuthenticate),
    ] {
        let Some(status) = Status::new(status) else {
            return;
        };
        let mut response = request.response(status);
        for line in text.split('\n') {
            response.headers.push(name, line);
        }
        let mut client = DigestClient::new();
        let mut again = request.clone();
        let _ = client.answer(&mut again, &response, &credentials(), "cnonce");
        let bytes = again.to_bytes();
        let read = Message::parse(&bytes, &Limits::default());
        assert!(read.is_ok() || bytes.len() > 65_536, "{again:?}");
    }
    let server = DigestServer::new("r", [6; 32]);
    let now = Instant::from_millis(5_000);
    request.headers.push(HeaderName::Authorization, text);
    let _ = DigestServer::username(&request);
    let verified = server.verify(now, &request, HeaderName::Authorization, "p");
    assert!(verified.is_err(), "nobody guesses a nonce");
}

fn credentials() -> sip::Credentials {
    sip::Credentials::Password {
        username: "m".into(),
        password: "p".into(),
    }
}
