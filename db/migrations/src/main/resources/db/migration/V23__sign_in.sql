-- Where an account has signed in from, so that strangers who guess its password keep nobody out who comes from there.
alter table guildhall.user_session add column network text;
create index user_session_network on guildhall.user_session (user_id, network) where network is not null;

-- Who lacks the role USER does not sign in. Those who administer the platform could until now, and go on.
update guildhall.user_account
   set roles = array_append(roles, 'USER'), revision = revision + 1
 where 'ADMIN' = any (roles) and not 'USER' = any (roles);
drop index guildhall.user_account_admins;
create index user_account_admins on guildhall.user_account (id) where 'ADMIN' = any (roles) and 'USER' = any (roles);
alter table guildhall.user_session
  drop constraint user_session_end_reason_known,
  add constraint user_session_end_reason_known check (
    end_reason in ('SIGNED_OUT', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'TOKEN_REUSED', 'NOT_A_USER'));
update guildhall.user_session
   set ended_at = now(), end_reason = 'NOT_A_USER'
  from guildhall.user_account
 where user_account.id = user_session.user_id and ended_at is null and not 'USER' = any (user_account.roles);

-- Who exchanged a token, as a hash, and what its successor is made of together with the token itself, which is not kept.
alter table guildhall.refresh_token
  add column rotated_by bytea,
  add column successor_salt bytea,
  add constraint refresh_token_rotation check ((rotated_by is null) = (successor_salt is null));
