-- The last drill in which a thing was lost, as was pretended, and what led in
-- without it: serial numbers, or `recovery codes`.
CREATE TABLE drills (
    account_id {integer} NOT NULL,
    identity {text} NOT NULL,
    lost {text} NOT NULL,
    way {text} NOT NULL,
    at {integer} NOT NULL,
    PRIMARY KEY (account_id, identity, lost)
) {table_end};
