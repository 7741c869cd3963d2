-- Passkeys of accounts (WebAuthn). Accounts are no workspace's, and their factors are under no row-level security, as
-- they are.
create table guildhall.passkey (
    id uuid not null constraint passkey_pk primary key,
    user_id uuid not null
        constraint passkey_user_fk references guildhall.user_account (id) on delete cascade,
    -- As its authenticator made it up: of two accounts, no two are alike.
    credential_id bytea not null
        constraint passkey_credential_unique unique
        constraint passkey_credential_length check (octet_length(credential_id) between 16 and 1023),
    -- A COSE key (RFC 9052).
    public_key bytea not null,
    -- Of the signature that was taken last; authenticators that do not count leave it at 0.
    signature_count bigint not null,
    -- Whether the authenticator may keep it in several places; that never changes.
    backup_eligible boolean not null,
    -- By what browsers reach the authenticator, as hints for them.
    transports text[] not null,
    name text not null constraint passkey_name_length check (length(name) between 1 and 100),
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkey_of_user on guildhall.passkey (user_id);

-- Challenges that a passkey has answered, as SHA-256, until they expire: none is answered twice.
create table guildhall.passkey_challenge (
    hash bytea not null
        constraint passkey_challenge_pk primary key
        constraint passkey_challenge_is_sha256 check (octet_length(hash) = 32),
    expires_at timestamptz not null
);
create index passkey_challenge_expiry on guildhall.passkey_challenge (expires_at);
