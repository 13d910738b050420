//! Putting the tokens of a seed file into an account's stock: all of them, or
//! none when one of the serial numbers is known already.

use identity::Timestamp;
use identity::audit::{Action, Actor};
use identity::device::{Device, DeviceClock, DeviceKind, DeviceState};
use identity::names::{AccountId, SerialNumber};
use otp::Totp;
use seed_file::{Limits, Protection, SeedFile, Token, Validity};
use storage::{StorageError, Tx};
use zeroize::Zeroizing;

use super::give_back::stock_name;
use crate::authorize::Ask;
use crate::factor::seal_seed;
use crate::notices::people;
use crate::record::Entry;
use crate::{Caller, Service, ServiceError};

/// What it takes to import.
const IMPORT: &str = "secondkey:ImportHardwareTokens";
/// How many serial numbers a record names.
const NAMED: usize = 3;

/// Is what was done, or with a dry run would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The serial numbers that are in stock now.
    pub serials: Vec<String>,
    /// Those that were left out, with the reason.
    pub skipped: Vec<(String, String)>,
}

/// Imports at the operator's word. With `dry_run` nothing is changed.
pub async fn by_operator(
    svc: &Service,
    account: AccountId,
    tokens: Vec<Token>,
    dry_run: bool,
) -> Result<Imported, ServiceError> {
    let prepared = Prepared::new(svc, account, tokens)?;
    let now = svc.now();
    svc.write(account, move |tx| {
        tx.account(account)?.ok_or(ServiceError::NotFound("account"))?;
        if dry_run {
            return prepared.check(tx);
        }
        prepared.put(tx, Entry::new(Action::ImportHardwareTokens, Actor::Operator), now)
    })
    .await
}

/// Imports for an administrator, who has proved a moment ago that it is them.
pub async fn by_administrator(
    svc: &Service,
    caller: &Caller,
    tokens: Vec<Token>,
) -> Result<Imported, ServiceError> {
    let prepared = Prepared::new(svc, caller.account, tokens)?;
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.write(caller.account, move |tx| {
        caller.authorize(&inner, tx, &Ask::new(IMPORT, "*"))?;
        caller.require_fresh(tx, now)?;
        prepared.put(tx, Entry::by(&caller, Action::ImportHardwareTokens), now)
    })
    .await
}

/// Requires that the caller may import, and proved a moment ago that it is them.
pub async fn require(svc: &Service, caller: &Caller) -> Result<(), ServiceError> {
    let (inner, caller, now) = (svc.clone(), caller.clone(), svc.now());
    svc.read(move |tx| {
        caller.authorize(&inner, tx, &Ask::new(IMPORT, "*"))?;
        caller.require_fresh(tx, now)
    })
    .await
}

/// Reads a seed file that was sent by a form and imports it for an administrator: all
/// of its tokens, or none. Also returns which kind of file it was.
pub async fn file_by_administrator(
    svc: &Service,
    caller: &Caller,
    bytes: Zeroizing<Vec<u8>>,
    protection: Protection,
) -> Result<(Imported, seed_file::Format), ServiceError> {
    require(svc, caller).await?;
    // Deriving a key from a passphrase takes a while; one file is read at a time.
    let turn = svc.seed_files().acquire_owned().await;
    let read = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        seed_file::read(&bytes, &protection, Limits::FORM)
    });
    let read = read.await.map_err(|error| ServiceError::Fault(error.to_string()))?;
    let SeedFile { format, tokens, skipped } = read.map_err(|why| refused(&why))?;
    let mut done = by_administrator(svc, caller, tokens).await?;
    let left_out = skipped.into_iter().map(|skipped| (skipped.serial, skipped.reason));
    done.skipped.extend(left_out);
    Ok((done, format))
}

/// Says at which field of the form a file's fault is mended.
fn refused(why: &seed_file::Refusal) -> ServiceError {
    use seed_file::Refusal as Why;
    let field = match why {
        Why::KeyNeeded(_) | Why::PassphraseNeeded | Why::WrongKey(_) | Why::MalformedKey { .. } => {
            "secret"
        }
        Why::Unknown
        | Why::Damaged(_)
        | Why::Token { .. }
        | Why::NoMac(_)
        | Why::Unsupported { .. }
        | Why::Duplicate(_)
        | Why::TooLarge(_) => "content",
    };
    ServiceError::invalid(field, format!("{why}. Nothing was imported"))
}

/// Is a delivery, sealed and ready to be written.
struct Prepared {
    account: AccountId,
    devices: Vec<Device>,
    skipped: Vec<(String, String)>,
}

impl Prepared {
    /// Seals the seeds outside of any transaction.
    fn new(svc: &Service, account: AccountId, tokens: Vec<Token>) -> Result<Self, ServiceError> {
        let mut prepared =
            Self { account, devices: Vec::with_capacity(tokens.len()), skipped: Vec::new() };
        for token in tokens {
            let Some(serial) = serial_of(&token.serial) else {
                let reason = "a serial number has 9 to 256 letters, digits and _+=,.@/- \
                              and does not begin with arn:";
                prepared.skipped.push((token.serial, reason.to_owned()));
                continue;
            };
            if let Some(reason) = not_now(token.validity, svc.now()) {
                prepared.skipped.push((token.serial, reason));
                continue;
            }
            let Totp { seed, algorithm, period, .. } = token.totp;
            prepared.devices.push(Device {
                account,
                name: stock_name(&serial)?,
                kind: DeviceKind::HardwareToken { algorithm, period },
                state: DeviceState::Unassigned,
                sealed_seed: seal_seed(svc, account, &serial, None, &seed)?,
                clock: DeviceClock { offset: token.drift, spent: None },
                created: svc.now(),
                last_used: None,
                maker: token.model,
                expires: token.validity.until.map(Timestamp::from_unix_seconds),
                serial,
            });
        }
        Ok(prepared)
    }

    fn imported(&self) -> Imported {
        let serials = self.devices.iter().map(|device| device.serial.as_str().to_owned());
        Imported { serials: serials.collect(), skipped: self.skipped.clone() }
    }

    fn check(&self, tx: &mut dyn Tx) -> Result<Imported, ServiceError> {
        for device in &self.devices {
            if tx.device(self.account, &device.serial)?.is_some() {
                return Err(known(device));
            }
        }
        Ok(self.imported())
    }

    fn put(&self, tx: &mut dyn Tx, entry: Entry, now: Timestamp) -> Result<Imported, ServiceError> {
        for device in &self.devices {
            match tx.add_device(device) {
                Err(StorageError::Conflict { .. }) => return Err(known(device)),
                other => other?,
            }
        }
        if let Some(first) = self.devices.first() {
            let count = self.devices.len();
            let named: Vec<&str> =
                self.devices.iter().take(NAMED).map(|device| device.serial.as_str()).collect();
            let more = if count > NAMED { ", ..." } else { "" };
            entry
                .on(first.serial.as_str())
                .detail(format!("{count} tokens: {}{more}", named.join(", ")))
                .keep(tx, self.account, now)?;
        }
        Ok(self.imported())
    }
}

/// Says why a token may not be used at this moment, where its maker says so.
fn not_now(validity: Validity, now: Timestamp) -> Option<String> {
    let at = Timestamp::from_unix_seconds;
    match (validity.from.map(at), validity.until.map(at)) {
        (_, Some(until)) if now > until => {
            Some(format!("its maker permits it to be used until {} only", people(until)))
        }
        (Some(from), _) if now < from => Some(format!(
            "its maker permits it to be used from {} on: import it then",
            people(from)
        )),
        _ => None,
    }
}

/// Reads a token's serial number: AWS's rule for any device, but not a name that
/// could be taken for a virtual device's.
fn serial_of(text: &str) -> Option<SerialNumber> {
    let serial = SerialNumber::parse(text.trim()).ok()?;
    (!serial.key().starts_with("arn:")).then_some(serial)
}

fn known(device: &Device) -> ServiceError {
    let serial = device.serial.as_str();
    ServiceError::invalid(
        "content",
        format!("the serial number {serial} is in this account already; nothing was imported"),
    )
}
