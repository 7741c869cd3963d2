// A talk with agents, as it goes on: what was said, what is being said, and who is there.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, page, path, post, remove } from '../api.ts';
import { joined, number, plural, t, word } from '../i18n.ts';
import { Badge, Button, Code, Empty, Facts, Failure, Head, Loading, Moment, json } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm } from '../kit/dialog.tsx';
import { Area, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { go } from '../router.ts';
import { useHere } from '../session.ts';
import type { AgentRun, AgentSession, SessionMessage, ToolRun } from '../types.ts';
import { AgentTabs } from './agents.tsx';
import { useNames } from './names.ts';

export function SessionPage({ id }: { id: string }) {
  const { api } = useHere();
  const url = `${api}/sessions/${encodeURIComponent(id)}`;
  const loaded = useData(url, () => get<AgentSession>(url));
  if (loaded.error !== undefined) {
    return <><Head title={t('sessions.one')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  return loaded.data ? <Talk key={id} session={loaded.data} url={url}/> : <Loading/>;
}

const SHOWN = 100;
const GOING = ['QUEUED', 'RUNNING'];

interface Draft {
  runId: string;
  agentKey: string;
  content: string;
}

interface Ended {
  runId: string;
  status: string;
  errorCode: string | null;
}

/** A session as the stream tells of it, from a while ago on. */
function useTalk(session: AgentSession, url: string) {
  const [messages, setMessages] = useState<SessionMessage[]>([]);
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const [ended, setEnded] = useState<Ended[]>([]);
  const [present, setPresent] = useState<string[]>([]);
  const [lost, setLost] = useState(false);
  const [pending, setPending] = useState<string[]>([]);
  const settle = (run: string | null) => setPending(before => before.filter(one => one !== run));
  useEffect(() => {
    let wanted = true;
    // What of earlier questions has no answer, the messages do not say.
    page<AgentRun>(`${url}/runs`, { pageSize: SHOWN }).then(({ data }) => {
      if (wanted) {
        setPending(before => [...before, ...data.filter(run => GOING.includes(run.status)).map(run => run.id)]);
        setEnded(before => [...data.filter(run => ![...GOING, 'COMPLETED'].includes(run.status))
          .map(run => ({ runId: run.id, status: run.status, errorCode: run.errorCode })), ...before]);
      }
    }, () => {
      // The stream tells the rest; without this nothing but old failures is missing.
    });
    return () => { wanted = false; };
  }, [url]);
  useEffect(() => {
    const from = Math.max(0, session.lastSequence - SHOWN);
    // Browsers reconnect by themselves, with the last message that they had.
    const source = new EventSource(path(`${url}/stream`, from > 0 ? { lastEventId: from } : {}));
    const on = <T,>(type: string, take: (data: T) => void) => source.addEventListener(type, event =>
      take(JSON.parse((event as MessageEvent<string>).data) as T));
    source.onopen = () => {
      setLost(false);
      // Of an answer that went on meanwhile a part is missing; it comes as a whole in the end.
      setDrafts([]);
    };
    source.onerror = () => setLost(true);
    on<SessionMessage>('message', message => {
      setMessages(before => before.some(one => one.id === message.id) ? before : [...before, message]);
      if (message.role === 'assistant') {
        setDrafts(before => before.filter(draft => draft.runId !== message.runId));
        settle(message.runId);
      } else if (message.runId !== null && message.sequence > session.lastSequence) {
        setPending(before => [...before, message.runId!]);
      }
    });
    on<{ runId: string; agentKey: string; content: string }>('token', ({ runId, agentKey, content }) =>
      setDrafts(before => before.some(draft => draft.runId === runId)
        ? before.map(draft => draft.runId === runId ? { ...draft, content: draft.content + content } : draft)
        : [...before, { runId, agentKey, content }]));
    on<Ended>('run', run => {
      setDrafts(before => before.filter(draft => draft.runId !== run.runId));
      setEnded(before => [...before.filter(one => one.runId !== run.runId), run]);
      settle(run.runId);
    });
    on<{ users: string[] }>('presence', ({ users }) => setPresent(users));
    return () => source.close();
  }, [url]);
  const earlier = async () => {
    const first = messages[0]?.sequence ?? 1;
    const found = await page<SessionMessage>(`${url}/messages`, {
      filter: `sequence < ${first} AND sequence >= ${first - SHOWN}`, orderBy: 'sequence', pageSize: SHOWN,
    });
    setMessages(before => [...found.data, ...before]);
  };
  const repeat = async (run: string) => {
    const again = await post<AgentRun>(`${url}/runs/${run}/repeat`);
    setEnded(before => before.filter(one => one.runId !== run));
    setPending(before => [...before, again.id]);
  };
  return { messages, drafts, ended, pending, present, lost, earlier, repeat };
}

function Talk({ session, url }: { session: AgentSession; url: string }) {
  const { home, may } = useHere();
  const names = useNames();
  const { messages, drafts, ended, pending, present, lost, earlier, repeat } = useTalk(session, url);
  const [error, setError] = useState<unknown>();
  const [deleting, setDeleting] = useState(false);
  const act = (work: Promise<unknown>) => {
    setError(undefined);
    work.catch(setError);
  };
  const title = session.surface === 'group' ? session.surfaceId ?? t('sessions.room') : t('sessions.with', { name: names.agent(session.agentKey) });
  const mayDelete = session.surface === 'private' ? may('sessions.write') : may('agents.manage');
  return <>
    <Head title={title} sub={session.surface === 'group' ? t('sessions.roomSub', { name: names.agent(session.agentKey) }) : t('sessions.privateSub')}>
      {lost && <span role="status"><Badge tone="bad">{t('events.lost')}</Badge></span>}
      {mayDelete && <Button onClick={() => setDeleting(true)}>{t('common.remove')}</Button>}
    </Head>
    <AgentTabs at="sessions"/>
    {session.surface === 'group' && present.length > 0 && <p class="small" role="status">
      {t('sessions.present', { names: joined(present.map(names.person)) })}</p>}
    {error !== undefined && <Failure error={error}/>}
    {messages.length === 0 && drafts.length === 0 ? <Empty title={t('sessions.silent')}><p>{t('sessions.silentText')}</p></Empty>
      : <>
        {(messages[0]?.sequence ?? 1) > 1 && <p><Button onClick={() => act(earlier())}>{t('sessions.earlier')}</Button></p>}
        <Scrolled mark={`${messages.length} ${drafts.map(one => one.content.length).join()}`}>
          {messages.map(message => <li key={message.id} class={message.role}>
            <p class="small"><strong>{message.role === 'user' ? names.person(message.userId) : names.agent(message.agentKey)}</strong> <Moment at={message.createdAt}/></p>
            <p class="said">{message.content}</p>
            {message.role === 'assistant' && message.runId && <How url={`${url}/runs/${message.runId}`}/>}
            {message.role === 'user' && ended.filter(run => run.runId === message.runId).map(run => <div key={run.runId} class="stack tight">
              <p class="actions"><Badge tone="warn">{word('state', run.status)}</Badge> {run.errorCode && <code>{run.errorCode}</code>}
                {may('agents.run') && <Button look="quiet" onClick={() => act(repeat(run.runId))}>{t('sessions.again')}</Button>}</p>
              {!messages.some(one => one.role === 'assistant' && one.runId === run.runId) && <How url={`${url}/runs/${run.runId}`}/>}</div>)}
          </li>)}
          {drafts.map(draft => <li key={draft.runId} class="assistant" aria-busy="true">
            <p class="small"><strong>{names.agent(draft.agentKey)}</strong></p>
            <p class="said">{draft.content}</p></li>)}
        </Scrolled>
      </>}
    {pending.length > 0 && may('sessions.write') && <p class="actions" role="status">
      <span class="muted">{t('sessions.answering')}</span>
      <Button onClick={() => act(post(`${url}/cancel`))}>{t('sessions.stop')}</Button></p>}
    {may('agents.run') && may('sessions.write') && <Say url={url}/>}
    {deleting && <Confirm danger title={t('sessions.delete')} text={t('sessions.deleteText')} action={t('common.remove')}
      close={() => setDeleting(false)} run={async () => {
        await remove(url);
        go(`${home}/agents`);
      }}/>}
  </>;
}

/** A list of which the end is in sight, as long as whoever reads it is there. */
function Scrolled({ mark, children }: { mark: string; children: ComponentChildren }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (atEnd.current && list.current) {
      list.current.scrollTop = list.current.scrollHeight;
    }
  }, [mark]);
  return <div ref={list} class="talk" role="log" aria-label={t('sessions.said')} tabIndex={0} onScroll={({ currentTarget: at }) => {
    atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 40;
  }}><ol class="plain">{children}</ol></div>;
}

function Say({ url }: { url: string }) {
  const [round, setRound] = useState(0);
  const submit = async ({ content = '' }: Fields) => {
    await post(`${url}/messages`, { content });
    setRound(round + 1);
  };
  return <section class="say"><Form key={round} submit={submit} action={t('sessions.say')}>
    <Area label={t('sessions.message')} name="content" required maxLength={65536} rows={2} onKeyDown={event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }
    }} help={t('sessions.messageHelp')}/>
  </Form></section>;
}

/** What an agent did for an answer, asked for when somebody wants to know. */
function How({ url }: { url: string }) {
  const [open, setOpen] = useState(false);
  return <details onToggle={event => setOpen(event.currentTarget.open)}>
    <summary class="small">{t('sessions.how')}</summary>{open && <Run url={url}/>}</details>;
}

function Run({ url }: { url: string }) {
  const run = useData(url, () => get<AgentRun>(url));
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), [run.data]);
  if (run.error !== undefined) {
    return <Failure error={run.error} retry={run.reload}/>;
  }
  if (!run.data) {
    return <Loading/>;
  }
  const { provider, model, usage, error, toolRuns = [] } = run.data;
  return <div ref={shown} class="stack tight">
    <Facts of={[
      [t('agents.model'), `${provider} ${model}`],
      [t('agentUsage.tokens'), t('agentUsage.inAndOut', { input: number(usage.inputTokens), output: number(usage.outputTokens) })],
      [t('agentUsage.cost'), number(usage.cost)],
      [t('sessions.error'), error ?? ''],
    ]}/>
    <p class="small muted">{toolRuns.length === 0 ? t('sessions.noTools') : plural('sessions.tools', toolRuns.length)}</p>
    {toolRuns.map(tool => <Tool key={tool.number} tool={tool}/>)}
  </div>;
}

function Tool({ tool }: { tool: ToolRun }) {
  return <details>
    <summary><code>{tool.capability}</code> <Badge tone={tool.outcome === 'SUCCEEDED' ? 'good' : 'bad'}>{word('state', tool.outcome)}</Badge> <span
      class="small muted">{t('capabilities.took', { millis: number(tool.durationMillis) })}</span></summary>
    <div class="stack tight">
      <Code label={t('capabilities.input')}>{json(tool.input)}</Code>
      {tool.output && <Code label={t('capabilities.result')}>{json(tool.output)}</Code>}
      {tool.error && <p>{tool.error} <code>{tool.errorCode}</code></p>}
    </div>
  </details>;
}
