-- Looked through when an embargo is lifted.
create index chunk_withheld on chunk (seq) where state = 'WITHHELD';
