//! What one side of a call tells the other about the conversation it belongs to: that it is a conference, or whom a consultation is about.

use sip::{HeaderName, Headers, NameAddr, Uri};

use super::*;
use crate::identity::ANONYMOUS;

impl Leg {
    /// What every request that opens or changes the dialog, and every answer to one, says of us.
    pub(super) fn introduce(&self, ua: &UserAgent, headers: &mut Headers) {
        ua.introduce(headers);
        self.name_focus(ua, headers);
    }

    /// RFC 4579 §5.1: whoever calls this address talks with all of a conference.
    pub(super) fn name_focus(&self, ua: &UserAgent, headers: &mut Headers) {
        if self.focus {
            headers.set(HeaderName::Contact, ua.contact() + ";isfocus");
        }
    }

    /// The line of this call is a conference from now on, or no longer: the far side is told, for it may show that.
    pub fn set_focus(&mut self, ua: &mut UserAgent, now: Instant, focus: bool) {
        if self.focus != focus {
            self.focus = focus;
            if self.call.state() != CallState::Connected {
                return;
            }
            match self.negotiation {
                session::Negotiation::Settled => self.refresh(ua, now),
                // Our offer has not left the house, and will say so.
                session::Negotiation::Describing => {}
                // The exchange under way may not say so, and what it agrees on ends every wish for a refresh.
                _ => self.again = true,
            }
        }
    }

    /// The address of the conference that the far side is.
    pub fn room(&self) -> Option<Uri> {
        let dialog = self.dialog.as_ref().filter(|_| self.call.in_conference)?;
        Some(dialog.remote_target().clone())
    }

    /// Whether the far side's Contact is that of a conference.
    pub(super) fn learn_focus(&mut self, ua: &mut UserAgent, headers: &Headers) {
        if let Some(contact) = headers.first_address(HeaderName::Contact) {
            let focus = contact.params.has("isfocus");
            let changed = self.call.in_conference != focus;
            self.call.in_conference = focus;
            if changed && self.call.state() == CallState::Connected {
                self.changed(ua);
            }
        }
    }
}

/// The value of the Call-Info that tells whom a consultation is about, and by which call: a stranger hears neither.
pub(crate) fn consult_info(about: &Call, target: &Uri, own: &Uri) -> Option<String> {
    let colleague = target.host.eq_ignore_ascii_case(&own.host);
    let customer = about.remote();
    let uri = if colleague { &customer.uri } else { ANONYMOUS };
    let mut info = NameAddr::new(Uri::parse(uri).ok()?);
    info.params.set(PURPOSE, CONSULT);
    if colleague {
        if let Some(name) = &customer.display_name {
            info.params.set(NAME, name);
        }
        info.params.set(CALL_ID, about.sip_call_id());
    }
    Some(info.to_text())
}

const PURPOSE: &str = "purpose";
const CONSULT: &str = "consult";
const NAME: &str = "name";
const CALL_ID: &str = "call-id";

/// Whom a call is about, and the Call-ID of his own, when it is a consultation. Only a colleague's word counts: what a phone offers
/// hangs on it.
pub(super) fn consulted(
    headers: &Headers,
    caller: &Party,
    own: &Uri,
) -> Option<(Party, Option<String>)> {
    let colleague =
        Uri::parse(&caller.uri).is_ok_and(|uri| uri.host.eq_ignore_ascii_case(&own.host));
    let mut infos = headers.values(HeaderName::CallInfo).filter(|_| colleague);
    infos.find_map(|info| {
        let about = NameAddr::parse(info).ok()?;
        if !about.params.get(PURPOSE)?.eq_ignore_ascii_case(CONSULT) {
            return None;
        }
        let text = |name| about.params.get(name).map(String::from);
        let mut customer = party(&about);
        customer.display_name = text(NAME);
        Some((customer, text(CALL_ID)))
    })
}
