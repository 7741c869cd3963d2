// The agents of a workspace: who there is, and what they are told and may call.
import { useState } from 'preact/hooks';
import { page, patch, post, quoted, remove } from '../api.ts';
import { t, word } from '../i18n.ts';
import { Badge, Button, Empty, Failure, Head, Icon, Loading, State, Tabs } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Area, Check, Field, Form, Group } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { Agent, Capability } from '../types.ts';

export function AgentTabs({ at }: { at: string }) {
  const { home, may } = useHere();
  return <Tabs label={t('tab.agents')} at={at} of={[
    { id: 'sessions', text: t('sessions.title'), href: href(`${home}/agents`), permission: 'sessions.read' },
    { id: 'agents', text: t('tab.agents'), href: href(`${home}/agents/all`), permission: 'agents.read' },
    { id: 'memory', text: t('memory.title'), href: href(`${home}/agents/memory`), permission: 'sessions.read' },
    { id: 'usage', text: t('agentUsage.title'), href: href(`${home}/agents/usage`), permission: 'agents.read' },
    { id: 'rules', text: t('agentRules.title'), href: href(`${home}/agents/rules`), permission: 'agents.read' },
  ].filter(tab => may(tab.permission))}/>;
}

export function Agents() {
  const { api, may } = useHere();
  const [edited, setEdited] = useState<Agent | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Agent | null>(null);
  const [version, setVersion] = useState(0);
  const done = (text: string) => {
    say(text);
    setEdited(null);
    setVersion(version + 1);
  };
  return <>
    <Head title={t('tab.agents')} sub={t('agents.sub')}>
      {may('agents.manage') && <Button look="primary" onClick={() => setEdited('new')}><Icon name="plus"/> {t('agents.make')}</Button>}
    </Head>
    <AgentTabs at="agents"/>
    <List<Agent> label={t('tab.agents')} url={`${api}/agents`} id={one => one.key} version={version}
      search={text => ({ filter: `key : ${quoted(text)} OR name : ${quoted(text)}` })}
      empty={<Empty title={t('agents.none')}><p>{t('agents.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <>{one.name} <code class="muted">{one.key}</code></> },
        { title: t('agents.model'), cell: one => `${one.provider} ${one.model}` },
        { title: t('agents.tools'), cell: one => one.tools.length === 0 ? '' : <code>{one.tools.join(' ')}</code> },
        { title: t('agents.origin'), cell: one => <Badge>{word('origin', one.origin)}</Badge> },
        { title: t('common.state'), cell: one => <State value={one.enabled ? 'ENABLED' : 'DISABLED'}/> },
        {
          title: t('common.actions'), actions: true, cell: one => may('agents.manage') && one.origin === 'OWNED' && <>
            <Button look="quiet" onClick={() => setEdited(one)} aria-label={t('agents.editOf', { name: one.name })}>{t('agents.edit')}</Button>
            <Button look="quiet" onClick={() => setDeleting(one)} aria-label={t('agents.deleteOf', { name: one.name })}>{t('common.remove')}</Button></>,
        },
      ]}/>
    {edited && <Edit agent={edited === 'new' ? null : edited} close={() => setEdited(null)} done={done}/>}
    {deleting && <Confirm danger title={t('agents.deleteOf', { name: deleting.name })} text={t('agents.deleteText')}
      action={t('common.remove')} close={() => setDeleting(null)} run={async () => {
        await remove(`${api}/agents/${encodeURIComponent(deleting.key)}`);
        done(t('agents.deleted', { name: deleting.name }));
      }}/>}
  </>;
}

function Edit({ agent, close, done }: { agent: Agent | null; close: () => void; done: (text: string) => void }) {
  const { api, may } = useHere();
  const capabilities = useData(`tools ${api}`, async () => may('capabilities.read')
    ? (await page<Capability>(`${api}/capabilities`, { pageSize: 500 })).data.map(one => one.key) : []);
  const submit = async ({ key = '', name = '', provider = '', model = '', instructions = '', enabled }: Fields, form: HTMLFormElement) => {
    const wanted = {
      name, provider, model, instructions: instructions || null, enabled: enabled !== undefined,
      tools: new FormData(form).getAll('tool').map(String),
    };
    await (agent ? patch(`${api}/agents/${encodeURIComponent(agent.key)}`, wanted) : post(`${api}/agents`, { key, ...wanted }));
    done(t('agents.saved', { name }));
  };
  const tools = [...new Set([...(agent?.tools ?? []), ...(capabilities.data ?? [])])].sort();
  return <Dialog title={agent ? t('agents.editOf', { name: agent.name }) : t('agents.make')} close={close} wide>
    {capabilities.error !== undefined ? <Failure error={capabilities.error} retry={capabilities.reload}/>
      : !capabilities.data ? <Loading/>
        : <Form submit={submit} action={t('common.save')} cancel={close}>
          {!agent && <Field label={t('chooser.key')} name="key" required maxLength={63} spellcheck={false} help={t('chooser.keyHelp')}/>}
          <Field label={t('chooser.name')} name="name" required maxLength={100} defaultValue={agent?.name}/>
          <Field label={t('agents.provider')} name="provider" required maxLength={40} defaultValue={agent?.provider}
            help={t('agents.providerHelp')} spellcheck={false}/>
          <Field label={t('agents.model')} name="model" required maxLength={200} defaultValue={agent?.model} spellcheck={false}/>
          <Area label={t('agents.instructions')} name="instructions" maxLength={32768} defaultValue={agent?.instructions ?? ''}
            help={t('agents.instructionsHelp')}/>
          {tools.length > 0 && <Group legend={t('agents.tools')}>{tools.map(one =>
            <Check key={one} name="tool" value={one} label={one} defaultChecked={agent?.tools.includes(one) ?? false}/>)}</Group>}
          <Check label={t('agents.enabled')} name="enabled" defaultChecked={agent?.enabled ?? true}/>
        </Form>}
  </Dialog>;
}
