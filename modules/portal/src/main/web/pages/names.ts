// What people and agents of a workspace are called.
import { useMemo } from 'preact/hooks';
import { page } from '../api.ts';
import { t } from '../i18n.ts';
import { useData } from '../kit/data.ts';
import { useHere, useMe } from '../session.ts';
import type { Agent, Member } from '../types.ts';

/** What people and agents are called, as far as one may know. */
export function useNames() {
  const { api, may } = useHere();
  const { me } = useMe();
  const known = useData(`names ${api}`, async () => {
    const [members, agents] = await Promise.all([
      may('members.read') ? page<Member>(`${api}/members`, { pageSize: 500 }) : null,
      page<Agent>(`${api}/agents`, { pageSize: 500 }),
    ]);
    return { members: members?.data ?? [], agents: agents.data };
  });
  return useMemo(() => {
    const people = new Map((known.data?.members ?? []).map(one => [one.userId, one.fullName]));
    const agents = new Map((known.data?.agents ?? []).map(one => [one.key, one.name]));
    return {
      person: (id: string | null) => id === me.id ? me.fullName : people.get(id ?? '') ?? t('sessions.somebody'),
      agent: (key: string) => agents.get(key) ?? key,
    };
  }, [known.data, me]);
}
