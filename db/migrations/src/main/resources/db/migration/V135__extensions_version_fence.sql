-- What an extension does to its tables counts if the version that did it is the installed one when it ends. An upgrade
-- keeps everybody from writing to the tables from before they are copied until the other version is installed. So whoever
-- of the former version wrote before has ended before, and whoever waited meanwhile, or writes later on a node that has
-- not heard of it yet, is refused here.
grant select (workspace_id, extension_key, version) on guildhall.installation to ${storage_role};

create function guildhall_door.require_version(installed text) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('guildhall.scope', 'platform', true); -- of no use to the caller, who has no right to any table
  if not exists (select from guildhall.extension_storage s
                   join guildhall.installation i using (workspace_id, extension_key)
                  where s.user_role = session_user and i.version = installed) then
    raise exception 'version % of the extension is not installed any more', installed using errcode = 'GH001';
  end if;
end
$$;

do $$
begin
  grant create on schema guildhall_door to ${storage_role};
  alter function guildhall_door.require_version(text) owner to ${storage_role};
  revoke create on schema guildhall_door from ${storage_role};
end
$$;
