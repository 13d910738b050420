//! UpdateAccountPasswordPolicy: replaces the whole policy; what is left out falls
//! back to its default.

use identity::password::AccountPasswordPolicy;
use service::iam::passwords::update_policy;

use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let policy = call.read(|f| {
        let mut boolean = |name: &str| f.optional_boolean(name).unwrap_or(false);
        let symbols = boolean("RequireSymbols");
        let numbers = boolean("RequireNumbers");
        let uppercase = boolean("RequireUppercaseCharacters");
        let lowercase = boolean("RequireLowercaseCharacters");
        let allow_change = boolean("AllowUsersToChangePassword");
        let hard_expiry = boolean("HardExpiry");
        let length = f.optional_integer("MinimumPasswordLength", 6, 128);
        let days = f.optional_integer("MaxPasswordAge", 1, 1095);
        let count = f.optional_integer("PasswordReusePrevention", 1, 24);
        AccountPasswordPolicy {
            minimum_length: length.and_then(|length| u16::try_from(length).ok()).unwrap_or(6),
            require_symbols: symbols,
            require_numbers: numbers,
            require_uppercase: uppercase,
            require_lowercase: lowercase,
            allow_change,
            max_age_days: days.and_then(|days| u16::try_from(days).ok()),
            reuse_prevention: count.and_then(|count| u8::try_from(count).ok()),
            hard_expiry,
        }
    })?;
    update_policy::run(call.service, call.caller, policy).await?;
    Ok(call.done())
}
