//! The console password that an administrator gives a user.

use data_encoding::BASE32_NOPAD;
use identity::account::Account;
use identity::password::{Password, accept};
use storage::PasswordRecord;
use zeroize::Zeroizing;

use crate::account::create::hash_accepted;
use crate::env::random;
use crate::{Service, ServiceError};

/// Is the access to the console that a user shall have. Nobody chooses a password for
/// somebody else here; programs do, by AWS's protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleAccess {
    /// A random password, shown once, which leads to choosing an own one and to nothing
    /// else.
    OneTime,
    /// None.
    None,
}

/// Makes a one-time password and hashes it.
pub(super) async fn prepare(
    svc: &Service,
    account: &Account,
    user: &str,
    wanted: ConsoleAccess,
) -> Result<Option<(PasswordRecord, Zeroizing<String>)>, ServiceError> {
    if wanted == ConsoleAccess::None {
        return Ok(None);
    }
    let words = [user, account.name.as_str(), svc.settings().issuer.as_str()];
    let text = one_time(&random(svc.env()));
    let accepted = accept(Password::new(&text), &words)?;
    Ok(Some((hash_accepted(svc, &accepted, true).await?, text)))
}

/// Writes 100 random bits as four groups of five small letters and digits.
fn one_time(random: &[u8; 13]) -> Zeroizing<String> {
    let plain = Zeroizing::new(BASE32_NOPAD.encode(random).to_lowercase());
    let mut grouped = Zeroizing::new(String::with_capacity(24));
    for (index, c) in plain.chars().take(20).enumerate() {
        if index > 0 && index % 5 == 0 {
            grouped.push('-');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_passwords_are_four_groups_of_five() {
        let text = one_time(&[0xa7; 13]);
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [5; 4]);
        assert_ne!(text.as_str(), one_time(&[0xa6; 13]).as_str());
    }
}
