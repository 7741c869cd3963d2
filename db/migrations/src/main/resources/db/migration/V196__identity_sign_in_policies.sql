-- What an organization, or the platform for all, asks of those who sign in by a password. No row asks for nothing.
create table guildhall.sign_in_policy (
    organization_id uuid
        constraint sign_in_policy_organization_fk references guildhall.organization (id) on delete cascade,
    tenant_id uuid not null generated always as (
        coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) stored
        constraint sign_in_policy_pk primary key,
    second_factor_required boolean not null,
    revision bigint not null default 1,
    updated_at timestamptz not null
);
create index sign_in_policy_of_organization on guildhall.sign_in_policy (organization_id)
    where organization_id is not null;
select guildhall.isolate('guildhall.sign_in_policy', 'tenant_id', 'tenant');
