//! Drills that ended well.

use identity::Identity;
use identity::drill::{Drill, Thing};
use identity::names::AccountId;
use storage::{Drills, StorageError};

use crate::engine::SqlTx;

impl Drills for SqlTx<'_> {
    fn drills(
        &mut self,
        account: AccountId,
        identity: &Identity,
    ) -> Result<Vec<Drill>, StorageError> {
        self.all(
            "SELECT lost, way, at FROM drills WHERE account_id = ?1 AND identity = ?2
             ORDER BY at DESC, lost",
            &[account.into(), identity.into()],
            |row| {
                Ok(Drill {
                    lost: row.parse(0, "what a drill was about", Thing::from_key)?,
                    way: row.parse(1, "the way of a drill", Thing::from_key)?,
                    at: row.time(2)?,
                })
            },
        )
    }

    fn put_drill(
        &mut self,
        account: AccountId,
        identity: &Identity,
        drill: &Drill,
    ) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO drills (account_id, identity, lost, way, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account_id, identity, lost) DO UPDATE SET way = excluded.way,
                 at = excluded.at",
            &[
                account.into(),
                identity.into(),
                drill.lost.key().into(),
                drill.way.key().into(),
                drill.at.into(),
            ],
        )
        .map(drop)
    }
}
