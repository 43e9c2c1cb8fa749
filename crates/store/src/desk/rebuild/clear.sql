DELETE FROM dossier;
DELETE FROM paper;
DELETE FROM handoff;
DELETE FROM handoff_line;
DELETE FROM person;
