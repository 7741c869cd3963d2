// Talks with agents: one's own, and the rooms of everybody.
import { useState } from 'preact/hooks';
import { page, post } from '../api.ts';
import { number, t, word } from '../i18n.ts';
import { Badge, Button, Empty, Failure, Head, Icon, Loading, Moment } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { go, href } from '../router.ts';
import { useHere } from '../session.ts';
import type { Agent, AgentSession } from '../types.ts';
import { AgentTabs } from './agents.tsx';

export function Sessions() {
  const { api, home, may } = useHere();
  const [opening, setOpening] = useState(false);
  return <>
    <Head title={t('sessions.title')} sub={t('sessions.sub')}>
      {may('sessions.write') && <Button look="primary" onClick={() => setOpening(true)}><Icon name="plus"/> {t('sessions.open')}</Button>}
    </Head>
    <AgentTabs at="sessions"/>
    <List<AgentSession> label={t('sessions.title')} url={`${api}/sessions`} id={one => one.id}
      empty={<Empty title={t('sessions.none')}><p>{t('sessions.noneText')}</p></Empty>}
      columns={[
        { title: t('sessions.one'), cell: one => <a href={href(`${home}/agents/sessions/${one.id}`)}>{one.surface === 'group' ? one.surfaceId : one.agentKey}</a> },
        { title: t('sessions.kind'), cell: one => <Badge>{word('surface', one.surface)}</Badge> },
        { title: t('sessions.agent'), cell: one => <code>{one.agentKey}</code> },
        { title: t('sessions.messages'), cell: one => number(one.lastSequence) },
        { title: t('sessions.active'), cell: one => <Moment at={one.activeAt}/> },
      ]}/>
    {opening && <Open close={() => setOpening(false)}/>}
  </>;
}

function Open({ close }: { close: () => void }) {
  const { api, home } = useHere();
  const [surface, setSurface] = useState('private');
  const agents = useData(`usable ${api}`, () => page<Agent>(`${api}/agents`, { filter: 'enabled = true', pageSize: 500 }));
  const submit = async ({ agentKey = '', surfaceId = '' }: Fields) => {
    const session = await post<AgentSession>(`${api}/sessions`, {
      agentKey, surface, ...(surface === 'group' ? { surfaceId } : {}),
    });
    go(`${home}/agents/sessions/${session.id}`);
  };
  return <Dialog title={t('sessions.open')} close={close}>
    {agents.error !== undefined ? <Failure error={agents.error} retry={agents.reload}/>
      : !agents.data ? <Loading/>
        : agents.data.data.length === 0 ? <Empty title={t('agents.none')}><p>{t('agents.noneText')}</p></Empty>
          : <Form submit={submit} action={t('sessions.open')} cancel={close}>
            <Choice label={t('sessions.agent')} name="agentKey" options={agents.data.data.map(one => [one.key, one.name])}/>
            <Choice label={t('sessions.kind')} value={surface} onChange={event => setSurface(event.currentTarget.value)}
              help={surface === 'group' ? t('sessions.groupHelp') : t('sessions.privateSub')}
              options={['private', 'group'].map(one => [one, word('surface', one)])}/>
            {surface === 'group' && <Field label={t('sessions.room')} name="surfaceId" required maxLength={200}/>}
          </Form>}
  </Dialog>;
}
