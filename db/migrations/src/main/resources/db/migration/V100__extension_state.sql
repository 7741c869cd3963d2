-- What extensions remember in small: values by their keys, each with a version by which a change can be made to depend
-- on nobody else having changed it meanwhile. It stays where an extension is uninstalled and its data kept.
create table guildhall.extension_state (
    workspace_id uuid not null
        constraint extension_state_workspace_fk references guildhall.workspace (id) on delete cascade,
    extension_key text not null,
    key text not null constraint extension_state_key_length check (length(key) between 1 and 200),
    value text not null constraint extension_state_value_length check (octet_length(value) <= 65536),
    version bigint not null constraint extension_state_version_positive check (version > 0),
    updated_at timestamptz not null,
    constraint extension_state_pk primary key (workspace_id, extension_key, key)
);
select guildhall.isolate('guildhall.extension_state');
