//! A dialog that a request names beside its own.

use crate::dialog::{Dialog, DialogId};
use crate::param::{Dialect, Params};
use crate::text;
use alloc::string::String;

/// The value of Replaces (RFC 3891) or Join (RFC 3911): whose place an INVITE takes, or whom it comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replaces {
    /// The dialog as its receiver knows it: `to-tag` is his own tag (RFC 3891 §3).
    pub dialog: DialogId,
    /// Whether it is to be refused once the dialog is confirmed.
    pub early_only: bool,
}

impl Replaces {
    /// Reads `call-id;to-tag=…;from-tag=…`; `None` without exactly one of each tag.
    pub fn parse(text: &str) -> Option<Replaces> {
        let (call_id, params) = text::cut_or_all(text, b';');
        let params = Params::parse(params, b';', Dialect::Header)?;
        let tag = |wanted: &str| {
            let mut tags = params
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
            let (_, tag) = tags.next()?;
            // §3: `0` is the tag of a peer of RFC 2543, which has none.
            let tag = tag.filter(|_| tags.next().is_none())?;
            Some(String::from(if tag == "0" { "" } else { tag }))
        };
        let call_id = text::trim(call_id);
        Some(Replaces {
            dialog: DialogId {
                call_id: Some(call_id).filter(|id| !id.is_empty())?.into(),
                local_tag: tag("to-tag")?,
                remote_tag: tag("from-tag")?,
            },
            early_only: params.has("early-only"),
        })
    }
}

impl Dialog {
    /// The value of Replaces or Join that names this dialog to the peer. In a Refer-To it still has to be escaped: [`Uri::add_header`](crate::Uri::add_header).
    pub fn to_replaces(&self) -> String {
        let mut out = self.id.call_id.clone();
        for (name, tag) in [
            (";to-tag=", &self.id.remote_tag),
            (";from-tag=", &self.id.local_tag),
        ] {
            out.push_str(name);
            out.push_str(if tag.is_empty() { "0" } else { tag });
        }
        out
    }
}
