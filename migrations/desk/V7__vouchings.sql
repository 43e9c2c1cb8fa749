-- Supervisors' words for people's keys, as records of their kind say them: signatures hold up to
-- the pinned authorities. Whether the supervisor had the duty is judged by the roster when read.
CREATE TABLE vouching (
    record     INTEGER PRIMARY KEY REFERENCES record (record),
    person     BLOB    NOT NULL CHECK (length(person) = 16),
    unit       BLOB    NOT NULL CHECK (length(unit) = 16),
    key        BLOB    NOT NULL CHECK (length(key) = 32),
    supervisor BLOB    NOT NULL CHECK (length(supervisor) = 16),
    from_at    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER vouching_is_kept BEFORE DELETE ON vouching
BEGIN SELECT raise(ABORT, 'a vouching is never removed'); END;
CREATE TRIGGER vouching_is_fixed BEFORE UPDATE ON vouching
BEGIN SELECT raise(ABORT, 'a vouching is never changed'); END;
