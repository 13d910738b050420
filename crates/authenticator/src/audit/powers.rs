//! Who may let whom in: which users can set another's password, take another's
//! device away or make a key for another, and which of them can give themselves
//! every right, whatever their policies are called. Roles are not followed.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::{Allowed, Document, decide};
use crate::aws::{self, AccountPage};

/// Give a user more rights, by name of the user.
const BY_USER: [&str; 2] = ["iam:AttachUserPolicy", "iam:PutUserPolicy"];
/// Give the members of a group more rights.
const BY_GROUP: [&str; 2] = ["iam:AttachGroupPolicy", "iam:PutGroupPolicy"];
/// Change what an attached policy says.
const BY_POLICY: [&str; 2] = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"];
/// Puts a user into a group.
const INTO_GROUP: &str = "iam:AddUserToGroup";
/// Set a password: the first, or another.
const PASSWORD: [&str; 2] = ["iam:UpdateLoginProfile", "iam:CreateLoginProfile"];
/// Takes a device out of use.
const DEVICE: &str = "iam:DeactivateMFADevice";
/// Makes an access key.
const KEY: &str = "iam:CreateAccessKey";

/// The name of policies that allow everything that matters here.
const FULL: [&str; 2] = [":aws:policy/AdministratorAccess", ":aws:policy/IAMFullAccess"];

/// Is what a user can do to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reset {
    /// The other.
    pub(crate) whom: String,
    /// Whether their password can be set.
    pub(crate) password: Allowed,
    /// Whether a device of theirs can be taken out of use.
    pub(crate) device: Allowed,
    /// Whether a key can be made for them.
    pub(crate) key: Allowed,
}

/// Is what a user can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Power {
    /// Whether the user is an administrator, or can become one.
    pub(crate) everything: Allowed,
    /// What they can do to others; empty for administrators, who can do it all.
    pub(crate) resets: Vec<Reset>,
}

/// Is a user or group with what its policies say.
#[derive(Default)]
struct Holder {
    arn: String,
    inline: Vec<Option<Document>>,
    attached: Vec<String>,
    groups: Vec<String>,
    boundary: Option<String>,
}

/// Gathers the pages of the account's details.
#[derive(Default)]
pub(crate) struct Details {
    users: BTreeMap<String, Holder>,
    groups: BTreeMap<String, Holder>,
    policies: BTreeMap<String, Document>,
}

impl Details {
    /// Takes one page.
    pub(crate) fn take(&mut self, page: AccountPage) {
        let named = |one: aws::Holder| (one.name.clone(), Holder::read(one));
        self.groups.extend(page.groups.into_iter().map(named));
        self.users.extend(page.users.into_iter().map(named));
        let read = |(arn, text): (String, Option<String>)| {
            text.and_then(|text| Document::read(&text)).map(|document| (arn, document))
        };
        self.policies.extend(page.policies.into_iter().filter_map(read));
    }

    /// Says what each user can do.
    pub(crate) fn powers(&self) -> BTreeMap<String, Power> {
        let groups: BTreeSet<&String> = self
            .groups
            .iter()
            .filter(|(_, group)| Rights::new(self, "", &[*group]).may(BY_USER, "*") > Allowed::No)
            .map(|(name, _)| name)
            .collect();
        let each =
            self.users.iter().map(|(name, user)| (name.clone(), self.power(name, user, &groups)));
        each.collect()
    }

    fn power(&self, name: &str, user: &Holder, strong: &BTreeSet<&String>) -> Power {
        let mut holders = vec![user];
        holders.extend(user.groups.iter().filter_map(|group| self.groups.get(group)));
        let rights = Rights::new(self, name, &holders);
        let everything = self.everything(&rights, user, &holders, strong);
        let mut resets = Vec::new();
        if everything < Allowed::Yes && rights.is_worth_asking() {
            for (whom, other) in self.users.iter().filter(|(whom, _)| *whom != name) {
                let reset = Reset {
                    whom: whom.clone(),
                    password: rights.may(PASSWORD, &other.arn),
                    device: rights.may([DEVICE], &other.arn),
                    key: rights.may([KEY], &other.arn),
                };
                if reset.password.max(reset.device).max(reset.key) > Allowed::No {
                    resets.push(reset);
                }
            }
        }
        Power { everything, resets }
    }

    /// Says whether a user has every right, or can have it by a step of their own.
    fn everything(
        &self,
        rights: &Rights<'_>,
        user: &Holder,
        holders: &[&Holder],
        strong: &BTreeSet<&String>,
    ) -> Allowed {
        if rights.boundary.is_some() && !rights.boundary_is_wide() {
            // Whoever is fenced in stays so, whatever is attached inside.
            return Allowed::No;
        }
        let mut all = rights.may(BY_USER, &user.arn);
        for group in holders.iter().skip(1) {
            all = all.max(rights.may(BY_GROUP, &group.arn));
        }
        for arn in holders.iter().flat_map(|holder| &holder.attached) {
            if !arn.contains(":aws:policy/") {
                all = all.max(rights.may(BY_POLICY, arn));
            }
        }
        for (_, group) in self.groups.iter().filter(|(name, _)| strong.contains(name)) {
            all = all.max(rights.may([INTO_GROUP], &group.arn));
        }
        all
    }
}

impl Holder {
    fn read(one: aws::Holder) -> Self {
        let read = |text: Option<String>| text.and_then(|text| Document::read(&text));
        Self {
            arn: one.arn,
            inline: one.inline.into_iter().map(read).collect(),
            attached: one.attached,
            groups: one.groups,
            boundary: one.boundary,
        }
    }
}

/// Is all that is said about one user.
struct Rights<'a> {
    name: &'a str,
    documents: Vec<Document>,
    boundary: Option<Vec<Document>>,
    /// Whether a policy was not told, or not understood.
    unread: bool,
}

impl<'a> Rights<'a> {
    fn new(details: &Details, name: &'a str, holders: &[&Holder]) -> Self {
        let mut rights = Self { name, documents: Vec::new(), boundary: None, unread: false };
        let named = |arn: &String| {
            let full = || FULL.iter().any(|end| arn.ends_with(end)).then(Document::everything);
            details.policies.get(arn).cloned().or_else(full)
        };
        for holder in holders {
            for document in holder.inline.iter().cloned().chain(holder.attached.iter().map(named)) {
                rights.unread |= document.is_none();
                rights.documents.extend(document);
            }
        }
        if let Some(arn) = holders.first().and_then(|holder| holder.boundary.as_ref()) {
            rights.boundary = named(arn).map(|document| vec![document]);
            rights.unread |= rights.boundary.is_none();
        }
        rights
    }

    /// Says whether any of some actions may be done to a resource.
    fn may<const N: usize>(&self, actions: [&str; N], resource: &str) -> Allowed {
        let each = actions.into_iter().map(|action| {
            let own = decide(self.documents.iter(), self.name, action, resource);
            let own = if self.unread { own.max(Allowed::Perhaps) } else { own };
            match &self.boundary {
                Some(fence) => own.min(decide(fence.iter(), self.name, action, resource)),
                None => own,
            }
        });
        each.max().unwrap_or(Allowed::No)
    }

    /// Says whether anything that lets others in is allowed at all, on anything.
    fn is_worth_asking(&self) -> bool {
        let all = || PASSWORD.into_iter().chain([DEVICE, KEY]);
        self.unread
            || self.documents.iter().any(|document| all().any(|action| document.names(action)))
    }

    fn boundary_is_wide(&self) -> bool {
        let fence = || self.boundary.iter().flatten();
        decide(fence(), self.name, "iam:DeleteUserPermissionsBoundary", "*") > Allowed::No
            || decide(fence(), self.name, "iam:UpdateLoginProfile", "*") > Allowed::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(name: &str, documents: &[&str], groups: &[&str]) -> Holder {
        Holder {
            arn: format!("arn:aws:iam::123456789012:{name}"),
            inline: documents.iter().map(|text| Document::read(text)).collect(),
            groups: groups.iter().map(|one| (*one).to_owned()).collect(),
            ..Holder::default()
        }
    }

    fn details(users: &[(&str, &[&str], &[&str])], groups: &[(&str, &[&str])]) -> Details {
        let user = |(name, documents, groups): &(&str, &[&str], &[&str])| {
            ((*name).to_owned(), holder(&format!("user/{name}"), documents, groups))
        };
        let group = |(name, documents): &(&str, &[&str])| {
            ((*name).to_owned(), holder(&format!("group/{name}"), documents, &[]))
        };
        Details {
            users: users.iter().map(user).collect(),
            groups: groups.iter().map(group).collect(),
            ..Details::default()
        }
    }

    fn allow(action: &str, resource: &str) -> String {
        format!(
            r#"{{"Statement":{{"Effect":"Allow","Action":"{action}","Resource":"{resource}"}}}}"#
        )
    }

    #[test]
    fn a_help_desk_resets_whom_it_may_and_is_no_administrator() {
        let desk = allow("iam:DeactivateMFADevice", "arn:aws:iam::*:user/bob");
        let powers =
            details(&[("ann", &[&desk], &[]), ("bob", &[], &[]), ("cat", &[], &[])], &[]).powers();
        assert_eq!(powers["ann"].everything, Allowed::No);
        let want = Reset {
            whom: "bob".to_owned(),
            password: Allowed::No,
            device: Allowed::Yes,
            key: Allowed::No,
        };
        assert_eq!(powers["ann"].resets, [want]);
        assert!(powers["bob"].resets.is_empty());
    }

    #[test]
    fn whoever_can_take_every_right_is_an_administrator() {
        for (action, resource) in [
            ("*", "*"),
            ("iam:*", "*"),
            ("iam:PutUserPolicy", "arn:aws:iam::*:user/ann"),
            ("iam:AttachGroupPolicy", "arn:aws:iam::*:group/staff"),
            ("iam:AddUserToGroup", "arn:aws:iam::*:group/chiefs"),
        ] {
            let policy = allow(action, resource);
            let all = allow("*", "*");
            let groups: [(&str, &[&str]); 2] = [("staff", &[]), ("chiefs", &[&all])];
            let powers = details(&[("ann", &[&policy], &["staff"])], &groups).powers();
            assert_eq!(powers["ann"].everything, Allowed::Yes, "{action}");
        }
        let into_weak = allow("iam:AddUserToGroup", "arn:aws:iam::*:group/staff");
        let powers = details(&[("ann", &[&into_weak], &[])], &[("staff", &[])]).powers();
        assert_eq!(powers["ann"].everything, Allowed::No);
    }

    #[test]
    fn a_group_gives_its_members_what_it_may() {
        let all = allow("iam:*", "*");
        let users: [(&str, &[&str], &[&str]); 2] = [("ann", &[], &["chiefs"]), ("bob", &[], &[])];
        let powers = details(&users, &[("chiefs", &[&all])]).powers();
        assert_eq!(powers["ann"].everything, Allowed::Yes);
        assert_eq!(powers["bob"].everything, Allowed::No);
    }

    #[test]
    fn what_was_not_told_or_not_understood_leaves_doubt() {
        let users: [(&str, &[&str], &[&str]); 2] = [("ann", &["{"], &[]), ("bob", &[], &[])];
        let powers = details(&users, &[]).powers();
        assert_eq!(powers["ann"].everything, Allowed::Perhaps);
        assert_eq!(powers["ann"].resets[0].key, Allowed::Perhaps);
    }
}
