-- The path that a user, or the role of a session, had when a record was made; missing
-- where there was none, and in older records.
ALTER TABLE audit ADD COLUMN actor_path {text};
