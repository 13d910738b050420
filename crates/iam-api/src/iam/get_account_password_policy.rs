//! GetAccountPasswordPolicy: what passwords must be like.

use service::iam::passwords::get_policy;

use crate::call::{Call, Outcome};

pub(crate) async fn run(call: &Call<'_>) -> Outcome {
    let policy = get_policy::run(call.service, call.caller).await?;
    Ok(call.result(|xml| {
        xml.element("PasswordPolicy", |xml| {
            xml.integer("MinimumPasswordLength", policy.minimum_length.into())
                .boolean("RequireSymbols", policy.require_symbols)
                .boolean("RequireNumbers", policy.require_numbers)
                .boolean("RequireUppercaseCharacters", policy.require_uppercase)
                .boolean("RequireLowercaseCharacters", policy.require_lowercase)
                .boolean("AllowUsersToChangePassword", policy.allow_change)
                .boolean("ExpirePasswords", policy.max_age_days.is_some());
            if let Some(days) = policy.max_age_days {
                xml.integer("MaxPasswordAge", days.into());
            }
            if let Some(count) = policy.reuse_prevention {
                xml.integer("PasswordReusePrevention", count.into());
            }
            xml.boolean("HardExpiry", policy.hard_expiry);
        });
    }))
}
