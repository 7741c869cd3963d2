-- Locks a workspace, and first its organization against being changed: whoever has locked that goes on to its
-- workspaces, and the two would wait for each other. Most workspaces have none, which is seen here and not asked for.
create function guildhall.lock_workspace(target uuid, for_members boolean) returns setof guildhall.workspace
language plpgsql
as $$
declare
  organization uuid;
begin
  select w.organization_id into organization from guildhall.workspace w where w.id = target;
  if organization is not null then
    perform from guildhall.organization o where o.id = organization for share;
  end if;
  if for_members then
    return query select * from guildhall.workspace w where w.id = target for no key update;
  else
    return query select * from guildhall.workspace w where w.id = target for update;
  end if;
end
$$;
revoke execute on function guildhall.lock_workspace(uuid, boolean) from public;
grant execute on function guildhall.lock_workspace(uuid, boolean) to ${app_role};
