-- What is in a sealed file; all null for a file that is not sealed.
ALTER TABLE chunk
    ADD COLUMN plain_bytes   bigint,
    ADD COLUMN plain_adler32 text,
    ADD COLUMN plain_sha256  text;

-- The wrapped key of each sealed dataset, from before its first file is sealed.
CREATE TABLE dataset_key (
    dataset          text PRIMARY KEY,
    stream           text NOT NULL,
    keyset_id        text NOT NULL,
    kek_id           text NOT NULL,
    wrapped          text NOT NULL,
    -- the key-encryption key of the wrapped key that the catalogue has; null before it has one
    described_kek_id text
);

CREATE INDEX dataset_key_to_describe ON dataset_key (stream) WHERE described_kek_id IS DISTINCT FROM kek_id;
