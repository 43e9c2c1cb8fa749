INSERT INTO enrolment (
    one, unit, desk_no, commune_code, lane, spare_lane, is_training, server, authority,
    identity, certificate
)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
