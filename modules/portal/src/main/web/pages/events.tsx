// What happens in a workspace: as it happens, what there was, and one event with what followed from it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { page, path, quoted } from '../api.ts';
import { dateTime, number, t } from '../i18n.ts';
import type { Key } from '../i18n.ts';
import { Badge, Button, Card, Code, Empty, Facts, Failure, Head, Loading, Moment, Notice, Tabs, json } from '../kit/basic.tsx';
import type { Tone } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Field } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { ask, href, usePlace } from '../router.ts';
import { useHere } from '../session.ts';
import type { CloudEvent } from '../types.ts';

export function Events() {
  const { home } = useHere();
  const { query } = usePlace();
  const isLive = query.get('view') !== 'log';
  return <>
    <Head title={t('tab.events')} sub={t('events.sub')}/>
    <Tabs label={t('tab.events')} at={isLive ? 'live' : 'log'} of={[
      { id: 'live', text: t('events.live'), href: href(`${home}/events`) },
      { id: 'log', text: t('events.log'), href: href(`${home}/events`, { view: 'log' }) },
    ]}/>
    {isLive ? <Live/> : <Log/>}
  </>;
}

function Log() {
  const { api, home } = useHere();
  return <List<CloudEvent> label={t('tab.events')} url={`${api}/events`} id={event => event.id}
    query={{ orderBy: 'sequence desc' }}
    search={text => ({ filter: ['type', 'subject', 'actor'].map(field => `${field} : ${quoted(text)}`).join(' OR ') })}
    empty={<Empty title={t('events.none')}/>}
    columns={[
      { title: t('events.type'), cell: event => <a href={href(`${home}/events/${event.sequence}`)}><code>{event.type}</code></a> },
      { title: t('events.sequence'), order: 'sequence', cell: event => number(event.sequence) },
      { title: t('audit.subject'), cell: event => <code class="cut">{event.subject}</code> },
      { title: t('audit.actor'), cell: event => <code class="cut">{event.actor}</code> },
      { title: t('audit.time'), cell: event => <Moment at={event.time}/> },
    ]}/>;
}

const KEPT = 200;
type Connection = 'connecting' | 'open' | 'lost';
const CONNECTIONS: Record<Connection, { text: Key; tone: Tone }> = {
  connecting: { text: 'events.connecting', tone: 'warn' },
  open: { text: 'events.open', tone: 'good' },
  lost: { text: 'events.lost', tone: 'bad' },
};

function Live() {
  const { api, home } = useHere();
  const { query } = usePlace();
  const types = query.get('types') ?? '';
  const [typed, setTyped] = useState(types);
  const [events, setEvents] = useState<CloudEvent[]>([]);
  const [paused, setPaused] = useState(false);
  const [connection, setConnection] = useState<Connection>('connecting');
  const waiting = useRef<CloudEvent[]>([]);
  const [held, setHeld] = useState(0);
  const isPaused = useRef(paused);
  isPaused.current = paused;
  useEffect(() => {
    setConnection('connecting');
    // Browsers reconnect by themselves, with the id of the last event they had.
    const source = new EventSource(path(`${api}/events/stream`, { named: false, types }));
    source.onopen = () => setConnection('open');
    source.onerror = () => setConnection('lost');
    source.onmessage = message => {
      const event = JSON.parse(message.data as string) as CloudEvent;
      if (isPaused.current) {
        waiting.current = [event, ...waiting.current].slice(0, KEPT);
        setHeld(waiting.current.length);
      } else {
        setEvents(before => [event, ...before].slice(0, KEPT));
      }
    };
    return () => source.close();
  }, [api, types]);
  const resume = () => {
    const missed = waiting.current;
    waiting.current = [];
    setHeld(0);
    setPaused(false);
    setEvents(before => [...missed, ...before].slice(0, KEPT));
  };
  return <>
    <form class="tools" onSubmit={event => {
      event.preventDefault();
      ask({ types: typed }, { replace: true });
    }}>
      <Field label={t('events.types')} placeholder={t('events.typesHelp')} value={typed} spellcheck={false}
        onInput={event => setTyped(event.currentTarget.value)}/>
      <Button type="submit">{t('events.filter')}</Button>
      {paused ? <Button look="primary" onClick={resume}>{t('events.resume', { count: held })}</Button>
        : <Button onClick={() => setPaused(true)}>{t('events.pause')}</Button>}
      <span role="status"><Badge tone={CONNECTIONS[connection].tone}>{t(CONNECTIONS[connection].text)}</Badge></span>
    </form>
    {events.length === 0 ? <Empty title={t('events.waiting')}><p>{t('events.waitingText')}</p></Empty>
      : <ol class="plain feed" aria-label={t('events.live')}>{events.map(event => <li key={event.id} class="row">
        <span><a href={href(`${home}/events/${event.sequence}`)}><code>{event.type}</code></a>
          {event.subject && <> <code class="muted cut">{event.subject}</code></>}</span>
        <Moment at={event.time}/></li>)}</ol>}
  </>;
}

export function EventPage({ sequence }: { sequence: string }) {
  const { api, home } = useHere();
  const at = Number(sequence);
  const loaded = useData(`${api} event ${sequence}`, async () => {
    const found = await page<CloudEvent>(`${api}/events`, { after: at - 1, pageSize: 1 });
    return found.data.find(event => event.sequence === at) ?? null;
  });
  if (loaded.error !== undefined) {
    return <><Head title={t('events.one', { sequence })}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (loaded.data === undefined) {
    return <Loading/>;
  }
  const event = loaded.data;
  if (event === null) {
    return <><Head title={t('events.one', { sequence })}/><Notice><p>{t('events.gone')}</p></Notice></>;
  }
  return <>
    <Head title={event.type} sub={t('events.one', { sequence: number(event.sequence) })}/>
    <div class="columns">
      <Card title={t('common.details')}><Facts of={[
        [t('audit.time'), dateTime(event.time)],
        [t('audit.actor'), <code>{event.actor}</code>],
        [t('audit.subject'), <code>{event.subject}</code>],
        [t('events.id'), <code>{event.id}</code>],
        [t('error.request'), <code>{event.correlationid}</code>],
      ]}/></Card>
      <Card title={t('events.data')}><Code label={t('events.data')}>{json(event.data ?? null)}</Code></Card>
    </div>
    <Chain event={event} api={api} home={home}/>
  </>;
}

/** What the same request has caused, each under what it follows from. */
function Chain({ event, api, home }: { event: CloudEvent; api: string; home: string }) {
  const related = useData(`${api} chain ${event.correlationid}`, () => page<CloudEvent>(`${api}/events`, {
    filter: `correlationId = ${quoted(event.correlationid)}`, pageSize: 100,
  }));
  if (related.error !== undefined) {
    return <Failure error={related.error} retry={related.reload}/>;
  }
  const all = related.data?.data ?? [];
  const ids = new Set(all.map(one => one.id));
  const branch = (cause: string | undefined) => {
    const here = all.filter(one => cause === undefined ? !one.causationid || !ids.has(one.causationid) : one.causationid === cause);
    return here.length === 0 ? null : <ul class="tree">{here.map(one => <li key={one.id}>
      <a href={href(`${home}/events/${one.sequence}`)} aria-current={one.id === event.id ? 'true' : undefined}>
        <code>{one.type}</code></a> <span class="muted small">{number(one.sequence)}</span>
      {branch(one.id)}</li>)}</ul>;
  };
  return <Card title={t('events.chain')}>{branch(undefined)}</Card>;
}
