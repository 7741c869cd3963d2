// What agents are to remember: of the workspace, and of oneself.
import { useState } from 'preact/hooks';
import { page, post, remove } from '../api.ts';
import { t } from '../i18n.ts';
import { Badge, Button, Empty, Head, Icon, Moment } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Area, Check, Choice, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { useHere, useMe } from '../session.ts';
import type { Agent, MemoryEntry } from '../types.ts';
import { AgentTabs } from './agents.tsx';

export function Memory() {
  const { api, may } = useHere();
  const { me } = useMe();
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<MemoryEntry | null>(null);
  const [version, setVersion] = useState(0);
  const done = (text: string) => {
    say(text);
    setAdding(false);
    setVersion(version + 1);
  };
  const mayForget = (one: MemoryEntry) => may('sessions.write')
    && (one.userId === me.id || one.createdBy === me.id || may('agents.manage'));
  return <>
    <Head title={t('memory.title')} sub={t('memory.sub')}>
      {may('sessions.write') && <Button look="primary" onClick={() => setAdding(true)}><Icon name="plus"/> {t('memory.add')}</Button>}
    </Head>
    <AgentTabs at="memory"/>
    <List<MemoryEntry> label={t('memory.title')} url={`${api}/memory`} id={one => one.id} version={version}
      search={text => ({ search: text })} empty={<Empty title={t('memory.none')}><p>{t('memory.noneText')}</p></Empty>}
      columns={[
        { title: t('memory.content'), cell: one => one.content },
        { title: t('memory.for'), cell: one => <>
          <Badge>{one.userId ? t('memory.personal') : t('memory.everybody')}</Badge>{one.agentKey && <> <code>{one.agentKey}</code></>}</> },
        { title: t('common.created'), cell: one => <Moment at={one.createdAt}/> },
        {
          title: t('common.actions'), actions: true, cell: one => mayForget(one) &&
            <Button look="quiet" onClick={() => setDeleting(one)}>{t('memory.forget')}</Button>,
        },
      ]}/>
    {adding && <Add close={() => setAdding(false)} done={done}/>}
    {deleting && <Confirm danger title={t('memory.forget')} text={deleting.content} action={t('memory.forget')}
      close={() => setDeleting(null)} run={async () => {
        await remove(`${api}/memory/${deleting.id}`);
        done(t('memory.forgotten'));
      }}/>}
  </>;
}

function Add({ close, done }: { close: () => void; done: (text: string) => void }) {
  const { api, may } = useHere();
  const agents = useData(`agents ${api}`, async () => may('agents.read') ? (await page<Agent>(`${api}/agents`, { pageSize: 500 })).data : []);
  const submit = async ({ content = '', agentKey = '', personal }: Fields) => {
    await post(`${api}/memory`, { content, agentKey: agentKey || null, personal: personal !== undefined });
    done(t('memory.added'));
  };
  return <Dialog title={t('memory.add')} close={close}>
    <Form submit={submit} action={t('common.save')} cancel={close}>
      <Area label={t('memory.content')} name="content" required maxLength={4000}/>
      <Choice label={t('sessions.agent')} name="agentKey" key={agents.data?.length ?? 0} options={[
        ['', t('memory.all')], ...(agents.data ?? []).map(one => [one.key, one.name] as [string, string])]}/>
      <Check label={t('memory.personalWanted')} help={t('memory.personalHelp')} name="personal"/>
    </Form>
  </Dialog>;
}
