-- Roles that a workspace defines beside the built-in ones.

create table guildhall.custom_role (
    workspace_id uuid not null
        constraint custom_role_workspace_fk references guildhall.workspace (id) on delete cascade,
    id uuid not null,
    name text not null
        constraint custom_role_name_length check (char_length(name) between 1 and 100)
        -- A name that a built-in role has is as taken as one that another custom role has.
        constraint custom_role_name_not_built_in check (lower(name) not in ('owner', 'admin', 'member', 'viewer')),
    description text constraint custom_role_description_length check (char_length(description) between 1 and 1000),
    permissions text[] not null,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint custom_role_pk primary key (workspace_id, id)
);

select guildhall.isolate('guildhall.custom_role');

create unique index custom_role_name_unique on guildhall.custom_role (workspace_id, lower(name));

-- A member has a built-in role, or CUSTOM and one of the workspace's own. Who holds a role keeps it from being deleted.
alter table guildhall.member
    add column custom_role_id uuid,
    drop constraint member_role_known,
    add constraint member_role_known check (role in ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER', 'CUSTOM')),
    add constraint member_custom_role_named check ((role = 'CUSTOM') = (custom_role_id is not null)),
    add constraint member_custom_role_fk foreign key (workspace_id, custom_role_id)
        references guildhall.custom_role (workspace_id, id);

create index member_of_custom_role on guildhall.member (workspace_id, custom_role_id) where custom_role_id is not null;

-- What somebody is on the whole installation has a part in what they may do in a workspace.
create or replace view guildhall.user_profile with (security_invoker = true) as
    select id, email, full_name, roles as platform_roles from guildhall.user_account;

-- Who of the support team was noted in the audit log of a workspace a short while ago, by the credential they came with.
create table guildhall.support_visit (
    workspace_id uuid not null
        constraint support_visit_workspace_fk references guildhall.workspace (id) on delete cascade,
    credential_id uuid not null,
    noted_at timestamptz not null,
    constraint support_visit_pk primary key (workspace_id, credential_id)
);

select guildhall.isolate('guildhall.support_visit');
