//! Everything that is read from one line of text: what was read is written, read again, and then stays as it is.

use sip::{CSeq, Dialog, NameAddr, Reason, Replaces, Uri, Via};

pub fn run(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    if let Ok(uri) = Uri::parse(text) {
        again(&uri);
    }
    if let Ok(address) = NameAddr::parse(text) {
        let written = address.to_string();
        let read = NameAddr::parse(&written).expect("it was written");
        assert_eq!(read.to_string(), written);
        // A value of a header has no line ends; whoever brings some gets blanks.
        if !text.contains(['\r', '\n', '\0']) {
            assert_eq!(read.params, address.params, "{written:?}");
        }
        again(&address.uri);
    }
    if let Some(via) = Via::parse(text) {
        let written = via.to_string();
        let read = Via::parse(&written).expect("it was written");
        assert_eq!(read.to_string(), written);
    }
    if let Some(cseq) = CSeq::parse(text) {
        assert_eq!(CSeq::parse(&cseq.to_string()), Some(cseq));
    }
    if let Ok(dialog) = Dialog::restore(text) {
        let kept = dialog.keep();
        assert_eq!(Dialog::restore(&kept).expect("it was kept").keep(), kept);
    }
    let _ = (Reason::parse(text), Replaces::parse(text));
    let _ = Uri::sip(text, "host").to_string();
    let _ = Uri::sip("user", text).to_string();
    let mut carrier = Uri::sip("user", "host");
    carrier.add_header("Replaces", text);
    let written = carrier.to_string();
    let read = Uri::parse(&written).expect("what is added is escaped");
    assert_eq!(read.header("Replaces").as_deref(), Some(text));
}

fn again(uri: &Uri) {
    let written = uri.to_string();
    let read = Uri::parse(&written).expect("it was written");
    assert_eq!(read.to_string(), written);
    assert!(uri.equivalent(uri), "{written:?}");
    let _ = (uri.user_decoded(), uri.aor().to_string());
    let _ = uri.header("Replaces");
    assert!(!written.bytes().any(|byte| byte <= b' '), "{written:?}");
}
