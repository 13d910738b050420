//! What is remembered between two commands: temporary credentials until they
//! end, and which codes were given out, since a service takes each code once.
//! The agent keeps it in memory; without an agent it lies sealed beside the vault.

use std::collections::BTreeMap;

use otp::Totp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The most credentials that are kept; of more, those that end first go.
const MOST: usize = 64;

/// Is what is remembered.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(default)]
    spent: BTreeMap<String, u64>,
    #[serde(default)]
    sessions: BTreeMap<String, Session>,
}

#[derive(Serialize, Deserialize)]
struct Session {
    text: Zeroizing<String>,
    until: u64,
}

/// Is a code that was not given out before, or when there will be one.
pub(crate) enum Fresh {
    /// The code.
    Code(Zeroizing<String>),
    /// From this Unix second on.
    From(u64),
}

impl Kept {
    /// Reads what was written before; anything else is nothing.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// Writes it down.
    pub(crate) fn write(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        serde_json::to_vec(self).map(Zeroizing::new)
    }

    /// Returns credentials that have not ended.
    pub(crate) fn get(&self, id: &str, now: u64) -> Option<Zeroizing<String>> {
        let session = self.sessions.get(id).filter(|session| session.until > now)?;
        Some(session.text.clone())
    }

    /// Keeps credentials, and forgets those that have ended.
    pub(crate) fn keep(&mut self, id: String, text: Zeroizing<String>, until: u64, now: u64) {
        self.sessions.retain(|_, session| session.until > now);
        self.sessions.insert(id, Session { text, until });
        while self.sessions.len() > MOST {
            let first = self.sessions.iter().min_by_key(|(_, session)| session.until);
            let Some(first) = first.map(|(id, _)| id.clone()) else { return };
            self.sessions.remove(&first);
        }
    }

    /// Counts the credentials that have not ended.
    pub(crate) fn count(&self, now: u64) -> usize {
        self.sessions.values().filter(|session| session.until > now).count()
    }

    /// Returns a code that was not given out before: this step's, else the next
    /// one's, which services take as well.
    pub(crate) fn fresh(&mut self, id: &str, totp: &Totp, time: u64) -> Fresh {
        let now = totp.period.step_at(time);
        let spent = self.spent.get(id).copied();
        // A step far ahead of the clock was noted while the clock was wrong.
        let spent = spent.filter(|&step| step <= now.saturating_add(20));
        let step = spent.map_or(now, |step| now.max(step.saturating_add(1)));
        if step > now.saturating_add(1) {
            let period = u64::from(totp.period.seconds());
            return Fresh::From(step.saturating_sub(1).saturating_mul(period));
        }
        self.spend(id, step);
        Fresh::Code(Zeroizing::new(totp.code_of_step(step).expose()))
    }

    /// Notes that the codes up to a step were given out.
    pub(crate) fn spend(&mut self, id: &str, step: u64) {
        self.spent.insert(id.to_owned(), step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use otp::Seed;

    fn totp() -> Totp {
        Totp::standard(Seed::from_base32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap())
    }

    fn code(fresh: Fresh) -> String {
        match fresh {
            Fresh::Code(code) => code.to_string(),
            Fresh::From(time) => format!("from {time}"),
        }
    }

    #[test]
    fn no_code_is_given_out_twice() {
        let mut kept = Kept::default();
        let of = |step: u64| totp().code_of_step(step).expose();
        assert_eq!(code(kept.fresh("a", &totp(), 3000)), of(100));
        assert_eq!(code(kept.fresh("a", &totp(), 3001)), of(101));
        assert_eq!(code(kept.fresh("a", &totp(), 3002)), "from 3030");
        assert_eq!(code(kept.fresh("b", &totp(), 3002)), of(100));
        assert_eq!(code(kept.fresh("a", &totp(), 3030)), of(102));
        // A clock that was an hour ahead when codes were given out.
        kept.spend("a", 220);
        assert_eq!(code(kept.fresh("a", &totp(), 3060)), of(102));
    }

    #[test]
    fn credentials_end() {
        let mut kept = Kept::default();
        kept.keep("a".to_owned(), "one".to_owned().into(), 100, 0);
        assert_eq!(kept.get("a", 99).unwrap().as_str(), "one");
        assert!(kept.get("a", 100).is_none());
        for number in 0..100 {
            kept.keep(format!("{number}"), String::new().into(), 1000 + number, 100);
        }
        assert_eq!(kept.count(100), MOST);
        assert!(kept.get("35", 100).is_none() && kept.get("36", 100).is_some());
        let again = Kept::read(&kept.write().unwrap());
        assert_eq!(again.count(100), MOST);
        assert_eq!(Kept::read(b"{\"sessions\": 7}").count(0), 0);
    }
}
