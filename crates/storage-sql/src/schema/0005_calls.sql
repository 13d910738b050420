-- Calls of programs that only read are on record too. They are many: whoever looks
-- for what changed, or was refused, looks past them by these indexes, which hold
-- none of them.
ALTER TABLE audit ADD COLUMN quiet {integer} NOT NULL DEFAULT 0;
CREATE INDEX audit_loud ON audit (account_id, at, seq) WHERE quiet = 0 AND seq > 0;
CREATE INDEX audit_loud_by_actor ON audit (account_id, actor, at, seq) WHERE quiet = 0;
CREATE INDEX audit_loud_by_name ON audit (account_id, lower(actor_name), at, seq)
    WHERE actor_name IS NOT NULL AND quiet = 0;

-- Reports on the last use of services that were asked for, and which session tokens
-- an account has chosen.
CREATE TABLE last_accessed_jobs (
    account_id {integer} NOT NULL,
    job {text} NOT NULL,
    arn {text} NOT NULL,
    made {integer} NOT NULL,
    PRIMARY KEY (account_id, job)
) {table_end};
CREATE TABLE global_token_versions (
    account_id {integer} NOT NULL PRIMARY KEY,
    version {integer} NOT NULL
) {table_end};
