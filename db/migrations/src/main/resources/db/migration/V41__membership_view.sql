-- Who belongs to which workspaces, for others to join with. It shows what the scope lets the reader see.
create view guildhall.membership with (security_invoker = true) as
select user_id, workspace_id from guildhall.member;
