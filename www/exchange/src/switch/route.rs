//! Where an INVITE leads, and whether its sender may go there.

use sip::{DialogId, HeaderName, Replaces, Request, Scheme, Status};

use super::Switch;
use super::flow::{Identity, Role};
use super::ledger::LiveCall;
use super::referral::Referral;
use super::registrar::Binding;
use crate::store::LegKind;

pub(super) enum Target {
    /// All phones of a user.
    User(String),
    /// The one that has a dialog.
    Phone(Box<Binding>),
    Team(String),
    Queue(String),
    Nobody,
}

/// A way, and what the call on it is.
pub(super) struct Route {
    pub target: Target,
    pub kind: LegKind,
    /// The call that it is a part of.
    pub record: Option<i64>,
    /// The agent who transferred.
    pub by: Option<String>,
}

/// Why there is none.
pub(super) enum NoWay {
    Forbidden(&'static str),
    Status(Status),
}

/// The dialog that Replaces (RFC 3891) or Join (RFC 3911) names.
struct Named {
    dialog: DialogId,
    joins: bool,
}

fn named(request: &Request) -> Result<Option<Named>, NoWay> {
    let headers = &request.headers;
    let replaces = headers.all(HeaderName::Replaces).map(|text| (text, false));
    let joins = headers.all(HeaderName::Join).map(|text| (text, true));
    let mut all = replaces.chain(joins);
    let Some((text, joins)) = all.next() else {
        return Ok(None);
    };
    // RFC 3891 §3, RFC 3911 §4: one of them, and once.
    let parsed = Replaces::parse(text).filter(|_| all.next().is_none());
    let dialog = parsed.ok_or(NoWay::Status(Status::BAD_REQUEST))?.dialog;
    Ok(Some(Named { dialog, joins }))
}

impl Switch {
    pub(super) fn route(&mut self, request: &Request, caller: &Identity) -> Result<Route, NoWay> {
        let named = named(request)?;
        let referral = self.follows(request, &caller.user);
        let is_agent = caller.role == Role::Agent;
        if let Some(named) = named {
            let live = self.ledger.get(&named.dialog.call_id);
            let is_own = live.is_some_and(|call| call.has(&caller.user));
            if named.joins && !is_agent {
                return Err(NoWay::Forbidden("Agents only may join a call"));
            }
            // A guest must not take over a call that is not his, unless he was sent there.
            if (is_agent || is_own || referral.is_some())
                && let Some(target) = self.holder(request, caller, live)?
            {
                return Ok(self.route_to_holder(target, &named, caller, referral));
            }
        }
        let Some(target) = self.resolve(request) else {
            return Err(NoWay::Status(Status::INTERNAL_ERROR));
        };
        if let Some(referral) = referral {
            return Ok(Route {
                target,
                kind: LegKind::Transfer,
                record: Some(referral.record),
                by: Some(referral.by),
            });
        }
        if let Role::Guest { queue } = &caller.role {
            if !matches!(&target, Target::Queue(wanted) if wanted == queue) {
                return Err(NoWay::Forbidden("Guests may call their queue only"));
            }
            if !self.may_call_again(&caller.user) {
                return Err(NoWay::Status(Status::BUSY_HERE));
            }
        }
        Ok(Route {
            target,
            kind: LegKind::Call,
            record: None,
            by: None,
        })
    }

    /// The phone that has the named dialog: the one whose contact is called, or else the one from which a party of that call was
    /// heard last. Other phones of that user do not know the dialog and are not rung. `None`: an address as any other.
    fn holder(
        &self,
        request: &Request,
        caller: &Identity,
        live: Option<&LiveCall>,
    ) -> Result<Option<Target>, NoWay> {
        let gone = NoWay::Status(Status::NO_SUCH_CALL);
        if let Some(phone) = self.registrar.find_any(&request.uri) {
            return match live.is_none_or(|call| call.has(&phone.user)) {
                true => Ok(Some(Target::Phone(Box::new(phone.clone())))),
                false => Err(gone),
            };
        }
        let Some(call) = live else {
            return Ok(None);
        };
        let user = if call.has(&caller.user) {
            call.other(&caller.user).to_owned()
        } else {
            match self.resolve_user(request) {
                Some(user) if call.has(&user) => user,
                _ => return Err(gone),
            }
        };
        let target = match call.contact_of(&user) {
            Some(contact) => match self.registrar.find(&user, contact) {
                Some(phone) => Target::Phone(Box::new(phone.clone())),
                None => return Err(NoWay::Status(Status::UNAVAILABLE)),
            },
            // The exchange was started anew and has not heard them since.
            None => Target::User(user),
        };
        Ok(Some(target))
    }

    fn route_to_holder(
        &self,
        target: Target,
        named: &Named,
        caller: &Identity,
        referral: Option<Referral>,
    ) -> Route {
        let live = self.ledger.get(&named.dialog.call_id);
        let theirs = live.map(|call| call.entry.record);
        let (kind, record) = match &referral {
            _ if named.joins => (LegKind::Join, theirs),
            Some(referral) => {
                // Of the two calls that become one, the customer's is the one that goes on.
                let from = self.ledger.get(&referral.call_id);
                let is_theirs = live.is_some_and(LiveCall::is_customers)
                    && !from.is_some_and(LiveCall::is_customers);
                let own = Some(referral.record);
                (LegKind::Attended, theirs.filter(|_| is_theirs).or(own))
            }
            None if live.is_some_and(|call| call.has(&caller.user)) => (LegKind::Return, theirs),
            None => (LegKind::Attended, theirs),
        };
        Route {
            target,
            kind,
            record,
            by: referral.map(|referral| referral.by),
        }
    }

    /// Who is meant; `None` when the store failed.
    fn resolve(&self, request: &Request) -> Option<Target> {
        let Some(user) = self.user_here(request) else {
            return Some(Target::Nobody);
        };
        if self.config.queue(&user).is_some() {
            return Some(Target::Queue(user));
        }
        if self.config.team(&user).is_some() {
            return Some(Target::Team(user));
        }
        let agent = self.kept(self.store.agent_dialled(&user))?;
        Some(agent.map_or(Target::Nobody, |agent| Target::User(agent.user)))
    }

    /// The agent or guest whose address is called.
    fn resolve_user(&self, request: &Request) -> Option<String> {
        let user = self.user_here(request)?;
        let agent = self.kept(self.store.agent_dialled(&user)).flatten();
        Some(agent.map_or(user, |agent| agent.user))
    }

    fn user_here(&self, request: &Request) -> Option<String> {
        let uri = &request.uri;
        let ours = uri.scheme == Scheme::Tel || uri.host.eq_ignore_ascii_case(&self.config.domain);
        uri.user_decoded().filter(|_| ours)
    }
}
