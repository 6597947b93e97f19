//! What is written and read again is the same: thousands of messages made up from a seed.

use sip::{
    CSeq, Entropy, HeaderName, Limits, Message, Method, NameAddr, Request, Response, Scheme,
    Status, Uri, Via,
};

struct Author(Entropy);

impl Author {
    fn below(&mut self, n: u32) -> u32 {
        self.0.below(n)
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    /// Text out of these characters, at least `min` of them.
    fn text(&mut self, alphabet: &str, min: u32, max: u32) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let len = min + self.below(max - min + 1);
        (0..len)
            .map(|_| alphabet[self.below(alphabet.len() as u32) as usize])
            .collect()
    }

    fn token(&mut self) -> String {
        self.text("abcXYZ019-.!%*_+`'~", 1, 8)
    }

    fn words(&mut self) -> String {
        let text = self.text("ab \t\"\\<>,;:@%=?()\u{e9}\u{bbfc}\u{1f600}", 0, 12);
        text.trim().into()
    }

    fn host(&mut self) -> String {
        match self.below(3) {
            0 => "[2001:db8::7]".into(),
            1 => "192.0.2.7".into(),
            _ => format!("a{}.example", self.text("abc09-", 0, 6)),
        }
    }

    fn uri(&mut self) -> Uri {
        let mut uri = Uri::sip(&self.words(), &self.host());
        match self.below(5) {
            0 => uri.scheme = Scheme::Sips,
            1 => {
                return Uri::parse(&format!(
                    "tel:+{};ext={}",
                    self.text("0123-.()", 1, 9),
                    self.below(99)
                ))
                .unwrap();
            }
            _ => {}
        }
        if self.coin() {
            uri.port = Some(self.below(65_536) as u16);
        }
        if uri.user.is_some() && self.coin() {
            uri.password = Some(self.text("ab%20".trim(), 1, 4).replace('%', "%41"));
        }
        for _ in 0..self.below(3) {
            let name = self.text("abc", 1, 3);
            if self.coin() {
                uri.params.set_flag(&name);
            } else {
                uri.params
                    .set(&name, &self.text("abc19[]/:&+$-_.!~*'()", 1, 6));
            }
        }
        if self.below(4) == 0 {
            uri.headers = Some("Replaces=a%3Bb&x=y".into());
        }
        uri
    }

    fn address(&mut self) -> NameAddr {
        let mut address = NameAddr::new(self.uri());
        address.display = Some(self.words()).filter(|words| !words.is_empty());
        for _ in 0..self.below(3) {
            let name = self.token();
            if self.coin() {
                address.params.set_flag(&name);
            } else {
                address.params.set(&name, &self.words());
            }
        }
        address
    }

    fn method(&mut self) -> Method {
        match self.below(4) {
            0 => Method::parse(&self.token()).unwrap(),
            1 => Method::Register,
            _ => Method::Invite,
        }
    }

    fn fill(&mut self, headers: &mut sip::Headers) {
        for _ in 0..self.below(12) {
            match self.below(6) {
                0 => headers.push(HeaderName::From, self.address().to_string()),
                1 => {
                    let list: Vec<String> = (0..=self.below(3))
                        .map(|_| self.address().to_string())
                        .collect();
                    headers.push(HeaderName::Contact, list.join(", "));
                }
                2 => headers.push(HeaderName::Subject, self.words()),
                3 => headers.push(
                    HeaderName::new(&format!("X-{}", self.token())),
                    self.words(),
                ),
                4 => {
                    let cseq = CSeq {
                        number: self.below(1 << 31),
                        method: self.method(),
                    };
                    headers.push(HeaderName::CSeq, cseq.to_string());
                }
                _ => {
                    let mut via = Via::parse("SIP/2.0/WSS host").unwrap();
                    via.host = self.host();
                    via.params.set("branch", &self.token());
                    if self.coin() {
                        via.port = Some(self.below(65_536) as u16);
                        via.params.set_flag("rport");
                    }
                    assert_eq!(Via::parse(&via.to_string()).as_ref(), Some(&via));
                    headers.prepend(HeaderName::Via, via.to_string());
                }
            }
        }
    }

    fn body(&mut self) -> Vec<u8> {
        (0..self.below(40)).map(|_| self.below(256) as u8).collect()
    }
}

#[test]
fn five_thousand_messages_are_read_as_they_were_written() {
    let mut author = Author(Entropy::new([11; 32]));
    for _ in 0..5_000 {
        let message = if author.coin() {
            let mut request = Request::new(author.method(), author.uri());
            author.fill(&mut request.headers);
            request.body = author.body();
            Message::Request(request)
        } else {
            let mut response = Request::new(Method::Options, author.uri()).response(Status::OK);
            response.status = Status::new(100 + author.below(600) as u16).unwrap();
            response.reason = author.words();
            author.fill(&mut response.headers);
            response.body = author.body();
            Message::Response(response)
        };
        let written = message.to_bytes();
        let read = Message::parse(&written, &Limits::default());
        assert_eq!(
            read.as_ref(),
            Ok(&message),
            "{}",
            String::from_utf8_lossy(&written)
        );
    }
}

#[test]
fn ten_thousand_addresses_are_read_as_they_were_written() {
    let mut author = Author(Entropy::new([12; 32]));
    for _ in 0..10_000 {
        let address = author.address();
        assert_eq!(
            NameAddr::parse(&address.to_string()).as_deref(),
            Ok(&address),
            "{address}"
        );
        let uri = author.uri();
        assert_eq!(Uri::parse(&uri.to_string()).as_ref(), Ok(&uri), "{uri}");
        assert!(uri.equivalent(&uri), "{uri}");
    }
}

#[test]
fn a_response_that_was_folded_by_hand_is_the_one_that_was_not() {
    let mut author = Author(Entropy::new([13; 32]));
    for _ in 0..500 {
        let mut response: Response =
            Request::new(Method::Options, author.uri()).response(Status::OK);
        author.fill(&mut response.headers);
        let plain = String::from_utf8(response.to_bytes()).unwrap();
        let folded = plain.replace(": ", " :\r\n\t ");
        match Message::parse(folded.as_bytes(), &Limits::default()) {
            Ok(Message::Response(read)) => assert_eq!(read.headers.len(), response.headers.len()),
            other => panic!("{other:?} {folded}"),
        }
    }
}
