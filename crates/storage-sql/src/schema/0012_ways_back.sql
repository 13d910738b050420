-- Codes that wait to join the set in force, in place of used ones, have a 1 in joins;
-- replaced is when a used code got its replacement.
ALTER TABLE recovery_codes ADD COLUMN joins {integer};
ALTER TABLE recovery_codes ADD COLUMN replaced {integer};

-- Identities whose codes of devices are refused at the sign-in: only passkeys, and
-- recovery codes, stand beside the password. demanded is 1 where an administrator said
-- so, and its owner cannot give it up.
CREATE TABLE passkeys_only (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    since {integer} NOT NULL,
    demanded {integer} NOT NULL,
    PRIMARY KEY (account_id, identity)
) {table_end};

-- One row in a store that was filled from a backup, until what was used since the
-- backup is voided.
CREATE TABLE restored (
    only_row {integer} PRIMARY KEY
) {table_end};
