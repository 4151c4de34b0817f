create table follow (
    name      text primary key,
    origin    text        not null,
    created   timestamptz not null,
    settings  text        not null,
    caught_up boolean     not null
);

-- What became of each chunk for each follow. Instants are nanoseconds since 1970-01-01T00:00:00Z, since a
-- timestamptz would round them.
create table chunk (
    follow    text    not null,
    scope     text    not null,
    name      text    not null,
    seq       bigint  not null generated always as identity,
    state     text    not null,
    dataset   text    not null,
    url       text,
    bytes     bigint  not null,
    adler32   text    not null,
    sha256    text,
    run       text,
    gps_start bigint,
    seen      bigint  not null,
    fetched   bigint,
    verified  bigint,
    delivered bigint,
    ended     bigint,
    reason    text,
    booked    boolean not null default false,
    primary key (follow, scope, name)
);
create index chunk_pending on chunk (seq) where state = 'PENDING';
create unique index chunk_seq on chunk (seq);
create index chunk_unbooked on chunk (seq) where not booked and state <> 'PENDING';

-- Counts kept with every change of a chunk's state, since counting millions of rows takes seconds.
create table tally (
    follow   text   not null,
    state    text   not null,
    chunks   bigint not null,
    last_gps bigint,
    primary key (follow, state)
);
