//! A running service, the clients of AWS's SDK before it, and a device.
#![expect(
    clippy::disallowed_methods,
    reason = "the service is a process: its clock is the real one"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_iam::config::retry::RetryConfig;
use aws_sdk_iam::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_iam::types::VirtualMfaDevice;
use aws_smithy_http_client::Builder;
use otp::{Seed, Totp};
use serde_json::Value;
use tempfile::TempDir;
use testing::Database;

/// Is where a service keeps everything.
struct Place {
    folder: TempDir,
    database: Option<Database>,
}

/// Is `secondkeyd` on a free port, with one account.
pub(crate) struct Service {
    _place: Place,
    process: Child,
    url: String,
    pub(crate) account: String,
    root: Credentials,
}

/// Is a program with an access key, or with temporary credentials.
pub(crate) struct Program {
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) sts: aws_sdk_sts::Client,
}

fn command(place: &Place, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_secondkeyd"));
    let data = place.folder.path().join("data");
    command.args(arguments).arg("--data-dir").arg(data).stdin(Stdio::null());
    if let Some(database) = &place.database {
        command.args(["--database-url", &database.url()]);
    }
    command
}

impl Service {
    /// Starts the service on a new SQLite file.
    pub(crate) fn on_sqlite() -> Self {
        Self::start(None)
    }

    /// Starts the service on an empty database of PostgreSQL.
    pub(crate) fn on_postgres() -> Self {
        Self::start(Some(Database::new()))
    }

    /// Makes an account with a key of its root user, and starts the service.
    fn start(database: Option<Database>) -> Self {
        let place = Place { folder: tempfile::tempdir().unwrap(), database };
        let create = ["account", "create", "--name", "Acme", "--email", "root@acme.example"];
        let made = command(&place, &create).args(["--with-access-key", "--json"]).output().unwrap();
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        let root = credentials(text("access_key_id"), text("secret_access_key"), None);
        // The port is free now; who takes it meanwhile makes the start fail.
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut serve = command(&place, &["serve", "--listen", &free.to_string()]);
        let mut process = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the service ended at once").unwrap();
        let url = first.split_once("ready at ").expect("it says where it is").1.to_owned();
        Self { _place: place, process, url, account: text("account_id"), root }
    }

    /// Returns the root user's program.
    pub(crate) fn root(&self) -> Program {
        self.program(self.root.clone())
    }

    /// Returns a program with these credentials. It tries once: what is refused shall
    /// be seen.
    pub(crate) fn program(&self, credentials: Credentials) -> Program {
        let client = Builder::new().build_http();
        let region = Region::from_static("us-east-1");
        let iam = aws_sdk_iam::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region.clone())
            .endpoint_url(&self.url)
            .retry_config(RetryConfig::disabled())
            .http_client(client.clone())
            .credentials_provider(credentials.clone());
        let sts = aws_sdk_sts::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region)
            .endpoint_url(&self.url)
            .retry_config(RetryConfig::disabled())
            .http_client(client)
            .credentials_provider(credentials);
        Program {
            iam: aws_sdk_iam::Client::from_conf(iam.build()),
            sts: aws_sdk_sts::Client::from_conf(sts.build()),
        }
    }

    /// Makes an access key of a user.
    pub(crate) async fn user(&self, name: &str) -> Program {
        let made = self.root().iam.create_access_key().user_name(name).send().await.unwrap();
        let key = made.access_key.unwrap();
        self.program(credentials(key.access_key_id, key.secret_access_key, None))
    }

    /// Takes temporary credentials.
    pub(crate) fn session(&self, given: Option<aws_sdk_sts::types::Credentials>) -> Program {
        let given = given.expect("credentials were given");
        let token = Some(given.session_token);
        self.program(credentials(given.access_key_id, given.secret_access_key, token))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn credentials(id: String, secret: String, token: Option<String>) -> Credentials {
    Credentials::new(id, secret, token, None, "test")
}

/// Is a device that was made by CreateVirtualMFADevice.
pub(crate) struct Device {
    pub(crate) serial: String,
    totp: Totp,
}

impl Device {
    pub(crate) fn new(made: Option<VirtualMfaDevice>) -> Self {
        let made = made.expect("a device was made");
        let seed = String::from_utf8(made.base32_string_seed.unwrap().into_inner()).unwrap();
        assert_eq!(seed.len(), 64);
        assert!(made.qr_code_png.unwrap().as_ref().starts_with(b"\x89PNG"));
        let seed = Seed::from_base32(&seed).unwrap();
        Self { serial: made.serial_number, totp: Totp::standard(seed) }
    }

    /// Returns the code of the present step, or of one so many steps away.
    pub(crate) fn code(&self, steps: i64) -> String {
        let now = seconds().saturating_add_signed(steps * 30);
        self.totp.code_at(now).expose()
    }

    /// Returns two codes in a row, the newer one of the step before this one, so that
    /// this step's stays unspent. Waits when this step ends too soon.
    pub(crate) fn pair(&self) -> (String, String) {
        let left = 30 - seconds() % 30;
        if left < 5 {
            thread::sleep(Duration::from_secs(left));
        }
        (self.code(-2), self.code(-1))
    }
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
