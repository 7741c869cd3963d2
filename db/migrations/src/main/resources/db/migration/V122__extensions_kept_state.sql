-- What an extension remembered before an upgrade, kept with the rest of what a rollback goes back to, by whoever keeps that.
create table guildhall.installation_backup_state (
  workspace_id uuid not null
    constraint installation_backup_state_workspace_fk references guildhall.workspace (id) on delete cascade,
  extension_key text not null,
  key text not null,
  value text not null,
  constraint installation_backup_state_pk primary key (workspace_id, extension_key, key)
);
select guildhall.isolate('guildhall.installation_backup_state');
