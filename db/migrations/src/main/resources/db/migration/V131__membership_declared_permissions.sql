-- The permissions that installed extensions declare. Roles that a workspace defines may carry them by name.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all tenants

create table guildhall.declared_permission (
    workspace_id uuid not null
        constraint declared_permission_workspace_fk references guildhall.workspace (id) on delete cascade,
    name text not null,
    description text not null,
    held_with text not null,
    constraint declared_permission_pk primary key (workspace_id, name)
);

select guildhall.isolate('guildhall.declared_permission');

insert into guildhall.declared_permission (workspace_id, name, description, held_with)
select i.workspace_id, d.own ->> 'name', d.own ->> 'description', d.own ->> 'heldWith'
  from guildhall.installation i
  join guildhall.extension_version v on v.extension_key = i.extension_key and v.version = i.version
 cross join lateral jsonb_array_elements(v.manifest -> 'declares') d (own)
 where jsonb_typeof(v.manifest -> 'declares') = 'array';

alter table guildhall.custom_role add column declared_permissions text[] not null default '{}';

-- What roles carried before an upgrade of the extension took it from them, as long as that can be rolled back.
create table guildhall.withdrawn_permission (
    workspace_id uuid not null,
    role_id uuid not null,
    name text not null,
    constraint withdrawn_permission_pk primary key (workspace_id, role_id, name),
    constraint withdrawn_permission_role_fk foreign key (workspace_id, role_id)
        references guildhall.custom_role (workspace_id, id) on delete cascade
);

select guildhall.isolate('guildhall.withdrawn_permission');
