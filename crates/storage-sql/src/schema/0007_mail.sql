-- Mail. state is `queued`, `sent` or `given-up`; due is when anybody may take a
-- queued message, the worker that has it (worker) included. sealed is emptied
-- when the wait ends.
CREATE TABLE outbox (
    account_id {integer} NOT NULL,
    message_id {bytes} NOT NULL,
    kind {text} NOT NULL,
    event {text} NOT NULL,
    recipient {text} NOT NULL,
    recipient_key {text} NOT NULL,
    sealed {bytes} NOT NULL,
    state {text} NOT NULL,
    queued {integer} NOT NULL,
    due {integer} NOT NULL,
    attempts {integer} NOT NULL,
    worker {bytes},
    ended {integer},
    why {text},
    PRIMARY KEY (account_id, message_id)
) {table_end};
CREATE UNIQUE INDEX outbox_by_event ON outbox (account_id, event, recipient_key);
CREATE INDEX outbox_due ON outbox (due, queued) WHERE state = 'queued';
CREATE INDEX outbox_waiting ON outbox (queued) WHERE state = 'queued';
CREATE INDEX outbox_sent ON outbox (ended) WHERE state = 'sent';
CREATE INDEX outbox_given_up ON outbox (ended) WHERE state = 'given-up';

-- What is known of the ways in which those behind an account are reached.
-- contact is `email`, `phone`, `security`, `operations` or `billing`.
CREATE TABLE contacts (
    account_id {integer} NOT NULL,
    contact {text} NOT NULL,
    value {text} NOT NULL,
    name {text} NOT NULL,
    confirmed {integer},
    reviewed {integer} NOT NULL,
    PRIMARY KEY (account_id, contact)
) {table_end};

-- Ways that wait for the code that was sent there; code is a keyed hash.
CREATE TABLE pending_contacts (
    account_id {integer} NOT NULL,
    contact {text} NOT NULL,
    value {text} NOT NULL,
    name {text} NOT NULL,
    code {bytes} NOT NULL,
    sent {integer} NOT NULL,
    failures {integer} NOT NULL,
    PRIMARY KEY (account_id, contact)
) {table_end};

-- When a password was last reset by mail, whatever became of it since.
CREATE TABLE mail_resets (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (account_id, identity)
) {table_end};
