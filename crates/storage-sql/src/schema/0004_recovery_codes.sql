-- A set of recovery codes is the rows with one moment in made. It waits until one
-- of its codes is typed back, and is in force from the moment in confirmed; code
-- is a keyed hash. At most one set waits, and at most one is in force.
CREATE TABLE recovery_codes (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    code {bytes} NOT NULL,
    made {integer} NOT NULL,
    confirmed {integer},
    spent {integer},
    PRIMARY KEY (account_id, identity, code)
) {table_end};

-- Since when a device in use is refused, because it was reported lost.
ALTER TABLE devices ADD COLUMN suspended {integer};

-- Identities that must register a device before they can do anything else, and
-- the moment until which the password leads there; missing when it always does.
CREATE TABLE enrolments_due (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    until {integer},
    PRIMARY KEY (account_id, identity)
) {table_end};

-- Accounts in which it takes two to reset the devices of an administrator.
CREATE TABLE reset_rules (
    account_id {integer} NOT NULL PRIMARY KEY
) {table_end};

-- Resets of administrators that wait for a second administrator.
CREATE TABLE reset_requests (
    account_id {integer} NOT NULL,
    user_id {text} NOT NULL,
    asked_by {text} NOT NULL,
    asked_at {integer} NOT NULL,
    PRIMARY KEY (account_id, user_id)
) {table_end};
