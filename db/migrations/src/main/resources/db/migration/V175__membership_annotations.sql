-- What applications note of members, of workspaces and of organizations: an id of their own, and texts by names.
alter table guildhall.member add column external_id text, add column metadata jsonb not null default '{}';
create unique index member_external_id_unique on guildhall.member (workspace_id, external_id)
  where external_id is not null;

alter table guildhall.organization_member add column external_id text, add column metadata jsonb not null default '{}';
create unique index organization_member_external_id_unique on guildhall.organization_member (organization_id, external_id)
  where external_id is not null;
