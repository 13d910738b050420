-- Every primary key begins with account_id, and no transaction spans two
-- accounts, so that the tables can be divided by account. The exceptions are the
-- look-ups that find an account: account_emails, account_aliases, set_up_links.
-- Columns ending in _key hold what names are compared by (small letters).
-- Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE accounts (
    account_id {integer} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    email {text} NOT NULL,
    alias {text},
    phone {text},
    created {integer} NOT NULL
) {table_end};

CREATE TABLE account_emails (
    email_key {text} NOT NULL PRIMARY KEY,
    account_id {integer} NOT NULL
) {table_end};

CREATE TABLE account_aliases (
    alias {text} NOT NULL PRIMARY KEY,
    account_id {integer} NOT NULL
) {table_end};

-- account_id is 0 in links that make the first account.
CREATE TABLE set_up_links (
    token {bytes} NOT NULL PRIMARY KEY,
    purpose {text} NOT NULL,
    account_id {integer} NOT NULL,
    expires {integer} NOT NULL
) {table_end};

CREATE TABLE users (
    account_id {integer} NOT NULL,
    user_id {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    administrator {integer} NOT NULL,
    created {integer} NOT NULL,
    PRIMARY KEY (account_id, user_id)
) {table_end};
CREATE UNIQUE INDEX users_by_name ON users (account_id, name_key);
CREATE INDEX users_administrators ON users (account_id, name_key) WHERE administrator = 1;

-- identity is `root` or the id of a user, here and below.
CREATE TABLE passwords (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    hash {text} NOT NULL,
    must_change {integer} NOT NULL,
    set_at {integer} NOT NULL,
    PRIMARY KEY (account_id, identity)
) {table_end};

-- A device without assigned_since waits for its first two codes. spent is the
-- greatest counter that was ever accepted.
CREATE TABLE devices (
    account_id {integer} NOT NULL,
    serial_key {text} NOT NULL,
    serial {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    kind {text} NOT NULL,
    owner {text} NOT NULL,
    assigned_since {integer},
    sealed_seed {bytes} NOT NULL,
    clock_offset {integer} NOT NULL,
    spent {integer},
    created {integer} NOT NULL,
    last_used {integer},
    PRIMARY KEY (account_id, serial_key)
) {table_end};
CREATE UNIQUE INDEX devices_by_name ON devices (account_id, name_key);
CREATE INDEX devices_by_owner ON devices (account_id, owner);
CREATE INDEX devices_unconfirmed ON devices (account_id, created) WHERE assigned_since IS NULL;

CREATE TABLE sign_ins (
    account_id {integer} NOT NULL,
    token {bytes} NOT NULL,
    identity {text} NOT NULL,
    state {text} NOT NULL,
    must_change {integer} NOT NULL,
    device {text},
    began {integer} NOT NULL,
    PRIMARY KEY (account_id, token)
) {table_end};

CREATE TABLE sessions (
    account_id {integer} NOT NULL,
    token {bytes} NOT NULL,
    identity {text} NOT NULL,
    began {integer} NOT NULL,
    last_seen {integer} NOT NULL,
    password_at {integer} NOT NULL,
    factor_at {integer},
    device {text},
    peer {text} NOT NULL,
    agent {text} NOT NULL,
    PRIMARY KEY (account_id, token)
) {table_end};
CREATE INDEX sessions_by_identity ON sessions (account_id, identity, began);

-- account_id is 0 for names that belong to no account.
CREATE TABLE throttles (
    account_id {integer} NOT NULL,
    throttle_key {bytes} NOT NULL,
    failures {integer} NOT NULL,
    not_before {integer} NOT NULL,
    last_at {integer} NOT NULL,
    PRIMARY KEY (account_id, throttle_key)
) {table_end};
CREATE INDEX throttles_unknown ON throttles (last_at) WHERE account_id = 0;

-- actor is an identity, `stranger` or `operator`. reason is missing in successes.
CREATE TABLE audit (
    account_id {integer} NOT NULL,
    seq {integer} NOT NULL,
    at {integer} NOT NULL,
    action {text} NOT NULL,
    reason {text},
    actor {text} NOT NULL,
    actor_name {text},
    target {text},
    detail {text},
    peer {text},
    PRIMARY KEY (account_id, seq)
) {table_end};
CREATE INDEX audit_by_actor ON audit (account_id, actor, seq);

-- One row: which master key the secrets are sealed with.
CREATE TABLE key_mark (
    only_row {integer} PRIMARY KEY,
    mark {text} NOT NULL
) {table_end};
