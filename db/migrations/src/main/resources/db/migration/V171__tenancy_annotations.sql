-- What applications note of workspaces, organizations and accounts: an id of their own, and texts by names.
alter table guildhall.workspace add column external_id text, add column metadata jsonb not null default '{}';
create unique index workspace_external_id_unique on guildhall.workspace (organization_id, external_id)
  nulls not distinct where external_id is not null;

alter table guildhall.organization add column external_id text, add column metadata jsonb not null default '{}';
create unique index organization_external_id_unique on guildhall.organization (app_id, external_id)
  where external_id is not null and deleting_at is null;

alter table guildhall.user_account add column external_id text, add column metadata jsonb not null default '{}';
create unique index user_account_external_id_unique on guildhall.user_account (external_id)
  where external_id is not null;
