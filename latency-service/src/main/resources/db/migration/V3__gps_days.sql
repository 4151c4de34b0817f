-- Lines are kept by GPS day (86,400 s from the GPS epoch on, without leap seconds): a partition for each, made when its
-- first line is booked, so that writing stays within indexes of one day and an old day can be dropped at once.

ALTER TABLE chunk RENAME TO chunk_whole;
ALTER TABLE chunk_whole RENAME CONSTRAINT chunk_pkey TO chunk_whole_pkey;
CREATE TABLE chunk (LIKE chunk_whole, PRIMARY KEY (run, gps_start)) PARTITION BY RANGE (gps_start);

ALTER TABLE delivery RENAME TO delivery_whole;
ALTER TABLE delivery_whole RENAME CONSTRAINT delivery_pkey TO delivery_whole_pkey;
CREATE TABLE delivery (LIKE delivery_whole, PRIMARY KEY (run, follower, gps_start)) PARTITION BY RANGE (gps_start);

-- Makes a day's partitions unless they are there. With the rights of the owner: the service's role makes no tables.
-- A row is written again for each stage: room in the page keeps these updates off the index.
CREATE FUNCTION open_day(day bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent text;
    fill integer;
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('strainlake latency open_day'));
    FOR parent, fill IN VALUES ('chunk', 60), ('delivery', 90) LOOP
        name := parent || '_' || day;
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) WITH (fillfactor = %s)', name, parent, fill);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
            parent, name, day * 86400, (day + 1) * 86400);
    END LOOP;
END
$$;

-- Which hours (3,600 s from the GPS epoch on) of a run have lines. The revision grows with each batch that touched one.
CREATE TABLE booked_hour (
    run      text COLLATE "C" NOT NULL,
    hour     bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (run, hour)
) WITH (fillfactor = 50);

-- Who has a word to say of the run's chunks.
CREATE TABLE run_follower (
    run      text COLLATE "C" NOT NULL,
    follower text COLLATE "C" NOT NULL,
    PRIMARY KEY (run, follower)
);

-- How far a run got: its newest chunk that was created.
CREATE TABLE run_reach (
    run       text COLLATE "C" PRIMARY KEY,
    gps_start bigint NOT NULL,
    created   bigint NOT NULL
) WITH (fillfactor = 50);

SELECT open_day(day) FROM (
    SELECT gps_start / 86400 AS day FROM chunk_whole UNION SELECT gps_start / 86400 FROM delivery_whole) AS days;
INSERT INTO chunk SELECT * FROM chunk_whole;
INSERT INTO delivery SELECT * FROM delivery_whole;
INSERT INTO booked_hour SELECT run, gps_start / 3600, 1 FROM chunk_whole UNION
    SELECT run, gps_start / 3600, 1 FROM delivery_whole;
INSERT INTO run_follower SELECT DISTINCT run, follower FROM delivery_whole;
INSERT INTO run_reach SELECT DISTINCT ON (run) run, gps_start, created FROM chunk_whole
    WHERE created IS NOT NULL ORDER BY run, gps_start DESC;
DROP TABLE chunk_whole;
DROP TABLE delivery_whole;

-- A settled hour of a follower, added up: read instead of its lines while the revision is the one it was made from.
CREATE TABLE page (
    run      text COLLATE "C" NOT NULL,
    follower text COLLATE "C" NOT NULL,
    hour     bigint NOT NULL,
    revision bigint NOT NULL,
    terms    text NOT NULL,
    sum      bytea NOT NULL,
    PRIMARY KEY (run, follower, hour)
);
