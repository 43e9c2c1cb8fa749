-- The desk's one file. Records are written once and never changed; whatever can be computed from
-- them stands in projections, marked so, and can be made again. Ids are BLOB(16), hashes BLOB(32),
-- moments integer µs UTC, days ISO text.

-- What is written once ---------------------------------------------------------------------------

CREATE TABLE chain (
    chain       INTEGER PRIMARY KEY,
    device      BLOB    NOT NULL CHECK (length(device) = 16),
    incarnation BLOB    NOT NULL CHECK (length(incarnation) = 16),
    UNIQUE (device, incarnation)
) STRICT;

CREATE TABLE record (
    record           INTEGER PRIMARY KEY,
    chain            INTEGER NOT NULL REFERENCES chain (chain),
    seq              INTEGER NOT NULL CHECK (seq > 0),
    hash             BLOB    NOT NULL CHECK (length(hash) = 32),
    -- The first eight bytes of the hash: whole random keys would cost half of the pull.
    hash_head        INTEGER NOT NULL,
    kind             INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 65535),
    header           BLOB    NOT NULL,
    author_signature BLOB    CHECK (length(author_signature) = 64),
    device_signature BLOB    NOT NULL CHECK (length(device_signature) = 64),
    -- 0 system, 1 unsigned, 2 verified, 3 key unknown, 4 refused
    standing         INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 4),
    facts_salt       BLOB    CHECK (length(facts_salt) = 16),
    facts            BLOB,
    -- Two records in one place are a fork; both are kept.
    UNIQUE (chain, seq, hash_head)
) STRICT;

CREATE INDEX record_by_hash ON record (hash_head);

CREATE TABLE record_subject (
    subject BLOB    NOT NULL CHECK (length(subject) = 16),
    record  INTEGER NOT NULL REFERENCES record (record),
    PRIMARY KEY (subject, record)
) STRICT, WITHOUT ROWID;

-- A content key sealed to a duty; without a duty while nobody of that duty is activated.
CREATE TABLE seal_key (
    seal_key     INTEGER PRIMARY KEY,
    unit         BLOB    CHECK (length(unit) = 16),
    duty         INTEGER CHECK (duty BETWEEN 0 AND 2),
    encapsulated BLOB    NOT NULL,
    bytes        BLOB    NOT NULL,
    CHECK ((unit IS NULL) = (duty IS NULL))
) STRICT;

CREATE TABLE part (
    record   INTEGER NOT NULL REFERENCES record (record),
    name     INTEGER NOT NULL CHECK (name BETWEEN 1 AND 255),
    seal_key INTEGER NOT NULL REFERENCES seal_key (seal_key),
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (record, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (
    record_hash BLOB    NOT NULL CHECK (length(record_hash) = 32),
    name        INTEGER NOT NULL CHECK (name BETWEEN 1 AND 255),
    by_record   INTEGER NOT NULL REFERENCES record (record),
    PRIMARY KEY (record_hash, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE act (
    act     BLOB NOT NULL PRIMARY KEY CHECK (length(act) = 16),
    outcome BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain
BEGIN SELECT raise(ABORT, 'a chain is never removed'); END;
CREATE TRIGGER chain_is_fixed BEFORE UPDATE ON chain
BEGIN SELECT raise(ABORT, 'a chain is never changed'); END;
CREATE TRIGGER record_is_kept BEFORE DELETE ON record
BEGIN SELECT raise(ABORT, 'a record is never removed'); END;
CREATE TRIGGER record_is_fixed BEFORE UPDATE ON record
BEGIN SELECT raise(ABORT, 'a record is never changed'); END;
CREATE TRIGGER record_subject_is_kept BEFORE DELETE ON record_subject
BEGIN SELECT raise(ABORT, 'a record keeps its subjects'); END;
CREATE TRIGGER record_subject_is_fixed BEFORE UPDATE ON record_subject
BEGIN SELECT raise(ABORT, 'a record keeps its subjects'); END;
CREATE TRIGGER part_is_fixed BEFORE UPDATE ON part
BEGIN SELECT raise(ABORT, 'a part is never changed'); END;
CREATE TRIGGER part_is_kept BEFORE DELETE ON part
WHEN NOT EXISTS (
    SELECT 1
    FROM record
    JOIN erasure ON erasure.record_hash = record.hash AND erasure.name = old.name
    WHERE record.record = old.record
)
BEGIN SELECT raise(ABORT, 'a part is removed only by an erasure'); END;
CREATE TRIGGER erasure_is_kept BEFORE DELETE ON erasure
BEGIN SELECT raise(ABORT, 'an erasure is never removed'); END;
CREATE TRIGGER erasure_is_fixed BEFORE UPDATE ON erasure
BEGIN SELECT raise(ABORT, 'an erasure is never changed'); END;
CREATE TRIGGER act_is_kept BEFORE DELETE ON act
BEGIN SELECT raise(ABORT, 'an act is never removed'); END;
CREATE TRIGGER act_is_fixed BEFORE UPDATE ON act
BEGIN SELECT raise(ABORT, 'an act is never changed'); END;

-- The desk itself --------------------------------------------------------------------------------

-- The lives of this desk's file; the last one writes.
CREATE TABLE own_chain (
    chain          INTEGER PRIMARY KEY REFERENCES chain (chain),
    head_seq       INTEGER NOT NULL CHECK (head_seq >= 0),
    head_hash      BLOB    NOT NULL CHECK (length(head_hash) = 32),
    received_up_to INTEGER NOT NULL DEFAULT 0 CHECK (received_up_to BETWEEN 0 AND head_seq),
    safe_up_to     INTEGER NOT NULL DEFAULT 0 CHECK (safe_up_to BETWEEN 0 AND received_up_to),
    is_spare       INTEGER NOT NULL CHECK (is_spare IN (0, 1))
) STRICT;

CREATE TABLE desk (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    device     BLOB    NOT NULL CHECK (length(device) = 16),
    -- Under which identity numbers are hashed for the search.
    id_key     BLOB    NOT NULL CHECK (length(id_key) = 32),
    -- Commits of this file; the anchor outside keeps the same number.
    generation INTEGER NOT NULL CHECK (generation >= 0)
) STRICT;

CREATE TABLE enrolment (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    unit         BLOB    NOT NULL CHECK (length(unit) = 16),
    desk_no      INTEGER NOT NULL CHECK (desk_no BETWEEN 1 AND 99),
    commune_code TEXT    NOT NULL,
    lane         INTEGER NOT NULL CHECK (lane BETWEEN 1 AND 99),
    spare_lane   INTEGER NOT NULL CHECK (spare_lane BETWEEN 1 AND 99 AND spare_lane <> lane),
    is_training  INTEGER NOT NULL CHECK (is_training IN (0, 1)),
    server       BLOB    NOT NULL CHECK (length(server) = 16),
    authority    BLOB    NOT NULL,
    identity     BLOB    NOT NULL,
    certificate  BLOB    NOT NULL
) STRICT;

-- 0 lookup code of a day, 1 dossier serial of a day and lane, 2 register of a year
CREATE TABLE counter (
    kind   INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
    period TEXT    NOT NULL,
    lane   INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 99),
    value  INTEGER NOT NULL CHECK (value > 0),
    PRIMARY KEY (kind, period, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    person   BLOB    NOT NULL PRIMARY KEY CHECK (length(person) = 16),
    saved_at INTEGER NOT NULL,
    bytes    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- 0 reserved, 1 printed, 2 confirmed, 3 voided
CREATE TABLE print_job (
    job         BLOB    NOT NULL PRIMARY KEY CHECK (length(job) = 16),
    subject     BLOB    NOT NULL CHECK (length(subject) = 16),
    form        TEXT    NOT NULL,
    copy        INTEGER NOT NULL CHECK (copy > 0),
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    reserved_at INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    reason      TEXT,
    UNIQUE (subject, form, copy)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is exchanged ------------------------------------------------------------------------------

-- Own records without a receipt. The parts lie here under the file key until then, so that they
-- can be sent with nobody signed in.
CREATE TABLE outbox (
    record      INTEGER PRIMARY KEY REFERENCES record (record),
    chain       INTEGER NOT NULL REFERENCES chain (chain),
    seq         INTEGER NOT NULL,
    subject     BLOB    CHECK (length(subject) = 16),
    queued_at   INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    -- None where the parts are sealed and somebody must sign in first.
    parts       BLOB,
    UNIQUE (chain, seq)
) STRICT;

CREATE INDEX outbox_by_subject ON outbox (subject);

-- What the server said of single records: listed with their reason, whatever else happens.
-- 0 quarantined, 1 on a branch, 2 waits for earlier ones, 3 no record, 4 refused by status
CREATE TABLE server_answer (
    record     INTEGER PRIMARY KEY REFERENCES record (record),
    subject    BLOB    CHECK (length(subject) = 16),
    verdict    INTEGER NOT NULL CHECK (verdict BETWEEN 0 AND 4),
    reason     INTEGER NOT NULL,
    told_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX server_answer_by_subject ON server_answer (subject);

CREATE TABLE receipt (
    chain       INTEGER NOT NULL REFERENCES chain (chain),
    up_to       INTEGER NOT NULL CHECK (up_to > 0),
    bytes       BLOB    NOT NULL,
    server_time INTEGER NOT NULL,
    PRIMARY KEY (chain, up_to)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_position (
    unit     BLOB    NOT NULL CHECK (length(unit) = 16),
    position INTEGER NOT NULL,
    chain    INTEGER NOT NULL REFERENCES chain (chain),
    up_to    INTEGER NOT NULL,
    PRIMARY KEY (unit, position, chain, up_to)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    unit          BLOB    NOT NULL PRIMARY KEY CHECK (length(unit) = 16),
    position      INTEGER NOT NULL CHECK (position >= 0),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    safe_position INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_entry (
    unit       BLOB    NOT NULL CHECK (length(unit) = 16),
    position   INTEGER NOT NULL CHECK (position > 0),
    entry_hash BLOB    NOT NULL CHECK (length(entry_hash) = 32),
    record     INTEGER NOT NULL REFERENCES record (record),
    PRIMARY KEY (unit, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect_withheld (
    record_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(record_hash) = 32),
    by_hash     BLOB    NOT NULL CHECK (length(by_hash) = 32),
    reason      INTEGER NOT NULL,
    is_in_force INTEGER NOT NULL CHECK (is_in_force IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    kind    INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    bytes   BLOB    NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_state (
    one                INTEGER PRIMARY KEY CHECK (one = 1),
    epoch              BLOB CHECK (length(epoch) = 16),
    lease              BLOB CHECK (length(lease) = 32),
    checkpoint         BLOB,
    server_time        INTEGER,
    backup_verified_at INTEGER,
    is_reading_closed  INTEGER NOT NULL DEFAULT 0 CHECK (is_reading_closed IN (0, 1)),
    last_attempt_at    INTEGER,
    last_attempt       TEXT,
    last_success_at    INTEGER
) STRICT;

CREATE TABLE alarm (
    alarm     INTEGER PRIMARY KEY,
    raised_at INTEGER NOT NULL,
    code      TEXT    NOT NULL,
    detail    TEXT    NOT NULL
) STRICT;

INSERT INTO sync_state (one) VALUES (1);

-- Projections: made from the above, and made again by `rebuild` ----------------------------------

CREATE TABLE subject (
    subject BLOB    NOT NULL PRIMARY KEY CHECK (length(subject) = 16),
    -- 0 dossier, 1 handoff
    kind    INTEGER NOT NULL CHECK (kind IN (0, 1)),
    lamport INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    heads   BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dossier (
    -- In order of arrival here: newest first is greatest first.
    number          INTEGER PRIMARY KEY,
    dossier         BLOB    NOT NULL UNIQUE CHECK (length(dossier) = 16),
    lookup_code     TEXT    NOT NULL,
    dossier_code    TEXT    NOT NULL,
    register_volume INTEGER NOT NULL,
    register_number INTEGER NOT NULL,
    unit            BLOB    CHECK (length(unit) = 16),
    received_by     BLOB    CHECK (length(received_by) = 16),
    procedure_code  TEXT    NOT NULL,
    channel_in      INTEGER NOT NULL,
    return_channel  INTEGER NOT NULL,
    sets            INTEGER NOT NULL,
    received_at     INTEGER NOT NULL,
    due_at          INTEGER,
    status          INTEGER NOT NULL CHECK (status BETWEEN 0 AND 6),
    open_conflicts  INTEGER NOT NULL,
    -- Who answers for its papers: none, one office, or several.
    holder_unit     BLOB    CHECK (length(holder_unit) = 16),
    holder_person   BLOB    CHECK (length(holder_person) = 16),
    is_scattered    INTEGER NOT NULL CHECK (is_scattered IN (0, 1))
) STRICT;

CREATE INDEX dossier_by_lookup_code ON dossier (lookup_code);
CREATE INDEX dossier_by_dossier_code ON dossier (dossier_code);
CREATE INDEX dossier_by_register ON dossier (unit, register_volume, register_number);
CREATE INDEX dossier_in_conflict ON dossier (number) WHERE open_conflicts > 0;

CREATE TABLE paper (
    paper         BLOB    NOT NULL PRIMARY KEY CHECK (length(paper) = 16),
    dossier       BLOB    NOT NULL CHECK (length(dossier) = 16),
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
    since_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_by_dossier ON paper (dossier);
CREATE INDEX paper_held ON paper (holder_unit, dossier) WHERE custody = 0;

CREATE TABLE handoff (
    number         INTEGER PRIMARY KEY,
    handoff        BLOB    NOT NULL UNIQUE CHECK (length(handoff) = 16),
    printed_number TEXT    NOT NULL,
    from_unit      BLOB    CHECK (length(from_unit) = 16),
    from_person    BLOB    CHECK (length(from_person) = 16),
    to_unit        BLOB    CHECK (length(to_unit) = 16),
    to_person      BLOB    CHECK (length(to_person) = 16),
    offered_at     INTEGER NOT NULL,
    -- 0 unknown, 1 offered, 2 accepted, 3 accepted with exceptions, 4 refused, 5 withdrawn
    status         INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
    taken_by       BLOB    CHECK (length(taken_by) = 16),
    answered_at    INTEGER,
    exceptions     INTEGER NOT NULL,
    originals      INTEGER NOT NULL,
    others         INTEGER NOT NULL,
    lines          INTEGER NOT NULL,
    minutes_signed INTEGER NOT NULL CHECK (minutes_signed IN (0, 1)),
    crossed        INTEGER NOT NULL
) STRICT;

CREATE INDEX handoff_outgoing ON handoff (from_unit, number);
CREATE INDEX handoff_incoming ON handoff (to_unit, number);
CREATE INDEX handoff_by_printed_number ON handoff (printed_number);

CREATE TABLE handoff_line (
    handoff   BLOB    NOT NULL CHECK (length(handoff) = 16),
    position  INTEGER NOT NULL,
    dossier   BLOB    NOT NULL CHECK (length(dossier) = 16),
    papers    INTEGER NOT NULL,
    originals INTEGER NOT NULL,
    others    INTEGER NOT NULL,
    PRIMARY KEY (handoff, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX handoff_line_by_dossier ON handoff_line (dossier);

-- What of a record's person part can be searched for, with the duty that may find it: name and
-- telephone, the last four digits of the identity number and its keyed hash, nothing else.
CREATE TABLE record_person (
    record  INTEGER PRIMARY KEY REFERENCES record (record),
    unit    BLOB    CHECK (length(unit) = 16),
    duty    INTEGER CHECK (duty BETWEEN 0 AND 2),
    name    TEXT,
    phone   TEXT,
    id_hash BLOB    CHECK (length(id_hash) = 16),
    id_tail TEXT
) STRICT;

CREATE TABLE person (
    number         INTEGER PRIMARY KEY,
    unit           BLOB    CHECK (length(unit) = 16),
    duty           INTEGER CHECK (duty BETWEEN 0 AND 2),
    name           TEXT    NOT NULL,
    folded         TEXT    NOT NULL,
    phone          TEXT    NOT NULL,
    -- Digits from the last to the first: last digits are a prefix of these.
    phone_reversed TEXT    NOT NULL,
    id_tail        TEXT    NOT NULL,
    id_tail_reversed TEXT  NOT NULL,
    id_hash        BLOB    CHECK (length(id_hash) = 16)
) STRICT;

CREATE INDEX person_by_folded ON person (folded, number);
CREATE INDEX person_by_phone ON person (phone) WHERE phone <> '';
CREATE INDEX person_by_phone_reversed ON person (phone_reversed) WHERE phone_reversed <> '';
CREATE INDEX person_by_id_tail ON person (id_tail_reversed) WHERE id_tail_reversed <> '';
CREATE INDEX person_by_id_hash ON person (id_hash) WHERE id_hash IS NOT NULL;

-- Every folded word of a name, for words longer than the prefix index.
CREATE TABLE word (
    word TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE name_search USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    prefix = '1 2 3 4',
    tokenize = "unicode61 remove_diacritics 0"
);
