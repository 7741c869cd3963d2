-- Accounts, sessions and signing keys. No workspace owns them, so they are under no row-level security. Secrets that
-- clients hold (session cookies, refresh tokens) are random 256 bits and kept as SHA-256 only; private keys are sealed.

create table guildhall.user_account (
  id                   uuid        not null,
  email                text        not null,
  full_name            text        not null,
  -- Argon2id in PHC format; null for an account that signs in by other means only.
  password_hash        text,
  -- Counts changes of the password, so that a sign-in that checked the former one opens no session.
  password_version     integer     not null default 1,
  roles                text[]      not null,
  default_workspace_id uuid,
  revision             bigint      not null default 1,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  constraint user_account_pk primary key (id),
  constraint user_account_email_length check (char_length(email) between 3 and 254),
  constraint user_account_full_name_length check (char_length(full_name) between 1 and 200),
  constraint user_account_roles_known check (
    cardinality(roles) > 0 and roles <@ array['ADMIN', 'USER', 'SUPPORT'])
);
create unique index user_account_email_unique on guildhall.user_account (lower(email));
create index user_account_created on guildhall.user_account (created_at, id);
create index user_account_admins on guildhall.user_account (id) where 'ADMIN' = any (roles);
create index user_account_default_workspace on guildhall.user_account (default_workspace_id)
  where default_workspace_id is not null;

-- What other modules may join with: who somebody is, for display. Its columns are a promise.
create view guildhall.user_profile with (security_invoker = true) as
  select id, email, full_name from guildhall.user_account;

-- One sign-in: the browser's cookie, the family of refresh tokens and the access tokens made of them end with it.
create table guildhall.user_session (
  id            uuid        not null,
  user_id       uuid        not null,
  cookie_hash   bytea       not null,
  ip_address    text,
  user_agent    text,
  created_at    timestamptz not null,
  last_used_at  timestamptz not null,
  expires_at    timestamptz not null,
  ended_at      timestamptz,
  end_reason    text,
  constraint user_session_pk primary key (id),
  constraint user_session_user_fk foreign key (user_id) references guildhall.user_account (id) on delete cascade,
  constraint user_session_cookie_unique unique (cookie_hash),
  constraint user_session_cookie_is_sha256 check (octet_length(cookie_hash) = 32),
  constraint user_session_end_has_reason check ((ended_at is null) = (end_reason is null)),
  constraint user_session_end_reason_known check (
    end_reason in ('SIGNED_OUT', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'TOKEN_REUSED'))
);
create index user_session_user on guildhall.user_session (user_id);
create index user_session_outlived on guildhall.user_session ((coalesce(ended_at, expires_at)));

-- A rotated token stays until its session is forgotten: that is how its reuse is recognized.
create table guildhall.refresh_token (
  hash       bytea       not null,
  session_id uuid        not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  rotated_at timestamptz,
  constraint refresh_token_pk primary key (hash),
  constraint refresh_token_session_fk foreign key (session_id)
    references guildhall.user_session (id) on delete cascade,
  constraint refresh_token_is_sha256 check (octet_length(hash) = 32)
);
create index refresh_token_session on guildhall.refresh_token (session_id);

-- The keys that sign access tokens. The generation settles which of two nodes made the next one.
create table guildhall.signing_key (
  generation         integer     not null,
  kid                text        not null,
  algorithm          text        not null,
  public_jwk         jsonb       not null,
  sealed_private_jwk text        not null,
  created_at         timestamptz not null,
  activates_at       timestamptz not null,
  -- After this no token it signed is still valid; null while it is the newest.
  retires_at         timestamptz,
  constraint signing_key_pk primary key (generation),
  constraint signing_key_kid_unique unique (kid),
  constraint signing_key_algorithm_known check (algorithm = 'RS256')
);
