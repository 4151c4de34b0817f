-- Events of a proprietary log that were told again in the public one, where they stand in that. Apart from the table of
-- events: there an id is once, and what is told of a file counts once.
create table released_event (
    topic    text   not null,
    id       uuid   not null,
    "offset" bigint not null,
    primary key (topic, id)
);
create unique index released_event_place on released_event (topic, "offset");

-- How far the proprietary log was looked through for what an embargo no longer covers.
create table lifted (
    embargo  text primary key,
    version  bigint not null,
    topic    text   not null,
    identity text   not null,
    reached  bigint not null -- place after the last event that was looked at
);
