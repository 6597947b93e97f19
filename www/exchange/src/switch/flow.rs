//! One socket: who proved to be at its other end, and how much nonsense came from there.

use std::time::Duration;

use sip::{Flow, Instant};

use super::{Effect, Switch};

/// Malformed frames that are forgiven at once; one more is forgiven each second.
const FAULTS: u64 = 20;
/// How long a socket may be open before somebody registers on it.
const COURTESY: Duration = Duration::from_secs(90);

/// Who speaks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Identity {
    pub user: String,
    /// The name the exchange vouches for.
    pub name: String,
    pub role: Role,
    /// When the credentials end, in seconds since the epoch.
    pub expires_s: i64,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Role {
    Agent,
    /// May call this queue and nothing else.
    Guest {
        queue: String,
    },
}

pub(super) struct Line {
    /// Set by the last proof; trusted until its credentials end.
    pub identity: Option<Identity>,
    /// When a proof is due at the latest.
    pub stranger_until: Option<Instant>,
    faults: u64,
    since: Instant,
}

impl Line {
    pub fn new(now: Instant) -> Self {
        Self {
            identity: None,
            stranger_until: Some(now + COURTESY),
            faults: 0,
            since: now,
        }
    }

    /// Counts a fault; whether it was one too many.
    fn fault(&mut self, now: Instant) -> bool {
        let forgiven = now.since(self.since).as_secs();
        if forgiven > 0 {
            self.faults = self.faults.saturating_sub(forgiven);
            self.since = now;
        }
        self.faults += 1;
        self.faults > FAULTS
    }
}

impl Switch {
    /// Whoever has not said who he is after a while has no business here.
    pub(super) fn close_strangers(&mut self) {
        let now = self.now;
        for (flow, line) in &mut self.lines {
            if line.stranger_until.is_some_and(|until| until <= now) {
                line.stranger_until = None;
                if line.identity.is_none() {
                    self.effects.push(Effect::Close(*flow));
                }
            }
        }
    }

    /// A frame was no SIP message. One who floods us with such is shown out.
    pub(super) fn on_malformed(&mut self, flow: Flow, error: &sip::ParseError) {
        tracing::debug!(flow = flow.0, %error, "malformed frame");
        let now = self.now;
        if let Some(line) = self.lines.get_mut(&flow)
            && line.fault(now)
        {
            tracing::warn!(flow = flow.0, "closed: too many malformed frames");
            // What else it has sent is not read.
            self.lines.remove(&flow);
            self.effects.push(Effect::Close(flow));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_faults_is_noticed_and_a_trickle_forgiven() {
        let mut line = Line::new(Instant::from_millis(0));
        for second in 0..100 {
            assert!(!line.fault(Instant::from_millis(second * 1_000)));
        }
        let mut flood = Line::new(Instant::from_millis(0));
        let faults = (0..=FAULTS).map(|_| flood.fault(Instant::from_millis(1)));
        assert_eq!(faults.filter(|over| *over).count(), 1);
    }
}
