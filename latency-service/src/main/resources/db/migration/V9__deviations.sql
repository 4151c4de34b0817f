-- What went otherwise than it should, a row an incident and service. "place" is the side at which it was seen.
CREATE TABLE deviation (
    id        text COLLATE "C" PRIMARY KEY,
    deviation text COLLATE "C" NOT NULL,
    seen_by   text COLLATE "C" NOT NULL,
    place     text COLLATE "C" NOT NULL,
    did       text COLLATE "C",
    began     bigint NOT NULL,
    ended     bigint NOT NULL,
    detail    text NOT NULL
);
CREATE INDEX deviation_ended ON deviation (ended);

-- A deviation names a file, not a run.
CREATE INDEX chunk_did ON chunk (did);
