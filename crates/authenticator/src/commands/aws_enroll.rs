//! `secondkey aws enroll`: a virtual MFA device from its making to its proof. The
//! secret is in the vault, durably, before the device is enabled; when something
//! fails, nothing half-done is left at either place.

use std::path::Path;
use std::time::Duration;

use otp::{Algorithm, Digits, Kind, Otpauth, Period, Seed, Totp};
use serde::Serialize;
use vault::{Entry, Key, Name, Place, Vault, qr};
use zeroize::Zeroizing;

use super::show_qr;
use crate::ask;
use crate::aws::{
    Access, Aws, Credentials, Fault, Identity, Made, Shelf, entry_of, keep_first, mfa_session,
    right_time,
};
use crate::cli_device::AwsEnroll;
use crate::context::Context;
use crate::failure::Failure;
use crate::look::clean;

/// How often a new device is tried: AWS's STS hears of it some seconds later.
const TRIES: u32 = 8;

/// Seconds of a step; AWS knows no other.
const STEP: u64 = 30;

/// With fewer seconds left in a step, the next one is waited for.
const HURRY: u64 = 3;

#[derive(Serialize)]
struct Enrolled<'a> {
    serial_number: &'a str,
    user_name: &'a str,
    account: &'a str,
    entry: &'a str,
    /// Whether a session with the device was really had; absent where only the
    /// user's own credentials could try it.
    verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spare_qr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spare_vault: Option<String>,
}

pub(crate) fn run(context: &Context, options: &AwsEnroll) -> Result<(), Failure> {
    let access = Access::resolve(context, &options.access)?;
    let own_way = Aws::new(context, &access)?;
    let identity = own_way.identity()?;
    let own = identity.user();
    let user = options.user_name.clone().or_else(|| own.map(str::to_owned)).ok_or_else(|| {
        Failure::new(if identity.is_root() {
            "AWS lets no program enrol a device for root; what to do by hand says: secondkey aws console-note. For a user: --user-name NAME"
        } else {
            "these credentials are a role's; say for which user with --user-name NAME"
        })
    })?;
    let device = options.device_name.clone().unwrap_or_else(|| format!("{user}-secondkey"));
    let account = &identity.account;
    let name = options.name.clone().unwrap_or_else(|| format!("AWS:{device}@{account}"));
    let name = Name::new(&name).map_err(|error| Failure::usage(error.to_string()))?;
    // Everything that can fail before anything is made.
    let mut vault = context.open()?;
    vault.contents().check_free(&name)?;
    let key_file = options.spare_vault_key_file.as_deref();
    let spare = options.spare_vault.as_deref().map(|path| open_spare(context, path, key_file));
    let mut spare = spare.transpose()?;
    if let Some(spare) = &spare {
        spare.contents().check_free(&name)?;
    }
    if let Some(taken) = options.spare_qr.as_ref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(vault::Error::Exists(taken.clone()).into());
    }
    let by_own_key = own == Some(user.as_str()) && !own_way.is_temporary();
    let voucher = if by_own_key { known_device(context, &own_way)? } else { None };
    let aws = match voucher {
        Some(serial) => {
            context
                .output
                .say("This user has a device of the vault already; it vouches for the new one.");
            own_way.with(&mfa_session(context, &access, &serial)?)
        }
        None => own_way.clone(),
    };

    let made = aws.make_device(&device).map_err(|fault| {
        let taken = fault.is("EntityAlreadyExists");
        let mut failure = Failure::from(fault);
        if taken {
            failure.message.push_str("\nChoose another name with --device-name, or remove what an earlier attempt left: aws iam delete-virtual-mfa-device");
        }
        failure
    })?;
    let serial = made.serial.as_str();
    let kept = entry(context, &name, &made, &device, account).and_then(|entry| {
        let entry = entry.known_as(serial);
        vault.update(context.env.now(), |contents| contents.add(entry.clone()))?;
        context.mind_backup(&vault);
        Ok(entry)
    });
    let entry = match kept {
        Ok(entry) => entry,
        Err(failure) => return Err(undo(&aws, serial, failure)),
    };
    let seed = &entry.otpauth().seed;
    let step = steady_step(context);
    if let Err(fault) = enable(&aws, &user, serial, seed, step) {
        let failure = Failure::from(explained(fault));
        let _ = vault.update(context.env.now(), |contents| contents.remove(entry.id()));
        return Err(undo(&aws, serial, failure));
    }
    spend(context, &entry, step + 1)?;
    let verified = by_own_key.then(|| verify(&own_way, serial, seed, step + 1));
    if let Some(Some(first)) = &verified {
        keep_first(context, &access, first)?;
    }
    let verified = verified.map(|first| first.is_some());
    if let Some(spare) = &mut spare {
        spare.update(context.env.now(), |contents| contents.add(entry.clone()))?;
    }
    if let Some(path) = &options.spare_qr {
        show_qr::write_picture(path, &entry)?;
    }
    tell(context, options, &identity, &user, &entry, verified)
}

/// Opens the second vault with its recovery key or its passphrase.
fn open_spare(context: &Context, path: &Path, key_file: Option<&Path>) -> Result<Vault, Failure> {
    let place = Place::new(path)?;
    let keys = if let Some(file) = key_file {
        Key::read_all(&ask::file(file)?)?
    } else {
        let otherwise = "give --spare-vault-key-file F";
        let passphrase = ask::secret("Passphrase of the second vault", otherwise)?;
        vec![Vault::device_key(&place, &passphrase)?]
    };
    let spare = Vault::open(&place, keys)?;
    if place.whole().vault() == context.place()?.whole().vault() {
        return Err(Failure::usage("the second vault is the first one"));
    }
    Ok(spare)
}

/// Returns a device that the caller has and the vault knows: who has a device
/// must sign in with it to get another one.
fn known_device(context: &Context, aws: &Aws<'_>) -> Result<Option<String>, Failure> {
    let Ok(devices) = aws.devices(None) else { return Ok(None) };
    if devices.is_empty() {
        return Ok(None);
    }
    let shelf = Shelf::open(context, false)?;
    let known = |serial: &str| entry_of(shelf.entries(), serial).is_some();
    Ok(devices.into_iter().map(|device| device.serial).find(|serial| known(serial)))
}

/// Makes the entry: of the URI in the service's own picture, else of its parts.
fn entry(
    context: &Context,
    name: &Name,
    made: &Made,
    device: &str,
    account: &str,
) -> Result<Entry, Failure> {
    let seed = Seed::from_base32(&made.seed)?;
    let pictured =
        qr::Picture::decode(&made.picture).map(|picture| qr::read(&picture)).unwrap_or_default();
    let same =
        |uri: &Zeroizing<String>| Otpauth::parse(uri).is_ok_and(|read| read.seed.same(&seed));
    let uri = pictured.into_iter().find(same).unwrap_or_else(|| {
        let parts = Otpauth {
            kind: Kind::Totp(Period::THIRTY),
            issuer: Some("Amazon Web Services".to_owned()),
            account: format!("{device}@{account}"),
            seed: seed.clone(),
            algorithm: Algorithm::Sha1,
            digits: Digits::SIX,
        };
        parts.to_uri()
    });
    Ok(Entry::new(context.env.identifier(8)?, name.clone(), &uri, context.env.now())?)
}

/// Returns this step, or the next one where this one is about to end.
fn steady_step(context: &Context) -> u64 {
    let left = STEP - right_time(context) % STEP;
    if left < HURRY {
        context.env.sleep(Duration::from_secs(left));
    }
    right_time(context) / STEP
}

/// Gives the code before this step's and this step's: two in a row, without
/// waiting for the next one.
fn enable(aws: &Aws<'_>, user: &str, serial: &str, seed: &Seed, step: u64) -> Result<(), Fault> {
    let totp = Totp::standard(seed.clone());
    let code = |step| Zeroizing::new(totp.code_of_step(step).expose());
    let (first, second) = (code(step.saturating_sub(1)), code(step));
    aws.enable_device(user, serial, [&first, &second])
}

fn explained(fault: Fault) -> Fault {
    match fault {
        Fault::Refused { code, message }
            if message.contains("authenticated with an MFA device") =>
        {
            let message = format!(
                "{message} This user has another device already, which this vault does not know: an administrator can enrol the new one (--user-name), or give --profile with credentials that were had with that device."
            );
            Fault::Refused { code, message }
        }
        other => other,
    }
}

/// Removes the device again; says what remains where that fails too.
fn undo(aws: &Aws<'_>, serial: &str, mut failure: Failure) -> Failure {
    match aws.remove_device(serial) {
        Ok(()) => failure.message.push_str("\nNothing is left: the device was removed again."),
        Err(fault) => failure.message.push_str(&format!(
            "\nThe device {serial} was made, is not enabled, and could not be removed ({}); remove it with: aws iam delete-virtual-mfa-device --serial-number {serial}",
            Failure::from(fault).message
        )),
    }
    failure
}

/// Notes that the codes up to a step are used.
fn spend(context: &Context, entry: &Entry, step: u64) -> Result<(), Failure> {
    let lock = context.existing_place()?.whole().lock_sessions()?;
    Shelf::open(context, false)?.spend(&lock, entry.id(), step)
}

/// Really gets a session with the device; AWS's STS may need some seconds to
/// hear of it.
fn verify(aws: &Aws<'_>, serial: &str, seed: &Seed, first: u64) -> Option<Credentials> {
    let context = aws.context;
    let totp = Totp::standard(seed.clone());
    let mut step = first;
    for _ in 0..TRIES {
        let code = Zeroizing::new(totp.code_of_step(step).expose());
        match aws.session_token(serial, &code, None) {
            Ok(first) => return Some(first),
            Err(fault) if fault.says("unable to validate MFA code") => {
                context.env.sleep(Duration::from_secs(4));
                step = step.max(right_time(context) / STEP);
            }
            Err(fault) => {
                context.output.say(&Failure::from(fault).message);
                return None;
            }
        }
    }
    None
}

fn tell(
    context: &Context,
    options: &AwsEnroll,
    identity: &Identity,
    user: &str,
    entry: &Entry,
    verified: Option<bool>,
) -> Result<(), Failure> {
    let shown =
        |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let serial = entry.serial().unwrap_or_default();
    if context.global.json {
        return context.output.json(&Enrolled {
            serial_number: serial,
            user_name: user,
            account: &identity.account,
            entry: entry.name(),
            verified,
            spare_qr: shown(&options.spare_qr),
            spare_vault: shown(&options.spare_vault),
        });
    }
    let proof = match verified {
        Some(true) => "A session was had with it: it works.",
        Some(false) => {
            "It is enabled, but no session was had with it yet; try: secondkey aws session"
        }
        None => "It is enabled; only the user's own access key can try it.",
    };
    let mut text = format!(
        "Enrolled {} for {} as {}\n{proof}\n",
        clean(serial),
        clean(user),
        context.output.style().strong(&clean(entry.name()))
    );
    if let Some(path) = shown(&options.spare_vault) {
        text.push_str(&format!("The same device is in {path}.\n"));
    }
    if let Some(path) = shown(&options.spare_qr) {
        text.push_str(&format!("Scan {path} with the phone, then remove the picture.\n"));
    }
    context.output.data(&text)?;
    if options.spare_vault.is_some() || options.spare_qr.is_some() {
        return Ok(());
    }
    let question = "Losing this vault would lock the user out. Show the QR code for a phone now?";
    if context.output.terminal && ask::someone_is_there() && ask::agrees(&context.output, question)?
    {
        return show_qr::on_terminal(context, entry, false);
    }
    context.output.say(&format!(
        "One device, one place. A spare: secondkey show-qr {:?} for a phone, or enroll again with another --device-name and --vault.",
        entry.name()
    ));
    Ok(())
}
