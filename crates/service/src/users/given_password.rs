//! The console password that an administrator gives a user.

use data_encoding::BASE32_NOPAD;
use identity::Identity;
use identity::account::Account;
use identity::password::{AcceptedPassword, Password, accept};
use storage::PasswordRecord;
use zeroize::Zeroizing;

use crate::account::create::hash_accepted;
use crate::env::random;
use crate::passwords::accept_of_user;
use crate::{Service, ServiceError};

/// Is the password that a user shall have.
#[derive(Clone, Debug)]
pub enum ConsolePassword {
    /// A random one, shown once, to be replaced at the first sign-in.
    OneTime,
    /// A chosen one.
    Chosen {
        /// The password.
        password: Password,
        /// Whether it must be replaced at the first sign-in.
        must_change: bool,
    },
}

/// Hashes the password; returns the text of a random one with it.
pub(super) async fn prepare(
    svc: &Service,
    account: &Account,
    user: &str,
    identity: Option<Identity>,
    wanted: ConsolePassword,
) -> Result<(PasswordRecord, Option<Zeroizing<String>>), ServiceError> {
    let words = [user, account.name.as_str(), svc.settings().issuer.as_str()];
    let (accepted, must_change, shown): (AcceptedPassword, bool, _) = match wanted {
        ConsolePassword::Chosen { password, must_change } => {
            let accepted = accept_of_user(svc, account, user, identity, password).await?;
            (accepted, must_change, None)
        }
        ConsolePassword::OneTime => {
            let text = one_time(&random(svc.env()));
            (accept(Password::new(&text), &words)?, true, Some(text))
        }
    };
    Ok((hash_accepted(svc, &accepted, must_change).await?, shown))
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
