-- The roles that people hold in a workspace by their teams, beside those that they have there by themselves and by its
-- organization.
create or replace view guildhall.held_role with (security_invoker = true) as
select m.workspace_id, m.user_id, coalesce(c.name, m.role) as role, 'WORKSPACE' as scope
  from guildhall.member m
  left join guildhall.custom_role c on c.workspace_id = m.workspace_id and c.id = m.custom_role_id
union all
select w.id, om.user_id, 'ADMIN', 'ORGANIZATION'
  from guildhall.organization_member om
  join guildhall.workspace w on w.organization_id = om.organization_id
 where om.role in ('OWNER', 'ADMIN')
union all
select g.workspace_id, tm.user_id, coalesce(c.name, g.role), 'TEAM'
  from guildhall.team_grant g
  join guildhall.team_member tm on tm.team_id = g.team_id
  left join guildhall.custom_role c on c.workspace_id = g.workspace_id and c.id = g.custom_role_id;

create index team_member_updated_order on guildhall.team_member (team_id, updated_at, user_id);
