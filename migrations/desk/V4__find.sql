-- Finding without a full-text index, and fewer pages written by one save.
--
-- What a dossier is found by is put into `find_key` and `name_place` for many dossiers at once,
-- when nothing waits; the few above `indexed_up_to` are read one by one. Both together are the
-- search, in every transaction, so a dossier can be found as soon as it is saved.

DROP TABLE name_search;
DROP TABLE word;
DROP INDEX person_by_folded;
DROP INDEX person_by_phone;
DROP INDEX person_by_phone_reversed;
DROP INDEX person_by_id_tail;
DROP INDEX person_by_id_hash;
DROP INDEX dossier_by_lookup_code;
DROP INDEX dossier_by_dossier_code;

CREATE TABLE find_state (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    -- The greatest number of a dossier that the two tables below speak of.
    indexed_up_to INTEGER NOT NULL CHECK (indexed_up_to >= 0)
) STRICT;

INSERT INTO find_state (one, indexed_up_to) VALUES (1, 0);

-- 0 lookup code, 1 dossier's code, 2 keyed hash of the identity number, 3 telephone from its end,
-- 4 last four of the identity number from their end, 5 the words of the name in order
CREATE TABLE find_key (
    kind   INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5),
    key    BLOB    NOT NULL CHECK (length(key) > 0),
    number INTEGER NOT NULL,
    PRIMARY KEY (kind, key, number)
) STRICT, WITHOUT ROWID;

-- Whose names have a folded word, 4 096 dossiers a row: ascending places of two bytes each, or
-- from 256 of them on a bit for each.
CREATE TABLE name_place (
    word   TEXT    NOT NULL,
    block  INTEGER NOT NULL CHECK (block >= 0),
    places BLOB    NOT NULL CHECK (length(places) BETWEEN 2 AND 512),
    PRIMARY KEY (word, block)
) STRICT, WITHOUT ROWID;

-- Nothing ever read it: what a subject's next record follows is folded from its records.
DROP TABLE subject;

-- Own records without a receipt, in the order of the chain, which is that of their rows.
CREATE TABLE unsent (
    record    INTEGER PRIMARY KEY REFERENCES record (record),
    subject   BLOB    CHECK (length(subject) = 16),
    queued_at INTEGER NOT NULL,
    tries     INTEGER NOT NULL DEFAULT 0,
    -- None where the parts are sealed and somebody must sign in first.
    parts     BLOB
) STRICT;

INSERT INTO unsent (record, subject, queued_at, tries, parts)
SELECT record, subject, queued_at, tries, parts
FROM outbox
ORDER BY record;

DROP TABLE outbox;
ALTER TABLE unsent RENAME TO outbox;

-- Counted where the head of the chain is moved.
ALTER TABLE own_chain ADD COLUMN generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0);
UPDATE own_chain SET generation = (SELECT desk.generation FROM desk);
ALTER TABLE desk DROP COLUMN generation;
