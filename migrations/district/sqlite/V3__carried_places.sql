-- Places of chains that carriers claim for their originals: whoever comes for the same place with
-- another record shows that the chain was written twice.

CREATE TABLE carried (
  device   BLOB    NOT NULL CHECK (length(device) = 16),
  life     BLOB    NOT NULL CHECK (length(life) = 16),
  seq      INTEGER NOT NULL CHECK (seq > 0),
  original BLOB    NOT NULL CHECK (length(original) = 32),
  carrier  INTEGER NOT NULL REFERENCES record (number),
  PRIMARY KEY (device, life, seq, original)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER carried_is_kept BEFORE DELETE ON carried
  BEGIN SELECT RAISE (ABORT, 'what was carried is never forgotten'); END;
CREATE TRIGGER carried_is_fixed BEFORE UPDATE ON carried
  BEGIN SELECT RAISE (ABORT, 'what was carried is never changed'); END;
