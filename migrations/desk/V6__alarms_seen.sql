-- Who said of an alarm that it was seen, and when: until then it is counted under every screen.
ALTER TABLE alarm ADD COLUMN seen_at INTEGER;
ALTER TABLE alarm ADD COLUMN seen_by BLOB CHECK (length(seen_by) = 16);
CREATE INDEX alarm_unseen ON alarm (code) WHERE seen_at IS NULL;
