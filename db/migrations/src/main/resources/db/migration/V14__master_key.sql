-- Which master key the secrets in this database are encrypted with, by its fingerprint: a node with another key must
-- not work here. Read and written at start as the owner; the application has no use for it.

create table guildhall.master_key (
    only_row boolean not null default true,
    fingerprint text not null,
    first_used_at timestamptz not null default now(),
    constraint master_key_pk primary key (only_row),
    constraint master_key_only_row check (only_row)
);

revoke all on guildhall.master_key from ${app_role};
