-- The server's state. Records, feeds, receipts and publications are only added; triggers abort
-- anything else. Ids are BLOB(16), hashes BLOB(32), moments integer microseconds UTC.

CREATE TABLE epoch (
  number     INTEGER PRIMARY KEY,
  epoch      BLOB    NOT NULL UNIQUE CHECK (length(epoch) = 16),
  began_at   INTEGER NOT NULL,
  began_from BLOB,
  size       INTEGER NOT NULL CHECK (size >= 0),
  note       BLOB
) STRICT;

CREATE TABLE tile (
  epoch  BLOB    NOT NULL REFERENCES epoch (epoch),
  level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
  place  INTEGER NOT NULL CHECK (place >= 0),
  hashes BLOB    NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192),
  PRIMARY KEY (epoch, level, place)
) STRICT;

CREATE TABLE chain (
  number    INTEGER PRIMARY KEY,
  device    BLOB    NOT NULL CHECK (length(device) = 16),
  life      BLOB    NOT NULL CHECK (length(life) = 16),
  up_to     INTEGER NOT NULL CHECK (up_to >= 0),
  hash      BLOB    NOT NULL CHECK (length(hash) = 32),
  positions BLOB    NOT NULL,
  UNIQUE (device, life)
) STRICT;

CREATE TABLE record (
  number      INTEGER PRIMARY KEY,
  hash        BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
  chain       INTEGER NOT NULL REFERENCES chain (number),
  seq         INTEGER NOT NULL CHECK (seq > 0),
  is_branch   INTEGER NOT NULL CHECK (is_branch IN (0, 1)),
  received_at INTEGER NOT NULL,
  sealed      BLOB    NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_place ON record (chain, seq) WHERE is_branch = 0;

-- Parts beside the record, because the law may erase them and a fuller copy may come later.
CREATE TABLE payload (
  number INTEGER PRIMARY KEY REFERENCES record (number),
  parts  BLOB    NOT NULL
) STRICT;

CREATE TABLE history (
  subject BLOB    NOT NULL CHECK (length(subject) = 16),
  number  INTEGER NOT NULL REFERENCES record (number),
  PRIMARY KEY (subject, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE party (
  subject BLOB NOT NULL CHECK (length(subject) = 16),
  unit    BLOB NOT NULL CHECK (length(unit) = 16),
  PRIMARY KEY (subject, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
  unit     BLOB    NOT NULL CHECK (length(unit) = 16),
  position INTEGER NOT NULL CHECK (position > 0),
  number   INTEGER NOT NULL REFERENCES record (number),
  record   BLOB    NOT NULL CHECK (length(record) = 32),
  prev     BLOB    NOT NULL CHECK (length(prev) = 32),
  hash     BLOB    NOT NULL CHECK (length(hash) = 32),
  epoch    BLOB    NOT NULL REFERENCES epoch (epoch),
  leaf     INTEGER NOT NULL CHECK (leaf >= 0),
  PRIMARY KEY (unit, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
  number INTEGER PRIMARY KEY,
  epoch  BLOB    NOT NULL REFERENCES epoch (epoch),
  device BLOB    NOT NULL CHECK (length(device) = 16),
  life   BLOB    NOT NULL CHECK (length(life) = 16),
  up_to  INTEGER NOT NULL CHECK (up_to > 0),
  bytes  BLOB    NOT NULL,
  UNIQUE (device, life, epoch, up_to)
) STRICT;

CREATE TABLE withheld (
  number      INTEGER PRIMARY KEY REFERENCES record (number),
  reason      INTEGER NOT NULL CHECK (reason BETWEEN 0 AND 255),
  said_by     BLOB    NOT NULL CHECK (length(said_by) = 32),
  is_restored INTEGER NOT NULL DEFAULT 0 CHECK (is_restored IN (0, 1))
) STRICT;
CREATE INDEX withheld_reason ON withheld (reason) WHERE is_restored = 0;

CREATE TABLE publication (
  kind    INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 255),
  version INTEGER NOT NULL CHECK (version > 0),
  bytes   BLOB    NOT NULL,
  PRIMARY KEY (kind, version)
) STRICT;

CREATE TABLE unit (
  unit                BLOB    NOT NULL PRIMARY KEY CHECK (length(unit) = 16),
  kind                INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
  name                TEXT    NOT NULL,
  short_name          TEXT    NOT NULL,
  commune_code        TEXT    NOT NULL,
  commune_name        TEXT    NOT NULL,
  province_name       TEXT    NOT NULL,
  dossier_code_prefix TEXT    NOT NULL,
  certificate         BLOB    NOT NULL
) STRICT;

CREATE TABLE person (
  person     BLOB    NOT NULL PRIMARY KEY CHECK (length(person) = 16),
  name       TEXT    NOT NULL,
  unit       BLOB    NOT NULL REFERENCES unit (unit),
  chain      BLOB,
  code_hash  BLOB    CHECK (length(code_hash) = 32),
  code_tries INTEGER NOT NULL CHECK (code_tries >= 0)
) STRICT;

CREATE TABLE assignment (
  number      INTEGER PRIMARY KEY,
  person      BLOB    NOT NULL REFERENCES person (person),
  duty        INTEGER NOT NULL CHECK (duty IN (0, 1, 2)),
  unit        BLOB    NOT NULL REFERENCES unit (unit),
  sectors     TEXT    NOT NULL,
  decision_no TEXT    NOT NULL,
  from_at     INTEGER NOT NULL,
  until_at    INTEGER
) STRICT;

CREATE TABLE device (
  device      BLOB    NOT NULL PRIMARY KEY CHECK (length(device) = 16),
  key         BLOB    NOT NULL CHECK (length(key) = 32),
  unit        BLOB    NOT NULL CHECK (length(unit) = 16),
  desk_no     INTEGER NOT NULL CHECK (desk_no >= 0),
  state       INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)),
  chain       BLOB,
  shared_with BLOB    NOT NULL CHECK (length(shared_with) % 16 = 0),
  asked_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
  secret_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(secret_hash) = 32),
  unit        BLOB    NOT NULL REFERENCES unit (unit),
  desk_no     INTEGER NOT NULL,
  shared_with BLOB    NOT NULL CHECK (length(shared_with) % 16 = 0),
  expires_at  INTEGER NOT NULL,
  used_by     BLOB    CHECK (length(used_by) = 16)
) STRICT;

CREATE TABLE backup (
  number      INTEGER PRIMARY KEY CHECK (number = 1),
  verified_at INTEGER NOT NULL
) STRICT;

CREATE TABLE safe (
  unit     BLOB    NOT NULL PRIMARY KEY CHECK (length(unit) = 16),
  position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

CREATE TRIGGER record_is_kept BEFORE DELETE ON record
  BEGIN SELECT RAISE (ABORT, 'a record is never deleted'); END;
CREATE TRIGGER record_is_fixed BEFORE UPDATE ON record
  BEGIN SELECT RAISE (ABORT, 'a record is never changed'); END;
CREATE TRIGGER payload_is_kept BEFORE DELETE ON payload
  BEGIN SELECT RAISE (ABORT, 'a payload is never deleted as a row'); END;
CREATE TRIGGER history_is_kept BEFORE DELETE ON history
  BEGIN SELECT RAISE (ABORT, 'a history is never shortened'); END;
CREATE TRIGGER history_is_fixed BEFORE UPDATE ON history
  BEGIN SELECT RAISE (ABORT, 'a history is never changed'); END;
CREATE TRIGGER party_is_kept BEFORE DELETE ON party
  BEGIN SELECT RAISE (ABORT, 'a party stays one'); END;
CREATE TRIGGER feed_is_kept BEFORE DELETE ON feed
  BEGIN SELECT RAISE (ABORT, 'a feed is never shortened'); END;
CREATE TRIGGER feed_is_fixed BEFORE UPDATE ON feed
  BEGIN SELECT RAISE (ABORT, 'a feed is never changed'); END;
CREATE TRIGGER receipt_is_kept BEFORE DELETE ON receipt
  BEGIN SELECT RAISE (ABORT, 'a receipt is never deleted'); END;
CREATE TRIGGER receipt_is_fixed BEFORE UPDATE ON receipt
  BEGIN SELECT RAISE (ABORT, 'a receipt is never changed'); END;
CREATE TRIGGER publication_is_kept BEFORE DELETE ON publication
  BEGIN SELECT RAISE (ABORT, 'a publication is never deleted'); END;
CREATE TRIGGER publication_is_fixed BEFORE UPDATE ON publication
  BEGIN SELECT RAISE (ABORT, 'a publication is never changed'); END;
