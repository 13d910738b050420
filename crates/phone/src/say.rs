//! What the voice says. It never says digits, and it tells who was not meant what
//! to do.

use crate::{Call, Purpose, Spoken};

/// Returns what is said first.
pub(crate) fn welcome(call: &Call<'_>) -> String {
    let account: String = call.account.chars().filter(|c| !c.is_control()).take(50).collect();
    let said = match call.purpose {
        Purpose::Recovery => format!(
            "Somebody who knows the password wants to recover the root user of the account {account}. \
             If that is not you, hang up now and follow the link in the mail that we have sent."
        ),
        Purpose::Confirmation => format!(
            "Somebody wants to enter this telephone number for the account {account}. \
             If that is not you, hang up now, and nothing happens."
        ),
    };
    format!("This is Secondkey. {said} If it is you, key in the six digits that your screen shows.")
}

/// Returns what is said when nothing was keyed in.
pub(crate) const NOTHING_KEYED: &str = "No digits were keyed in. Goodbye.";

/// Returns what is said after digits.
pub(crate) fn after(spoken: Spoken) -> Option<&'static str> {
    match spoken {
        Spoken::Thanks => Some("Thank you. Go on at your screen. Goodbye."),
        Spoken::Again => Some("These are not the digits on the screen. Please key them in again."),
        Spoken::Over => Some("This call is over. You can ask for another one at your screen."),
        Spoken::Nothing => None,
    }
}
