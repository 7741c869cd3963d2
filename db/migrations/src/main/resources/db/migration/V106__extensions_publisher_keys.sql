-- The keys of publishers that are trusted, or were: a revoked one stays, so that it is not trusted by another way.
create table guildhall.publisher_key (
    fingerprint text not null constraint publisher_key_pk primary key,
    name text not null,
    public_key bytea not null,
    added_by uuid constraint publisher_key_adder_fk references guildhall.user_account (id) on delete set null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    constraint publisher_key_fingerprint check (fingerprint ~ '^[0-9a-f]{16}$')
);
create index publisher_key_adder on guildhall.publisher_key (added_by) where added_by is not null;

-- Which installations a key has signed is asked when it is revoked.
create index extension_version_signer on guildhall.extension_version (signed_by) where signed_by is not null;
