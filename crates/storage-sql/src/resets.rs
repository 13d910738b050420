//! Resets of second factors: whom they oblige to register a device, which of them
//! wait for a second administrator.

use identity::names::{AccountId, UserId};
use identity::{Identity, Timestamp};
use storage::{EnrolmentDue, ResetRequest, Resets, StorageError};

use crate::engine::SqlTx;

impl Resets for SqlTx<'_> {
    fn put_enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
        due: EnrolmentDue,
    ) -> Result<(), StorageError> {
        let until: Option<Timestamp> = due.until;
        self.exec(
            "INSERT INTO enrolments_due (account_id, identity, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, identity) DO UPDATE SET until = excluded.until",
            &[account.into(), identity.into(), until.into()],
        )
        .map(drop)
    }

    fn enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Option<EnrolmentDue>, StorageError> {
        self.first(
            "SELECT until FROM enrolments_due WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
            |row| Ok(EnrolmentDue { until: row.opt_time(0)? }),
        )
    }

    fn clear_enrolment_due(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM enrolments_due WHERE account_id = ?1 AND identity = ?2",
            &[account.into(), identity.into()],
        )
    }

    fn two_reset_administrators(&mut self, account: AccountId) -> Result<bool, StorageError> {
        let found = self.first(
            "SELECT 1 FROM reset_rules WHERE account_id = ?1",
            &[account.into()],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn set_two_reset_administrators(
        &mut self,
        account: AccountId,
        two: bool,
    ) -> Result<(), StorageError> {
        let sql = if two {
            "INSERT INTO reset_rules (account_id) VALUES (?1) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM reset_rules WHERE account_id = ?1"
        };
        self.exec(sql, &[account.into()]).map(drop)
    }

    fn put_reset_request(
        &mut self,
        account: AccountId,
        request: &ResetRequest,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO reset_requests (account_id, user_id, asked_by, asked_at)
             VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account_id, user_id) DO UPDATE
                 SET asked_by = excluded.asked_by, asked_at = excluded.asked_at",
            &[
                account.into(),
                request.user.as_str().into(),
                (&request.asked_by).into(),
                request.asked_at.into(),
            ],
        )
        .map(drop)
    }

    fn reset_request(
        &mut self,
        account: AccountId,
        user: &UserId,
    ) -> Result<Option<ResetRequest>, StorageError> {
        self.first(
            "SELECT asked_by, asked_at FROM reset_requests WHERE account_id = ?1 AND user_id = ?2",
            &[account.into(), user.as_str().into()],
            |row| {
                Ok(ResetRequest {
                    user: user.clone(),
                    asked_by: row.identity(0)?,
                    asked_at: row.time(1)?,
                })
            },
        )
    }

    fn reset_requests(
        &mut self,
        account: AccountId,
        after: Timestamp,
        limit: u32,
    ) -> Result<Vec<ResetRequest>, StorageError> {
        self.all(
            "SELECT user_id, asked_by, asked_at FROM reset_requests
             WHERE account_id = ?1 AND asked_at > ?2 ORDER BY asked_at, user_id LIMIT ?3",
            &[account.into(), after.into(), limit.into()],
            |row| {
                Ok(ResetRequest {
                    user: row.parse(0, "the id of a user", UserId::parse)?,
                    asked_by: row.identity(1)?,
                    asked_at: row.time(2)?,
                })
            },
        )
    }

    fn remove_reset_request(
        &mut self,
        account: AccountId,
        user: &UserId,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM reset_requests WHERE account_id = ?1 AND user_id = ?2",
            &[account.into(), user.as_str().into()],
        )
    }
}
