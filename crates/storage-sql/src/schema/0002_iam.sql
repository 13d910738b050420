-- What the programs' door needs: access keys, groups, roles, policies, tags.
-- holder is the id of a user, a group or a role; in tags also that of a managed
-- policy, or the key of a device's serial number. A device whose owner is empty
-- is nobody's.

ALTER TABLE users ADD COLUMN path {text} NOT NULL DEFAULT '/';
ALTER TABLE users ADD COLUMN boundary {text};
CREATE INDEX users_by_path ON users (account_id, path, name_key);
CREATE INDEX users_by_boundary ON users (account_id, boundary, user_id) WHERE boundary IS NOT NULL;

ALTER TABLE passwords ADD COLUMN created {integer} NOT NULL DEFAULT 0;
ALTER TABLE passwords ADD COLUMN last_used {integer};
UPDATE passwords SET created = set_at;

CREATE TABLE password_history (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    set_at {integer} NOT NULL,
    hash {text} NOT NULL,
    PRIMARY KEY (account_id, identity, set_at)
) {table_end};

CREATE TABLE password_policies (
    account_id {integer} NOT NULL PRIMARY KEY,
    minimum_length {integer} NOT NULL,
    require_symbols {integer} NOT NULL,
    require_numbers {integer} NOT NULL,
    require_uppercase {integer} NOT NULL,
    require_lowercase {integer} NOT NULL,
    allow_change {integer} NOT NULL,
    max_age_days {integer},
    reuse_prevention {integer},
    hard_expiry {integer} NOT NULL
) {table_end};

-- The id of a key says which account it belongs to.
CREATE TABLE access_keys (
    account_id {integer} NOT NULL,
    key_id {text} NOT NULL,
    owner {text} NOT NULL,
    sealed_secret {bytes} NOT NULL,
    active {integer} NOT NULL,
    created {integer} NOT NULL,
    used_at {integer},
    used_service {text},
    used_region {text},
    PRIMARY KEY (account_id, key_id)
) {table_end};
CREATE INDEX access_keys_by_owner ON access_keys (account_id, owner, key_id);

-- Temporary credentials that were given to an identity (or a role) before the
-- moment are not accepted.
CREATE TABLE revocations (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    issued_before {integer} NOT NULL,
    PRIMARY KEY (account_id, identity)
) {table_end};

CREATE TABLE user_groups (
    account_id {integer} NOT NULL,
    group_id {text} NOT NULL,
    path {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    created {integer} NOT NULL,
    PRIMARY KEY (account_id, group_id)
) {table_end};
CREATE UNIQUE INDEX user_groups_by_name ON user_groups (account_id, name_key);

CREATE TABLE memberships (
    account_id {integer} NOT NULL,
    user_id {text} NOT NULL,
    group_id {text} NOT NULL,
    PRIMARY KEY (account_id, user_id, group_id)
) {table_end};
CREATE INDEX memberships_by_group ON memberships (account_id, group_id, user_id);

CREATE TABLE roles (
    account_id {integer} NOT NULL,
    role_id {text} NOT NULL,
    path {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    created {integer} NOT NULL,
    description {text} NOT NULL,
    max_session {integer} NOT NULL,
    trust {text} NOT NULL,
    boundary {text},
    last_used {integer},
    PRIMARY KEY (account_id, role_id)
) {table_end};
CREATE UNIQUE INDEX roles_by_name ON roles (account_id, name_key);
CREATE INDEX roles_by_boundary ON roles (account_id, boundary, role_id) WHERE boundary IS NOT NULL;

CREATE TABLE policies (
    account_id {integer} NOT NULL,
    policy_id {text} NOT NULL,
    path {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    description {text} NOT NULL,
    default_version {integer} NOT NULL,
    last_version {integer} NOT NULL,
    created {integer} NOT NULL,
    updated {integer} NOT NULL,
    PRIMARY KEY (account_id, policy_id)
) {table_end};
CREATE UNIQUE INDEX policies_by_name ON policies (account_id, name_key);

CREATE TABLE policy_versions (
    account_id {integer} NOT NULL,
    policy_id {text} NOT NULL,
    version {integer} NOT NULL,
    document {text} NOT NULL,
    created {integer} NOT NULL,
    PRIMARY KEY (account_id, policy_id, version)
) {table_end};

-- policy is the id of a managed policy, of the account or of those that come
-- with the program.
CREATE TABLE attachments (
    account_id {integer} NOT NULL,
    holder {text} NOT NULL,
    policy {text} NOT NULL,
    PRIMARY KEY (account_id, holder, policy)
) {table_end};
CREATE INDEX attachments_by_policy ON attachments (account_id, policy, holder);

CREATE TABLE inline_policies (
    account_id {integer} NOT NULL,
    holder {text} NOT NULL,
    name_key {text} NOT NULL,
    name {text} NOT NULL,
    document {text} NOT NULL,
    PRIMARY KEY (account_id, holder, name_key)
) {table_end};

CREATE TABLE tags (
    account_id {integer} NOT NULL,
    holder {text} NOT NULL,
    tag_key {text} NOT NULL,
    name {text} NOT NULL,
    value {text} NOT NULL,
    PRIMARY KEY (account_id, holder, tag_key)
) {table_end};

-- When an identity or a role last called a service.
CREATE TABLE service_uses (
    account_id {integer} NOT NULL,
    holder {text} NOT NULL,
    service {text} NOT NULL,
    at {integer} NOT NULL,
    region {text} NOT NULL,
    PRIMARY KEY (account_id, holder, service)
) {table_end};

CREATE TABLE credential_reports (
    account_id {integer} NOT NULL PRIMARY KEY,
    made {integer} NOT NULL,
    content {bytes} NOT NULL
) {table_end};

-- Who was marked as administrator has the policy AdministratorAccess attached.
INSERT INTO attachments (account_id, holder, policy)
    SELECT account_id, user_id, 'ANPAIWMBCKSKIEE64ZLYK' FROM users WHERE administrator = 1;
DROP INDEX users_administrators;
ALTER TABLE users DROP COLUMN administrator;

CREATE INDEX devices_in_use ON devices (account_id, serial_key) WHERE assigned_since IS NOT NULL;
CREATE INDEX devices_of_nobody ON devices (account_id, serial_key) WHERE owner = '';
