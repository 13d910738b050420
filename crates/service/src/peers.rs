//! Where a request comes from, and how much one place may try. Counted in this
//! process only: it protects against noise from one place, while what protects
//! an identity is counted in the store.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use identity::Timestamp;
use identity::throttle::{Attempts, PEER};

/// Is the network address that a request came from, as far as trusted proxies
/// tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(IpAddr);

impl Peer {
    /// Takes an address.
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// Returns what counts as one place: an IPv4 address, an IPv6 /64.
    fn place(self) -> u128 {
        match self.0 {
            IpAddr::V4(v4) => u128::from(v4.to_bits()),
            IpAddr::V6(v6) => v6.to_bits() >> 64 << 64,
        }
    }
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Places remembered at most; beyond that the oldest are forgotten.
const REMEMBERED: usize = 50_000;

#[derive(Default)]
pub(crate) struct Peers(Mutex<HashMap<u128, Attempts>>);

impl Peers {
    /// Counts an attempt from a place, or says how long it must wait.
    pub(crate) fn admit(&self, peer: Peer, now: Timestamp) -> Result<(), Duration> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= REMEMBERED {
            places.retain(|_, kept| !PEER.is_forgotten(kept, now));
        }
        if places.len() >= REMEMBERED {
            places.clear();
        }
        let next = PEER.admit(places.get(&peer.place()).copied(), now)?;
        places.insert(peer.place(), next);
        Ok(())
    }

    /// Takes an attempt back that turned out right. Earlier failures stay: one
    /// right password must not pay for guessing at others.
    pub(crate) fn take_back(&self, peer: Peer, now: Timestamp) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = places.get_mut(&peer.place()) {
            kept.failures = kept.failures.saturating_sub(1);
            kept.not_before = now.plus(PEER.wait_after(kept.failures));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(text: &str) -> Peer {
        Peer::new(text.parse().unwrap())
    }

    #[test]
    fn one_place_waits_and_another_does_not() {
        let peers = Peers::default();
        let now = Timestamp::from_unix_seconds(1_700_000_000);
        for _ in 0..=PEER.free {
            peers.admit(peer("192.0.2.1"), now).unwrap();
        }
        assert!(peers.admit(peer("192.0.2.1"), now).is_err());
        assert!(peers.admit(peer("192.0.2.2"), now).is_ok());
    }

    #[test]
    fn a_right_attempt_is_taken_back_and_no_more() {
        let peers = Peers::default();
        let now = Timestamp::from_unix_seconds(1_700_000_000);
        for _ in 0..1000 {
            peers.admit(peer("192.0.2.1"), now).unwrap();
            peers.take_back(peer("192.0.2.1"), now);
        }
        for _ in 0..=PEER.free {
            peers.admit(peer("192.0.2.1"), now).unwrap();
        }
        assert!(peers.admit(peer("192.0.2.1"), now).is_err());
    }

    #[test]
    fn one_ipv6_network_is_one_place_and_mapped_addresses_are_ipv4() {
        assert_eq!(peer("2001:db8::1").place(), peer("2001:db8::ffff").place());
        assert_ne!(peer("2001:db8::1").place(), peer("2001:db8:0:1::1").place());
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
    }
}
