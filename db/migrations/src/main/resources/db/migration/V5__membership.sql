-- Who belongs to a workspace, and as what.

create table guildhall.member (
    workspace_id uuid not null
        constraint member_workspace_fk references guildhall.workspace (id) on delete cascade,
    user_id uuid not null constraint member_user_fk references guildhall.user_account (id),
    role text not null constraint member_role_known check (role in ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER')),
    revision bigint not null default 1,
    joined_at timestamptz not null,
    updated_at timestamptz not null,
    constraint member_pk primary key (workspace_id, user_id),
    constraint member_role_key unique (workspace_id, user_id, role)
);

select guildhall.isolate('guildhall.member');

create index member_of_user on guildhall.member (user_id, workspace_id);

-- Exactly one owner: at most one by the index, at least one because the workspace names a member who is OWNER.
create unique index member_one_owner on guildhall.member (workspace_id) where role = 'OWNER';
alter table guildhall.workspace
    add constraint workspace_owner_is_member foreign key (id, owner_id, owner_role)
        references guildhall.member (workspace_id, user_id, role) deferrable initially deferred;
