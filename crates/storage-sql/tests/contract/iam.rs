//! What the programs' door keeps: access keys, groups, roles, policies, tags,
//! password policies, reports.

use identity::access_key::{AccessKey, KeyUse};
use identity::device::{Device, DeviceState};
use identity::group::Group;
use identity::managed_policy::{ManagedPolicy, PolicyVersion};
use identity::names::{
    AccessKeyId, GroupId, GroupName, KeyKind, Path, PolicyId, PolicyName, RoleId, RoleName,
};
use identity::password::AccountPasswordPolicy;
use identity::role::Role;
use identity::tags::Tag;
use identity::{Identity, Timestamp};
use storage::{AppliedSource, Assignment, CredentialReport, PasswordRecord};
use storage_sql::SqlStore;

use crate::support::*;

contract!(
    access_keys_come_back_as_they_were_kept,
    sessions_are_revoked_forwards_only,
    groups_and_who_is_in_them,
    roles_come_back_as_they_were_kept,
    managed_policies_have_versions,
    everything_that_applies_is_gathered_at_once,
    boundaries_are_found_by_their_policy,
    tags_are_unique_without_regard_to_case,
    password_policies_and_what_they_remember,
    devices_of_nobody,
    reports_and_counts,
);

fn key(tag: u8, owner: &Identity) -> AccessKey {
    AccessKey {
        id: AccessKeyId::from_random(KeyKind::LongTerm, account_id(1), [tag; 5]),
        owner: owner.clone(),
        sealed_secret: vec![tag, 0, 255],
        active: true,
        created: at(i64::from(tag)),
        last_used: None,
    }
}

fn access_keys_come_back_as_they_were_kept(store: &SqlStore) {
    let owner = user(1, "alice").identity();
    let (one, two) = (key(1, &owner), key(2, &owner));
    let (id, added) = (one.id.clone(), [two.clone(), one.clone(), key(3, &Identity::Root)]);
    write(store, move |tx| added.iter().try_for_each(|key| tx.add_access_key(key))).unwrap();
    let again = one.clone();
    assert_eq!(conflict(write(store, move |tx| tx.add_access_key(&again))), "access key");
    let used = KeyUse { at: at(9), service: "iam".into(), region: "us-east-1".into() };
    let (noted, gone) = (used.clone(), two.id.clone());
    write(store, move |tx| {
        assert!(tx.set_access_key_active(&id, false)?);
        tx.note_access_key_use(&id, &noted)?;
        tx.note_service_use(account_id(1), "AIDA", &noted)?;
        let later = KeyUse { at: at(10), ..noted.clone() };
        tx.note_service_use(account_id(1), "AIDA", &later)?;
        assert_eq!(tx.service_uses(account_id(1), "AIDA")?, [later]);
        let of_alice = tx.access_keys_of(account_id(1), &user(1, "x").identity())?;
        assert_eq!(
            of_alice.iter().map(|key| key.id.clone()).collect::<Vec<_>>(),
            [id.clone(), gone.clone()]
        );
        assert!(tx.remove_access_key(&gone)?);
        assert!(!tx.remove_access_key(&gone)?);
        assert!(!tx.set_access_key_active(&gone, true)?);
        let found = tx.access_key(&id)?.unwrap();
        assert_eq!((found.active, found.last_used), (false, Some(noted.clone())));
        assert_eq!(found.sealed_secret, [1, 0, 255]);
        assert!(tx.access_key(&gone)?.is_none());
        Ok(())
    })
    .unwrap();
}

fn sessions_are_revoked_forwards_only(store: &SqlStore) {
    let seen = write(store, |tx| {
        let account = account_id(1);
        assert_eq!(tx.sessions_revoked_before(account, "root")?, None);
        tx.revoke_sessions(account, "root", at(5))?;
        tx.revoke_sessions(account, "root", at(3))?;
        tx.sessions_revoked_before(account, "root")
    });
    assert_eq!(seen.unwrap(), Some(at(5)));
}

fn group(tag: u8, name: &str) -> Group {
    Group {
        account: account_id(1),
        id: GroupId::from_random([tag; 17]),
        path: Path::parse("/g/").unwrap(),
        name: GroupName::parse(name).unwrap(),
        created: at(1),
    }
}

fn groups_and_who_is_in_them(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        for (tag, name) in [(1, "Staff"), (2, "admins"), (3, "Zoo")] {
            tx.add_group(&group(tag, name))?;
        }
        assert_eq!(conflict(tx.add_group(&group(4, "STAFF"))), "group name");
        assert_eq!(conflict(tx.update_group(&group(1, "ZOO"))), "group name");
        assert_eq!(conflict(tx.update_group(&group(9, "new"))), "group");
        let page = tx.groups(account, "admins", 9)?;
        assert_eq!(
            page.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
            ["Staff", "Zoo"]
        );
        for number in 0..5 {
            tx.add_user(&user(number, &format!("user{number}")))?;
            assert!(tx.add_member(account, &group(1, "x").id, &user(number, "x").id)?);
            assert!(!tx.add_member(account, &group(1, "x").id, &user(number, "x").id)?);
        }
        let first = tx.members(account, &group(1, "x").id, "", 3)?;
        let last = first.last().unwrap().user.id.as_str().to_owned();
        let rest = tx.members(account, &group(1, "x").id, &last, 3)?;
        assert_eq!((first.len(), rest.len()), (3, 2));
        assert_eq!(tx.groups_of(account, &user(1, "x").id)?, [group(1, "Staff")]);
        assert!(tx.remove_member(account, &group(1, "x").id, &user(1, "x").id)?);
        assert!(tx.groups_of(account, &user(1, "x").id)?.is_empty());
        tx.remove_user(account, &user(2, "x").id)?;
        assert_eq!(tx.members(account, &group(1, "x").id, "", 9)?.len(), 3);
        assert!(tx.remove_group(account, &group(1, "x").id)?);
        assert!(tx.groups_of(account, &user(3, "x").id)?.is_empty());
        assert_eq!(tx.count_groups(account)?, 2);
        assert_eq!(tx.group(account, &group(2, "x").id)?, Some(group(2, "admins")));
        Ok(())
    })
    .unwrap();
}

fn role(tag: u8, name: &str) -> Role {
    Role {
        account: account_id(1),
        id: RoleId::from_random([tag; 17]),
        path: Path::parse("/r/").unwrap(),
        name: RoleName::parse(name).unwrap(),
        created: at(1),
        description: "what for".into(),
        max_session: 3600,
        trust: "{\"Statement\": []}".into(),
        boundary: Some(policy_id(7)),
        last_used: None,
    }
}

fn roles_come_back_as_they_were_kept(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        tx.add_role(&role(1, "Admin"))?;
        assert_eq!(conflict(tx.add_role(&role(2, "ADMIN"))), "role name");
        assert_eq!(conflict(tx.update_role(&role(3, "x"))), "role");
        let name = RoleName::parse("admin").unwrap();
        assert_eq!(tx.role_by_name(account, &name)?, Some(role(1, "Admin")));
        let changed = Role { max_session: 7200, boundary: None, ..role(1, "Admin") };
        tx.update_role(&changed)?;
        tx.note_role_use(account, &changed.id, at(8))?;
        let want = Role { last_used: Some(at(8)), ..changed };
        assert_eq!(tx.role(account, &want.id)?, Some(want.clone()));
        assert_eq!(tx.roles(account, "", 5)?, [want]);
        assert_eq!(tx.count_roles(account)?, 1);
        assert!(tx.remove_role(account, &role(1, "x").id)?);
        assert!(!tx.remove_role(account, &role(1, "x").id)?);
        Ok(())
    })
    .unwrap();
}

fn policy_id(tag: u8) -> PolicyId {
    PolicyId::from_random([tag; 17])
}

fn policy(tag: u8, name: &str) -> ManagedPolicy {
    ManagedPolicy {
        account: account_id(1),
        id: policy_id(tag),
        path: Path::root(),
        name: PolicyName::parse(name).unwrap(),
        description: String::new(),
        default_version: 1,
        last_version: 1,
        created: at(1),
        updated: at(1),
    }
}

fn version(number: u32) -> PolicyVersion {
    PolicyVersion { number, document: format!("document {number}"), created: at(1) }
}

fn managed_policies_have_versions(store: &SqlStore) {
    write(store, |tx| {
        let (account, id) = (account_id(1), policy_id(1));
        tx.add_policy(&policy(1, "Lists"), &version(1))?;
        assert_eq!(conflict(tx.add_policy(&policy(2, "LISTS"), &version(1))), "policy name");
        tx.add_policy_version(account, &id, &version(2))?;
        assert_eq!(conflict(tx.add_policy_version(account, &id, &version(2))), "policy version");
        assert_eq!(tx.policy_versions(account, &id)?, [version(2), version(1)]);
        let newer = ManagedPolicy { default_version: 2, last_version: 2, ..policy(1, "Lists") };
        tx.update_policy(&newer)?;
        let name = PolicyName::parse("lists").unwrap();
        assert_eq!(tx.policy_by_name(account, &name)?, Some(newer.clone()));
        assert_eq!(tx.policies(account, "", 3)?, [newer]);
        assert!(tx.remove_policy_version(account, &id, 1)?);
        assert_eq!(tx.policy_version(account, &id, 1)?, None);
        assert_eq!((tx.count_policies(account)?, tx.count_policy_versions(account)?), (1, 1));
        assert!(tx.remove_policy(account, &id)?);
        assert_eq!(tx.count_policy_versions(account)?, 0);
        Ok(())
    })
    .unwrap();
}

fn everything_that_applies_is_gathered_at_once(store: &SqlStore) {
    let found = write(store, |tx| {
        let account = account_id(1);
        let (alice, staff) = (user(1, "alice"), group(1, "staff"));
        tx.add_user(&alice)?;
        tx.add_user(&user(2, "bob"))?;
        tx.add_group(&staff)?;
        tx.add_member(account, &staff.id, &alice.id)?;
        tx.add_policy(&policy(1, "one"), &version(1))?;
        tx.add_policy(&policy(2, "two"), &version(1))?;
        let name = PolicyName::parse("Inside").unwrap();
        tx.put_inline_policy(account, alice.id.as_str(), &name, "old")?;
        tx.put_inline_policy(account, alice.id.as_str(), &name, "of alice")?;
        tx.put_inline_policy(account, staff.id.as_str(), &name, "of staff")?;
        tx.put_inline_policy(account, user(2, "x").id.as_str(), &name, "of bob")?;
        assert!(tx.attach_policy(account, alice.id.as_str(), &policy_id(1))?);
        assert!(!tx.attach_policy(account, alice.id.as_str(), &policy_id(1))?);
        assert!(tx.is_attached(account, alice.id.as_str(), &policy_id(1))?);
        tx.attach_policy(account, staff.id.as_str(), &policy_id(2))?;
        tx.attach_policy(account, staff.id.as_str(), &policy_id(9))?;
        tx.attach_policy(account, user(2, "x").id.as_str(), &policy_id(2))?;
        assert_eq!(tx.count_policy_holders(account, &policy_id(2))?, 2);
        let holders = tx.policy_holders(account, &policy_id(2), "", 1)?;
        assert_eq!(holders, [staff.id.as_str()]);
        assert_eq!(tx.policy_holders(account, &policy_id(2), &holders[0], 9)?.len(), 1);
        let inside = tx.inline_policy(account, alice.id.as_str(), &name)?;
        assert_eq!(inside, Some(("Inside".into(), "of alice".into())));
        tx.applied_policies(account, alice.id.as_str())
    })
    .unwrap();
    let mut seen: Vec<String> = found
        .into_iter()
        .map(|applied| match applied.source {
            AppliedSource::Inline { name, document } => format!("{name} {document}"),
            AppliedSource::Managed { id, document } => {
                format!("{} {document}", id == policy_id(1))
            }
            AppliedSource::Aws(id) => format!("built in {}", id == policy_id(9)),
        })
        .collect();
    seen.sort();
    assert_eq!(
        seen,
        [
            "Inside of alice",
            "Inside of staff",
            "built in true",
            "false document 1",
            "true document 1"
        ]
    );
    write(store, |tx| {
        let (account, alice) = (account_id(1), user(1, "alice").id);
        assert!(tx.detach_policy(account, alice.as_str(), &policy_id(1))?);
        assert!(!tx.detach_policy(account, alice.as_str(), &policy_id(1))?);
        let name = PolicyName::parse("INSIDE").unwrap();
        assert!(tx.remove_inline_policy(account, alice.as_str(), &name)?);
        tx.remove_user(account, &alice)?;
        assert!(tx.applied_policies(account, alice.as_str())?.is_empty());
        Ok(())
    })
    .unwrap();
}

fn boundaries_are_found_by_their_policy(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        for number in 1..=3 {
            let bound = identity::user::User {
                boundary: Some(policy_id(7)),
                ..user(number, &format!("user{number}"))
            };
            tx.add_user(&bound)?;
        }
        tx.add_role(&role(1, "Admin"))?;
        assert_eq!(tx.count_bounded_by(account, &policy_id(7))?, 4);
        assert_eq!(tx.count_bounded_by(account, &policy_id(8))?, 0);
        let first = tx.bounded_by(account, &policy_id(7), "", 3)?;
        let rest = tx.bounded_by(account, &policy_id(7), first.last().unwrap(), 3)?;
        assert_eq!((first.len(), rest), (3, vec![role(1, "x").id.as_str().to_owned()]));
        Ok(())
    })
    .unwrap();
}

fn tags_are_unique_without_regard_to_case(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
        tx.put_tag(account, "holder", &tag("b", "1"))?;
        tx.put_tag(account, "holder", &tag("A", ""))?;
        tx.put_tag(account, "holder", &tag("B", "2"))?;
        tx.put_tag(account, "other", &tag("c", "3"))?;
        assert_eq!(tx.tags_of(account, "holder")?, [tag("A", ""), tag("B", "2")]);
        assert!(tx.remove_tag(account, "holder", "b")?);
        assert!(!tx.remove_tag(account, "holder", "b")?);
        assert_eq!(tx.tags_of(account, "holder")?, [tag("A", "")]);
        Ok(())
    })
    .unwrap();
}

fn password_policies_and_what_they_remember(store: &SqlStore) {
    write(store, |tx| {
        let (account, root) = (account_id(1), Identity::Root);
        assert_eq!(tx.password_policy(account)?, None);
        let strict = AccountPasswordPolicy {
            minimum_length: 128,
            require_symbols: true,
            require_numbers: true,
            require_uppercase: true,
            require_lowercase: true,
            allow_change: true,
            max_age_days: Some(1095),
            reuse_prevention: Some(24),
            hard_expiry: true,
        };
        for policy in [AccountPasswordPolicy::default(), strict] {
            tx.put_password_policy(account, &policy)?;
            assert_eq!(tx.password_policy(account)?, Some(policy));
        }
        assert!(tx.remove_password_policy(account)?);
        assert!(!tx.remove_password_policy(account)?);

        assert_eq!(tx.password_times(account, &root)?, None);
        let record =
            |second| PasswordRecord { hash: "h".into(), must_change: false, set_at: at(second) };
        tx.put_password(account, &root, &record(1))?;
        tx.put_password(account, &root, &record(5))?;
        tx.note_password_use(account, &root, at(7))?;
        let times = tx.password_times(account, &root)?.unwrap();
        assert_eq!((times.created, times.set_at, times.last_used), (at(1), at(5), Some(at(7))));
        for number in 0..5 {
            tx.remember_password(account, &root, at(number), &format!("hash {number}"), 3)?;
        }
        assert_eq!(tx.remembered_passwords(account, &root)?, ["hash 4", "hash 3", "hash 2"]);
        Ok(())
    })
    .unwrap();
}

fn devices_of_nobody(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        let nobodys =
            |name: &str| Device { state: DeviceState::Unassigned, ..device(name, &Identity::Root) };
        let waiting = Device {
            state: DeviceState::Unconfirmed { owner: Identity::Root },
            ..device("waiting", &Identity::Root)
        };
        tx.add_device(&nobodys("b"))?;
        tx.add_device(&nobodys("A"))?;
        tx.add_device(&device("c", &Identity::Root))?;
        tx.add_device(&waiting)?;
        let list = |tx: &mut dyn storage::Tx, which, after: &str, limit| {
            let found = tx.devices(account, which, after, limit).unwrap();
            found.into_iter().map(|device| device.name.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(list(tx, Assignment::Any, "", 9), ["A", "b", "c"]);
        assert_eq!(list(tx, Assignment::Any, &serial("A").key(), 1), ["b"]);
        assert_eq!(list(tx, Assignment::Unassigned, "", 9), ["A", "b"]);
        assert_eq!(list(tx, Assignment::Unassigned, &serial("A").key(), 9), ["b"]);
        assert_eq!(list(tx, Assignment::Assigned, "", 9), ["c"]);
        // A device that waits for one is not given to another.
        let alice = user(1, "alice").identity();
        assert!(!tx.assign_device(account, &serial("waiting"), &alice, &[1], at(3))?);
        assert!(tx.assign_device(account, &serial("b"), &alice, &[1], at(3))?);
        assert!(!tx.assign_device(account, &serial("b"), &alice, &[1], at(3))?);
        assert!(tx.spend_counter(account, &serial("b"), 5, Some(2), at(4))?);
        assert!(tx.release_device(account, &serial("b"), &[2])?);
        assert!(!tx.release_device(account, &serial("b"), &[2])?);
        let released = tx.device(account, &serial("b"))?.unwrap();
        assert_eq!(released.state, DeviceState::Unassigned);
        assert_eq!((released.sealed_seed, released.clock.spent), (vec![2], Some(5)));
        assert_eq!((tx.count_all_devices(account)?, tx.count_devices_in_use(account)?), (3, 1));
        // What is nobody's is not swept away with what was given up.
        tx.remove_unconfirmed_devices(account, Timestamp::from_micros(i64::MAX))?;
        assert_eq!(list(tx, Assignment::Any, "", 9), ["A", "b", "c"]);
        Ok(())
    })
    .unwrap();
}

fn reports_and_counts(store: &SqlStore) {
    write(store, |tx| {
        let account = account_id(1);
        assert_eq!(tx.credential_report(account)?, None);
        for (second, content) in [(1, &b"old"[..]), (2, b"new")] {
            let report = CredentialReport { made: at(second), content: content.to_vec() };
            tx.put_credential_report(account, &report)?;
            assert_eq!(tx.credential_report(account)?, Some(report));
        }
        Ok(())
    })
    .unwrap();
}
