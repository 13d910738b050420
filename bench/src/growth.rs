//! What a sign-in and what questions of programs cost with a million users, against
//! what they cost with a thousand: one at a time, without the password's hash, on the
//! disk.

use std::time::Duration;

use anyhow::bail;
use iam_api::Door;
use identity::password::Password;
use service::Proof;
use service::signin::Step;
use service::signin::password::{SignIn, run as password};
use service::signin::second_factor::{SecondFactor, run as second_factor};

use crate::clock::Stopwatch;
use crate::folder;
use crate::population::{Member, PASSWORD, Population, name, origin, who};
use crate::series::{Goal, Line, Series};
use crate::signed::{Ask, send};

pub(crate) const MANY: usize = 1_000_000;
const FEW: usize = 1_000;
const ROUNDS: usize = 7;

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let few = Population::make(&folder.path().join("few.db"), FEW, FEW)?;
    let many = Population::make(&folder.path().join("many.db"), MANY, FEW)?;
    round(&few)?;
    round(&many)?;
    let (mut small, mut large) = (Series::default(), Series::default());
    for _ in 0..ROUNDS {
        small.push(round(&few)?);
        large.push(round(&many)?);
    }
    let mut lines = vec![
        Line::new("a sign-in among 1,000 users", "ms", &small, Goal::None),
        Line::new("a sign-in among 1,000,000 users", "ms", &large, Goal::None),
        Line::new("ratio", "", &large.over(&small), Goal::AtMost(1.3)),
    ];
    for action in ["GetUser", "ListMFADevices"] {
        ask(&few, FEW, action)?;
        ask(&many, MANY, action)?;
        let (mut small, mut large) = (Series::default(), Series::default());
        for _ in 0..ROUNDS {
            small.push(ask(&few, FEW, action)?);
            large.push(ask(&many, MANY, action)?);
        }
        lines.extend([
            Line::new(format!("{action} among 1,000 users"), "ms", &small, Goal::None),
            Line::new(format!("{action} among 1,000,000 users"), "ms", &large, Goal::None),
            Line::new("ratio", "", &large.over(&small), Goal::AtMost(1.3)),
        ]);
    }
    Ok(lines)
}

/// Asks a question about a thousand users, evenly spread, signed by root; returns the
/// median in milliseconds.
fn ask(made: &Population, users: usize, action: &str) -> anyhow::Result<f64> {
    let door = Door::new(made.service.clone());
    made.runtime.block_on(async {
        let mut times = Series::default();
        for number in 0..FEW {
            let ask = Ask::iam(action, &[("UserName", &name(number * users / FEW))]);
            let request = ask.request(&made.root, made.service.now())?;
            let watch = Stopwatch::start();
            send(&door, request).await?;
            times.push(watch.millis());
        }
        Ok(times.median())
    })
}

/// Signs every member in, one after the other; returns the median in
/// milliseconds.
fn round(made: &Population) -> anyhow::Result<f64> {
    made.clock.advance(Duration::from_mins(1));
    made.runtime.block_on(async {
        let mut times = Series::default();
        for (number, member) in made.members.iter().enumerate() {
            let watch = Stopwatch::start();
            sign_in(made, member, number).await?;
            times.push(watch.millis());
        }
        Ok(times.median())
    })
}

async fn sign_in(made: &Population, member: &Member, number: usize) -> anyhow::Result<()> {
    let (service, origin) = (&made.service, origin(number));
    let command = SignIn {
        who: who(&member.name),
        password: Password::new(PASSWORD),
        origin: origin.clone(),
    };
    let Step::SecondFactor(token) = password(service, command).await? else {
        bail!("no code is asked for");
    };
    let code = member.totp.code_at(service.now().unix_seconds());
    let command = SecondFactor { token, proof: Proof::Code(code), origin };
    match second_factor(service, command).await? {
        Step::Complete(_) => Ok(()),
        _ => bail!("not signed in"),
    }
}
