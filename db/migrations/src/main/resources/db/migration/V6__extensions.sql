-- The marketplace's catalogue, the same for every workspace, and what each workspace has installed from it.

-- One row per extension, as its newest version on offer describes it: what lists show.
create table guildhall.extension (
    extension_key text not null constraint extension_pk primary key,
    version text not null,
    name text not null,
    description text not null,
    publisher text not null,
    categories text[] not null,
    yanked boolean not null,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index extension_name on guildhall.extension (name collate "C", extension_key);

create table guildhall.extension_version (
    extension_key text not null
        constraint extension_version_extension_fk references guildhall.extension (extension_key),
    version text not null,
    sha256 text not null,
    size integer not null,
    manifest jsonb not null,
    signature bytea,
    signed_by text,
    yanked_at timestamptz,
    uploaded_by uuid constraint extension_version_uploader_fk references guildhall.user_account (id) on delete set null,
    created_at timestamptz not null,
    constraint extension_version_pk primary key (extension_key, version),
    constraint extension_version_signed check ((signature is null) = (signed_by is null))
);

-- The bytes have a table of their own, so that no query reads them by accident. They are compressed already.
create table guildhall.extension_artifact (
    extension_key text not null,
    version text not null,
    content bytea not null,
    constraint extension_artifact_pk primary key (extension_key, version),
    constraint extension_artifact_version_fk foreign key (extension_key, version)
        references guildhall.extension_version (extension_key, version)
);
alter table guildhall.extension_artifact alter column content set storage external;

-- The migration scripts of each version, so that an installation need not unpack the artifact.
create table guildhall.extension_script (
    extension_key text not null,
    version text not null,
    step integer not null,
    description text not null,
    checksum text not null,
    script text not null,
    constraint extension_script_pk primary key (extension_key, version, step),
    constraint extension_script_version_fk foreign key (extension_key, version)
        references guildhall.extension_version (extension_key, version)
);

-- The id tells an installation from an earlier one of the same extension; the generation counts changes of what is
-- to run, the revision every change. The config has no secrets: they are in secrets, encrypted.
create table guildhall.installation (
    workspace_id uuid not null
        constraint installation_workspace_fk references guildhall.workspace (id) on delete cascade,
    extension_key text not null,
    id uuid not null constraint installation_id_unique unique,
    version text not null,
    state text not null
        constraint installation_state_known
            check (state in ('INSTALLING', 'ACTIVE', 'DISABLED', 'FAILED', 'UPGRADING', 'UNINSTALLING')),
    conditions jsonb not null,
    config jsonb not null,
    secrets text,
    granted_permissions text[] not null,
    granted_egress text[] not null,
    installed_by uuid constraint installation_installer_fk references guildhall.user_account (id) on delete set null,
    generation bigint not null default 1,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint installation_pk primary key (workspace_id, extension_key),
    constraint installation_version_fk foreign key (extension_key, version)
        references guildhall.extension_version (extension_key, version)
);
select guildhall.isolate('guildhall.installation');
create index installation_of_version on guildhall.installation (extension_key, version);
create index installation_installer on guildhall.installation (installed_by) where installed_by is not null;
create index extension_version_uploader on guildhall.extension_version (uploaded_by) where uploaded_by is not null;

-- The steps that were run in the workspace's schema. They outlast an uninstallation that keeps the data, so that the
-- next installation goes on from there.
create table guildhall.extension_migration (
    workspace_id uuid not null
        constraint extension_migration_workspace_fk references guildhall.workspace (id) on delete cascade,
    extension_key text not null,
    step integer not null,
    checksum text not null,
    applied_at timestamptz not null,
    constraint extension_migration_pk primary key (workspace_id, extension_key, step)
);
select guildhall.isolate('guildhall.extension_migration');

-- Turns the rest of a transaction into an extension's: it finds its own tables first and has no rights beyond theirs.
create function guildhall.act_as_extension(schema_name text) returns void
language plpgsql
as $$
begin
  perform set_config('search_path', format('%I, pg_temp', schema_name), true);
  set local role ${extension_role};
end
$$;
revoke execute on function guildhall.act_as_extension(text) from public;
grant execute on function guildhall.act_as_extension(text) to ${app_role};
