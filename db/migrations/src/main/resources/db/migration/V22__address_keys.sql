-- What two spellings of an address have in common, and what addresses are compared by. The program computes it, by
-- Unicode's case folding and the domain's A-label, which SQL has no function for; of ASCII it is the lower case. The
-- rows that are not ASCII are filled when the program starts. Null: there is another account with such an address, so
-- nobody is found by it.
alter table guildhall.user_account add column email_key text;
update guildhall.user_account set email_key = lower(email collate "C") where email ~ '^[\x01-\x7f]+$';
drop index guildhall.user_account_email_unique;
create unique index user_account_email_unique on guildhall.user_account (email_key);
create index user_account_without_key on guildhall.user_account (id) where email_key is null;

alter table guildhall.invitation add column email_key text;
update guildhall.invitation set email_key = lower(email collate "C") where email ~ '^[\x01-\x7f]+$';
drop index guildhall.invitation_one_pending;
drop index guildhall.invitation_of_address;
drop index guildhall.invitation_mailed;
create unique index invitation_one_pending on guildhall.invitation (workspace_id, email_key) where state = 'PENDING';
create index invitation_of_address on guildhall.invitation (email_key) where state = 'PENDING';
create index invitation_mailed on guildhall.invitation (workspace_id, email_key, mailed_at) where mailed_at is not null;
create index invitation_without_key on guildhall.invitation (id) where email_key is null;

-- Whether the owner of the account is known to read mail to its address: an administrator says so, or a mail proved it.
alter table guildhall.user_account add column email_verified boolean not null default true;
update guildhall.user_account
   set email_verified = false
  from guildhall.invitation_unproven_address unproven
 where unproven.user_id = user_account.id and lower(unproven.email) = lower(user_account.email);
drop table guildhall.invitation_unproven_address;

create or replace view guildhall.user_profile with (security_invoker = true) as
  select id, email, full_name, roles as platform_roles, email_key, email_verified from guildhall.user_account;
