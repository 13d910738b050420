//! Users, groups and policies as programs change them, and what policies allow.

use service::iam::groups::{self, update::UpdateGroup};
use service::iam::policies::{self, create::CreatePolicy, entities::Entities, list::ListPolicies};
use service::iam::tags::Tagged;
use service::iam::users::{self, create::CreateUser, update::UpdateUser};
use service::iam::{Holder, UserInList, attachments, boundaries, inline, tags};
use service::{Caller, Kind, Page, PageRequest, ServiceError};
use testing::World;

use crate::programs::{all, kind, message, program_of_root, tag};

const ALLOW_LIST: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}]}"#;
const DENY_LIST: &str = r#"{"Version":"2012-10-17","Statement":[
    {"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}]}"#;
const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

struct Acme {
    world: World,
    root: Caller,
}

async fn acme() -> Acme {
    let (world, root) = program_of_root().await;
    Acme { world, root }
}

fn user(name: &str) -> CreateUser {
    CreateUser { name: name.to_owned(), ..CreateUser::default() }
}

fn on_user(name: &str) -> Holder {
    Holder::User(name.to_owned())
}

impl Acme {
    async fn add_policy(&self, name: &str, document: &str) -> String {
        let command = CreatePolicy {
            name: name.to_owned(),
            document: document.to_owned(),
            ..CreatePolicy::default()
        };
        policies::create::run(&self.world.service, &self.root, command).await.unwrap().arn
    }

    async fn put(&self, holder: Holder, document: &str) {
        let svc = &self.world.service;
        inline::put::run(svc, &self.root, holder, "test", document).await.unwrap();
    }

    async fn list_users(&self, by: &Caller) -> Result<Vec<String>, ServiceError> {
        let page = users::list::run(&self.world.service, by, None, all()).await?;
        Ok(names(&page.items))
    }
}

#[tokio::test]
async fn what_a_user_may_do_follows_its_policies_at_once() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let alice = acme.world.add_program(&acme.root, "alice", false).await;
    assert_eq!(
        message(acme.list_users(&alice).await),
        "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:ListUsers on \
         resource: arn:aws:iam::123456789012:user/ because no identity-based policy allows the \
         iam:ListUsers action"
    );
    acme.put(on_user("alice"), ALLOW_LIST).await;
    assert_eq!(acme.list_users(&alice).await.unwrap(), ["alice"]);

    let arn = acme.add_policy("no-lists", DENY_LIST).await;
    groups::create::run(svc, &acme.root, "staff", None).await.unwrap();
    let staff = || Holder::Group("staff".into());
    attachments::attach::run(svc, &acme.root, staff(), &arn).await.unwrap();
    assert!(acme.list_users(&alice).await.is_ok());
    groups::add_user::run(svc, &acme.root, "staff", "alice").await.unwrap();
    let refused = message(acme.list_users(&alice).await);
    assert!(refused.ends_with("with an explicit deny in an identity-based policy"), "{refused}");

    // Another version comes into force at once.
    policies::create_version::run(svc, &acme.root, &arn, ALLOW_LIST, true).await.unwrap();
    assert!(acme.list_users(&alice).await.is_ok());
    policies::set_default_version::run(svc, &acme.root, &arn, "v1").await.unwrap();
    assert_eq!(kind(acme.list_users(&alice).await), Kind::AccessDenied);
    groups::remove_user::run(svc, &acme.root, "staff", "alice").await.unwrap();
    assert!(acme.list_users(&alice).await.is_ok());
}

#[tokio::test]
async fn a_boundary_bounds_and_root_is_bound_by_nothing() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let key = {
        acme.world.add_user(&acme.root, "alice", true).await;
        acme.world.access_key(&acme.root, Some("alice")).await
    };
    let boundary = acme.add_policy("lists", ALLOW_LIST).await;
    boundaries::put::run(svc, &acme.root, on_user("alice"), &boundary).await.unwrap();
    let alice = acme.world.program(&key).await.unwrap();
    assert!(acme.list_users(&alice).await.is_ok());
    let refused = message(users::create::run(svc, &alice, user("bob")).await);
    assert!(refused.ends_with("because no permissions boundary allows the iam:CreateUser action"));
    let shown = users::get::run(svc, &acme.root, Some("alice")).await.unwrap();
    assert_eq!(shown.boundary, Some(boundary.clone()));
    let in_use = policies::delete::run(svc, &acme.root, &boundary).await;
    assert_eq!(kind(in_use), Kind::DeleteConflict);
    boundaries::delete::run(svc, &acme.root, on_user("alice")).await.unwrap();
    let none = boundaries::delete::run(svc, &acme.root, on_user("alice")).await;
    assert_eq!(kind(none), Kind::NoSuchEntity);
    let alice = acme.world.program(&key).await.unwrap();
    users::create::run(svc, &alice, user("bob")).await.unwrap();
    let groups_have_none = boundaries::put::run(svc, &acme.root, Holder::Group("g".into()), ADMIN);
    assert_eq!(kind(groups_have_none.await), Kind::NoSuchEntity);
}

#[tokio::test]
async fn the_force_mfa_policy_works_from_end_to_end() {
    const FORCE: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:*","Resource":"*"},
        {"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice",
            "iam:GetUser","iam:ListMFADevices","iam:ListVirtualMFADevices","iam:ResyncMFADevice",
            "sts:GetSessionToken"],"Resource":"*",
         "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;
    let acme = acme().await;
    let alice = acme.world.add_program(&acme.root, "alice", false).await;
    acme.put(on_user("alice"), FORCE).await;
    assert_eq!(kind(acme.list_users(&alice).await), Kind::AccessDenied);
    users::get::run(&acme.world.service, &alice, None).await.unwrap();
    let mut console = acme.world.sign_in(World::user("alice")).await;
    let phone = acme.world.enrol(&mut console, "alice").await;
    let code = phone.code(acme.world.now()).expose();
    let serial = "arn:aws:iam::123456789012:mfa/alice";
    let command = service::sts::get_session_token::GetSessionToken {
        duration_seconds: None,
        mfa: service::sts::TokenCode::new(serial, &code),
    };
    let svc = &acme.world.service;
    let given = service::sts::get_session_token::run(svc, &alice, command).await.unwrap();
    let session = acme.world.program(&given.into()).await.unwrap();
    assert_eq!(acme.list_users(&session).await.unwrap(), ["alice"]);
}

#[tokio::test]
async fn variables_and_tags_decide() {
    const OWN: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"iam:GetUser","Resource":"arn:aws:iam::*:user/${aws:username}"},
        {"Effect":"Allow","Action":"iam:GetUser","Resource":"*",
         "Condition":{"StringEquals":{"iam:ResourceTag/team":"${aws:PrincipalTag/team}"}}}]}"#;
    let acme = acme().await;
    let svc = &acme.world.service;
    let alice = acme.world.add_program(&acme.root, "alice", false).await;
    users::create::run(svc, &acme.root, user("bob")).await.unwrap();
    acme.put(on_user("alice"), OWN).await;
    users::get::run(svc, &alice, None).await.unwrap();
    let get_bob = || users::get::run(svc, &alice, Some("bob"));
    assert_eq!(kind(get_bob().await), Kind::AccessDenied);
    for name in ["alice", "bob"] {
        let on = Tagged::User(name.into());
        tags::tag::run(svc, &acme.root, on, vec![tag("team", "blue")]).await.unwrap();
    }
    assert_eq!(get_bob().await.unwrap().tags, [tag("team", "blue")]);
    tags::untag::run(svc, &acme.root, Tagged::User("bob".into()), vec!["TEAM".into()])
        .await
        .unwrap();
    assert_eq!(kind(get_bob().await), Kind::AccessDenied);
}

#[tokio::test]
async fn a_refusal_does_not_tell_what_exists() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let hidden = CreateUser { path: Some("/secret/".into()), ..user("carol") };
    users::create::run(svc, &acme.root, hidden).await.unwrap();
    let bob = acme.world.add_program(&acme.root, "bob", false).await;
    let there = message(users::get::run(svc, &bob, Some("carol")).await);
    let not_there = message(users::get::run(svc, &bob, Some("caroline")).await);
    assert_eq!(there, not_there.replace("caroline", "carol"));
}

#[tokio::test]
async fn users_are_made_read_moved_and_deleted() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    let command = CreateUser {
        path: Some("/a/b/".into()),
        tags: vec![tag("k", ""), tag("a", "b")],
        ..user("Alice")
    };
    let made = users::create::run(svc, root, command).await.unwrap();
    assert_eq!(made.arn, "arn:aws:iam::123456789012:user/a/b/Alice");
    assert!(made.id.starts_with("AIDA"));
    assert_eq!(made.tags, [tag("a", "b"), tag("k", "")]);
    let taken = users::create::run(svc, root, user("ALICE")).await;
    assert_eq!(message(taken), "User with name ALICE already exists.");

    let rename = UpdateUser { name: "alice".into(), new_name: Some("Anna".into()), new_path: None };
    users::update::run(svc, root, rename).await.unwrap();
    let got = users::get::run(svc, root, Some("anna")).await.unwrap();
    assert_eq!(
        (got.id.clone(), got.arn.as_str()),
        (made.id, "arn:aws:iam::123456789012:user/a/b/Anna")
    );
    users::create::run(svc, root, user("bob")).await.unwrap();
    let clash = UpdateUser { name: "bob".into(), new_name: Some("anna".into()), new_path: None };
    assert_eq!(kind(users::update::run(svc, root, clash).await), Kind::EntityAlreadyExists);

    acme.world.access_key(root, Some("anna")).await;
    let refused = users::delete::run(svc, root, "anna").await;
    assert_eq!(message(refused), "Cannot delete entity, must remove referenced objects first.");
    users::delete::run(svc, root, "bob").await.unwrap();
    assert_eq!(kind(users::delete::run(svc, root, "bob").await), Kind::NoSuchEntity);

    let own = users::get::run(svc, root, None).await.unwrap();
    assert_eq!((own.path, own.name, own.id.as_str()), (None, None, "123456789012"));
    assert_eq!(own.arn, "arn:aws:iam::123456789012:root");
    for bad in ["root", "Root", "a b", ".", ""] {
        assert_eq!(kind(users::create::run(svc, root, user(bad)).await), Kind::ValidationError);
    }
}

#[tokio::test]
async fn deletion_asks_for_everything_to_go_first() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    acme.world.add_user(root, "alice", true).await;
    let delete = || users::delete::run(svc, root, "alice");
    assert!(message(delete().await).contains("must detach all policies first"));
    attachments::detach::run(svc, root, on_user("alice"), ADMIN).await.unwrap();
    acme.put(on_user("alice"), ALLOW_LIST).await;
    assert!(message(delete().await).contains("must delete policies first"));
    inline::delete::run(svc, root, on_user("alice"), "TEST").await.unwrap();
    assert!(message(delete().await).contains("must delete login profile first"));
}

fn names(users: &[UserInList]) -> Vec<String> {
    users.iter().filter_map(|user| user.line().name.map(str::to_owned)).collect()
}

async fn walk<T, F>(mut page: impl FnMut(PageRequest) -> F, limit: usize) -> Vec<T>
where
    F: Future<Output = Result<Page<T>, ServiceError>>,
{
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let found = page(PageRequest { after, limit }).await.unwrap();
        assert!(found.items.len() <= limit);
        all.extend(found.items);
        match found.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn pages_of_users_follow_one_another() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    for number in 0..25 {
        let path = if number % 2 == 0 { "/even/" } else { "/odd/x/" };
        let command = CreateUser { path: Some(path.into()), ..user(&format!("User-{number:02}")) };
        users::create::run(svc, root, command).await.unwrap();
    }
    let every = names(&walk(|page| users::list::run(svc, root, None, page), 4).await);
    let want: Vec<String> = (0..25).map(|number| format!("User-{number:02}")).collect();
    assert_eq!(every, want);
    let odd = names(&walk(|page| users::list::run(svc, root, Some("/odd/"), page), 5).await);
    assert_eq!(odd.len(), 12);
    assert!(odd.iter().all(|name| want.contains(name)));
    let forged = PageRequest { after: Some("no such place!".into()), limit: 5 };
    assert_eq!(kind(users::list::run(svc, root, None, forged).await), Kind::ValidationError);
}

#[tokio::test]
async fn groups_live_and_end_without_users_and_policies() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    let made = groups::create::run(svc, root, "Staff", Some("/x/")).await.unwrap();
    assert_eq!(made.arn, "arn:aws:iam::123456789012:group/x/Staff");
    let taken = groups::create::run(svc, root, "staff", None).await;
    assert_eq!(message(taken), "Group with name staff already exists.");
    for name in ["alice", "bob"] {
        users::create::run(svc, root, user(name)).await.unwrap();
        groups::add_user::run(svc, root, "staff", name).await.unwrap();
        groups::add_user::run(svc, root, "staff", name).await.unwrap();
    }
    let members = walk(
        async |page| groups::get::run(svc, root, "staff", page).await.map(|(_, users)| users),
        1,
    );
    let mut members: Vec<_> = members.await.into_iter().filter_map(|user| user.name).collect();
    members.sort();
    assert_eq!(members, ["alice", "bob"]);
    let of_alice = groups::of_user::run(svc, root, "alice", all()).await.unwrap();
    assert_eq!(of_alice.items[0].name, "Staff");
    assert_eq!(kind(groups::delete::run(svc, root, "staff").await), Kind::DeleteConflict);
    for name in ["alice", "bob"] {
        groups::remove_user::run(svc, root, "staff", name).await.unwrap();
    }
    let rename =
        UpdateGroup { name: "staff".into(), new_name: Some("Crew".into()), new_path: None };
    groups::update::run(svc, root, rename).await.unwrap();
    acme.put(Holder::Group("crew".into()), ALLOW_LIST).await;
    assert_eq!(kind(groups::delete::run(svc, root, "crew").await), Kind::DeleteConflict);
    inline::delete::run(svc, root, Holder::Group("crew".into()), "test").await.unwrap();
    groups::delete::run(svc, root, "crew").await.unwrap();
    let gone = groups::get::run(svc, root, "crew", all()).await;
    assert_eq!(message(gone), "The group with name crew cannot be found.");
    let missing = groups::add_user::run(svc, root, "crew", "alice").await;
    assert_eq!(kind(missing), Kind::NoSuchEntity);
}

#[tokio::test]
async fn a_user_is_in_ten_groups_at_most() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    users::create::run(svc, root, user("alice")).await.unwrap();
    for number in 0..11 {
        let name = format!("g{number}");
        groups::create::run(svc, root, &name, None).await.unwrap();
        let added = groups::add_user::run(svc, root, &name, "alice").await;
        if number < 10 {
            added.unwrap();
        } else {
            assert_eq!(message(added), "Cannot exceed quota for GroupsPerUser: 10");
        }
    }
}

#[tokio::test]
async fn managed_policies_and_their_versions() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    let arn = acme.add_policy("lists", ALLOW_LIST).await;
    assert_eq!(arn, "arn:aws:iam::123456789012:policy/lists");
    for number in 2..=5 {
        let made =
            policies::create_version::run(svc, root, &arn, DENY_LIST, number == 5).await.unwrap();
        assert_eq!((made.id, made.is_default), (format!("v{number}"), number == 5));
    }
    let sixth = policies::create_version::run(svc, root, &arn, DENY_LIST, false).await;
    assert!(message(sixth).starts_with("A managed policy can have up to 5 versions."));
    let default = policies::delete_version::run(svc, root, &arn, "v5").await;
    assert_eq!(message(default), "Cannot delete the default version of a policy.");
    policies::delete_version::run(svc, root, &arn, "v4").await.unwrap();
    let next = policies::create_version::run(svc, root, &arn, ALLOW_LIST, false).await.unwrap();
    assert_eq!(next.id, "v6", "numbers are not given twice");
    let listed = walk(|page| policies::list_versions::run(svc, root, &arn, page), 2).await;
    let ids: Vec<_> = listed.iter().map(|version| version.id.as_str()).collect();
    assert_eq!(ids, ["v6", "v5", "v3", "v2", "v1"]);
    let first = policies::get_version::run(svc, root, &arn, "v1").await.unwrap();
    assert_eq!(first.document.as_deref(), Some(ALLOW_LIST), "byte for byte");
    assert_eq!(kind(policies::get_version::run(svc, root, &arn, "v9").await), Kind::NoSuchEntity);
    assert_eq!(kind(policies::delete::run(svc, root, &arn).await), Kind::DeleteConflict);
    for id in ["v6", "v3", "v2", "v1"] {
        policies::delete_version::run(svc, root, &arn, id).await.unwrap();
    }
    policies::delete::run(svc, root, &arn).await.unwrap();
    let gone = policies::get::run(svc, root, &arn).await;
    assert_eq!(message(gone), format!("Policy {arn} was not found."));
    let unreadable = policies::get::run(svc, root, "no arn at all").await;
    assert_eq!(message(unreadable), "Invalid ARN:  Could not be parsed!");
}

#[tokio::test]
async fn policies_are_attached_listed_and_counted() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    users::create::run(svc, root, user("alice")).await.unwrap();
    groups::create::run(svc, root, "staff", None).await.unwrap();
    let arn = acme.add_policy("lists", ALLOW_LIST).await;
    for holder in [on_user("alice"), on_user("alice"), Holder::Group("staff".into())] {
        attachments::attach::run(svc, root, holder, &arn).await.unwrap();
    }
    attachments::attach::run(svc, root, on_user("alice"), ADMIN).await.unwrap();
    let got = policies::get::run(svc, root, &arn).await.unwrap();
    assert_eq!(got.attachments, 2);
    let listed = attachments::list::run(svc, root, on_user("alice"), None, all()).await.unwrap();
    let names: Vec<_> = listed.items.iter().map(|policy| policy.name.as_str()).collect();
    assert_eq!(names, ["lists", "AdministratorAccess"]);
    let query = || Entities { arn: arn.clone(), ..Entities::default() };
    let entities = walk(|page| policies::entities::run(svc, root, query(), page), 1).await;
    let names: Vec<_> = entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["staff", "alice"]);

    let every = walk(|page| policies::list::run(svc, root, ListPolicies::default(), page), 3).await;
    assert_eq!(every.len(), 7);
    assert_eq!(every.last().unwrap().arn, arn);
    let attached = ListPolicies { only_attached: true, ..ListPolicies::default() };
    let attached = walk(|page| policies::list::run(svc, root, attached.clone(), page), 2).await;
    let names: Vec<_> = attached.iter().map(|policy| policy.name.as_str()).collect();
    assert_eq!(names, ["AdministratorAccess", "lists"]);

    let missing = "arn:aws:iam::123456789012:policy/nothing";
    let refused = attachments::attach::run(svc, root, on_user("alice"), missing).await;
    assert_eq!(message(refused), format!("Policy {missing} does not exist or is not attachable."));
    let foreign = "arn:aws:iam::210987654321:policy/lists";
    let refused = attachments::attach::run(svc, root, on_user("alice"), foreign).await;
    assert_eq!(kind(refused), Kind::NoSuchEntity);
    attachments::detach::run(svc, root, on_user("alice"), &arn).await.unwrap();
    let again = attachments::detach::run(svc, root, on_user("alice"), &arn).await;
    assert_eq!(kind(again), Kind::NoSuchEntity);
    let of_aws = policies::delete::run(svc, root, ADMIN).await;
    assert_eq!(kind(of_aws), Kind::AccessDenied);
}

#[tokio::test]
async fn documents_are_read_before_they_are_kept() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    users::create::run(svc, root, user("alice")).await.unwrap();
    for bad in ["", "{", "[]", "{\"Version\":\"2012-10-17\"}", &"[".repeat(1500)] {
        let put = inline::put::run(svc, root, on_user("alice"), "p", bad).await;
        assert_eq!(kind(put), Kind::MalformedPolicyDocument, "{bad:.40}");
        let command =
            CreatePolicy { name: "p".into(), document: bad.to_owned(), ..CreatePolicy::default() };
        let made = policies::create::run(svc, root, command).await;
        assert_eq!(kind(made), Kind::MalformedPolicyDocument);
    }
    let long = ALLOW_LIST.replace("iam:ListUsers", &format!("iam:{}", "x".repeat(1100)));
    let put = |name: &'static str| inline::put::run(svc, root, on_user("alice"), name, "");
    assert_eq!(kind(put("p").await), Kind::MalformedPolicyDocument);
    inline::put::run(svc, root, on_user("alice"), "one", &long).await.unwrap();
    let second = inline::put::run(svc, root, on_user("alice"), "two", &long).await;
    assert_eq!(kind(second), Kind::LimitExceeded, "together they are too long");
    inline::put::run(svc, root, on_user("alice"), "ONE", &long).await.unwrap();
    let got = inline::get::run(svc, root, on_user("alice"), "one").await.unwrap();
    assert_eq!(got.document, long);
    let listed = inline::list::run(svc, root, on_user("alice"), all()).await.unwrap();
    assert_eq!(listed.items, ["one"]);
    assert_eq!(kind(inline::get::run(svc, root, on_user("alice"), "x").await), Kind::NoSuchEntity);
}

#[tokio::test]
async fn tags_have_their_rules() {
    let acme = acme().await;
    let (svc, root) = (&acme.world.service, &acme.root);
    users::create::run(svc, root, user("alice")).await.unwrap();
    let on = || Tagged::User("alice".into());
    let twice = tags::tag::run(svc, root, on(), vec![tag("k", "1"), tag("K", "2")]).await;
    assert_eq!(
        message(twice),
        "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    );
    let reserved = tags::tag::run(svc, root, on(), vec![tag("aws:x", "1")]).await;
    assert_eq!(kind(reserved), Kind::InvalidInput);
    let fifty = |from: usize| (from..from + 50).map(|n| tag(&format!("k{n:03}"), "")).collect();
    tags::tag::run(svc, root, on(), fifty(0)).await.unwrap();
    let more = tags::tag::run(svc, root, on(), fifty(1)).await;
    assert_eq!(kind(more), Kind::LimitExceeded);
    let listed = walk(|page| tags::list::run(svc, root, on(), page), 20).await;
    assert_eq!(listed.len(), 50, "a refused request changes nothing");
    tags::tag::run(svc, root, on(), vec![tag("K000", "new")]).await.unwrap();
    let listed = tags::list::run(svc, root, on(), all()).await.unwrap();
    assert_eq!(listed.items[0], tag("K000", "new"));
    let nobody = tags::list::run(svc, root, Tagged::User("bob".into()), all()).await;
    assert_eq!(kind(nobody), Kind::NoSuchEntity);
}

#[tokio::test]
async fn console_users_are_subject_to_explicit_denies_with_their_own_devices() {
    const NO_DEVICES: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Deny","Action":["iam:CreateVirtualMFADevice","iam:ChangePassword"],
         "Resource":"*"}]}"#;
    let acme = acme().await;
    acme.world.add_user(&acme.root, "alice", false).await;
    let alice = acme.world.sign_in(World::user("alice")).await;
    let svc = &acme.world.service;
    service::devices::begin::run(svc, &alice.caller, "alice-phone").await.unwrap();
    acme.put(on_user("alice"), NO_DEVICES).await;
    let refused = service::devices::begin::run(svc, &alice.caller, "alice-laptop").await;
    assert!(matches!(refused.unwrap_err(), ServiceError::Denied));
}
