-- How a workspace is set up, and what it looks like.
alter table guildhall.workspace
    add column timezone text not null default 'UTC'
        constraint workspace_timezone_length check (char_length(timezone) between 1 and 64),
    add column default_agent_id text
        constraint workspace_default_agent_id_length check (char_length(default_agent_id) between 1 and 200),
    add column custom_agent_configs jsonb not null default '{}'
        constraint workspace_custom_agent_configs_object check (jsonb_typeof(custom_agent_configs) = 'object'),
    add column support_team_access boolean not null default false,
    add column icon text
        constraint workspace_icon_length check (char_length(icon) between 1 and 200),
    add column icon_color text
        constraint workspace_icon_color_format check (icon_color ~ '^#[0-9a-f]{6}$');

create index workspace_owner on guildhall.workspace (owner_id);
create index workspace_open_to_support on guildhall.workspace (id) where support_team_access;

-- Nobody's default is a workspace they do not belong to: it is cleared with the membership, whatever ends that.
alter table guildhall.user_account
    add constraint user_account_default_is_member foreign key (default_workspace_id, id)
        references guildhall.member (workspace_id, user_id) on delete set null (default_workspace_id);
