//! How long the second step of a sign-in takes with a passkey: the answer verified,
//! the challenge used up, the session made and recorded; one after the other, and many
//! at once on all cores. Beside each the bare check of the same signature, so that the
//! ratio does not depend on the machine.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock, and has failed when it cannot go on"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use service::passkeys;
use service::signin::second_factor::{self, SecondFactor};
use service::{Bearer, Proof, Service};
use testing::{SoftPasskey, World};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// How many sign in at once.
const AT_ONCE: usize = 64;

/// Answers that are ready to be sent.
async fn prepare(world: &World, passkey: &mut SoftPasskey, count: u64) -> Vec<(Bearer, String)> {
    let mut ready = Vec::new();
    for _ in 0..count {
        let token = world.await_code(World::root()).await;
        let options = passkeys::sign_in(&world.service, &token).await.unwrap();
        ready.push((token, passkey.get(&options)));
    }
    ready
}

/// Takes second steps.
async fn take(service: Service, steps: Vec<(Bearer, String)>) {
    for (token, answer) in steps {
        let proof = Proof::Passkey(answer);
        let command = SecondFactor { token, proof, origin: World::origin() };
        black_box(second_factor::run(&service, command).await.unwrap());
    }
}

fn sign_in(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (world, mut passkey) = runtime.block_on(async {
        let world = World::with_account().await;
        let root = world.sign_in(World::root()).await;
        // As synced passkeys do, it counts nothing: answers may arrive in any order.
        let mut passkey = SoftPasskey::new(1);
        passkey.step = 0;
        world.register(&root, "root-key", &mut passkey).await;
        (world, passkey)
    });
    criterion.bench_function("passkey verified and session made", |bencher| {
        bencher.iter_custom(|rounds| {
            let ready = runtime.block_on(prepare(&world, &mut passkey, rounds));
            let began = Instant::now();
            runtime.block_on(take(world.service.clone(), ready));
            began.elapsed()
        });
    });
    let name = format!("passkey verified and session made, {AT_ONCE} at once");
    criterion.bench_function(&name, |bencher| {
        bencher.iter_custom(|rounds| {
            let mut ready = runtime.block_on(prepare(&world, &mut passkey, rounds));
            let share = ready.len().div_ceil(AT_ONCE);
            let began = Instant::now();
            runtime.block_on(async {
                let mut all = JoinSet::new();
                while !ready.is_empty() {
                    let steps = ready.split_off(ready.len().saturating_sub(share));
                    all.spawn(take(world.service.clone(), steps));
                }
                all.join_all().await;
            });
            began.elapsed()
        });
    });
    let signed = passkey.sign(b"the same length as what an authenticator signs: 69 bytes here");
    criterion.bench_function("bare signature check", |bencher| {
        bencher.iter(|| assert!(black_box(&signed).verifies()));
    });
    criterion.bench_function("bare signature check on all cores", |bencher| {
        bencher.iter_custom(|rounds| {
            let cores = std::thread::available_parallelism().unwrap().get();
            let share = rounds.div_ceil(u64::try_from(cores).unwrap());
            let began = Instant::now();
            std::thread::scope(|scope| {
                for _ in 0..cores {
                    scope.spawn(|| (0..share).for_each(|_| assert!(black_box(&signed).verifies())));
                }
            });
            began.elapsed()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    targets = sign_in
}
criterion_main!(benches);
