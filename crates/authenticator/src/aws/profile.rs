//! What a profile says that the SDK has no use for, but a session with a second factor
//! has: the device, and the roles on the way from the long-term key.

use aws_config::profile::Profile;

use crate::failure::Failure;

/// Is a role on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    /// The role's ARN.
    pub(crate) arn: String,
    /// The name of its session.
    pub(crate) session: Option<String>,
    /// What a role of a third party asks for.
    pub(crate) external_id: Option<String>,
    /// How long it is had, in seconds.
    pub(crate) seconds: Option<u64>,
}

/// Is where the credentials at the beginning of the way come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The profile has none; another place may.
    Nowhere,
    /// A key that stands in the profile, or in the environment.
    Key,
    /// Another program.
    Process,
    /// This program, asked by the profile itself.
    Ourselves,
    /// A sign-in in the browser.
    SingleSignOn,
    /// The machine that this runs on, or a token in a file.
    Elsewhere,
}

/// Is what a chain of profiles says.
#[derive(Debug)]
pub(super) struct Chain {
    /// The profile that the way begins with.
    pub(super) base: String,
    /// Whether the base names a role too, so that the SDK would take that one with it.
    pub(super) base_has_role: bool,
    /// What the base has.
    pub(super) origin: Origin,
    /// The roles, in the order in which they are assumed.
    pub(super) roles: Vec<Role>,
    /// The device, as the first profile names it that does.
    pub(super) mfa_serial: Option<String>,
}

/// Follows `source_profile` from the selected profile to the one that has credentials,
/// as the SDK does.
pub(super) fn follow<'p>(
    selected: &'p str,
    profile_of: impl Fn(&str) -> Option<&'p Profile>,
) -> Result<Chain, Failure> {
    let mut chain = Chain {
        base: selected.to_owned(),
        base_has_role: false,
        origin: Origin::Nowhere,
        roles: Vec::new(),
        mfa_serial: None,
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut name = selected;
    while let Some(profile) = profile_of(name) {
        seen.push(name);
        name.clone_into(&mut chain.base);
        chain.origin = origin(profile);
        let get = |key| profile.get(key).map(str::to_owned);
        chain.mfa_serial = chain.mfa_serial.or_else(|| get("mfa_serial"));
        // Keys of a source are taken before its role, those of the first are not.
        let role = get("role_arn").filter(|_| seen.len() == 1 || !has_key(profile));
        let Some(arn) = role.filter(|_| profile.get("web_identity_token_file").is_none()) else {
            break;
        };
        let Some(source) = profile.get("source_profile") else {
            // A role of the machine's, which the SDK assumes.
            break;
        };
        chain.roles.push(Role {
            arn,
            session: get("role_session_name"),
            external_id: get("external_id"),
            seconds: get("duration_seconds").and_then(|text| text.parse().ok()),
        });
        if source == name {
            chain.base_has_role = true;
            break;
        }
        if seen.contains(&source) {
            return Err(Failure::new(format!(
                "the profiles {} lead in a circle by source_profile",
                seen.join(", ")
            )));
        }
        if profile_of(source).is_none() {
            return Err(Failure::new(format!(
                "there is no profile \"{source}\", which the profile \"{name}\" names as its source_profile"
            )));
        }
        name = source;
    }
    chain.roles.reverse();
    Ok(chain)
}

fn has_key(profile: &Profile) -> bool {
    profile.get("aws_access_key_id").is_some() && profile.get("aws_secret_access_key").is_some()
}

fn origin(profile: &Profile) -> Origin {
    let has = |key: &str| profile.get(key).is_some();
    if has("web_identity_token_file") || has("credential_source") {
        Origin::Elsewhere
    } else if has("sso_session") || has("sso_start_url") {
        Origin::SingleSignOn
    } else if let Some(command) = profile.get("credential_process") {
        if is_ours(command) { Origin::Ourselves } else { Origin::Process }
    } else if has_key(profile) {
        Origin::Key
    } else {
        Origin::Nowhere
    }
}

/// Tells whether a command asks this program for a session, which would ask the
/// profile again, without end.
fn is_ours(command: &str) -> bool {
    let mut words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
    let ours = words.any(|word| word.rsplit('/').next() == Some("secondkey"));
    let words: Vec<&str> = words.collect();
    ours && words.windows(2).any(|pair| pair == ["aws", "session"])
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use aws_config::profile::Property;

    use super::*;

    /// Follows a profile among those with these settings.
    fn followed(selected: &str, texts: &[(&str, &[(&str, &str)])]) -> Result<Chain, Failure> {
        let profile = |(name, settings): &(&str, &[(&str, &str)])| {
            let property = |(key, value): &(&str, &str)| {
                ((*key).to_owned(), Property::new((*key).to_owned(), (*value).to_owned()))
            };
            let all: HashMap<String, Property> = settings.iter().map(property).collect();
            ((*name).to_owned(), Profile::new((*name).to_owned(), all))
        };
        let all: HashMap<String, Profile> = texts.iter().map(profile).collect();
        follow(selected, |name| all.get(name))
    }

    fn arns(chain: &Chain) -> Vec<&str> {
        chain.roles.iter().map(|role| role.arn.as_str()).collect()
    }

    const KEY: [(&str, &str); 2] = [("aws_access_key_id", "A"), ("aws_secret_access_key", "s")];

    #[test]
    fn roles_are_assumed_from_the_key_onwards() {
        let first = [("role_arn", "first"), ("source_profile", "keys"), ("mfa_serial", "m")];
        let second = [
            ("role_arn", "second"),
            ("source_profile", "first"),
            ("external_id", "x"),
            ("role_session_name", "s"),
            ("duration_seconds", "900"),
        ];
        let all = [("keys", &KEY[..]), ("first", &first[..]), ("second", &second[..])];
        let chain = followed("second", &all).unwrap();
        assert_eq!((chain.base.as_str(), chain.origin), ("keys", Origin::Key));
        assert_eq!(arns(&chain), ["first", "second"]);
        assert_eq!(chain.mfa_serial.as_deref(), Some("m"));
        let last = chain.roles.last().unwrap();
        assert_eq!((last.external_id.as_deref(), last.seconds), (Some("x"), Some(900)));
        let alone = followed("keys", &all).unwrap();
        assert!(alone.roles.is_empty() && alone.base == "keys" && !alone.base_has_role);
        let none = followed("nobody", &all).unwrap();
        assert!(none.roles.is_empty() && none.base == "nobody");
    }

    #[test]
    fn a_source_with_a_key_is_the_end_of_the_way() {
        let strong = [KEY[0], KEY[1], ("role_arn", "not this"), ("source_profile", "keys")];
        let role = [("role_arn", "r"), ("source_profile", "strong")];
        let all = [("keys", &KEY[..]), ("strong", &strong[..]), ("role", &role[..])];
        let chain = followed("role", &all).unwrap();
        assert_eq!((chain.base.as_str(), arns(&chain)), ("strong", vec!["r"]));
        // Where it is the first one, its role is meant.
        let chain = followed("strong", &all).unwrap();
        assert_eq!((chain.base.as_str(), arns(&chain)), ("keys", vec!["not this"]));
        let own = [KEY[0], KEY[1], ("role_arn", "r"), ("source_profile", "own")];
        let chain = followed("own", &[("own", &own[..])]).unwrap();
        assert!(chain.base_has_role && arns(&chain) == ["r"]);
    }

    #[test]
    fn circles_and_gaps_are_told() {
        let one = [("role_arn", "1"), ("source_profile", "two")];
        let two = [("role_arn", "2"), ("source_profile", "one")];
        let all = [("one", &one[..]), ("two", &two[..])];
        assert!(followed("one", &all).unwrap_err().message.contains("circle"));
        let gap = followed("one", &all[..1]).unwrap_err().message;
        assert!(gap.contains("no profile \"two\""), "{gap}");
    }

    #[test]
    fn where_the_first_credentials_come_from() {
        let of = |settings: &[(&str, &str)]| followed("p", &[("p", settings)]).unwrap().origin;
        assert_eq!(
            (of(&KEY), of(&KEY[..1]), of(&[])),
            (Origin::Key, Origin::Nowhere, Origin::Nowhere)
        );
        assert_eq!(of(&[("sso_session", "s")]), Origin::SingleSignOn);
        assert_eq!(of(&[("credential_process", "op get")]), Origin::Process);
        assert_eq!(of(&[("credential_source", "Environment")]), Origin::Elsewhere);
        for ours in [
            "secondkey aws session --profile p",
            "\"/usr/bin/secondkey\" aws session",
            "env X=1 /opt/secondkey --vault v aws session",
        ] {
            assert_eq!(of(&[("credential_process", ours)]), Origin::Ourselves, "{ours}");
        }
        for other in ["cat secondkey", "secondkey-old aws session", "secondkey code aws"] {
            assert_eq!(of(&[("credential_process", other)]), Origin::Process, "{other}");
        }
    }
}
