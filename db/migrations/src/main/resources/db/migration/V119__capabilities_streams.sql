-- Whether the result of a version comes in a stream of items.
alter table guildhall.capability add column streams boolean not null default false;
