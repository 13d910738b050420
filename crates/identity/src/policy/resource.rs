//! What may stand as a Resource: `*` or an ARN, with wildcards and variables.
//! Sources: the page "IAM JSON policy elements: Resource" and the messages of IAM.

use super::fault::Fault;

/// The partitions of AWS; this service is in the first.
pub(super) const PARTITIONS: [&str; 6] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc"];

/// How the last part of an ARN of IAM begins.
pub(super) const IAM_RESOURCES: [&str; 14] = [
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "u2f/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
];

/// Refuses what cannot be a resource.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    if text == "*" {
        return Ok(());
    }
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let open = |part: &str| part.contains(['*', '?', '$']);
    let ["arn", partition, rest @ ..] = parts.as_slice() else {
        return Err(Fault::Resource(text.to_owned()));
    };
    if !open(partition) && !PARTITIONS.contains(partition) {
        return Err(Fault::Partition {
            partition: (*partition).to_owned(),
            resource: text.to_owned(),
        });
    }
    match rest {
        ["iam", region, _, path] => {
            if !region.is_empty() && *region != "*" {
                return Err(Fault::Region(text.to_owned()));
            }
            let known = *path == "*"
                || *path == "root"
                || path.starts_with("${")
                || IAM_RESOURCES.iter().any(|resource| path.starts_with(resource));
            if known { Ok(()) } else { Err(Fault::IamPath) }
        }
        [_, _, _, _] => Ok(()),
        // A `*` at the end of a part stands for the parts behind it as well.
        [.., last] if last.ends_with('*') => Ok(()),
        _ if partition.ends_with('*') => Ok(()),
        _ => Err(Fault::Resource(text.to_owned())),
    }
}
