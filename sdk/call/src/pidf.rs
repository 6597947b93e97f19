//! Presence as it is read (RFC 3863).

use alloc::string::String;

use crate::PresenceStatus;
use crate::xml::{Piece, Xml, unescape};

/// Open when one of the tuples is; the note is that tuple's, or else the first there is.
pub(crate) fn read(body: &[u8]) -> Option<PresenceStatus> {
    let mut xml = Xml::new(core::str::from_utf8(body).ok()?);
    let mut open = false;
    let mut note = String::new();
    let (mut tuple_open, mut tuple_note) = (false, String::new());
    while let Some(piece) = xml.next() {
        match (piece, xml.path()) {
            (_, path) if !path.starts_with("/presence") => return None,
            (Piece::Text(text), "/presence/tuple/status/basic") => {
                tuple_open = text.trim_ascii() == "open";
            }
            (Piece::Text(text), "/presence/tuple/note") => tuple_note = unescape(text),
            (Piece::Text(text), "/presence/note" | "/presence/person/note") if note.is_empty() => {
                note = unescape(text)
            }
            (Piece::Close, "/presence/tuple") => {
                let better = tuple_open && !open;
                let first = tuple_open == open && note.is_empty();
                let tuple_note = core::mem::take(&mut tuple_note);
                if (better || first) && !tuple_note.is_empty() {
                    note = tuple_note;
                }
                open |= tuple_open;
                tuple_open = false;
            }
            _ => {}
        }
    }
    xml.is_whole().then_some(PresenceStatus { open, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(xml: &str) -> Option<(bool, String)> {
        read(xml.as_bytes()).map(|status| (status.open, status.note))
    }

    #[test]
    fn a_person_with_one_open_tuple_is_open_and_has_its_note() {
        let xml = "<?xml version=\"1.0\"?>\n<!-- two -->\n<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' entity=\"pres:a@b\"><p:tuple id=\"1\"><p:status><p:basic>closed</p:basic></p:status><p:note>home</p:note></p:tuple>\
            <p:tuple id=\"2\"><p:status><p:basic> open </p:basic></p:status><p:contact>sip:a@b</p:contact><p:note>at &lt;work&gt; &#x1F4DE;</p:note></p:tuple></p:presence>\n";
        assert_eq!(status(xml), Some((true, "at <work> \u{1f4de}".into())));
    }

    #[test]
    fn a_document_without_a_tuple_is_closed() {
        assert_eq!(status("<presence/>"), Some((false, String::new())));
        assert_eq!(
            status("<presence><note>gone</note></presence>"),
            Some((false, "gone".into()))
        );
    }

    #[test]
    fn what_is_no_presence_is_nothing() {
        for xml in [
            "",
            "hello",
            "<presence>",
            "<presence></tuple>",
            "<presence/><presence/>",
            "<dialog-info/>",
            "<!DOCTYPE lolz [<!ENTITY lol \"lol\">]><presence/>",
            "<presence a='></presence>",
            "<",
            "<>",
            "</presence>",
        ] {
            assert_eq!(status(xml), None, "{xml}");
        }
        assert_eq!(
            status(&(String::from("<presence>") + &"<a>".repeat(60_000))),
            None
        );
    }

    #[test]
    fn no_bytes_hurt() {
        let whole = "<presence entity='x'><tuple id=\"1\"><status><basic>open</basic></status><note>a&amp;b</note></tuple></presence>";
        let mut entropy = sip::Entropy::new([5; 32]);
        for _ in 0..20_000 {
            let mut bytes = whole.as_bytes().to_vec();
            for _ in 0..entropy.below(6) {
                let at = entropy.below(bytes.len() as u32) as usize;
                bytes[at] = b"<>/&;#x\"'=! -]?[\xc3\x9f"[entropy.below(18) as usize];
            }
            bytes.truncate(entropy.below(bytes.len() as u32 + 1) as usize);
            let _ = read(&bytes);
            let _ = crate::dialog_info::read(&bytes);
        }
    }
}
