-- An index for every order that a list is offered in, ending with what is unique, so that any page is read from where
-- it begins. Texts are ordered by code point.

create index user_account_email_order on guildhall.user_account (email collate "C", id);
create index user_account_name_order on guildhall.user_account (full_name collate "C", id);

create index workspace_key_order on guildhall.workspace (key collate "C", id);
create index workspace_plan_order on guildhall.workspace (plan collate "C", id);

create index invitation_email_order on guildhall.invitation (workspace_id, email collate "C", id);
create index invitation_expiry_order on guildhall.invitation (workspace_id, expires_at, id);

create index extension_publisher_order on guildhall.extension (publisher collate "C", extension_key collate "C");
create index extension_created_order on guildhall.extension (created_at, extension_key collate "C");
create index extension_updated_order on guildhall.extension (updated_at, extension_key collate "C");
drop index guildhall.extension_name;
create index extension_name_order on guildhall.extension (name collate "C", extension_key collate "C");

create index audit_entry_time_order on guildhall.audit_entry (workspace_id, time, sequence);

create index event_subscription_name_order on guildhall.event_subscription (workspace_id, name collate "C", id);
create index event_subscription_created_order on guildhall.event_subscription (workspace_id, created_at, id);

create index portal_name_order on guildhall.portal (name collate "C", id);
create index portal_channel_order on guildhall.portal (secure_channel collate "C", id);
create index portal_created_order on guildhall.portal (created_at, id);

-- Members are ordered by the names and addresses of their accounts, and no index reaches over two tables: each member
-- has a copy, kept by triggers.
alter table guildhall.member add column full_name text, add column email text;
update guildhall.member m set full_name = u.full_name, email = u.email from guildhall.user_account u where u.id = m.user_id;
alter table guildhall.member alter column full_name set not null, alter column email set not null;

create function guildhall.copy_account_to_member() returns trigger language plpgsql as $$
begin
    -- Whoever changes the account at this moment is waited for, or would not find this member.
    select full_name, email into new.full_name, new.email
      from guildhall.user_account where id = new.user_id for share;
    if not found then
        raise foreign_key_violation using
            message = 'there is no account ' || new.user_id, constraint = 'member_user_fk';
    end if;
    return new;
end
$$;

create trigger member_has_copy_of_account before insert on guildhall.member
    for each row execute function guildhall.copy_account_to_member();

create function guildhall.copy_account_to_its_members() returns trigger language plpgsql as $$
begin
    update guildhall.member set full_name = new.full_name, email = new.email where user_id = new.id;
    return null;
end
$$;

create trigger account_is_copied_to_its_members after update of full_name, email on guildhall.user_account
    for each row when ((old.full_name, old.email) is distinct from (new.full_name, new.email))
    execute function guildhall.copy_account_to_its_members();

create index member_joined_order on guildhall.member (workspace_id, joined_at, user_id);
create index member_name_order on guildhall.member (workspace_id, full_name collate "C", user_id);
create index member_email_order on guildhall.member (workspace_id, email collate "C", user_id);
