-- The organizations of one app in the orders that had no index yet.

create index organization_of_app_slug_order on guildhall.organization (app_id, slug collate "C", id);
create index organization_of_app_domain_order on guildhall.organization (app_id, domain collate "C", id);
