-- What a chunk's file sums to: as the lake has it, and what is sealed in it.
ALTER TABLE chunk ADD COLUMN sha256 bytea, ADD COLUMN plain_sha256 bytea;

-- The records of a stream's UTC day, 0 for the day itself, the others for corrections. Never changed (see R__sealed_days.sql).
CREATE TABLE sealed_record (
    stream    text COLLATE "C" NOT NULL,
    day       date NOT NULL,
    number    integer NOT NULL,
    sealed    bigint NOT NULL,
    key       text NOT NULL,
    manifest  bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (stream, day, number)
);

CREATE TABLE sealed_file (
    stream text COLLATE "C" NOT NULL,
    day    date NOT NULL,
    number integer NOT NULL,
    name   text COLLATE "C" NOT NULL,
    bytes  bigint NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (stream, day, name)
);

-- A file is its blocks, each compressed, in the order of their places. A block belongs to one GPS hour of one run; what is before all of them to hour -1.
CREATE TABLE sealed_block (
    stream text COLLATE "C" NOT NULL,
    day    date NOT NULL,
    name   text COLLATE "C" NOT NULL,
    place  integer NOT NULL,
    hour   bigint NOT NULL,
    run    text COLLATE "C" NOT NULL,
    part   bytea NOT NULL,
    PRIMARY KEY (stream, day, name, place)
);
CREATE INDEX sealed_block_of_hour ON sealed_block (stream, day, hour, run);

-- Whose strain is in the day: it is open to those who may read all of it.
CREATE TABLE sealed_dataset (
    stream  text COLLATE "C" NOT NULL,
    day     date NOT NULL,
    dataset text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, day, dataset)
);

-- The public keys that signed records.
CREATE TABLE seal_key (
    key text COLLATE "C" PRIMARY KEY,
    pem text NOT NULL
);

-- Up to which revisions the hours of a day are in its records.
CREATE TABLE sealed_hour (
    stream   text COLLATE "C" NOT NULL,
    day      date NOT NULL,
    hour     bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (stream, day, hour)
) WITH (fillfactor = 50);

-- Since when nothing was booked of a day whose records lack something.
CREATE TABLE quiet_day (
    stream   text COLLATE "C" NOT NULL,
    day      date NOT NULL,
    revision bigint NOT NULL,
    since    bigint NOT NULL,
    PRIMARY KEY (stream, day)
) WITH (fillfactor = 50);
