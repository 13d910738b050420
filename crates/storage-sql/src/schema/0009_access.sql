-- What an identity has told of where its things are; sealed for the account and
-- the identity.
CREATE TABLE access_answers (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (account_id, identity)
) {table_end};
