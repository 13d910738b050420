//! A store full of users, some of whom have a device whose codes are known here.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{self, AccountId, DeviceName, SerialNumber, UserId, UserName};
use identity::password::Password;
use identity::user::User;
use identity::{Identity, Timestamp};
use otp::{Otpauth, Totp};
use service::account::create;
use service::devices::{begin, enable, unconfirmed};
use service::signin::password::{SignIn, Who};
use service::signin::{Origin, Step, password};
use service::{HashingCost, MasterKey, Peer, Service, Settings, session};
use storage::{PasswordRecord, StorageError, Store, Tx};
use storage_sql::{SqlStore, SqliteOptions};
use tokio::runtime::Runtime;

use crate::clock::{SetClock, cores, now};
use crate::print;
use crate::signed::Key;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "seven quiet otters hum";
/// The account of all users.
pub(crate) const ACCOUNT: &str = "123456789012";
/// The master key of every store here.
pub(crate) const KEY: [u8; 32] = [42; 32];
/// Argon2 at its cheapest, where hashing is not what is measured.
pub(crate) const CHEAP: HashingCost = HashingCost { memory_kib: 8, passes: 1, parallel: 2 };

/// Users written in one transaction.
const BATCH: usize = 20_000;

/// Is a user with a device.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) id: UserId,
    pub(crate) name: String,
    pub(crate) totp: Totp,
    /// What the browser carries in which the member has signed in.
    pub(crate) browser: Option<String>,
}

/// Is a store with its service.
pub(crate) struct Population {
    pub(crate) account: AccountId,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) store: Arc<SqlStore>,
    pub(crate) service: Service,
    pub(crate) members: Vec<Member>,
    /// The access key of root.
    pub(crate) root: Key,
    /// Declared last: what it drives ends before it.
    pub(crate) runtime: Runtime,
}

impl Population {
    /// Fills a new store with `users`, of whom `members`, evenly spread, get a
    /// device through the use cases; the others have a row like it.
    pub(crate) fn make(path: &Path, users: usize, members: usize) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores())
            .enable_all()
            .build()?;
        let store = Arc::new(SqlStore::open_sqlite(path, &SqliteOptions::default())?);
        // Codes of an hour ago are spent while devices are enrolled, none of today.
        let clock = Arc::new(SetClock::at(now().minus(Duration::from_hours(1))));
        let service = serve(&store, &clock, CHEAP)?;
        let account = AccountId::parse(ACCOUNT).context("the account's number")?;
        let (hash, root) = open_account(&runtime, &store, &service, ACCOUNT)?;
        let mut made = Self { account, clock, store, service, members: Vec::new(), root, runtime };
        made.fill(users, members, &hash)?;
        made.members = made.enrol(users, members)?;
        made.clock.set(now());
        Ok(made)
    }

    fn fill(&self, users: usize, members: usize, hash: &PasswordRecord) -> anyhow::Result<()> {
        let (account, made) = (self.account, self.service.now());
        let mut first = 0;
        while first < users {
            let numbers = first..(first + BATCH).min(users);
            let hash = hash.clone();
            let written = storage::write(self.store.as_ref(), account, move |tx| {
                for number in numbers.clone() {
                    let user = user(account, number, made)?;
                    tx.add_user(&user)?;
                    tx.put_password(account, &user.identity(), &hash)?;
                    if !is_member(number, users, members) {
                        tx.add_device(&device(&user, made)?)?;
                    }
                }
                Ok::<(), StorageError>(())
            });
            self.runtime.block_on(written)?;
            first += BATCH;
            if users > BATCH && first % (10 * BATCH) == 0 {
                print::progress(&format!("{first} of {users} users"));
            }
        }
        Ok(())
    }

    /// Enrols devices as people do, many at once.
    fn enrol(&self, users: usize, members: usize) -> anyhow::Result<Vec<Member>> {
        let numbers: Vec<usize> =
            (0..members).map(|member| number(member, users, members)).collect();
        let mut found = Vec::with_capacity(members);
        for some in numbers.chunks(128) {
            let tasks: Vec<_> = some
                .iter()
                .map(|number| {
                    let (service, number) = (self.service.clone(), *number);
                    self.runtime.spawn(async move { enrol(&service, number).await })
                })
                .collect();
            for task in tasks {
                found.push(self.runtime.block_on(task)??);
            }
        }
        Ok(found)
    }

    /// Replaces every member's password by one that is hashed at full cost.
    pub(crate) fn hash_at_full_cost(&self) -> anyhow::Result<()> {
        let service = serve(&self.store, &self.clock, HashingCost::for_processors(cores()))?;
        let (hash, _) = open_account(&self.runtime, &self.store, &service, "210987654321")?;
        let identities: Vec<Identity> =
            self.members.iter().map(|member| Identity::User(member.id.clone())).collect();
        let account = self.account;
        let written = storage::write(self.store.as_ref(), account, move |tx| {
            identities.iter().try_for_each(|identity| tx.put_password(account, identity, &hash))
        });
        self.runtime.block_on(async { written.await.map_err(|error: StorageError| error.into()) })
    }
}

/// Returns an origin with an address of its own for each number.
pub(crate) fn origin(number: usize) -> Origin {
    let bytes = u32::try_from(number & 0xff_ffff).unwrap_or_default() | 0x0a00_0000;
    let peer = Peer::new(std::net::Ipv4Addr::from_bits(bytes).into());
    Origin { peer, agent: "bench".to_owned(), browser: None }
}

/// Returns a member, as typed.
pub(crate) fn who(name: &str) -> Who {
    Who::User { account: ACCOUNT.to_owned(), name: name.to_owned() }
}

fn serve(
    store: &Arc<SqlStore>,
    clock: &Arc<SetClock>,
    cost: HashingCost,
) -> anyhow::Result<Service> {
    let settings = Settings {
        issuer: "Secondkey".to_owned(),
        open_sign_up: false,
        hashing: cost,
        public_url: "http://localhost".to_owned(),
        mail: true,
        phone: service::recovery::PhoneService::None,
        recovery_delay: Duration::ZERO,
        code_window: identity::device::CodeWindow::default(),
        review_contacts: Duration::from_hours(365 * 24),
        relying_party: None,
    };
    let store = Arc::clone(store) as Arc<dyn Store>;
    let env = Arc::clone(clock) as Arc<dyn service::Env>;
    Ok(Service::new(store, env, &MasterKey::new(KEY), settings)?)
}

/// Makes an account; returns its root user's password as it is kept, and an access
/// key of root.
fn open_account(
    runtime: &Runtime,
    store: &SqlStore,
    service: &Service,
    account: &str,
) -> anyhow::Result<(PasswordRecord, Key)> {
    let command = create::Create {
        name: "Acme".to_owned(),
        email: format!("root-{account}@acme.example"),
        account_id: Some(account.to_owned()),
        with_access_key: true,
        password: Some(Password::new(PASSWORD)),
    };
    runtime.block_on(async {
        let made = create::run(service, command).await?;
        let id = made.account.id;
        let read = move |tx: &mut dyn Tx| tx.password(id, &Identity::Root);
        let kept: Result<_, StorageError> = storage::read(store, read).await;
        let key = made.access_key.context("the account has no key")?;
        let key = Key { id: key.access_key_id, secret: key.secret.to_string() };
        Ok((kept?.context("the account has no password")?, key))
    })
}

async fn enrol(service: &Service, number: usize) -> anyhow::Result<Member> {
    let name = name(number);
    let origin = origin(number);
    let peer = origin.peer;
    let command = SignIn { who: who(&name), password: Password::new(PASSWORD), origin };
    let Step::Complete(done) = password::run(service, command).await? else {
        bail!("{name} has a device already");
    };
    let caller = session::authenticate::run(service, done.session, peer).await?;
    let serial = begin::run(service, &caller, &format!("phone-{number}")).await?;
    let shown = unconfirmed::run(service, &caller, &serial).await?;
    let totp = Otpauth::parse(&shown.uri)?.totp().context("a device without a clock")?;
    let now = service.now().unix_seconds();
    let (first, second) = (totp.code_at(now), totp.code_at(now + 30));
    enable::run(service, &caller, enable::Enable { serial, first, second }).await?;
    Ok(Member { id: id(number), name, totp, browser: done.browser })
}

fn number(member: usize, users: usize, members: usize) -> usize {
    member * users / members.max(1)
}

fn is_member(user: usize, users: usize, members: usize) -> bool {
    let member = (user * members).div_ceil(users.max(1));
    member < members && number(member, users, members) == user
}

/// Returns the name of a user.
pub(crate) fn name(number: usize) -> String {
    format!("user-{number:07}")
}

/// Makes ids that ascend with the numbers: a million random ones would be
/// written in no order, for hours. Depth and size of the trees are the same.
fn id(number: usize) -> UserId {
    let mut digits = [0; 17];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        // The digits are A to Z and 2 to 7; after these in ASCII, so not quite
        // ascending, but near enough.
        *digit = u8::try_from(rest % 32).unwrap_or_default();
        rest /= 32;
    }
    UserId::from_random(digits)
}

fn user(account: AccountId, number: usize, created: Timestamp) -> Result<User, StorageError> {
    let name = UserName::parse(&name(number)).map_err(|_| misnamed())?;
    Ok(User { account, id: id(number), path: names::Path::root(), name, boundary: None, created })
}

fn device(user: &User, created: Timestamp) -> Result<Device, StorageError> {
    let name = format!("phone of {}", user.name.as_str()).replace(' ', "-");
    let name = DeviceName::parse(&name).map_err(|_| misnamed())?;
    Ok(Device {
        account: user.account,
        serial: SerialNumber::of_virtual_device(user.account, &name),
        name,
        kind: DeviceKind::AuthenticatorApp,
        state: DeviceState::Assigned { owner: user.identity(), since: created, suspended: None },
        // As long as a sealed seed is; nobody opens it.
        sealed_seed: vec![7; 81],
        clock: DeviceClock::default(),
        created,
        last_used: None,
        maker: None,
        expires: None,
    })
}

fn misnamed() -> StorageError {
    StorageError::Corrupt("a name is not one".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_spread_and_as_many_as_wanted() {
        for (users, members) in [(1, 1), (1000, 1000), (1000, 300), (1001, 7)] {
            let found = (0..users).filter(|user| is_member(*user, users, members)).count();
            assert_eq!(found, members, "{members} of {users}");
        }
    }
}
