//! The World, and the short ways through it that most tests begin with.

use std::sync::Arc;
use std::time::Duration;

use identity::Timestamp;
use identity::device::CodeWindow;
use identity::names::SerialNumber;
use identity::password::Password;
use otp::{Code, Digits};
use service::account::create;
use service::devices::{begin, enable, unconfirmed};
use service::iam::login_profiles;
use service::passkeys::{self, register};
use service::signin::password::{SignIn, Who};
use service::signin::second_factor::SecondFactor;
use service::signin::{Origin, Step, password, second_factor};
use service::users;
use service::{
    Bearer, Caller, HashingCost, MasterKey, Peer, Proof, Service, ServiceError, Settings, session,
};
use storage::Store;
use storage_sql::SqlStore;
use webauthn::RelyingParty;

use crate::database::Database;
use crate::{FrozenEnv, Phone, SoftPasskey};

/// The password of everybody in a World.
pub const PASSWORD: &str = "seven quiet otters hum";

/// The public address of a World.
pub const ORIGIN: &str = "https://id.acme.example";

/// The master key of a World.
const KEY: [u8; 32] = [42; 32];

/// Is a service in a test.
pub struct World {
    /// The service.
    pub service: Service,
    /// Its clock and randomness.
    pub env: Arc<FrozenEnv>,
    /// Its store.
    pub store: Arc<SqlStore>,
    /// Where the store is, on PostgreSQL. Ends last.
    _database: Option<Database>,
}

/// Is somebody who is signed in.
pub struct SignedInAs {
    /// Who it is, for use cases.
    pub caller: Caller,
    /// The session's token.
    pub session: Bearer,
    /// What the browser remembers.
    pub browser: Option<String>,
}

impl World {
    /// Makes a World without any account, on 14 November 2023: in memory, or, where
    /// `SECONDKEY_TEST_WORLDS` is `postgresql`, on the test server.
    pub fn empty() -> Self {
        if std::env::var("SECONDKEY_TEST_WORLDS").as_deref() != Ok("postgresql") {
            return Self::on(SqlStore::open_memory().unwrap());
        }
        let database = Database::new();
        let world = Self::on(database.open());
        Self { _database: Some(database), ..world }
    }

    /// Makes a World on a given store.
    pub fn on(store: SqlStore) -> Self {
        Self::whose(store, &MasterKey::new(KEY), |_| ())
    }

    /// Makes a World in memory, with the account 123456789012, whose operator decides
    /// otherwise than usual.
    pub async fn decided(decide: impl FnOnce(&mut Settings)) -> Self {
        let world = Self::whose(SqlStore::open_memory().unwrap(), &MasterKey::new(KEY), decide);
        world.add_account("123456789012", "owner@acme.example").await;
        world
    }

    /// Makes a World in memory, with the account 123456789012, under another master key
    /// than usual.
    pub async fn with_master_key(key: [u8; 32]) -> Self {
        let store = SqlStore::open_memory().unwrap();
        let world = Self::whose(store, &MasterKey::new(key), |_| ());
        world.add_account("123456789012", "owner@acme.example").await;
        world
    }

    fn whose(store: SqlStore, key: &MasterKey, decide: impl FnOnce(&mut Settings)) -> Self {
        let env = Arc::new(FrozenEnv::new(Timestamp::from_unix_seconds(1_700_000_000), 7));
        let store = Arc::new(store);
        let mut settings = Settings {
            issuer: "Secondkey".to_owned(),
            open_sign_up: false,
            // As cheap as Argon2 can be: these tests are not about hashing.
            hashing: HashingCost { memory_kib: 8, passes: 1, parallel: 2 },
            public_url: "https://id.example".to_owned(),
            mail: true,
            phone: service::recovery::PhoneService::Gateway,
            recovery_delay: Duration::ZERO,
            code_window: CodeWindow::default(),
            review_contacts: Duration::from_hours(365 * 24),
            relying_party: RelyingParty::of(ORIGIN, "Secondkey").ok(),
        };
        decide(&mut settings);
        let service = Service::new(
            Arc::clone(&store) as Arc<dyn Store>,
            Arc::clone(&env) as Arc<dyn service::Env>,
            key,
            settings,
        );
        Self { service: service.unwrap(), env, store, _database: None }
    }

    /// Makes a World with the account 123456789012 of `owner@acme.example`.
    pub async fn with_account() -> Self {
        let world = Self::empty();
        world.add_account("123456789012", "owner@acme.example").await;
        world
    }

    /// Adds an account.
    pub async fn add_account(&self, id: &str, email: &str) {
        let command = create::Create {
            name: "Acme".to_owned(),
            email: email.to_owned(),
            account_id: Some(id.to_owned()),
            password: Some(Password::new(PASSWORD)),
            with_access_key: false,
        };
        create::run(&self.service, command).await.unwrap();
    }

    /// Returns the present moment.
    pub fn now(&self) -> Timestamp {
        self.service.now()
    }

    /// Moves the clock on by so many seconds.
    pub fn wait(&self, seconds: u64) {
        self.env.advance(Duration::from_secs(seconds));
    }

    /// Returns the origin of a test's requests.
    pub fn origin() -> Origin {
        Self::origin_from("192.0.2.1")
    }

    /// Returns an origin at another address.
    pub fn origin_from(address: &str) -> Origin {
        let peer = Peer::new(address.parse().unwrap());
        Origin { peer, agent: "test browser".to_owned(), browser: None }
    }

    /// Returns the root user of the first account, as typed.
    pub fn root() -> Who {
        Who::Root { email: "owner@acme.example".to_owned() }
    }

    /// Returns a user of the first account, as typed.
    pub fn user(name: &str) -> Who {
        Who::User { account: "123456789012".to_owned(), name: name.to_owned() }
    }

    /// Takes the first step of a sign-in.
    pub async fn try_password(&self, who: Who, typed: &str) -> Result<Step, ServiceError> {
        self.try_password_from(who, typed, Self::origin()).await
    }

    /// Takes the first step from a given origin.
    pub async fn try_password_from(
        &self,
        who: Who,
        typed: &str,
        origin: Origin,
    ) -> Result<Step, ServiceError> {
        let command = SignIn { who, password: Password::new(typed), origin };
        password::run(&self.service, command).await
    }

    /// Takes the second step with a code.
    pub async fn try_code(&self, token: &Bearer, code: Code) -> Result<Step, ServiceError> {
        self.try_proof(token, Proof::Code(code)).await
    }

    /// Takes the second step.
    pub async fn try_proof(&self, token: &Bearer, proof: Proof) -> Result<Step, ServiceError> {
        let command = SecondFactor { token: token.clone(), proof, origin: Self::origin() };
        second_factor::run(&self.service, command).await
    }

    /// Gives the right password of somebody who has a device.
    pub async fn await_code(&self, who: Who) -> Bearer {
        match self.try_password(who, PASSWORD).await.unwrap() {
            Step::SecondFactor(token) => token,
            other => panic!("a code should be asked for, not {other:?}"),
        }
    }

    /// Signs somebody in who has no device.
    pub async fn sign_in(&self, who: Who) -> SignedInAs {
        let step = self.try_password(who, PASSWORD).await.unwrap();
        self.signed_in(step).await
    }

    /// Signs somebody in with a phone, a step later, so that no code repeats.
    pub async fn sign_in_with(&self, who: Who, phone: &Phone) -> SignedInAs {
        self.wait(60);
        let token = self.await_code(who).await;
        let step = self.try_code(&token, phone.code(self.now())).await.unwrap();
        self.signed_in(step).await
    }

    /// Takes the session of a finished sign-in.
    pub async fn signed_in(&self, step: Step) -> SignedInAs {
        let Step::Complete(done) = step else { panic!("not signed in: {step:?}") };
        let caller = self.caller(&done.session).await.unwrap();
        SignedInAs { caller, session: done.session, browser: done.browser }
    }

    /// Takes a finished sign-in of somebody who must register a device before
    /// anything else, which is refused until then.
    pub async fn enrols_first(&self, step: Step) -> SignedInAs {
        let Step::Complete(done) = step else { panic!("not signed in: {step:?}") };
        let closed = self.caller(&done.session).await.unwrap_err();
        assert!(matches!(closed, ServiceError::EnrolFirst), "{closed:?}");
        let (session, peer) = (done.session, Self::origin().peer);
        let open = session::authenticate::to_enrol(&self.service, session.clone(), peer).await;
        SignedInAs { caller: open.unwrap(), session, browser: done.browser }
    }

    /// Finds out whose a session is.
    pub async fn caller(&self, session: &Bearer) -> Result<Caller, ServiceError> {
        let peer = Self::origin().peer;
        session::authenticate::run(&self.service, session.clone(), peer).await
    }

    /// Names a device and scans its QR code.
    pub async fn begin_device(&self, caller: &Caller, name: &str) -> (SerialNumber, Phone) {
        let serial = begin::run(&self.service, caller, name).await.unwrap();
        let shown = unconfirmed::run(&self.service, caller, &serial).await.unwrap();
        (serial, Phone::scan(&shown.uri))
    }

    /// Enrols a device, and moves the clock beyond its two codes.
    pub async fn enrol(&self, who: &mut SignedInAs, name: &str) -> Phone {
        let (serial, phone) = self.begin_device(&who.caller, name).await;
        let (first, second) = phone.pair(self.now());
        let command = enable::Enable { serial, first, second };
        let enabled = enable::run(&self.service, &who.caller, command).await.unwrap();
        self.take_session(who, enabled.session).await;
        self.wait(60);
        phone
    }

    /// Registers a passkey, named, asked for and made.
    pub async fn register(&self, who: &SignedInAs, name: &str, passkey: &mut SoftPasskey) {
        let serial = begin::passkey(&self.service, &who.caller, name).await.unwrap();
        let options = register::begin(&self.service, &who.caller, &serial).await.unwrap();
        let answer = passkey.create(&options);
        register::finish(&self.service, &who.caller, &serial, &answer).await.unwrap();
    }

    /// Signs somebody in with a passkey.
    pub async fn sign_in_by(&self, who: Who, passkey: &mut SoftPasskey) -> SignedInAs {
        let token = self.await_code(who).await;
        let options = passkeys::sign_in(&self.service, &token).await.unwrap();
        let proof = Proof::Passkey(passkey.get(&options));
        let step = self.try_proof(&token, proof).await.unwrap();
        self.signed_in(step).await
    }

    /// Goes on with a session's new token.
    pub async fn take_session(&self, who: &mut SignedInAs, session: Bearer) {
        who.caller = self.caller(&session).await.unwrap();
        who.session = session;
    }

    /// Makes a user with the common password.
    pub async fn add_user(&self, by: &Caller, name: &str, administrator: bool) {
        let command = users::create::Create {
            name: name.to_owned(),
            console: users::ConsoleAccess::None,
            administrator,
        };
        users::create::run(&self.service, by, command).await.unwrap();
        let profile = login_profiles::create::CreateProfile {
            user_name: Some(name.to_owned()),
            password: Some(Password::new(PASSWORD)),
            reset_required: false,
        };
        login_profiles::create::run(&self.service, by, profile).await.unwrap();
    }

    /// Reads a code as typed.
    pub fn typed(code: &str) -> Code {
        Code::parse(code, Digits::SIX).unwrap()
    }
}
