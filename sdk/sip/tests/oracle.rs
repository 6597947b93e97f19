//! What two other parsers read in the same texts. Where they disagree with us, the table says why we are right.

use sip::{Entropy, NameAddr, Reason, Replaces, Uri, Via};
use sip_header::{HeaderParse, SipHeaderAddr, SipReason, SipReplaces, SipVia};
use sip_uri::UriParse;
use std::collections::{BTreeMap, BTreeSet};

/// What a text is read as: parts with their names, escapes undone and in small letters where case is nothing. `None` when it is refused.
type Facts = Option<Vec<(&'static str, String)>>;

fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let plain = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match plain.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into()
}

fn list<'a>(pairs: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    pairs
        .map(|(name, value)| {
            let value = value.map_or(String::new(), |value| format!("={}", unescape(value)));
            format!("{}{value}", unescape(name).to_ascii_lowercase())
        })
        .collect::<Vec<_>>()
        .join(";")
}

fn host(host: &str) -> String {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    match inner.and_then(|inner| inner.parse::<std::net::Ipv6Addr>().ok()) {
        Some(address) => format!("[{address}]"),
        None => host.to_ascii_lowercase(),
    }
}

fn headers(uri: &Uri) -> String {
    let text = uri.headers.as_deref().unwrap_or_default();
    let pieces = text.split('&').filter(|piece| !piece.is_empty());
    list(pieces.map(|piece| match piece.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (piece, None),
    }))
}

fn our_uri(uri: &Uri) -> Vec<(&'static str, String)> {
    let scheme = uri.scheme.as_str().to_owned();
    if matches!(uri.scheme, sip::Scheme::Other(_)) {
        return vec![("scheme", scheme), ("rest", unescape(&uri.host))];
    }
    vec![
        ("scheme", scheme),
        ("user", uri.user_decoded().unwrap_or_default()),
        (
            "password",
            unescape(uri.password.as_deref().unwrap_or_default()),
        ),
        ("host", host(&uri.host)),
        (
            "port",
            uri.port.map_or(String::new(), |port| port.to_string()),
        ),
        ("params", list(uri.params.iter())),
        ("headers", headers(uri)),
    ]
}

fn their_uri(uri: &sip_uri::Uri) -> Vec<(&'static str, String)> {
    match uri {
        sip_uri::Uri::Sip(uri) => {
            let mut user = unescape(uri.user().unwrap_or_default());
            for (name, value) in uri.user_params().iter() {
                user.push(';');
                user.push_str(&unescape(name));
                if let Some(value) = value {
                    user.push('=');
                    user.push_str(&unescape(value));
                }
            }
            let scheme = uri.scheme().map_or("", sip_uri::Scheme::as_str);
            vec![
                ("scheme", scheme.into()),
                ("user", user),
                ("password", unescape(uri.password().unwrap_or_default())),
                (
                    "host",
                    uri.host().map_or(String::new(), |host| host.to_string()),
                ),
                (
                    "port",
                    uri.port().map_or(String::new(), |port| port.to_string()),
                ),
                ("params", list(uri.params().iter())),
                ("headers", list(uri.headers().iter())),
            ]
        }
        sip_uri::Uri::Tel(uri) => vec![
            ("scheme", "tel".into()),
            ("user", unescape(uri.number().unwrap_or_default())),
            ("password", String::new()),
            ("host", String::new()),
            ("port", String::new()),
            ("params", list(uri.params().iter())),
            ("headers", String::new()),
        ],
        other => {
            let text = other.to_string();
            let (scheme, rest) = text.split_once(':').unwrap_or(("", &text));
            vec![("scheme", scheme.into()), ("rest", unescape(rest))]
        }
    }
}

fn params<'a>(pairs: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> String {
    pairs
        .map(|(name, value)| match value {
            Some(value) => format!("{}={value}", name.to_ascii_lowercase()),
            None => name.to_ascii_lowercase(),
        })
        .collect::<Vec<_>>()
        .join(";")
}

fn ours(kind: Kind, text: &str) -> Facts {
    Some(match kind {
        Kind::Uri => our_uri(&Uri::parse(text).ok()?),
        Kind::Address => {
            let address = NameAddr::parse(text).ok()?;
            let mut facts = our_uri(&address.uri);
            facts.push(("display", address.display.unwrap_or_default()));
            facts.push(("of header", params(address.params.iter())));
            facts
        }
        Kind::Via => {
            let via = Via::parse(text)?;
            vec![
                ("transport", via.transport.clone()),
                ("host", host(&via.host)),
                (
                    "port",
                    via.port.map_or(String::new(), |port| port.to_string()),
                ),
                ("of header", params(via.params.iter())),
            ]
        }
        Kind::Reason => {
            let reason = Reason::parse(text)?;
            vec![
                ("protocol", reason.protocol),
                (
                    "cause",
                    reason
                        .cause
                        .map_or(String::new(), |cause| cause.to_string()),
                ),
                ("text", reason.text.unwrap_or_default()),
            ]
        }
        Kind::Replaces => {
            let named = Replaces::parse(text)?;
            vec![
                ("call", named.dialog.call_id),
                ("to-tag", named.dialog.local_tag),
                ("from-tag", named.dialog.remote_tag),
                ("early", named.early_only.to_string()),
            ]
        }
    })
}

fn theirs(kind: Kind, text: &str) -> Facts {
    Some(match kind {
        Kind::Uri => their_uri(&sip_uri::Uri::parse_strict(text).ok()?),
        Kind::Address => {
            let address = SipHeaderAddr::parse_strict(text).ok()?;
            let mut facts = their_uri(address.uri());
            facts.push(("display", address.display_name().unwrap_or_default().into()));
            facts.push(("of header", params(address.params().iter())));
            facts
        }
        Kind::Via => {
            let all = SipVia::parse_strict(text).ok()?;
            let [via] = all.entries() else { return None };
            vec![
                ("transport", via.transport().into()),
                ("host", via.host().to_string()),
                (
                    "port",
                    via.port().map_or(String::new(), |port| port.to_string()),
                ),
                ("of header", params(via.params().iter())),
            ]
        }
        Kind::Reason => {
            let reason = SipReason::parse_strict(text).ok()?;
            let cause = reason.cause().map(|cause| cause.as_str().to_owned());
            vec![
                ("protocol", reason.protocol().into()),
                ("cause", cause.unwrap_or_default()),
                ("text", reason.text().unwrap_or_default().into()),
            ]
        }
        Kind::Replaces => {
            let named = SipReplaces::parse_strict(text).ok()?;
            vec![
                ("call", named.call_id().into()),
                ("to-tag", named.to_tag().into()),
                ("from-tag", named.from_tag().into()),
                ("early", named.early_only().to_string()),
            ]
        }
    })
}

#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Uri,
    Address,
    Via,
    Reason,
    Replaces,
}

/// In which part two readings differ, if they do.
fn difference(kind: Kind, text: &str) -> Option<&'static str> {
    match (ours(kind, text), theirs(kind, text)) {
        (Some(ours), Some(theirs)) => {
            let mut parts = ours.iter().zip(&theirs);
            let differs = parts.find(|(a, b)| a != b).map(|(a, _)| a.0);
            differs.or((ours.len() != theirs.len()).then_some("length"))
        }
        (Some(_), None) => Some("only we take it"),
        (None, Some(_)) => Some("only they take it"),
        (None, None) => None,
    }
}

include!("oracle/table.rs");

#[test]
fn every_disagreement_is_one_that_is_explained() {
    let explained: BTreeMap<(Kind, &str), &str> = DISAGREEMENTS
        .iter()
        .map(|(kind, text, how, _)| ((*kind, *text), *how))
        .collect();
    assert_eq!(explained.len(), DISAGREEMENTS.len(), "each once");
    let mut found = BTreeMap::new();
    let texts = VALUES.iter().map(|(kind, text)| (*kind, *text));
    for (kind, text) in texts.chain(explained.keys().copied()) {
        if let Some(how) = difference(kind, text) {
            found.insert((kind, text), how);
        }
    }
    for (key, how) in &found {
        assert!(
            explained.get(key) == Some(how),
            "{key:?} {how}: we read {:?}, they {:?}",
            ours(key.0, key.1),
            theirs(key.0, key.1)
        );
    }
    let solved: BTreeSet<_> = explained
        .keys()
        .filter(|key| !found.contains_key(key))
        .collect();
    assert!(solved.is_empty(), "no disagreement any more: {solved:?}");
    assert!(DISAGREEMENTS.iter().all(|(.., why)| why.contains('§')));
}

/// Texts that follow the grammar, made up.
struct Author(Entropy);

impl Author {
    fn below(&mut self, n: u32) -> u32 {
        self.0.below(n)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len() as u32) as usize]
    }

    fn letters(&mut self, alphabet: &str, max: u32) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        (0..=self.below(max))
            .map(|_| letters[self.below(letters.len() as u32) as usize])
            .collect()
    }

    fn host(&mut self) -> String {
        let host = self.pick(&[
            "example.com",
            "192.0.2.7",
            "[2001:db8::7]",
            "a-b.c1.example",
            "x.invalid",
        ]);
        match self.below(3) {
            0 => format!("{host}:{}", 1 + self.below(65_535)),
            _ => host.into(),
        }
    }

    fn uri(&mut self) -> String {
        if self.below(6) == 0 {
            let number = self.letters("0123456789-.()", 9);
            return format!("tel:+1{number};ext={}", self.below(99));
        }
        let mut out = String::from(self.pick(&["sip:", "sips:", "SIP:"]));
        if self.below(4) > 0 {
            out += &self.letters("abcXYZ019-_.!~*'()&=+$,;?/", 8);
            out += self.pick(&["", "", "%20", "%41", "%c3%a9"]);
            if self.below(4) == 0 {
                out.push(':');
                out += &self.letters("abc019&=+$,", 4);
            }
            out.push('@');
        }
        out += &self.host();
        for name in ["transport", "lr", "maddr", "x-y"] {
            if self.below(4) == 0 {
                out.push(';');
                out += name;
                if name != "lr" {
                    out.push('=');
                    out += self.pick(&["ws", "tcp", "192.0.2.1", "a%20b"]);
                }
            }
        }
        if self.below(4) == 0 {
            out += "?Subject=a%20b";
            if self.below(2) == 0 {
                out += "&Replaces=a%3Bto-tag%3Db";
            }
        }
        out
    }

    fn address(&mut self) -> String {
        let display = match self.below(4) {
            0 => String::new(),
            1 => "Jun Doe ".into(),
            2 => "\"Mina \\\"M\\\", \\\\ \u{bbfc}\u{c544}\" ".into(),
            _ => format!("\"{}\"", self.letters("ab ,;<>:@\u{e9}", 9)),
        };
        let tag = match self.below(3) {
            0 => String::new(),
            1 => format!(";tag={}", self.letters("abc019-.!%*_+`'~", 9)),
            _ => ";tag=x;q=0.5;+sip.instance=\"<urn:uuid:0>\";ob".into(),
        };
        format!("{display}<{}>{tag}", self.uri())
    }

    fn via(&mut self) -> String {
        let transport = self.pick(&["UDP", "WSS", "TLS-SCTP"]);
        let rest = self.pick(&["", ";rport", ";rport=5060;received=192.0.2.1"]);
        let branch = self.letters("abc019-._~", 9);
        format!(
            "SIP/2.0/{transport} {};branch=z9hG4bK{branch}{rest}",
            self.host()
        )
    }
}

#[test]
fn twenty_thousand_made_up_texts_are_read_alike() {
    let mut author = Author(Entropy::new([51; 32]));
    for _ in 0..20_000 {
        let (kind, text) = match author.below(4) {
            0 => (Kind::Address, author.address()),
            1 => (Kind::Via, author.via()),
            _ => (Kind::Uri, author.uri()),
        };
        judge(kind, &text);
    }
}

/// They agree, or a kind of disagreement is known.
#[track_caller]
fn judge(kind: Kind, text: &str) {
    let Some(how) = difference(kind, text) else {
        return;
    };
    let known = CLASSES.iter();
    assert!(
        known
            .clone()
            .any(|(class, holds, _)| *class == how && holds(text)),
        "{kind:?} {text:?} {how}: we read {:?}, they {:?}",
        ours(kind, text),
        theirs(kind, text)
    );
    assert!(known.clone().all(|(.., why)| why.contains('§')));
}

#[test]
fn what_follows_the_grammar_and_a_fuzzer_found_is_read_alike() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/uri");
    let mut compared = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let Ok(text) = String::from_utf8(std::fs::read(file.unwrap().path()).unwrap()) else {
            continue;
        };
        // A header has no such signs in it, and they are not asked what they do there.
        if text.contains(|c: char| c.is_control()) {
            continue;
        }
        for kind in [
            Kind::Uri,
            Kind::Address,
            Kind::Via,
            Kind::Reason,
            Kind::Replaces,
        ] {
            if theirs(kind, &text).is_none() {
                // They were asked to be strict; what we take beyond that is in the table by kinds.
                continue;
            }
            compared += 1;
            judge(kind, &text);
        }
    }
    assert!(compared > 0);
}
