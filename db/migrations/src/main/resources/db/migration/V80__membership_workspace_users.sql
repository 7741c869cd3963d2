-- Everybody who holds a role in a workspace, each of their roles by itself: those of its members, and that of the owner
-- and the administrators of its organization. It shows what the scope lets the reader see.
create view guildhall.held_role with (security_invoker = true) as
select m.workspace_id, m.user_id, coalesce(c.name, m.role) as role, 'WORKSPACE' as scope
  from guildhall.member m
  left join guildhall.custom_role c on c.workspace_id = m.workspace_id and c.id = m.custom_role_id
union all
select w.id, om.user_id, 'ADMIN', 'ORGANIZATION'
  from guildhall.organization_member om
  join guildhall.workspace w on w.organization_id = om.organization_id
 where om.role in ('OWNER', 'ADMIN');

-- The users of a workspace are listed in four orders, read from its members and from the few of its organization who
-- reach all its workspaces.
create index member_updated_order on guildhall.member (workspace_id, updated_at, user_id);
create index organization_manager_joined_order on guildhall.organization_member (organization_id, joined_at, user_id)
    where role in ('OWNER', 'ADMIN');
create index organization_manager_updated_order on guildhall.organization_member (organization_id, updated_at, user_id)
    where role in ('OWNER', 'ADMIN');
create index organization_manager_name_order
    on guildhall.organization_member (organization_id, full_name collate "C", user_id) where role in ('OWNER', 'ADMIN');
create index organization_manager_email_order
    on guildhall.organization_member (organization_id, email collate "C", user_id) where role in ('OWNER', 'ADMIN');
