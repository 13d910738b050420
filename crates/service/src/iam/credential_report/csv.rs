//! The lines of the report: 22 columns, root first, then the users by name.

use identity::access_key::AccessKey;
use identity::account::Account;
use identity::password::AccountPasswordPolicy;
use identity::user::User;
use identity::{Identity, Timestamp, arn};
use storage::Tx;

use crate::ServiceError;

/// Is the first line.
pub(super) const HEADER: &str = "user,arn,user_creation_time,password_enabled,\
     password_last_used,password_last_changed,password_next_rotation,mfa_active,\
     access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
     access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,\
     access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,\
     access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,\
     cert_2_last_rotated";

const NOTHING: &str = "N/A";
const NEVER_USED: &str = "no_information";

/// Writes the line of root.
pub(super) fn root(tx: &mut dyn Tx, account: &Account) -> Result<String, ServiceError> {
    let name = "<root_account>".to_owned();
    line(tx, name, arn::root(account.id), account.created, account, &Identity::Root, None)
}

/// Writes the line of a user.
pub(super) fn user(
    tx: &mut dyn Tx,
    account: &Account,
    user: &User,
    policy: Option<AccountPasswordPolicy>,
) -> Result<String, ServiceError> {
    let name = user.name.as_str().to_owned();
    line(tx, name, user.arn(), user.created, account, &user.identity(), policy)
}

fn line(
    tx: &mut dyn Tx,
    name: String,
    arn: String,
    created: Timestamp,
    account: &Account,
    identity: &Identity,
    policy: Option<AccountPasswordPolicy>,
) -> Result<String, ServiceError> {
    let id = account.id;
    let mut fields = vec![name, arn, time(created)];
    match tx.password_times(id, identity)? {
        None => fields.extend(["false", NOTHING, NOTHING, NOTHING].map(str::to_owned)),
        Some(times) => {
            let next = policy.and_then(|policy| policy.expires(times.set_at));
            fields.push("true".to_owned());
            fields.push(times.last_used.map_or_else(|| NEVER_USED.to_owned(), time));
            fields.push(time(times.set_at));
            fields.push(next.map_or_else(|| NOTHING.to_owned(), time));
        }
    }
    fields.push((tx.count_devices(id, identity)? > 0).to_string());
    let keys = tx.access_keys_of(id, identity)?;
    fields.extend(key(keys.first()));
    fields.extend(key(keys.get(1)));
    fields.extend(["false", NOTHING, "false", NOTHING].map(str::to_owned));
    Ok(fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(","))
}

fn key(key: Option<&AccessKey>) -> [String; 5] {
    let nothing = || NOTHING.to_owned();
    let Some(key) = key else {
        return ["false".to_owned(), nothing(), nothing(), nothing(), nothing()];
    };
    let (active, made) = (key.active.to_string(), time(key.created));
    match &key.last_used {
        None => [active, made, nothing(), nothing(), nothing()],
        Some(used) => [active, made, time(used.at), used.region.clone(), used.service.clone()],
    }
}

/// Writes a moment in whole seconds, as in `2026-01-31T12:00:00Z`.
fn time(at: Timestamp) -> String {
    let seconds = i64::try_from(at.unix_seconds()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| NOTHING.to_owned(), |at| at.to_string())
}

/// Quotes a field where it has to be: names of users may have commas.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_two_columns() {
        assert_eq!(HEADER.split(',').count(), 22);
        assert!(!HEADER.contains(' '));
    }

    #[test]
    fn times_and_quotes() {
        assert_eq!(time(Timestamp::from_unix_seconds(1_700_000_000)), "2023-11-14T22:13:20Z");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
