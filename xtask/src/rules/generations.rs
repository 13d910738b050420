//! The RustCrypto crates that we name are of one generation.
//!
//! They build on shared traits (`digest`, `cipher`, ...): two generations do not
//! fit together, and double what has to be trusted. Looked at are the crates of
//! that project that we name and those of it that they need; what others bring
//! along (`age` an older generation, for one) is not in our hands.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{Foreign, House};
use crate::report::Report;

const PROJECT: &str = "https://github.com/RustCrypto/";

/// Follows the RustCrypto crates that we name, and looks for two versions of one.
pub fn check(house: &House) -> Report {
    let project: BTreeMap<&str, &Foreign> = house
        .foreign
        .iter()
        .filter(|one| one.repository.as_deref().is_some_and(|url| url.starts_with(PROJECT)))
        .map(|one| (one.id.as_str(), one))
        .collect();
    let mut reached: BTreeMap<&str, &Foreign> = BTreeMap::new();
    let mut open: Vec<&Foreign> = project.values().copied().filter(|one| one.named_by_us).collect();
    while let Some(one) = open.pop() {
        if reached.insert(&one.id, one).is_none() {
            open.extend(one.needs.iter().filter_map(|id| project.get(id.as_str()).copied()));
        }
    }
    let mut generations: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in reached.values() {
        generations.entry(&one.name).or_default().insert(generation(&one.version));
    }
    Report::of("RustCrypto crates", generations, |(name, versions)| {
        if versions.len() < 2 {
            return Vec::new();
        }
        let versions: Vec<&str> = versions.into_iter().collect();
        vec![format!("{name}: we name crates of two generations: {}", versions.join(" and "))]
    })
}

/// Returns the part of a version that must not differ: `0.11` of `0.11.3`, `2` of `2.6.1`.
fn generation(version: &str) -> &str {
    let parts = if version.starts_with("0.") { 2 } else { 1 };
    version
        .match_indices('.')
        .nth(parts - 1)
        .and_then(|(at, _)| version.get(..at))
        .unwrap_or(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn crypto(name: &str, version: &str, needs: &str, named_by_us: bool) -> Foreign {
        Foreign {
            repository: Some(format!("{PROJECT}{name}")),
            needs: vec![needs.into()],
            named_by_us,
            ..sample::foreign(name, version, "MIT")
        }
    }

    #[test]
    fn finds_two_generations_among_those_we_name() {
        let house = sample::house()
            .with_foreign(crypto("hmac", "0.13.0", "digest@0.11.3", true))
            .with_foreign(crypto("digest", "0.11.3", "", false))
            .with_foreign(crypto("digest", "0.10.7", "", false))
            .with_foreign(crypto("scrypt", "0.11.0", "digest@0.10.7", false));
        assert!(check(&house).faults.is_empty(), "what others bring is not ours");
        let house = house.with_foreign(crypto("pbkdf2", "0.12.0", "digest@0.10.7", true));
        assert_eq!(
            check(&house).faults,
            ["digest: we name crates of two generations: 0.10 and 0.11"]
        );
    }

    #[test]
    fn knows_what_a_generation_is() {
        for (version, want) in [("0.11.3", "0.11"), ("2.6.1", "2"), ("0.10.0-rc.19", "0.10")] {
            assert_eq!(generation(version), want);
        }
    }
}
