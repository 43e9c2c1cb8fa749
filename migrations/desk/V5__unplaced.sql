-- Records that are here and have no place in a stored feed: the server lost the place, or the life
-- of this file that wrote them ended before the feed was read so far. They are offered again once
-- in every life of the server's log, until they come in a feed.
CREATE TABLE unplaced (
    record     INTEGER PRIMARY KEY REFERENCES record (record),
    -- In which epoch they were offered again last.
    offered_in BLOB CHECK (length(offered_in) = 16)
) STRICT;
