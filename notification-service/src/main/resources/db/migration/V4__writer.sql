-- Which instance writes the logs: at most one row. Who may enter itself is decided by an advisory lock.
create table writer (
    one      boolean primary key default true check (one),
    instance uuid        not null,
    since    timestamptz not null,
    seen     timestamptz not null, -- when it last showed that it has the lock
    resigned boolean     not null  -- whether it ended all its writing before it left
);
