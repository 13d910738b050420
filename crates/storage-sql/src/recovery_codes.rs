//! Recovery codes, and the spending of them.

use identity::names::AccountId;
use identity::recovery_code::{CodeHash, KeptCode};
use identity::{Identity, Timestamp};
use storage::{CodesFor, RecoveryCodes, StorageError};

use crate::engine::{Row, SqlTx, malformed};

impl RecoveryCodes for SqlTx<'_> {
    fn put_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
        codes: &[CodeHash],
        purpose: CodesFor,
        made: Timestamp,
    ) -> Result<(), StorageError> {
        self.exec(
            "DELETE FROM recovery_codes
             WHERE account_id = ?1 AND identity = ?2 AND confirmed IS NULL",
            &[account.into(), identity.into()],
        )?;
        let joins = (purpose == CodesFor::UsedCodes).then_some(1_i64);
        for code in codes {
            self.exec(
                "INSERT INTO recovery_codes (account_id, identity, code, made, joins)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                &[account.into(), identity.into(), (&code.0).into(), made.into(), joins.into()],
            )?;
        }
        Ok(())
    }

    fn recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<KeptCode>, StorageError> {
        self.all(
            "SELECT code, made, confirmed, spent, joins, replaced FROM recovery_codes
             WHERE account_id = ?1 AND identity = ?2 ORDER BY code",
            &[account.into(), identity.into()],
            read,
        )
    }

    fn confirm_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
        purpose: CodesFor,
        made: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        match purpose {
            CodesFor::NewSet => self.begin_set((account, identity), made, now),
            CodesFor::UsedCodes => self.join_set((account, identity), made, now),
        }
    }

    fn spend_recovery_code(
        &mut self,
        account: AccountId,
        identity: &Identity,
        code: &CodeHash,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.changed(
            "UPDATE recovery_codes SET spent = ?4
             WHERE account_id = ?1 AND identity = ?2 AND code = ?3
                 AND confirmed IS NOT NULL AND spent IS NULL",
            &[account.into(), identity.into(), (&code.0).into(), now.into()],
        )
    }

    fn count_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<u64, StorageError> {
        self.number(
            "SELECT count(*) FROM recovery_codes
             WHERE account_id = ?1 AND identity = ?2
                 AND confirmed IS NOT NULL AND spent IS NULL",
            &[account.into(), identity.into()],
        )
    }

    fn remove_recovery_codes(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM recovery_codes WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
        )
    }
}

impl SqlTx<'_> {
    /// Puts a set into force in place of the one before.
    fn begin_set(
        &mut self,
        (account, identity): (AccountId, &Identity),
        made: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.exec(
            "DELETE FROM recovery_codes
             WHERE account_id = ?1 AND identity = ?2 AND confirmed IS NOT NULL AND EXISTS (
                 SELECT 1 FROM recovery_codes AS waiting
                 WHERE waiting.account_id = ?1 AND waiting.identity = ?2
                     AND waiting.confirmed IS NULL AND waiting.joins IS NULL
                     AND waiting.made = ?3)",
            &[account.into(), identity.into(), made.into()],
        )?;
        self.changed(
            "UPDATE recovery_codes SET confirmed = ?4
             WHERE account_id = ?1 AND identity = ?2 AND confirmed IS NULL AND joins IS NULL
                 AND made = ?3",
            &[account.into(), identity.into(), made.into(), now.into()],
        )
    }

    /// Lets codes join the set in force in place of used ones.
    fn join_set(
        &mut self,
        (account, identity): (AccountId, &Identity),
        made: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let joined = self.changed(
            "UPDATE recovery_codes SET confirmed = ?4, joins = NULL
             WHERE account_id = ?1 AND identity = ?2 AND confirmed IS NULL AND joins = 1
                 AND made = ?3",
            &[account.into(), identity.into(), made.into(), now.into()],
        )?;
        if joined {
            self.exec(
                "UPDATE recovery_codes SET replaced = ?4
                 WHERE account_id = ?1 AND identity = ?2 AND confirmed IS NOT NULL
                     AND replaced IS NULL AND spent <= ?3",
                &[account.into(), identity.into(), made.into(), now.into()],
            )?;
        }
        Ok(joined)
    }
}

fn read(row: &Row<'_>) -> Result<KeptCode, StorageError> {
    let hash = row.bytes(0)?.try_into().map_err(|_| malformed("a recovery code"))?;
    Ok(KeptCode {
        hash: CodeHash(hash),
        made: row.time(1)?,
        confirmed: row.opt_time(2)?,
        spent: row.opt_time(3)?,
        joins: row.opt_int(4)?.is_some(),
        replaced: row.opt_time(5)?.is_some(),
    })
}
