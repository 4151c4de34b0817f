-- Deviations that the book does not have yet, the same in every service.
CREATE TABLE IF NOT EXISTS deviation_outbox (
    id     text PRIMARY KEY,
    record bytea NOT NULL
);
