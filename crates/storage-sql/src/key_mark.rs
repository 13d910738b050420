//! The mark of the master key: one row in the whole store.

use storage::{KeyMark, StorageError};

use crate::engine::SqlTx;

impl KeyMark for SqlTx<'_> {
    fn key_mark(&mut self) -> Result<Option<String>, StorageError> {
        self.first("SELECT mark FROM key_mark WHERE only_row = 1", &[], |row| {
            Ok(row.text(0)?.to_owned())
        })
    }

    fn set_key_mark(&mut self, mark: &str) -> Result<(), StorageError> {
        let sql = "INSERT INTO key_mark (only_row, mark) VALUES (1, ?1) ON CONFLICT DO NOTHING";
        let set = self.changed(sql, &[mark.into()])?;
        if set { Ok(()) } else { Err(StorageError::Conflict { what: "key mark" }) }
    }
}
