-- Places of a feed where no record could be stored, and papers under their dossier.

-- What stood there was no record; its hash keeps the feed's chain whole, so that the records
-- behind it are not held up. The fault says why: 0 the device's key is not known, 1 the device
-- did not sign, 2 a part is altered, 3 a part is foreign, 4 its facts are missing. After a
-- roster with further keys the feed is read again from the first hole for want of a key.
CREATE TABLE feed_hole (
    unit        BLOB    NOT NULL CHECK (length(unit) = 16),
    position    INTEGER NOT NULL CHECK (position > 0),
    entry_hash  BLOB    NOT NULL CHECK (length(entry_hash) = 32),
    record_hash BLOB    NOT NULL CHECK (length(record_hash) = 32),
    fault       INTEGER NOT NULL CHECK (fault BETWEEN 0 AND 4),
    PRIMARY KEY (unit, position)
) STRICT, WITHOUT ROWID;

-- A writer can name a paper by an id that another dossier has; neither may stop the other.
CREATE TABLE paper_of_dossier (
    dossier       BLOB    NOT NULL CHECK (length(dossier) = 16),
    paper         BLOB    NOT NULL CHECK (length(paper) = 16),
    name          TEXT    NOT NULL,
    form          INTEGER NOT NULL CHECK (form BETWEEN 0 AND 3),
    count         INTEGER NOT NULL,
    irreplaceable INTEGER NOT NULL CHECK (irreplaceable IN (0, 1)),
    fate          INTEGER NOT NULL CHECK (fate BETWEEN 0 AND 4),
    -- 0 held, 1 in transit, 2 returned, 3 taken back, 4 incident, 5 disputed
    custody       INTEGER NOT NULL CHECK (custody BETWEEN 0 AND 5),
    holder_unit   BLOB    CHECK (length(holder_unit) = 16),
    holder_person BLOB    CHECK (length(holder_person) = 16),
    handoff       BLOB    CHECK (length(handoff) = 16),
    to_unit       BLOB    CHECK (length(to_unit) = 16),
    since_at      INTEGER NOT NULL,
    PRIMARY KEY (dossier, paper)
) STRICT, WITHOUT ROWID;

INSERT INTO paper_of_dossier (
    dossier, paper, name, form, count, irreplaceable, fate, custody, holder_unit, holder_person,
    handoff, to_unit, since_at
)
SELECT
    dossier, paper, name, form, count, irreplaceable, fate, custody, holder_unit, holder_person,
    handoff, to_unit, since_at
FROM paper;

DROP TABLE paper;
ALTER TABLE paper_of_dossier RENAME TO paper;
CREATE INDEX paper_held ON paper (holder_unit, dossier) WHERE custody = 0;
