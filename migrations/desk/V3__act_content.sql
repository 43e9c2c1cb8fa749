-- What an act asked for, as a digest, so that the same id with other content is refused by name.
-- None for acts that were done before this was kept.
ALTER TABLE act ADD COLUMN content BLOB CHECK (length(content) = 32);
