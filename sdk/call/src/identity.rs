//! Who calls, for whom it was meant, and who we say that we are.
//!
//! What P-Asserted-Identity, Remote-Party-ID, Diversion and History-Info say is believed: all of it comes over the one connection to
//! the server that we authenticated with, and a server is in the trust domain of its phones and takes such headers off what comes
//! from elsewhere (RFC 3325 §5).

use alloc::string::String;

use sip::{HeaderName, Headers, NameAddr, Request, Uri};

use crate::user_agent::UserAgent;
use crate::{DialError, Party, dial};

/// RFC 3323 §4.1.1.3.
pub(crate) const ANONYMOUS: &str = "sip:anonymous@anonymous.invalid";

/// The caller on the word of the server, which knows better than the caller who the caller is.
pub(crate) fn asserted(headers: &Headers) -> Option<Party> {
    let address = headers
        .asserted_identity()
        .or_else(|| headers.first_address(HeaderName::RemotePartyId));
    address.map(|address| party(&address))
}

/// Whom the call was meant for before it was sent on to us: the last one who sent it on (RFC 5806 §5), or else the first who was
/// called, in the words of RFC 7044.
pub(crate) fn diversion(headers: &Headers, own: &Uri) -> Option<Party> {
    for name in [HeaderName::Diversion, HeaderName::HistoryInfo] {
        if let Some(address) = headers.first_address(name)
            && !is_same(&address.uri, own)
        {
            return Some(party(&address));
        }
    }
    None
}

/// The queue: whom the caller called, when that is not us, or who sent the call on. A bare number names none.
pub(crate) fn queue(request: &Request, own: &Uri, diversion: Option<&Party>) -> Option<String> {
    let called = request.headers.to().ok();
    let called = called.filter(|to| !is_same(&to.uri, own));
    let called = called.map(|to| party(&to));
    let name = |party: &Party| {
        let spoken = party.number.bytes().any(|byte| byte.is_ascii_alphabetic());
        let number = spoken.then(|| party.number.clone());
        party.display_name.clone().or(number)
    };
    called
        .as_ref()
        .and_then(name)
        .or_else(|| diversion.and_then(name))
}

fn is_same(uri: &Uri, own: &Uri) -> bool {
    uri.user_decoded() == own.user_decoded() && uri.host.eq_ignore_ascii_case(&own.host)
}

/// The address to show for what a person or an application named; none for `anonymous`.
pub(crate) fn caller(caller: &str, own: &Uri) -> Result<Option<Uri>, DialError> {
    if caller.trim_ascii().eq_ignore_ascii_case("anonymous") {
        return Ok(None);
    }
    dial::target(caller, own)
        .map(Some)
        .map_err(|_| DialError::BadCaller)
}

/// Says in an INVITE who calls, when that is to be somebody else than usual: RFC 3325 §9.2 for the server, From for the called side.
pub(crate) fn present(
    invite: &mut Request,
    ua: &UserAgent,
    caller: Option<Uri>,
    display_name: Option<&str>,
) {
    let hidden = caller.is_none();
    let mut address = NameAddr::new(caller.unwrap_or_else(|| ua.config.uri.aor()));
    address.display = display_name.map(String::from);
    let headers = &mut invite.headers;
    let tag = String::from(headers.from_tag());
    let shown = if hidden {
        headers.push(HeaderName::Privacy, "id");
        // RFC 5627 §3.1.3: an address that tells nobody whose it is.
        if let Some(contact) = ua.hidden_contact() {
            headers.set(HeaderName::Contact, contact);
        }
        String::from("\"Anonymous\" <") + ANONYMOUS + ">"
    } else {
        address.to_text()
    };
    headers.push(HeaderName::PPreferredIdentity, address.to_text());
    headers.set(HeaderName::From, shown + ";tag=" + &tag);
}

/// The address a header gives, for people.
pub(crate) fn party(address: &NameAddr) -> Party {
    Party {
        uri: address.uri.aor().to_text(),
        number: number(&address.uri),
        display_name: address
            .display
            .clone()
            .filter(|name| !name.trim_ascii().is_empty()),
    }
}

/// The user part for people: a number or a name, without the parameters that telephone numbers carry there.
fn number(uri: &Uri) -> String {
    let user = uri
        .user_decoded()
        .filter(|user| !user.is_empty())
        .unwrap_or_else(|| uri.host.clone());
    String::from(sip::cut_or_all(&user, b';').0)
}
