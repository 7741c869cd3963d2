-- Which newer versions come to an installation by themselves, and how far a version has come.
alter table guildhall.installation
    add column upgrade_policy text not null default 'OFF'
        constraint installation_upgrade_policy_known check (upgrade_policy in ('OFF', 'PATCH', 'MINOR'));
create index installation_upgraded_by_itself on guildhall.installation (extension_key, workspace_id)
    where upgrade_policy <> 'OFF' and state = 'ACTIVE';

-- A version is rolled out in waves over the workspaces in the order of their ids, by one node at a time: whichever finds
-- rollout_due passed. The versions there are have none.
alter table guildhall.extension_version
    add column rollout_state text
        constraint extension_version_rollout_known check (rollout_state in ('RUNNING', 'STOPPED', 'DONE')),
    add column rollout_due timestamptz,
    add column rollout_after uuid,
    add column rollout_wave integer not null default 0,
    add column rollout_count integer not null default 0,
    add column rollout_reason text;
create index extension_version_rolled_out on guildhall.extension_version (rollout_due) where rollout_state = 'RUNNING';
