// The pages of one organization; which of them there are for somebody, the API says.
import { useMemo } from 'preact/hooks';
import { get, page, quoted } from '../api.ts';
import type { Key } from '../i18n.ts';
import { t, word } from '../i18n.ts';
import { Badge, Card, Empty, Facts, Failure, Head, Loading, Moment, State } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { lazily } from '../kit/lazy.tsx';
import { List } from '../kit/table.tsx';
import { href, match } from '../router.ts';
import { Entered, here, useHere } from '../session.ts';
import type { Here } from '../session.ts';
import { Shell } from '../shell.tsx';
import type { Member, Organization, OwnAccess, Team, TeamWorkspace, Workspace } from '../types.ts';
import { Audit } from './audit.tsx';
import { OrganizationInvitations, OrganizationMembers } from './organization-members.tsx';
import { SubscriptionPage, Subscriptions } from './subscriptions.tsx';

const SignOn = lazily('sign-on', () => import('./sign-on.tsx').then(module => module.SignOn));
const Usage = lazily('usage', () => import('./usage.tsx').then(module => module.Usage));
const Settings = lazily('organization', () => import('./organization-settings.tsx').then(module => module.OrganizationSettings));
const Applications = lazily('applications', () => import('./applications.tsx').then(module => module.Applications));
const ApplicationPage = lazily('application', () => import('./application.tsx').then(module => module.ApplicationPage));
const Rules = lazily('rules', () => import('./application-rules.tsx').then(module => module.Rules));

/** Each with the permission of what it reads. */
const TABS: { path: string; text: Key; permission: string }[] = [
  { path: '', text: 'tab.overview', permission: 'organization.read' },
  { path: '/members', text: 'tab.members', permission: 'organization.members.read' },
  { path: '/teams', text: 'tab.teams', permission: 'organization.read' },
  { path: '/sign-on', text: 'tab.signOn', permission: 'organization.sso.manage' },
  { path: '/applications', text: 'tab.applications', permission: 'organization.oauth.manage' },
  { path: '/usage', text: 'tab.usage', permission: 'organization.usage.read' },
  { path: '/subscriptions', text: 'tab.subscriptions', permission: 'organization.subscriptions.manage' },
  { path: '/audit', text: 'tab.audit', permission: 'organization.audit.read' },
  { path: '/settings', text: 'tab.settings', permission: 'organization.read' },
];

export function OrganizationPages({ id, rest }: { id: string; rest: string }) {
  const api = `/api/organizations/${encodeURIComponent(id)}`;
  const loaded = useData(api, async () => {
    const [organization, access] = await Promise.all([get<Organization>(api), get<OwnAccess>(`${api}/access/mine`)]);
    return { organization, access };
  });
  const entered = useMemo<Here | null>(
    () => (loaded.data ? here(loaded.data.access, api, `/org/${id}`, loaded.reload) : null),
    [loaded.data, api, id, loaded.reload]);
  if (loaded.error !== undefined) {
    return <Shell><Head title={t('organization.unreachable')}/><Failure error={loaded.error} retry={loaded.reload}/></Shell>;
  }
  if (!entered || !loaded.data) {
    return <Shell><Loading/></Shell>;
  }
  const tabs = TABS.filter(tab => entered.may(tab.permission)).map(({ path, text }) => ({ path, text: t(text) }));
  return <Entered.Provider value={entered}>
    <Shell tabs={tabs} label={t('shell.organization')} home={entered.home} name={loaded.data.organization.name}>
      {entered.access.suspended && <p class="notice warn">{t('workspace.suspended')}</p>}
      <Content rest={rest} organization={loaded.data.organization}/>
    </Shell>
  </Entered.Provider>;
}

function Content({ rest, organization }: { rest: string; organization: Organization }) {
  const { may } = useHere();
  const tab = TABS.find(({ path }) => path !== '' && (rest === path || rest.startsWith(`${path}/`)));
  if (tab && !may(tab.permission)) {
    return <><Head title={t(tab.text)}/><p>{t('workspace.notYours', { permission: tab.permission })}</p></>;
  }
  switch (rest) {
    case '/': return <Overview organization={organization}/>;
    case '/members': return <OrganizationMembers/>;
    case '/members/invitations': return <OrganizationInvitations/>;
    case '/teams': return <Teams/>;
    case '/sign-on': return <SignOn part="provider"/>;
    case '/sign-on/domains': return <SignOn part="domains"/>;
    case '/sign-on/identities': return <SignOn part="identities"/>;
    case '/sign-on/directories': return <SignOn part="directories"/>;
    case '/sign-on/policy': return <SignOn part="policy"/>;
    case '/applications': return <Applications/>;
    case '/applications/rules': return <Rules/>;
    case '/usage': return <Usage/>;
    case '/settings': return <Settings/>;
    case '/subscriptions': return <Subscriptions/>;
    case '/audit': return <Audit/>;
  }
  const team = match('/teams/:id', rest);
  const subscription = match('/subscriptions/:id', rest);
  const application = match('/applications/:id', rest);
  if (team) {
    return <TeamPage id={team.id!}/>;
  }
  if (subscription) {
    return <SubscriptionPage id={subscription.id!}/>;
  }
  if (application) {
    return <ApplicationPage id={application.id!}/>;
  }
  return <><Head title={t('notFound.title')}/><p>{t('notFound.text')}</p></>;
}

function Overview({ organization }: { organization: Organization }) {
  const { access } = useHere();
  return <>
    <Head title={organization.name} sub={organization.domain}/>
    <Card><Facts of={[
      [t('common.state'), <State value={organization.status}/>],
      [t('overview.yourRole'), word('role', access.role)],
      [t('organization.loginPage'), <a href={href(`/o/${encodeURIComponent(organization.slug)}`)}>{href(`/o/${organization.slug}`)}</a>],
    ]}/></Card>
    <h2>{t('chooser.workspaces')}</h2>
    <List<Workspace> label={t('chooser.workspaces')} url="/api/workspaces" id={one => one.id}
      query={{ filter: `organizationId = "${organization.id}"` }} empty={<Empty title={t('chooser.none')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`/w/${one.id}`)}>{one.name}</a> },
        { title: t('chooser.key'), order: 'key', cell: one => <code>{one.key}</code> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
  </>;
}

function Teams() {
  const { api, home } = useHere();
  return <>
    <Head title={t('tab.teams')} sub={t('teams.sub')}/>
    <List<Team> label={t('tab.teams')} url={`${api}/teams`} id={one => one.id}
      search={text => ({ filter: `name : ${quoted(text)}` })}
      empty={<Empty title={t('teams.none')}/>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`${home}/teams/${one.id}`)}>{one.name}</a> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
  </>;
}

function TeamPage({ id }: { id: string }) {
  const { api } = useHere();
  const url = `${api}/teams/${encodeURIComponent(id)}`;
  const team = useData(url, () => get<Team>(url));
  const workspaces = useData(`${url}/workspaces`, () => page<TeamWorkspace>(`${url}/workspaces`, { pageSize: 200 }));
  const error = team.error ?? workspaces.error;
  if (error !== undefined) {
    return <><Head title={t('tab.teams')}/><Failure error={error} retry={() => { team.reload(); workspaces.reload(); }}/></>;
  }
  if (!team.data || !workspaces.data) {
    return <Loading/>;
  }
  return <>
    <Head title={team.data.name}/>
    <Card title={t('teams.workspaces')}>{workspaces.data.data.length === 0 ? <Empty title={t('teams.noWorkspaces')}/>
      : <ul class="plain">{workspaces.data.data.map(one => <li key={one.workspaceId} class="row">
        <a href={href(`/w/${one.workspaceId}`)}>{one.workspaceName}</a> <Badge>{word('role', one.role)}</Badge></li>)}</ul>}</Card>
    <h2>{t('tab.members')}</h2>
    <List<Member> label={t('tab.members')} url={`${url}/members`} id={one => one.userId} empty={<Empty title={t('members.none')}/>}
      columns={[
        { title: t('members.name'), order: 'fullName', cell: one => one.fullName },
        { title: t('signIn.email'), order: 'email', cell: one => one.email },
        { title: t('chooser.role'), cell: one => word('role', one.role) },
        { title: t('members.joined'), order: 'joinedAt', cell: one => <Moment at={one.joinedAt}/> },
      ]}/>
  </>;
}
