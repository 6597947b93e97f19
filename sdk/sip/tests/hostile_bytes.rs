//! The claim: whatever a peer sends, nothing panics, nothing grows without bound, and what was read can be written and read again.

use sip::{
    Credentials, Dialog, DigestClient, DigestServer, Endpoint, EndpointConfig, Entropy, Event,
    Flow, HeaderName, Headers, Input, Instant, Limits, Message, Method, NameAddr, Output, Reason,
    Request, Staleness, Status, Uri, Via,
};

const SEEDS: [&str; 4] = [
    "INVITE sip:mina%20p@[2001:db8::1]:5061;transport=ws;lr?Replaces=a%3Bb SIP/2.0\r\n\
     Via: SIP/2.0/WSS p.example:443;branch=z9hG4bK7;received=[::1], SIP / 2.0 / WS x.invalid;rport\r\n\
     v: SIP/2.0/UDP 192.0.2.1\r\nRecord-Route: <sip:p1;lr>, <sip:p2;lr>\r\nMax-Forwards: 70\r\n\
     f: \"J\u{fc}r\\\"gen, \u{bbfc}\u{c544}\" <sip:j@h>;tag=1\r\nTo: sip:mina@h;tag=x\r\ni: c@h\r\nCSeq: 7 INVITE\r\n\
     m: <sip:j@x.invalid;ob>;+sip.instance=\"<urn:uuid:00>\";expires=600;q=0.5\r\n\
     Subject: one\r\n two\r\n\tthree\r\nReason: SIP;cause=200;text=\"a, b\"\r\nUnknown: ;;,,\r\nc: application/sdp\r\nl: 4\r\n\r\nv=0\r",
    "SIP/2.0 401 Un\u{e9}authorized\r\nVia: SIP/2.0/WSS x7.invalid;branch=z9hG4bKaaaaaaaaaaaaaaaa.1\r\n\
     From: <sip:m@h>;tag=m\r\nTo: <sip:m@h>;tag=r\r\nCall-ID: c1\r\nCSeq: 1 REGISTER\r\n\
     WWW-Authenticate: Digest realm=\"r\\\"x\", nonce=\"n\", qop=\"auth,auth-int\", algorithm=SHA-256, opaque=\"o\", stale=true\r\n\
     WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", Basic realm=\"z\"\r\nProxy-Authenticate: Digest realm=\"p\",nonce=\"2\"\r\n\
     Contact: *\r\nExpires: 3600\r\nRetry-After: 5 (x)\r\nContent-Length: 0\r\n\r\n",
    "REGISTER sips:h SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bKb\r\nFrom: <tel:+49-30;ext=1>;tag=1\r\nTo: <tel:+49-30>\r\n\
     Call-ID: c2\r\nCSeq: 2147483647 REGISTER\r\nContact: \"a\" <sip:a@b>;expires=0,<sip:c@d>, sip:e@f\r\n\
     Authorization: Digest username=\"u\", realm=\"r\", nonce=\"00000000000003e8aaaaaaaaaaaaaaaabbbb\", uri=\"sips:h\", response=\"0\", qop=auth, nc=00000001, cnonce=\"c\"\r\n\r\n",
    "CANCEL sip:a@b SIP/2.0\r\nVia: SIP/2.0/WS x;branch=z9hG4bKc\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c3\r\nCSeq: 1 CANCEL\r\nP-Asserted-Identity: \"x\" <urn:service:sos>\r\n\r\n",
];

const SPICE: [&[u8]; 26] = [
    b"\r\n",
    b"\r\n ",
    b"\n",
    b"\r",
    b"\0",
    b"\"",
    b"\\",
    b"<",
    b">",
    b",",
    b";",
    b":",
    b"=",
    b"@",
    b"%",
    b"%0",
    b"[",
    b"]",
    b"?",
    b"*",
    b"99999999999999999999999999999999",
    b"-1",
    "\u{1f600}\u{e9}".as_bytes(),
    b"\xff\xfe",
    b"\xe2\x82",
    b"\r\nContent-Length: 18446744073709551615",
];

/// Asks everything that can be asked of headers.
fn read_all(headers: &Headers) {
    let _ = (
        headers.via(),
        headers.call_id(),
        headers.cseq(),
        headers.contact_star(),
    );
    let _ = (
        headers.max_forwards(),
        headers.expires(),
        headers.retry_after(),
        headers.reasons(),
    );
    for address in [headers.from(), headers.to()]
        .into_iter()
        .flatten()
        .chain(headers.asserted_identity())
    {
        same_again(&address);
    }
    for list in [
        headers.contacts(),
        headers.routes(),
        headers.record_routes(),
    ] {
        list.into_iter()
            .flatten()
            .for_each(|address| same_again(&address));
    }
    for value in headers.values(HeaderName::Via) {
        if let Some(via) = Via::parse(value) {
            let written = via.to_string();
            assert_eq!(
                Via::parse(&written).map(|via| via.to_string()),
                Some(written)
            );
        }
    }
}

fn same_again(address: &NameAddr) {
    let written = address.to_string();
    match NameAddr::parse(&written) {
        Ok(read) => {
            assert_eq!(read.to_string(), written);
            assert_eq!(read.display, address.display);
            assert_eq!(read.params, address.params, "{written}");
        }
        Err(error) => panic!("{written:?} was written and is refused: {error}"),
    }
    let _ = (
        address.uri.user_decoded(),
        address.uri.aor(),
        address.uri.header("Replaces"),
    );
    assert!(address.uri.equivalent(&address.uri), "{}", address.uri);
}

struct Victim {
    endpoint: Endpoint,
    client: DigestClient,
    server: DigestServer,
    dialog: Dialog,
    request: Request,
    now: Instant,
}

impl Victim {
    fn new() -> Victim {
        let config = EndpointConfig {
            sent_by: "x7.invalid".into(),
            ..EndpointConfig::default()
        };
        let Ok(Message::Request(request)) = Message::parse(SEEDS[0].as_bytes(), &Limits::default())
        else {
            panic!("the seed is read")
        };
        Victim {
            endpoint: Endpoint::new(config, [5; 32]),
            client: DigestClient::new(),
            server: DigestServer::new("r", [6; 32]),
            dialog: *Dialog::from_request(&request, "x").unwrap(),
            request,
            now: Instant::from_millis(1_000),
        }
    }

    fn suffer(&mut self, bytes: &[u8]) {
        if let Ok(message) = Message::parse(bytes, &Limits::default()) {
            let written = message.to_bytes();
            let again = Message::parse(&written, &Limits::default())
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&written)));
            assert_eq!(again.to_bytes(), written);
            match message {
                Message::Request(request) => {
                    read_all(&request.headers);
                    let _ = request.response(Status::OK).with_to_tag("t").to_bytes();
                    let _ = DigestServer::username(&request);
                    let _ = self
                        .server
                        .verify(self.now, &request, HeaderName::Authorization, "p");
                    let _ = self.dialog.receive(&request);
                    let _ = Dialog::from_request(&request, "t")
                        .map(|mut dialog| dialog.request(Method::Bye).to_bytes());
                }
                Message::Response(response) => {
                    read_all(&response.headers);
                    let credentials = Credentials::Password {
                        username: "u".into(),
                        password: "p".into(),
                    };
                    let mut request = self.request.clone();
                    let _ = self
                        .client
                        .answer(&mut request, &response, &credentials, "c");
                    self.dialog.confirm(&response);
                    let _ = Dialog::from_response(&request, &response)
                        .map(|dialog| dialog.ack(1).to_bytes());
                }
            }
        }
        self.endpoint
            .handle(self.now, Input::Received(Flow(0), bytes));
        self.drain();
    }

    fn drain(&mut self) {
        let mut steps = 0;
        while let Some(output) = self.endpoint.poll() {
            steps += 1;
            assert!(steps < 10_000, "it never comes to rest");
            if let Output::Event(Event::Request { tx, request, .. }) = output {
                self.endpoint
                    .respond(self.now, tx, request.response(Status::BUSY_HERE));
            }
        }
    }

    fn wait(&mut self, millis: u64) {
        self.now = Instant::from_millis(self.now.as_millis() + millis);
        self.endpoint.handle(self.now, Input::Tick);
        self.drain();
    }
}

fn index(entropy: &mut Entropy, len: usize) -> usize {
    entropy.below(len as u32) as usize
}

fn mutate(entropy: &mut Entropy, bytes: &mut Vec<u8>) {
    for _ in 0..=entropy.below(4) {
        let at = index(entropy, bytes.len() + 1);
        let end = (at + index(entropy, 12)).min(bytes.len());
        match entropy.below(7) {
            0 => bytes.truncate(at.max(1)),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, SPICE[index(entropy, SPICE.len())].iter().copied())),
            3 => drop(bytes.splice(at..end, SPICE[index(entropy, SPICE.len())].iter().copied())),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = index(entropy, bytes.len() + 1);
                drop(bytes.splice(to..to, piece));
            }
            5 if at < bytes.len() => bytes[at] ^= 1 << entropy.below(8),
            _ if at < bytes.len() => bytes[at] = entropy.below(256) as u8,
            _ => {}
        }
    }
}

#[test]
fn forty_thousand_mutated_messages_do_no_harm() {
    let mut entropy = Entropy::new([1; 32]);
    let mut victim = Victim::new();
    for round in 0..40_000 {
        let mut bytes = SEEDS[round % SEEDS.len()].as_bytes().to_vec();
        mutate(&mut entropy, &mut bytes);
        victim.suffer(&bytes);
        if round % 500 == 0 {
            victim.wait(40_000);
        }
    }
}

#[test]
fn twenty_thousand_random_frames_do_no_harm() {
    let mut entropy = Entropy::new([2; 32]);
    let mut victim = Victim::new();
    for round in 0..20_000 {
        let len = index(&mut entropy, 120);
        // Every other one is made of what parsers stumble over.
        let bytes: Vec<u8> = if round % 2 == 0 {
            (0..len).map(|_| entropy.below(256) as u8).collect()
        } else {
            (0..len / 4)
                .flat_map(|_| SPICE[index(&mut entropy, SPICE.len())].iter().copied())
                .collect()
        };
        victim.suffer(&bytes);
        let mut framed = b"OPTIONS sip:a@b SIP/2.0\r\nVia: ".to_vec();
        framed.extend_from_slice(&bytes);
        framed.extend_from_slice(b"\r\n\r\n");
        victim.suffer(&framed);
    }
}

#[test]
fn every_message_cut_at_every_byte_does_no_harm() {
    let mut victim = Victim::new();
    for seed in SEEDS {
        for at in 0..seed.len() {
            victim.suffer(&seed.as_bytes()[..at]);
            victim.suffer(&seed.as_bytes()[at..]);
        }
        victim.wait(40_000);
    }
}

#[test]
fn every_text_cut_at_every_letter_can_be_offered_to_every_reader() {
    let texts = [
        "\"J\u{fc}r\\\"gen \u{1f600}\" <sip:\u{bbfc}%C3%BC:p@[::1]:5060;a=%;b?c=d%2&e>;tag=\"\u{e9}\\\\\";x",
        "SIP/2.0/WS [::1]:65535;branch=\"\u{e9};\";received=\u{1f600}",
        "SIP ;cause=99999999999999999999;text=\"\u{e9}\\\"",
        "Digest realm=\"\u{e9}\\\"\", nonce=\"\u{1f600}, Digest\", qop=\"auth\", algorithm=MD5",
        "tel:+49\u{e9}(30);phone-context=\u{1f600}",
    ];
    for text in texts {
        let marks: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        for (nth, &start) in marks.iter().enumerate() {
            for &end in &marks[nth..] {
                let piece = &text[start..end];
                let _ = (
                    Uri::parse(piece),
                    Via::parse(piece),
                    Reason::parse(piece),
                    sip::Challenge::parse(piece),
                );
                let _ = (
                    sip::CSeq::parse(piece),
                    Method::parse(piece),
                    HeaderName::new(piece),
                );
                let _ = Uri::sip(piece, piece).to_string();
                if let Ok(address) = NameAddr::parse(piece) {
                    same_again(&address);
                }
            }
        }
    }
}

#[test]
fn deep_folds_long_lists_and_huge_numbers_do_no_harm() {
    let mut victim = Victim::new();
    let base = SEEDS[3];
    let with = |header: &str, value: String| {
        base.replace("P-Asserted-Identity", &format!("{header}: {value}\r\nXx"))
    };
    for (piece, count) in [
        ("\r\n ", 2_500),
        ("\r\n \t", 2_000),
        (",", 8_000),
        ("<", 8_000),
        ("\"", 8_001),
        ("\\", 8_001),
        ("(", 8_000),
        ("<sip:a@b>,", 800),
        ("sip:a@b;", 1_000),
        (";x", 4_000),
        ("9", 8_000),
        ("%", 8_000),
        ("%41", 2_700),
        ("[", 8_000),
        ("\u{1f600}", 2_000),
    ] {
        for header in [
            "Contact",
            "Via",
            "From",
            "Route",
            "Record-Route",
            "CSeq",
            "Expires",
            "Reason",
            "Authorization",
            "l",
        ] {
            victim.suffer(with(header, piece.repeat(count)).as_bytes());
            victim.suffer(with(header, format!("Digest {}", piece.repeat(count))).as_bytes());
            victim.suffer(with(header, format!("<sip:{}>", piece.repeat(count))).as_bytes());
        }
    }
    victim.suffer(&b"\r\n".repeat(32_000));
    victim.suffer(&b"A".repeat(65_536));
    victim.suffer(&b"A: b\r\n".repeat(10_000));
    victim.suffer(&[b' '; 65_537]);
}

#[test]
fn time_at_its_end_does_no_harm() {
    let mut victim = Victim::new();
    victim.now = Instant::from_millis(u64::MAX);
    for seed in SEEDS {
        victim.suffer(seed.as_bytes());
    }
    victim.wait(0);
    let mut entropy = Entropy::new([3; 32]);
    let challenge = victim
        .server
        .challenge(victim.now, Staleness::Stale, &mut entropy);
    assert!(sip::Challenge::parse(&challenge[0]).is_ok());
}
