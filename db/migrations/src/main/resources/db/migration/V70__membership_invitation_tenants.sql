-- People are invited to a workspace, to an organization, or to a team of one. An invitation into a team may be to nobody's
-- address: whoever has its secret, which is a code then, may take it.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces

alter table guildhall.invitation drop constraint invitation_workspace_fk;
alter table guildhall.invitation rename column workspace_id to tenant_id;
alter table guildhall.invitation
    add column tenant_kind text not null default 'WORKSPACE'
        constraint invitation_tenant_known check (tenant_kind in ('WORKSPACE', 'ORGANIZATION')),
    add column team_id uuid constraint invitation_team_of_organization
        check (team_id is null or tenant_kind = 'ORGANIZATION'),
    -- Where it ends with its tenant.
    add column of_workspace uuid generated always as (case tenant_kind when 'WORKSPACE' then tenant_id end) stored
        constraint invitation_workspace_fk references guildhall.workspace (id) on delete cascade,
    add column of_organization uuid generated always as (case tenant_kind when 'ORGANIZATION' then tenant_id end) stored
        constraint invitation_organization_fk references guildhall.organization (id) on delete cascade,
    add constraint invitation_team_fk foreign key (tenant_id, team_id)
        references guildhall.team (organization_id, id) on delete cascade,
    alter column email drop not null,
    add constraint invitation_is_to_somebody check (email is not null or team_id is not null and delivery = 'LINK'),
    drop constraint invitation_role_known,
    add constraint invitation_role_known check (role in ('ADMIN', 'MEMBER', 'VIEWER', 'BILLING', 'CUSTOM'));
alter table guildhall.invitation alter column tenant_kind drop default;

drop policy workspace_scope on guildhall.invitation;
select guildhall.isolate('guildhall.invitation', 'tenant_id', 'tenant');

drop index guildhall.invitation_one_pending;
create unique index invitation_one_pending
    on guildhall.invitation (tenant_id, coalesce(team_id, '00000000-0000-0000-0000-000000000000'), email_key)
    where state = 'PENDING';
drop index guildhall.invitation_without_key;
create index invitation_without_key on guildhall.invitation (id) where email_key is null and email is not null;

create index invitation_of_workspace on guildhall.invitation (of_workspace) where of_workspace is not null;
create index invitation_of_organization on guildhall.invitation (of_organization) where of_organization is not null;
create index invitation_of_team_created_order on guildhall.invitation (team_id, created_at, id)
    where team_id is not null;
create index invitation_of_team_email_order on guildhall.invitation (team_id, email collate "C", id)
    where team_id is not null;
create index invitation_of_team_expiry_order on guildhall.invitation (team_id, expires_at, id)
    where team_id is not null;
