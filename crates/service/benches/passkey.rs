//! How long the second step of a sign-in takes with a passkey: the answer verified,
//! the challenge used up, the session made and recorded. Beside it the bare check of
//! the same signature, so that the ratio does not depend on the machine.
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
use service::{Bearer, Proof};
use testing::{SoftPasskey, World};
use tokio::runtime::Runtime;

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

fn sign_in(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (world, mut passkey) = runtime.block_on(async {
        let world = World::with_account().await;
        let root = world.sign_in(World::root()).await;
        let mut passkey = SoftPasskey::new(1);
        world.register(&root, "root-key", &mut passkey).await;
        (world, passkey)
    });
    criterion.bench_function("passkey verified and session made", |bencher| {
        bencher.iter_custom(|rounds| {
            let ready = runtime.block_on(prepare(&world, &mut passkey, rounds));
            let began = Instant::now();
            runtime.block_on(async {
                for (token, answer) in ready {
                    let proof = Proof::Passkey(answer);
                    let command = SecondFactor { token, proof, origin: World::origin() };
                    black_box(second_factor::run(&world.service, command).await.unwrap());
                }
            });
            began.elapsed()
        });
    });
    criterion.bench_function("bare signature check", |bencher| {
        let signed = passkey.sign(b"the same length as what an authenticator signs: 69 bytes here");
        bencher.iter(|| assert!(black_box(&signed).verifies()));
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
