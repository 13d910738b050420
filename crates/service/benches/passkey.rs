//! How long the second step of a sign-in takes with a passkey: the answer verified,
//! the challenge used up, the session made and recorded; one after the other, and many
//! at once on all cores. Beside each the bare check of the same signature, so that the
//! ratio does not depend on the machine. Last come the figures that are demanded: the
//! processor's time for one, which other programs do not lengthen, and the ratios.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement reads the clock, and has failed when it cannot go on"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use service::passkeys;
use service::signin::second_factor::{self, SecondFactor};
use service::{Bearer, Proof, Service};
use testing::{Signed, SoftPasskey, World};
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

/// Takes second steps, many at once on all cores.
async fn take_at_once(service: &Service, mut steps: Vec<(Bearer, String)>) {
    let share = steps.len().div_ceil(AT_ONCE);
    let mut all = JoinSet::new();
    while !steps.is_empty() {
        let some = steps.split_off(steps.len().saturating_sub(share));
        all.spawn(take(service.clone(), some));
    }
    all.join_all().await;
}

/// Checks a bare signature so many times, on all cores. Returns how often it was.
fn check_at_once(signed: &Signed, rounds: u64) -> u64 {
    let cores = u64::try_from(std::thread::available_parallelism().unwrap().get()).unwrap();
    let share = rounds.div_ceil(cores);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| (0..share).for_each(|_| assert!(black_box(signed).verifies())));
        }
    });
    share * cores
}

/// Returns the seconds of all cores that this process has used so far.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The program's name, in brackets, may hold anything.
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let ticks = |place: usize| fields.split(' ').nth(place).unwrap().parse::<f64>().unwrap();
    // Hundredths of a second, in user space and in the kernel.
    (ticks(11) + ticks(12)) / 100.0
}

/// Is what some rounds of one kind have cost.
#[derive(Default)]
struct Cost {
    rounds: f64,
    processor: f64,
    wall: f64,
}

impl Cost {
    fn add(&mut self, work: impl FnOnce() -> u64) {
        let (processor, began) = (processor_seconds(), Instant::now());
        let rounds = work();
        self.wall += began.elapsed().as_secs_f64();
        self.processor += processor_seconds() - processor;
        self.rounds += u32::try_from(rounds).map(f64::from).unwrap();
    }
}

/// Takes both in turn, so that a busy machine slows both, and prints the ratios.
fn figures(_: &mut Criterion) {
    const TURNS: usize = 8;
    const ROUNDS: u64 = 1024;
    let runtime = Runtime::new().unwrap();
    let (world, mut passkey) = runtime.block_on(world());
    let signed = passkey.sign(SIGNED);
    let (mut whole, mut bare) = (Cost::default(), Cost::default());
    for _ in 0..TURNS {
        let ready = runtime.block_on(prepare(&world, &mut passkey, ROUNDS));
        whole.add(|| {
            runtime.block_on(take_at_once(&world.service, ready));
            ROUNDS
        });
        bare.add(|| check_at_once(&signed, ROUNDS * 4));
    }
    println!(
        "passkey verified and session made: {:.2} ms of the processor's time, at most 3; over \
         the bare check {:.2} by the processor's time, {:.2} by throughput with {AT_ONCE} at \
         once, at least 0.5",
        whole.processor * 1000.0 / whole.rounds,
        (bare.processor / bare.rounds) / (whole.processor / whole.rounds),
        (whole.rounds / whole.wall) / (bare.rounds / bare.wall),
    );
}

/// What an authenticator signs has this length.
const SIGNED: &[u8] = b"the same length as what an authenticator signs: 69 bytes here";

async fn world() -> (World, SoftPasskey) {
    let world = World::with_account().await;
    let root = world.sign_in(World::root()).await;
    // As synced passkeys do, it counts nothing: answers may arrive in any order.
    let mut passkey = SoftPasskey::new(1);
    passkey.step = 0;
    world.register(&root, "root-key", &mut passkey).await;
    (world, passkey)
}

fn sign_in(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (world, mut passkey) = runtime.block_on(world());
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
            let ready = runtime.block_on(prepare(&world, &mut passkey, rounds));
            let began = Instant::now();
            runtime.block_on(take_at_once(&world.service, ready));
            began.elapsed()
        });
    });
    let signed = passkey.sign(SIGNED);
    criterion.bench_function("bare signature check", |bencher| {
        bencher.iter(|| assert!(black_box(&signed).verifies()));
    });
    criterion.bench_function("bare signature check on all cores", |bencher| {
        bencher.iter_custom(|rounds| {
            let began = Instant::now();
            check_at_once(&signed, rounds);
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
    targets = sign_in, figures
}
criterion_main!(benches);
