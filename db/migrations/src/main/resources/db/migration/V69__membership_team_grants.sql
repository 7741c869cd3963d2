-- What the members of a team are in a workspace of their organization. Work in the workspace sees and changes what is
-- given there; work in the organization sees what is given to its teams.

alter table guildhall.workspace add constraint workspace_of_organization unique (id, organization_id);

create table guildhall.team_grant (
    organization_id uuid not null,
    team_id uuid not null,
    workspace_id uuid not null constraint team_grant_workspace_fk references guildhall.workspace (id) on delete cascade,
    role text not null constraint team_grant_role_known check (role in ('ADMIN', 'MEMBER', 'VIEWER', 'CUSTOM')),
    custom_role_id uuid,
    revision bigint not null default 1,
    granted_at timestamptz not null,
    updated_at timestamptz not null,
    constraint team_grant_pk primary key (workspace_id, team_id),
    constraint team_grant_of_custom_role check ((role = 'CUSTOM') = (custom_role_id is not null)),
    constraint team_grant_team_fk foreign key (organization_id, team_id)
        references guildhall.team (organization_id, id) on delete cascade,
    constraint team_grant_same_organization foreign key (workspace_id, organization_id)
        references guildhall.workspace (id, organization_id),
    constraint team_grant_custom_role_fk foreign key (workspace_id, custom_role_id)
        references guildhall.custom_role (workspace_id, id)
);
select guildhall.isolate('guildhall.team_grant');
select guildhall.isolate('guildhall.team_grant', 'organization_id', 'organization');

create index team_grant_granted_order on guildhall.team_grant (team_id, granted_at, workspace_id);
create index team_grant_workspace_order on guildhall.team_grant (team_id, workspace_id);
create index team_grant_of_custom_role on guildhall.team_grant (workspace_id, custom_role_id)
    where custom_role_id is not null;

-- Who reaches which workspaces: its members, the owner and the administrators of its organization, and the members of the
-- teams that are given a role there.
create or replace view guildhall.membership with (security_invoker = true) as
select user_id, workspace_id from guildhall.member
union all
select om.user_id, w.id
  from guildhall.organization_member om
  join guildhall.workspace w on w.organization_id = om.organization_id
 where om.role in ('OWNER', 'ADMIN')
union all
select tm.user_id, tg.workspace_id
  from guildhall.team_member tm
  join guildhall.team_grant tg on tg.team_id = tm.team_id;
