-- All instants are nanoseconds since 1970-01-01T00:00:00Z, since timestamptz keeps microseconds only.
-- Text that decides between two records is compared byte by byte, as the service compares it.

CREATE TABLE run (
    run           text PRIMARY KEY,
    planned       bigint  NOT NULL,
    revised       bigint  NOT NULL,
    stream        text    NOT NULL,
    experiment    text    NOT NULL,
    proprietary   boolean NOT NULL,
    first_gps     bigint  NOT NULL,
    chunk_seconds integer NOT NULL,
    chunks        bigint,
    booked        boolean NOT NULL,
    budget        bigint,
    dataset       text    NOT NULL,
    closed        bigint
);
CREATE INDEX run_newest ON run (planned DESC, run DESC);

CREATE TABLE follow (
    follower        text PRIMARY KEY,
    experiment      text   NOT NULL,
    dataset_pattern text   NOT NULL,
    declared        bigint NOT NULL,
    revised         bigint NOT NULL
);

-- A row is written again for each stage: room in the page keeps these updates off the index.
CREATE TABLE chunk (
    run            text COLLATE "C" NOT NULL,
    gps_start      bigint NOT NULL,
    did            text COLLATE "C" NOT NULL,
    dataset        text COLLATE "C",
    bytes          bigint,
    created        bigint,
    created_clock  text COLLATE "C",
    stored         bigint,
    stored_clock   text COLLATE "C",
    attached       bigint,
    attached_clock text COLLATE "C",
    notified       bigint,
    notified_clock text COLLATE "C",
    ended          bigint,
    ending         text COLLATE "C",
    ending_reason  text COLLATE "C",
    PRIMARY KEY (run, gps_start)
) WITH (fillfactor = 60);

CREATE TABLE delivery (
    run             text COLLATE "C" NOT NULL,
    follower        text COLLATE "C" NOT NULL,
    gps_start       bigint NOT NULL,
    fetched         bigint,
    fetched_clock   text COLLATE "C",
    verified        bigint,
    verified_clock  text COLLATE "C",
    delivered       bigint,
    delivered_clock text COLLATE "C",
    ended           bigint,
    ending          text COLLATE "C",
    ending_reason   text COLLATE "C",
    PRIMARY KEY (run, follower, gps_start)
) WITH (fillfactor = 90);

-- Records that are no journey records, kept for whoever wrote them.
CREATE TABLE put_aside (
    topic     text    NOT NULL,
    part      integer NOT NULL,
    place     bigint  NOT NULL,
    reason    text    NOT NULL,
    value     bytea   NOT NULL,
    PRIMARY KEY (topic, part, place)
);
