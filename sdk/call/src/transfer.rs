//! Transfers as the application orders them.

use sip::{HeaderName, Instant, Request, ServerTransaction, Status};

use crate::leg::{Leg, Referral};
use crate::phone::MOST_CALLS;
use crate::{CallError, CallId, DialOptions, Event, Joins, Muted, Phone};

/// What becomes of the far side's wish that we call somebody else in its place.
#[derive(Copy, Clone, Eq, PartialEq, Debug, Default)]
pub enum Transfers {
    /// Within a call it is followed; outside of every call it is refused.
    #[default]
    Accept,
    /// [`crate::Event::TransferAsked`] asks the application.
    Ask,
    /// It is refused.
    Refuse,
}

/// Why a transfer was not begun.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum TransferError {
    /// There is no such call, or it is over.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call is not connected, or is being transferred already.
    #[error("the call can not be transferred now")]
    WrongState,
    /// The target is no number, name or address.
    #[error("the call can not be transferred there")]
    BadTarget,
    /// There is no connection to the server.
    #[error("there is no connection to the server")]
    NoTransport,
}

impl TransferError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            TransferError::NoSuchCall => "api.no-such-call",
            TransferError::WrongState => "api.wrong-state",
            TransferError::BadTarget => "api.bad-target",
            TransferError::NoTransport => "transport.down",
        }
    }
}

impl Phone {
    /// Follows a transfer that [`crate::Event::TransferAsked`] asked for.
    pub fn accept_transfer(&mut self, now: Instant, id: CallId) -> Result<(), CallError> {
        let full = self.legs.len() >= MOST_CALLS;
        let (leg, _) = self.leg(id)?;
        if full {
            return Err(CallError::WrongState);
        }
        let referral = leg.take_asked()?;
        self.follow(now, id, referral);
        self.settle(now);
        Ok(())
    }

    /// Refuses a transfer that [`crate::Event::TransferAsked`] asked for. The call goes on.
    pub fn refuse_transfer(&mut self, now: Instant, id: CallId) -> Result<(), CallError> {
        let (leg, ua) = self.leg(id)?;
        let referral = leg.take_asked()?;
        leg.notify(ua, now, &referral, Status::DECLINE);
        self.settle(now);
        Ok(())
    }

    /// A REFER came. What it is not taken on for comes back as the status to answer it with.
    pub(crate) fn referred(
        &mut self,
        now: Instant,
        tx: ServerTransaction,
        request: &Request,
    ) -> Result<(), Status> {
        let policy = self.ua.config.accept_transfers;
        let full = self.legs.len() >= MOST_CALLS;
        let Some((leg, ua)) = self.leg_of(request) else {
            // Nobody may make this phone call somebody who does not talk with it.
            let outside = request.headers.to_tag().is_empty();
            return Err(if outside {
                Status::DECLINE
            } else {
                Status::NO_SUCH_CALL
            });
        };
        if !leg.admits(request) {
            return Err(Status::INTERNAL_ERROR);
        }
        let referral = leg.referral(ua, request)?;
        if policy == Transfers::Refuse {
            return Err(Status::DECLINE);
        }
        if full {
            return Err(Status::BUSY_HERE);
        }
        leg.take_referral(ua, now, tx, request, &referral);
        let id = leg.call.id();
        if policy == Transfers::Ask {
            ua.event(Event::TransferAsked(id, referral.target.to_text()));
            leg.asked_by(referral);
        } else {
            self.follow(now, id, referral);
        }
        Ok(())
    }

    /// Calls whom the far side of a call refers us to.
    fn follow(&mut self, now: Instant, old: CallId, referral: Referral) {
        let new = self.next_call();
        let Ok((leg, _)) = self.leg(old) else {
            return;
        };
        let mut options = DialOptions {
            media: leg.call.kind(),
            ..DialOptions::default()
        };
        let muted = leg.call.muted();
        let target = referral.target.clone();
        for (name, value) in [
            (HeaderName::ReferredBy, &referral.referred_by),
            (HeaderName::Replaces, &referral.replaces),
        ] {
            if let Some(value) = value {
                options.headers.push((name.as_str().into(), value.clone()));
            }
        }
        leg.followed(referral, new);
        let mut leg = Leg::dial(&mut self.ua, now, new, target, options);
        leg.come_for(Some(old));
        leg.place(&mut self.ua);
        self.take_place(old, new);
        if muted {
            leg.set_muted(&mut self.ua, Muted::Yes);
        }
        self.legs.push(leg);
    }

    /// Which call an INVITE is to replace, and which to join (RFC 3891 §3, RFC 3911 §4).
    pub(crate) fn named(
        &self,
        request: &Request,
    ) -> Result<(Option<CallId>, Option<CallId>), Status> {
        let mut found = (None, None);
        let headers = &request.headers;
        let named = headers.all(HeaderName::Replaces);
        let named = named.chain(headers.all(HeaderName::Join));
        for (nth, value) in named.enumerate() {
            let name = sip::Replaces::parse(value).filter(|_| nth == 0);
            let name = name.ok_or(Status::BAD_REQUEST)?;
            let leg = self.legs.iter().find(|leg| leg.is_named(&name.dialog));
            let leg = leg.ok_or(Status::NO_SUCH_CALL)?;
            let id = Some(leg.call.id());
            if headers.has(HeaderName::Replaces) {
                leg.may_be_replaced(name.early_only)?;
                found.0 = id;
            } else if leg.is_leaving() {
                return Err(Status::DECLINE);
            } else if self.ua.config.profile.join == Joins::Refuse {
                return Err(Status::FORBIDDEN);
            } else {
                found.1 = id;
            }
        }
        Ok(found)
    }

    /// Puts calls in the place of others once they are there, and tells referrers of theirs. Says whether anything came of it.
    pub(crate) fn succeed(&mut self, now: Instant) -> bool {
        let mut moved = false;
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs.get_mut(at) else {
                break;
            };
            if let Some(other) = leg.gone_to()
                && let Ok((other, ua)) = self.leg(other)
                && !other.is_leaving()
            {
                other.let_go(ua, now);
                moved = true;
            }
            let Some(leg) = self.legs.get_mut(at) else {
                break;
            };
            let Some(old) = leg.comes_for() else {
                continue;
            };
            let (new, status, over) = (leg.call.id(), leg.status(), leg.is_leaving());
            let mut there = status.is_success();
            match self.leg(old) {
                Ok((old, ua)) => {
                    moved |= old.report(ua, now, new, status);
                    there |= old.is_leaving();
                }
                Err(_) => there = true,
            }
            if !there && !over {
                continue;
            }
            moved = true;
            if let Some(leg) = self.legs.get_mut(at) {
                leg.come_for(None);
            }
            if !over {
                self.ua.event(Event::Replaced { old, new });
                self.leave_line(old);
                if let Ok((old, ua)) = self.leg(old) {
                    old.replaced(ua, now, new);
                }
            }
        }
        moved
    }
}
