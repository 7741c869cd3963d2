// Where events are sent, and what became of each.
import { useState } from 'preact/hooks';
import { get, patch, post, quoted, remove } from '../api.ts';
import { dateTime, joined, number, t, word } from '../i18n.ts';
import { Badge, Button, Card, Copyable, Empty, Facts, Failure, Head, Icon, Loading, Moment, Notice, State } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { Confirm, Dialog } from '../kit/dialog.tsx';
import { Check, Choice, Field, Form } from '../kit/form.tsx';
import type { Fields } from '../kit/form.tsx';
import { List } from '../kit/table.tsx';
import { say } from '../kit/toast.tsx';
import { go, href } from '../router.ts';
import { useHere } from '../session.ts';
import type { Attempt, Delivery, Subscription } from '../types.ts';

export function Subscriptions() {
  const { api, home } = useHere();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<Subscription | null>(null);
  const [version, setVersion] = useState(0);
  return <>
    <Head title={t('tab.subscriptions')} sub={t('subscriptions.sub')}>
      <Button look="primary" onClick={() => setMaking(true)}><Icon name="plus"/> {t('subscriptions.make')}</Button>
    </Head>
    <List<Subscription> label={t('tab.subscriptions')} url={`${api}/subscriptions`} id={one => one.id} version={version}
      search={text => ({ filter: `name : ${quoted(text)}` })}
      empty={<Empty title={t('subscriptions.none')}><p>{t('subscriptions.noneText')}</p></Empty>}
      columns={[
        { title: t('chooser.name'), order: 'name', cell: one => <a href={href(`${home}/subscriptions/${one.id}`)}>{one.name}</a> },
        { title: t('subscriptions.types'), cell: one => <code>{one.types.join(' ')}</code> },
        { title: t('subscriptions.sink'), cell: one => <>{word('sink', one.sink.kind)} <code class="cut">{target(one)}</code></> },
        { title: t('common.state'), cell: one => <Enabled one={one}/> },
        { title: t('common.created'), order: 'createdAt', cell: one => <Moment at={one.createdAt}/> },
      ]}/>
    {making && <Make close={() => setMaking(false)} made={subscription => {
      setMaking(false);
      setMade(subscription);
      setVersion(version + 1);
    }}/>}
    {made && <Secret subscription={made} close={() => setMade(null)}/>}
  </>;
}

function target(one: Subscription): string {
  return one.sink.url ?? one.sink.topic ?? one.sink.address ?? '';
}

function Enabled({ one }: { one: Subscription }) {
  return <>{one.enabled ? <State value="ENABLED"/> : <State value="DISABLED"/>}
    {one.disabledReason && <> <Badge tone="bad">{word('state', one.disabledReason)}</Badge></>}</>;
}

const TARGETS = {
  WEBHOOK: { field: 'url', text: 'subscriptions.url' },
  KAFKA: { field: 'topic', text: 'subscriptions.topic' },
  BUS: { field: 'address', text: 'subscriptions.address' },
} as const;
type Kind = keyof typeof TARGETS;

function Make({ close, made }: { close: () => void; made: (subscription: Subscription) => void }) {
  const { api } = useHere();
  const [kind, setKind] = useState<Kind>('WEBHOOK');
  // The event bus has addresses of workspaces only.
  const kinds = Object.keys(TARGETS).filter(one => one !== 'BUS' || api.startsWith('/api/workspaces/'));
  const { field, text } = TARGETS[kind];
  const submit = async ({ name = '', types = '', ordered, ...fields }: Fields) => made(
    await post<Subscription>(`${api}/subscriptions`, {
      name, types: types.split(/[\s,]+/).filter(Boolean), sink: { kind, [field]: fields[`sink.${field}`] ?? '' }, ordered: ordered !== undefined,
    }));
  return <Dialog title={t('subscriptions.make')} close={close}>
    <Form submit={submit} action={t('subscriptions.make')} cancel={close}>
      <Field label={t('chooser.name')} name="name" required/>
      <Field label={t('subscriptions.types')} name="types" help={t('events.typesHelp')} required defaultValue="*" spellcheck={false}/>
      <Choice label={t('subscriptions.sink')} value={kind} onChange={event => setKind(event.currentTarget.value as Kind)}
        options={kinds.map(one => [one, word('sink', one)])}/>
      <Field label={t(text)} name={`sink.${field}`} type={field === 'url' ? 'url' : 'text'} required
        spellcheck={false}/>
      <Check label={t('subscriptions.ordered')} help={t('subscriptions.orderedHelp')} name="ordered"/>
    </Form>
  </Dialog>;
}

function Secret({ subscription, close }: { subscription: Subscription; close: () => void }) {
  return subscription.secret ? <Dialog title={t('subscriptions.secret')} close={close}>
    <p>{t('subscriptions.secretText')}</p>
    <Copyable label={t('subscriptions.secret')} text={subscription.secret}/></Dialog> : null;
}

export function SubscriptionPage({ id }: { id: string }) {
  const { api, home, may } = useHere();
  const url = `${api}/subscriptions/${encodeURIComponent(id)}`;
  const loaded = useData(url, () => get<Subscription>(url));
  const [version, setVersion] = useState(0);
  const [outcome, setOutcome] = useState<(Attempt & { delivered: boolean }) | null>(null);
  const [rotated, setRotated] = useState<Subscription | null>(null);
  const [asked, setAsked] = useState<'delete' | 'rotate' | null>(null);
  const [shown, setShown] = useState<Delivery | null>(null);
  const [error, setError] = useState<unknown>();
  if (loaded.error !== undefined) {
    return <><Head title={t('tab.subscriptions')}/><Failure error={loaded.error} retry={loaded.reload}/></>;
  }
  if (!loaded.data) {
    return <Loading/>;
  }
  const one = loaded.data;
  const run = (work: () => Promise<unknown>) => {
    setError(undefined);
    work().catch((failure: unknown) => setError(failure));
  };
  const test = () => run(async () => setOutcome(await post(`${url}/test`)));
  const toggle = () => run(async () => {
    await patch(url, { enabled: !one.enabled });
    say(t('common.saved'));
    loaded.reload();
  });
  const retry = () => run(async () => {
    await post(`${url}/dead-letters/retry`);
    say(t('subscriptions.retried'));
    setVersion(version + 1);
  });
  return <>
    <Head title={one.name} sub={<code>{target(one)}</code>}>
      {one.sink.kind === 'WEBHOOK' && <>
        <Button onClick={test}>{t('subscriptions.test')}</Button>
        <Button onClick={() => setAsked('rotate')}>{t('subscriptions.rotate')}</Button></>}
      <Button onClick={retry}>{t('subscriptions.retry')}</Button>
      <Button onClick={toggle}>{one.enabled ? t('installation.disable') : t('installation.enable')}</Button>
      <Button look="danger" onClick={() => setAsked('delete')}>{t('common.remove')}</Button>
    </Head>
    {error !== undefined && <Failure error={error}/>}
    <div role="status">{outcome && <Notice tone={outcome.delivered ? 'good' : 'bad'}>
      <p>{outcome.delivered ? t('subscriptions.tested') : t('subscriptions.testFailed')} {attempt(outcome)}</p></Notice>}</div>
    <Card><Facts of={[
      [t('common.state'), <Enabled one={one}/>],
      [t('subscriptions.sink'), word('sink', one.sink.kind)],
      [t('subscriptions.types'), joined(one.types)],
      [t('common.created'), <Moment at={one.createdAt}/>],
    ]}/></Card>
    <h2>{t('subscriptions.deliveries')}</h2>
    <List<Delivery> label={t('subscriptions.deliveries')} url={`${url}/deliveries`} id={each => each.id} version={version}
      query={{ orderBy: 'sequence desc' }} empty={<Empty title={t('subscriptions.noDeliveries')}/>}
      columns={[
        { title: t('events.type'), cell: each => may('events.read')
          ? <a href={href(`${home}/events/${each.sequence}`)}><code>{each.eventType}</code></a> : <code>{each.eventType}</code> },
        { title: t('events.sequence'), order: 'sequence', cell: each => number(each.sequence) },
        { title: t('common.state'), cell: each => <State value={each.state}/> },
        { title: t('subscriptions.attempts'), cell: each => number(each.attempts.length) },
        { title: t('common.created'), cell: each => <Moment at={each.createdAt}/> },
        {
          title: t('common.details'), actions: true,
          cell: each => <Button look="quiet" onClick={() => setShown(each)}>{t('common.details')}</Button>,
        },
      ]}/>
    {shown && <DeliveryDialog delivery={shown} close={() => setShown(null)}/>}
    {rotated && <Secret subscription={rotated} close={() => setRotated(null)}/>}
    {asked === 'rotate' && <Confirm title={t('subscriptions.rotate')} text={t('subscriptions.rotateText')}
      action={t('subscriptions.rotate')} close={() => setAsked(null)}
      run={async () => setRotated(await post<Subscription>(`${url}/rotate-secret`))}/>}
    {asked === 'delete' && <Confirm danger title={t('common.remove')} text={t('subscriptions.removeText', { name: one.name })}
      action={t('common.remove')} close={() => setAsked(null)} run={async () => {
        await remove(url);
        say(t('subscriptions.removed', { name: one.name }));
        go(`${home}/subscriptions`);
      }}/>}
  </>;
}

function DeliveryDialog({ delivery, close }: { delivery: Delivery; close: () => void }) {
  return <Dialog title={delivery.eventType} close={close} wide>
    <div class="stack">
      <p><State value={delivery.state}/> {delivery.nextAttemptAt && t('subscriptions.next', { time: dateTime(delivery.nextAttemptAt) })}</p>
      {delivery.attempts.length === 0 ? <Empty title={t('subscriptions.noAttempts')}/>
        : <ol>{delivery.attempts.map(each => <li key={each.startedAt}>{dateTime(each.startedAt)}: {attempt(each)}
          {each.response && <pre tabIndex={0} role="region" aria-label={t('subscriptions.response')}>{each.response}</pre>}</li>)}</ol>}
    </div>
  </Dialog>;
}

function attempt(one: Attempt): string {
  return t('subscriptions.attempt', { outcome: one.error ?? String(one.status ?? ''), millis: number(one.durationMillis) });
}
