-- Whether an installed extension has started and been told so; those of earlier releases were not told.
alter table guildhall.installation add column prepared boolean not null default true;
alter table guildhall.installation alter column prepared drop default;
