//! The rules of the dial field, one story each.

use alloc::format;
use alloc::string::ToString;
use alloc::vec;

use super::*;

fn parse(text: &str) -> Result<String, &'static str> {
    let number = DialNumber::parse(text, &DialRules::default());
    number
        .map(|number| number.as_str().to_string())
        .map_err(DialNumberError::code)
}

#[test]
fn only_digits_and_four_signs_are_kept() {
    // WX-63, WX-64
    assert_eq!(parse("(02) 123-45.67/8"), Ok("0212345678".into()));
    assert_eq!(parse("*72#101:5"), Ok("*72#101:5".into()));
    assert_eq!(
        parse("\u{202a}+1 201\u{a0}553\u{2011}2447\u{202c}"),
        Ok("+12015532447".into())
    );
    assert_eq!(parse("１０１"), Ok("101".into()));
    assert_eq!(parse("＋８２ ２ １２３ ４５６７"), Ok("+8221234567".into()));
}

#[test]
fn a_number_has_three_to_fifteen_digits() {
    // WX-66, section Y 6
    assert_eq!(parse("12"), Err("dial.too-short"));
    assert_eq!(parse("*#1:2"), Err("dial.too-short"));
    assert_eq!(parse("123"), Ok("123".into()));
    assert_eq!(parse("123456789012345"), Ok("123456789012345".into()));
    assert_eq!(parse("1234567890123456"), Err("dial.too-long"));
    assert_eq!(
        DialNumber::parse("12", &DialRules::default()),
        Err(DialNumberError::TooShort {
            digits: 2,
            least: 3
        })
    );
}

#[test]
fn the_webex_profile_takes_fourteen_digits() {
    let webex = DialRules::webex();
    assert!(DialNumber::parse("12345678901234", &webex).is_ok());
    let error = DialNumber::parse("123456789012345", &webex).unwrap_err();
    assert_eq!(error.code(), "dial.too-long");
}

#[test]
fn nothing_to_dial_is_empty() {
    for text in ["", "   ", "-()/.", "☎"] {
        assert_eq!(parse(text), Err("dial.empty"), "{text}");
    }
    assert_eq!(parse("+"), Err("dial.too-short"), "more is being typed");
}

#[test]
fn a_plus_stands_before_the_country_code() {
    for text in ["12+345", "++1201", "+0123456", "+*72123", "1201+"] {
        assert_eq!(parse(text), Err("dial.bad-plus"), "{text}");
    }
    assert_eq!(parse("(+1) 201 553 2447"), Ok("+12015532447".into()));
}

#[test]
fn the_bracketed_trunk_zero_goes_with_a_country_code_only() {
    assert_eq!(parse("+82 (0)10-1234-5678"), Ok("+821012345678".into()));
    assert_eq!(parse("(0)10-1234-5678"), Ok("01012345678".into()));
}

#[test]
fn the_three_formats_of_the_reference_are_accepted() {
    let format = |text| {
        DialNumber::parse(text, &DialRules::webex())
            .unwrap()
            .format()
    };
    assert_eq!(format("+12015532447"), DialFormat::Us); // WX-67
    assert_eq!(format("+11234567890"), DialFormat::Us); // WX-68's own example
    assert_eq!(format("+8221234567"), DialFormat::E164); // WX-68
    assert_eq!(format("01161123456789"), DialFormat::Idd); // WX-69
    assert_eq!(format("00442012345678"), DialFormat::Idd);
    assert_eq!(format("01112345678"), DialFormat::Local);
    assert_eq!(format("101"), DialFormat::Local);
    assert_eq!(format("*721"), DialFormat::Local);
}

#[test]
fn a_profile_may_permit_certain_prefixes_only() {
    // WX-130
    let rules = DialRules {
        prefixes: vec!["+82".into(), "1".into()],
        ..DialRules::default()
    };
    assert!(DialNumber::parse("+82 2 123 4567", &rules).is_ok());
    assert!(DialNumber::parse("101", &rules).is_ok());
    let error = DialNumber::parse("+1 201 553 2447", &rules).unwrap_err();
    assert_eq!(error.code(), "dial.not-permitted");
}

#[test]
fn names_and_addresses_pass_as_they_are() {
    // WX-62: a number or a name
    for text in [
        "mina",
        "sip:mina@ringdesk.localhost",
        "sips:a@b;transport=ws",
        "tel:+1-201-555-0123",
        "mina@ringdesk.localhost",
        "101@ringdesk.localhost",
        "guest-1",
        "박민아",
    ] {
        assert_eq!(
            DialTarget::parse(&format!(" {text} "), &DialRules::default()),
            Ok(DialTarget::Address(text.into()))
        );
    }
    let words = DialTarget::parse("call me at 101", &DialRules::default());
    assert_eq!(words, Err(DialNumberError::NotANumber));
    let dashed = DialTarget::parse("０３ー１２３４ー５６７８", &DialRules::default()).unwrap();
    assert_eq!(dashed.as_str(), "0312345678");
    let number = DialTarget::parse("1 0 1", &DialRules::default()).unwrap();
    assert_eq!(number.as_str(), "101");
}
