//! The second step of a sign-in, 64 at once, against bare durable commits of one
//! writer on the same disk. Each spends a code, opens a session and is on record
//! before anybody is told.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use data_encoding::BASE64URL_NOPAD;
use identity::Identity;
use identity::signin::{Pending, Subject};
use service::signin::Step;
use service::signin::second_factor::{self, SecondFactor};
use service::{Bearer, Env, Proof};
use sha2::{Digest, Sha256};
use storage::{PendingRecord, StorageError, TokenHash};

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

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let bare = Bare::open(&folder.path().join("bare.db"))?;
    let made = Population::make(&folder.path().join("store.db"), MEMBERS, MEMBERS)?;
    pass(&made)?;
    let members = u32::try_from(made.members.len())?;
    let (mut commits, mut checks) = (Series::default(), Series::default());
    for _ in 0..ROUNDS {
        commits.push(bare.rate(BARE)?);
        let (mut seconds, mut count) = (0.0, 0);
        while seconds < ROUND {
            seconds += pass(&made)?;
            count += members;
        }
        checks.push(f64::from(count) / seconds);
    }
    Ok(vec![
        Line::new("bare durable commits", "/s", &commits, Goal::None),
        Line::new("second factors, 64 at once", "/s", &checks, Goal::None),
        Line::new("ratio", "", &checks.over(&commits), Goal::AtLeast(5.0)),
    ])
}

/// Lets every member take the second step once; returns the seconds that it took.
fn pass(made: &Population) -> anyhow::Result<f64> {
    // Nobody's code of the last pass is good in this one.
    made.clock.advance(Duration::from_mins(1));
    let commands = prepare(made, &made.clock)?;
    let mut shares: Vec<Vec<SecondFactor>> = (0..AT_ONCE).map(|_| Vec::new()).collect();
    for (number, command) in commands.into_iter().enumerate() {
        if let Some(share) = shares.get_mut(number % AT_ONCE) {
            share.push(command);
        }
    }
    let watch = Stopwatch::start();
    let tasks: Vec<_> = shares
        .into_iter()
        .map(|share| {
            let service = made.service.clone();
            made.runtime.spawn(async move {
                for command in share {
                    let step = second_factor::run(&service, command).await?;
                    ensure!(matches!(step, Step::Complete(_)), "not signed in");
                }
                Ok(())
            })
        })
        .collect();
    for task in tasks {
        made.runtime.block_on(task)??;
    }
    Ok(watch.seconds())
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
        Ok(SecondFactor { token, proof, origin: origin(number) })
    };
    made.members.iter().zip(&tokens).enumerate().map(command).collect()
}
