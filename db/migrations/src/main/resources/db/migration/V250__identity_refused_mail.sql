-- Since when mail to the address of an account is refused for good, as far as is known. Another address has none refused.
alter table guildhall.user_account add column mail_refused_at timestamptz;
create index user_account_mail_refused on guildhall.user_account (id) where mail_refused_at is not null;

create or replace view guildhall.user_profile with (security_invoker = true) as
  select id, email, full_name, roles as platform_roles, email_key, email_verified, mail_refused_at
    from guildhall.user_account;
