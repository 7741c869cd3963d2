-- An organization that is being deleted is nobody's any more.
create or replace view guildhall.app_membership with (security_invoker = true) as
select m.user_id, m.organization_id, o.app_id
  from guildhall.organization_member m
  join guildhall.organization o on o.id = m.organization_id
 where o.deleting_at is null;
