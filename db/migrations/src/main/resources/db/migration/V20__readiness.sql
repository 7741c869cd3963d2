-- What readiness writes, to know that the database can be written to: one that only answers may be a standby, be full,
-- or be held by a lock.

create table guildhall.readiness (
    only_row boolean not null default true,
    written_at timestamptz not null default now(),
    constraint readiness_pk primary key (only_row),
    constraint readiness_only_row check (only_row)
);

insert into guildhall.readiness default values;
