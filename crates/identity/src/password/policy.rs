//! Which passwords are accepted: long, not among the common ones, not made of
//! the words that an attacker tries first. No rules about kinds of characters,
//! no expiry (SP 800-63B-4, section 3.1.1.2; ASVS 6.2.4 and 6.2.11).

use super::Password;

/// The least number of characters, for a password that may be the only factor.
pub const SHORTEST: usize = 15;

/// The greatest number of bytes; a bound on the cost of hashing.
pub const LONGEST_BYTES: usize = 1024;

/// Guesses, as a power of ten, below which a password counts as common.
const LEAST_GUESSES_LOG10: f64 = 10.0;

/// Characters that the search for common words and patterns looks at; its cost
/// grows with the square, and what follows only adds strength.
const EXAMINED: usize = 64;

/// Is a password that passed [`accept`]: only such a one can be set.
#[derive(Clone, Debug)]
pub struct AcceptedPassword(Password);

impl AcceptedPassword {
    /// Returns the password, for hashing.
    pub fn password(&self) -> &Password {
        &self.0
    }
}

/// Says why a password is refused, in words for the person who chose it.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer characters than [`SHORTEST`].
    #[error("the password must have at least {SHORTEST} characters; a few random words do well")]
    TooShort,
    /// More bytes than [`LONGEST_BYTES`].
    #[error("the password must not be longer than {LONGEST_BYTES} bytes")]
    TooLong,
    /// A list of common passwords, or a pattern such as a repetition, yields it
    /// within few guesses.
    #[error(
        "this password is among the first that attackers try; choose one that nobody would guess, such as a few random words"
    )]
    Common,
    /// It is little more than a name that the attacker knows.
    #[error(
        "the password must not be made of your name, your e-mail address or the account's name"
    )]
    FromContext,
    /// The account demands another length or other kinds of characters.
    #[error("the password does not conform to the account's password policy")]
    AccountPolicy,
    /// The account does not allow a password that was used before.
    #[error("the account's password policy does not allow a password that you have used before")]
    UsedBefore,
}

/// Accepts a new password or says why not. `context` holds the names that an
/// attacker knows: of the account, the user, the address, the product.
pub fn accept(password: Password, context: &[&str]) -> Result<AcceptedPassword, PasswordFault> {
    let text = password.text();
    if text.len() > LONGEST_BYTES {
        return Err(PasswordFault::TooLong);
    }
    if text.chars().count() < SHORTEST {
        return Err(PasswordFault::TooShort);
    }
    let head: String = text.chars().take(EXAMINED).collect();
    let words: Vec<&str> = context.iter().flat_map(|name| words_of(name)).collect();
    if zxcvbn::zxcvbn(&head, &[]).guesses_log10() < LEAST_GUESSES_LOG10 {
        return Err(PasswordFault::Common);
    }
    if zxcvbn::zxcvbn(&head, &words).guesses_log10() < LEAST_GUESSES_LOG10 {
        return Err(PasswordFault::FromContext);
    }
    Ok(AcceptedPassword(password))
}

/// Splits a name into itself and its parts of three letters or more.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    std::iter::once(name)
        .chain(name.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), PasswordFault> {
        let context = ["Zyrkonia Wibblings", "quorthia@zyrk.example", "Secondkey"];
        accept(Password::new(text), &context).map(|_| ())
    }

    #[test]
    fn long_and_unusual_passwords_are_accepted() {
        for good in [
            "correct-horse-battery",
            "pen glass ladder moon",
            "ünïcode pässwörter sind gut",
            "x9!fQ2#vLp0$zRt",
            &"four random words then many more ".repeat(20),
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn short_ones_are_not() {
        assert_eq!(check("fourteen chars"), Err(PasswordFault::TooShort));
        assert_eq!(check(""), Err(PasswordFault::TooShort));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("äöüßéèêñçãõåøœ"), Err(PasswordFault::TooShort));
        assert_eq!(check("äöüßéèêñçãõåøœæ"), Ok(()));
    }

    #[test]
    fn common_ones_and_patterns_are_not() {
        for bad in [
            "passwordpassword",
            "password1234567",
            "123456789012345",
            "aaaaaaaaaaaaaaaa",
            "qwertyuiopasdfgh",
            "iloveyouiloveyou",
            "abcdefghijklmnop",
            "P@ssw0rdP@ssw0rd",
        ] {
            assert_eq!(check(bad), Err(PasswordFault::Common), "{bad}");
        }
    }

    #[test]
    fn names_of_the_person_and_the_account_are_not() {
        assert_eq!(check("zyrkonia.wibblings"), Err(PasswordFault::FromContext));
        assert_eq!(check("quorthia@zyrk.example"), Err(PasswordFault::FromContext));
    }

    #[test]
    fn endless_ones_are_refused_before_any_work() {
        assert_eq!(check(&"x".repeat(1025)), Err(PasswordFault::TooLong));
    }
}
