// With what agents may answer, and which agents workspaces lend each other.
import { useState } from 'preact/hooks';
import { get, page, post, put, remove } from '../api.ts';
import { date, t } from '../i18n.ts';
import { Badge, Button, Card, Empty, Failure, Head, Icon, Loading, Moment, Tabs } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Area, Check, Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { href, usePlace } from '../router.ts';
import { useHere, useMe } from '../session.ts';
import type { Agent, AgentGrant, Restrictions } from '../types.ts';
import { AgentTabs } from './agents.tsx';

export function AgentRules() {
  return <>
    <Head title={t('agentRules.title')} sub={t('agentRules.sub')}/>
    <AgentTabs at="rules"/>
    <Allowed/>
    <Grants/>
  </>;
}

function Allowed() {
  const { api, may } = useHere();
  const restrictions = useData(`${api} restrictions`, () => get<Restrictions>(`${api}/restrictions`));
  if (restrictions.error !== undefined) {
    return <Failure error={restrictions.error} retry={restrictions.reload}/>;
  }
  if (!restrictions.data) {
    return <Loading/>;
  }
  const lines = (text: string) => {
    const names = text.split(/[\s,]+/).filter(Boolean);
    return names.length === 0 ? null : names;
  };
  const submit = async ({ allowedProviders = '', allowedModels = '' }: Fields) => {
    await put(`${api}/restrictions`, { allowedProviders: lines(allowedProviders), allowedModels: lines(allowedModels) });
    say(t('common.saved'));
    restrictions.reload();
  };
  const { allowedProviders, allowedModels } = restrictions.data;
  return <Card title={t('agentRules.allowed')}>
    {may('agents.manage') ? <Form submit={submit} action={t('common.save')}>
      <Area label={t('agentRules.providers')} help={t('agentRules.anyHelp')} name="allowedProviders" rows={2} spellcheck={false} defaultValue={allowedProviders?.join('\n') ?? ''}/>
      <Area label={t('agentRules.models')} help={t('agentRules.anyHelp')} name="allowedModels" rows={2} spellcheck={false} defaultValue={allowedModels?.join('\n') ?? ''}/>
    </Form> : <>
      <p>{t('agentRules.providers')}: {allowedProviders?.join(' ') ?? t('agentRules.any')}</p>
      <p>{t('agentRules.models')}: {allowedModels?.join(' ') ?? t('agentRules.any')}</p></>}
  </Card>;
}

function Grants() {
  const { api, home, may } = useHere();
  const { me } = useMe();
  const { query } = usePlace();
  const direction = query.get('direction') === 'received' ? 'received' : 'given';
  const [granting, setGranting] = useState(false);
  const [revoking, setRevoking] = useState<AgentGrant | null>(null);
  const [version, setVersion] = useState(0);
  const names = new Map(me.workspaces.map(one => [one.id, one.name]));
  const other = (one: AgentGrant) => direction === 'given' ? one.receivingWorkspaceId : one.grantingWorkspaceId;
  const done = (text: string) => {
    say(text);
    setGranting(false);
    setVersion(version + 1);
  };
  return <Card title={t('grants.title')} actions={may('agents.manage') && <Button look="quiet" onClick={() => setGranting(true)}>
    <Icon name="plus"/> {t('grants.make')}</Button>}>
    <Tabs label={t('grants.title')} at={direction} of={[
      { id: 'given', text: t('grants.given'), href: href(`${home}/agents/rules`) },
      { id: 'received', text: t('grants.received'), href: href(`${home}/agents/rules`, { direction: 'received' }) },
    ]}/>
    <List<AgentGrant> label={t('grants.title')} url={`${api}/grants`} query={{ direction }} id={one => one.id} version={version}
      empty={<Empty title={t('grants.none')}/>}
      columns={[
        { title: t('sessions.agent'), cell: one => <code>{one.agentKey}</code> },
        { title: t('grants.workspace'), cell: one => names.get(other(one)) ?? <code>{other(one)}</code> },
        { title: t('grants.extent'), cell: one => <Badge>{one.readonly ? t('grants.readonly') : t('grants.changing')}</Badge> },
        { title: t('invitation.expires'), cell: one => one.expiresAt ? date(one.expiresAt) : t('common.never') },
        { title: t('common.created'), cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => may('agents.manage') &&
            <Button look="quiet" onClick={() => setRevoking(one)} aria-label={t('grants.endOf', { agent: one.agentKey })}>{t('grants.end')}</Button>,
        },
      ]}/>
    {granting && <Grant close={() => setGranting(false)} done={done}/>}
    {revoking && <Confirm danger title={t('grants.endOf', { agent: revoking.agentKey })} text={t('grants.endText')} action={t('grants.end')}
      close={() => setRevoking(null)} run={async () => {
        await remove(`${api}/grants/${revoking.id}`);
        done(t('grants.ended'));
      }}/>}
  </Card>;
}

function Grant({ close, done }: { close: () => void; done: (text: string) => void }) {
  const { api } = useHere();
  const { me } = useMe();
  const agents = useData(`own agents ${api}`, () => page<Agent>(`${api}/agents`, { filter: 'origin = OWNED', pageSize: 500 }));
  const others = me.workspaces.filter(one => !api.endsWith(`/${one.id}`));
  const submit = async ({ agentKey = '', receivingWorkspaceId = '', changing, until = '' }: Fields) => {
    await post(`${api}/grants`, {
      agentKey, receivingWorkspaceId, readonly: changing === undefined,
      expiresAt: until ? new Date(`${until}T23:59:59`).toISOString() : null,
    });
    done(t('grants.made'));
  };
  return <Dialog title={t('grants.make')} close={close}>
    {agents.error !== undefined ? <Failure error={agents.error} retry={agents.reload}/>
      : !agents.data ? <Loading/>
        : agents.data.data.length === 0 || others.length === 0 ? <Empty title={t('grants.nothing')}><p>{t('grants.nothingText')}</p></Empty>
          : <Form submit={submit} action={t('grants.make')} cancel={close}>
            <Choice label={t('sessions.agent')} name="agentKey" options={agents.data.data.map(one => [one.key, one.name])}/>
            <Choice label={t('grants.workspace')} name="receivingWorkspaceId" options={others.map(one => [one.id, one.name])}/>
            <Check label={t('grants.changing')} help={t('grants.changingHelp')} name="changing"/>
            <Field label={t('grants.until')} help={t('grants.untilHelp')} name="until" type="date"/>
          </Form>}
  </Dialog>;
}
