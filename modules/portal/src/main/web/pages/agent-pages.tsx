// The pages about agents of a workspace.
import { t } from '../i18n.ts';
import { Head } from '../kit/basic.tsx';
import { match } from '../router.ts';
import { useHere } from '../session.ts';
import { AgentRules } from './agent-rules.tsx';
import { Usage } from './agent-usage.tsx';
import { Agents } from './agents.tsx';
import { Memory } from './memory.tsx';
import { SessionPage } from './session.tsx';
import { Sessions } from './sessions.tsx';

export function AgentPages({ rest }: { rest: string }) {
  const { may } = useHere();
  switch (rest) {
    case '/agents': return may('sessions.read') ? <Sessions/> : <Agents/>;
    case '/agents/all': return <Agents/>;
    case '/agents/memory': return <Memory/>;
    case '/agents/usage': return <Usage/>;
    case '/agents/rules': return <AgentRules/>;
  }
  const talk = match('/agents/sessions/:id', rest);
  return talk ? <SessionPage id={talk.id!}/> : <><Head title={t('notFound.title')}/><p>{t('notFound.text')}</p></>;
}
