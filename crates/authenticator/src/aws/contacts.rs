//! The operations of Account Management that an audit needs: whom AWS reaches behind an
//! account, and how. Both only read. Where there is no such contact, AWS refuses.

use aws_sdk_account::types::{AlternateContactType, PhoneNumberVerificationStatus};

use super::{Aws, Fault};

/// What is refused with where there is no such contact.
const NONE: &str = "ResourceNotFoundException";

/// Is a telephone number as it may be shown, and whether AWS has seen it ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Its first two digits and its last two.
    pub(crate) masked: String,
    /// Whether it was confirmed; nothing where AWS does not say.
    pub(crate) verified: Option<bool>,
}

/// Is one of the contacts besides root's mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alternate {
    Security,
    Operations,
    Billing,
}

impl Alternate {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Security, Self::Operations, Self::Billing];
}

impl From<Alternate> for AlternateContactType {
    fn from(sort: Alternate) -> Self {
        match sort {
            Alternate::Security => Self::Security,
            Alternate::Operations => Self::Operations,
            Alternate::Billing => Self::Billing,
        }
    }
}

impl Aws<'_> {
    /// Reads the number that root is called at (`GetContactInformation`); nothing where
    /// the account has none.
    pub(crate) fn number(&self) -> Result<Option<Number>, Fault> {
        let answer = match self.ask_account(self.account.get_contact_information().send()) {
            Err(fault) if fault.is(NONE) => return Ok(None),
            answer => answer?,
        };
        let verified = match answer.verification_status {
            Some(PhoneNumberVerificationStatus::Verified) => Some(true),
            Some(
                PhoneNumberVerificationStatus::Unverified | PhoneNumberVerificationStatus::Pending,
            ) => Some(false),
            _ => None,
        };
        let information = answer.contact_information;
        let number = information.ok_or_else(|| Fault::senseless("ContactInformation"))?;
        Ok(masked(number.phone_number()).map(|masked| Number { masked, verified }))
    }

    /// Tells whether there is an alternate contact (`GetAlternateContact`).
    pub(crate) fn has_contact(&self, sort: Alternate) -> Result<bool, Fault> {
        let ask = self.account.get_alternate_contact().alternate_contact_type(sort.into());
        match self.ask_account(ask.send()) {
            Ok(answer) => Ok(answer.alternate_contact.is_some()),
            Err(fault) if fault.is(NONE) => Ok(false),
            Err(fault) => Err(fault),
        }
    }
}

/// Returns a number as somebody sees it who may recognise but not learn it; nothing for
/// a text without digits.
fn masked(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).take(20).collect();
    let shown = digits.iter().enumerate().map(|(place, digit)| {
        if place < 2 || place + 2 >= digits.len() { *digit } else { '\u{2022}' }
    });
    (!digits.is_empty()).then(|| format!("+{}", shown.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_recognised_and_not_learnt() {
        assert_eq!(
            masked("+49 (30) 123-4567").as_deref(),
            Some("+49\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}67")
        );
        assert_eq!(masked("+\u{1b}[2J").as_deref(), Some("+2"));
        assert_eq!(masked("none"), None);
        assert!(masked(&"1".repeat(9_000)).unwrap().chars().count() < 25);
    }
}
