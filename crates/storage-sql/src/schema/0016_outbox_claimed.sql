-- The few messages that a worker has. A start lets go those of a dead one, without a look at
-- all that wait.
CREATE INDEX outbox_claimed ON outbox (worker) WHERE worker IS NOT NULL;
