-- The index follows the log in Kafka and can be rebuilt from it.
create table log (
    topic    text primary key,
    identity text not null
);

create table event (
    id       uuid primary key,
    topic    text        not null,
    "offset" bigint      not null,
    type     text        not null,
    scope    text,
    name     text,
    dataset  text,
    rse      text,
    time     timestamptz not null,
    source   text        not null
);
create unique index event_place on event (topic, "offset");
create index event_file on event (dataset, name, type);

-- What could not become an event, for an operator to look at.
create table put_aside (
    id        uuid primary key,
    origin    text        not null,
    reason    text        not null,
    type      text,
    body      bytea       not null,
    bytes     bigint      not null,
    received  timestamptz not null
);
create index put_aside_received on put_aside (received);

-- What a client said of an upload. Anyone can say it: a hint, never an event.
create table upload_hint (
    id       uuid primary key,
    scope    text        not null,
    name     text        not null,
    dataset  text,
    rse      text,
    received timestamptz not null
);
create index upload_hint_file on upload_hint (scope, name);
create index upload_hint_received on upload_hint (received);

-- Closed datasets whose every file is in the log.
create table reconciled_dataset (
    dataset  text primary key,
    compared timestamptz not null
);
