-- The public halves of passkeys. serial_key is that of the device that it is;
-- public_key is a COSE key in CBOR, transports are texts with blanks between them.
CREATE TABLE passkeys (
    account_id {integer} NOT NULL,
    serial_key {text} NOT NULL,
    serial {text} NOT NULL,
    credential_id {bytes} NOT NULL,
    public_key {bytes} NOT NULL,
    sign_count {integer} NOT NULL,
    user_verified {integer} NOT NULL,
    backup_eligible {integer} NOT NULL,
    backed_up {integer} NOT NULL,
    transports {text} NOT NULL,
    attachment {text},
    aaguid {bytes} NOT NULL,
    PRIMARY KEY (account_id, serial_key)
) {table_end};

-- A look-up over all accounts: nobody registers what somebody has registered.
-- credential_hash is the SHA-256 of the credential's id.
CREATE TABLE passkey_ids (
    credential_hash {bytes} NOT NULL PRIMARY KEY,
    account_id {integer} NOT NULL,
    serial_key {text} NOT NULL
) {table_end};
CREATE INDEX passkey_ids_by_serial ON passkey_ids (account_id, serial_key);

-- Challenges that wait for an answer. holder is the hash of what names the session
-- or the pending sign-in, device the serial number of a device to be registered.
CREATE TABLE challenges (
    account_id {integer} NOT NULL,
    challenge {bytes} NOT NULL,
    holder {bytes} NOT NULL,
    identity {text} NOT NULL,
    purpose {text} NOT NULL,
    device {text},
    began {integer} NOT NULL,
    PRIMARY KEY (account_id, challenge)
) {table_end};
CREATE INDEX challenges_by_holder ON challenges (account_id, holder, began);
CREATE INDEX challenges_by_age ON challenges (began);
