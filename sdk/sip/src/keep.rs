//! A dialog as text, for a page that is loaded anew.

use crate::dialog::{Dialog, DialogId, DialogState};
use crate::name_addr::NameAddr;
use crate::text;
use crate::uri::Uri;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The text is not one that [`Dialog::keep`] wrote.
#[derive(Copy, Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the text is no dialog that was kept")]
pub struct RestoreError;

/// What the lines after the first begin with; there may be any number of the last kind.
const MARKS: &[u8; 7] = b"ilrftuR";

impl Dialog {
    /// The whole dialog as lines, none of them empty: for [`Dialog::restore`], and for nobody else to read.
    ///
    /// The first holds state, side, security and both numbers; each of the others a letter and a text.
    pub fn keep(&self) -> String {
        let mut out = String::new();
        for (yes, letter) in [
            (self.state == DialogState::Confirmed, 'c'),
            (self.caller, 'o'),
            (self.secure, 's'),
        ] {
            out.push(if yes { letter } else { '-' });
        }
        out.push(' ');
        text::push_number(&mut out, self.local_cseq.into());
        out.push(' ');
        if let Some(number) = self.remote_cseq {
            text::push_number(&mut out, number.into());
        }
        let target = self.target.to_text();
        let mut fields: Vec<&str> = Vec::from([
            self.id.call_id.as_str(),
            &self.id.local_tag,
            &self.id.remote_tag,
            &self.local,
            &self.remote,
            &target,
        ]);
        fields.extend(self.routes.iter().map(String::as_str));
        for (nth, field) in fields.into_iter().enumerate() {
            out.push('\n');
            out.push(char::from(*MARKS.get(nth).unwrap_or(&b'R')));
            text::push_line(&mut out, field);
        }
        out
    }

    /// The dialog that was kept. The text may come from anywhere: what it says is checked as far as a peer's word would be.
    pub fn restore(kept: &str) -> Result<Box<Dialog>, RestoreError> {
        read(kept).ok_or(RestoreError)
    }
}

fn read(kept: &str) -> Option<Box<Dialog>> {
    let (first, rest) = text::cut(kept, b'\n')?;
    let (flags, numbers) = text::cut(first, b' ')?;
    let (local_cseq, remote_cseq) = text::cut(numbers, b' ')?;
    let [confirmed, caller, secure] = flags.as_bytes() else {
        return None;
    };
    let mut fields = Vec::new();
    for line in rest.split('\n') {
        let (mark, field) = line.split_at_checked(1)?;
        if mark.as_bytes().first() != MARKS.get(fields.len().min(MARKS.len() - 1)) {
            return None;
        }
        fields.push(field);
    }
    let mut fields = fields.into_iter();
    let mut next = || fields.next().map(String::from);
    let id = DialogId {
        call_id: next().filter(|id| !id.is_empty())?,
        local_tag: next().filter(|tag| !tag.is_empty())?,
        remote_tag: next()?,
    };
    let (local, remote) = (next()?, next()?);
    NameAddr::parse(&local).ok()?;
    NameAddr::parse(&remote).ok()?;
    let target = Uri::parse(&next()?).ok()?;
    Some(Box::new(Dialog {
        id,
        state: if flag(*confirmed, b'c')? {
            DialogState::Confirmed
        } else {
            DialogState::Early
        },
        caller: flag(*caller, b'o')?,
        local,
        remote,
        local_cseq: number(local_cseq)?,
        remote_cseq: match remote_cseq {
            "" => None,
            digits => Some(number(digits)?),
        },
        routes: fields.map(String::from).collect(),
        target,
        secure: flag(*secure, b's')?,
    }))
}

fn flag(found: u8, letter: u8) -> Option<bool> {
    let set = found == letter;
    (set || found == b'-').then_some(set)
}

fn number(digits: &str) -> Option<u32> {
    u32::try_from(text::read_number(digits, u64::MAX)?).ok()
}
