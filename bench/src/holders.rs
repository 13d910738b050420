//! Users who have access keys and devices, made by root as programs do it.

use std::sync::Arc;
use std::time::Duration;

use otp::Totp;
use service::credentials::{Signature, SigningKey, authenticate};
use service::mfa::{CodePair, create_virtual, enable};
use service::{Caller, Peer, RequestFacts, access_keys};

use crate::clock::now;
use crate::population::{Population, name};
use crate::signed::Key;

/// Made at once, so that their commits are grouped.
const AT_ONCE: usize = 128;

/// Is a user with an access key and a device.
pub(crate) struct Holder {
    pub(crate) key: Key,
    pub(crate) serial: String,
    pub(crate) totp: Totp,
}

/// Is a signature that every key has made: nobody sends these calls.
struct Believed;

impl Signature for Believed {
    fn scope(&self) -> &'static str {
        ""
    }

    fn signing_key(&self, _: &[u8]) -> SigningKey {
        SigningKey::default()
    }

    fn is_by(&self, _: &SigningKey) -> bool {
        true
    }
}

impl Population {
    /// Returns root as a program.
    pub(crate) fn root(&self) -> anyhow::Result<Caller> {
        let presented = authenticate::Presented {
            access_key_id: self.root.id.clone(),
            session_token: None,
            facts: RequestFacts {
                peer: Peer::new(std::net::Ipv4Addr::LOCALHOST.into()),
                user_agent: "bench".to_owned(),
                region: "us-east-1".to_owned(),
                service: "iam",
                request_id: String::new(),
                secure_transport: false,
            },
        };
        Ok(self.runtime.block_on(authenticate::run(&self.service, presented, &Believed))?)
    }

    /// Gives an access key to a user.
    pub(crate) fn key_of(&self, user: &str) -> anyhow::Result<Key> {
        let root = self.root()?;
        let made =
            self.runtime.block_on(access_keys::create::run(&self.service, &root, Some(user)));
        let made = made?;
        Ok(Key { id: made.access_key_id, secret: made.secret.expose().to_owned() })
    }

    /// Gives a key and a device to each of the first users. The codes of the
    /// enrolment are of an hour ago: none of today is spent.
    pub(crate) fn hold(&self, users: usize) -> anyhow::Result<Vec<Holder>> {
        self.clock.set(now().minus(Duration::from_hours(1)));
        let root = Arc::new(self.root()?);
        let mut held = Vec::with_capacity(users);
        for first in (0..users).step_by(AT_ONCE) {
            let tasks: Vec<_> = (first..users.min(first + AT_ONCE))
                .map(|number| {
                    let (service, root) = (self.service.clone(), Arc::clone(&root));
                    self.runtime.spawn(async move { hold(&service, &root, &name(number)).await })
                })
                .collect();
            for task in tasks {
                held.push(self.runtime.block_on(task)??);
            }
        }
        self.clock.set(now());
        Ok(held)
    }
}

async fn hold(svc: &service::Service, root: &Caller, user: &str) -> anyhow::Result<Holder> {
    let key = access_keys::create::run(svc, root, Some(user)).await?;
    let wanted = create_virtual::CreateVirtual { name: user.to_owned(), path: None, tags: vec![] };
    let made = create_virtual::run(svc, root, wanted).await?;
    let totp = Totp::standard(made.seed);
    let now = svc.now().unix_seconds();
    let (first, second) = (totp.code_at(now), totp.code_at(now + 30));
    let serial = made.serial.clone();
    let pair = CodePair { user_name: user.to_owned(), serial, first, second };
    enable::run(svc, root, pair).await?;
    let key = Key { id: key.access_key_id, secret: key.secret.expose().to_owned() };
    Ok(Holder { key, serial: made.serial, totp })
}
