-- What became of the mail that carries an invitation: it waits, the mail server has taken it, it has refused it for good,
-- or it was tried until it was given up on. Of one that was mailed before this was noted, nothing is known.
alter table guildhall.invitation
  add column mail_state text
    constraint invitation_mail_state_known check (mail_state in ('QUEUED', 'SENT', 'REFUSED', 'FAILED')),
  add column mail_changed_at timestamptz,
  add column mail_error text,
  add constraint invitation_mail_changed check ((mail_state is null) = (mail_changed_at is null)),
  add constraint invitation_mail_error_of_failure check (mail_error is null or mail_state in ('REFUSED', 'FAILED'));
