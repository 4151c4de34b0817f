-- What is in a sealed file, and its wrapped key for as long as it is not delivered; all null for a file that is not sealed.
alter table chunk
    add column plain_bytes    bigint,
    add column plain_adler32  text,
    add column plain_sha256   text,
    add column keyset_id      text,
    add column kek_id         text,
    add column wrapped_keyset text;
