-- An Idempotency-Key belongs to whoever sent it, a user or not, who is named as in events: 'user:<id>'.
alter table guildhall.idempotency_key rename column user_id to principal;
alter table guildhall.idempotency_key alter column principal type text using 'user:' || principal;

drop function guildhall.note_change_of_request(uuid, text, integer);

-- Fails where another has taken the claim over, so that the transaction is not committed.
create function guildhall.note_change_of_request(requester text, used_key text, made_attempt integer) returns void
    language plpgsql as $$
begin
    update guildhall.idempotency_key set changed = true
    where principal = requester and key = used_key and attempt = made_attempt;
    if not found then
        raise exception 'another node has taken over the request' using errcode = '55P03';
    end if;
end $$;
