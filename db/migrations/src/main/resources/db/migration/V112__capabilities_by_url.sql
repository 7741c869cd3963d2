-- Where a capability is asked for that no extension provides. All versions of one key share their secrets.

create table guildhall.capability_endpoint (
    workspace_id uuid not null,
    key text not null,
    version text not null,
    url text not null,
    timeout_seconds integer not null
        constraint capability_endpoint_timeout check (timeout_seconds between 1 and 30),
    idempotent boolean not null,
    secret text not null,
    previous_secret text,
    previous_secret_until timestamptz,
    revision bigint not null default 1,
    constraint capability_endpoint_pk primary key (workspace_id, key, version),
    constraint capability_endpoint_capability_fk foreign key (workspace_id, key, version)
        references guildhall.capability (workspace_id, key, version) on delete cascade
);

select guildhall.isolate('guildhall.capability_endpoint');
