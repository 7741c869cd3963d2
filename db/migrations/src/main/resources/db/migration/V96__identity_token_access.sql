-- A token that is bound to a workspace ends with its user's access to it, however they had it: by their role in the
-- organization, by a team, or by a role of the platform. It does not work again when they are given access again.

create view guildhall.token_without_access with (security_invoker = true) as
select t.id, t.user_id, t.bound_workspace_id
  from guildhall.personal_access_token t
 where t.bound_workspace_id is not null
   and not exists (
     select from guildhall.membership m where m.user_id = t.user_id and m.workspace_id = t.bound_workspace_id)
   and not exists (
     select from guildhall.user_account a
       join guildhall.workspace w on w.id = t.bound_workspace_id
      where a.id = t.user_id
        and ('ADMIN' = any (a.roles) or 'SUPPORT' = any (a.roles) and w.support_team_access));

-- What an organization decides ends tokens in its workspaces, which are outside its own scope.
create function guildhall.end_tokens_without_access(users uuid[], workspaces uuid[]) returns void
language plpgsql
as $$
declare
  scope constant text := coalesce(current_setting('guildhall.scope', true), '');
begin
  perform set_config('guildhall.scope', 'platform', true);
  delete from guildhall.personal_access_token t
   using guildhall.token_without_access w
   where w.id = t.id and (w.user_id = any (users) or w.bound_workspace_id = any (workspaces));
  perform set_config('guildhall.scope', scope, true);
end
$$;

create function guildhall.end_tokens_of_these_users() returns trigger language plpgsql as $$
begin
    perform guildhall.end_tokens_without_access(array(select user_id from gone), '{}');
    return null;
end
$$;
create trigger organization_member_takes_tokens_along after delete on guildhall.organization_member
    referencing old table as gone for each statement execute function guildhall.end_tokens_of_these_users();
create trigger organization_role_takes_tokens_along after update on guildhall.organization_member
    referencing old table as gone for each statement execute function guildhall.end_tokens_of_these_users();
create trigger team_member_takes_tokens_along after delete on guildhall.team_member
    referencing old table as gone for each statement execute function guildhall.end_tokens_of_these_users();

create function guildhall.end_tokens_to_these_workspaces() returns trigger language plpgsql as $$
begin
    perform guildhall.end_tokens_without_access('{}', array(select workspace_id from gone));
    return null;
end
$$;
create trigger team_grant_takes_tokens_along after delete on guildhall.team_grant
    referencing old table as gone for each statement execute function guildhall.end_tokens_to_these_workspaces();

-- An id is that of one user or of one workspace.
create function guildhall.end_tokens_of_this_user_or_workspace() returns trigger language plpgsql as $$
begin
    perform guildhall.end_tokens_without_access(array[new.id], array[new.id]);
    return null;
end
$$;
create trigger platform_role_takes_tokens_along after update of roles on guildhall.user_account
    for each row when (not old.roles <@ new.roles)
    execute function guildhall.end_tokens_of_this_user_or_workspace();
create trigger workspace_takes_tokens_along after update of organization_id, support_team_access on guildhall.workspace
    for each row when (
        old.organization_id is distinct from new.organization_id
        or old.support_team_access and not new.support_team_access)
    execute function guildhall.end_tokens_of_this_user_or_workspace();
