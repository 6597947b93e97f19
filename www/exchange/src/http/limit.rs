//! How often an address may ask: a bucket of tokens each.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// Beyond this many addresses, full buckets are forgotten.
const TRACKED: usize = 10_000;

/// Buckets that hold a minute's worth of requests and fill evenly.
pub struct RateLimit {
    per_minute: f64,
    buckets: Mutex<BTreeMap<IpAddr, Bucket>>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl RateLimit {
    pub fn per_minute(requests: u32) -> Self {
        Self {
            per_minute: f64::from(requests.max(1)),
            buckets: Mutex::default(),
        }
    }

    /// Takes a token, or says in how many seconds there will be one.
    pub fn take(&self, address: IpAddr) -> Result<(), u64> {
        self.take_at(address, Instant::now())
    }

    fn take_at(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let refill = |bucket: &Bucket| {
            let since = now.duration_since(bucket.at).as_secs_f64();
            (bucket.tokens + since * self.per_minute / 60.0).min(self.per_minute)
        };
        if buckets.len() > TRACKED {
            buckets.retain(|_, bucket| refill(bucket) < self.per_minute);
        }
        let bucket = buckets.entry(address).or_insert(Bucket {
            tokens: self.per_minute,
            at: now,
        });
        bucket.tokens = refill(bucket);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            let missing = (1.0 - bucket.tokens) * 60.0 / self.per_minute;
            return Err(missing.ceil().max(1.0) as u64);
        }
        bucket.tokens -= 1.0;
        Ok(())
    }

    /// Gives a token back: what was asked did not count.
    pub fn give_back(&self, address: IpAddr) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&address) {
            bucket.tokens = (bucket.tokens + 1.0).min(self.per_minute);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_minutes_worth_is_given_at_once_and_then_evenly() {
        let limit = RateLimit::per_minute(2);
        let address = IpAddr::from([127, 0, 0, 1]);
        let start = Instant::now();
        assert_eq!(limit.take_at(address, start), Ok(()));
        assert_eq!(limit.take_at(address, start), Ok(()));
        assert_eq!(limit.take_at(address, start), Err(30));
        assert_eq!(limit.take_at(IpAddr::from([127, 0, 0, 2]), start), Ok(()));
        let later = start + Duration::from_secs(31);
        assert_eq!(limit.take_at(address, later), Ok(()));
    }
}
