-- Deviations that the book does not have yet, and the processes that live; the same in every service.
CREATE TABLE IF NOT EXISTS deviation_outbox (
    id     text PRIMARY KEY,
    record bytea NOT NULL
);

-- "began" is the process's own, in milliseconds since 1970: a number of a process may come again.
CREATE TABLE IF NOT EXISTS service_life (
    life  text PRIMARY KEY,
    host  text NOT NULL,
    pid   bigint NOT NULL,
    began bigint NOT NULL,
    seen  timestamptz NOT NULL
) WITH (fillfactor = 50);
