-- One row for each chunk, from the moment the uploader has it. Instants are nanoseconds since
-- 1970-01-01T00:00:00Z, since timestamptz keeps only microseconds.
CREATE TABLE chunk (
    scope          text    NOT NULL,
    name           text    NOT NULL,
    stream         text    NOT NULL,
    run            text    NOT NULL,
    gps_start      bigint  NOT NULL,
    seconds        integer NOT NULL,
    sample_rate_hz integer NOT NULL,
    bytes          bigint  NOT NULL,
    adler32        text    NOT NULL,
    sha256         text    NOT NULL,
    dataset        text    NOT NULL,
    rse            text    NOT NULL,
    url            text    NOT NULL,
    source_file    text,
    source_gps     bigint,
    path           text,
    created_at     bigint  NOT NULL,
    stored_at      bigint,
    announced      boolean NOT NULL DEFAULT false,
    attached_at    bigint,
    told           boolean NOT NULL DEFAULT false,
    refused        text,
    PRIMARY KEY (scope, name)
);

CREATE INDEX chunk_of_run ON chunk (run, gps_start);
CREATE INDEX chunk_of_dataset ON chunk (scope, dataset);
CREATE INDEX chunk_to_announce ON chunk (created_at) WHERE NOT announced;
CREATE INDEX chunk_to_attach ON chunk (stream, created_at) WHERE attached_at IS NULL AND refused IS NULL;
CREATE INDEX chunk_to_tell ON chunk (attached_at) WHERE attached_at IS NOT NULL AND NOT told;

CREATE TABLE replay (
    id            uuid    PRIMARY KEY,
    run           text    NOT NULL UNIQUE,
    stream        text    NOT NULL,
    tag           text    NOT NULL,
    booked        boolean NOT NULL,
    source        text    NOT NULL,
    source_start  bigint  NOT NULL,
    source_chunks bigint  NOT NULL,
    draw_order    text    NOT NULL,
    seed          bigint  NOT NULL,
    pace          text    NOT NULL,
    first_gps     bigint  NOT NULL,
    chunk_seconds integer NOT NULL,
    chunks        bigint  NOT NULL,
    state         text    NOT NULL,
    reason        text,
    planned_at    timestamptz NOT NULL,
    version       integer NOT NULL
);

CREATE TABLE live_run (
    run        text        PRIMARY KEY,
    first_gps  bigint      NOT NULL,
    planned_at timestamptz NOT NULL
);

CREATE TABLE dataset (
    did       text    PRIMARY KEY,
    stream    text    NOT NULL,
    run       text    NOT NULL,
    gps_start bigint  NOT NULL,
    seconds   integer NOT NULL,
    closed    boolean NOT NULL
);

CREATE INDEX dataset_open ON dataset (stream) WHERE NOT closed;
CREATE INDEX dataset_of_run ON dataset (run);
