-- What other modules show of an app.
create view guildhall.app_profile with (security_invoker = true) as
select id, name from guildhall.app;
