-- What holds now; the document is the JSON of its version.
CREATE TABLE embargo (
    id         text PRIMARY KEY,
    version    bigint      NOT NULL,
    experiment text        NOT NULL,
    document   text        NOT NULL,
    release_at timestamptz,
    held       boolean     NOT NULL,
    released   boolean     NOT NULL,
    -- whether the topic of embargoes has this version
    published  boolean     NOT NULL
);

CREATE INDEX embargo_due ON embargo (release_at) WHERE NOT released AND NOT held;

-- Every version there ever was; rows are added only.
CREATE TABLE embargo_version (
    id         text        NOT NULL,
    version    bigint      NOT NULL,
    document   text        NOT NULL,
    changed_by text        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, version)
);

-- Warnings that were given, so many days before a release.
CREATE TABLE embargo_warning (
    id         text        NOT NULL,
    release_at timestamptz NOT NULL,
    days       integer     NOT NULL,
    PRIMARY KEY (id, release_at, days)
);

-- Whether everybody has the key: with the dataset in the catalogue, and by REST.
ALTER TABLE dataset_key ADD COLUMN released boolean NOT NULL DEFAULT false;
CREATE INDEX dataset_key_closed ON dataset_key (dataset) WHERE NOT released;
