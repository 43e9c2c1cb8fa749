DELETE FROM subject;
DELETE FROM dossier;
DELETE FROM paper;
DELETE FROM handoff;
DELETE FROM handoff_line;
DELETE FROM person;
DELETE FROM word;
INSERT INTO name_search (name_search) VALUES ('delete-all');
