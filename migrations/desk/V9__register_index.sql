-- Nothing is looked up by the place in the register: the index was a page that each save wrote.
DROP INDEX dossier_by_register;
