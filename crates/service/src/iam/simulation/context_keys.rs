//! The condition keys that policies ask for.

use std::collections::BTreeSet;

use identity::policy::Policy;

/// The keys that requests here have, as AWS spells them (page "AWS global condition
/// context keys", and those of IAM and STS). Policies may spell them in any case.
const SPELLED: [&str; 34] = [
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalType",
    "aws:RequestedRegion",
    "aws:SecureTransport",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:userid",
    "aws:username",
    "iam:FIDO-FIPS-140-2-certification",
    "iam:FIDO-FIPS-140-3-certification",
    "iam:FIDO-certification",
    "iam:PassedToService",
    "iam:PermissionsBoundary",
    "iam:PolicyARN",
    "iam:RegisterSecurityKey",
    "sts:DurationSeconds",
    "sts:ExternalId",
    "sts:RoleSessionName",
    "sts:SourceIdentity",
    "sts:TransitiveTagKeys",
];

/// The keys that end in a tag's.
const TAGS: [&str; 4] =
    ["aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/", "iam:ResourceTag/"];

/// Returns the keys in the order of their names.
pub(super) fn names_of<'a>(policies: impl Iterator<Item = &'a Policy>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for policy in policies {
        names.extend(policy.context_keys().into_iter().map(spell));
    }
    names.into_iter().collect()
}

/// Spells a key as AWS does; one that nobody knows stays in lower case.
fn spell(key: &str) -> String {
    let known = SPELLED.iter().find(|known| known.eq_ignore_ascii_case(key));
    let tag = TAGS.iter().find_map(|prefix| {
        let (found, tag) = key.split_at_checked(prefix.len())?;
        found.eq_ignore_ascii_case(prefix).then(|| format!("{prefix}{tag}"))
    });
    known.map(|known| (*known).to_owned()).or(tag).unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_as_aws_does() {
        for (key, spelled) in [
            ("aws:currenttime", "aws:CurrentTime"),
            ("aws:username", "aws:username"),
            ("aws:principaltag/team", "aws:PrincipalTag/team"),
            ("s3:prefix", "s3:prefix"),
        ] {
            assert_eq!(spell(key), spelled);
        }
    }
}
