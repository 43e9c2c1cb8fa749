-- A person signs with a key of its own at each desk: her certificates leave her row. One without a
-- desk counts at any; that is what certificates were before.

CREATE TABLE person_key (
  person BLOB NOT NULL REFERENCES person (person),
  device BLOB CHECK (length(device) = 16),
  chain  BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX person_key_once ON person_key (person, ifnull(device, x''));

INSERT INTO person_key (person, device, chain)
  SELECT person, NULL, chain FROM person WHERE chain IS NOT NULL;

ALTER TABLE person DROP COLUMN chain;
