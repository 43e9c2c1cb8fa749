INSERT INTO person (
    number, unit, duty, name, folded, phone, phone_reversed, id_tail, id_tail_reversed, id_hash
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (number) DO UPDATE
SET unit = excluded.unit,
    duty = excluded.duty,
    name = excluded.name,
    folded = excluded.folded,
    phone = excluded.phone,
    phone_reversed = excluded.phone_reversed,
    id_tail = excluded.id_tail,
    id_tail_reversed = excluded.id_tail_reversed,
    id_hash = excluded.id_hash
