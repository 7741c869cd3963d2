// A workspace at a glance: what needs somebody, how much there is, and who did what last.
import type { ComponentChildren } from 'preact';
import { get, page, path } from '../api.ts';
import type { PluralKey } from '../i18n.ts';
import { date, number, plural, t, word } from '../i18n.ts';
import { Card, Empty, Facts, Failure, Head, Icon, Loading, Moment } from '../kit/basic.tsx';
import { useData } from '../kit/data.ts';
import { href } from '../router.ts';
import { useHere } from '../session.ts';
import type { AuditEntry, Installation, Invitation, Usage, Workspace } from '../types.ts';
import { actorName } from './audit.tsx';
import { Widgets } from './frame.tsx';

export function Overview({ workspace }: { workspace: Workspace }) {
  const { access, may } = useHere();
  return <>
    <Head title={workspace.name} sub={<code>{workspace.key}</code>}/>
    <Attention/>
    {may('audit.read') && <UsageCharts/>}
    <Widgets/>
    <div class="columns">
      <Card title={t('overview.about')}>
        <Facts of={[
          [t('chooser.plan'), word('plan', workspace.plan)],
          [t('overview.yourRole'), word('role', access.role)],
          [t('common.created'), <Moment at={workspace.createdAt}/>],
        ]}/>
      </Card>
      {may('audit.read') && <LastChanges/>}
    </div>
  </>;
}

interface Concern {
  text: string;
  href: string;
}

function Attention() {
  const { api, home, may } = useHere();
  const concerns = useData(`attention ${api}`, async () => {
    const [extensions, invitations] = await Promise.all([
      may('extensions.read') ? page<Installation>(`${api}/extensions`, { pageSize: 200 }) : null,
      may('invitations.manage')
        ? page<Invitation>(`${api}/invitations`, { filter: 'state = PENDING', pageSize: 1, includeTotal: true }) : null,
    ]);
    const found: Concern[] = [];
    for (const one of extensions?.data ?? []) {
      const to = href(`${home}/extensions/${one.extensionKey}`);
      if (one.state === 'FAILED' || one.health.status === 'DOWN') {
        found.push({ text: t('attention.failed', { name: one.name }), href: to });
      }
      const deadLetters = one.handlers?.deadLetters ?? 0;
      if (deadLetters > 0) {
        found.push({ text: plural('attention.deadLetters', deadLetters, { name: one.name }), href: to });
      }
    }
    if (invitations?.totalSize) {
      found.push({ text: plural('attention.invitations', invitations.totalSize), href: href(`${home}/members/invitations`) });
    }
    return found;
  });
  if (concerns.error !== undefined) {
    return <Failure error={concerns.error} retry={concerns.reload}/>;
  }
  if (!concerns.data) {
    return <Loading/>;
  }
  if (concerns.data.length === 0) {
    return null;
  }
  return <Card title={t('attention.title')}>
    <ul class="plain">{concerns.data.map(concern => <li key={concern.text}>
      <Icon name="warning"/> <a href={concern.href}>{concern.text}</a></li>)}</ul>
  </Card>;
}

const CHARTS: { field: string; title: PluralKey }[] = [
  { field: 'events', title: 'chart.events' },
  { field: 'capabilityCalls', title: 'chart.calls' },
  { field: 'apiRequests', title: 'chart.requests' },
  { field: 'deliveriesDead', title: 'chart.dead' },
];

function UsageCharts() {
  const { api } = useHere();
  const usage = useData(`usage ${api}`, () => get<Usage>(`${api}/usage/summary`));
  if (usage.error !== undefined) {
    return <Failure error={usage.error} retry={usage.reload}/>;
  }
  if (!usage.data) {
    return <Loading/>;
  }
  const { total, periods } = usage.data;
  const byDay = new Map(periods.map(period => [period.period, period]));
  return <section aria-label={t('overview.usage')} class="charts">{CHARTS.map(({ field, title }) =>
    <Chart key={field} title={plural(title, total[field] ?? 0)} total={total[field] ?? 0}
      points={days(usage.data!).map(day => ({ day, value: byDay.get(day)?.[field] ?? 0 }))}/>)}</section>;
}

const DAY_MILLIS = 86_400_000;

/** All of the time asked for; those on which nothing happened are not among the periods. */
export function days({ from, to }: Usage): string[] {
  const first = Date.parse(from);
  const count = Math.round((Date.parse(to) - first) / DAY_MILLIS) + 1;
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MILLIS).toISOString().slice(0, 10));
}

export function Chart({ title, total, points }: { title: string; total: number; points: { day: string; value: number }[] }) {
  const most = Math.max(1, ...points.map(point => point.value));
  const width = 100 / Math.max(points.length, 1);
  const first = points[0];
  const last = points[points.length - 1];
  return <figure class="card chart">
    <figcaption><strong class="large">{number(total)}</strong> <span>{title}</span></figcaption>
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      <path class="base" d="M0 23.750h100"/>
      {points.map((point, index) => point.value > 0 && <rect key={point.day} x={index * width + width * 0.100}
        width={width * 0.800} y={24 - (point.value / most) * 24} height={(point.value / most) * 24}/>)}
    </svg>
    <p class="small muted">{first && last ? t('chart.range', { from: date(first.day), to: date(last.day) }) : ''}</p>
  </figure>;
}

function LastChanges() {
  const { api, home } = useHere();
  const last = useData(`last ${api}`, () => page<AuditEntry>(path(`${api}/audit`), { orderBy: 'sequence desc', pageSize: 6 }));
  let content: ComponentChildren = <Loading/>;
  if (last.error !== undefined) {
    content = <Failure error={last.error} retry={last.reload}/>;
  } else if (last.data) {
    const entries = last.data.data.filter(entry => entry.action !== undefined);
    content = entries.length === 0 ? <Empty title={t('audit.empty')}/> : <ul class="plain">{entries.map(entry =>
      <li key={entry.hash} class="row"><span><code>{entry.action}</code> <span class="muted">{actorName(entry)}</span></span>
        <Moment at={entry.time}/></li>)}</ul>;
  }
  return <Card title={t('overview.lastChanges')} actions={<a href={href(`${home}/audit`)}>{t('overview.all')}</a>}>{content}</Card>;
}
