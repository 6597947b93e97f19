//! Transfers that pass: whom a REFER sent to whom, so that the call which follows is known for what it is (RFC 3515, RFC 3892).
//!
//! A guest may call what an agent referred him to, once and soon, and nothing else beside his queue.

use std::time::Duration;

use sip::{DialogId, HeaderName, Instant, NameAddr, Replaces, Request, Scheme, Uri};

use super::Switch;
use super::flow::{Identity, Role};

/// The one who was referred calls within this time, or not at all.
const LIFE: Duration = Duration::from_secs(60);
/// More than these do not wait at once for one user.
const PENDING: usize = 4;

/// A user was asked to call somebody.
pub(super) struct Referral {
    /// The one who is to call.
    user: String,
    target: Uri,
    /// The dialog whose place the call is to take.
    replaces: Option<DialogId>,
    /// The agent who asked.
    pub by: String,
    /// The Call-ID of the call in which he did.
    pub call_id: String,
    /// The record of that call.
    pub record: i64,
    until: Instant,
}

impl Switch {
    /// An agent's REFER passes on its way to the other party of a call.
    pub(super) fn refer_passes(&mut self, refer: &Request, call_id: &str, sender: &Identity) {
        let Some(call) = self.ledger.get(call_id) else {
            return;
        };
        let user = call.other(&sender.user).to_owned();
        let record = call.entry.record;
        let target = refer.headers.first_address(HeaderName::ReferTo);
        let Some(target) = target.filter(|_| sender.role == Role::Agent) else {
            return;
        };
        let mut target = target.uri;
        let replaces = target.header("Replaces");
        let replaces = replaces.and_then(|text| Replaces::parse(&text));
        target.headers = None;
        let now = self.now;
        self.referrals.retain(|one| one.until > now);
        let same = self.referrals.iter().filter(|one| one.user == user);
        if same.count() >= PENDING {
            return;
        }
        tracing::info!(record, user, by = sender.user, to = %target, "referred");
        self.referrals.push(Referral {
            user,
            target,
            replaces: replaces.map(|named| named.dialog),
            by: sender.user.clone(),
            call_id: call_id.into(),
            record,
            until: now + LIFE,
        });
    }

    /// The referral that this INVITE follows. It holds for one call.
    pub(super) fn follows(&mut self, invite: &Request, caller: &str) -> Option<Referral> {
        let now = self.now;
        let headers = &invite.headers;
        let replaces = headers.get(HeaderName::Replaces).and_then(Replaces::parse);
        let replaces = replaces.map(|named| named.dialog);
        let claimed = headers.first_address(HeaderName::ReferredBy);
        let fits = |one: &Referral| {
            one.user == caller
                && one.until > now
                && one.replaces == replaces
                && self.is_same_target(&one.target, &invite.uri)
                // RFC 3892 §2.1: who says by whom he was referred says it truly.
                && claimed.as_deref().is_none_or(|by: &NameAddr| self.is_aor_of(&by.uri, &one.by))
        };
        let at = self.referrals.iter().position(fits)?;
        Some(self.referrals.remove(at))
    }

    fn is_same_target(&self, referred: &Uri, called: &Uri) -> bool {
        let here = |uri: &Uri| {
            uri.scheme == Scheme::Tel || uri.host.eq_ignore_ascii_case(&self.config.domain)
        };
        referred.equivalent(called)
            || (here(referred)
                && here(called)
                && referred.user.is_some()
                && referred.user_decoded() == called.user_decoded())
    }
}
