//! One-time links that the operator hands out, or that are sent by mail.

use storage::{SetUpLink, SetUpLinks, SetUpPurpose, StorageError, TokenHash};

use crate::engine::{SqlTx, Value, malformed};

const FIRST_ACCOUNT: &str = "first-account";
const ROOT_PASSWORD: &str = "root-password";
const FORGOTTEN_PASSWORD: &str = "forgotten-password";

impl SetUpLinks for SqlTx<'_> {
    fn add_set_up_link(&mut self, token: &TokenHash, link: &SetUpLink) -> Result<(), StorageError> {
        let (purpose, account) = fields(&link.purpose);
        let added = self.changed(
            "INSERT INTO set_up_links (token, purpose, account_id, expires)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            &[token.into(), purpose, account, link.expires.into()],
        )?;
        if added { Ok(()) } else { Err(StorageError::Conflict { what: "set-up link" }) }
    }

    fn set_up_link(&mut self, token: &TokenHash) -> Result<Option<SetUpLink>, StorageError> {
        self.first(
            "SELECT purpose, account_id, expires FROM set_up_links WHERE token = ?1",
            &[token.into()],
            |row| {
                let purpose = match row.text(0)? {
                    FIRST_ACCOUNT => SetUpPurpose::FirstAccount,
                    ROOT_PASSWORD => SetUpPurpose::RootPassword(row.account(1)?),
                    FORGOTTEN_PASSWORD => SetUpPurpose::ForgottenPassword(row.account(1)?),
                    _ => return Err(malformed("the purpose of a set-up link")),
                };
                Ok(SetUpLink { purpose, expires: row.time(2)? })
            },
        )
    }

    fn remove_set_up_link(&mut self, token: &TokenHash) -> Result<bool, StorageError> {
        self.changed("DELETE FROM set_up_links WHERE token = ?1", &[token.into()])
    }

    fn remove_set_up_links_for(&mut self, purpose: &SetUpPurpose) -> Result<(), StorageError> {
        let (purpose, account) = fields(purpose);
        self.exec(
            "DELETE FROM set_up_links WHERE purpose = ?1 AND account_id = ?2",
            &[purpose, account],
        )
        .map(drop)
    }
}

/// Returns a purpose as it is kept: its name, and its account or 0.
fn fields(purpose: &SetUpPurpose) -> (Value<'static>, Value<'static>) {
    match purpose {
        SetUpPurpose::FirstAccount => (FIRST_ACCOUNT.into(), 0_i64.into()),
        SetUpPurpose::RootPassword(account) => (ROOT_PASSWORD.into(), (*account).into()),
        SetUpPurpose::ForgottenPassword(account) => (FORGOTTEN_PASSWORD.into(), (*account).into()),
    }
}
