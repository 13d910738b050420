//! Accounts: the first one, and the operator's ways.

use identity::password::Password;
use service::account::{create, list, recover, update};
use service::set_up::{self, first_account, root_password, view};
use service::{LinkToken, ServiceError, home};
use testing::{PASSWORD, World};

fn first(token: LinkToken) -> first_account::FirstAccount {
    first_account::FirstAccount {
        token,
        name: "Acme".to_owned(),
        email: "owner@acme.example".to_owned(),
        password: Password::new(PASSWORD),
        origin: World::origin(),
    }
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_account_once() {
    let world = World::empty();
    let link = set_up::issue::run(&world.service).await.unwrap().unwrap();
    for _ in 0..3 {
        let offer = view::run(&world.service, &link).await.unwrap();
        assert!(matches!(offer, view::Offer::FirstAccount), "looking uses nothing up");
    }
    let done = first_account::run(&world.service, first(link.clone())).await.unwrap();
    assert!(world.caller(&done.session).await.unwrap().is_root());
    let again = first_account::run(&world.service, first(link)).await.unwrap_err();
    assert!(matches!(again, ServiceError::Gone(_)));
    assert!(set_up::issue::run(&world.service).await.unwrap().is_none(), "no further link");
}

#[tokio::test]
async fn a_new_link_and_a_day_end_the_old_one() {
    let world = World::empty();
    let old = set_up::issue::run(&world.service).await.unwrap().unwrap();
    let new = set_up::issue::run(&world.service).await.unwrap().unwrap();
    assert!(view::run(&world.service, &old).await.is_err());
    world.wait(24 * 3600);
    assert!(view::run(&world.service, &new).await.is_err());
}

#[tokio::test]
async fn an_unfit_password_uses_no_link_up() {
    let world = World::empty();
    let link = set_up::issue::run(&world.service).await.unwrap().unwrap();
    let mut weak = first(link.clone());
    weak.password = Password::new("short");
    let refused = first_account::run(&world.service, weak).await.unwrap_err();
    assert!(matches!(refused, ServiceError::UnfitPassword(_)));
    first_account::run(&world.service, first(link)).await.unwrap();
}

#[tokio::test]
async fn the_operators_accounts_are_opened_by_their_owners() {
    let world = World::empty();
    let command = create::Create {
        name: "Beta".to_owned(),
        email: "root@beta.example".to_owned(),
        account_id: None,
        with_access_key: false,
        password: None,
    };
    let made = create::run(&world.service, command.clone()).await.unwrap();
    let taken = create::run(&world.service, command).await.unwrap_err();
    assert!(matches!(taken, ServiceError::Taken("email")), "{taken:?}");
    let chosen = root_password::RootPassword {
        token: made.set_up.unwrap(),
        password: Password::new(PASSWORD),
        peer: World::origin().peer,
    };
    root_password::run(&world.service, chosen.clone()).await.unwrap();
    assert!(root_password::run(&world.service, chosen).await.is_err(), "once");
    let listed = list::run(&world.service, None).await.unwrap();
    assert_eq!(listed[0].account.name.as_str(), "Beta");
}

#[tokio::test]
async fn recovery_by_the_operator_keeps_the_second_factor_unless_told_otherwise() {
    let world = World::with_account().await;
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    let account = root.caller.account();
    for remove_devices in [false, true] {
        let command = recover::Recover { account, remove_devices };
        let recovered = recover::run(&world.service, command).await.unwrap();
        assert!(world.caller(&root.session).await.is_err());
        let chosen = root_password::RootPassword {
            token: recovered.set_up,
            password: Password::new("nine brass kettles sing"),
            peer: World::origin().peer,
        };
        root_password::run(&world.service, chosen).await.unwrap();
        let step = world.try_password(World::root(), "nine brass kettles sing").await.unwrap();
        let asks_for_code = matches!(step, service::signin::Step::SecondFactor(_));
        assert_eq!(asks_for_code, !remove_devices);
    }
}

#[tokio::test]
async fn name_and_address_are_roots_and_the_alias_also_an_administrators() {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    world.add_user(&root.caller, "alice", true).await;
    let alice = world.sign_in(World::user("alice")).await;
    let mut wanted = update::Update {
        name: "Acme".to_owned(),
        email: "owner@acme.example".to_owned(),
        alias: "acme".to_owned(),
        phone: String::new(),
    };
    update::run(&world.service, &alice.caller, wanted.clone()).await.unwrap();
    wanted.email = "thief@evil.example".to_owned();
    let refused = update::run(&world.service, &alice.caller, wanted.clone()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Denied));
    wanted.email = "owner@acme.example".to_owned();
    wanted.name = "Acme Works".to_owned();
    update::run(&world.service, &root.caller, wanted).await.unwrap();
    let view = home::run(&world.service, &root.caller).await.unwrap();
    assert_eq!(
        (view.account.handle().as_str(), view.account.name.as_str()),
        ("acme", "Acme Works")
    );
    assert_eq!(view.administrators, Some(1));
}
