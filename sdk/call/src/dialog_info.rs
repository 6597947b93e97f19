//! The calls of somebody else as they are read (RFC 4235).

use alloc::string::String;
use alloc::vec::Vec;

use sip::{NameAddr, Uri};

use crate::identity::party;
use crate::xml::{Piece, Xml, attribute, unescape};
use crate::{DialogInfo, DialogName, Direction};

/// Nobody has more calls than this that we would show.
pub(crate) const MOST: usize = 64;

/// One document.
pub(crate) struct Document {
    pub version: u32,
    /// These are all, and not only those that changed.
    pub full: bool,
    pub dialogs: Vec<DialogInfo>,
}

pub(crate) fn read(body: &[u8]) -> Option<Document> {
    let mut xml = Xml::new(core::str::from_utf8(body).ok()?);
    let mut document = Document {
        version: 0,
        full: false,
        dialogs: Vec::new(),
    };
    let mut display = None;
    while let Some(piece) = xml.next() {
        let path = xml.path();
        if !path.starts_with("/dialog-info") {
            return None;
        }
        if let (Piece::Open(attributes), "/dialog-info") = (piece, path) {
            document.version = sip::read_number(
                attribute(attributes, "version")?.trim_ascii(),
                u32::MAX.into(),
            )? as u32;
            document.full = attribute(attributes, "state")? == "full";
        }
        if let (Piece::Open(attributes), "/dialog-info/dialog") = (piece, path) {
            if document.dialogs.len() >= MOST {
                return None;
            }
            let name = || {
                Some(DialogName {
                    call_id: attribute(attributes, "call-id")?,
                    local_tag: attribute(attributes, "local-tag")?,
                    remote_tag: attribute(attributes, "remote-tag")?,
                })
            };
            document.dialogs.push(DialogInfo {
                name: name(),
                id: attribute(attributes, "id")?,
                direction: match attribute(attributes, "direction").as_deref() {
                    Some("initiator") => Some(Direction::Outbound),
                    Some("recipient") => Some(Direction::Inbound),
                    _ => None,
                },
                state: "trying",
                remote: None,
            });
        }
        let Some(dialog) = document.dialogs.last_mut() else {
            continue;
        };
        match (piece, path) {
            (Piece::Text(text), "/dialog-info/dialog/state") => {
                dialog.state = state(text.trim_ascii())?
            }
            (Piece::Open(attributes), "/dialog-info/dialog/remote/identity") => {
                display = attribute(attributes, "display");
            }
            (Piece::Text(text), "/dialog-info/dialog/remote/identity") => {
                dialog.name(display.take(), &unescape(text));
            }
            (Piece::Open(attributes), "/dialog-info/dialog/remote/target")
                if dialog.remote.is_none() =>
            {
                dialog.name(None, &attribute(attributes, "uri").unwrap_or_default());
            }
            _ => {}
        }
    }
    xml.is_whole().then_some(document)
}

impl DialogInfo {
    fn name(&mut self, display: Option<String>, uri: &str) {
        if let Ok(uri) = Uri::parse(uri.trim_ascii()) {
            let mut address = NameAddr::new(uri);
            address.display = display;
            self.remote = Some(party(&address));
        }
    }
}

static STATES: [&str; 5] = ["trying", "proceeding", "early", "confirmed", "terminated"];

fn state(text: &str) -> Option<&'static str> {
    STATES.iter().find(|state| **state == text).copied()
}
