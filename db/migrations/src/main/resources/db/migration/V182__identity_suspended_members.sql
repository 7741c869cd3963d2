-- Who is suspended in an organization opens no session and makes no token in it, as if they were no member.

create function guildhall.require_member_who_is_not_suspended() returns trigger language plpgsql as $$
begin
    if exists (
        select from guildhall.organization_member
         where organization_id = new.organization_id and user_id = new.user_id and suspended_at is not null)
    then
        raise foreign_key_violation using
            message = 'the member ' || new.user_id || ' is suspended', constraint = tg_argv[0];
    end if;
    return new;
end
$$;

create trigger session_is_of_no_suspended_member
    before insert or update of organization_id on guildhall.user_session
    for each row when (new.organization_id is not null)
    execute function guildhall.require_member_who_is_not_suspended('user_session_membership_fk');

create trigger token_is_of_no_suspended_member before insert on guildhall.personal_access_token
    for each row when (new.organization_id is not null)
    execute function guildhall.require_member_who_is_not_suspended('personal_access_token_membership_fk');
