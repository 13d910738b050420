//! The emergency recipe that lies beside every vault: how to get the codes out
//! with stock programs alone. It holds no secret and no whole public key.

use std::path::Path;

use crate::{Contents, Place};

/// Writes the recipe of a vault.
pub(crate) fn text(place: &Place, contents: &Contents) -> String {
    let (vault, key) = (place.file_name(), place.file_name() + ".key");
    let keys = keys(contents);
    format!(
        "How to open {vault} without Secondkey
{id_line}

{vault} is an age file (https://age-encryption.org). Any one of its keys
opens it. No other program, account or server is needed, only:

  age       decrypts the vault          (Debian: apt install age)
  oathtool  computes one-time codes     (Debian: apt install oathtool)

1. With the printed recovery key: type it into a file recovery.txt, as one
   line that begins with AGE-SECRET-KEY-1, in capitals. Then

     age -d -i recovery.txt {vault}

   With the passphrase of this device instead (age asks for it):

     age -d -i {key} {vault}

2. What appears is text. Every entry has one line \"uri\": \"otpauth://...\";
   its secret stands between secret= and the next & or quote.

3. A code of that secret, now:

     oathtool --totp -b SECRET

   If the line has digits=8, add -d 8; with period=60, add -s 60; with
   algorithm=SHA256, write --totp=SHA256. Lines that begin with
   otpauth://hotp/ need: oathtool -b -c COUNTER SECRET

4. Afterwards, wipe recovery.txt: whoever reads it has every code.

Should {vault} be damaged, {vault}.1 is the generation before it, and
{vault}.backups holds earlier ones.

Keys that open this vault (the last eight characters of their public halves):
{keys}",
        id_line = id_line(contents),
    )
}

/// Tells whether a recipe may be written to a path: nothing is there, or the
/// recipe of the same vault.
pub(crate) fn is_free_for(path: &Path, contents: &Contents) -> bool {
    if path.symlink_metadata().is_err() {
        return true;
    }
    std::fs::read_to_string(path).is_ok_and(|text| text.contains(&id_line(contents)))
}

/// Writes the recipe that lies among the backups.
pub(crate) fn backups_text(place: &Place, contents: &Contents) -> String {
    let vault = place.file_name();
    format!(
        "Earlier generations of {vault}
{id_line}

Each file is {vault} as it was after a change; its name says the day, the time
in Unix seconds and the generation. The keys that opened {vault} then open it:

     age -d -i recovery.txt FILE

To go back to one, copy it over {vault}. With the passphrase of this device,
and how to get codes from what appears: see the recipe beside {vault}.

Keys that open the newest of them (the last characters of their public halves):
{keys}",
        id_line = id_line(contents),
        keys = keys(contents),
    )
}

fn keys(contents: &Contents) -> String {
    let line = |recipient: &crate::Recipient| {
        let (print, since) = (recipient.key.fingerprint(), day(recipient.added));
        format!("  ...{print}  {}, since {since}\n", recipient.name)
    };
    contents.recipients.iter().map(line).collect()
}

fn id_line(contents: &Contents) -> String {
    format!("(vault {})", contents.vault_id)
}

/// Writes the day of a time in Unix seconds, in UTC: `2026-11-23`.
pub fn day(unix_seconds: u64) -> String {
    let (mut year, mut days) = (1970_u64, unix_seconds / 86_400);
    let length = |year: u64| {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        if leap { 366 } else { 365 }
    };
    while days >= length(year) && year < 9999 {
        days -= length(year);
        year += 1;
    }
    let february = if length(year) == 366 { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_the_calendar_has_them() {
        for (seconds, want) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_700_000_000, "2023-11-14"),
            (1_735_689_599, "2024-12-31"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(day(seconds), want, "{seconds}");
        }
        assert!(day(u64::MAX).starts_with("9999"));
    }
}
