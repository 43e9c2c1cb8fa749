-- Names are ranked by the index alone, and a row of a list is read from three trees.

-- Whose names have a folded word so spelt in a place of the name, 4 096 dossiers a row: ascending
-- places in the block of two bytes each, or from 256 of them on a bit for each.
DROP TABLE name_place;
CREATE TABLE name_place (
    word   TEXT    NOT NULL,
    block  INTEGER NOT NULL CHECK (block >= 0),
    -- Letters with their marks, then the number of the tone.
    spelt  TEXT    NOT NULL,
    -- From nought; whatever comes behind the sixteenth word counts as that.
    turn   INTEGER NOT NULL CHECK (turn BETWEEN 0 AND 15),
    places BLOB    NOT NULL CHECK (length(places) BETWEEN 2 AND 512),
    PRIMARY KEY (word, block, spelt, turn)
) STRICT, WITHOUT ROWID;

-- The index is made again from here, when the file is opened or the desk rests.
DELETE FROM find_key;
UPDATE find_state SET indexed_up_to = 0;

-- What a row of a list needs of a dossier's records, so that none of them is read for it: the
-- record of its reception, and whether any record about it is this desk's own.
ALTER TABLE dossier ADD COLUMN reception INTEGER;
ALTER TABLE dossier ADD COLUMN reception_hash BLOB CHECK (length(reception_hash) = 32);
ALTER TABLE dossier ADD COLUMN has_own INTEGER NOT NULL DEFAULT 0 CHECK (has_own IN (0, 1));

UPDATE dossier
SET reception = (
        SELECT min(record.record)
        FROM record_subject
        CROSS JOIN record ON record.record = record_subject.record
        WHERE record_subject.subject = dossier.dossier AND record.kind = 64
    ),
    has_own = EXISTS (
        SELECT 1
        FROM record_subject
        CROSS JOIN record ON record.record = record_subject.record
        CROSS JOIN own_chain ON own_chain.chain = record.chain
        WHERE record_subject.subject = dossier.dossier
    );
UPDATE dossier
SET reception_hash = (SELECT record.hash FROM record WHERE record.record = dossier.reception);
