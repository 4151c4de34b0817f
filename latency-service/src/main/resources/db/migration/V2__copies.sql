-- Further copies of files, of whatever run: the name says which chunk it is.
CREATE TABLE copy (
    did     text COLLATE "C" NOT NULL,
    rse     text COLLATE "C" NOT NULL,
    arrived bigint NOT NULL,
    PRIMARY KEY (did, rse)
);
