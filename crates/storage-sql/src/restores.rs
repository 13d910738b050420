//! What must be done after a store was filled from a backup.

use identity::names::{AccountId, SerialNumber};
use storage::{Restores, StorageError};

use crate::engine::{SqlTx, counter};

/// What waits for somebody's next step, and sessions.
const WAITING: [&str; 9] = [
    "DELETE FROM sessions WHERE account_id = ?1",
    "DELETE FROM sign_ins WHERE account_id = ?1",
    "DELETE FROM set_up_links WHERE account_id = ?1",
    "DELETE FROM challenges WHERE account_id = ?1",
    "DELETE FROM recoveries WHERE account_id = ?1",
    "DELETE FROM announced_phones WHERE account_id = ?1",
    "DELETE FROM number_checks WHERE account_id = ?1",
    "DELETE FROM pending_contacts WHERE account_id = ?1",
    "DELETE FROM reset_requests WHERE account_id = ?1",
];

impl Restores for SqlTx<'_> {
    fn is_restored(&mut self) -> Result<bool, StorageError> {
        Ok(self.number("SELECT count(*) FROM restored", &[])? > 0)
    }

    fn mark_restored(&mut self, restored: bool) -> Result<(), StorageError> {
        let sql = if restored {
            "INSERT INTO restored (only_row) VALUES (1) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM restored"
        };
        self.exec(sql, &[]).map(drop)
    }

    fn forget_what_waits(&mut self, account: AccountId) -> Result<(), StorageError> {
        for sql in WAITING {
            self.exec(sql, &[account.into()])?;
        }
        // Waiting sets of recovery codes as well.
        self.exec(
            "DELETE FROM recovery_codes WHERE account_id = ?1 AND confirmed IS NULL",
            &[account.into()],
        )
        .map(drop)
    }

    fn void_counters(
        &mut self,
        account: AccountId,
        serial: &SerialNumber,
        spent: u64,
    ) -> Result<(), StorageError> {
        self.exec(
            "UPDATE devices SET spent = ?3 WHERE account_id = ?1 AND serial_key = ?2
                 AND (spent IS NULL OR spent < ?3)",
            &[account.into(), (&serial.key()).into(), counter(spent)?.into()],
        )
        .map(drop)
    }
}
