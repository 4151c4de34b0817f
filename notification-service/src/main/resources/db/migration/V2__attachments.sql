-- A file's stay in a dataset: generation n begins after n detachments were told, and ends with the detachment of the
-- same generation.
alter table event add generation int;
update event set generation = 0 where type = 'file_attached_dts';
create index event_name on event (name);

-- When the catalogue was first seen to have a file in its dataset. Not in the table of events, which only grows.
create table confirmation (
    dataset    text        not null,
    scope      text        not null,
    name       text        not null,
    generation int         not null,
    time       timestamptz not null,
    primary key (dataset, name, scope, generation)
);

-- Datasets that were compared with the catalogue: open, finished (closed, and every file is in the log), or gone (the
-- catalogue has no such dataset any more, and that is told of all its files).
alter table reconciled_dataset rename to compared_dataset;
alter table compared_dataset add state text not null default 'finished';
alter table compared_dataset alter state drop default;

-- Files of which catalogue and log say different things, and since when that is seen.
create table suspect (
    dataset    text        not null,
    scope      text        not null,
    name       text        not null,
    kind       text        not null, -- missing: in the catalogue alone; vanished: in the log alone
    since      timestamptz not null,
    generation int         not null,
    bytes      bigint,               -- of a missing file, as the catalogue books it
    adler32    text,
    rse        text,                 -- of a vanished file, as its event told
    primary key (dataset, scope, name)
);
