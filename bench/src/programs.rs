//! What a call by a program costs: signed requests over HTTP to the real server,
//! against an empty handler on the same stack, and the processor time of the
//! server's process for each.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use service::iam::{Holder as PolicyHolder, inline};

use crate::clock::now;
use crate::commits::Bare;
use crate::empty::Empty;
use crate::holders::Holder;
use crate::load::{self, Done};
use crate::population::{Population, name};
use crate::series::{Goal, Line, Series};
use crate::server::{Server, store_in, write_key};
use crate::signed::{Ask, Key};
use crate::{folder, print};

const ROUNDS: usize = 7;
const ROUND: Duration = Duration::from_secs(1);
/// Codes that a round may spend: each is of a user of its own.
const CODES: usize = 3000;
/// Devices that a round may make.
const DEVICES: usize = 2000;

/// Allows what is measured, in five statements of which each must be looked at.
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Own", "Effect": "Allow", "Action": ["iam:GetUser", "iam:ChangePassword"],
     "Resource": "arn:aws:iam::*:user/${aws:username}"},
    {"Sid": "Devices", "Effect": "Allow", "Action": "iam:*VirtualMFADevice",
     "Resource": "arn:aws:iam::*:mfa/*"},
    {"Sid": "Keys", "Effect": "Allow", "Action": "iam:*AccessKey*",
     "Resource": "arn:aws:iam::*:user/${aws:username}",
     "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
    {"Sid": "Lists", "Effect": "Allow", "Action": ["iam:List*", "iam:Get*"], "Resource": "*"},
    {"Sid": "NotFromThere", "Effect": "Deny", "Action": "*", "Resource": "*",
     "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
  ]
}"#;

/// Is what was seen of one operation.
#[derive(Default)]
struct Seen {
    rates: Series,
    millis: Series,
}

pub(crate) fn run() -> anyhow::Result<Vec<Line>> {
    let folder = folder::make()?;
    let data = folder.path();
    let codes = (ROUNDS + 1) * CODES;
    let made = Population::make(&store_in(data), codes + 1, 0)?;
    print::progress("users with keys and devices");
    let holders = made.hold(codes)?;
    let reader = reader(&made, &name(codes))?;
    let root = made.root.clone();
    drop(made);
    write_key(data)?;

    let bare = Bare::open(&data.join("bare.db"))?;
    let (server, empty) = (Server::start(data)?, Empty::start()?);
    let mut shares = holders.chunks(CODES);
    let (mut commits, mut nothing) = (Series::default(), Series::default());
    let [mut who, mut users, mut tokens, mut devices] = std::array::from_fn(|_| Seen::default());
    for round in 0..=ROUNDS {
        if round == 1 {
            // The round before was to warm up.
            (commits, nothing) = (Series::default(), Series::default());
            [who, users, tokens, devices] = std::array::from_fn(|_| Seen::default());
        }
        let ask = Ask::sts("GetCallerIdentity", &[]).bytes(empty.host, &reader, now())?;
        nothing.push(load::run(empty.host, ROUND, &|| Some(ask.as_slice()))?.rate());
        let ask = Ask::sts("GetCallerIdentity", &[]).bytes(server.host, &reader, now())?;
        who.watch(&server, || load::run(server.host, ROUND, &|| Some(ask.as_slice())))?;
        let ask = Ask::iam("ListUsers", &[]).bytes(server.host, &reader, now())?;
        users.watch(&server, || load::run(server.host, ROUND, &|| Some(ask.as_slice())))?;
        commits.push(bare.rate(ROUND)?);
        let asks = session_tokens(&server, shares.next().context("no codes are left")?)?;
        tokens.watch(&server, || each(&server, &asks))?;
        let asks = new_devices(&server, &root, round)?;
        devices.watch(&server, || each(&server, &asks))?;
    }
    Ok(vec![
        Line::new("an empty handler", "/s", &nothing, Goal::None),
        Line::new("GetCallerIdentity", "/s", &who.rates, Goal::None),
        Line::new("  over the empty handler", "", &who.rates.over(&nothing), Goal::AtLeast(0.5)),
        Line::new("  processor time", "ms", &who.millis, Goal::AtMost(0.06)),
        Line::new("ListUsers, 100 of them", "/s", &users.rates, Goal::None),
        Line::new("  over the empty handler", "", &users.rates.over(&nothing), Goal::AtLeast(0.2)),
        Line::new("  processor time", "ms", &users.millis, Goal::AtMost(0.3)),
        Line::new("bare durable commits", "/s", &commits, Goal::None),
        Line::new("GetSessionToken with a code", "/s", &tokens.rates, Goal::None),
        Line::new("  over bare commits", "", &tokens.rates.over(&commits), Goal::AtLeast(3.0)),
        Line::new("  processor time", "ms", &tokens.millis, Goal::AtMost(0.15)),
        Line::new("CreateVirtualMFADevice", "/s", &devices.rates, Goal::None),
        Line::new("  processor time", "ms", &devices.millis, Goal::AtMost(1.0)),
    ])
}

impl Seen {
    /// Notes how quick a round is, and what it costs the server's process.
    fn watch(
        &mut self,
        server: &Server,
        round: impl FnOnce() -> anyhow::Result<Done>,
    ) -> anyhow::Result<()> {
        let before = server.cpu_millis()?;
        let done = round()?;
        self.rates.push(done.rate());
        self.millis.push((server.cpu_millis()? - before) / f64::from(done.requests));
        Ok(())
    }
}

/// Makes a key of a user whom the policy allows to list.
fn reader(made: &Population, user: &str) -> anyhow::Result<Key> {
    let root = made.root()?;
    let holder = PolicyHolder::User(user.to_owned());
    made.runtime.block_on(inline::put::run(&made.service, &root, holder, "reads", POLICY))?;
    made.key_of(user)
}

/// Sends each request once.
fn each(server: &Server, asks: &[Vec<u8>]) -> anyhow::Result<Done> {
    let place = AtomicUsize::new(0);
    let next = || asks.get(place.fetch_add(1, Ordering::Relaxed)).map(Vec::as_slice);
    load::run(server.host, Duration::MAX, &next)
}

/// Signs a request with a code for each user.
fn session_tokens(server: &Server, holders: &[Holder]) -> anyhow::Result<Vec<Vec<u8>>> {
    let now = now();
    let asks = holders.iter().map(|holder| {
        let code = holder.totp.code_at(now.unix_seconds()).expose();
        let with = [("SerialNumber", holder.serial.as_str()), ("TokenCode", &code)];
        Ask::sts("GetSessionToken", &with).bytes(server.host, &holder.key, now)
    });
    asks.collect()
}

/// Signs requests for devices of names that are new in each round.
fn new_devices(server: &Server, root: &Key, round: usize) -> anyhow::Result<Vec<Vec<u8>>> {
    let now = now();
    let asks = (0..DEVICES).map(|number| {
        let name = format!("device-{round}-{number}");
        let with = [("VirtualMFADeviceName", name.as_str())];
        Ask::iam("CreateVirtualMFADevice", &with).bytes(server.host, root, now)
    });
    asks.collect()
}
