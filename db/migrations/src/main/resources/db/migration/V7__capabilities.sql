-- What can be called in a workspace, and who answers.

create table guildhall.capability (
    workspace_id uuid not null
        constraint capability_workspace_fk references guildhall.workspace (id) on delete cascade,
    key text not null,
    version text not null,
    provider text not null,
    input jsonb not null,
    output jsonb not null,
    created_at timestamptz not null,
    constraint capability_pk primary key (workspace_id, key, version)
);

select guildhall.isolate('guildhall.capability');

create index capability_of_provider on guildhall.capability (workspace_id, provider);
