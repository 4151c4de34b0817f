-- Which container a dataset was last told to be in.
create table dataset_container (
    dataset   text primary key,
    container text not null
);
