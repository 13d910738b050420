//! Second factors, 64 at once, against bare durable commits of one writer on the
//! same disk: the check alone, which finds the identity's device, matches the code
//! and spends it; and the whole second step of a sign-in, which opens a session
//! and is on record as well. Both are on the disk before anybody is told.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use data_encoding::BASE64URL_NOPAD;
use identity::Identity;
use identity::device::{Candidate, CodeVerdict, CodeWindow, check_code};
use identity::signin::{Pending, Subject};
use service::signin::second_factor::{self, SecondFactor};
use service::signin::{Origin, Step};
use service::{Bearer, Env, Proof, Service};
use sha2::{Digest, Sha256};
use storage::{PendingRecord, StorageError, TokenHash};
use storage_sql::SqlStore;

use crate::clock::{SetClock, Stopwatch};
use crate::commits::Bare;
use crate::folder;
use crate::population::{Member, Population, origin};
use crate::series::{Goal, Line, Series};

const ROUNDS: usize = 7;
const MEMBERS: usize = 2048;
const AT_ONCE: usize = 64;
const BARE: Duration = Duration::from_secs(1);
/// A round has as many passes over all members as this takes.
const ROUND: f64 = 1.0;
/// Nobody's code of the last pass is good in the next one.
const BETWEEN: Duration = Duration::from_mins(1);

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let bare = Bare::open(&folder.path().join("bare.db"))?;
    let made = Population::make(&folder.path().join("store.db"), MEMBERS, MEMBERS)?;
    check_all(&made)?;
    step_all(&made)?;
    let (mut commits, mut checks, mut steps) =
        (Series::default(), Series::default(), Series::default());
    for _ in 0..ROUNDS {
        commits.push(bare.rate(BARE)?);
        checks.push(rate(&made, check_all)?);
        steps.push(rate(&made, step_all)?);
    }
    Ok(vec![
        Line::new("bare durable commits", "/s", &commits, Goal::None),
        Line::new("codes checked and spent, 64 at once", "/s", &checks, Goal::None),
        Line::new("second steps of a sign-in, 64 at once", "/s", &steps, Goal::None),
        Line::new("ratio of checks", "", &checks.over(&commits), Goal::AtLeast(5.0)),
        Line::new("ratio of second steps", "", &steps.over(&commits), Goal::AtLeast(5.0)),
    ])
}

/// Returns how many members a pass serves in a second.
fn rate(
    made: &Population,
    pass: impl Fn(&Population) -> anyhow::Result<f64>,
) -> anyhow::Result<f64> {
    let members = u32::try_from(made.members.len())?;
    let (mut seconds, mut count) = (0.0, 0);
    while seconds < ROUND {
        seconds += pass(made)?;
        count += members;
    }
    Ok(f64::from(count) / seconds)
}

/// Lets every member's code be checked and spent once; returns the seconds that it
/// took.
fn check_all(made: &Population) -> anyhow::Result<f64> {
    made.clock.advance(BETWEEN);
    let (account, now) = (made.account, made.clock.now());
    let commands: Vec<_> = made
        .members
        .iter()
        .map(|member| (member.clone(), member.totp.code_at(now.unix_seconds())))
        .collect();
    at_once(made, commands, move |made, (member, code)| async move {
        let identity = Identity::User(member.id);
        let spent = storage::write(made.store.as_ref(), account, move |tx| {
            let devices = tx.devices_of(account, &identity)?;
            let candidates: Vec<Candidate> = devices
                .into_iter()
                .map(|device| Candidate {
                    barred: device.barred(now),
                    serial: device.serial,
                    totp: member.totp.clone(),
                    clock: device.clock,
                })
                .collect();
            let CodeVerdict::Accepted(factor) =
                check_code(&code, &candidates, CodeWindow::default(), now)
            else {
                return Ok::<bool, StorageError>(false);
            };
            let Some(counter) = factor.counter() else { return Ok(false) };
            tx.spend_counter(account, factor.serial(), counter, factor.offset(), now)
        });
        ensure!(spent.await?, "the code was not accepted");
        Ok(())
    })
}

/// Lets every member take the second step once; returns the seconds that it took.
fn step_all(made: &Population) -> anyhow::Result<f64> {
    made.clock.advance(BETWEEN);
    let commands = prepare(made, &made.clock)?;
    at_once(made, commands, |made, command| async move {
        let step = second_factor::run(&made.service, command).await?;
        ensure!(matches!(step, Step::Complete(_)), "not signed in");
        Ok(())
    })
}

/// Lets 64 tasks share the commands; returns the seconds that it took.
fn at_once<C, F, W>(made: &Population, commands: Vec<C>, work: F) -> anyhow::Result<f64>
where
    C: Send + 'static,
    F: Fn(Served, C) -> W + Clone + Send + 'static,
    W: Future<Output = anyhow::Result<()>> + Send,
{
    let mut shares: Vec<Vec<C>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (number, command) in commands.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(number % AT_ONCE) {
            share.push(command);
        }
    }
    let watch = Stopwatch::start();
    let tasks: Vec<_> = shares
        .into_iter()
        .map(|share| {
            let (work, served) = (work.clone(), Served::of(made));
            made.runtime.spawn(async move {
                for command in share {
                    work(served.clone(), command).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        made.runtime.block_on(task)??;
    }
    Ok(watch.seconds())
}

/// Is what a task needs of the population.
#[derive(Clone)]
struct Served {
    service: Service,
    store: Arc<SqlStore>,
}

impl Served {
    fn of(made: &Population) -> Self {
        Self { service: made.service.clone(), store: Arc::clone(&made.store) }
    }
}

/// Puts a pending sign-in of every member into the store.
fn prepare(made: &Population, clock: &Arc<SetClock>) -> anyhow::Result<Vec<SecondFactor>> {
    let (account, now) = (made.account, clock.now());
    let tokens = made.members.iter().map(|_| {
        let mut token = [0; 32];
        clock.fill(&mut token);
        token
    });
    let tokens: Vec<[u8; 32]> = tokens.collect();
    let mut records = Vec::with_capacity(tokens.len());
    for (member, token) in made.members.iter().zip(&tokens) {
        let subject = Subject { account, identity: Identity::User(member.id.clone()) };
        let state = Pending::from_fields(subject, "factor", false, None);
        let state = state.context("no such state of a sign-in")?;
        records
            .push((TokenHash(Sha256::digest(token).into()), PendingRecord { state, began: now }));
    }
    let written = storage::write(made.store.as_ref(), account, move |tx| {
        records.iter().try_for_each(|(token, record)| tx.put_sign_in(account, token, record))
    });
    made.runtime.block_on(async {
        written.await.map_err(|error: StorageError| anyhow::Error::new(error))
    })?;

    let command = |(number, (member, token)): (usize, (&Member, &[u8; 32]))| {
        let text = format!("{account}.{}", BASE64URL_NOPAD.encode(token));
        let token = Bearer::parse(&text).context("not a token")?;
        let proof = Proof::Code(member.totp.code_at(now.unix_seconds()));
        // From the browser that signed in before: nobody is to be told of a new one.
        let origin = Origin { browser: member.browser.clone(), ..origin(number) };
        Ok(SecondFactor { token, proof, origin })
    };
    made.members.iter().zip(&tokens).enumerate().map(command).collect()
}
