-- Records are chained: hash covers the record and the hash before it, proof is
-- the keyed hash of hash. proof is missing in records from before the chain.
ALTER TABLE audit ADD COLUMN hash {bytes};
ALTER TABLE audit ADD COLUMN proof {bytes};

-- The request behind a record.
ALTER TABLE audit ADD COLUMN request_id {text};
ALTER TABLE audit ADD COLUMN agent {text};
ALTER TABLE audit ADD COLUMN access_key {text};
ALTER TABLE audit ADD COLUMN session_began {integer};
ALTER TABLE audit ADD COLUMN session_mfa {integer};
ALTER TABLE audit ADD COLUMN parameters {text};
ALTER TABLE audit ADD COLUMN response {text};
ALTER TABLE audit ADD COLUMN error_code {text};
ALTER TABLE audit ADD COLUMN error_message {text};

-- Every question of the activity page is answered from one of these, newest
-- first. Three of them say seq > 0, which is always true: only a statement that
-- says so too can use them, and so no engine takes one of them by mistake where
-- a narrower one fits.
DROP INDEX audit_by_actor;
CREATE INDEX audit_by_time ON audit (account_id, at, seq) WHERE seq > 0;
CREATE INDEX audit_by_actor ON audit (account_id, actor, at, seq);
CREATE INDEX audit_by_actor_action ON audit (account_id, actor, action, at, seq);
CREATE INDEX audit_by_name ON audit (account_id, lower(actor_name), at, seq)
    WHERE actor_name IS NOT NULL;
CREATE INDEX audit_by_action ON audit (account_id, action, at, seq);
CREATE INDEX audit_successes ON audit (account_id, at, seq) WHERE reason IS NULL AND seq > 0;
CREATE INDEX audit_refusals ON audit (account_id, at, seq)
    WHERE reason IS NOT NULL AND seq > 0;
CREATE INDEX audit_by_target ON audit (account_id, target, at, seq) WHERE target IS NOT NULL;
CREATE INDEX audit_by_access_key ON audit (account_id, access_key, at, seq)
    WHERE access_key IS NOT NULL;

-- The end of each account's chain. proved says whether new records are proved,
-- confirmed how many records the last checkpoint covers, and open_since when the
-- first one after it was recorded.
CREATE TABLE audit_heads (
    account_id {integer} NOT NULL PRIMARY KEY,
    records {integer} NOT NULL,
    hash {bytes} NOT NULL,
    proved {integer} NOT NULL,
    confirmed {integer} NOT NULL,
    open_since {integer}
) {table_end};
CREATE INDEX audit_heads_open ON audit_heads (open_since) WHERE open_since IS NOT NULL;
CREATE INDEX audit_heads_unproved ON audit_heads (account_id) WHERE proved = 0;

-- line is the signed checkpoint as it is shipped.
CREATE TABLE audit_checkpoints (
    account_id {integer} NOT NULL,
    records {integer} NOT NULL,
    line {text} NOT NULL,
    PRIMARY KEY (account_id, records)
) {table_end};
