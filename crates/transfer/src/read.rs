//! From bytes to entries: whose file it is, by its content alone, and then the
//! reader of that format.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::formats::{
    Entries, Outcome, aegis, andotp, bitwarden, ente, freeotp, lastpass, links, onepassword,
    proton, raivo, stratum, twofas,
};
use crate::kdf::Budget;
use crate::zipped::Zipped;
use crate::{Entry, Format, Limits, Refusal, Skipped, google, keepass};

/// Is what a file held.
#[derive(Debug)]
pub struct Transfer {
    /// Whose file it was.
    pub format: Format,
    /// The entries that can be taken over, in the order of the file.
    pub entries: Vec<Entry>,
    /// Those that cannot, by name and with the reason.
    pub skipped: Vec<Skipped>,
}

/// Tells whose file it is, by its content. An encrypted andOTP backup has no
/// mark: bytes that look like one are taken for it.
pub fn detect(bytes: &[u8]) -> Result<Format, Refusal> {
    if bytes.starts_with(b"PK\x03\x04") {
        let archive = Zipped::open(bytes).ok_or(Refusal::Unknown)?;
        return if archive.find(|name| name == onepassword::INSIDE).is_some() {
            Ok(Format::OnePassword)
        } else if archive.find(raivo::is_inside).is_some() {
            Ok(Format::Raivo)
        } else {
            Err(Refusal::Unknown)
        };
    }
    if keepass::is_keepass(bytes) {
        return Ok(Format::KeePass);
    }
    if stratum::is_encrypted(bytes) {
        return Ok(Format::StratumEncrypted);
    }
    match std::str::from_utf8(unmarked(bytes)).map(str::trim_start) {
        Ok(text) if text.starts_with(['{', '[']) => json(text),
        Ok(text) if is_bitwarden_csv(text) => Ok(Format::BitwardenCsv),
        Ok(text) if text.lines().any(google::is_part) => Ok(Format::GoogleMigration),
        Ok(text) if text.lines().any(links::is_link) => Ok(Format::Otpauth),
        _ if andotp::may_be_encrypted(bytes) => Ok(Format::AndOtpEncrypted),
        _ => Err(Refusal::Unknown),
    }
}

/// Reads a file. Nothing is decrypted without a password, and nothing costs
/// more than the limits allow. Old encrypted andOTP backups, which nothing
/// tells from noise, are tried with the password before a file counts as
/// unknown.
pub fn read(bytes: &[u8], password: Option<&str>, limits: &Limits) -> Result<Transfer, Refusal> {
    if bytes.len() > limits.file_bytes {
        return Err(Refusal::TooLarge { limit: limits.file_bytes });
    }
    let format = match (detect(bytes), password) {
        (Err(Refusal::Unknown), Some(password)) if std::str::from_utf8(bytes).is_err() => {
            let budget = &mut Budget::new(Format::AndOtpEncrypted, *limits);
            let read = andotp::read_encrypted(bytes, password, budget);
            return read
                .map(|entries| sorted(Format::AndOtpEncrypted, entries))
                .map_err(|_| Refusal::Unknown);
        }
        (format, _) => format?,
    };
    entries(format, bytes, password, *limits).map(|entries| sorted(format, entries))
}

fn entries(format: Format, bytes: &[u8], password: Option<&str>, limits: Limits) -> Outcome {
    let budget = &mut Budget::new(format, limits);
    let plain = unmarked(bytes);
    let text = || std::str::from_utf8(plain).map_err(|_| Refusal::Unknown);
    let archive = || Zipped::open(bytes).ok_or(Refusal::Unknown);
    match format {
        Format::GoogleMigration => transfer(text()?),
        Format::Otpauth => Ok(links::entries(text()?)),
        Format::Aegis | Format::AegisEncrypted => aegis::read(plain, password, budget),
        Format::TwoFas | Format::TwoFasEncrypted => twofas::read(plain, password, budget),
        Format::AndOtp => andotp::read(plain),
        Format::AndOtpEncrypted => {
            let password = password.ok_or(Refusal::PasswordNeeded(format))?;
            andotp::read_encrypted(bytes, password, budget)
        }
        Format::Bitwarden => bitwarden::read(plain),
        Format::BitwardenEncrypted => bitwarden::read_encrypted(plain, password, budget),
        Format::BitwardenCsv => bitwarden::read_csv(text()?),
        Format::EnteEncrypted => ente::read(plain, password, budget),
        Format::FreeOtpPlus => freeotp::read(plain),
        Format::Raivo if plain.starts_with(b"PK") => {
            let mut archive = archive()?;
            let index = archive.find(raivo::is_inside).ok_or(Refusal::Unknown)?;
            raivo::read_archive(&mut archive, index, password, limits)
        }
        Format::Raivo => raivo::read(plain),
        Format::Stratum => stratum::read(plain),
        Format::StratumEncrypted => stratum::read_encrypted(bytes, password, budget),
        Format::Proton => proton::read(plain),
        Format::ProtonEncrypted => proton::read_encrypted(plain, password, budget),
        Format::KeePass => keepass::read(bytes, password, budget),
        Format::OnePassword if plain.starts_with(b"PK") => {
            let mut archive = archive()?;
            let index = archive.find(|name| name == onepassword::INSIDE).ok_or(Refusal::Unknown)?;
            onepassword::read_archive(&mut archive, index, limits)
        }
        Format::OnePassword => onepassword::read(plain),
        Format::LastPass => lastpass::read(plain),
    }
}

/// Reads the parts of a Google transfer, and single links among them.
fn transfer(text: &str) -> Outcome {
    let (parts, others): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| google::is_part(line));
    let mut entries = google::read(&parts)?;
    entries.extend(links::entries(&others.join("\n")));
    Ok(entries)
}

fn sorted(format: Format, read: Entries) -> Transfer {
    let mut transfer = Transfer { format, entries: Vec::new(), skipped: Vec::new() };
    for entry in read {
        match entry {
            Ok(entry) => transfer.entries.push(entry),
            Err(skipped) => transfer.skipped.push(skipped),
        }
    }
    transfer
}

/// The bytes behind the mark that some editors put before UTF-8.
fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn is_bitwarden_csv(text: &str) -> bool {
    let head = text.lines().next().unwrap_or_default();
    let cells: Vec<&str> = head.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
    cells.contains(&"login_totp") && cells.contains(&"name")
}

/// Which fields an object has tells the formats apart.
#[derive(Deserialize)]
struct Head {
    header: Option<IgnoredAny>,
    db: Option<IgnoredAny>,
    services: Option<IgnoredAny>,
    #[serde(rename = "servicesEncrypted")]
    services_encrypted: Option<IgnoredAny>,
    #[serde(rename = "schemaVersion")]
    schema: Option<IgnoredAny>,
    encrypted: Option<bool>,
    items: Option<IgnoredAny>,
    #[serde(rename = "kdfParams")]
    kdf_params: Option<IgnoredAny>,
    tokens: Option<IgnoredAny>,
    #[serde(rename = "Authenticators")]
    authenticators: Option<IgnoredAny>,
    entries: Option<IgnoredAny>,
    salt: Option<IgnoredAny>,
    content: Option<IgnoredAny>,
    accounts: Option<Vec<AccountHead>>,
}

#[derive(Deserialize)]
struct AccountHead {
    vaults: Option<IgnoredAny>,
}

/// Which fields the first element of an array has.
#[derive(Deserialize)]
struct ElementHead {
    kind: Option<IgnoredAny>,
    timer: Option<IgnoredAny>,
}

fn json(text: &str) -> Result<Format, Refusal> {
    if text.starts_with('[') {
        let elements: Vec<ElementHead> =
            serde_json::from_str(text).map_err(|_| Refusal::Unknown)?;
        let raivo = elements.first().is_some_and(|one| one.kind.is_some() && one.timer.is_some());
        return Ok(if raivo { Format::Raivo } else { Format::AndOtp });
    }
    let head: Head = serde_json::from_str(text).map_err(|_| Refusal::Unknown)?;
    let encrypted = head.encrypted == Some(true);
    Ok(match head {
        Head { header: Some(_), db: Some(_), .. } if aegis::is_encrypted(text.as_bytes()) => {
            Format::AegisEncrypted
        }
        Head { header: Some(_), db: Some(_), .. } => Format::Aegis,
        Head { services_encrypted: Some(_), .. } if twofas::is_encrypted(text.as_bytes()) => {
            Format::TwoFasEncrypted
        }
        Head { services: Some(_), schema: Some(_), .. } => Format::TwoFas,
        Head { encrypted: Some(_), .. } if encrypted => Format::BitwardenEncrypted,
        Head { encrypted: Some(_), items: Some(_), .. } => Format::Bitwarden,
        Head { kdf_params: Some(_), .. } => Format::EnteEncrypted,
        Head { tokens: Some(_), .. } => Format::FreeOtpPlus,
        Head { authenticators: Some(_), .. } => Format::Stratum,
        Head { entries: Some(_), .. } => Format::Proton,
        Head { salt: Some(_), content: Some(_), .. } => Format::ProtonEncrypted,
        Head { accounts: Some(accounts), .. } => {
            if accounts.first().is_some_and(|account| account.vaults.is_some()) {
                Format::OnePassword
            } else {
                Format::LastPass
            }
        }
        _ => return Err(Refusal::Unknown),
    })
}
