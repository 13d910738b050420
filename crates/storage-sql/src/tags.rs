//! Tags of users, roles, managed policies and devices.

use identity::names::AccountId;
use identity::tags::Tag;
use storage::{StorageError, Tags};

use crate::engine::SqlTx;

impl Tags for SqlTx<'_> {
    fn put_tag(&mut self, account: AccountId, holder: &str, tag: &Tag) -> Result<(), StorageError> {
        self.exec(
            "INSERT INTO tags (account_id, holder, tag_key, name, value)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account_id, holder, tag_key) DO UPDATE
                 SET name = excluded.name, value = excluded.value",
            &[
                account.into(),
                holder.into(),
                (&tag.folded()).into(),
                (&tag.key).into(),
                (&tag.value).into(),
            ],
        )
        .map(drop)
    }

    fn remove_tag(
        &mut self,
        account: AccountId,
        holder: &str,
        key: &str,
    ) -> Result<bool, StorageError> {
        self.changed(
            "DELETE FROM tags WHERE account_id = ?1 AND holder = ?2 AND tag_key = ?3",
            &[account.into(), holder.into(), key.into()],
        )
    }

    fn tags_of(&mut self, account: AccountId, holder: &str) -> Result<Vec<Tag>, StorageError> {
        self.all(
            "SELECT name, value FROM tags WHERE account_id = ?1 AND holder = ?2 ORDER BY tag_key",
            &[account.into(), holder.into()],
            |row| Ok(Tag { key: row.text(0)?.to_owned(), value: row.text(1)?.to_owned() }),
        )
    }
}
