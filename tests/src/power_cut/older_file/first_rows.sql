-- Forty records of one desk, half of them not yet sent, and thirty dossiers with two papers each.
-- Nothing is drawn by chance: a failing seed must find the same again.
INSERT INTO chain (chain, device, incarnation) VALUES (1, zeroblob(16), x'00112233445566778899aabbccddeeff');
INSERT INTO own_chain (chain, head_seq, head_hash, is_spare) VALUES (1, 40, zeroblob(32), 0);
INSERT INTO desk (one, device, id_key, generation) VALUES (1, zeroblob(16), zeroblob(32), 41);

CREATE TEMP TABLE number (n INTEGER PRIMARY KEY);
WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 40)
INSERT INTO number (n) SELECT n FROM counted;

INSERT INTO record
    (record, chain, seq, hash, hash_head, kind, header, device_signature, standing, facts)
SELECT n, 1, n, CAST(printf('%032d', n) AS BLOB), n, 64, CAST(printf('đầu %d', n) AS BLOB),
    CAST(printf('%064d', n) AS BLOB), 0, CAST(printf('%0400d', n) AS BLOB)
FROM number;

INSERT INTO record_subject (subject, record)
SELECT CAST(printf('%016d', n) AS BLOB), n FROM number WHERE n <= 30;

INSERT INTO outbox (record, chain, seq, subject, queued_at, parts)
SELECT n, 1, n, CAST(printf('%016d', n) AS BLOB), 1000 + n, x'80' FROM number WHERE n > 20;

INSERT INTO act (act, outcome)
SELECT CAST(printf('%016d', n) AS BLOB), CAST(printf('%d', n) AS BLOB) FROM number;

INSERT INTO dossier
    (number, dossier, lookup_code, dossier_code, register_volume, register_number, procedure_code,
    channel_in, return_channel, sets, received_at, status, open_conflicts, is_scattered)
SELECT n, CAST(printf('%016d', n) AS BLOB), printf('26112001%06d', n), printf('X99.01-%d', n), 26, n,
    '1.001193', 0, 0, 1, 1000 + n, 0, 0, 0
FROM number WHERE n <= 30;

INSERT INTO paper
    (paper, dossier, name, form, count, irreplaceable, fate, custody, since_at)
SELECT CAST(printf('p%015d', n) AS BLOB), CAST(printf('%016d', n) AS BLOB), 'Giấy chứng sinh', 0, 1, 1,
    0, 0, 1000 + n
FROM number WHERE n <= 30;

INSERT INTO paper
    (paper, dossier, name, form, count, irreplaceable, fate, custody, since_at)
SELECT CAST(printf('q%015d', n) AS BLOB), CAST(printf('%016d', n) AS BLOB), 'Giấy chứng nhận kết hôn', 2, 2,
    0, 0, 0, 1000 + n
FROM number WHERE n <= 30;

DROP TABLE number;
