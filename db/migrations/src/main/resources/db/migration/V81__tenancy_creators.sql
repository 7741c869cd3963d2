-- Who made a workspace, who need not be its owner any more. Of those there are, the owner is the nearest that is known.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces
alter table guildhall.workspace
    add column creator_id uuid constraint workspace_creator_fk references guildhall.user_account (id) on delete set null;
update guildhall.workspace set creator_id = owner_id;
create index workspace_creator on guildhall.workspace (creator_id);
