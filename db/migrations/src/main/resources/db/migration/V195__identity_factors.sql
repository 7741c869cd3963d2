-- Second factors of accounts, and how sure a session is of who is behind it. Accounts are no workspace's, and their
-- factors are under no row-level security, as they are.
select set_config('guildhall.scope', 'platform', true); -- for the sessions of all organizations

-- An authenticator app (RFC 6238). It counts for nothing until a code has proven that it has the secret.
create table guildhall.totp_factor (
    user_id uuid not null
        constraint totp_factor_pk primary key
        constraint totp_factor_user_fk references guildhall.user_account (id) on delete cascade,
    sealed_secret text not null,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    -- The time step of the last code that was taken: only codes of later ones are.
    last_step bigint not null default 0
);

-- Those not used yet, as SHA-256: each is random 120 bits.
create table guildhall.recovery_code (
    user_id uuid not null
        constraint recovery_code_user_fk references guildhall.user_account (id) on delete cascade,
    hash bytea not null constraint recovery_code_is_sha256 check (octet_length(hash) = 32),
    constraint recovery_code_pk primary key (user_id, hash)
);

-- How many wrong codes were given for an account since when, by whom as far as that is known.
create table guildhall.code_guess (
    user_id uuid not null
        constraint code_guess_user_fk references guildhall.user_account (id) on delete cascade,
    guesser text not null
        constraint code_guess_guesser_known check (guesser in ('SIGNED_IN', 'KNOWN_NETWORK', 'STRANGER')),
    wrong integer not null,
    since timestamptz not null,
    constraint code_guess_pk primary key (user_id, guesser)
);

-- Sign-ins that a password has begun and a second factor is to complete; the secret that stands for one is hashed.
create table guildhall.sign_in_challenge (
    hash bytea not null
        constraint sign_in_challenge_pk primary key
        constraint sign_in_challenge_is_sha256 check (octet_length(hash) = 32),
    user_id uuid not null
        constraint sign_in_challenge_user_fk references guildhall.user_account (id) on delete cascade,
    -- Of the password that was given: with another one since, it is over.
    password_version integer not null,
    -- What the session is to be scoped to.
    requested_organization_id uuid,
    client_hash bytea not null,
    expires_at timestamptz not null
);
create index sign_in_challenge_of_user on guildhall.sign_in_challenge (user_id);
create index sign_in_challenge_expiry on guildhall.sign_in_challenge (expires_at);

-- When the user last proved who they are in a session, and by what in all.
alter table guildhall.user_session
    add column authenticated_at timestamptz,
    add column methods text[] not null default '{}'
        constraint user_session_methods_known check (
            methods <@ array['PASSWORD', 'TOTP', 'RECOVERY_CODE', 'PASSKEY', 'PROVIDER']);
update guildhall.user_session
   set authenticated_at = created_at,
       methods = case when sso_identity_id is not null then array['PROVIDER'] else array['PASSWORD'] end
 where app_id is null;
