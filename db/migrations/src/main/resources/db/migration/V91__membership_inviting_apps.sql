-- An app invites by its key, where a user does otherwise.
alter table guildhall.invitation
    add column invited_by_app uuid
        constraint invitation_inviting_app_fk references guildhall.app (id) on delete set null,
    add constraint invitation_has_one_inviter check (invited_by is null or invited_by_app is null);
create index invitation_inviting_app on guildhall.invitation (invited_by_app) where invited_by_app is not null;
