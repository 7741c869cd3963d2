-- How many invitations somebody made on a day (UTC), and a workspace, and how many mails an address was sent by all of them.
-- The subject is inviter/<id>, workspace/<id> or address/<key>. It goes across workspaces, so none of them owns it, and it
-- is forgotten when the day is over.
create table guildhall.invitation_count (
  subject text    not null,
  day     date    not null,
  made    integer not null,
  constraint invitation_count_pk primary key (subject, day)
);
create index invitation_count_day on guildhall.invitation_count (day);

create index invitation_pending_of_inviter on guildhall.invitation (invited_by, workspace_id) where state = 'PENDING';
drop index guildhall.invitation_inviter;
create index invitation_inviter on guildhall.invitation (invited_by) where invited_by is not null;
