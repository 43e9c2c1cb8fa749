-- Who used a person's one-time code, so that the same one asking again is answered again: the
-- first answer may have been lost on the way.
ALTER TABLE person ADD COLUMN used_code BLOB CHECK (length(used_code) = 32);
ALTER TABLE person ADD COLUMN used_by BLOB CHECK (length(used_by) = 32);
