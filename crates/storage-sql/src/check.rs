//! What the operator's look at a store finds.

use crate::engine::{Link, SqlTx};
use crate::error::OpenError;
use crate::schema::refuse_foreign;

/// Is what a sound store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// `SQLite` or `PostgreSQL`.
    pub engine: &'static str,
    /// The version of the tables.
    pub version: u64,
    /// How many accounts there are.
    pub accounts: u64,
    /// How many IAM users.
    pub users: u64,
    /// How many devices, unconfirmed ones included.
    pub devices: u64,
    /// How many sessions, expired ones included.
    pub sessions: u64,
    /// How many records of the audit trail.
    pub audit_records: u64,
}

/// Rules that statements cannot break, each with a count of what breaks it.
const RULES: [(&str, &str); 4] = [
    (
        "accounts are not found by their e-mail address",
        "SELECT count(*) FROM accounts AS a
         WHERE NOT EXISTS (SELECT 1 FROM account_emails AS e WHERE e.account_id = a.account_id)",
    ),
    (
        "accounts are not found by their alias",
        "SELECT count(*) FROM accounts AS a WHERE a.alias IS NOT NULL AND NOT EXISTS
             (SELECT 1 FROM account_aliases AS l
              WHERE l.alias = a.alias AND l.account_id = a.account_id)",
    ),
    (
        "passkeys are not what their devices or their ids say",
        "SELECT (SELECT count(*) FROM passkeys AS p WHERE NOT EXISTS
                 (SELECT 1 FROM passkey_ids AS i
                  WHERE i.account_id = p.account_id AND i.serial_key = p.serial_key)
                 OR NOT EXISTS (SELECT 1 FROM devices AS d
                  WHERE d.account_id = p.account_id AND d.serial_key = p.serial_key
                      AND d.kind = 'passkey'))
             + (SELECT count(*) FROM devices AS d
              WHERE d.kind = 'passkey' AND d.assigned_since IS NOT NULL AND NOT EXISTS
                 (SELECT 1 FROM passkeys AS p
                  WHERE p.account_id = d.account_id AND p.serial_key = d.serial_key))",
    ),
    (
        "audit trails have gaps",
        "SELECT count(*) FROM (SELECT account_id FROM audit GROUP BY account_id
             HAVING min(seq) <> 1 OR max(seq) <> count(*)) AS gaps",
    ),
];

/// Counts what a store holds, and refuses it when it breaks its own rules.
pub(crate) fn check(link: &mut dyn Link, engine: &'static str) -> Result<Report, OpenError> {
    let version = refuse_foreign(link)?;
    let mut tx = SqlTx::new(link);
    for (what, sql) in RULES {
        let count = tx.number(sql, &[])?;
        if count > 0 {
            return Err(OpenError::Damaged(format!("{count} {what}")));
        }
    }
    Ok(Report {
        engine,
        version,
        accounts: tx.number("SELECT count(*) FROM accounts", &[])?,
        users: tx.number("SELECT count(*) FROM users", &[])?,
        devices: tx.number("SELECT count(*) FROM devices", &[])?,
        sessions: tx.number("SELECT count(*) FROM sessions", &[])?,
        audit_records: tx.number("SELECT count(*) FROM audit", &[])?,
    })
}
