-- Several may provide the same version of a capability. Who of them answers is chosen for each workspace.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all tenants

alter table guildhall.capability_endpoint drop constraint capability_endpoint_capability_fk;
alter table guildhall.capability drop constraint capability_pk;
alter table guildhall.capability add constraint capability_pk primary key (workspace_id, key, version, provider);
alter table guildhall.capability_endpoint add column provider text;
update guildhall.capability_endpoint e set provider = c.provider
  from guildhall.capability c
 where c.workspace_id = e.workspace_id and c.key = e.key and c.version = e.version;
alter table guildhall.capability_endpoint alter column provider set not null;
alter table guildhall.capability_endpoint add constraint capability_endpoint_capability_fk
    foreign key (workspace_id, key, version, provider)
    references guildhall.capability (workspace_id, key, version, provider) on delete cascade;

-- Without an extension, what is registered by URL answers.
create table guildhall.capability_binding (
    workspace_id uuid not null
        constraint capability_binding_workspace_fk references guildhall.workspace (id) on delete cascade,
    key text not null,
    extension_key text,
    bound_at timestamptz not null,
    constraint capability_binding_pk primary key (workspace_id, key)
);

select guildhall.isolate('guildhall.capability_binding');

-- Where there are several already, the one with the newest version was called.
insert into guildhall.capability_binding (workspace_id, key, extension_key, bound_at)
select distinct on (c.workspace_id, c.key) c.workspace_id, c.key,
       case when e.key is null then c.provider end, now()
  from guildhall.capability c
  left join guildhall.capability_endpoint e
    on e.workspace_id = c.workspace_id and e.key = c.key and e.version = c.version and e.provider = c.provider
 where exists (select from guildhall.capability other
                where other.workspace_id = c.workspace_id and other.key = c.key and other.provider <> c.provider)
 order by c.workspace_id, c.key, string_to_array(split_part(c.version, '-', 1), '.')::numeric[] desc,
          position('-' in c.version), c.created_at;
