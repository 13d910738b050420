//! The operations of IAM that an audit needs; all of them only read. What the answers
//! mean is decided by who asked.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{
    AssignmentStatusType, AttachedPolicy, EntityType, GroupDetail, ManagedPolicyDetail,
    PolicyDetail, UserDetail,
};
use percent_encoding::percent_decode_str;

use super::call::{next, pages};
use super::{Aws, Fault};

/// Is a page of an account's details.
pub(crate) struct AccountPage {
    /// Users, each with their policies and groups.
    pub(crate) users: Vec<Holder>,
    /// Groups with their policies.
    pub(crate) groups: Vec<Holder>,
    /// Managed policies: ARN, and the document in force.
    pub(crate) policies: Vec<(String, Option<String>)>,
}

/// Is a user or a group with what is attached to it.
#[derive(Default)]
pub(crate) struct Holder {
    /// The name.
    pub(crate) name: String,
    /// The ARN.
    pub(crate) arn: String,
    /// The documents of its own policies; nothing for one that cannot be read.
    pub(crate) inline: Vec<Option<String>>,
    /// The ARNs of managed policies.
    pub(crate) attached: Vec<String>,
    /// The names of the groups that it is in.
    pub(crate) groups: Vec<String>,
    /// The ARN of the permissions boundary.
    pub(crate) boundary: Option<String>,
}

/// Is a virtual device that somebody has.
pub(crate) struct VirtualDevice {
    /// Its serial number.
    pub(crate) serial: String,
    /// The ARN of who has it.
    pub(crate) owner: Option<String>,
}

impl Aws<'_> {
    /// Reads users, groups and policies, page by page (`GetAccountAuthorizationDetails`).
    pub(crate) fn account_details(&self, mut take: impl FnMut(AccountPage)) -> Result<(), Fault> {
        let wanted = [
            EntityType::User,
            EntityType::Group,
            EntityType::LocalManagedPolicy,
            EntityType::AwsManagedPolicy,
        ];
        pages(|marker| {
            let ask = self.iam.get_account_authorization_details();
            let ask = ask.set_filter(Some(wanted.to_vec())).set_marker(marker);
            let page = self.ask_iam(ask.send())?;
            let next = next(page.is_truncated, page.marker);
            take(AccountPage {
                users: some(page.user_detail_list).filter_map(user).collect(),
                groups: some(page.group_detail_list).filter_map(group).collect(),
                policies: some(page.policies).filter_map(managed).collect(),
            });
            Ok(next)
        })
    }

    /// Reads the names of all users (`ListUsers`).
    pub(crate) fn user_names(&self) -> Result<Vec<String>, Fault> {
        let mut names = Vec::new();
        pages(|marker| {
            let page = self.ask_iam(self.iam.list_users().set_marker(marker).send())?;
            names.extend(page.users.into_iter().map(|user| user.user_name));
            Ok(next(page.is_truncated, page.marker))
        })?;
        Ok(names)
    }

    /// Has a credential report made (`GenerateCredentialReport`).
    pub(crate) fn make_credential_report(&self) -> Result<(), Fault> {
        self.ask_iam(self.iam.generate_credential_report().send()).map(drop)
    }

    /// Reads the credential report, a table (`GetCredentialReport`).
    pub(crate) fn credential_report(&self) -> Result<String, Fault> {
        let report = self.ask_iam(self.iam.get_credential_report().send())?.content;
        let bytes = report.ok_or_else(|| Fault::senseless("Content"))?.into_inner();
        String::from_utf8(bytes).map_err(|_| Fault::senseless("Content"))
    }

    /// Reads the account's figures by their names (`GetAccountSummary`).
    pub(crate) fn account_figures(&self) -> Result<BTreeMap<String, i32>, Fault> {
        let summary = self.ask_iam(self.iam.get_account_summary().send())?.summary_map;
        let all = summary.into_iter().flatten();
        Ok(all.map(|(name, figure)| (name.as_str().to_owned(), figure)).collect())
    }

    /// Reads all virtual devices that somebody has (`ListVirtualMFADevices`).
    pub(crate) fn virtual_devices(&self) -> Result<Vec<VirtualDevice>, Fault> {
        let mut devices = Vec::new();
        pages(|marker| {
            let ask = self.iam.list_virtual_mfa_devices().set_marker(marker);
            let ask = ask.assignment_status(AssignmentStatusType::Assigned);
            let page = self.ask_iam(ask.send())?;
            devices.extend(page.virtual_mfa_devices.into_iter().map(|device| VirtualDevice {
                serial: device.serial_number,
                owner: device.user.map(|user| user.arn),
            }));
            Ok(next(page.is_truncated, page.marker))
        })?;
        Ok(devices)
    }
}

fn some<T>(list: Option<Vec<T>>) -> impl Iterator<Item = T> {
    list.into_iter().flatten()
}

fn user(user: UserDetail) -> Option<Holder> {
    Some(Holder {
        name: user.user_name?,
        arn: user.arn.unwrap_or_default(),
        inline: some(user.user_policy_list).map(own).collect(),
        attached: some(user.attached_managed_policies).filter_map(attached).collect(),
        groups: user.group_list.unwrap_or_default(),
        boundary: user.permissions_boundary.and_then(|fence| fence.permissions_boundary_arn),
    })
}

fn group(group: GroupDetail) -> Option<Holder> {
    Some(Holder {
        name: group.group_name?,
        arn: group.arn.unwrap_or_default(),
        inline: some(group.group_policy_list).map(own).collect(),
        attached: some(group.attached_managed_policies).filter_map(attached).collect(),
        ..Holder::default()
    })
}

fn managed(policy: ManagedPolicyDetail) -> Option<(String, Option<String>)> {
    let arn = policy.arn?;
    let in_force = some(policy.policy_version_list).find(|version| version.is_default_version);
    Some((arn, in_force.and_then(|version| version.document).and_then(|text| plain(&text))))
}

fn own(policy: PolicyDetail) -> Option<String> {
    plain(&policy.policy_document?)
}

fn attached(policy: AttachedPolicy) -> Option<String> {
    policy.policy_arn
}

/// Returns a document as it was written; in answers it is escaped as in an address,
/// where a plus is a plus.
fn plain(escaped: &str) -> Option<String> {
    percent_decode_str(escaped).decode_utf8().ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_as_they_were_written() {
        assert_eq!(plain("%7B%22a%22%3A%22b+c%20d%22%7D").as_deref(), Some("{\"a\":\"b+c d\"}"));
        assert_eq!(plain("%ff"), None);
    }
}
