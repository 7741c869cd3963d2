-- Teams of an organization, and who belongs to them. A member need not belong to the organization: a team's invitation
-- lets others into the team alone. Each has a copy of the account's name and address, for lists are ordered by them.

create table guildhall.team (
    id uuid not null constraint team_pk primary key,
    organization_id uuid not null
        constraint team_organization_fk references guildhall.organization (id) on delete cascade,
    name text not null constraint team_name_length check (char_length(name) between 1 and 200),
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint team_of_organization unique (organization_id, id)
);
select guildhall.isolate('guildhall.team', 'organization_id', 'organization');
select guildhall.show_to_workspaces('guildhall.team', 'organization_id');

create unique index team_name_unique on guildhall.team (organization_id, lower(name));
create index team_name_order on guildhall.team (organization_id, name collate "C", id);
create index team_created_order on guildhall.team (organization_id, created_at, id);

create table guildhall.team_member (
    organization_id uuid not null,
    team_id uuid not null,
    user_id uuid not null constraint team_member_user_fk references guildhall.user_account (id),
    role text not null constraint team_member_role_known check (role in ('LEAD', 'MEMBER')),
    full_name text not null,
    email text not null,
    revision bigint not null default 1,
    joined_at timestamptz not null,
    updated_at timestamptz not null,
    constraint team_member_pk primary key (team_id, user_id),
    constraint team_member_team_fk foreign key (organization_id, team_id)
        references guildhall.team (organization_id, id) on delete cascade
);
select guildhall.isolate('guildhall.team_member', 'organization_id', 'organization');
select guildhall.show_to_workspaces('guildhall.team_member', 'organization_id');

create index team_member_of_user on guildhall.team_member (user_id, organization_id, team_id);
create index team_member_joined_order on guildhall.team_member (team_id, joined_at, user_id);
create index team_member_name_order on guildhall.team_member (team_id, full_name collate "C", user_id);
create index team_member_email_order on guildhall.team_member (team_id, email collate "C", user_id);

create function guildhall.copy_account_to_team_member() returns trigger language plpgsql as $$
begin
    -- Whoever changes the account at this moment is waited for, or would not find this member.
    select full_name, email into new.full_name, new.email
      from guildhall.user_account where id = new.user_id for share;
    if not found then
        raise foreign_key_violation using
            message = 'there is no account ' || new.user_id, constraint = 'team_member_user_fk';
    end if;
    return new;
end
$$;

create trigger team_member_has_copy_of_account before insert on guildhall.team_member
    for each row execute function guildhall.copy_account_to_team_member();

create function guildhall.copy_account_to_its_team_members() returns trigger language plpgsql as $$
begin
    update guildhall.team_member set full_name = new.full_name, email = new.email where user_id = new.id;
    return null;
end
$$;

create trigger account_is_copied_to_its_team_members after update of full_name, email on guildhall.user_account
    for each row when ((old.full_name, old.email) is distinct from (new.full_name, new.email))
    execute function guildhall.copy_account_to_its_team_members();
