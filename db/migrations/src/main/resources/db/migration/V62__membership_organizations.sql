-- Who belongs to an organization, and as what. Each member has a copy of the account's name and address, for lists are
-- ordered by them and no index reaches over two tables.

create table guildhall.organization_member (
    organization_id uuid not null
        constraint organization_member_organization_fk references guildhall.organization (id) on delete cascade,
    user_id uuid not null constraint organization_member_user_fk references guildhall.user_account (id),
    role text not null
        constraint organization_member_role_known check (role in ('OWNER', 'ADMIN', 'MEMBER', 'BILLING')),
    full_name text not null,
    email text not null,
    revision bigint not null default 1,
    joined_at timestamptz not null,
    updated_at timestamptz not null,
    constraint organization_member_pk primary key (organization_id, user_id),
    constraint organization_member_role_key unique (organization_id, user_id, role)
);
select guildhall.isolate('guildhall.organization_member', 'organization_id', 'organization');

create index organization_member_of_user on guildhall.organization_member (user_id, organization_id);
create index organization_member_joined_order on guildhall.organization_member (organization_id, joined_at, user_id);
create index organization_member_name_order
    on guildhall.organization_member (organization_id, full_name collate "C", user_id);
create index organization_member_email_order
    on guildhall.organization_member (organization_id, email collate "C", user_id);

create function guildhall.copy_account_to_organization_member() returns trigger language plpgsql as $$
begin
    -- Whoever changes the account at this moment is waited for, or would not find this member.
    select full_name, email into new.full_name, new.email
      from guildhall.user_account where id = new.user_id for share;
    if not found then
        raise foreign_key_violation using
            message = 'there is no account ' || new.user_id, constraint = 'organization_member_user_fk';
    end if;
    return new;
end
$$;

create trigger organization_member_has_copy_of_account before insert on guildhall.organization_member
    for each row execute function guildhall.copy_account_to_organization_member();

create function guildhall.copy_account_to_its_organization_members() returns trigger language plpgsql as $$
begin
    update guildhall.organization_member set full_name = new.full_name, email = new.email where user_id = new.id;
    return null;
end
$$;

create trigger account_is_copied_to_its_organization_members after update of full_name, email on guildhall.user_account
    for each row when ((old.full_name, old.email) is distinct from (new.full_name, new.email))
    execute function guildhall.copy_account_to_its_organization_members();

-- At most one owner by the index. An organization begins without members, and once it has an owner it always has one:
-- the row names a member who is OWNER.
create unique index organization_member_one_owner on guildhall.organization_member (organization_id)
    where role = 'OWNER';
alter table guildhall.organization
    add column owner_id uuid,
    add column owner_role text not null generated always as ('OWNER') stored,
    add constraint organization_owner_is_member foreign key (id, owner_id, owner_role)
        references guildhall.organization_member (organization_id, user_id, role) deferrable initially deferred;

create function guildhall.keep_organization_owner() returns trigger language plpgsql as $$
begin
    raise check_violation using
        message = 'the organization ' || old.id || ' must have an owner', constraint = 'organization_has_owner';
end
$$;

create trigger organization_keeps_owner before update of owner_id on guildhall.organization
    for each row when (old.owner_id is not null and new.owner_id is null)
    execute function guildhall.keep_organization_owner();

-- Who belongs to which organizations, for others to join with. It shows what the scope lets the reader see.
create view guildhall.organization_membership with (security_invoker = true) as
select user_id, organization_id from guildhall.organization_member;

-- The organization of the workspace whose transaction it is; none where the workspace has none.
create function guildhall.organization_of_workspace_in_scope() returns uuid
language sql stable
return (select organization_id from guildhall.workspace where id = guildhall.workspace_in_scope());

-- Work in a workspace sees its organization and who belongs to it, and can keep that from changing, but changes nothing:
-- what somebody is there decides on what they may do here.
create function guildhall.show_to_workspaces(target regclass, organization_column name) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  shown constant text := format('%I = (select guildhall.organization_of_workspace_in_scope())', organization_column);
begin
  execute format('create policy workspace_sees on %s for select using (%s)', target, shown);
  execute format('create policy workspace_holds on %s for update using (%s) with check (false)', target, shown);
end
$$;
revoke execute on function guildhall.show_to_workspaces(regclass, name) from public;
select guildhall.show_to_workspaces('guildhall.organization', 'id');
select guildhall.show_to_workspaces('guildhall.organization_member', 'organization_id');

-- Who reaches which workspaces: its members, and the owner and the administrators of its organization.
create or replace view guildhall.membership with (security_invoker = true) as
select user_id, workspace_id from guildhall.member
union all
select om.user_id, w.id
  from guildhall.organization_member om
  join guildhall.workspace w on w.organization_id = om.organization_id
 where om.role in ('OWNER', 'ADMIN');
