// How the platform is: whether the server that answers can serve, which nodes there are, what waits, and the mails.
import type { ComponentChildren } from 'preact';
import { get, send } from '../../api.ts';
import { dateTime, number, plural, t, word } from '../../i18n.ts';
import { Badge, Button, Card, Empty, Failure, Head, Icon, Loading, Moment, State } from '../../kit/basic.tsx';
import { useData } from '../../kit/data.ts';
import type { Loaded } from '../../kit/data.ts';
import type { Health, MailQueue, Nodes } from '../../types.ts';

export function HealthPage() {
  const health = useData('health', () => send<Health>('GET', '/health/ready').then(answer => answer.data));
  const nodes = useData('nodes', () => get<Nodes>('/api/admin/nodes'));
  const mail = useData('mail', () => get<MailQueue>('/api/admin/mail-queue'));
  const again = () => [health, nodes, mail].forEach(part => part.reload());
  return <>
    <Head title={t('platform.health')} sub={t('platform.healthSub')}>
      <Button onClick={again}><Icon name="refresh"/> {t('common.refresh')}</Button></Head>
    <div class="columns">
      <Part of={health}>{data => <Card title={t('platform.parts')} actions={<State value={data.status}/>}>
        <ul class="plain">{(data.checks ?? []).map(check => <li key={check.id} class="row">
          <code>{check.id}</code><State value={check.status}/></li>)}</ul></Card>}</Part>
      <Part of={nodes}>{data => <Card title={t('platform.nodes')}>
        <ul class="plain">{data.nodes.map(node => <li key={node.id} class="row">
          <span>{node.name} <code class="block muted wrap">{node.id}</code></span>
          <span><State value={node.alive ? 'UP' : 'DOWN'}/> <Moment at={node.seenAt}/></span></li>)}</ul></Card>}</Part>
      <Part of={nodes}>{data => <Card title={t('platform.backlog')}>{data.backlog.length === 0 ? <Empty title={t('platform.nothingWaits')}/>
        : <ul class="plain">{data.backlog.map(one => <li key={one.kind} class="row">
          <code>{one.kind}</code><Waiting {...one}/></li>)}</ul>}</Card>}</Part>
      <Part of={mail}>{data => <Card title={t('platform.mail')} actions={<Waiting {...data}/>}>
        {data.failing.length === 0 ? <Empty title={t('platform.noMailFails')}/>
          : <ul class="plain">{data.failing.map(one => <li key={one.id}>
            <span class="wrap">{one.lastError}</span> <span class="muted small block">{plural('platform.attempts', one.attempts)}, {one.nextAttemptAt
              ? t('subscriptions.next', { time: dateTime(one.nextAttemptAt) }) : word('state', 'DEAD')}</span></li>)}</ul>}</Card>}</Part>
    </div>
  </>;
}

function Part<T>({ of, children }: { of: Loaded<T>; children: (data: T) => ComponentChildren }) {
  return <>{of.error !== undefined ? <Failure error={of.error} retry={of.reload}/> : of.data === undefined ? <Loading/> : children(of.data)}</>;
}

function Waiting({ waiting, oldestSeconds, dead }: { waiting: number; oldestSeconds: number; dead: number }) {
  return <span class="actions">
    <Badge tone={waiting > 0 ? 'warn' : 'good'}>{waiting > 0 ? plural('platform.waiting', waiting) : t('platform.nothingWaits')}</Badge>
    {waiting > 0 && <span class="muted small">{t('platform.oldest', { seconds: number(Math.round(oldestSeconds)) })}</span>}
    {dead > 0 && <Badge tone="bad">{plural('platform.dead', dead)}</Badge>}
  </span>;
}
