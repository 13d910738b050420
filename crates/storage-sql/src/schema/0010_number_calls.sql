-- When everybody was told that the waiting of a recovery is over.
ALTER TABLE recoveries ADD COLUMN told {integer};
CREATE INDEX recoveries_waiting ON recoveries (account_id, recovery_id)
    WHERE state = 'cooling-off' AND told IS NULL;

-- Telephone numbers that wait to be confirmed by a call, one for each identity. The
-- call_ columns describe the call that is under way.
CREATE TABLE number_checks (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    check_id {bytes} NOT NULL,
    phone {text} NOT NULL,
    began {integer} NOT NULL,
    calls {integer} NOT NULL,
    last_call {text},
    call_asked {integer},
    call_progress {text},
    call_wrong {integer},
    heard {bytes},
    proved {integer},
    PRIMARY KEY (account_id, identity)
) {table_end};
CREATE UNIQUE INDEX number_checks_by_id ON number_checks (account_id, check_id);
CREATE INDEX number_checks_calls ON number_checks (call_asked) WHERE call_progress = 'wanted';

-- Who made a hardware token and which model it is.
ALTER TABLE devices ADD COLUMN maker {text};

-- When a call confirmed an announced number.
ALTER TABLE announced_phones ADD COLUMN confirmed {integer};
