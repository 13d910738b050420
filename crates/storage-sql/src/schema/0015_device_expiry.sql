-- Until when the maker of a hardware token permits it to be used, and when the owner of one in
-- use is to be told next that its time ends.
ALTER TABLE devices ADD COLUMN expires {integer};
ALTER TABLE devices ADD COLUMN expiry_told_next {integer};
CREATE INDEX devices_expiring ON devices (expiry_told_next) WHERE expiry_told_next IS NOT NULL;
