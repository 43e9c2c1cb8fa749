SELECT
    unit, desk_no, commune_code, lane, spare_lane, is_training, server, authority, identity,
    certificate
FROM enrolment
WHERE one = 1
