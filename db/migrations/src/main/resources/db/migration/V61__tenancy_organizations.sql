-- Organizations, the tenancy level above workspaces. Each belongs to one app, in which its slug and its domain are its
-- own.

create table guildhall.organization (
    id uuid not null constraint organization_pk primary key,
    app_id uuid not null constraint organization_app_fk references guildhall.app (id),
    name text not null constraint organization_name_length check (char_length(name) between 1 and 200),
    slug text not null constraint organization_slug_format check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    domain text not null constraint organization_domain_length check (char_length(domain) between 3 and 253),
    website text constraint organization_website_length check (char_length(website) between 1 and 2000),
    industry text constraint organization_industry_length check (char_length(industry) between 1 and 200),
    description text constraint organization_description_length check (char_length(description) between 1 and 2000),
    status text not null constraint organization_status_known check (status in ('ACTIVE', 'SUSPENDED', 'TRIALING')),
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint organization_slug_unique unique (app_id, slug),
    constraint organization_domain_unique unique (app_id, domain)
);
select guildhall.isolate('guildhall.organization', 'id', 'organization');

create index organization_name_order on guildhall.organization (name collate "C", id);
create index organization_slug_order on guildhall.organization (slug collate "C", id);
create index organization_domain_order on guildhall.organization (domain collate "C", id);
create index organization_created_order on guildhall.organization (created_at, id);
create index organization_of_app_name_order on guildhall.organization (app_id, name collate "C", id);
create index organization_of_app_created_order on guildhall.organization (app_id, created_at, id);

-- A workspace belongs to one organization or to none. An organization that is deleted has deleted its workspaces before,
-- each with all it owns.
alter table guildhall.workspace
    add column organization_id uuid constraint workspace_organization_fk references guildhall.organization (id);
select guildhall.isolate('guildhall.workspace', 'organization_id', 'organization');

create index workspace_of_organization_created_order on guildhall.workspace (organization_id, created_at, id)
    where organization_id is not null;
create index workspace_of_organization_updated_order on guildhall.workspace (organization_id, updated_at, id)
    where organization_id is not null;
create index workspace_of_organization_name_order on guildhall.workspace (organization_id, name collate "C", id)
    where organization_id is not null;
