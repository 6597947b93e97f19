//! Our JSON against a general one, on good and bad documents.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::Json;

/// The value as the other parser sees it, with the numbers that we do not keep left out.
fn same(ours: &Json, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Json::Null, Value::Null) => true,
        (Json::Null, Value::Number(number)) => number.as_u64().is_none(),
        (Json::Number(ours), Value::Number(theirs)) => theirs.as_u64() == Some(*ours),
        (Json::Flag(ours), Value::Bool(theirs)) => ours == theirs,
        (Json::Text(ours), Value::String(theirs)) => ours == theirs,
        (Json::List(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Json::Object(_), Value::Object(theirs)) => theirs
            .iter()
            .all(|(key, value)| ours.get(key).is_some_and(|ours| same(ours, value))),
        _ => false,
    }
}

fn agree(document: &[u8]) {
    let shown = String::from_utf8_lossy(document);
    match (
        Json::parse(document),
        serde_json::from_slice::<Value>(document),
    ) {
        (Some(ours), Ok(theirs)) => assert!(same(&ours, &theirs), "{shown}"),
        (None, Err(_)) => {}
        // A number beyond a double's range: refused there, not kept here.
        (Some(_), Err(error)) => {
            assert!(
                alloc::format!("{error}").contains("out of range"),
                "{shown}: {error}"
            );
        }
        (None, Ok(_)) => panic!("refused: {shown}"),
    }
}

#[test]
fn every_form_is_read_as_a_general_parser_reads_it() {
    for document in [
        r#" {"a": [1, -2, 3.5, 1e3, 0, 18446744073709551615, 18446744073709551616], "b": null} "#,
        r#""\"\\\/\b\f\n\r\t\u0041\uac00\ud83d\ude00""#,
        r#"{"a":1,"a":2,"":{}}"#,
        "[]",
        "{}",
        "true",
        "[false,[[],[{}]]]",
        "\t\r\n 7 ",
    ] {
        agree(document.as_bytes());
        assert!(Json::parse(document.as_bytes()).is_some(), "{document}");
    }
}

#[test]
fn what_is_no_json_is_refused_as_a_general_parser_refuses_it() {
    for document in [
        "",
        " ",
        "{",
        "[",
        "\"",
        "nul",
        "truex",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "0x1",
        "[1,]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "[1 2]",
        "1 2",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\n\"",
        "'a'",
        "NaN",
        "\u{feff}{}",
        "[1]]",
    ] {
        agree(document.as_bytes());
        assert!(Json::parse(document.as_bytes()).is_none(), "{document}");
    }
    assert_eq!(Json::parse(b"\"\xff\""), None);
}

#[test]
fn documents_with_any_byte_changed_are_judged_alike() {
    let whole = br#"{"id":42,"a":["x\u00e9\ud83d\ude00",-1.5e+3,true,null],"b":{"c":"\\\""}}"#;
    for at in 0..whole.len() {
        for byte in 0..=255 {
            let mut changed: Vec<u8> = whole.to_vec();
            changed[at] = byte;
            agree(&changed);
        }
        agree(&whole[..at]);
    }
}

#[test]
fn what_is_written_is_read_back() {
    let mut text: String = (0..0x30_u8).map(char::from).collect();
    text.push_str("\"\\/가😀\u{7f}\u{2028}");
    let mut written = String::new();
    Json::Text(text.clone()).write(&mut written);
    let read: String = serde_json::from_str(&written).unwrap();
    assert_eq!(read, text);
    assert_eq!(Json::parse(written.as_bytes()), Some(Json::Text(text)));
}

#[test]
fn depth_is_limited() {
    let nest = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(nest(64).as_bytes()).is_some());
    assert!(Json::parse(nest(65).as_bytes()).is_none());
}
