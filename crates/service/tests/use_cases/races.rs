//! Many at once: whatever may happen once happens once.

use std::sync::Arc;

use identity::password::Password;
use service::devices::enable;
use service::passwords::change;
use service::set_up::{self, first_account, root_password};
use service::signin::Step;
use service::{Proof, ServiceError, account, session};
use testing::{PASSWORD, World};

const AT_ONCE: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_code_signs_in_once_however_many_try() {
    let world = Arc::new(World::with_account().await);
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let mut tokens = Vec::new();
    for _ in 0..AT_ONCE {
        tokens.push(world.await_code(World::root()).await);
    }
    let code = phone.code(world.now());
    let tasks: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            let (world, code) = (Arc::clone(&world), code.clone());
            tokio::spawn(async move { world.try_code(&token, code).await.is_ok() })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_wrong_codes_are_judged_no_more_often_than_one_by_one() {
    let world = Arc::new(World::with_account().await);
    let mut root = world.sign_in(World::root()).await;
    world.enrol(&mut root, "root-phone").await;
    let token = world.await_code(World::root()).await;
    let tasks: Vec<_> = (0..500)
        .map(|_| {
            let (world, token) = (Arc::clone(&world), token.clone());
            tokio::spawn(async move { world.try_code(&token, World::typed("000000")).await })
        })
        .collect();
    let mut judged = 0;
    for task in tasks {
        match task.await.unwrap().unwrap_err() {
            ServiceError::Factor(_) => judged += 1,
            ServiceError::Wait(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(judged, 4, "three free, and the one that starts the wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_put_into_use_once() {
    let world = Arc::new(World::with_account().await);
    let root = world.sign_in(World::root()).await;
    let (serial, phone) = world.begin_device(&root.caller, "root-phone").await;
    let (first, second) = phone.pair(world.now());
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (world, caller) = (Arc::clone(&world), root.caller.clone());
            let (first, second) = (first.clone(), second.clone());
            let command = enable::Enable { serial: serial.clone(), first, second };
            tokio::spawn(async move { enable::run(&world.service, &caller, command).await.is_ok() })
        })
        .collect();
    let mut enabled = 0;
    for task in tasks {
        enabled += usize::from(task.await.unwrap());
    }
    assert_eq!(enabled, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_code_confirms_once() {
    let world = Arc::new(World::with_account().await);
    let mut root = world.sign_in(World::root()).await;
    let phone = world.enrol(&mut root, "root-phone").await;
    let code = phone.code(world.now());
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (world, caller) = (Arc::clone(&world), root.caller.clone());
            let proof = Proof::Code(code.clone());
            tokio::spawn(async move {
                session::confirm::by_code(&world.service, &caller, proof).await.is_ok()
            })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        accepted += usize::from(task.await.unwrap());
    }
    assert_eq!(accepted, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_opens_the_first_account() {
    let world = Arc::new(World::empty());
    let link = set_up::issue::run(&world.service).await.unwrap().unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|number| {
            let (world, token) = (Arc::clone(&world), link.clone());
            let command = first_account::FirstAccount {
                token,
                name: format!("Acme {number}"),
                email: format!("owner{number}@acme.example"),
                password: Password::new(PASSWORD),
                origin: World::origin(),
            };
            tokio::spawn(async move {
                let done = first_account::run(&world.service, command).await;
                done.map(|_| format!("Acme {number}"))
            })
        })
        .collect();
    let mut made = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(name) => made.push(name),
            Err(refused) => assert!(matches!(refused, ServiceError::Gone(_)), "{refused:?}"),
        }
    }
    let accounts = account::list::run(&world.service, None).await.unwrap();
    let names: Vec<_> = accounts.iter().map(|one| one.account.name.as_str()).collect();
    assert_eq!((made.len(), names), (1, vec![made[0].as_str()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_chooses_the_password_by_the_operators_link() {
    let world = Arc::new(World::with_account().await);
    let account = world.sign_in(World::root()).await.caller.account();
    let command = account::recover::Recover { account, remove_devices: false };
    let link = account::recover::run(&world.service, command).await.unwrap().set_up;
    let chosen = |number: usize| format!("{number} brass kettles sing");
    let tasks: Vec<_> = (0..16)
        .map(|number| {
            let (world, token) = (Arc::clone(&world), link.clone());
            let (password, peer) = (Password::new(&chosen(number)), World::origin().peer);
            let command = root_password::RootPassword { token, password, peer };
            tokio::spawn(async move {
                root_password::run(&world.service, command).await.map(|()| number)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(number) => winners.push(number),
            Err(refused) => assert!(matches!(refused, ServiceError::Gone(_)), "{refused:?}"),
        }
    }
    let [winner] = winners.as_slice() else { panic!("{winners:?}") };
    let step = world.try_password(World::root(), &chosen(*winner)).await.unwrap();
    assert!(matches!(step, Step::Complete(_)), "the password is that of who was first");
}

/// Whoever gives the old password while it is being replaced is in before the
/// change, and then thrown out by it, or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_password_does_not_outlive_its_change_in_a_race() {
    let world = Arc::new(World::with_account().await);
    let mut password = PASSWORD.to_owned();
    for round in 0..100 {
        world.wait(1);
        let step = world.try_password(World::root(), &password).await.unwrap();
        let root = world.signed_in(step).await;
        let thieves: Vec<_> = (0..3)
            .map(|_| {
                let (world, old) = (Arc::clone(&world), password.clone());
                tokio::spawn(async move {
                    let mut opened = Vec::new();
                    while let Ok(Step::Complete(done)) =
                        world.try_password(World::root(), &old).await
                    {
                        opened.push(done.session);
                    }
                    opened
                })
            })
            .collect();
        let new = format!("{PASSWORD} {round}");
        let command =
            change::Change { present: Password::new(&password), new: Password::new(&new) };
        change::run(&world.service, &root.caller, command).await.unwrap();
        for thief in thieves {
            for session in thief.await.unwrap() {
                let caller = world.caller(&session).await;
                assert!(matches!(caller, Err(ServiceError::SignedOut)), "in round {round}");
            }
        }
        password = new;
        world.wait(24 * 3600);
    }
}
