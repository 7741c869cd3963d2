// The pages of one workspace; which of them there are for somebody, the API says.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get } from '../api.ts';
import type { Key } from '../i18n.ts';
import { t } from '../i18n.ts';
import { Failure, Head, Loading } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { lazily } from '../kit/lazy.tsx';
import { match } from '../router.ts';
import { Entered, here, useHere } from '../session.ts';
import type { Here } from '../session.ts';
import { Shell } from '../shell.tsx';
import type { Tab } from '../shell.tsx';
import type { OwnAccess, Workspace, WorkspaceUi } from '../types.ts';
import { Audit } from './audit.tsx';
import { CapabilityPage, Capabilities } from './capabilities.tsx';
import { EventPage, Events } from './events.tsx';
import { Catalogue, Extensions } from './extensions.tsx';
import { ExtensionPage } from './frame.tsx';
import { Install } from './install.tsx';
import { InstallationPage } from './installation.tsx';
import { Invitations, Members } from './members.tsx';
import { Overview } from './overview.tsx';
import { Settings } from './settings.tsx';
import { SubscriptionPage, Subscriptions } from './subscriptions.tsx';

const Roles = lazily('roles', () => import('./roles.tsx').then(module => module.Roles));
const NewRole = lazily('new role', () => import('./role-editor.tsx').then(module => module.NewRole));
const RolePage = lazily('role', () => import('./role-editor.tsx').then(module => module.RolePage));
const AgentPages = lazily('agents', () => import('./agent-pages.tsx').then(module => module.AgentPages));

/** Each with the permission of what it reads. */
const TABS: { path: string; text: Key; permission: string }[] = [
  { path: '', text: 'tab.overview', permission: 'workspace.read' },
  { path: '/members', text: 'tab.members', permission: 'members.read' },
  { path: '/extensions', text: 'tab.extensions', permission: 'extensions.read' },
  { path: '/capabilities', text: 'tab.capabilities', permission: 'capabilities.read' },
  { path: '/agents', text: 'tab.agents', permission: 'agents.read' },
  { path: '/events', text: 'tab.events', permission: 'events.read' },
  { path: '/subscriptions', text: 'tab.subscriptions', permission: 'subscriptions.manage' },
  { path: '/audit', text: 'tab.audit', permission: 'audit.read' },
  { path: '/settings', text: 'tab.settings', permission: 'workspace.read' },
];

/** Places below a tab that ask for more than it does. */
const INNER: typeof TABS = [
  { path: '/members/invitations', text: 'members.invitations', permission: 'invitations.manage' },
  { path: '/members/roles/new', text: 'roles.make', permission: 'roles.manage' },
  { path: '/members/roles', text: 'members.roles', permission: 'roles.read' },
  { path: '/agents/memory', text: 'memory.title', permission: 'sessions.read' },
  { path: '/agents/sessions', text: 'sessions.one', permission: 'sessions.read' },
];

export function WorkspacePages({ id, rest }: { id: string; rest: string }) {
  const api = `/api/workspaces/${encodeURIComponent(id)}`;
  const loaded = useData(api, async () => {
    const [workspace, access] = await Promise.all([get<Workspace>(api), get<OwnAccess>(`${api}/access/mine`)]);
    return { workspace, access };
  });
  const entered = useMemo<Here | null>(() => {
    return loaded.data ? here(loaded.data.access, api, `/w/${id}`, loaded.reload) : null;
  }, [loaded.data, api, id, loaded.reload]);
  const entries = useEntries(entered, rest);
  if (loaded.error !== undefined) {
    return <Shell><Head title={t('workspace.unreachable')}/><Failure error={loaded.error} retry={loaded.reload}/></Shell>;
  }
  if (!entered || !loaded.data) {
    return <Shell><Loading/></Shell>;
  }
  const tabs = TABS.filter(tab => entered.may(tab.permission)).map(({ path, text }) => ({ path, text: t(text) }));
  return <Entered.Provider value={entered}>
    <Shell tabs={[...tabs, ...entries]} label={t('shell.workspace')} home={entered.home} name={loaded.data.workspace.name}>
      {entered.access.suspended && <p class="notice warn">{t('workspace.suspended')}</p>}
      <Content rest={rest} workspace={loaded.data.workspace}/>
    </Shell>
  </Entered.Provider>;
}

/** What extensions have for the menu; asked for again with each page, for extensions come and go. */
function useEntries(entered: Here | null, rest: string): Tab[] {
  const [entries, setEntries] = useState<Tab[]>([]);
  useEffect(() => {
    let wanted = true;
    if (entered?.may('extensions.read')) {
      get<WorkspaceUi>(`${entered.api}/ui`).then(
        ui => wanted && setEntries(ui.navigation.map(one => ({ path: `/x/${one.extensionKey}/${one.page}`, text: one.title }))),
        // The pages say themselves what is wrong.
        () => wanted && setEntries([]),
      );
    }
    return () => { wanted = false; };
  }, [entered, rest]);
  return entries;
}

function Content({ rest, workspace }: { rest: string; workspace: Workspace }) {
  const { may } = useHere();
  const tab = [...INNER, ...TABS].find(({ path }) => path !== '' && (rest === path || rest.startsWith(`${path}/`)));
  if (tab && !may(tab.permission)) {
    return <><Head title={t(tab.text)}/><p>{t('workspace.notYours', { permission: tab.permission })}</p></>;
  }
  switch (rest) {
    case '/': return <Overview workspace={workspace}/>;
    case '/members': return <Members/>;
    case '/members/invitations': return <Invitations/>;
    case '/members/roles': return <Roles/>;
    case '/members/roles/new': return <NewRole/>;
    case '/extensions': return <Extensions/>;
    case '/extensions/catalogue': return <Catalogue/>;
    case '/capabilities': return <Capabilities/>;
    case '/events': return <Events/>;
    case '/subscriptions': return <Subscriptions/>;
    case '/audit': return <Audit/>;
    case '/settings': return <Settings workspace={workspace}/>;
  }
  const role = match('/members/roles/:id', rest);
  if (role) {
    return <RolePage id={role.id!} key={role.id}/>;
  }
  const [extension, wanted, capability, event, subscription] = [
    '/extensions/:key', '/extensions/catalogue/:key', '/capabilities/:key', '/events/:sequence', '/subscriptions/:id',
  ].map(pattern => match(pattern, rest));
  if (rest === '/agents' || rest.startsWith('/agents/')) {
    return <AgentPages rest={rest}/>;
  }
  const shown = match('/x/:extension/:page', rest);
  if (shown) {
    return <ExtensionPage key={rest} extension={shown.extension!} view={shown.page!}/>;
  }
  if (extension) {
    return <InstallationPage id={extension.key!}/>;
  }
  if (wanted) {
    return <Install id={wanted.key!}/>;
  }
  if (capability) {
    return <CapabilityPage id={capability.key!}/>;
  }
  if (event) {
    return <EventPage sequence={event.sequence!}/>;
  }
  if (subscription) {
    return <SubscriptionPage id={subscription.id!}/>;
  }
  return <><Head title={t('notFound.title')}/><p>{t('notFound.text')}</p></>;
}
