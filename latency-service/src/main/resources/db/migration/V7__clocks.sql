-- How far clocks that take stamps were from this service's, in nanoseconds; "ahead" is negative for one that was behind.
CREATE TABLE clock_offset (
    clock       text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    ahead       bigint NOT NULL,
    uncertainty bigint NOT NULL,
    PRIMARY KEY (clock, at)
);
