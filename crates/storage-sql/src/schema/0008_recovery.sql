-- A session with the scope `repair` may only repair its identity's way in.
-- Sessions without a scope may do whatever their identity may.
ALTER TABLE sessions ADD COLUMN scope {text};

-- Recoveries of root that are under way. browser is the hash of the token that
-- the browser holds; began is when the present state's time began to run. The
-- call_ columns describe the call that is under way.
CREATE TABLE recoveries (
    account_id {integer} NOT NULL,
    recovery_id {bytes} NOT NULL,
    browser {bytes} NOT NULL,
    opened {integer} NOT NULL,
    state {text} NOT NULL,
    began {integer} NOT NULL,
    mailed {integer},
    calls {integer} NOT NULL,
    last_call {text},
    call_asked {integer},
    call_progress {text},
    call_wrong {integer},
    heard {bytes},
    approved {integer},
    PRIMARY KEY (account_id, recovery_id)
) {table_end};
CREATE UNIQUE INDEX recoveries_by_browser ON recoveries (account_id, browser);
CREATE INDEX recoveries_calls ON recoveries (call_asked) WHERE call_progress = 'wanted';

-- When an address or telephone number was last replaced by another one.
CREATE TABLE contact_changes (
    account_id {integer} NOT NULL,
    contact {text} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (account_id, contact)
) {table_end};

-- A telephone number that an administrator has announced: it takes the place of
-- the present one when it is due, unless somebody stops it.
CREATE TABLE announced_phones (
    account_id {integer} NOT NULL PRIMARY KEY,
    announcement {bytes} NOT NULL,
    phone {text} NOT NULL,
    announced {integer} NOT NULL,
    due {integer} NOT NULL
) {table_end};
CREATE INDEX announced_phones_due ON announced_phones (due);
