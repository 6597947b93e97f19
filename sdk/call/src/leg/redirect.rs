//! What becomes of an INVITE that was refused: another target, or other words (RFC 3261 §8.1.3).

use sip::{CSeq, HeaderName, Method, NameAddr, Request, Response, Scheme, Uri};

use super::session::Negotiation;
use super::*;

/// How often a call is sent elsewhere: §8.1.3.4 leaves it to us not to run for ever.
const MOST_HOPS: u8 = 5;
/// How many addresses are kept to be tried.
const MOST_TARGETS: usize = 10;

/// Where else to look for the called side.
#[derive(Default)]
pub(super) struct Redirect {
    hops: u8,
    /// The next one first.
    targets: Vec<Uri>,
    tried: Vec<Uri>,
}

impl Leg {
    /// Invites again where that makes sense; says whether it did.
    pub(super) fn invite_again(
        &mut self,
        ua: &mut UserAgent,
        now: Instant,
        refused: &Request,
        refusal: &Response,
    ) -> bool {
        if !self.goes_on(&Method::Invite) || !ua.up {
            return false;
        }
        let mut invite = refused.clone();
        match refusal.status.code() {
            // RFC 4028 §7.4.
            422 if self.longer(refusal) => {}
            420 if without(&mut invite, refusal) => {}
            420 | 422 | 600.. => return false,
            code => {
                let redirect = &mut self.redirect;
                redirect.tried.push(invite.uri.clone());
                if code < 400 && redirect.hops < MOST_HOPS {
                    redirect.hops += 1;
                    redirect.learn(refusal);
                }
                if redirect.targets.is_empty() {
                    return false;
                }
                invite.uri = redirect.targets.remove(0);
            }
        }
        let cseq = CSeq {
            number: invite.headers.cseq_number() + 1,
            method: Method::Invite,
        };
        invite.headers.set(HeaderName::CSeq, cseq.to_text());
        self.forks.clear();
        self.heard = None;
        self.invite(ua, now, invite);
        true
    }

    /// Sends the INVITE that places the call.
    pub(super) fn invite(&mut self, ua: &mut UserAgent, now: Instant, mut invite: Request) {
        self.ask_for_life(ua, &mut invite.headers);
        // Whoever says nothing but 100 is not waited for any longer than one who rings (RFC 3261 §16.7, timer C).
        self.limit_ringing(ua, now, None);
        let tx = ua.send(now, invite, Owner::Call(self.call.id));
        self.placed = Some(tx);
        self.negotiation = Negotiation::Offered(tx);
    }
}

impl Redirect {
    /// The contacts of a 3xx, the most wanted first, before those of a 3xx that came earlier.
    fn learn(&mut self, refusal: &Response) {
        let mut found: Vec<Box<NameAddr>> = Vec::new();
        for value in refusal.headers.values(HeaderName::Contact) {
            let Ok(mut contact) = NameAddr::parse(value) else {
                continue;
            };
            let uri = &mut contact.uri;
            // RFC 3261 §19.1.5: neither makes another request of this one.
            uri.headers = None;
            uri.params.remove("method");
            uri.password = None;
            let usable = matches!(uri.scheme, Scheme::Sip | Scheme::Sips) && !uri.host.is_empty();
            if usable && !self.tried.contains(uri) && !self.targets.contains(uri) {
                // Digits behind `0.` compare as text, and nothing is more than the `1` of those who say nothing.
                let q = |contact: &NameAddr| String::from(contact.params.get("q").unwrap_or("1"));
                let less = found.iter().position(|other| q(other) < q(&contact));
                found.insert(less.unwrap_or(found.len()), contact);
            }
        }
        for contact in found.into_iter().rev() {
            self.targets.insert(0, contact.uri);
        }
        self.targets.truncate(MOST_TARGETS);
    }
}

/// Takes away what the far side does not know (§8.1.3.5); whether there was any of it.
fn without(invite: &mut Request, refusal: &Response) -> bool {
    let mut known = String::new();
    let mut less = false;
    for option in invite.headers.values(HeaderName::Supported) {
        if refusal.headers.lists(HeaderName::Unsupported, option) {
            less = true;
            continue;
        }
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(option);
    }
    invite.headers.set(HeaderName::Supported, known);
    less
}
