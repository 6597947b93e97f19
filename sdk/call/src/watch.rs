//! What a phone watches: the presence of others, and what their telephones are doing.

use alloc::string::String;

use sip::Instant;

use crate::{DialogName, Direction, Party, Phone, dial};

/// The phone's handle of a watch, never used twice.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub struct WatchId(pub(crate) u32);

impl WatchId {
    /// The handle with this number, as it comes back from a place that only keeps numbers.
    pub const fn from_u32(number: u32) -> Self {
        WatchId(number)
    }

    /// The number of this handle.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// What is watched.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Package {
    /// Whether somebody is there (RFC 3856): [`crate::Event::Presence`] tells.
    Presence,
    /// The calls of somebody (RFC 4235): [`crate::Event::Dialogs`] tells.
    Dialog,
}

/// Where a watch stands.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum WatchState {
    /// Asked for, or waiting for the watched side's consent.
    Pending,
    /// The server tells every change.
    Active,
    /// It is over and the phone no longer knows it.
    Ended {
        /// Why: `rejected`, `noresource`, `invariant`, `unsupported` or `failed`.
        reason: &'static str,
    },
}

/// What somebody shows of himself.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct PresenceStatus {
    /// Whether calls are welcome.
    pub open: bool,
    /// A word on it; empty when there is none.
    pub note: String,
}

/// One call of somebody who is watched.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct DialogInfo {
    /// What the server calls it.
    pub id: String,
    /// Who called, seen from the watched telephone; `None` when the server does not say.
    pub direction: Option<Direction>,
    /// `trying`, `proceeding`, `early`, `confirmed` or `terminated`; the last one is told once.
    pub state: &'static str,
    /// The far side, where the server says who it is.
    pub remote: Option<Party>,
    /// What the call is called there, where the server says that: [`Phone::join`] comes to it.
    pub name: Option<DialogName>,
}

/// Why nothing is watched.
#[derive(Copy, Clone, Eq, PartialEq, Debug, thiserror::Error)]
pub enum WatchError {
    /// The target is no number, name or address.
    #[error("this can not be watched")]
    BadTarget,
    /// As many are watched as a phone can.
    #[error("too many are watched")]
    TooMany,
}

impl WatchError {
    /// The stable name of this error.
    pub fn code(self) -> &'static str {
        match self {
            WatchError::BadTarget => "api.bad-target",
            WatchError::TooMany => "api.too-many-watches",
        }
    }
}

impl Phone {
    /// Watches somebody until [`Phone::unwatch`], through every reconnect.
    ///
    /// `target` is what [`Phone::dial`] takes. While the transport is down the subscription waits for its return.
    pub fn watch(
        &mut self,
        now: Instant,
        target: &str,
        package: Package,
    ) -> Result<WatchId, WatchError> {
        let target =
            dial::target(target, &self.ua.config.uri).map_err(|_| WatchError::BadTarget)?;
        let watch = self.watching.watch(&mut self.ua, now, target, package);
        self.settle(now);
        watch.ok_or(WatchError::TooMany)
    }

    /// Watches somebody no longer. Nothing more is told of this watch.
    pub fn unwatch(&mut self, now: Instant, watch: WatchId) {
        self.watching.unwatch(&mut self.ua, now, watch);
        self.settle(now);
    }

    /// The watches that are not over.
    pub fn watches(&self) -> impl Iterator<Item = WatchId> {
        self.watching.watches()
    }
}
