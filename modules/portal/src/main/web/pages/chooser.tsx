// Where to go: the workspaces and organizations of whoever is signed in, and invitations that wait for an answer.
import { useState } from 'preact/hooks';
import { page, post, quoted } from '../api.ts';
import { t, word } from '../i18n.ts';
import { Badge, Button, ButtonLink, Card, Empty, Failure, Head, Icon, Moment, State } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { go, href } from '../router.ts';
import { useMe } from '../session.ts';
import type { MyInvitation, Organization, Workspace } from '../types.ts';

export function Chooser() {
  const { me } = useMe();
  const [making, setMaking] = useState(false);
  const roles = new Map(me.workspaces.map(workspace => [workspace.id, workspace.role]));
  return <>
    <Head title={t('chooser.title')} sub={t('chooser.sub', { name: me.fullName })}>
      {me.roles.includes('ADMIN') && <ButtonLink href={href('/platform')}>{t('platform.title')}</ButtonLink>}
      <Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('chooser.make')}</Button>
    </Head>
    <Invitations/>
    <List<Workspace> label={t('chooser.workspaces')} url="/api/workspaces" id={workspace => workspace.id} version={me.workspaces.length}
      search={text => ({ filter: `name : ${quoted(text)} OR key : ${quoted(text)}` })}
      empty={<Empty title={t('chooser.none')}><p>{t('chooser.noneText')}</p></Empty>}
      columns={[
        {
          title: t('chooser.name'), order: 'name', cell: workspace => <>
            <a href={href(`/w/${workspace.id}`)}>{workspace.name}</a>{' '}
            {workspace.id === me.defaultWorkspaceId && <Badge>{t('chooser.default')}</Badge>}</>,
        },
        { title: t('chooser.key'), order: 'key', cell: workspace => <code>{workspace.key}</code> },
        { title: t('chooser.role'), cell: workspace => role(roles.get(workspace.id)) },
        { title: t('chooser.plan'), cell: workspace => word('plan', workspace.plan) },
        { title: t('common.created'), order: 'createdAt', cell: workspace => <Moment at={workspace.createdAt}/> },
      ]}/>
    <Organizations/>
    {making && <MakeWorkspace close={() => setMaking(false)}/>}
  </>;
}

function role(name: string | undefined): string {
  return name === undefined ? '' : word('role', name);
}

function Organizations() {
  const found = useData('organizations', () => page<Organization>('/api/organizations', { orderBy: 'name', pageSize: 20 }));
  if (found.error !== undefined) {
    return <Failure error={found.error} retry={found.reload}/>;
  }
  if (!found.data?.data.length) {
    return null;
  }
  return <Card title={t('chooser.organizations')}>
    <ul class="plain">{found.data.data.map(organization => <li key={organization.id} class="row">
      <span><a href={href(`/org/${organization.id}`)}>{organization.name}</a> <span class="muted">{organization.domain}</span></span>
      <State value={organization.status}/></li>)}</ul>
  </Card>;
}

function Invitations() {
  const { reload } = useMe();
  const mine = useData('invitations', () => page<MyInvitation>('/api/invitations/mine'));
  const [error, setError] = useState<unknown>();
  const answer = async (invitation: MyInvitation, verb: 'accept' | 'decline') => {
    setError(undefined);
    try {
      await post(`/api/invitations/${verb}`, { invitationId: invitation.id });
      say(verb === 'accept' ? t('invitation.accepted') : t('invitation.declined'));
      mine.reload();
      reload();
    } catch (failure) {
      setError(failure);
    }
  };
  if (!mine.data?.data.length) {
    return null;
  }
  return <Card title={t('invitation.waiting')}>
    <ul class="plain">{mine.data.data.map(invitation => <li key={invitation.id} class="row">
      <span>{t('invitation.to', {
        name: invitation.workspaceName ?? invitation.teamName ?? invitation.organizationName ?? '',
        role: word('role', invitation.role), by: invitation.invitedBy.fullName ?? invitation.invitedBy.name ?? '',
      })}</span>
      <span class="actions">
        <Button look="primary" onClick={() => void answer(invitation, 'accept')}>{t('invitation.accept')}</Button>
        <Button onClick={() => void answer(invitation, 'decline')}>{t('invitation.decline')}</Button>
      </span></li>)}</ul>
    {error !== undefined && <Failure error={error}/>}
  </Card>;
}

function MakeWorkspace({ close }: { close: () => void }) {
  const { me, reload } = useMe();
  // An administrator of the platform makes as many as they like, each with a key of its own.
  const isPlatform = me.roles.includes('ADMIN');
  const submit = async ({ name = '', key = '', plan = '' }: Fields) => {
    const wanted = { name, plan, ...(key ? { key } : {}) };
    const made = await post<Workspace>(isPlatform ? '/api/workspaces' : '/api/workspaces/self', wanted);
    reload();
    say(t('chooser.made', { name: made.name }));
    go(`/w/${made.id}`);
  };
  return <Dialog title={t('chooser.make')} close={close}>
    <Form submit={submit} action={t('chooser.make')} cancel={close}>
      <Field label={t('chooser.name')} name="name" required maxLength={100}/>
      <Field label={t('chooser.key')} name="key" help={isPlatform ? t('chooser.keyHelp') : t('chooser.keyOptional')}
        required={isPlatform} autocomplete="off" spellcheck={false}/>
      <Choice label={t('chooser.plan')} name="plan" value="TEAM"
        options={['TEAM', 'PERSONAL', 'ENTERPRISE'].map(plan => [plan, word('plan', plan)])}/>
    </Form>
  </Dialog>;
}
