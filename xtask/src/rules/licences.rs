//! Every foreign crate has a licence that `deny.toml` allows.
//!
//! `cargo deny` reads the same list and looks deeper (at licence files); this
//! rule needs nothing but the manifests. An exception for one crate stands in
//! `exceptions`, one to a line, with its reason in a comment on that line.

use std::collections::BTreeSet;

use crate::house::House;
use crate::report::Report;
use crate::spdx;

const LIST: &str = "deny.toml";

#[derive(serde::Deserialize)]
struct Deny {
    licenses: Licences,
}

#[derive(serde::Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(serde::Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: BTreeSet<String>,
}

/// Holds each foreign crate's licence expression against the list.
pub fn check(house: &House) -> Report {
    let Licences { allow, exceptions } = match toml::from_str::<Deny>(house.text(LIST)) {
        Ok(deny) => deny.licenses,
        Err(error) => {
            return Report { seen: LIST.to_owned(), faults: vec![format!("{LIST}: {error}")] };
        }
    };
    let without_reason = exceptions.iter().filter_map(|one| {
        let quoted = format!("\"{}\"", one.name);
        let lines = house.text(LIST).lines().filter(|line| line.contains("crate = "));
        let reasoned = lines.filter(|line| line.contains(&quoted)).all(|line| line.contains('#'));
        (!reasoned).then(|| format!("{LIST}: no reason beside the exception for {}", one.name))
    });
    Report::of("foreign crates", &house.foreign, |one| {
        let granted = |licence: &str| {
            let excepted =
                |entry: &Exception| entry.name == one.name && entry.allow.contains(licence);
            allow.contains(licence) || exceptions.iter().any(excepted)
        };
        let expression = one.licence.as_deref().unwrap_or_default();
        if spdx::is_met(expression, &granted) {
            return Vec::new();
        }
        vec![format!(
            "{} {}: its licence `{expression}` is not allowed by {LIST}",
            one.name, one.version
        )]
    })
    .and(without_reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, foreign};

    #[test]
    fn grants_the_list_and_its_exceptions() {
        let house = sample::house().with_foreign(foreign("odd", "1.0.0", "MPL-2.0"));
        assert!(check(&house).faults.is_empty());
    }

    #[test]
    fn refuses_the_rest() {
        for (name, licence) in [("even", "MPL-2.0"), ("odd", "GPL-3.0-only"), ("odd", "")] {
            let house = sample::house().with_foreign(foreign(name, "1.0.0", licence));
            assert_eq!(check(&house).faults.len(), 1, "{name}: {licence}");
        }
        let silent = sample::house().text(LIST).replace("# used unchanged", "");
        assert_eq!(check(&sample::house().with_file(LIST, &silent)).faults.len(), 1);
    }
}
