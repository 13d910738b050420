//! Virtual devices as programs manage them.

use identity::tags::Tag;
use otp::{Code, Otpauth};
use service::iam::tags::{self, Tagged};
use service::mfa::create_virtual::{self, CreateVirtual};
use service::mfa::list_virtual::{self, Assignment};
use service::mfa::{CodePair, deactivate, delete_virtual, enable, get, list, resync};
use service::sts::TokenCode;
use service::sts::get_session_token::{self, GetSessionToken};
use service::{Caller, Kind, PageRequest, ServiceError, users};
use testing::{PASSWORD, Phone, World};

use crate::programs::{all, kind, message};

struct Acme {
    world: World,
    root: Caller,
    alice: Caller,
}

/// Is an account with an administrator whose name is alice, both as programs.
async fn acme() -> Acme {
    let world = World::with_account().await;
    let console = world.sign_in(World::root()).await;
    let key = world.access_key(&console.caller, None).await;
    let root = world.program(&key).await.unwrap();
    let alice = world.add_program(&root, "alice", true).await;
    Acme { world, root, alice }
}

fn arn(name: &str) -> String {
    format!("arn:aws:iam::123456789012:mfa/{name}")
}

fn pair(user: &str, device: &str, codes: (Code, Code)) -> CodePair {
    let (first, second) = codes;
    CodePair { user_name: user.to_owned(), serial: arn(device), first, second }
}

impl Acme {
    async fn create(&self, name: &str) -> Phone {
        let command = CreateVirtual { name: name.to_owned(), ..CreateVirtual::default() };
        let made = create_virtual::run(&self.world.service, &self.root, command).await.unwrap();
        assert_eq!(made.serial, arn(name));
        Phone::scan(&made.uri)
    }

    async fn enable(
        &self,
        by: &Caller,
        user: &str,
        device: &str,
        phone: &Phone,
    ) -> Result<(), ServiceError> {
        self.world.wait(60);
        let command = pair(user, device, phone.pair(self.world.now()));
        let done = enable::run(&self.world.service, by, command).await;
        self.world.wait(60);
        done
    }

    async fn session(&self, device: &str, phone: &Phone) -> Result<Caller, ServiceError> {
        self.world.wait(30);
        let code = phone.code(self.world.now()).expose();
        let command =
            GetSessionToken { duration_seconds: None, mfa: TokenCode::new(&arn(device), &code) };
        let given = get_session_token::run(&self.world.service, &self.alice, command).await?;
        self.world.program(&given.into()).await
    }
}

#[tokio::test]
async fn a_device_is_made_with_a_seed_and_a_label_that_apps_know() {
    let acme = acme().await;
    let command = CreateVirtual {
        name: "phone".into(),
        path: Some("/a/".into()),
        tags: vec![Tag { key: "k".into(), value: "v".into() }],
    };
    let made = create_virtual::run(&acme.world.service, &acme.root, command).await.unwrap();
    assert_eq!(made.serial, "arn:aws:iam::123456789012:mfa/a/phone");
    assert_eq!((made.seed.byte_len(), made.seed.to_base32().len()), (40, 64));
    let read = Otpauth::parse(&made.uri).unwrap();
    assert_eq!(read.account, "phone@123456789012");
    assert!(read.seed.same(&made.seed));
    let svc = &acme.world.service;
    let on = Tagged::MfaDevice(made.serial.to_uppercase().replace("ARN:AWS:IAM", "arn:aws:iam"));
    let listed = tags::list::run(svc, &acme.root, on, all()).await.unwrap();
    assert_eq!(listed.items, made.tags);
    let again = CreateVirtual { name: "PHONE".into(), path: Some("/a/".into()), tags: vec![] };
    let refused = create_virtual::run(svc, &acme.root, again).await;
    assert_eq!(message(refused), "MFA device already exists.");
}

#[tokio::test]
async fn the_life_of_a_device() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let phone = acme.create("alice").await;
    let unassigned = list_virtual::run(svc, &acme.root, Assignment::Unassigned, all());
    assert_eq!(unassigned.await.unwrap().items.len(), 1);
    acme.enable(&acme.alice, "alice", "alice", &phone).await.unwrap();
    let listed = list::run(svc, &acme.alice, None, all()).await.unwrap();
    assert_eq!(listed.items[0].serial, arn("alice"));
    assert_eq!(listed.items[0].user_name.as_deref(), Some("alice"));
    let assigned = list_virtual::run(svc, &acme.root, Assignment::Assigned, all()).await.unwrap();
    assert_eq!(assigned.items[0].user.as_ref().unwrap().name.as_deref(), Some("alice"));

    let conflict = delete_virtual::run(svc, &acme.root, &arn("alice")).await;
    assert_eq!(message(conflict), "MFA VirtualDevice in use. Must deactivate first.");
    let twice = acme.enable(&acme.root, "alice", "alice", &phone).await;
    assert_eq!(message(twice), "MFA Device for user alice already exists.");
    acme.world.add_user(&acme.root, "bob", false).await;
    let other = acme.enable(&acme.root, "bob", "alice", &phone).await;
    assert_eq!(message(other), "MFA Device is already in use.");
    let not_bobs = deactivate::run(svc, &acme.root, Some("bob"), &arn("alice")).await;
    assert_eq!(message(not_bobs), "MFA Device invalid for user.");

    // Sign-in and STS take its codes, and each only once.
    let session = acme.session("alice", &phone).await.unwrap();
    assert!(session.has_mfa());
    let token = acme.world.await_code(World::user("alice")).await;
    assert!(acme.world.try_code(&token, phone.code(acme.world.now())).await.is_err());

    // It can be given to another user, and what it has spent stays spent.
    let spent = phone.pair(acme.world.now());
    deactivate::run(svc, &acme.root, Some("alice"), &arn("alice")).await.unwrap();
    let command = pair("bob", "alice", spent);
    assert_eq!(kind(enable::run(svc, &acme.root, command).await), Kind::InvalidAuthenticationCode);
    acme.enable(&acme.root, "bob", "alice", &phone).await.unwrap();
    deactivate::run(svc, &acme.root, Some("bob"), &arn("alice")).await.unwrap();
    delete_virtual::run(svc, &acme.root, &arn("alice")).await.unwrap();
    let unknown = delete_virtual::run(svc, &acme.root, &arn("alice")).await;
    assert_eq!(kind(unknown), Kind::NoSuchEntity);
    acme.create("alice").await;
}

#[tokio::test]
async fn enabling_ends_the_sessions_that_were_begun_without_the_device() {
    let acme = acme().await;
    let console = acme.world.sign_in(World::user("alice")).await;
    let phone = acme.create("alice").await;
    acme.enable(&acme.alice, "alice", "alice", &phone).await.unwrap();
    assert!(acme.world.caller(&console.session).await.is_err());
    acme.world.sign_in_with(World::user("alice"), &phone).await;
}

#[tokio::test]
async fn equal_reversed_and_distant_codes_do_not_enable() {
    let acme = acme().await;
    let phone = acme.create("alice").await;
    let now = acme.world.now();
    let (one, two) = phone.pair(now);
    for codes in [(one.clone(), one.clone()), (two, one.clone()), (one, phone.step(now, 2))] {
        let command = pair("alice", "alice", codes);
        let refused = enable::run(&acme.world.service, &acme.alice, command).await;
        assert_eq!(message(refused), "Authentication code for device is not valid.");
    }
}

#[tokio::test]
async fn a_clock_hours_off_is_learned_and_learned_anew() {
    let acme = acme().await;
    let mut phone = acme.create("alice").await;
    phone.ahead = 3 * 3600;
    acme.enable(&acme.alice, "alice", "alice", &phone).await.unwrap();
    acme.session("alice", &phone).await.unwrap();
    acme.world.wait(4 * 3600);
    phone.ahead = 0;
    acme.world.wait(60);
    let wrong = pair("alice", "alice", (phone.code(acme.world.now()), World::typed("000000")));
    let svc = &acme.world.service;
    assert_eq!(kind(resync::run(svc, &acme.alice, wrong).await), Kind::InvalidAuthenticationCode);
    let right = pair("alice", "alice", phone.pair(acme.world.now()));
    resync::run(svc, &acme.alice, right).await.unwrap();
    acme.world.wait(60);
    acme.session("alice", &phone).await.unwrap();
    let other = pair("alice", "nothing", phone.pair(acme.world.now()));
    assert_eq!(message(resync::run(svc, &acme.alice, other).await), "MFA Device invalid for user.");
}

#[tokio::test]
async fn who_has_a_device_changes_the_own_ones_only_with_it() {
    const REFUSED: &str = "To complete this action, please ensure that you are authenticated with \
         an MFA device that is enabled for this user.";
    let acme = acme().await;
    let svc = &acme.world.service;
    let phone = acme.create("alice").await;
    let laptop = acme.create("alice-laptop").await;
    acme.enable(&acme.alice, "alice", "alice", &phone).await.unwrap();
    // Before anything is said of what exists.
    for device in ["alice-laptop", "alice", "nothing"] {
        assert_eq!(message(acme.enable(&acme.alice, "alice", device, &laptop).await), REFUSED);
        let refused = deactivate::run(svc, &acme.alice, None, &arn(device)).await;
        assert_eq!(message(refused), REFUSED);
    }
    let without = get_session_token::run(svc, &acme.alice, GetSessionToken::default()).await;
    let without = acme.world.program(&without.unwrap().into()).await.unwrap();
    assert_eq!(message(acme.enable(&without, "alice", "alice-laptop", &laptop).await), REFUSED);
    // Others' devices are a matter of policies.
    acme.world.add_user(&acme.root, "bob", false).await;
    let of_bob = acme.create("bob").await;
    acme.enable(&acme.alice, "bob", "bob", &of_bob).await.unwrap();

    let session = acme.session("alice", &phone).await.unwrap();
    acme.enable(&session, "alice", "alice-laptop", &laptop).await.unwrap();
    deactivate::run(svc, &session, None, &arn("alice-laptop")).await.unwrap();
    deactivate::run(svc, &session, None, &arn("alice")).await.unwrap();
    acme.enable(&acme.alice, "alice", "alice-laptop", &laptop).await.unwrap();
}

/// Programs go on as with AWS; the console asks for a new device.
#[tokio::test]
async fn whose_last_device_somebody_else_takes_out_of_use_must_register_one_first() {
    let acme = acme().await;
    let (world, svc) = (&acme.world, &acme.world.service);
    world.add_user(&acme.root, "bob", false).await;
    for device in ["bob-phone", "bob-laptop"] {
        let phone = acme.create(device).await;
        acme.enable(&acme.root, "bob", device, &phone).await.unwrap();
    }
    deactivate::run(svc, &acme.alice, Some("bob"), &arn("bob-phone")).await.unwrap();
    world.await_code(World::user("bob")).await;
    deactivate::run(svc, &acme.alice, Some("bob"), &arn("bob-laptop")).await.unwrap();
    let step = world.try_password(World::user("bob"), PASSWORD).await.unwrap();
    let mut bob = world.enrols_first(step).await;
    let key = world.access_key(&acme.root, Some("bob")).await;
    let program = world.program(&key).await.unwrap();
    get_session_token::run(svc, &program, GetSessionToken::default()).await.unwrap();
    world.enrol(&mut bob, "bob-tablet").await;
    assert!(!bob.caller.enrols_first());

    // A device from a program ends the duty as well, and one's own word makes none.
    deactivate::run(svc, &acme.alice, Some("bob"), &arn("bob-tablet")).await.unwrap();
    let phone = acme.create("bob-phone-2").await;
    acme.enable(&acme.root, "bob", "bob-phone-2", &phone).await.unwrap();
    world.await_code(World::user("bob")).await;
    let phone = acme.create("alice").await;
    acme.enable(&acme.alice, "alice", "alice", &phone).await.unwrap();
    let session = acme.session("alice", &phone).await.unwrap();
    deactivate::run(svc, &session, None, &arn("alice")).await.unwrap();
    world.sign_in(World::user("alice")).await;
}

#[tokio::test]
async fn eight_devices_of_a_user_and_no_more() {
    let acme = acme().await;
    for number in 0..9 {
        let name = format!("alice-{number}");
        let phone = acme.create(&name).await;
        let enabled = acme.enable(&acme.root, "alice", &name, &phone).await;
        if number < 8 {
            enabled.unwrap();
        } else {
            assert_eq!(message(enabled), "Cannot exceed quota for MFADevicesPerUser: 8");
        }
    }
}

#[tokio::test]
async fn root_is_enrolled_in_the_console_alone() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let phone = acme.create("root-phone").await;
    for name in ["root", "AWS ROOT USER", "123456789012"] {
        let refused = acme.enable(&acme.root, name, "root-phone", &phone).await;
        assert_eq!(kind(refused), Kind::NoSuchEntity);
    }
    let mut console = acme.world.sign_in(World::root()).await;
    acme.world.enrol(&mut console, "root-laptop").await;
    let listed = list::run(svc, &acme.root, None, all()).await.unwrap();
    assert_eq!(listed.items[0].serial, arn("root-laptop"));
    let refused = deactivate::run(svc, &acme.root, None, &arn("root-laptop")).await;
    assert_eq!(kind(refused), Kind::AccessDenied);
}

#[tokio::test]
async fn a_device_in_the_middle_of_the_consoles_wizard_is_its_owners() {
    let acme = acme().await;
    acme.world.add_user(&acme.root, "bob", false).await;
    let bob = acme.world.sign_in(World::user("bob")).await;
    let (_, phone) = acme.world.begin_device(&bob.caller, "bob-phone").await;
    let any = list_virtual::run(&acme.world.service, &acme.root, Assignment::Any, all()).await;
    assert!(any.unwrap().items.is_empty());
    let refused = acme.enable(&acme.root, "alice", "bob-phone", &phone).await;
    assert_eq!(kind(refused), Kind::NoSuchEntity);
}

#[tokio::test]
async fn nobody_manages_devices_without_permission() {
    let acme = acme().await;
    let svc = &acme.world.service;
    let bob = acme.world.add_program(&acme.root, "bob", false).await;
    let phone = acme.create("alice").await;
    let codes = || pair("alice", "alice", phone.pair(acme.world.now()));
    let named = || CreateVirtual { name: "bob".into(), ..CreateVirtual::default() };
    for refused in [
        create_virtual::run(svc, &bob, named()).await.map(drop),
        enable::run(svc, &bob, codes()).await,
        resync::run(svc, &bob, codes()).await,
        deactivate::run(svc, &bob, Some("alice"), &arn("alice")).await,
        delete_virtual::run(svc, &bob, &arn("alice")).await,
        list::run(svc, &bob, None, all()).await.map(drop),
        list_virtual::run(svc, &bob, Assignment::Any, all()).await.map(drop),
        get::run(svc, &bob, None, &arn("alice")).await.map(drop),
        tags::list::run(svc, &bob, Tagged::MfaDevice(arn("alice")), all()).await.map(drop),
    ] {
        assert_eq!(kind(refused), Kind::AccessDenied);
    }
    acme.enable(&acme.root, "alice", "alice", &phone).await.unwrap();
    let virtual_one = get::run(svc, &acme.root, Some("alice"), &arn("alice")).await;
    assert_eq!(kind(virtual_one), Kind::ValidationError);
}

#[tokio::test]
async fn pages_of_devices_follow_one_another() {
    let acme = acme().await;
    for number in 0..7 {
        acme.create(&format!("Device-{number}")).await;
    }
    for assignment in [Assignment::Any, Assignment::Unassigned] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = PageRequest { after, limit: 3 };
            let found = list_virtual::run(&acme.world.service, &acme.root, assignment, page);
            let found = found.await.unwrap();
            seen.extend(found.items.into_iter().map(|device| device.serial));
            match found.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let want: Vec<_> = (0..7).map(|number| arn(&format!("Device-{number}"))).collect();
        assert_eq!(seen, want);
    }
}

#[tokio::test]
async fn a_deleted_user_takes_its_devices_along() {
    let acme = acme().await;
    let phone = acme.create("alice").await;
    acme.enable(&acme.root, "alice", "alice", &phone).await.unwrap();
    let console = acme.world.sign_in(World::root()).await;
    users::delete::run(&acme.world.service, &console.caller, "alice").await.unwrap();
    acme.create("alice").await;
}

/// The life of a force-MFA policy, by a program alone.
#[tokio::test]
async fn a_program_enrols_itself_under_a_policy_that_demands_a_second_factor() {
    const FORCE: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":["iam:CreateVirtualMFADevice","iam:DeleteVirtualMFADevice"],
         "Resource":"arn:aws:iam::*:mfa/*"},
        {"Effect":"Allow","Action":["iam:EnableMFADevice","iam:ListMFADevices",
            "iam:ResyncMFADevice","iam:DeactivateMFADevice"],
         "Resource":"arn:aws:iam::*:user/${aws:username}"},
        {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"},
        {"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice",
            "iam:ListMFADevices","iam:ResyncMFADevice","sts:GetSessionToken"],"Resource":"*",
         "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;
    let acme = acme().await;
    let svc = &acme.world.service;
    let bob = acme.world.add_program(&acme.root, "bob", false).await;
    let holder = service::iam::Holder::User("bob".into());
    service::iam::inline::put::run(svc, &acme.root, holder, "force", FORCE).await.unwrap();
    let list_users = async |by: &Caller| {
        service::iam::users::list::run(svc, by, None, all()).await.map(|page| page.items.len())
    };
    let refused = message(list_users(&bob).await);
    assert!(refused.ends_with("with an explicit deny in an identity-based policy"), "{refused}");

    let named = CreateVirtual { name: "bob".into(), ..CreateVirtual::default() };
    let made = create_virtual::run(svc, &bob, named).await.unwrap();
    let phone = Phone::scan(&made.uri);
    acme.enable(&bob, "bob", "bob", &phone).await.unwrap();
    assert_eq!(kind(acme.enable(&bob, "alice", "bob", &phone).await), Kind::AccessDenied);
    let mfa = TokenCode::new(&arn("bob"), &phone.code(acme.world.now()).expose());
    let wanted = GetSessionToken { duration_seconds: Some(3600), mfa };
    let given = get_session_token::run(svc, &bob, wanted).await.unwrap();
    let session = acme.world.program(&given.into()).await.unwrap();
    assert_eq!(list_users(&session).await.unwrap(), 2);
    assert_eq!(kind(list_users(&bob).await), Kind::AccessDenied);
}
