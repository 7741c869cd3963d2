-- How many users reach each of some workspaces of one organization. The members of teams are many, and the same team may
-- have a role in each of the workspaces: so the people of each team are made a set of bits once, and for each workspace the
-- sets of its teams are united, which is a few rows each. Its own members are counted who are in none of them. The owner
-- and the administrators of the organization are one more such team, of the id null.
create function guildhall.count_users(of_organization uuid, of_workspaces uuid[])
    returns table (workspace_id uuid, users bigint)
    language sql stable parallel safe
as $$
    with granted as materialized (
        select g.workspace_id, g.team_id from guildhall.team_grant g where g.workspace_id = any (of_workspaces)
    ), teammate as materialized (
        select t.team_id, t.user_id
          from guildhall.team_member t
         where t.team_id in (select team_id from granted)
        union all
        select null, m.user_id
          from guildhall.organization_member m
         where m.organization_id = of_organization and m.role in ('OWNER', 'ADMIN')
    ), numbered as materialized (
        -- By their first team, so that the numbers of a team are near each other.
        select user_id, (row_number() over (order by min(team_id::text)))::int - 1 as number from teammate group by user_id
    ), team_people as materialized (
        select team_id, number / 4096 as part, bit_or(set_bit(0::bit(4096), number % 4096, 1)) as people
          from teammate join numbered using (user_id)
         group by team_id, part
    ), reached as materialized (
        select workspace_id, part, bit_or(people) as people
          from (select g.workspace_id, p.part, p.people from granted g join team_people p on p.team_id = g.team_id
                union all
                select w.id, p.part, p.people from unnest(of_workspaces) w(id) cross join team_people p
                 where p.team_id is null) each_team
         group by workspace_id, part
    ), by_others as (
        select r.workspace_id, sum(bit_count(r.people)) as users from reached r group by r.workspace_id
    ), by_themselves as (
        select m.workspace_id, count(*) as users
          from guildhall.member m
          left join numbered n on n.user_id = m.user_id
          left join reached r on r.workspace_id = m.workspace_id and r.part = n.number / 4096
         where m.workspace_id = any (of_workspaces)
           and (r.people is null or get_bit(r.people, n.number % 4096) = 0)
         group by m.workspace_id
    )
    select w.id, (coalesce(o.users, 0) + coalesce(t.users, 0))::bigint
      from unnest(of_workspaces) w(id)
      left join by_others o on o.workspace_id = w.id
      left join by_themselves t on t.workspace_id = w.id
$$;
