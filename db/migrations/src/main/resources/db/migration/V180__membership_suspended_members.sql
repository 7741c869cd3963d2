-- Members of an organization whose access is suspended: they keep what they are, and reach nothing by it.

alter table guildhall.organization_member
    add column suspended_at timestamptz,
    add constraint organization_member_owner_is_not_suspended check (suspended_at is null or role <> 'OWNER');

-- They are few, and everybody's visibility is asked for by it.
create index organization_member_suspended on guildhall.organization_member (user_id, organization_id)
    where suspended_at is not null;

create or replace view guildhall.organization_membership with (security_invoker = true) as
select user_id, organization_id from guildhall.organization_member where suspended_at is null;

create or replace view guildhall.app_membership with (security_invoker = true) as
select m.user_id, m.organization_id, o.app_id
  from guildhall.organization_member m
  join guildhall.organization o on o.id = m.organization_id
 where o.deleting_at is null and m.suspended_at is null;

create or replace view guildhall.membership with (security_invoker = true) as
select m.user_id, m.workspace_id
  from guildhall.member m
 where not exists (
   select from guildhall.organization_member s
     join guildhall.workspace w on w.organization_id = s.organization_id
    where s.user_id = m.user_id and s.suspended_at is not null and w.id = m.workspace_id)
union all
select om.user_id, w.id
  from guildhall.organization_member om
  join guildhall.workspace w on w.organization_id = om.organization_id
 where om.role in ('OWNER', 'ADMIN') and om.suspended_at is null
union all
select tm.user_id, tg.workspace_id
  from guildhall.team_member tm
  join guildhall.team_grant tg on tg.team_id = tm.team_id
 where not exists (
   select from guildhall.organization_member s
    where s.user_id = tm.user_id and s.suspended_at is not null and s.organization_id = tm.organization_id);

-- Everybody who is of an organization, the suspended included, and its teams with them: for others to join with.
create view guildhall.organization_person with (security_invoker = true) as
select organization_id, user_id, role, suspended_at, joined_at, updated_at from guildhall.organization_member;

create view guildhall.organization_team with (security_invoker = true) as
select organization_id, id, name, created_at, updated_at from guildhall.team;

-- Not the guests of a team, who are of another organization.
create view guildhall.organization_team_person with (security_invoker = true) as
select t.organization_id, t.team_id, t.user_id, om.full_name, om.email
  from guildhall.team_member t
  join guildhall.organization_member om on om.organization_id = t.organization_id and om.user_id = t.user_id;
