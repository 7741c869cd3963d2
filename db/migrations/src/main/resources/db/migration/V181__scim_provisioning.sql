-- The directories of organizations that provision their users and groups (SCIM 2.0), by a token each, and what they say
-- of them that is kept nowhere else.

create table guildhall.scim_connection (
    id uuid not null constraint scim_connection_pk primary key,
    organization_id uuid not null
        constraint scim_connection_organization_fk references guildhall.organization (id) on delete cascade,
    name text not null constraint scim_connection_name_length check (char_length(name) between 1 and 200),
    hint text not null,
    token_hash bytea not null
        constraint scim_connection_token_unique unique
        constraint scim_connection_token_is_sha256 check (octet_length(token_hash) = 32),
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_from text,
    last_use_written_at timestamptz
);
select guildhall.isolate('guildhall.scim_connection', 'organization_id', 'organization');
create index scim_connection_created_order on guildhall.scim_connection (organization_id, created_at, id);

create table guildhall.scim_user (
    organization_id uuid not null,
    user_id uuid not null,
    external_id text constraint scim_user_external_id_length check (char_length(external_id) between 1 and 255),
    profile jsonb not null,
    updated_at timestamptz not null,
    constraint scim_user_pk primary key (organization_id, user_id),
    constraint scim_user_member_fk foreign key (organization_id, user_id)
        references guildhall.organization_member (organization_id, user_id) on delete cascade
);
select guildhall.isolate('guildhall.scim_user', 'organization_id', 'organization');
create index scim_user_external_id on guildhall.scim_user (organization_id, external_id)
    where external_id is not null;
create index scim_user_of_user on guildhall.scim_user (user_id);

create table guildhall.scim_group (
    organization_id uuid not null,
    team_id uuid not null,
    external_id text constraint scim_group_external_id_length check (char_length(external_id) between 1 and 255),
    updated_at timestamptz not null,
    constraint scim_group_pk primary key (organization_id, team_id),
    constraint scim_group_team_fk foreign key (organization_id, team_id)
        references guildhall.team (organization_id, id) on delete cascade
);
select guildhall.isolate('guildhall.scim_group', 'organization_id', 'organization');
create index scim_group_external_id on guildhall.scim_group (organization_id, external_id)
    where external_id is not null;
